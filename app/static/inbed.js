/* Voor de pagina om het venster heen: maakt elk venster van het loket zo hoog als zijn inhoud. Zonder dit bestand schuift het venster. */
(() => {
  const loket = new URL(document.currentScript.src).origin;
  addEventListener("message", (event) => {
    if (event.origin !== loket) return;
    const height = event.data?.loketHoogte;
    if (!Number.isInteger(height) || height < 1 || height > 50000) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === event.source) frame.style.height = `${height}px`;
    }
  });
  // Een venster dat er eerder was dan dit bestand, zegt het nog een keer. In de vraag staat niets: elk adres mag haar lezen.
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.src.startsWith(`${loket}/inbed/`)) frame.contentWindow?.postMessage("loketHoogte?", "*");
  }
})();

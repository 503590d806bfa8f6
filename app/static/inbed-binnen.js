/* In het venster: zegt tegen de pagina eromheen hoe hoog de inhoud is, en alleen tegen sites die dit venster mogen tonen. */
(() => {
  if (parent === window) return;
  const allowed = (document.querySelector("meta[name=inbed]")?.content ?? "").split(" ").filter(Boolean);
  const around = location.ancestorOrigins?.[0];
  const origins = around ? allowed.filter((origin) => origin === around) : allowed;
  let told = 0;
  const tell = (again) => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (!again && height === told) return;
    told = height;
    for (const origin of origins) parent.postMessage({ loketHoogte: height }, origin);
  };
  // Een venster buiten beeld tekent niet, dus wacht het eerste bericht niet op de waarnemer.
  tell(true);
  addEventListener("load", () => tell(false));
  new ResizeObserver(() => tell(false)).observe(document.body);
  addEventListener("message", (event) => {
    if (event.source === parent && allowed.includes(event.origin) && event.data === "loketHoogte?") tell(true);
  });
})();

/* Alleen een extraatje: zonder dit bestand werkt alles ook. */
(() => {
  document.querySelector("[data-fout]")?.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const once = document.querySelectorAll("form[data-een-keer]");
  for (const form of once) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.bezig) event.preventDefault();
      form.dataset.bezig = "1";
    });
  }
  // Wie met de terugknop terugkomt, mag weer versturen.
  window.addEventListener("pageshow", () => once.forEach((form) => delete form.dataset.bezig));
})();

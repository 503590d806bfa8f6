/* Alleen een extraatje: waarschuwt bij het typen en laat bij het onderwerp zien wat erbij past. De server doet het ook. */
(() => {
  const elfproef = (d) => /^\d{9}$/.test(d) && +d > 0 && [9, 8, 7, 6, 5, 4, 3, 2, -1].reduce((s, w, i) => s + w * d[i], 0) % 11 === 0;
  // Zoals op de server: niet na een landnummer, en geen loonheffingen- of btw-nummer (L of B en twee cijfers).
  const number = /(?<!\d)(?<!(?:\+|\b00)\d{1,3}[ .-]?)\d(?:[ .]?\d){8}(?!\d)(?! ?[LB]\d{2})/g;
  for (const note of document.querySelectorAll("[data-letop]")) {
    const field = document.getElementById(note.dataset.letop);
    if (!field) continue;
    const escape = (w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const words = (note.dataset.woorden || "").split("|").filter(Boolean)
      .map((w) => (w.endsWith("*") ? escape(w.slice(0, -1)) + "[\\p{L}\\p{N}_]*" : escape(w)));
    const health = words.length ? new RegExp(`(?<![\\p{L}\\p{N}_])(?:${words.join("|")})(?![\\p{L}\\p{N}_])`, "iu") : null;
    let timer;
    const look = () => {
      const text = field.value;
      const bsn = (text.match(number) || []).some((m) => elfproef(m.replace(/\D/g, "")));
      const found = health && text.match(health);
      const said = [bsn ? note.dataset.bsn : "", found ? note.dataset.gezondheid.replace("…", found[0]) : ""].filter(Boolean).join(" ");
      if (note.textContent !== said) note.textContent = said;
      note.hidden = !said;
    };
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 600); });
  }
  const subject = document.getElementById("onderwerp");
  subject?.addEventListener("change", () => {
    for (const part of document.querySelectorAll("[data-past]")) part.hidden = part.dataset.past !== subject.value;
  });
})();

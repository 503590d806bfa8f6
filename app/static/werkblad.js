/* Alleen voor browsers waarin een schrijfvak niet vanzelf meegroeit: maak het hoog genoeg voor het papier. */
(() => {
  if (CSS.supports("field-sizing", "content")) return;
  const grow = (field) => {
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 4}px`;
  };
  const fields = document.querySelectorAll("textarea[data-groei]");
  for (const field of fields) field.addEventListener("input", () => grow(field));
  window.addEventListener("beforeprint", () => fields.forEach(grow));
})();

/* Suggesties bij het zoekveld: toetsen pijl op en neer, Enter, Escape. Zonder dit bestand zoekt het formulier gewoon. */
(() => {
  for (const form of document.querySelectorAll("form[data-suggesties]")) {
    const input = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    const status = document.createElement("p");
    list.id = `${input.id}-suggesties`;
    list.className = "wl-suggesties";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.label);
    list.hidden = true;
    status.className = "wl-vh";
    status.setAttribute("role", "status");
    form.append(list, status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
    let active = -1;
    let timer = 0;
    let request = null;

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (index < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[index].id);
        list.children[index].scrollIntoView({ block: "nearest" });
      }
    };
    const show = (rows) => {
      list.replaceChildren(...rows.map((row, i) => {
        const option = document.createElement("li");
        const kind = document.createElement("small");
        option.id = `${list.id}-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = row.url;
        kind.textContent = row.naam;
        option.append(row.titel, " ", kind);
        return option;
      }));
      active = -1;
      list.hidden = !rows.length;
      input.setAttribute("aria-expanded", String(rows.length > 0));
      input.removeAttribute("aria-activedescendant");
      status.textContent = rows.length ? `${rows.length} ${form.dataset.aantal}` : "";
    };
    const ask = async () => {
      request?.abort();
      const q = input.value.trim();
      if (q.length < 2) { show([]); return; }
      request = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggesties}?q=${encodeURIComponent(q)}`, { signal: request.signal });
        if (answer.ok && input.value.trim() === q && document.activeElement === input) show((await answer.json()).slice(0, 6));
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("blur", () => setTimeout(close, 150));
    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count && !list.hidden) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(active + step >= count ? -1 : active + step < -1 ? count - 1 : active + step);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        location.assign(list.children[active].dataset.url);
      }
    });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("li");
      if (option) { event.preventDefault(); location.assign(option.dataset.url); }
    });
  }
})();

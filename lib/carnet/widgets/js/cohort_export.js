// The menu of what one takes away: images drawn anew for a journal, tables, and the cell that reproduces the figure.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function image(answer) {
  const { figure, format, width_mm: mm, name } = answer;
  const { width, height } = figure.layout;
  const scale = format === "png" ? ((mm / 25.4) * 300) / width : 1;
  const url = await window.Plotly.toImage(figure, { format, width, height, scale });
  if (format === "png") {   // decoded here: the page's policy lets nothing be fetched, not even data
    const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (character) => character.charCodeAt(0));
    return save(name, new Blob([bytes], { type: "image/png" }));
  }
  const source = decodeURIComponent(url.slice(url.indexOf(",") + 1));
  const tall = ((mm * height) / width).toFixed(2);
  return save(name, new Blob([source.replace(/(<svg[^>]*?) width="[^"]*" height="[^"]*"/, `$1 width="${mm}mm" height="${tall}mm"`)],
    { type: "image/svg+xml" }));
}

function place(menu, list) {   // below its button where there is room, else above; what does not fit scrolls within
  const at = menu.firstChild.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - 12;
  const above = at.top - 12;
  Object.assign(list.style, { position: "fixed", margin: "0", left: `${at.left}px`, right: "auto", width: `${at.width}px`, maxHeight: "none" });
  const room = document.documentElement.clientWidth - list.offsetWidth - 8;   // wider than its button: kept within the page
  list.style.left = `${Math.max(Math.min(at.left, room), 8)}px`;
  const up = list.scrollHeight + 4 > below && above > below;
  Object.assign(list.style, {
    maxHeight: `${Math.max(up ? above : below, 80)}px`,
    top: up ? "auto" : `${at.bottom + 4}px`, bottom: up ? `${window.innerHeight - at.top + 4}px` : "auto",
  });
}

function render({ model, el }) {
  const texts = () => model.get("texts");
  const status = element("span", { role: "status", class: "cohort-export-status" });

  const draw = () => {
    const menu = element("details", { class: "cohort-export" }, element("summary", {}, texts().title));
    const list = element("div", { class: "cohort-export-list" });
    for (const [kind, label, hint, disabled] of model.get("entries")) {
      if (!kind) { list.append(element("p", {}, label)); continue; }
      const button = element("button", { type: "button", "data-kind": kind }, element("span", {}, label), element("small", {}, hint));
      button.disabled = Boolean(disabled);
      button.onclick = () => {
        menu.open = false;
        status.textContent = texts().working;
        model.send({ ask: kind });
      };
      list.append(button);
    }
    menu.append(list);
    menu.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.firstChild.focus();
    };
    if (list.showPopover) {   // over everything, so that no box cuts it off
      list.popover = "manual";
      menu.ontoggle = () => {
        if (!menu.open) { if (list.matches(":popover-open")) list.hidePopover(); return; }
        if (!list.matches(":popover-open")) list.showPopover();
        place(menu, list);
      };
    }
    el.replaceChildren(menu, status);
  };
  const opened = () => el.querySelector(".cohort-export[open]");
  const away = (event) => { const menu = opened(); if (menu && !menu.contains(event.target)) menu.open = false; };
  const moved = (event) => {
    const menu = opened();
    const list = menu?.querySelector(".cohort-export-list:popover-open");
    if (list && event.target !== list) place(menu, list);
  };
  document.addEventListener("click", away);
  window.addEventListener("scroll", moved, { capture: true, passive: true });
  window.addEventListener("resize", moved);

  const code = (answer) => {
    const close = element("button", { type: "button" }, texts().close);
    const copy = element("button", { type: "button", class: "cohort-primary" }, texts().copy);
    const said = element("span", { role: "status" });
    const pre = element("pre", { tabindex: "0", "aria-label": texts().code }, element("code", {}, answer.text));
    const dialog = element("dialog", { class: "cohort-code", "aria-label": texts().code }, element("h2", {}, texts().code),
      element("p", {}, texts().codeHint), pre, element("div", { class: "cohort-code-bar" }, said, copy, close));
    close.onclick = () => dialog.close();
    dialog.onclose = () => dialog.remove();
    copy.onclick = async () => {
      try {
        await navigator.clipboard.writeText(answer.text);
      } catch {
        getSelection().selectAllChildren(pre);   // no clipboard on a plain http address: select, the reader copies
        document.execCommand("copy");
      }
      said.textContent = texts().copied;
    };
    el.append(dialog);
    dialog.showModal();
  };

  // a spreadsheet needs the mark to read accents; a program does not expect it
  const file = ({ text, type }) => new Blob(type.startsWith("text/csv") ? ["\ufeff", text] : [text], { type });

  model.on("msg:custom", async (answer) => {
    try {
      if (answer.kind === "image") await image(answer);
      else if (answer.kind === "file") save(answer.name, file(answer));
      else if (answer.kind === "code") code(answer);
      status.textContent = answer.said ?? "";
      el.dataset.exported = answer.name ?? answer.kind;
    } catch {
      status.textContent = texts().failed;
    }
  });
  model.on("change:entries", draw);
  draw();
  return () => {
    document.removeEventListener("click", away);
    window.removeEventListener("scroll", moved, { capture: true });
    window.removeEventListener("resize", moved);
  };
}

export default { render };

// Before handing in: each question with its state, what is not answered or flagged first said, then one deliberate act.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function render({ model, el }) {
  el.classList.add("er");
  const button = (words, primary, does) => { const made = element("button", { type: "button", class: `jupyter-button${primary ? " mod-primary" : ""}` }, words); made.onclick = does; return made; };

  function ask() {
    const t = model.get("texts");
    const recap = model.get("recap");
    const shape = element("dialog", { class: "en-dialog", "aria-label": recap.sure }, element("h2", {}, recap.sure), ...recap.told.map((words) => element("p", {}, words)), element("p", {}, t.final),
      element("div", { class: "cc-buttons" }, button(t.back, false, () => shape.close()), button(recap.submit, true, () => { shape.close(); model.send({ kind: "submit" }); })));
    shape.onclose = () => shape.remove();
    el.append(shape);
    shape.showModal();
    shape.querySelector("button").focus();
  }

  function draw() {
    const t = model.get("texts");
    const recap = model.get("recap");
    if (!recap.rows) { el.replaceChildren(); return; }
    const title = element("h2", { tabindex: "-1" }, recap.title);
    const lines = recap.rows.map((row) => {
      const go = element("button", { type: "button", class: "cc-link" }, row.label);
      go.onclick = () => model.send({ kind: "open", item: row.item, question: row.question });
      return element("tr", { class: `er-${row.state}` }, element("th", { scope: "row" }, row.closed ? row.label : go),
        element("td", {}, element("span", { class: "er-sign", "aria-hidden": "true" }, row.sign), ` ${row.words}`),
        element("td", {}, row.flagged ? `⚑ ${t.flagged}` : ""));
    });
    el.replaceChildren(title, element("ul", { class: "er-told" }, ...recap.told.map((words) => element("li", {}, words))),
      element("div", { class: "as-actions" }, button(recap.submit, true, ask), button(t.back, false, () => model.send({ kind: "back" }))),
      element("div", { class: "er-scroll" }, element("table", { class: "er-table" }, element("thead", {}, element("tr", {}, ...t.columns.map((name) => element("th", { scope: "col" }, name)))), element("tbody", {}, ...lines))));
    title.focus({ preventScroll: true });
  }
  let queued = false;
  const later = () => { if (queued) return; queued = true; queueMicrotask(() => { queued = false; draw(); }); };
  for (const name of ["recap", "texts"]) model.on(`change:${name}`, later);
  draw();
}

export default { render };

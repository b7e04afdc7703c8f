// From which notes, and what is wanted of them: two cards side by side, one button.

function render({ model, el }) {
  const uid = `cw${Math.random().toString(36).slice(2, 8)}`;
  const texts = () => model.get("texts");
  let marked = new Set(model.get("chosen")), wanted = { number: 6, kinds: [], topics: [], ranks: [], way: "" };
  el.classList.add("cw");
  const notes = element("section", { class: "cw-notes" });
  const ask = element("section", { class: "cw-ask" });
  el.replaceChildren(notes, ask);

  const tell = () => model.send({ kind: "mark", ids: [...marked] });
  function drawNotes() {
    const t = texts();
    const held = notes.contains(document.activeElement) ? document.activeElement.dataset.id ?? "" : "";
    const rows = model.get("rows");
    const reading = model.get("reading");
    const list = element("ul", { class: "cw-list" }, ...rows.map((row) => {
      const box = element("input", { type: "checkbox", "data-id": `box-${row.id}`, "aria-label": fill(t.take, { title: row.title }) });
      box.checked = marked.has(row.id);
      box.onchange = () => { if (box.checked) marked.add(row.id); else marked.delete(row.id); tell(); drawAsk(); };
      const open = element("button", { type: "button", class: "cw-row", "data-id": row.id, "aria-current": row.id === reading.id ? "true" : null }, element("span", { class: "cw-title" }, row.title), element("span", { class: "carnet-second" }, row.about));
      open.onclick = () => model.send({ kind: "read", id: row.id });
      return element("li", {}, box, open);
    }));
    notes.replaceChildren(element("h2", {}, t.notes), rows.length ? list : element("p", { class: "carnet-second" }, t.none),
      reading.id ? element("div", { class: "cw-text carnet-patient-text", tabindex: "0", role: "region", "aria-label": reading.title }, reading.text) : "");
    if (held) notes.querySelector(`[data-id="${CSS.escape(held)}"]`)?.focus();
  }
  function group(label, name, options) {
    return element("fieldset", { class: "cw-group" }, element("legend", {}, label), element("div", {}, ...options.map(([value, words]) => check(words, wanted[name].includes(value), (on) => { wanted[name] = on ? [...wanted[name], value] : wanted[name].filter((one) => one !== value); }))));
  }
  function drawAsk() {
    const t = texts();
    const ways = model.get("ways");
    if (!ways.some(([value]) => value === wanted.way)) wanted.way = ways[0]?.[0] ?? "";
    const n = model.get("rows").filter((one) => marked.has(one.id)).length;
    const go = button(t.write, () => model.send({ kind: "write", wanted: { ...wanted } }), { primary: true, off: !n || model.get("busy"), name: "cw-go" });
    ask.replaceChildren(element("h2", {}, t.wanted), element("p", { class: "carnet-second" }, t.wantedHint),
      group(t.topics, "topics", t.topicList), group(t.kinds, "kinds", t.kindList), group(t.ranks, "ranks", [["A", "A"], ["B", "B"], ["C", "C"]]),
      element("div", { class: "st-grid" }, field(t.number, wanted.number, (value) => { wanted.number = Math.min(Math.max(Number(value) || 1, 1), 30); }, { type: "number", min: 1, max: 30 }), ways.length > 1 ? select(t.way, ways, wanted.way, (value) => { wanted.way = value; }) : ""),
      element("p", { class: "carnet-second" }, model.get("about")),
      element("div", { class: "cw-foot" }, element("span", { class: "carnet-second", role: "status" }, n === 1 ? t.one : fill(t.many, { n })), go));
    el.dataset.uid = uid;
  }
  model.on("change:rows", () => { marked = new Set(model.get("chosen")); drawNotes(); drawAsk(); });
  model.on("change:reading", drawNotes);
  for (const name of ["ways", "about", "busy"]) model.on(`change:${name}`, drawAsk);
  model.on("change:texts", () => { drawNotes(); drawAsk(); });
  drawNotes();
  drawAsk();
}

export default { render };

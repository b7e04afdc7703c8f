// Drafts that the writer proposes: read beside their case, kept or dropped, corrected, then added to the bank.

function render({ model, el }) {
  const texts = () => model.get("texts");
  let dropped = new Set(), lit = [], now = "";
  el.classList.add("dc");
  const left = element("div", { class: "dc-case", role: "region", tabindex: "0" });
  const right = element("div", { class: "dc-cards" });
  const foot = element("div", { class: "dc-foot" });
  el.replaceChildren(left, right, foot);
  const items = () => model.get("items");
  const current = () => items().find((one) => one.id === now) ?? items()[0];

  function drawLeft() {
    const t = texts();
    const item = current();
    left.setAttribute("aria-label", t.case);
    if (!item) { left.replaceChildren(); return; }
    left.replaceChildren(element("h2", {}, t.case), ...drawCase(item.parts, lit, t));
    const mark = left.querySelector("mark");
    if (mark) { const box = left.getBoundingClientRect(), at = mark.getBoundingClientRect(); if (at.top < box.top || at.bottom > box.bottom) left.scrollTop += at.top - box.top - 40; }
  }
  const look = (id) => { if (now === id) return; now = id; lit = []; drawLeft(); for (const node of right.children) node.classList.toggle("dc-now", node.dataset.id === id); };
  function drawFoot() {
    const t = texts();
    const n = items().length - dropped.size;
    foot.replaceChildren(element("span", { class: "carnet-second", role: "status" }, n === 1 ? t.oneKept : fill(t.kept, { n, all: items().length })),
      button(n === 1 ? t.addOne : fill(t.add, { n }), () => model.send({ kind: "add", ids: items().map((one) => one.id).filter((id) => !dropped.has(id)) }), { primary: true, off: !n, name: "dc-add" }));
  }
  function draw() {
    const t = texts();
    now = current()?.id ?? "";
    right.replaceChildren(...items().map((item) => {
      const keep = button(dropped.has(item.id) ? t.dropped : t.keep, () => { if (dropped.has(item.id)) dropped.delete(item.id); else dropped.add(item.id); draw(); right.querySelector(`[data-id="${CSS.escape(item.id)}"] .dc-keep`)?.focus(); }, { small: true, name: "dc-keep", sign: dropped.has(item.id) ? "✕" : "✓", pressed: !dropped.has(item.id) });
      const card = element("article", { class: `dc-card ${dropped.has(item.id) ? "dc-dropped" : ""} ${item.id === now ? "dc-now" : ""}`, "data-id": item.id, "aria-label": item.title },
        element("div", { class: "dc-head" }, element("span", { class: "st-kind" }, item.kind), element("h2", {}, item.title), element("span", { class: "carnet-second" }, item.about), keep, button(t.edit, () => model.send({ kind: "edit", id: item.id }), { small: true, sign: "✎" })),
        ...(dropped.has(item.id) ? [] : drawReading(item, t, (spans) => { look(item.id); lit = spans; drawLeft(); })));
      card.addEventListener("focusin", () => look(item.id));
      card.addEventListener("pointerenter", () => { if (!lit.length) look(item.id); });
      return card;
    }));
    drawLeft();
    drawFoot();
  }
  model.on("change:items", () => { dropped = new Set([...dropped].filter((id) => items().some((one) => one.id === id))); lit = []; draw(); });
  model.on("change:texts", draw);
  draw();
}

export default { render };

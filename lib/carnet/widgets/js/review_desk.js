// What waits for a second person: the item read whole, the gate's report check by check, a decision with its words.

const SIGNS = { ok: "✓", warn: "!", stop: "✕", missing: "?", overridden: "↷", none: "–" };

function render({ model, el }) {
  const texts = () => model.get("texts");
  let lit = [];
  el.classList.add("rv");
  const queue = element("nav", { class: "rv-queue" });
  const read = element("div", { class: "rv-read", tabindex: "-1" });
  const gate = element("div", { class: "rv-gate" });
  el.replaceChildren(queue, read, gate);

  function drawQueue() {
    const t = texts();
    const held = queue.contains(document.activeElement) ? document.activeElement.dataset.id : "";
    queue.setAttribute("aria-label", t.queue);
    queue.replaceChildren(...model.get("groups").map((group) => element("section", {}, element("h2", {}, `${group.title} `, element("span", { class: "carnet-second" }, String(group.rows.length))),
      group.rows.length ? element("ul", {}, ...group.rows.map((row) => {
        const line = element("button", { type: "button", class: "rv-row", "data-id": row.id, "aria-current": row.id === model.get("item").id ? "true" : null },
          element("span", { class: "bl-top" }, element("span", { class: "st-kind" }, row.kind), element("span", { class: "bl-title" }, row.title)), element("span", { class: "bl-about" }, row.about));
        line.onclick = () => model.send({ kind: "choose", id: row.id });
        return element("li", {}, line);
      })) : element("p", { class: "rv-none" }, group.none))));
    if (held) queue.querySelector(`[data-id="${CSS.escape(held)}"]`)?.focus();
  }
  function drawRead() {
    const t = texts();
    const item = model.get("item");
    if (!item.id) { read.replaceChildren(element("div", { class: "rv-empty" }, element("h2", {}, t.nothing), element("p", { class: "carnet-second" }, t.choose))); return; }
    const parts = element("div", { class: "rv-case" }, ...drawCase(item.parts, lit, t));
    read.replaceChildren(element("div", { class: "rv-title" }, element("span", { class: "st-kind" }, item.kind), element("h2", {}, item.title), element("span", { class: `st-state st-${item.state}` }, item.stateName), button(t.edit, () => model.send({ kind: "open", id: item.id }), { small: true, sign: "✎" })),
      element("p", { class: "carnet-second" }, item.about),
      ...(item.cautions ?? []).map((one) => element("p", { class: "ir-flaw ir-warn" }, element("span", { "aria-hidden": "true" }, "! "), one)), parts,
      ...drawReading(item, t, (spans) => { lit = spans; parts.replaceChildren(...drawCase(item.parts, lit, t)); }));
  }
  function ask(title, hint, does) {   // a decision that needs words
    const t = texts();
    const box = element("textarea", { rows: "3", maxlength: "500", "aria-label": title, placeholder: hint });
    const wrong = element("p", { class: "st-wrong", role: "alert" });
    const shape = dialog(el, title, box, wrong, element("div", { class: "st-buttons" }, button(t.cancel, () => shape.close()), button(t.confirm, () => {
      if (box.value.trim().length < 3) { wrong.textContent = t.needsWords; box.focus(); return; }
      does(box.value.trim());
      shape.close();
    }, { primary: true })));
    box.focus();
  }
  function drawGate() {
    const t = texts();
    const { checks = [], word = "", open = false, busy = "" } = model.get("report");
    const item = model.get("item");
    if (!item.id) { gate.replaceChildren(); return; }
    const rows = checks.map((one) => element("li", { class: `rv-check rv-${one.status}` }, element("div", { class: "rv-line" }, element("span", { class: "rv-sign", "aria-hidden": "true" }, SIGNS[one.status] ?? ""), element("b", {}, one.label), element("span", { class: "carnet-second" }, one.said)),
      ...one.findings.map((found) => element("div", { class: "rv-found" }, element("p", {}, found.place ? element("span", { class: "carnet-second" }, `${found.place} : `) : "", found.message), found.remedy ? element("p", { class: "carnet-second" }, found.remedy) : "", found.reason ? element("p", { class: "rv-reason" }, found.reason) : "",
        found.able ? button(t.override, () => ask(fill(t.overrideOf, { check: one.label }), t.overrideHint, (reason) => model.send({ kind: "override", check: one.check, where: found.where, reason })), { small: true, name: "rv-override", label: `${t.override} ${one.label}` }) : ""))));
    const actions = (item.actions ?? []).map(([kind, words, needs, hint]) => button(words, () => (needs ? ask(words, hint, (reason) => model.send({ kind, reason })) : model.send({ kind, reason: "" })), { primary: kind === item.main, off: Boolean(busy), name: `rv-do-${kind}`, title: hint }));
    gate.replaceChildren(element("div", { class: "rv-decide" }, element("p", { class: `rv-word ${open ? "rv-open" : "rv-shut"}`, role: "status" }, busy || word), element("div", { class: "st-row" }, ...actions), item.note ? element("p", { class: "carnet-second" }, item.note) : ""),
      element("h2", {}, t.checks), element("ul", { class: "rv-checks" }, ...rows));
    el.dataset.report = busy ? "busy" : checks.length ? "done" : "";
  }
  model.on("change:groups", drawQueue);
  model.on("change:item", () => { lit = []; drawQueue(); drawRead(); drawGate(); });
  model.on("change:report", drawGate);
  model.on("change:texts", () => { drawQueue(); drawRead(); drawGate(); });
  drawQueue();
  drawRead();
  drawGate();
}

export default { render };

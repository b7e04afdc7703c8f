// An ECOS station: the vignette, the time, then the observer's grid filled by oneself.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function render({ model, el }) {
  const uid = `st${Math.random().toString(36).slice(2, 10)}`;
  el.classList.add("st");
  let shown = "";
  let ends = null;
  let grid = {};
  const time = element("p", { class: "st-time", role: "timer", "aria-live": "off" });
  const said = element("p", { class: "carnet-hidden", role: "status" });
  const body = element("div", { class: "as-body" });
  el.replaceChildren(body, said);
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  function tick() {
    if (ends === null) return;
    const t = model.get("texts");
    const seconds = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    time.textContent = seconds ? fill(t.left, { time: clock(seconds) }) : t.out;
    if (seconds === 60) said.textContent = t.lastMinute;
    if (!seconds && said.textContent !== t.out) said.textContent = t.out;
  }

  function line(row, section) {
    const t = model.get("texts");
    const name = `${uid}-${row.id}`;
    const choices = t.shares.map(([value, words]) => {
      const input = element("input", { type: "radio", name, id: `${name}-${value}`, checked: grid[row.id] === value });
      input.onchange = () => { grid[row.id] = value; model.send({ kind: "grade", item: model.get("station").item, grid: { ...grid } }); };
      return element("label", { for: input.id }, input, words);
    });
    return element("fieldset", { class: "st-line" }, element("legend", {}, section ? element("span", { class: "carnet-hidden" }, `${section} : `) : "", row.text, ...row.tags.map((tag) => element("span", { class: "cn-tag" }, tag))), element("div", { class: "st-shares" }, ...choices));
  }

  function draw() {
    const t = model.get("texts");
    const one = model.get("station");
    if (!one.item) { body.replaceChildren(); shown = ""; return; }
    const fresh = `${one.item}/${one.phase}/${one.attempt}` !== shown;
    const held = el.contains(document.activeElement);
    if (fresh) {
      shown = `${one.item}/${one.phase}/${one.attempt}`;
      ends = one.phase === "running" ? Date.now() + one.minutes * 60000 : null;
      grid = { ...one.grid };
    }
    const parts = [element("div", { class: "as-head" }, element("h2", { tabindex: "-1" }, one.heading), element("p", { class: "as-kind" }, ...one.tags.map((tag) => element("span", {}, tag))))];
    if (one.phase === "running") parts.push(time);
    if (one.locked) parts.push(element("p", { class: "as-locked" }, one.locked));
    if (one.phase === "ready" || one.phase === "running") parts.push(element("h3", {}, t.task), element("p", { class: "carnet-patient-text st-task" }, one.task));
    if (one.phase === "ready") parts.push(element("p", { class: "carnet-second" }, fill(t.ready, { m: one.minutes })));
    if (one.phase === "ended") parts.push(element("p", {}, t.ended));
    if (one.phase === "grid") {
      parts.push(element("p", {}, t.gridHint));
      let section = null;
      for (const row of one.lines) {
        if (row.section && row.section !== section) parts.push(element("h3", {}, row.section));
        section = row.section;
        parts.push(line(row, section));
      }
    }
    if (one.phase === "done") {
      parts.push(element("div", { class: `cn-verdict cn-verdict-${one.verdict}` }, element("p", { class: "cn-points" }, one.points), element("div", {}, ...one.reasons.map((reason) => element("p", {}, reason)), one.group ? element("p", { class: "carnet-second" }, one.group) : "")));
      parts.push(element("table", { class: "er-table" }, element("thead", {}, element("tr", {}, ...t.columns.map((name) => element("th", { scope: "col" }, name)))), element("tbody", {}, ...one.lines.map((row) => element("tr", {}, element("td", {}, row.text, ...row.tags.map((tag) => element("span", { class: "cn-tag" }, tag))), element("td", { class: row.done === 1 ? "cn-right" : row.done ? "" : "cn-wrong" }, row.told))))));
    }
    parts.push(element("div", { class: "as-actions" }, ...one.actions.map(([kind, words], i) => {
      const made = element("button", { type: "button", class: `jupyter-button st-${kind}${i ? "" : " mod-primary"}` }, words);
      made.onclick = () => model.send({ kind, item: one.item });
      return made;
    })));
    parts.push(element("p", { class: "as-state", role: "status" }, model.get("saved")));
    body.replaceChildren(...parts);
    tick();
    if (fresh && held) body.querySelector("h2").focus({ preventScroll: true });
    el.dataset.phase = one.phase;
  }
  const ticking = setInterval(tick, 1000);
  model.on("change:saved", () => { const line = body.querySelector(".as-state"); if (line) line.textContent = model.get("saved"); });
  let queued = false;
  const later = () => { if (queued) return; queued = true; queueMicrotask(() => { queued = false; draw(); }); };
  for (const name of ["station", "texts"]) model.on(`change:${name}`, later);
  draw();
  return () => clearInterval(ticking);
}

export default { render };

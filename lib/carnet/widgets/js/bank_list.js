// The bank as a list: words and filters asked of the kernel, results as they come, some chosen to be taken away.

const WAITING = 200;   // milliseconds without a key before the bank is asked
const MOST = 600;      // rows drawn: past that, one narrows the search

function render({ model, el }) {
  const uid = `bl${Math.random().toString(36).slice(2, 8)}`;
  const texts = () => model.get("texts");
  const wanted = { text: "", state: "", kind: "", rank: "", topic: "", item_number: "", objective: "", use: "", from: "", to: "", author: "" };
  let asked = 0, timer = null, rows = [], total = 0, marked = new Set(), loading = false, drawnTexts = null;
  el.classList.add("bl");
  const search = element("input", { type: "search", class: "bl-search", autocomplete: "off", spellcheck: "false", maxlength: "120" });
  const filters = element("details", { class: "bl-filters" });
  const count = element("p", { class: "bl-count", role: "status" });
  const list = element("ul", { class: "bl-list" });
  const none = element("div", { class: "bl-none" });
  const foot = element("div", { class: "bl-foot" });
  const scroll = element("div", { class: "bl-scroll", tabindex: "-1" }, list, none);
  el.replaceChildren(search, filters, count, scroll, foot);

  const ask = (offset = 0) => {
    asked += 1;
    loading = true;
    model.send({ kind: "search", number: asked, offset, query: { ...wanted } });
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(() => ask(), WAITING); };
  const active = () => Object.entries(wanted).filter(([name, value]) => name !== "text" && value !== "").length;

  function drawFilters() {
    const t = texts();
    if (drawnTexts === t) { filters.firstChild.textContent = summary(); return; }
    drawnTexts = t;
    search.placeholder = t.search;
    search.setAttribute("aria-label", t.search);
    const any = [["", t.any]];
    const pick = (label, name, options) => select(label, [...any, ...options], wanted[name], (value) => { wanted[name] = value; ask(); drawFilters(); });
    const type = (label, name, how = {}) => field(label, wanted[name], (value) => { wanted[name] = value.trim(); soon(); drawFilters(); }, how);
    filters.replaceChildren(element("summary", {}, summary()), element("div", { class: "st-grid bl-grid" },
      pick(t.state, "state", t.states), pick(t.kind, "kind", t.kinds), pick(t.rank, "rank", [["A", "A"], ["B", "B"], ["C", "C"]]), pick(t.topic, "topic", t.topics),
      type(t.itemNumber, "item_number", { type: "number", min: 1, max: 367 }), type(t.objective, "objective", { hint: "OIC-234-01-A" }), pick(t.use, "use", t.uses), type(t.author, "author"),
      type(t.from, "from", { type: "number", min: 0, max: 100, step: 5 }), type(t.to, "to", { type: "number", min: 0, max: 100, step: 5 })),
    button(t.clear, () => { for (const name of Object.keys(wanted)) wanted[name] = ""; search.value = ""; drawnTexts = null; ask(); drawFilters(); search.focus(); }, { small: true, name: "bl-clear" }));
  }
  const summary = () => (active() ? fill(texts().filtersOn, { n: active() }) : texts().filters);

  function line(row) {
    const t = texts();
    const box = element("input", { type: "checkbox", "aria-label": fill(t.mark, { title: row.title || row.stem }) });
    box.checked = marked.has(row.id);
    box.onchange = () => { if (box.checked) marked.add(row.id); else marked.delete(row.id); tell(); };
    const open = element("button", { type: "button", class: "bl-open", "data-id": row.id, "aria-current": row.id === model.get("current") ? "true" : null },
      element("span", { class: "bl-top" }, element("span", { class: "st-kind" }, row.kind), element("span", { class: "bl-title" }, row.title || row.stem || t.untitled), row.changed ? element("span", { class: "bl-changed", title: t.changed }, "●", element("span", { class: "carnet-hidden" }, ` ${t.changed}`)) : ""),
      row.title && row.stem ? element("span", { class: "bl-stem" }, row.stem) : "",
      element("span", { class: "bl-about" }, element("span", { class: `st-state st-${row.state}` }, row.stateName), ...row.about.map((one) => element("span", {}, one))));
    open.onclick = () => model.send({ kind: "open", id: row.id });
    return element("li", { class: "bl-row" }, box, open);
  }

  function tell() {
    model.send({ kind: "mark", ids: [...marked] });
    drawFoot();
  }
  function drawFoot() {
    const t = texts();
    const n = marked.size;
    foot.replaceChildren(...(n ? [element("span", {}, n === 1 ? t.oneMarked : fill(t.marked, { n })), button(t.unmark, () => { marked.clear(); for (const one of list.querySelectorAll("input")) one.checked = false; tell(); }, { small: true })]
      : rows.length ? [button(t.markAll, () => { for (const row of rows) marked.add(row.id); for (const one of list.querySelectorAll("input")) one.checked = true; tell(); }, { small: true })] : []));
  }
  function draw() {
    const t = texts();
    drawFilters();
    const amount = new Intl.NumberFormat(t.language);
    count.textContent = total === 1 ? t.one : fill(t.count, { n: amount.format(total) });
    none.hidden = Boolean(rows.length);
    none.replaceChildren(element("p", {}, t.none));
    drawFoot();
    mark();
  }
  function found() {
    const { number: of, offset = 0, rows: came = [], total: all = 0, again } = model.get("found");
    if (of && of < asked) return;
    loading = false;
    if (!again) { asked = Math.max(asked, of ?? 0); }
    const held = list.contains(document.activeElement) ? document.activeElement.dataset?.id : "";
    if (offset) { rows = rows.concat(came); list.append(...came.map(line)); } else { rows = came; list.replaceChildren(...came.map(line)); if (!again) scroll.scrollTop = 0; }
    total = all;
    if (rows.length >= MOST && rows.length < total) list.append(element("li", { class: "bl-more" }, texts().narrow));
    if (held) list.querySelector(`[data-id="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    draw();
    el.dataset.found = String(of ?? 0);
  }
  function mark() {
    const now = model.get("current");
    for (const one of list.querySelectorAll(".bl-open")) { if (one.dataset.id === now) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current"); }
  }
  scroll.addEventListener("scroll", () => {
    if (!loading && rows.length < total && rows.length < MOST && scroll.scrollTop + scroll.clientHeight > scroll.scrollHeight - 300) { loading = true; asked += 1; model.send({ kind: "search", number: asked, offset: rows.length, query: { ...wanted } }); }
  }, { passive: true });
  search.addEventListener("input", () => { wanted.text = search.value; soon(); });
  el.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("select, input[type=number]")) return;
    const all = [...list.querySelectorAll(".bl-open")];
    const at = all.indexOf(document.activeElement);
    const to = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (to < 0) search.focus(); else all[Math.min(to, all.length - 1)]?.focus();
    event.preventDefault();
  });
  model.on("change:found", found);
  model.on("change:current", mark);
  model.on("change:texts", () => { draw(); list.replaceChildren(...rows.map(line)); });
  model.on("change:marked", () => { marked = new Set(model.get("marked")); for (const one of list.querySelectorAll(".bl-row")) one.querySelector("input").checked = marked.has(one.querySelector(".bl-open")?.dataset.id); drawFoot(); });
  el.dataset.uid = uid;
  found();
}

export default { render };

// The facts of a patient by kind: gone through, opened at their sentence and reviewed with keyboard, mouse or reader.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const SIGNS = { proposed: "", accepted: "✓", changed: "✎", rejected: "✕" };

function render({ model, el }) {
  const uid = `fl${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  let rows = new Map();    // id → row
  let order = [];          // ids shown, in the order of the list
  let nodes = new Map();   // id → option
  let can = [false, false];
  const wanted = { show: "all", kind: "", assertion: "" };

  el.classList.add("fl");
  const title = element("h2", { class: "fl-title", id: `${uid}-title` });
  const count = element("span", { class: "fl-count" });
  const filters = element("div", { class: "fl-filters" });
  const bar = element("div", { class: "fl-bar", role: "toolbar" });
  const detail = element("div", { class: "fl-detail", id: `${uid}-detail` });
  const list = element("div", { class: "fl-list", role: "listbox", tabindex: "0", "aria-labelledby": `${uid}-title` });
  const said = element("div", { class: "carnet-hidden", "aria-live": "polite", role: "status" });
  el.replaceChildren(element("div", { class: "fl-head" }, title, count), filters, list, bar, detail, said);
  const say = (words) => { said.textContent = words; };
  const assertions = () => new Map(model.get("assertions").map(([value, sign, name]) => [value, { sign, name }]));

  function read() {
    rows = new Map(model.get("rows").map((row) => [row.id, row]));
    can = model.get("able");
  }

  const undecided = (row) => row.state === "proposed";
  function shown(row) {
    if (wanted.kind && row.kind !== wanted.kind) return false;
    if (wanted.assertion && row.assertion !== wanted.assertion) return false;
    return { all: true, review: undecided(row), conflict: row.conflicts.length > 0, accepted: row.state === "accepted" || row.state === "changed", rejected: row.state === "rejected" }[wanted.show];
  }

  function words(row) {   // a row as a screen reader says it
    const t = texts();
    return [row.lead, row.shown, row.plain ? "" : assertions().get(row.assertion)?.name, ...row.tags, row.short, row.loose ? t.loose : "", row.mentions > 1 ? fill(t.mentions, { n: row.mentions }) : "", row.conflicts.length ? t.conflict : "", row.state === "proposed" ? "" : t.states[row.state]].filter(Boolean).join(", ");
  }

  function dress(node, row) {
    const said = assertions().get(row.assertion) ?? { sign: "", name: row.assertion };
    const plain = row.plain || row.assertion === "present";
    node.className = `fl-row fl-${row.state} fl-is-${plain ? "present" : row.assertion}`;
    node.setAttribute("aria-label", words(row));
    node.title = row.shown;
    node.replaceChildren(
      element("span", { class: "fl-sign", "aria-hidden": "true" }, row.plain ? "●" : said.sign),
      element("span", { class: "fl-value" }, row.lead ? element("i", {}, row.lead) : "", row.shown, ...(plain ? row.tags : [said.name, ...row.tags]).flatMap((tag) => [" ", element("em", {}, tag)])),
      element("b", { class: "fl-conflict", title: row.conflicts.length ? texts().conflict : null }, row.conflicts.length ? "≠" : ""),
      element("span", { class: "fl-times" }, row.mentions > 1 ? `×${row.mentions}` : ""),
      element("span", { class: row.loose ? "fl-date fl-loose" : "fl-date", title: row.loose ? texts().loose : null }, row.short),
      element("span", { class: "fl-state", title: texts().states[row.state] }, SIGNS[row.state]),
    );
  }

  function draw() {
    const began = performance.now();
    const t = texts();
    order = [];
    nodes = new Map();
    const groups = [];
    const top = list.scrollTop;
    for (const [kind, name] of model.get("kinds")) {
      const own = model.get("rows").map((row) => rows.get(row.id)).filter((row) => row.kind === kind && shown(row));
      if (!own.length) continue;
      const head = element("div", { class: "fl-group", id: `${uid}-${kind}`, role: "presentation" }, element("span", {}, name), element("span", { class: "fl-group-count" }, String(own.length)));
      const group = element("div", { role: "group", "aria-labelledby": head.id }, head);
      for (const row of own) {
        const node = element("div", { role: "option", id: `${uid}-o-${row.id}`, "data-id": row.id });
        dress(node, row);
        nodes.set(row.id, node);
        order.push(row.id);
        group.append(node);
      }
      groups.push(group);
    }
    list.replaceChildren(...groups);
    list.scrollTop = top;   // facts that arrive while one reads do not move the page
    if (!order.length) list.replaceChildren(element("div", { class: "fl-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, rows.size ? t.noneHere : model.get("empty") || t.none));
    mark();
    drawCounts();
    el.dataset.built = (performance.now() - began).toFixed(1);
    el.dataset.drawn = String(Number(el.dataset.drawn ?? 0) + 1);
  }

  function drawCounts() {
    const t = texts();
    const left = [...rows.values()].filter(undecided).length;
    title.textContent = model.get("title");
    count.textContent = rows.size ? fill(left ? t.left : t.allRead, { n: rows.size, left }) : "";
  }

  function drawFilters() {
    const t = texts();
    const options = (list, value) => list.map(([key, name]) => element("option", { value: key, selected: key === value }, name));
    const pick = (name, label, list) => {
      const select = element("select", { "aria-label": label, "data-filter": name }, ...options(list, wanted[name]));
      select.onchange = () => { wanted[name] = select.value; draw(); const first = order[0]; if (first && !order.includes(model.get("selected"))) select_(first, { focus: false }); };
      return select;
    };
    const kinds = new Set([...rows.values()].map((row) => row.kind));
    const said = new Set([...rows.values()].map((row) => row.assertion));
    if (wanted.kind && !kinds.has(wanted.kind)) wanted.kind = "";
    if (wanted.assertion && !said.has(wanted.assertion)) wanted.assertion = "";
    filters.hidden = !rows.size;
    filters.replaceChildren(
      pick("show", t.show, t.shows),
      pick("kind", t.kind, [["", t.kind], ...model.get("kinds").filter(([kind]) => kinds.has(kind))]),
      pick("assertion", t.assertion, [["", t.assertion], ...model.get("assertions").filter(([value]) => said.has(value)).map(([value, , name]) => [value, name])]),
    );
  }

  function mark() {
    const now = model.get("selected");
    for (const [id, node] of nodes) node.setAttribute("aria-selected", String(id === now));
    const node = nodes.get(now);
    if (node) list.setAttribute("aria-activedescendant", node.id);
    else list.removeAttribute("aria-activedescendant");
    describe();
    reveal(node);
  }

  function reveal(node) {   // what is said under the list may have changed its height
    if (node) {
      const box = list.getBoundingClientRect();
      const at = node.getBoundingClientRect();
      if (at.top < box.top + 28) list.scrollTop += at.top - box.top - 28;
      else if (at.bottom > box.bottom - 4) list.scrollTop += at.bottom - box.bottom + 4;
    }
  }

  function describe() {
    const t = texts();
    const row = rows.get(model.get("selected"));
    bar.hidden = detail.hidden = !rows.size;
    for (const button of bar.querySelectorAll("[data-needs]")) {
      const needs = button.dataset.needs;
      button.disabled = needs === "row" ? !row : needs === "any" ? !order.length : needs === "undo" ? !can[0] : !can[1];
    }
    if (!row) { detail.replaceChildren(element("span", { class: "carnet-second" }, t.hint)); return; }
    const said = assertions().get(row.assertion);
    const line = (...children) => element("p", {}, ...children);
    const parts = [line(element("strong", {}, [row.lead, row.shown].filter(Boolean).join(" ")), " ", element("span", {}, row.plain ? "" : [said?.sign, said?.name].filter(Boolean).join(" ")), ` · ${row.dated || t.undated}`)];
    if (row.was) parts.push(line(fill(t.was, { value: row.was })));
    if (row.decided) parts.push(line(element("span", { class: `fl-said-${row.state}` }, `${SIGNS[row.state]} ${row.decided}`)));
    if (row.derived) parts.push(line(fill(t.derived, { rule: row.derived })));
    if (row.conflicts.length) {
      const others = row.conflicts.flatMap(([id, name], i) => {
        const go = element("button", { type: "button", class: "fl-link" }, name);
        go.onclick = () => { if (!order.includes(id)) { wanted.show = "all"; wanted.kind = wanted.assertion = ""; drawFilters(); draw(); } select_(id); };
        return i ? [" · ", go] : [go];
      });
      parts.push(line(element("b", { class: "fl-conflict" }, "≠"), " ", t.against, " ", ...others));
    }
    if (row.about) parts.push(line(element("span", { class: "carnet-second" }, row.about)));
    detail.replaceChildren(...parts);
  }

  function select_(id, { focus = true, save = true, tell = true } = {}) {
    if (!rows.has(id)) return;
    if (model.get("selected") !== id) {
      model.set("selected", id);
      if (save) model.save_changes();
    } else if (save && tell) model.send({ kind: "open", id });
    mark();
    if (focus && !el.querySelector("dialog[open]")) list.focus({ preventScroll: true });
  }

  function step(by) {
    if (!order.length) return;
    const now = order.indexOf(model.get("selected"));
    const next = now < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(Math.max(now + by, 0), order.length - 1);
    if (order[next] !== model.get("selected")) select_(order[next]);
  }

  function next(after, besides = "") {   // the next fact that nobody has decided about
    const now = order.indexOf(after);
    const found = [...order.slice(now + 1), ...order.slice(0, Math.max(now, 0))].find((id) => id !== besides && undecided(rows.get(id)));
    if (found) select_(found);
    else say(texts().allDone);
  }

  function decide(kind) {
    const row = rows.get(model.get("selected"));
    if (!row) return;
    model.send({ kind, id: row.id });
    say(fill(texts().said, { state: texts().states[kind === "accept" ? "accepted" : "rejected"], value: row.shown }));
    next(row.id, row.id);
  }

  const toSource = (focus = false) => window.dispatchEvent(new CustomEvent("carnet-source", { detail: { focus } }));

  // correcting
  let form = null;
  function correct() {
    const row = rows.get(model.get("selected"));
    if (!row) return;
    const t = texts();
    const known = row.choices.length ? [...new Set([row.value, ...row.choices])] : null;
    const value = known
      ? element("select", { id: `${uid}-v` }, ...known.map((one) => element("option", { value: one, selected: one === row.value }, one)))
      : element("input", { id: `${uid}-v`, type: "text", maxlength: "200", autocomplete: "off", spellcheck: "false" });
    value.value = row.value;
    const assertion = element("select", { id: `${uid}-a` }, ...model.get("assertions").map(([key, sign, name]) => element("option", { value: key, selected: key === row.assertion }, `${sign} ${name}`)));
    const when = element("input", { id: `${uid}-d`, type: "text", maxlength: "10", autocomplete: "off", placeholder: t.dateHint });
    when.value = row.iso;
    const error = element("p", { role: "alert", class: "fl-error", id: `${uid}-e` });
    const field = (label, input) => element("div", { class: "fl-field" }, element("label", { for: input.id }, label), input);
    const save = element("button", { type: "submit", class: "jupyter-button mod-primary" }, t.save);
    const cancel = element("button", { type: "button", class: "jupyter-button" }, t.cancel);
    const shape = element("form", {}, element("h2", {}, `${t.correct} · ${row.name}`), field(t.value, value), element("p", { class: "carnet-second fl-example" }, row.example), field(t.assertion, assertion), field(t.date, when), error, element("div", { class: "fl-buttons" }, cancel, save));
    const dialog = element("dialog", { class: "fl-form", "aria-label": t.correct }, shape);
    shape.onsubmit = (event) => {
      event.preventDefault();
      form = { dialog, error, value, id: row.id };
      model.send({ kind: "change", id: row.id, value: value.value, assertion: assertion.value, date: when.value });
    };
    cancel.onclick = () => dialog.close();
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.onclose = () => { dialog.remove(); form = null; list.focus({ preventScroll: true }); };
    el.append(dialog);
    dialog.showModal();
    value.focus();
    value.select?.();
  }

  function help() {
    const t = texts();
    const close = element("button", { type: "button", class: "jupyter-button" }, t.close);
    const lines = t.help.map(([keys, what]) => element("tr", {}, element("th", { scope: "row" }, ...keys.split(", ").flatMap((key, i) => (i ? [" ", element("kbd", {}, key)] : [element("kbd", {}, key)]))), element("td", {}, what)));
    const dialog = element("dialog", { class: "fl-help", "aria-label": t.keys }, element("h2", {}, t.keys), element("table", {}, element("tbody", {}, ...lines)), close);
    close.onclick = () => dialog.close();
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.onclose = () => { dialog.remove(); list.focus({ preventScroll: true }); };
    el.append(dialog);
    dialog.showModal();
  }

  function key(event) {
    if (event.target.closest("dialog, select, input, textarea")) return;
    const onButton = event.target.closest("button");
    const command = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    let done = true;
    if (command && letter === "z") model.send({ kind: event.shiftKey ? "redo" : "undo" });
    else if (command && letter === "y") model.send({ kind: "redo" });
    else if (command || event.altKey) return;
    else if (onButton && (event.key === "Enter" || event.key === " ")) return;
    else if (event.key === "ArrowDown" || letter === "j") step(1);
    else if (event.key === "ArrowUp" || letter === "k") step(-1);
    else if (event.key === "ArrowRight" || event.key === "m") model.send({ kind: "mention", by: 1 });
    else if (event.key === "ArrowLeft" || event.key === "M") model.send({ kind: "mention", by: -1 });
    else if (event.key === "Home" && order.length) select_(order[0]);
    else if (event.key === "End" && order.length) select_(order.at(-1));
    else if (event.key === "PageDown") step(8);
    else if (event.key === "PageUp") step(-8);
    else if (letter === "n") next(model.get("selected"));
    else if (letter === "a") decide("accept");
    else if (letter === "r" || event.key === "Delete") decide("reject");
    else if (letter === "c" || letter === "e") correct();
    else if (event.key === "u") model.send({ kind: "undo" });
    else if (event.key === "U") model.send({ kind: "redo" });
    else if (event.key === "Enter" || event.key === " ") { if (rows.has(model.get("selected"))) { model.send({ kind: "open", id: model.get("selected") }); toSource(true); } }
    else if (event.key === "?") help();
    else done = false;
    if (done) { event.preventDefault(); event.stopPropagation(); }
  }
  el.addEventListener("keydown", key);
  list.addEventListener("click", (event) => {
    const node = event.target.closest(".fl-row");
    if (!node) return;
    select_(node.dataset.id);
    toSource();
  });
  list.addEventListener("dblclick", (event) => { if (event.target.closest(".fl-row")) correct(); });

  function drawBar() {
    const t = texts();
    bar.setAttribute("aria-label", model.get("title"));
    const button = (name, words, does, needs, hint, label = "") => {
      const made = element("button", { type: "button", "data-needs": needs, class: `fl-${name}`, title: `${label || words} (${hint})`, "aria-label": label || null }, words);
      made.onclick = does;
      return made;
    };
    bar.replaceChildren(
      button("accept", `✓ ${t.accept}`, () => decide("accept"), "row", "a"), button("correct", `✎ ${t.correctShort}`, correct, "row", "c"), button("reject", `✕ ${t.reject}`, () => decide("reject"), "row", "r"),
      element("span", { class: "fl-space" }), button("undo", "↶", () => model.send({ kind: "undo" }), "undo", "u", t.undo), button("keys", "?", help, null, "?", t.keys),
    );
  }

  function patched() {
    const began = performance.now();
    const { put, able, undone } = model.get("patch");
    can = able;
    for (const row of put) {
      rows.set(row.id, row);
      const node = nodes.get(row.id);
      if (node) { dress(node, row); node.setAttribute("aria-selected", String(row.id === model.get("selected"))); }
    }
    drawCounts();
    if (undone && put.length) { if (!nodes.has(put[0].id)) draw(); select_(put[0].id, { tell: false }); say(texts().undone); }
    else { describe(); reveal(nodes.get(model.get("selected"))); }
    if (form && put.some((row) => row.id === form.id)) { form.dialog.close(); next(put[0].id, put[0].id); }
    el.dataset.patched = (performance.now() - began).toFixed(1);
    el.dataset.patches = String(model.get("patch").number);
  }

  let waiting = false;
  const rebuild = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; read(); drawBar(); drawFilters(); draw(); });
  };
  for (const name of ["rows", "kinds", "assertions", "texts", "title", "empty"]) model.on(`change:${name}`, rebuild);
  model.on("change:patch", patched);
  model.on("change:selected", () => {
    const id = model.get("selected");
    if (id && rows.has(id) && !nodes.has(id)) { wanted.show = "all"; wanted.kind = wanted.assertion = ""; drawFilters(); draw(); }
    mark();
  });
  model.on("msg:custom", (answer) => {
    if (answer.kind === "refused" && form) { form.error.textContent = answer.text; form.value.setAttribute("aria-describedby", form.error.id); form.value.focus(); }
    else if (answer.kind === "same" && form) form.dialog.close();
    else if (answer.kind === "say") say(answer.text);
  });
  read();
  drawBar();
  drawFilters();
  draw();
}

export default { render };

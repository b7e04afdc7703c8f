// The codes of a stay as cards by position: gone through, opened at their sentence, decided by keyboard or mouse.

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
const SIGNS = { proposed: "", accepted: "✓", changed: "✎", rejected: "✕", added: "+" };
const SURE = { high: "●", likely: "◐", check: "○" };
const points = (text) => [...text].length;

function render({ model, el }) {
  const uid = `cc${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  let rows = new Map();    // id → row
  let order = [];          // ids in the order of the cards
  let nodes = new Map();   // id → article
  let can = [false, false];
  let passage = null;      // {note, start, end}: the words selected in the note
  let open = 0;            // which passage of the card is shown
  let others = false;      // whether the other codes are unfolded

  el.classList.add("cc");
  const title = element("h2", { class: "cc-title", id: `${uid}-title` });
  const count = element("span", { class: "cc-count" });
  const validated = element("p", { class: "cc-validated" });
  const notice = element("p", { class: "cc-word", role: "alert" });
  const cautions = element("details", { class: "cc-cautions" });
  const list = element("div", { class: "cc-list", role: "group", "aria-labelledby": `${uid}-title`, tabindex: "-1" });
  const bar = element("div", { class: "cc-bar", role: "toolbar" });
  const said = element("div", { class: "carnet-hidden", "aria-live": "polite", role: "status" });
  el.replaceChildren(element("div", { class: "cc-head" }, title, count), validated, notice, cautions, list, bar, said);
  const say = (words) => { said.textContent = words; };
  const tell = (words, wrong) => { notice.textContent = words; notice.classList.toggle("cc-wrong", Boolean(wrong)); };

  function read() {
    rows = new Map(model.get("rows").map((row) => [row.id, row]));
    can = model.get("able");
  }
  const undecided = (row) => row.state === "proposed";
  const now = () => rows.get(model.get("selected"));

  function words(row) {   // a card as a screen reader says it
    const t = texts();
    return [row.code, row.label, row.sure ? t.sure[row.sure] : "", row.quotes.length ? "" : t.bare, ...row.tags, t.states[row.state]].filter(Boolean).join(", ");
  }

  function quote([note, before, text, after], i, asButton) {
    const inside = [element("span", { class: "cc-said" }, "« ", before, element("b", {}, text), after, " »"), " ", element("span", { class: "cc-from" }, note)];
    if (!asButton) return element("p", { class: "cc-quote" }, ...inside);
    const made = element("button", { type: "button", class: "cc-quote", "aria-pressed": String(i === open), title: fill(texts().evidence, { note }) }, ...inside);
    made.onclick = (event) => { event.stopPropagation(); show(i); toSource(); };
    return made;
  }

  function dress(node, row) {
    const t = texts();
    const chosen = row.id === model.get("selected");
    node.className = `cc-card cc-${row.state}${chosen ? " cc-now" : ""}`;
    node.setAttribute("aria-label", words(row));
    node.setAttribute("aria-current", String(chosen));
    node.tabIndex = chosen || (!rows.has(model.get("selected")) && row.id === order[0]) ? 0 : -1;
    const top = element("div", { class: "cc-top" },
      element("span", { class: "cc-code" }, row.code),
      element("span", { class: "cc-label" }, row.label),
      element("span", { class: "cc-state", title: t.states[row.state] }, SIGNS[row.state]));
    const marks = element("div", { class: "cc-marks" },
      row.sure ? element("span", { class: `cc-sure cc-sure-${row.sure}`, title: row.percent ? fill(t.score, { percent: row.percent }) : null }, element("i", { "aria-hidden": "true" }, SURE[row.sure]), ` ${t.sure[row.sure]}`) : "",
      ...(row.quotes.length ? [] : [element("span", { class: "cc-bare" }, `! ${t.bare}`)]),
      ...row.tags.map((tag) => element("span", { class: "cc-tag" }, tag)),
      row.comment && !chosen ? element("span", { class: "cc-tag", title: row.comment }, "✍") : "",
      row.notices.length && !chosen ? element("span", { class: "cc-flag", title: row.notices.join("\n") }, "!") : "",
      !chosen && row.quotes.length ? quote(row.quotes[0], 0, false) : "");
    if (!chosen) { node.replaceChildren(top, marks); return; }
    const parts = [top, marks];
    for (const text of row.notices) parts.push(element("p", { class: "cc-notice" }, element("b", {}, "!"), ` ${text}`));
    parts.push(...row.quotes.map((one, i) => quote(one, i, true)));
    if (row.reason) parts.push(element("p", { class: "cc-reason" }, row.reason, row.rule ? element("span", { class: "cc-rule" }, row.rule) : ""));
    if (row.was) parts.push(element("p", { class: "cc-was" }, fill(t.was, { value: row.was })));
    if (row.comment) parts.push(element("p", { class: "cc-comment" }, `✍ ${row.comment}`));
    if (row.decided) parts.push(element("p", { class: `cc-decided cc-said-${row.state}` }, `${SIGNS[row.state]} ${row.decided}`));
    if (row.others.length) {
      const fold = element("details", { class: "cc-others", open: others }, element("summary", {}, row.others.length > 1 ? fill(t.others, { n: row.others.length }) : t.other),
        ...row.others.map((one) => {
          const made = element("button", { type: "button", class: "cc-other", title: fill(t.take, { code: one.shown }) }, element("span", { class: "cc-code" }, one.shown), element("span", { class: "cc-other-words" }, one.label, one.reason ? element("small", {}, one.reason) : ""));
          made.onclick = () => send("replace", { id: row.id, code: one.code });
          return made;
        }));
      fold.ontoggle = () => { others = fold.open; };
      parts.push(fold);
    }
    const button = (name, sign, text, key, does, off = false) => {
      const made = element("button", { type: "button", class: `cc-do cc-do-${name}`, title: `${text} (${key})`, "aria-keyshortcuts": key }, element("span", { "aria-hidden": "true" }, sign), element("span", { class: "cc-do-words" }, ` ${text}`));
      made.disabled = off;
      made.onclick = does;
      return made;
    };
    parts.push(element("div", { class: "cc-actions" },
      button("accept", "✓", t.accept, "a", () => decide("accept"), ["accepted", "changed", "added"].includes(row.state)),
      button("reject", "✕", t.reject, "r", () => decide("reject"), row.state === "rejected"),
      button("replace", "✎", t.replace, "e", search),
      button("move", "⇄", t.move, "p", move, row.position === "act"),
      button("comment", "✍", t.comment, "c", comment)));
    node.replaceChildren(...parts);
  }

  function draw() {
    const began = performance.now();
    const t = texts();
    const held = el.contains(document.activeElement) && document.activeElement.closest(".cc-card");
    const top = list.scrollTop;
    order = [];
    nodes = new Map();
    const groups = [];
    for (const [position, short, name] of model.get("groups")) {
      const own = [...rows.values()].filter((row) => row.position === position);
      if (!own.length && position !== "dp") continue;
      const head = element("h3", { class: "cc-group", id: `${uid}-${position}` }, element("abbr", { title: name }, short), element("span", {}, name), element("span", { class: "cc-group-count" }, own.length > 1 ? String(own.length) : ""));
      const group = element("section", { "aria-labelledby": head.id }, head);
      if (!own.length && rows.size) group.append(element("p", { class: "cc-none" }, t.noneHere));
      for (const row of own) {
        const node = element("article", { "data-id": row.id });
        nodes.set(row.id, node);
        order.push(row.id);
        group.append(node);
      }
      groups.push(group);
    }
    for (const [id, node] of nodes) dress(node, rows.get(id));
    list.replaceChildren(...(rows.size ? groups : [element("p", { class: "cc-none" }, model.get("empty") || t.none)]));
    list.scrollTop = top;
    drawHead();
    drawBar();
    if (held && nodes.has(model.get("selected"))) nodes.get(model.get("selected")).focus({ preventScroll: true });
    else if (held) wanting = true;   // another stay: the keyboard goes to its first code as soon as it is chosen
    reveal();
    el.dataset.built = (performance.now() - began).toFixed(1);
    el.dataset.drawn = String(Number(el.dataset.drawn ?? 0) + 1);
  }

  function drawHead() {
    const t = texts();
    const left = [...rows.values()].filter(undecided).length;
    title.textContent = t.title;
    count.textContent = rows.size ? fill(left ? t.left : t.allRead, { n: rows.size, left }) : "";
    validated.textContent = model.get("validated") ? `✓ ${model.get("validated")}` : "";
    const all = model.get("cautions");
    cautions.hidden = !all.length;
    const drawn = JSON.stringify([all, t.cautions]);
    if (cautions.dataset.drawn !== drawn) {
      cautions.dataset.drawn = drawn;
      cautions.open = all.length > 0 && all.length < 4;
      cautions.replaceChildren(element("summary", {}, element("b", {}, "!"), ` ${t.cautions} (${all.length})`), element("ul", {}, ...all.map(([text, id]) => {
        if (!id) return element("li", {}, text);
        const go = element("button", { type: "button", class: "cc-link" }, text);
        go.onclick = () => choose(id);
        return element("li", {}, go);
      })));
    }
  }

  function drawBar() {
    const t = texts();
    const button = (name, inside, label, key, does, off = false) => {
      const made = element("button", { type: "button", class: `cc-${name}`, title: `${label} (${key})`, "aria-label": label, "aria-keyshortcuts": key }, ...inside);
      made.disabled = off;
      made.onclick = does;
      return made;
    };
    const held = bar.contains(document.activeElement) ? document.activeElement.className : "";
    bar.setAttribute("aria-label", t.title);
    bar.replaceChildren(
      button("add", ["+", element("span", { class: "cc-add-words" }, ` ${t.add}`)], passage ? t.addHere : t.add, "+", add),
      button("undo", "↶", t.undo, "u", () => send("undo"), !can[0]),
      button("keys", "?", t.keys, "?", help),
      element("span", { class: "cc-space" }),
      button("validate", `✓ ${t.validate}`, t.validate, "v", () => send("validate", { how: "" }), !rows.size));
    if (held) bar.querySelector(`.${held}`)?.focus({ preventScroll: true });
  }

  function reveal() {
    const node = nodes.get(model.get("selected"));
    if (!node || list.scrollHeight <= list.clientHeight) return;
    const box = list.getBoundingClientRect();
    const at = node.getBoundingClientRect();
    if (at.top < box.top + 30) list.scrollTop += at.top - box.top - 30;
    else if (at.bottom > box.bottom - 8) list.scrollTop += Math.min(at.bottom - box.bottom + 8, at.top - box.top - 30);
  }

  const send = (kind, fields = {}) => { tell(""); model.send({ kind, ...fields }); };
  const toSource = () => window.dispatchEvent(new CustomEvent("carnet-source", { detail: { focus: false } }));
  function show(i) {
    const row = now();
    if (!row?.quotes.length) return;
    open = (i + row.quotes.length) % row.quotes.length;
    model.send({ kind: "open", id: row.id, i: open });
    nodes.get(row.id)?.querySelectorAll("button.cc-quote").forEach((one, k) => one.setAttribute("aria-pressed", String(k === open)));
  }

  function choose(id, { focus = true, save = true } = {}) {
    if (!rows.has(id)) return;
    const before = model.get("selected");
    if (before !== id) {
      tell("");
      model.set("selected", id);
      if (save) model.save_changes();
      mark(before);
    } else if (save) show(open);
    if (focus && !el.querySelector("dialog[open]")) nodes.get(id)?.focus({ preventScroll: true });
  }

  function mark(before) {
    open = 0;
    others = false;
    for (const id of [before, model.get("selected")]) if (nodes.has(id)) dress(nodes.get(id), rows.get(id));
    if (rows.has(model.get("selected")) && order[0] !== model.get("selected")) nodes.get(order[0])?.setAttribute("tabindex", "-1");
    reveal();
  }

  function step(by) {
    if (!order.length) return;
    const at = order.indexOf(model.get("selected"));
    choose(order[at < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(Math.max(at + by, 0), order.length - 1)]);
  }

  function next(after, besides = "") {   // the next code that nobody has decided about
    const at = order.indexOf(after);
    const found = [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0))].find((id) => id !== besides && undecided(rows.get(id)));
    if (found) choose(found);
    return Boolean(found);
  }

  function decide(kind) {
    const row = now();
    if (!row) return;
    send(kind, { id: row.id });
    say(fill(texts().said, { state: texts().states[kind === "accept" ? "accepted" : "rejected"], value: row.code }));
    next(row.id, row.id);
  }

  const search = () => { if (now()) send("search", { id: now().id }); };
  const add = () => { send("add", passage ?? {}); };

  // dialogs
  function dialog(label, ...children) {
    const made = element("dialog", { class: "cc-dialog", "aria-label": label }, element("h2", {}, label), ...children);
    made.addEventListener("keydown", (event) => event.stopPropagation());
    made.onclose = () => { made.remove(); nodes.get(model.get("selected"))?.focus({ preventScroll: true }); };
    el.append(made);
    made.showModal();
    return made;
  }
  const plain = (text, does, primary = false) => {
    const made = element("button", { type: "button", class: primary ? "jupyter-button mod-primary" : "jupyter-button" }, text);
    made.onclick = does;
    return made;
  };

  function move() {
    const row = now();
    if (!row || row.position === "act") return;
    const t = texts();
    const places = model.get("groups").filter(([, , , may]) => may);
    const buttons = places.map(([position, short, name], i) => {
      const made = element("button", { type: "button", class: "cc-place", "aria-current": String(position === row.position) }, element("kbd", {}, String(i + 1)), element("b", {}, short), ` ${name}`);
      made.onclick = () => { shape.close(); if (position !== row.position) send("move", { id: row.id, position }); };
      return made;
    });
    const shape = dialog(fill(t.moveTo, { code: row.code }), element("div", { class: "cc-places" }, ...buttons), element("div", { class: "cc-buttons" }, plain(t.cancel, () => shape.close())));
    shape.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
      if (by) buttons[(at + by + buttons.length) % buttons.length].focus();
      else if (buttons[Number(event.key) - 1]) buttons[Number(event.key) - 1].click();
      else return;
      event.preventDefault();
    });
    buttons[(places.findIndex(([position]) => position === row.position) + 1) % buttons.length].focus();
  }

  function comment() {
    const row = now();
    if (!row) return;
    const t = texts();
    const input = element("textarea", { id: `${uid}-c`, rows: "4", maxlength: "1000", "aria-describedby": `${uid}-ch` });
    input.value = row.comment;
    const save = element("button", { type: "submit", class: "jupyter-button mod-primary" }, t.save);
    const form = element("form", {}, element("label", { for: input.id, class: "carnet-hidden" }, t.comment), input, element("p", { class: "carnet-second", id: `${uid}-ch` }, t.commentHint));
    const shape = dialog(fill(t.commentOn, { code: row.code }), form);
    form.append(element("div", { class: "cc-buttons" }, plain(t.cancel, () => shape.close()), save));
    form.onsubmit = (event) => { event.preventDefault(); shape.close(); send("comment", { id: row.id, text: input.value }); };
    input.onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(); };
    input.focus();
  }

  function askLeft(question) {
    const t = texts();
    const shape = dialog(t.leftTitle, element("p", {}, question), element("div", { class: "cc-buttons" },
      plain(t.acceptLeft, () => { shape.close(); send("validate", { how: "all" }); }),
      plain(t.readLeft, () => { shape.close(); const first = order.find((id) => undecided(rows.get(id))); if (first) choose(first); }, true)));
    shape.querySelector(".mod-primary").focus();
  }

  function help() {
    const t = texts();
    const lines = t.help.map(([keys, what]) => element("tr", {}, element("th", { scope: "row" }, ...keys.split(", ").flatMap((key, i) => (i ? [" ", element("kbd", {}, key)] : [element("kbd", {}, key)]))), element("td", {}, what)));
    const shape = dialog(t.keys, element("table", {}, element("tbody", {}, ...lines)), element("div", { class: "cc-buttons" }, plain(t.close, () => shape.close())));
  }

  function key(event) {
    if (event.defaultPrevented || event.target.closest("dialog, select, input, textarea, [contenteditable]")) return;
    const onControl = event.target.closest("button, summary, a, [role=tab]");
    const command = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    let done = true;
    if (command && letter === "z") send(event.shiftKey ? "redo" : "undo");
    else if (command && letter === "y") send("redo");
    else if (command || event.altKey) return;
    else if (onControl && (event.key === "Enter" || event.key === " ")) return;
    else if (event.key === "ArrowDown" || letter === "j") step(1);
    else if (event.key === "ArrowUp" || letter === "k") step(-1);
    else if (event.key === "ArrowRight" || event.key === "m") show(open + 1);
    else if (event.key === "ArrowLeft" || event.key === "M") show(open - 1);
    else if (event.key === "Home" && order.length) choose(order[0]);
    else if (event.key === "End" && order.length) choose(order.at(-1));
    else if (letter === "n") { if (!next(model.get("selected"))) tell(fill(texts().allRead, { n: rows.size })); }
    else if (letter === "a") decide("accept");
    else if (letter === "r" || event.key === "Delete") decide("reject");
    else if (letter === "e" || event.key === "Enter") search();
    else if (letter === "p") move();
    else if (letter === "c") comment();
    else if (event.key === "+") add();
    else if (event.key === "u") send("undo");
    else if (event.key === "U") send("redo");
    else if (letter === "v") { if (rows.size) send("validate", { how: "" }); }
    else if (event.key === "?") help();
    else done = false;
    if (done) { event.preventDefault(); event.stopPropagation(); }
  }
  el.addEventListener("keydown", key);
  const anywhere = (event) => {   // nothing else has the keyboard, or the note, which scrolls with the arrows
    const inNote = event.target.closest?.(".sn-scroll") && /^[a-zA-Z+?]$/.test(event.key);
    if ((event.target === document.body || inNote) && el.offsetParent !== null && !document.querySelector("dialog[open]")) key(event);
  };
  document.addEventListener("keydown", anywhere);

  list.addEventListener("click", (event) => {
    const node = event.target.closest(".cc-card");
    if (!node || event.target.closest("button, summary")) return;
    const moved = node.dataset.id !== model.get("selected");
    choose(node.dataset.id);
    if (moved && event.target.closest(".cc-quote")) toSource();
  });

  function selectionPassage() {   // the words selected in the note, in code points of its text
    const chosen = window.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const parent = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const body = parent(range.commonAncestorContainer).closest(".sn-text");
    if (!body) return null;
    const at = (node, offset) => {
      const line = parent(node).closest(".sn-line");
      if (!line) return null;
      let before = 0;
      for (let one = body.firstElementChild; one && one !== line; one = one.nextElementSibling) before += points(one.textContent) + 1;
      const part = document.createRange();
      part.selectNodeContents(line);
      part.setEnd(node, offset);
      return before + points(part.toString());
    };
    const start = at(range.startContainer, range.startOffset);
    const end = at(range.endContainer, range.endOffset);
    const note = body.closest(".sn")?.querySelector(".sn-pick")?.value;
    return start === null || end === null || end <= start || !note ? null : { note, start, end };
  }
  const selecting = () => {
    const found = selectionPassage();
    if (!found && el.contains(document.activeElement)) return;   // a click on a card keeps what was selected
    if (JSON.stringify(found) !== JSON.stringify(passage)) { passage = found; drawBar(); }
  };
  document.addEventListener("selectionchange", selecting);

  function patched() {
    const began = performance.now();
    const { put, able, select, undone } = model.get("patch");
    can = able;
    let moved = false;
    for (const row of put) {
      moved ||= !nodes.has(row.id) || rows.get(row.id)?.position !== row.position;
      rows.set(row.id, row);
    }
    if (select && rows.has(select) && model.get("selected") !== select) { const before = model.get("selected"); model.set("selected", select); model.save_changes(); if (!moved) mark(before); }
    if (moved) draw();
    else {
      for (const row of put) dress(nodes.get(row.id), row);
      drawHead();
      drawBar();
    }
    if (el.contains(document.activeElement) || document.activeElement === document.body) nodes.get(model.get("selected"))?.focus({ preventScroll: true });
    reveal();
    if (undone) say(texts().undone);
    el.dataset.patched = (performance.now() - began).toFixed(1);
    el.dataset.patches = String(model.get("patch").number);
  }

  function take() {
    const node = nodes.get(model.get("selected"));
    if (!wanting || !node) return;
    wanting = false;
    node.focus({ preventScroll: true });
  }

  let waiting = false;
  const rebuild = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; read(); draw(); take(); });
  };
  for (const name of ["rows", "groups", "texts", "empty"]) model.on(`change:${name}`, rebuild);
  for (const name of ["cautions", "validated"]) model.on(`change:${name}`, drawHead);
  model.on("change:patch", patched);
  model.on("change:selected", () => {
    const chosen = model.get("selected");
    const before = [...nodes.keys()].find((id) => nodes.get(id).classList.contains("cc-now") && id !== chosen);
    if (before !== undefined || !nodes.get(chosen)?.classList.contains("cc-now")) mark(before);
    if (el.contains(document.activeElement) && document.activeElement.closest(".cc-card")) nodes.get(chosen)?.focus({ preventScroll: true });
    take();
  });
  model.on("msg:custom", (answer) => {
    if (answer.kind === "say") tell(answer.text, answer.wrong);
    else if (answer.kind === "left") askLeft(answer.text);
    else if (answer.kind === "focus") (nodes.get(model.get("selected")) ?? list).focus({ preventScroll: true });
  });
  let wanting = false;   // a stay was opened in the list: the keyboard goes to its first code
  const called = () => {
    wanting = Boolean(document.activeElement?.closest(".sl-list"));
    setTimeout(take, 500);   // the same stay again: nothing else tells that it is there
    // on a narrow page the list of stays is below: go to the codes of the one opened
    const at = el.getBoundingClientRect();
    if (at.top < 0 || at.top > window.innerHeight) el.scrollIntoView({ block: "start" });
  };
  window.addEventListener("carnet-stay", called);
  const sizes = new ResizeObserver(reveal);   // the search over the cards leaves them less room
  sizes.observe(list);
  read();
  draw();
  return () => { sizes.disconnect(); window.removeEventListener("carnet-stay", called); document.removeEventListener("keydown", anywhere); document.removeEventListener("selectionchange", selecting); };
}

export default { render };

// A text with its spans: drawn as text nodes alone, gone through and corrected with keyboard, mouse or screen reader.
// Offsets from Python are code points; the page counts in UTF-16: `units` and `points` go from one to the other.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const SIGNS = { proposed: "", accepted: "✓", changed: "✎", rejected: "✕", added: "+" };

// the first place of a sorted list whose item is greater than the value
function after(list, value, of = (item) => item) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function render({ model, el }) {
  const uid = `at${Math.random().toString(36).slice(2, 10)}`;   // each widget has this module to itself
  const texts = () => model.get("texts");
  let spans = new Map();   // id → span, with `from` and `to` in UTF-16
  let order = [];          // those that are shown, by position
  let lines = [];          // {from, to, node, ids}
  let wide = [];           // UTF-16 places of the characters that take two units
  let starts = new WeakMap();
  let pieces = new Map();  // id → its elements, in order
  let selected = "";
  let caret = null;        // the cursor of the text, when it is on
  let pending = null;      // [from, to] selected to be labelled
  let can = [false, false];
  let quietUntil = 0;

  const text = () => model.get("text");
  const units = (point) => {   // code points → UTF-16
    let unit = point;
    for (const place of wide) { if (place < unit) unit += 1; else break; }
    return unit;
  };
  const points = (unit) => unit - after(wide, unit - 1);
  const labels = () => new Map(model.get("labels").map(([value, name, sign, family, kept]) => [value, { name, sign, family, kept }]));
  const roles = () => new Map(model.get("roles"));

  // frame
  el.classList.add("at");
  const title = element("h3", { class: "at-title", id: `${uid}-title` });
  const count = element("span", { class: "at-count" });
  const bar = element("div", { class: "at-bar", role: "toolbar" });
  const detail = element("p", { class: "at-detail", id: `${uid}-detail` });
  const said = element("div", { class: "carnet-hidden", "aria-live": "polite", role: "status" });
  const body = element("div", { class: "at-text carnet-patient-text", lang: "fr" });
  const scroller = element("div", { class: "at-scroll", tabindex: "0", role: "group", "aria-labelledby": `${uid}-title`, "aria-describedby": `${uid}-detail` }, body);
  const bar0 = element("span", { class: "at-caret", "aria-hidden": "true", hidden: true });
  scroller.append(bar0);
  el.replaceChildren(element("div", { class: "at-head" }, title, count), bar, detail, scroller, said);
  const say = (words) => { said.textContent = words; };

  // drawing
  function read([id, start, end, label, role, state, why, more, layer, shown]) {
    return { id, start, end, label, role, state, why, more, layer, shown, from: units(start), to: units(end) };
  }
  const visible = (span) => span.shown && !model.get("hidden_layers").includes(span.layer);

  function sort() {
    order = [...spans.values()].filter(visible).sort((a, b) => a.from - b.from || a.to - b.to);
  }

  function lineAt(unit) { return Math.max(after(lines, unit, (line) => line.from) - 1, 0); }

  function place(span) {   // into the lines it touches
    for (let i = lineAt(span.from); i < lines.length && lines[i].from < span.to; i += 1) lines[i].ids.add(span.id);
  }

  function named(span) {
    const label = labels().get(span.label)?.name ?? span.label;
    const role = roles().get(span.role) ?? "";
    const place = fill(texts().place, { i: order.indexOf(span) + 1, n: order.length });
    const words = [text().slice(span.from, span.to).replace(/\s+/g, " ").slice(0, 80), label, role, texts().states[span.state], span.why, place];
    return words.filter(Boolean).join(", ");
  }

  function dress(node, span, first, last) {
    const label = labels().get(span.label) ?? { name: span.label, sign: span.label, family: 8 };
    node.className = `at-span at-f${label.family} at-${span.state}${label.kept ? " at-kept" : ""}${span.id === selected ? " at-now" : ""}${first ? " at-first" : ""}${last ? " at-last" : ""}`;
    node.dataset.id = span.id;
    if (last && label.sign && model.get("signs")) node.dataset.sign = [SIGNS[span.state], label.sign].filter(Boolean).join(" ");
  }

  function drawLine(line) {
    const inside = [...line.ids].map((id) => spans.get(id)).filter((span) => span && visible(span)).sort((a, b) => a.from - b.from || b.to - a.to);
    for (const id of line.ids) {
      const kept = (pieces.get(id) ?? []).filter((node) => !line.node.contains(node));
      if (kept.length) pieces.set(id, kept);
      else pieces.delete(id);
    }
    const children = [];
    const put = (from, to, owner) => {
      if (from >= to) return;
      const leaf = document.createTextNode(text().slice(from, to));
      starts.set(leaf, from);
      if (!owner) { children.push(leaf); return; }
      const node = element("mark", {}, leaf);
      const mine = pieces.get(owner.id) ?? [];
      const first = !mine.length;
      dress(node, owner, first, to === Math.min(owner.to, line.to) && owner.to <= line.to + 1);
      if (first) {
        node.setAttribute("role", "button");
        node.tabIndex = -1;
        node.setAttribute("aria-label", named(owner));
      }
      mine.push(node);
      pieces.set(owner.id, mine);
      children.push(node);
    };
    const cuts = new Set([line.from, line.to]);
    for (const span of inside) { cuts.add(Math.max(span.from, line.from)); cuts.add(Math.min(span.to, line.to)); }
    const edges = [...cuts].sort((a, b) => a - b);
    for (let i = 0; i + 1 < edges.length; i += 1) {
      let owner = null;   // of the spans that overlap here, the shortest shows
      for (const span of inside) {
        if (span.from <= edges[i] && span.to >= edges[i + 1] && (!owner || span.to - span.from < owner.to - owner.from)) owner = span;
      }
      put(edges[i], edges[i + 1], owner);
    }
    line.node.replaceChildren(...children);
  }

  function build() {
    const began = performance.now();
    const now = text();
    wide = [];
    for (let i = 0; i < now.length; i += 1) {
      const code = now.charCodeAt(i);
      if (code >= 0xd800 && code < 0xdc00 && i + 1 < now.length) { wide.push(i); i += 1; }
    }
    spans = new Map(model.get("spans").map((sent) => [sent[0], read(sent)]));
    starts = new WeakMap();
    pieces = new Map();
    lines = [];
    selected = model.get("selected");
    leaveCaret();
    let from = 0;
    for (const part of now.split("\n")) {
      lines.push({ from, to: from + part.length, node: element("div", { class: "at-line", dir: "auto" }), ids: new Set() });
      from += part.length + 1;
    }
    for (const span of spans.values()) place(span);
    sort();
    for (const line of lines) drawLine(line);
    body.replaceChildren(...lines.map((line) => line.node));
    scroller.scrollTop = 0;
    rove();
    describe();
    el.dataset.built = (performance.now() - began).toFixed(1);
    el.dataset.drawn = String(Number(el.dataset.drawn ?? 0) + 1);
  }

  function redraw(list) {   // the lines that some spans touch
    const touched = new Set();
    for (const span of list) for (let i = lineAt(span.from); i < lines.length && lines[i].from < span.to; i += 1) touched.add(i);
    for (const i of [...touched].sort((a, b) => a - b)) drawLine(lines[i]);
  }

  // selecting
  function rove() {   // one stop of the Tab key in the text: the selected span, or the text itself
    for (const node of body.querySelectorAll('[tabindex="0"]')) node.tabIndex = -1;
    const node = pieces.get(selected)?.[0];
    if (node) node.tabIndex = 0;
  }

  function show(node) {   // into sight, within the text's own box first
    const box = scroller.getBoundingClientRect();
    const at = node.getBoundingClientRect();
    if (at.top < box.top + 40 || at.bottom > box.bottom - 40) {
      quietUntil = performance.now() + 200;
      scroller.scrollTop += at.top - box.top - box.height / 3;
    }
  }

  function select(id, { focus = true, tell = true, save = true } = {}) {
    const old = selected;
    selected = spans.has(id) && visible(spans.get(id)) ? id : "";
    for (const node of pieces.get(old) ?? []) node.classList.remove("at-now");
    for (const node of pieces.get(selected) ?? []) node.classList.add("at-now");
    rove();
    describe();
    const node = pieces.get(selected)?.[0];
    if (node) {
      node.setAttribute("aria-label", named(spans.get(selected)));
      show(node);
      if (focus) {
        node.focus({ preventScroll: true });
        node.scrollIntoView({ block: "nearest" });
      }
    } else if (focus) scroller.focus({ preventScroll: true });
    if (save && model.get("selected") !== selected) {
      model.set("selected", selected);
      model.save_changes();
    }
    if (tell && model.get("group")) window.dispatchEvent(new CustomEvent("carnet-annotated", { detail: { group: model.get("group"), from: uid, id: selected } }));
  }

  function step(by) {
    if (!order.length) { say(texts().none); return; }
    const now = order.findIndex((span) => span.id === selected);
    const next = now < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(Math.max(now + by, 0), order.length - 1);
    select(order[next].id);
  }

  function stepUndecided(span, besides = []) {   // after a decision: on to the next passage that waits for one
    const now = order.indexOf(span);
    const next = [...order.slice(now + 1), ...order.slice(0, now)].find((other) => other.state === "proposed" && !besides.includes(other));
    if (next) select(next.id);
  }

  function describe() {
    const span = spans.get(selected);
    title.textContent = model.get("title");
    count.textContent = order.length ? fill(order.length > 1 ? texts().some : texts().one, { n: order.length }) : texts().none;
    const at = bar.querySelector(".at-place");
    if (at) at.textContent = span ? fill(texts().place, { i: order.indexOf(span) + 1, n: order.length }) : "";
    for (const button of bar.querySelectorAll("[data-needs]")) {
      const needs = button.dataset.needs;
      button.disabled = needs === "span" ? !span : needs === "any" ? !order.length : needs === "undo" ? !can[0] : !can[1];
    }
    if (model.get("read_only")) { detail.textContent = model.get("caption"); return; }
    if (!span) { detail.replaceChildren(element("span", { class: "carnet-second" }, texts().hint)); return; }
    const label = labels().get(span.label)?.name ?? span.label;
    const role = roles().get(span.role);
    const same = alike(span).length;
    detail.replaceChildren(element("strong", {}, role ? `${label} · ${role}` : label), " ",
      element("span", {}, [SIGNS[span.state], texts().states[span.state]].filter(Boolean).join(" ")), " — ",
      element("span", { class: "carnet-second" }, [span.why, span.more, same > 1 ? fill(texts().alike, { n: same }) : ""].filter(Boolean).join(" · ")));
  }

  function alike(span) {   // the passages shown that have the same text
    const words = text().slice(span.from, span.to);
    return order.filter((other) => text().slice(other.from, other.to) === words);
  }

  // deciding
  const send = (kind, what = {}) => model.send({ kind, ...what });
  function decide(kind, all = false) {
    const span = spans.get(selected);
    if (!span || model.get("read_only")) return;
    send(kind, { id: span.id, all });
    say(fill(texts().said, { state: texts().states[kind === "accept" ? "accepted" : "rejected"], label: labels().get(span.label)?.name ?? "" }));
    stepUndecided(span, all ? alike(span) : []);
  }

  function range() {   // what is selected in the text, without the spaces around it
    const chosen = window.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed || !body.contains(chosen.anchorNode) || !body.contains(chosen.focusNode)) return null;
    const one = chosen.getRangeAt(0);
    let from = offsetOf(one.startContainer, one.startOffset);
    let to = offsetOf(one.endContainer, one.endOffset);
    while (from < to && /\s/.test(text()[from])) from += 1;
    while (to > from && /\s/.test(text()[to - 1])) to -= 1;
    return from < to ? [from, to] : null;
  }

  function offsetOf(node, offset) {
    if (node.nodeType === Node.TEXT_NODE) return (starts.get(node) ?? 0) + offset;
    const first = (child) => {
      if (child.nodeType === Node.TEXT_NODE) return starts.get(child) ?? 0;
      const line = lines.find((other) => other.node === child);
      return line ? line.from : starts.get(child.firstChild) ?? 0;
    };
    if (node === body) return offset < lines.length ? lines[offset].from : text().length;
    if (node.childNodes[offset]) return first(node.childNodes[offset]);
    const line = lines.find((other) => other.node === node || other.node.contains(node));
    const last = node.lastChild;
    return last && line?.node !== node ? first(last) + last.textContent.length : line ? line.to : 0;
  }

  function pointAt(unit) {
    const line = lines[lineAt(unit)];
    const walker = document.createTreeWalker(line.node, NodeFilter.SHOW_TEXT);
    let leaf = null;
    while (walker.nextNode()) { leaf = walker.currentNode; if (starts.get(leaf) + leaf.length >= unit) return [leaf, Math.max(unit - starts.get(leaf), 0)]; }
    return leaf ? [leaf, leaf.length] : [line.node, 0];
  }

  function choose(rect, { label = "", role = "" }, done) {
    const known = labels();
    const keys = [...known.keys()];
    let now = Math.max(keys.indexOf(label), 0);
    let typed = "";
    let typedAt = -Infinity;
    const options = keys.map((key, i) => element("li", { role: "option", id: `${uid}-o${i}`, class: `at-option at-f${known.get(key).family}` },
      element("span", { class: "at-dot", "aria-hidden": "true" }), known.get(key).name));
    const list = element("ul", { role: "listbox", tabindex: "0", "aria-label": texts().choose, class: "at-options" }, ...options);
    const whose = element("select", { id: `${uid}-role` }, element("option", { value: "", selected: !role }, texts().noRole),
      ...[...roles()].map(([value, name]) => element("option", { value, selected: value === role }, name)));
    const dialog = element("dialog", { class: "at-choose", "aria-label": texts().choose }, list,
      element("div", { class: "at-role" }, element("label", { for: `${uid}-role` }, texts().role), whose));
    const mark = () => {
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === now)));
      list.setAttribute("aria-activedescendant", options[now]?.id ?? "");
      options[now]?.scrollIntoView({ block: "nearest" });
    };
    const pick = () => {
      if (now < 0) { say(texts().noMatch); return; }
      const answer = [keys[now], whose.value];
      dialog.close();
      done(...answer);
    };
    options.forEach((option, i) => { option.onclick = () => { now = i; pick(); }; });
    list.onkeydown = (event) => {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move) now = now < 0 && move < 0 ? keys.length - 1 : (now + move + keys.length) % keys.length;
      else if (event.key === "Home") now = 0;
      else if (event.key === "End") now = keys.length - 1;
      else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); pick(); return; }
      else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
        const plain = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
        typed = event.timeStamp - typedAt < 900 ? typed + plain(event.key) : plain(event.key);
        typedAt = event.timeStamp;
        const once = [...typed].every((letter) => letter === typed[0]);   // one letter again and again goes round
        const from = once ? now + 1 : Math.max(now, 0);
        const found = [...keys.keys()].map((i) => (from + i) % keys.length).find((i) => plain(known.get(keys[i]).name).startsWith(once ? typed[0] : typed));
        now = found ?? -1;   // nothing of that name: Enter then changes nothing
        if (found === undefined) say(texts().noMatch);
      } else return;
      event.preventDefault();
      mark();
    };
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
    dialog.onclose = () => { dialog.remove(); CSS.highlights?.delete("at-pending"); (pieces.get(selected)?.[0] ?? scroller).focus({ preventScroll: true }); };
    el.append(dialog);
    dialog.showModal();
    const box = dialog.getBoundingClientRect();
    const below = rect.bottom + 6 + box.height < window.innerHeight;
    dialog.style.left = `${Math.max(8, Math.min(rect.left, window.innerWidth - box.width - 8))}px`;
    dialog.style.top = `${below ? rect.bottom + 6 : Math.max(8, rect.top - box.height - 6)}px`;
    mark();
    list.focus();
  }

  function relabel(all = false) {
    const span = spans.get(selected);
    const node = pieces.get(selected)?.[0];
    if (!span || !node || model.get("read_only")) return;
    choose(node.getBoundingClientRect(), span, (label, role) => {
      send("change", { id: span.id, label, role, all });
      stepUndecided(span, all ? alike(span) : []);
    });
  }

  let last = null;
  function add() {
    const chosen = range() ?? pending;
    if (!chosen || model.get("read_only")) return;
    const [from, to] = chosen;
    pending = null;
    const live = window.getSelection().rangeCount ? window.getSelection().getRangeAt(0).cloneRange() : null;
    const rect = (live ?? scroller).getBoundingClientRect();
    if (live && CSS.highlights && window.Highlight) CSS.highlights.set("at-pending", new Highlight(live));
    choose(rect, last ?? { label: "", role: model.get("roles")[0]?.[0] ?? "" }, (label, role) => {
      last = { label, role };
      window.getSelection().removeAllRanges();
      leaveCaret();
      send("add", { start: points(from), end: points(to), label, role });
    });
  }

  // the cursor of the text
  function drawCaret() {
    const chosen = window.getSelection();
    if (!caret || !chosen.focusNode || !body.contains(chosen.focusNode)) { bar0.hidden = true; return; }
    const spot = document.createRange();
    spot.setStart(chosen.focusNode, chosen.focusOffset);
    const at = spot.getClientRects()[0] ?? chosen.focusNode.parentElement.getBoundingClientRect();
    const box = scroller.getBoundingClientRect();
    if (at.top < box.top + 26 || at.bottom > box.bottom - 26) scroller.scrollTop += at.top - box.top - box.height / 2;
    const now = spot.getClientRects()[0] ?? at;
    bar0.style.left = `${now.left - box.left + scroller.scrollLeft}px`;
    bar0.style.top = `${now.top - box.top + scroller.scrollTop}px`;
    bar0.style.height = `${now.height || 20}px`;
    bar0.hidden = false;
  }

  function enterCaret() {
    if (model.get("read_only") || !text()) return;
    caret = true;
    const at = pointAt(spans.get(selected)?.from ?? 0);
    window.getSelection().setBaseAndExtent(...at, ...at);
    scroller.focus({ preventScroll: true });
    drawCaret();
    say(texts().caretOn);
    detail.replaceChildren(element("span", { class: "carnet-second" }, texts().caretOn));
  }

  function leaveCaret() {
    if (!caret) return;
    caret = null;
    bar0.hidden = true;
    say(texts().caretOff);
    describe();
  }

  function moveCaret(event) {
    const way = { ArrowLeft: ["backward", "character"], ArrowRight: ["forward", "character"], ArrowUp: ["backward", "line"], ArrowDown: ["forward", "line"],
      Home: ["backward", "lineboundary"], End: ["forward", "lineboundary"] }[event.key];
    if (!way) return false;
    const unit = (event.ctrlKey || event.altKey) && way[1] === "character" ? "word" : way[1];
    window.getSelection().modify(event.shiftKey ? "extend" : "move", way[0], unit);
    drawCaret();
    if (event.shiftKey) say(window.getSelection().toString().slice(-80));
    return true;
  }

  function help() {
    const close = element("button", { type: "button", class: "jupyter-button" }, texts().close);
    const rows = texts().help.map(([keys, what]) => element("tr", {}, element("th", { scope: "row" }, ...keys.split(", ").flatMap((key, i) => (i ? [" ", element("kbd", {}, key)] : [element("kbd", {}, key)]))), element("td", {}, what)));
    const dialog = element("dialog", { class: "at-help", "aria-label": texts().keys }, element("h2", {}, texts().keys), element("table", {}, element("tbody", {}, ...rows)),
      element("p", { class: "carnet-second" }, texts().helpMouse), close);
    close.onclick = () => dialog.close();
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.onclose = () => { dialog.remove(); (pieces.get(selected)?.[0] ?? scroller).focus({ preventScroll: true }); };
    el.append(dialog);
    dialog.showModal();
  }

  function key(event) {
    const { target } = event;
    if (target.closest("dialog, select, input, textarea")) return;
    const onButton = target.closest(".at-bar button");
    const command = event.ctrlKey || event.metaKey;
    let done = true;
    const letter = event.key.toLowerCase();
    if (command && letter === "z") send(event.shiftKey ? "redo" : "undo");
    else if (command && letter === "y") send("redo");
    else if (!onButton && !caret && event.shiftKey && event.key.startsWith("Arrow") && !model.get("read_only")) { enterCaret(); moveCaret(event); }
    else if (caret && event.key === "Escape") { window.getSelection().removeAllRanges(); leaveCaret(); select(selected); }
    else if (caret && (event.key === "Enter" || letter === "l")) add();
    else if (caret && moveCaret(event)) done = true;
    else if (command || event.altKey) return;
    else if (onButton && (event.key === "Enter" || event.key === " " || event.key.startsWith("Arrow"))) return;
    else if (letter === "n" || event.key === "ArrowRight") step(1);
    else if (letter === "p" || event.key === "ArrowLeft") step(-1);
    else if (event.key === "Home" && order.length) select(order[0].id);
    else if (event.key === "End" && order.length) select(order.at(-1).id);
    else if (event.key === "?") help();
    else if (event.key === "Escape") { window.getSelection().removeAllRanges(); select(""); }
    else if (model.get("read_only")) return;
    else if (letter === "a" || event.key === "Enter") { if (range() && event.key === "Enter") add(); else decide("accept", letter === "a" && event.shiftKey); }
    else if (letter === "r" || event.key === "Delete" || event.key === "Backspace") decide("reject", letter === "r" && event.shiftKey);
    else if (letter === "l") { if (range()) add(); else relabel(event.shiftKey); }
    else if (letter === "f") send("whole");
    else if (letter === "c") enterCaret();
    else if (event.key === "u") send("undo");
    else if (event.key === "U") send("redo");
    else done = false;
    if (done) { event.preventDefault(); event.stopPropagation(); }
  }
  el.addEventListener("keydown", key);
  body.addEventListener("click", (event) => {
    const node = event.target.closest(".at-span");
    if (node && window.getSelection().isCollapsed) { leaveCaret(); select(node.dataset.id); }
  });
  body.addEventListener("mouseup", () => setTimeout(() => { if (range()) add(); }, 0));
  const chosenNow = () => { pending = range() ?? pending; };
  document.addEventListener("selectionchange", chosenNow);
  body.addEventListener("focusin", (event) => {
    const id = event.target.dataset?.id;
    if (id && id !== selected) select(id);
  });

  // the other text of the pair
  const heard = ({ detail: word }) => {
    if (word.group !== model.get("group") || word.from === uid) return;
    if (word.id !== undefined) select(word.id, { focus: false, tell: false, save: false });
    if (word.line !== undefined) {
      const line = lines[Math.min(word.line, lines.length - 1)];
      if (!line || !model.get("group")) return;
      quietUntil = performance.now() + 200;
      scroller.scrollTop = line.node.offsetTop + word.share * line.node.offsetHeight;
    }
  };
  window.addEventListener("carnet-annotated", heard);
  scroller.addEventListener("scroll", () => {
    if (!model.get("group") || performance.now() < quietUntil || !lines.length) return;
    const top = scroller.scrollTop;
    const i = Math.max(after(lines, top, (line) => line.node.offsetTop) - 1, 0);
    const share = (top - lines[i].node.offsetTop) / Math.max(lines[i].node.offsetHeight, 1);
    window.dispatchEvent(new CustomEvent("carnet-annotated", { detail: { group: model.get("group"), from: uid, line: i, share } }));
  }, { passive: true });

  function drawBar() {
    bar.setAttribute("aria-label", model.get("title"));
    bar.hidden = !model.get("bar");
    detail.hidden = model.get("read_only") && !model.get("caption");
    detail.classList.toggle("at-caption", model.get("read_only"));
    const t = texts();
    const button = (name, words, does, needs, hint) => {
      const made = element("button", { type: "button", "data-needs": needs, class: `at-${name}`, title: hint ? `${words} (${hint})` : words }, words);
      made.onmousedown = (event) => event.preventDefault();   // what is selected in the text stays selected
      made.onclick = does;
      return made;
    };
    const icon = (made, words) => { made.setAttribute("aria-label", words); return made; };
    const going = [button("previous", "‹", () => step(-1), "any", "p"), element("span", { class: "at-place" }), button("next", "›", () => step(1), "any", "n")];
    icon(going[0], t.previous);
    icon(going[2], t.next);
    const deciding = [button("accept", t.accept, (event) => decide("accept", event.shiftKey), "span", "a"), button("relabel", t.label, (event) => relabel(event.shiftKey), "span", "l"),
      button("reject", t.reject, (event) => decide("reject", event.shiftKey), "span", "r"), button("add", t.add, add, null, t.hint),
      icon(button("undo", "↶", () => send("undo"), "undo", "u"), t.undo), icon(button("redo", "↷", () => send("redo"), "redo", "Shift+U"), t.redo),
      button("whole", t.whole, () => send("whole"), null, "f")];
    deciding.at(-1).title = `${t.wholeHint} (f)`;
    const asking = icon(button("keys", "?", help, null), t.keys);
    for (const made of [...going, ...deciding, asking]) {
      const words = made.getAttribute("aria-label");
      if (words) made.title = made.title === made.textContent ? words : made.title.replace(made.textContent, words);
    }
    deciding.at(-1).setAttribute("aria-pressed", String(model.get("whole")));
    bar.replaceChildren(...going, ...(model.get("read_only") ? [] : deciding), element("span", { class: "at-space" }), asking);
  }

  function patched() {
    const began = performance.now();
    const { put, gone, undone, can: able } = model.get("patch");
    can = able;
    const touched = [];
    for (const id of [...gone, ...put.map((sent) => sent[0])]) {
      const old = spans.get(id);
      if (!old) continue;
      touched.push(old);
      for (let i = lineAt(old.from); i < lines.length && lines[i].from < old.to; i += 1) lines[i].dirty = true;
      spans.delete(id);
    }
    const fresh = put.map(read);
    for (const span of fresh) { spans.set(span.id, span); place(span); }
    sort();
    const focused = body.contains(document.activeElement) || document.activeElement === scroller;
    redraw([...touched, ...fresh]);
    if (model.get("read_only")) {   // it follows the other text: nothing is said, nothing moves
      rove();
      describe();
      return;
    }
    const lead = fresh[0];
    if (lead && (undone || lead.state === "added" || !spans.has(selected))) select(lead.id, { focus: focused || lead.state === "added" });
    else if (!spans.has(selected)) select("", { focus: focused });
    else { rove(); describe(); if (focused) (pieces.get(selected)?.[0] ?? scroller).focus({ preventScroll: true }); }
    if (undone) say(texts().undone);
    else if (gone.length) say(texts().removed);
    else if (lead) say(named(lead));
    el.dataset.patched = (performance.now() - began).toFixed(1);
    el.dataset.patches = String(model.get("patch").number);
  }

  let waiting = false;
  const rebuild = () => {   // text, spans and labels may change together: drawn once
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; can = model.get("able"); drawBar(); build(); });
  };
  for (const name of ["text", "spans", "labels", "roles", "texts", "title", "read_only", "caption", "hidden_layers"]) model.on(`change:${name}`, rebuild);
  model.on("change:patch", patched);
  model.on("change:whole", () => {
    bar.querySelector(".at-whole")?.setAttribute("aria-pressed", String(model.get("whole")));
    say(model.get("whole") ? texts().wholeOn : texts().wholeOff);
  });
  model.on("change:selected", () => { if (model.get("selected") !== selected) select(model.get("selected"), { save: false, focus: false }); });
  model.on("msg:custom", (answer, buffers) => {
    if (answer.kind !== "file") return;
    const link = element("a", { href: URL.createObjectURL(new Blob(buffers, { type: answer.type })), download: answer.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  drawBar();
  build();
  return () => { document.removeEventListener("selectionchange", chosenNow); window.removeEventListener("carnet-annotated", heard); };
}

export default { render };

// A question to be answered: by mouse, by its letters, by arrows; each answer is sent until the kernel says it is kept.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const fine = (text) => text.replace(/ ([?!:;»%])/g, "\u00a0$1").replace(/« /g, "«\u00a0");   // no line begins with « ? »
const SVG = "http://www.w3.org/2000/svg";
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const drawn = (tag, attributes) => { const made = document.createElementNS(SVG, tag); for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value); return made; };
const corners = (zone) => (zone.length === 2 ? [[zone[0][0], zone[0][1]], [zone[1][0], zone[0][1]], [zone[1][0], zone[1][1]], [zone[0][0], zone[1][1]]] : zone);
const RETRY = 4000;   // milliseconds without a word from the kernel before an answer is sent again
const TYPING = 700;   // milliseconds without a key before what is typed is sent

function render({ model, el }) {
  const uid = `as${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  const now = () => model.get("question");
  const pending = new Map();   // "item/question" → {number, since, fields}: sent, not yet said to be kept
  let number = 0;
  let answer = { ticked: [], text: "", degree: null };
  let shown = "";              // the question drawn
  let began = Date.now();
  let typing = null;
  let inputs = new Map();      // id of a proposition → its input
  let zones = new Map();

  el.classList.add("as");
  const body = element("div", { class: "as-body" });
  const limit = element("p", { class: "as-limit", role: "status" });
  const actions = element("div", { class: "as-actions" });
  const state = element("p", { class: "as-state", role: "status" });
  el.replaceChildren(body, limit, actions, state);

  const key = (question) => `${question.item}/${question.id}`;
  const empty = () => !answer.ticked.length && !answer.text.trim() && answer.degree === null;
  const send = (kind, fields = {}) => { const { item, id } = now(); model.send({ kind, item, question: id, ...fields }); };

  function store() {   // send the answer as it stands; what was sent before for this question is out of date
    clearTimeout(typing);
    typing = null;
    const question = now();
    if (!question.id || question.locked) return;
    number += 1;
    const fields = { number, ticked: [...answer.ticked], text: answer.text, degree: answer.degree, seconds: Math.round((Date.now() - began) / 1000) };
    pending.set(key(question), { number, since: Date.now(), item: question.item, question: question.id, fields });
    model.send({ kind: "answer", item: question.item, question: question.id, ...fields });
    said();
  }

  function flush() { if (typing) store(); }

  function again() {
    for (const one of pending.values()) {
      if (Date.now() - one.since < RETRY) continue;
      one.since = Date.now();
      one.late = true;
      model.send({ kind: "answer", item: one.item, question: one.question, ...one.fields });
    }
    said();
  }
  const asking = setInterval(again, 1000);

  function said() {
    const t = texts();
    const late = model.get("trouble") || [...pending.values()].some((one) => one.late);
    const told = model.get("kept");
    const kept = told.item === now().item && told.question === now().id ? told : {};  // of this question alone
    let words = "", sign = "";
    if (now().validate && !pending.size && !late) words = "";
    else if (late) [sign, words] = ["!", t.notSaved];
    else if (pending.size || typing) [sign, words] = ["…", t.saving];
    else if (kept.when) [sign, words] = ["✓", fill(t.saved, { time: kept.when })];
    const text = words ? `${sign} ${words}` : "";
    if (state.textContent !== text) state.textContent = text;
    state.className = `as-state ${late ? "as-late" : kept.when && !pending.size ? "as-kept" : ""}`;
  }

  function changed(wait = false) {
    drawState();
    if (now().validate) return;
    if (!wait) store();
    else { clearTimeout(typing); typing = setTimeout(store, TYPING); said(); }
  }

  function toggle(id, on) {
    const question = now();
    limit.textContent = "";
    if (question.locked) return;
    if (question.single) answer.ticked = on ? [id] : [];
    else if (!on) answer.ticked = answer.ticked.filter((one) => one !== id);
    else if (question.most && answer.ticked.length >= question.most) {
      limit.textContent = question.most === 1 ? texts().limitOne : fill(texts().limit, { n: question.most });
      drawState();
      return;
    } else answer.ticked = question.propositions.map((one) => one.id).filter((one) => one === id || answer.ticked.includes(one));
    changed();
  }

  function proposition(question, one) {
    const input = element("input", { type: question.single ? "radio" : "checkbox", name: `${uid}-p`, id: `${uid}-${one.id}`, disabled: Boolean(question.locked) });
    input.onchange = () => toggle(one.id, input.checked);
    inputs.set(one.id, input);
    return element("label", { class: "as-choice", for: input.id }, input, element("span", { class: "as-letter", "aria-hidden": "true" }, one.letter), element("span", { class: "as-text" }, fine(one.text)));
  }

  function picture(image, propositions) {
    const t = texts();
    const photo = element("img", { src: image.source, alt: image.alternative, width: image.width, height: image.height });
    const layer = drawn("svg", { viewBox: `0 0 ${image.width} ${image.height}`, "aria-hidden": "true" });
    for (const one of propositions.filter((each) => each.zone?.length)) {
      const points = corners(one.zone).map(([x, y]) => [x * image.width, y * image.height]);
      const area = drawn("polygon", { points: points.map((point) => point.join(",")).join(" "), class: "as-zone" });
      const centre = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
      const letter = drawn("text", { x: centre[0], y: centre[1], class: "as-zone-letter", "font-size": Math.round(image.width / 24) });
      letter.textContent = one.letter;
      area.onclick = () => { inputs.get(one.id)?.focus({ preventScroll: true }); toggle(one.id, !answer.ticked.includes(one.id)); };
      zones.set(one.id, area);
      layer.append(area, letter);
    }
    return element("figure", { class: "as-picture" }, element("div", { class: "as-frame" }, photo, layer),
      element("figcaption", {}, [zones.size ? t.zones : "", image.credit].filter(Boolean).join(" ")));
  }

  function written(question) {
    const t = texts();
    const input = element("input", { type: "text", id: `${uid}-t`, maxlength: "400", autocomplete: "off", spellcheck: "false", "aria-describedby": `${uid}-w`, disabled: Boolean(question.locked) });
    input.value = answer.text;
    input.oninput = () => { answer.text = input.value; changed(true); };
    input.onblur = flush;
    inputs.set("", input);
    return element("div", { class: "as-written" }, element("label", { for: input.id }, t.yourAnswer), input, element("p", { class: "as-words", id: `${uid}-w` }));
  }

  function degrees(question) {
    const t = texts();
    const given = element("div", { class: "as-tcs" },
      element("p", {}, element("span", { class: "as-if" }, t.ifYouThought), " ", element("b", {}, question.hypothesis)),
      element("p", {}, element("span", { class: "as-if" }, t.andYouFind), " ", element("b", {}, question.finding)));
    const scale = element("div", { class: "as-scale" }, ...t.degrees.map(([value, words], i) => {
      const input = element("input", { type: "radio", name: `${uid}-d`, id: `${uid}-d${i}`, disabled: Boolean(question.locked) });
      input.onchange = () => { if (question.locked) return; answer.degree = value; changed(); };
      inputs.set(`d${value}`, input);
      return element("label", { class: "as-degree", for: input.id }, input, element("span", { class: "as-value", "aria-hidden": "true" }, value > 0 ? `+${value}` : String(value).replace("-", "−")), element("span", {}, words));
    }));
    return [given, scale];
  }

  function button(name, words, does, { primary = false, key = "", off = false, pressed = null } = {}) {
    const made = element("button", { type: "button", class: `jupyter-button as-${name}${primary ? " mod-primary" : ""}`, "aria-keyshortcuts": key || null, title: key ? `${words} (${key})` : null, "aria-pressed": pressed === null ? null : String(pressed) }, words);
    made.disabled = off;
    made.onclick = does;
    return made;
  }

  function draw() {
    const t = texts();
    const question = now();
    const held = el.contains(document.activeElement);
    if (key(question) !== shown) {
      flush();
      began = Date.now();
      limit.textContent = "";
    }
    const fresh = key(question) !== shown;
    shown = key(question);
    inputs = new Map();
    zones = new Map();
    if (!question.id) { body.replaceChildren(); actions.replaceChildren(); state.textContent = ""; return; }
    const waiting = pending.get(key(question));
    const given = waiting ? waiting.fields : question.answer;
    if (fresh || !typing) answer = { ticked: [...(given.ticked ?? [])], text: given.text ?? "", degree: given.degree ?? null };
    const head = element("div", { class: "as-head" }, element("h2", { id: `${uid}-h`, tabindex: "-1" }, question.heading), element("p", { class: "as-kind" }, ...question.tags.map((tag) => element("span", {}, tag))));
    if (question.beside) {   // on a telephone the case is folded under the question
      const read = element("button", { type: "button", class: "as-case" }, t.readCase);
      read.onclick = () => window.dispatchEvent(new CustomEvent("carnet-case"));
      head.append(read);
    }
    const stem = element("p", { class: "as-stem", id: `${uid}-s` }, fine(question.stem));
    const parts = [head];
    if (question.locked) parts.push(element("p", { class: "as-locked" }, element("span", { "aria-hidden": "true" }, "■ "), question.locked));
    parts.push(stem);
    if (question.told) parts.push(element("p", { class: "as-told", id: `${uid}-n` }, question.told));
    if (question.image) parts.push(picture(question.image, question.propositions));
    const set = element("fieldset", { class: "as-set", "aria-labelledby": `${uid}-s`, "aria-describedby": question.told ? `${uid}-n` : null });
    if (question.kind === "QROC") set.append(written(question));
    else if (question.kind === "TCS") set.append(...degrees(question));
    else set.append(...question.propositions.map((one) => proposition(question, one)));
    parts.push(set);
    if (question.hint) parts.push(element("p", { class: "as-hint", role: "status" }, element("b", {}, `${t.hint} `), question.hint));
    body.replaceChildren(...parts);
    drawActions();
    drawState();
    said();
    if (fresh && (held || model.get("taking"))) head.querySelector("h2").focus({ preventScroll: true });
    el.dataset.question = question.id;
    el.dataset.item = question.item;
  }

  function drawActions() {
    const t = texts();
    const question = now();
    const held = actions.contains(document.activeElement) ? document.activeElement.className : "";
    const made = [];
    if (question.validate) made.push(button("validate", t.validate, validate, { primary: true, key: "Enter" }));
    else if (question.next) made.push(button("next", question.next, () => go(1), { primary: true, key: "Enter" }));
    if (question.hints && !question.hint) made.push(button("hintask", t.askHint, () => send("hint")));
    if (question.flags) made.push(button("flag", question.flagged ? `⚑ ${t.flagged}` : `⚐ ${t.flag}`, () => send("flag", { on: !question.flagged }), { key: "*", pressed: question.flagged }));
    if (question.skip) made.push(button("skip", question.skip, () => go(1), { key: "→" }));
    made.push(button("keys", t.keys, help, { key: "?" }));
    actions.replaceChildren(...made);
    if (held) [...actions.children].find((one) => one.className === held)?.focus({ preventScroll: true });
  }

  function drawState() {
    const t = texts();
    const question = now();
    for (const [id, input] of inputs) {
      if (id === "") { if (input !== document.activeElement) input.value = answer.text; } else if (/^d-?\d$/.test(id) && question.kind === "TCS") input.checked = answer.degree === Number(id.slice(1));
      else input.checked = answer.ticked.includes(id);
      input.closest("label")?.classList.toggle("as-on", input.checked);
    }
    for (const [id, area] of zones) area.classList.toggle("as-on", answer.ticked.includes(id));
    const words = el.querySelector(".as-words");
    if (words) {
      const n = answer.text.trim().split(/\s+/).filter(Boolean).length;
      words.textContent = fill(n > question.most ? t.tooMany : t.words, { n, most: question.most });
      words.classList.toggle("as-over", n > question.most);
    }
    const validated = el.querySelector(".as-validate");
    if (validated) validated.classList.toggle("as-waits", empty());
  }

  function validate() {
    if (empty()) { limit.textContent = texts().nothing; return; }
    store();
  }

  function go(by) {
    flush();
    const question = now();
    if (by < 0 || !question.warn.length) { send("go", { by }); return; }
    const t = texts();
    const stay = element("button", { type: "button", class: "jupyter-button" }, t.stay);
    const leave = element("button", { type: "button", class: "jupyter-button mod-primary" }, question.next);
    const shape = element("dialog", { class: "en-dialog", "aria-label": t.lock }, element("h2", {}, t.lock), ...question.warn.map((words) => element("p", {}, words)), empty() ? element("p", {}, element("b", {}, t.unanswered)) : "", element("div", { class: "cc-buttons" }, stay, leave));
    stay.onclick = () => shape.close();
    leave.onclick = () => { shape.close(); send("go", { by }); };
    shape.addEventListener("keydown", (event) => event.stopPropagation());
    shape.onclose = () => { shape.remove(); el.querySelector("h2")?.focus({ preventScroll: true }); };
    el.append(shape);
    shape.showModal();
    stay.focus();
  }

  function help() {
    const t = texts();
    const lines = t.help.map(([keys, what]) => element("tr", {}, element("th", { scope: "row" }, ...keys.split(", ").flatMap((one, i) => (i ? [" ", element("kbd", {}, one)] : [element("kbd", {}, one)]))), element("td", {}, what)));
    const shut = element("button", { type: "button", class: "jupyter-button" }, t.close);
    const shape = element("dialog", { class: "en-dialog", "aria-label": t.keys }, element("h2", {}, t.keys), element("table", {}, element("tbody", {}, ...lines)), element("div", { class: "cc-buttons" }, shut));
    shut.onclick = () => shape.close();
    shape.addEventListener("keydown", (event) => event.stopPropagation());
    shape.onclose = () => { shape.remove(); el.querySelector("h2")?.focus({ preventScroll: true }); };
    el.append(shape);
    shape.showModal();
  }

  function press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("dialog, select, textarea, [contenteditable]")) return;
    const question = now();
    if (!question.id) return;
    const writing = event.target.matches?.("input[type=text]");
    const onButton = event.target.closest("button, summary, a");
    const listed = question.propositions.map((one) => one.id);
    let done = true;
    if (event.key === "Enter" && !onButton) { if (question.validate) validate(); else if (question.next) go(1); } else if (writing) return;
    else if (/^[a-zA-Z]$/.test(event.key) && listed[event.key.toLowerCase().charCodeAt(0) - 97]) {
      const id = listed[event.key.toLowerCase().charCodeAt(0) - 97];
      inputs.get(id)?.focus({ preventScroll: true });
      toggle(id, question.single ? true : !answer.ticked.includes(id));
    } else if (/^[1-5]$/.test(event.key) && question.kind === "TCS" && !question.locked) { answer.degree = Number(event.key) - 3; inputs.get(`d${answer.degree}`)?.focus({ preventScroll: true }); changed(); } else if (["ArrowDown", "ArrowUp"].includes(event.key) && listed.length && !question.single) {
      const at = listed.findIndex((id) => inputs.get(id) === document.activeElement);
      const to = at < 0 ? (event.key === "ArrowDown" ? 0 : listed.length - 1) : Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), listed.length - 1);
      inputs.get(listed[to])?.focus();
    } else if (event.key === "ArrowRight" && !event.target.matches?.("input[type=radio]")) go(1);
    else if (event.key === "ArrowLeft" && !event.target.matches?.("input[type=radio]")) go(-1);
    else if (event.key === "*" && question.flags) send("flag", { on: !question.flagged });
    else if (event.key === "?") help();
    else done = false;
    if (done) { event.preventDefault(); event.stopPropagation(); }
  }
  el.addEventListener("keydown", press);
  const anywhere = (event) => { if (event.target === document.body && el.offsetParent !== null && !document.querySelector("dialog[open]")) press(event); };
  document.addEventListener("keydown", anywhere);

  function heard() {   // the kernel says what is kept
    const kept = model.get("kept");
    const one = pending.get(`${kept.item}/${kept.question}`);
    if (one && kept.number >= one.number) pending.delete(`${kept.item}/${kept.question}`);
    said();
  }
  model.on("change:kept", heard);
  model.on("change:trouble", said);
  model.on("msg:custom", (content) => {   // refused: it will never be kept, and the page says why
    if (content.kind === "refused") { pending.delete(`${content.item}/${content.question}`); said(); }
    else if (content.kind === "focus") { const head = el.querySelector("h2"); head?.focus({ preventScroll: true }); head?.scrollIntoView({ block: "nearest" }); }
  });
  let queued = false;
  const later = () => { if (queued) return; queued = true; queueMicrotask(() => { queued = false; draw(); }); };
  for (const name of ["question", "texts"]) model.on(`change:${name}`, later);
  const leaving = (event) => { if (pending.size || typing) { flush(); event.preventDefault(); } };
  window.addEventListener("beforeunload", leaving);
  draw();
  return () => { clearInterval(asking); document.removeEventListener("keydown", anywhere); window.removeEventListener("beforeunload", leaving); };
}

export default { render };

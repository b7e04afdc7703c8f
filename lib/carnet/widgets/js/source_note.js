// A note with the sentence that supports a fact in the one bright colour; other facts' words lightly underlined.
// Offsets from Python are code points; the page counts in UTF-16.

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

function render({ model, el }) {
  const uid = `sn${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  let lines = [];      // {from, to, node}
  let wide = [];
  let passages = [];   // {id, from, to}
  let bright = [];     // {from, to, main}

  el.classList.add("sn");
  const title = element("h2", { class: "sn-title", id: `${uid}-title` });
  const about = element("p", { class: "sn-about" });
  const pick = element("select", { class: "sn-pick" });
  const step = (by, sign) => {
    const button = element("button", { type: "button", class: by < 0 ? "sn-before" : "sn-after" }, sign);
    button.onclick = () => { const all = model.get("notes").map(([id]) => id); const i = all.indexOf(model.get("note")) + by; if (all[i] !== undefined) go(all[i]); };
    return button;
  };
  const before = step(-1, "‹");
  const after = step(1, "›");
  const mentions = element("div", { class: "sn-mentions" });
  const body = element("div", { class: "sn-text carnet-patient-text", lang: "fr" });
  const scroller = element("div", { class: "sn-scroll", tabindex: "0", role: "group", "aria-labelledby": `${uid}-title` }, body);
  const said = element("div", { class: "carnet-hidden", "aria-live": "polite", role: "status" });
  el.replaceChildren(title, element("div", { class: "sn-notes" }, before, pick, after), about, mentions, scroller, said);

  const go = (note) => { if (note === model.get("note")) return; model.set("note", note); model.save_changes(); };
  pick.onchange = () => go(pick.value);

  const text = () => model.get("text");
  const units = (point) => { let unit = point; for (const place of wide) { if (place < unit) unit += 1; else break; } return unit; };

  function lineAt(unit) {
    let low = 0;
    let high = lines.length;
    while (low < high) { const middle = (low + high) >> 1; if (lines[middle].from > unit) high = middle; else low = middle + 1; }
    return Math.max(low - 1, 0);
  }

  function drawLine(line) {
    const touching = (one) => one.from < line.to && one.to > line.from;
    const under = passages.filter(touching);
    const over = bright.filter(touching);
    if (!under.length && !over.length) { line.node.replaceChildren(text().slice(line.from, line.to)); return; }
    const cuts = new Set([line.from, line.to]);
    for (const one of [...under, ...over]) { cuts.add(Math.max(one.from, line.from)); cuts.add(Math.min(one.to, line.to)); }
    const edges = [...cuts].sort((a, b) => a - b);
    const children = [];
    for (let i = 0; i + 1 < edges.length; i += 1) {
      const inside = (one) => one.from <= edges[i] && one.to >= edges[i + 1];
      const light = over.find((one) => one.main && inside(one)) ?? over.find(inside);
      const owner = under.filter(inside).sort((a, b) => a.to - a.from - (b.to - b.from))[0];
      const words = text().slice(edges[i], edges[i + 1]);
      if (!light && !owner) { children.push(words); continue; }
      const node = element(light ? "mark" : "span", { class: `${owner ? "sn-fact" : ""} ${light ? (light.main ? "sn-now" : "sn-also") : ""}`.trim() }, words);
      if (owner) { node.dataset.id = owner.id; node.dataset.start = owner.start; }
      if (light?.main && light.from >= edges[i]) node.id = `${uid}-now`;
      children.push(node);
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
    lines = [];
    let from = 0;
    for (const part of now.split("\n")) {
      lines.push({ from, to: from + part.length, node: element("div", { class: "sn-line", dir: "auto" }) });
      from += part.length + 1;
    }
    readPassages();
    readBright();
    for (const line of lines) drawLine(line);
    body.replaceChildren(...lines.map((line) => line.node));
    scroller.scrollTop = 0;
    el.dataset.built = (performance.now() - began).toFixed(1);
    reveal();
  }

  function readPassages() {
    passages = model.get("passages").map(([id, start, end]) => ({ id, start, from: units(start), to: units(end) }));
  }

  function readBright() {
    bright = model.get("bright").map(([start, end], i) => ({ from: units(start), to: units(end), main: i === 0 }));
  }

  function reveal() {
    const node = body.querySelector(".sn-now") ?? body.querySelector(".sn-also");
    if (!node) return;
    const box = scroller.getBoundingClientRect();
    const at = node.getBoundingClientRect();
    if (at.top < box.top + 30 || at.bottom > box.bottom - 30) scroller.scrollTop += at.top - box.top - box.height * 0.35;
    said.textContent = fill(texts().evidence, { text: [...body.querySelectorAll(".sn-now")].map((part) => part.textContent).join(" ").slice(0, 200) });
    el.dataset.shown = String(Number(el.dataset.shown ?? 0) + 1);
  }

  function lighten() {   // another sentence of the same note: only its lines and the old ones are drawn again
    const touched = new Set();
    const touch = () => { for (const one of bright) for (let i = lineAt(one.from); i < lines.length && lines[i].from < one.to; i += 1) touched.add(i); };
    touch();
    readBright();
    touch();
    for (const i of touched) drawLine(lines[i]);
    reveal();
  }

  function drawHead() {
    const t = texts();
    title.textContent = model.get("title") || t.title;
    about.textContent = model.get("about");
    const notes = model.get("notes");
    pick.setAttribute("aria-label", t.choose);
    if (pick.dataset.drawn !== JSON.stringify(notes)) {
      pick.dataset.drawn = JSON.stringify(notes);
      pick.replaceChildren(...notes.map(([id, name]) => element("option", { value: id }, name)));
    }
    pick.value = model.get("note");
    const at = notes.findIndex(([id]) => id === model.get("note"));
    before.disabled = at <= 0;
    after.disabled = at < 0 || at >= notes.length - 1;
    for (const [button, words] of [[before, t.before], [after, t.after]]) { button.setAttribute("aria-label", words); button.title = words; }
    const [now, all, what] = model.get("mention");
    mentions.hidden = !all;
    if (all) {
      const button = (sign, words, by) => {
        const made = element("button", { type: "button", "aria-label": words, title: words }, sign);
        made.disabled = all < 2;
        made.onclick = () => model.send({ kind: "mention", by });
        return made;
      };
      const held = document.activeElement?.parentElement === mentions ? [...mentions.children].indexOf(document.activeElement) : -1;
      mentions.replaceChildren(element("span", { class: "sn-what" }, what), element("span", { class: "sn-place" }, fill(all > 1 ? t.mention : t.only, { i: now, n: all })), ...(all > 1 ? [button("‹", t.previous, -1), button("›", t.next, 1)] : []));
      if (held >= 0) mentions.children[held]?.focus();
    }
  }

  body.addEventListener("click", (event) => {
    const node = event.target.closest(".sn-fact");
    if (node && window.getSelection().isCollapsed) model.send({ kind: "pick", id: node.dataset.id, start: Number(node.dataset.start) });
  });
  scroller.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { n: 1, p: -1 }[event.key];
    if (by) {   // from fact to fact in the note
      const now = bright[0]?.from ?? (by > 0 ? -1 : Infinity);
      const sorted = [...passages].sort((a, b) => a.from - b.from || a.to - b.to);
      const found = by > 0 ? sorted.find((one) => one.from > now) : sorted.findLast((one) => one.from < now);
      if (found) model.send({ kind: "pick", id: found.id, start: found.start });
    } else if (event.key === "m" || event.key === "M") model.send({ kind: "mention", by: event.key === "m" ? 1 : -1 });
    else if (event.key === "Escape") document.querySelector(".fl-list")?.focus();
    else return;
    event.preventDefault();
  });
  const called = ({ detail }) => {   // on a narrow page the note is below: go to it
    const below = el.getBoundingClientRect().top > window.innerHeight - 160;
    if (below) el.scrollIntoView({ block: "start" });
    if (detail.focus) scroller.focus({ preventScroll: true });
  };
  window.addEventListener("carnet-source", called);

  let waiting = null;
  const later = (what) => {   // text, passages and evidence may change together: drawn once
    if (!waiting) { waiting = new Set(); queueMicrotask(() => { const all = waiting; waiting = null; drawHead(); if (all.has("text") || all.has("passages")) build(); else if (all.has("bright")) lighten(); }); }
    waiting.add(what);
  };
  for (const name of ["text", "passages", "bright", "title", "about", "notes", "note", "mention", "texts"]) model.on(`change:${name}`, () => later(name));
  drawHead();
  build();
  return () => window.removeEventListener("carnet-source", called);
}

export default { render };

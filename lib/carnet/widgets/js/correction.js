// The correction of a question: each proposition right or wrong by sign and word, why, and what shows it in the case.

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
const drawn = (tag, attributes) => { const made = document.createElementNS(SVG, tag); for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value); return made; };
const corners = (zone) => (zone.length === 2 ? [[zone[0][0], zone[0][1]], [zone[1][0], zone[0][1]], [zone[1][0], zone[1][1]], [zone[0][0], zone[1][1]]] : zone);

function render({ model, el }) {
  const uid = `cn${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  const now = () => model.get("corrected");
  let chosen = "";
  let shown = "";
  el.classList.add("cn");

  const light = (spans, show) => window.dispatchEvent(new CustomEvent("carnet-evidence", { detail: { spans, show } }));
  const spansOf = (row) => row.quotes.map(({ part, start, end }) => ({ part, start, end }));

  function choose(id, { show = false } = {}) {
    const rows = now().propositions;
    const row = rows.find((one) => one.id === id);
    chosen = id;
    for (const node of el.querySelectorAll("[data-proposition]")) {
      const on = node.dataset.proposition === id;
      node.classList.toggle("cn-now", on);
      node.querySelector(".cn-head")?.setAttribute("aria-current", String(on));
    }
    light(row ? spansOf(row) : spansOf(now()), show);
  }

  function quotes(row) {   // what shows it in the case: a button that goes there
    const t = texts();
    return row.quotes.map((one) => {
      const made = element("button", { type: "button", class: "cn-quote", title: t.show }, element("span", { class: "cn-said" }, `« ${one.quote} »`), one.where ? element("span", { class: "cn-where" }, ` ${one.where}`) : "");
      made.onclick = (event) => { event.stopPropagation(); if (row.id) choose(row.id); light([one], true); };
      return made;
    });
  }

  const references = (row) => row.citations.map((one) => element("blockquote", { class: "cn-reference" }, element("p", {}, `« ${one.quote} »`), element("footer", {}, one.source)));

  function proposition(row) {
    const t = texts();
    const head = element("button", { type: "button", class: "cn-head" },
      element("span", { class: `cn-sign cn-${row.good ? "good" : "bad"}`, "aria-hidden": "true" }, row.correct ? "✓" : "✕"),
      element("span", { class: "cn-words" },
        element("span", { class: "cn-text" }, element("b", {}, `${row.letter}. `), fine(row.text)),
        element("span", { class: "cn-marks" },
          element("span", { class: row.correct ? "cn-right" : "cn-wrong" }, row.correct ? t.right : t.wrong),
          element("span", { class: row.good ? "" : "cn-missed" }, row.chosen ? t.chosen : t.notChosen),
          row.good ? "" : element("span", { class: "cn-missed" }, `! ${row.chosen ? t.tooMuch : t.missed}`),
          ...row.tags.map((tag) => element("span", { class: "cn-tag" }, tag)),
          row.group ? element("span", { class: "cn-group" }, row.group) : "")));
    head.onclick = () => choose(row.id);
    head.onfocus = () => choose(row.id);
    return element("li", { "data-proposition": row.id, class: row.good ? "" : "cn-discordant" }, head,
      row.feedback ? element("p", { class: "cn-feedback" }, fine(row.feedback)) : "", ...quotes(row), ...references(row));
  }

  function picture(one) {
    const photo = element("img", { src: one.image.source, alt: one.image.alternative, width: one.image.width, height: one.image.height });
    const layer = drawn("svg", { viewBox: `0 0 ${one.image.width} ${one.image.height}`, "aria-hidden": "true" });
    for (const row of one.propositions.filter((each) => each.zone?.length)) {
      const points = corners(row.zone).map(([x, y]) => [x * one.image.width, y * one.image.height]);
      const area = drawn("polygon", { points: points.map((point) => point.join(",")).join(" "), class: `as-zone cn-zone-${row.correct ? "right" : "wrong"}${row.chosen ? " as-on" : ""}` });
      area.onclick = () => { choose(row.id); el.querySelector(`[data-proposition="${row.id}"] .cn-head`)?.focus(); };
      const centre = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
      const letter = drawn("text", { x: centre[0], y: centre[1], class: "as-zone-letter", "font-size": Math.round(one.image.width / 24) });
      letter.textContent = `${row.letter} ${row.correct ? "✓" : "✕"}`;
      layer.append(area, letter);
    }
    return element("figure", { class: "as-picture" }, element("div", { class: "as-frame" }, photo, layer));
  }

  function panel(one) {   // a script concordance test: how many experts chose each degree
    const t = texts();
    const most = Math.max(...one.panel.map((row) => row.count), 1);
    return element("table", { class: "cn-panel" }, element("caption", {}, one.panelTitle),
      element("thead", {}, element("tr", {}, ...t.panelColumns.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...one.panel.map((row) => element("tr", { class: row.chosen ? "cn-yours" : "" },
        element("th", { scope: "row" }, element("span", { class: "as-value" }, row.degree), ` ${row.words}`, row.chosen ? element("span", { class: "cn-tag" }, t.yours) : ""),
        element("td", { class: "cn-bar-cell" }, element("span", { class: "cn-bar", style: `width:${Math.round((100 * row.count) / most)}%` }), element("span", {}, row.told)),
        element("td", { class: "num" }, row.points)))));
  }

  function draw() {
    const t = texts();
    const one = now();
    if (!one.id) { el.replaceChildren(); shown = ""; return; }
    const fresh = `${one.item}/${one.id}/${one.attempt}` !== shown;
    shown = `${one.item}/${one.id}/${one.attempt}`;
    const held = el.contains(document.activeElement);
    const parts = [
      element("div", { class: "as-head" }, element("h2", { tabindex: "-1", id: `${uid}-h` }, one.heading), element("p", { class: "as-kind" }, ...one.tags.map((tag) => element("span", {}, tag)))),
      element("p", { class: "as-stem" }, fine(one.stem)),
      element("div", { class: `cn-verdict cn-verdict-${one.verdict}` }, element("p", { class: "cn-points" }, element("span", { "aria-hidden": "true" }, { right: "✓", partly: "◐", wrong: "✕" }[one.verdict]), ` ${one.points}`),
        element("div", {}, ...one.reasons.map((reason) => element("p", {}, reason)), one.scale ? element("p", { class: "carnet-second" }, one.scale) : "", one.group ? element("p", { class: "carnet-second" }, one.group) : "")),
    ];
    if (one.hypothesis) parts.push(element("p", { class: "cn-tcs" }, element("span", { class: "as-if" }, t.ifYouThought), " ", element("b", {}, one.hypothesis), " ", element("span", { class: "as-if" }, t.andYouFind), " ", element("b", {}, one.finding)));
    if (one.image) parts.push(picture(one));
    if (one.panel.length) parts.push(panel(one));
    if (one.answers.length) parts.push(element("div", { class: "cn-answers" }, element("p", {}, element("span", { class: "as-if" }, t.youWrote), " ", element("b", {}, one.yours || t.nothing)),
      element("p", { class: "as-if" }, t.accepted), element("ul", {}, ...one.answers.map(([text, told]) => element("li", {}, element("b", {}, text), told ? element("span", { class: "carnet-second" }, ` ${told}`) : "")))));
    if (one.propositions.length) parts.push(element("ul", { class: "cn-list", "aria-label": t.propositions }, ...one.propositions.map(proposition)));
    if (one.feedback || one.quotes.length || one.citations.length) parts.push(element("section", { class: "cn-all" }, element("h3", {}, t.why), one.feedback ? element("p", {}, fine(one.feedback)) : "", ...quotes(one), ...references(one)));
    if (one.experts.length) parts.push(element("details", { class: "cn-experts" }, element("summary", {}, t.experts), element("ul", {}, ...one.experts.map((reason) => element("li", {}, reason)))));
    const actions = element("div", { class: "as-actions" }, ...one.actions.map(([kind, words], i) => {
      const made = element("button", { type: "button", class: `jupyter-button cn-${kind}${i ? "" : " mod-primary"}`, "aria-keyshortcuts": i ? null : "Enter" }, words);
      made.onclick = () => model.send({ kind, item: one.item, question: one.id });
      return made;
    }));
    parts.push(actions);
    el.replaceChildren(...parts);
    const first = one.propositions.find((row) => !row.good && row.quotes.length) ?? one.propositions.find((row) => row.quotes.length);
    choose(fresh ? first?.id ?? "" : chosen);
    if (fresh && (held || model.get("taking"))) { el.querySelector("h2").focus({ preventScroll: true }); }
    el.dataset.question = one.id;
  }

  function press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("dialog, select, input, textarea")) return;
    const one = now();
    if (!one.id) return;
    const heads = [...el.querySelectorAll(".cn-head")];
    const at = heads.indexOf(document.activeElement);
    const letter = one.propositions[event.key.toLowerCase().charCodeAt(0) - 97];
    if (event.key === "ArrowDown" && heads.length) heads[Math.min(at + 1, heads.length - 1)].focus();
    else if (event.key === "ArrowUp" && heads.length) heads[Math.max(at < 0 ? heads.length - 1 : at - 1, 0)].focus();
    else if (/^[a-zA-Z]$/.test(event.key) && letter) heads[one.propositions.indexOf(letter)].focus();
    else if (event.key === "Enter" && !event.target.closest("button, summary") && one.actions.length) el.querySelector(".as-actions button").click();
    else if (event.key === "ArrowRight") model.send({ kind: "go", by: 1 });
    else if (event.key === "ArrowLeft") model.send({ kind: "go", by: -1 });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  el.addEventListener("keydown", press);
  const anywhere = (event) => { if (event.target === document.body && el.offsetParent !== null && !document.querySelector("dialog[open]")) press(event); };
  document.addEventListener("keydown", anywhere);
  model.on("msg:custom", (content) => { if (content.kind === "focus") { const head = el.querySelector("h2"); head?.focus({ preventScroll: true }); head?.scrollIntoView({ block: "nearest" }); } });
  const asked = () => { if (now().id && el.offsetParent !== null) choose(chosen); };   // the case was drawn after this
  window.addEventListener("carnet-evidence-asked", asked);
  let queued = false;
  const later = () => { if (queued) return; queued = true; queueMicrotask(() => { queued = false; draw(); }); };
  for (const name of ["corrected", "texts"]) model.on(`change:${name}`, later);
  draw();
  return () => { document.removeEventListener("keydown", anywhere); window.removeEventListener("carnet-evidence-asked", asked); };
}

export default { render };

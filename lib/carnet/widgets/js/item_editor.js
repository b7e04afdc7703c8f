// The item under the editor: its parts as fields, what the gate says beside each, saved with a reason, never lost.

const WAIT = 300;   // milliseconds without a key before the item is checked

function render({ model, el }) {
  const texts = () => model.get("texts");
  let sent = 0, timer = null, known = new Set(), holders = new Map(), picking = null, lastPart = null, asked = 0, target = null, box = null;
  const ed = { el, uid: `ie${Math.random().toString(36).slice(2, 8)}`, t: texts, draft: null, drawing: null, opened: new Set(), stale: new Set() };
  el.classList.add("ie");

  // what changed

  const images = (draft) => draft.questions.filter((one) => one.image);
  function packed() {   // an image that the kernel has already does not travel again
    const draft = structuredClone(ed.draft);
    for (const question of images(draft)) { const mark = `${question.id}:${question.image.data.length}`; if (known.has(mark)) question.image.data = "="; }
    return draft;
  }
  function flush() {
    clearTimeout(timer);
    timer = null;
    if (!ed.draft) return;
    sent += 1;
    model.send({ kind: "edit", number: sent, opened: model.get("opened").number, item: packed() });
    known = new Set(images(ed.draft).map((one) => `${one.id}:${one.image.data.length}`));
  }
  ed.changed = () => { clearTimeout(timer); timer = setTimeout(flush, WAIT); dirty(true); };
  let redrawing = null;
  ed.later = () => { clearTimeout(redrawing); redrawing = setTimeout(() => draw(), 600); };
  ed.redraw = (at = "") => { ed.changed(); draw(at); };
  const dirty = (on) => { el.classList.toggle("ie-dirty", on); el.dataset.dirty = String(on); };
  const leaving = (event) => { if (el.dataset.dirty === "true") { flush(); event.preventDefault(); } };
  window.addEventListener("beforeunload", leaving);

  // parts of the case, and the passages that keys rest on

  const partOf = (id) => (id === "case" ? ed.draft.case ?? "" : ed.draft.questions.find((one) => one.id === id)?.new ?? null);
  ed.partText = partOf;
  const everyHolder = () => ed.draft.questions.flatMap((one) => [one, ...one.propositions]);
  const evidenceIn = (part) => everyHolder().flatMap((one) => one.evidence ?? []).filter((one) => one.note_id === part);
  function follow(part) {   // words were typed before a passage: it moves with its own words
    const text = partOf(part);
    for (const one of evidenceIn(part)) {
      if (cut(text, one.start, one.end) === one.quote) continue;
      let best = -1;
      for (let at = text.indexOf(one.quote); at >= 0 && one.quote; at = text.indexOf(one.quote, at + 1)) if (best < 0 || Math.abs(at - one.start) < Math.abs(best - one.start)) best = at;
      if (best >= 0) { one.start = points(text, best); one.end = one.start + points(one.quote, one.quote.length); }
    }
  }
  ed.partArea = (label, part, value, written, hint = "") => {
    const made = ed.area(label, part === "case" ? "case" : `${part}/new`, value, (text) => { written(text); follow(part); }, { hint, name: "ie-part", rows: 2 });
    const remember = () => { const { selectionStart: a, selectionEnd: b } = made.box; lastPart = { part, start: a, end: b, node: made.box }; drawPicking(); };
    for (const name of ["select", "keyup", "pointerup", "blur"]) made.box.addEventListener(name, remember);
    made.box.addEventListener("keydown", (event) => {
      if (!picking) return;
      if (event.key === "Enter") { event.preventDefault(); attach(); } else if (event.key === "Escape") { event.stopPropagation(); stopPicking(); }
    });
    return made;
  };
  const chosen = () => (lastPart && lastPart.end > lastPart.start && partOf(lastPart.part) !== null ? lastPart : null);
  function attach() {
    const now = chosen();
    if (!now || !picking) return;
    const text = partOf(now.part);
    let [a, b] = [now.start, now.end];
    while (a < b && /\s/.test(text[a])) a += 1;
    while (b > a && /\s/.test(text[b - 1])) b -= 1;
    if (a === b) return;
    const { holder } = picking;
    const one = { note_id: now.part, start: points(text, a), end: points(text, b), quote: text.slice(a, b) };
    if (!holder.evidence.some((each) => each.note_id === one.note_id && each.start === one.start && each.end === one.end)) holder.evidence.push(one);
    lastPart = null;
    const back = picking.back;
    picking = null;
    ed.redraw(back);
  }
  function stopPicking() { const back = picking?.back; picking = null; drawPicking(); if (back) ed.focus(back); }
  ed.wantEvidence = (holder, said) => {
    const p = everyHolder().includes(holder) ? ed.draft.questions.find((q) => q === holder || q.propositions.includes(holder)) : null;
    picking = { holder, said, back: p === holder ? `${p.id}/stem` : `${p?.id}/${holder.id}` };
    if (chosen()) { attach(); return; }
    drawPicking();
    const first = el.querySelector("textarea[data-at='case']");
    first?.focus();
    first?.closest(".st-field")?.scrollIntoView({ block: "nearest" });
  };
  ed.showEvidence = (one) => {
    const node = el.querySelector(`textarea[data-at="${one.note_id === "case" ? "case" : `${one.note_id}/new`}"]`);
    if (!node) return;
    node.focus();
    node.setSelectionRange(units(node.value, one.start), units(node.value, one.end));
    node.closest(".st-field").scrollIntoView({ block: "nearest" });
    lastPart = null;
    window.dispatchEvent(new CustomEvent("carnet-evidence", { detail: { spans: [{ part: one.note_id, start: one.start, end: one.end }] } }));
  };
  const bar = element("div", { class: "ie-picking", role: "status" });
  function drawPicking() {
    bar.hidden = !picking;
    if (!picking) return;
    const t = texts();
    const now = chosen();
    bar.replaceChildren(element("span", {}, fill(t.pick, { what: picking.said })),
      button(t.attach, attach, { small: true, name: "ie-attach", off: !now }), button(t.cancel, stopPicking, { small: true }));
  }

  // fields and what is said beside them

  ed.area = (label, at, value, written, how = {}) => area(label, value, (text, node) => { written(text, node); ed.changed(); }, { ...how, at });
  ed.findings = (at, whole = false) => element("div", { class: "ie-findings", "data-where": at, "data-whole": whole || null });
  ed.hasFinding = (...wheres) => (model.get("checked").findings ?? []).some((one) => wheres.includes(one.where));
  ed.focus = (at) => { const node = el.querySelector(`[data-at="${CSS.escape(at)}"]`); node?.focus(); return Boolean(node); };
  ed.steps = () => ["DP", "miniDP", "KFP"].includes(ed.draft.kind);
  ed.kinds = () => texts().kinds.filter(([one]) => (ed.steps() ? !["TCS"].includes(one) : true));
  ed.newProposition = (question) => { const taken = new Set(question.propositions.map((one) => one.id)); let n = 0; const id = () => (n < 26 ? String.fromCharCode(97 + n) : `p${n}`); while (taken.has(id())) n += 1; return { id: id(), text: "", correct: false, indispensable: false, unacceptable: false, feedback: "", evidence: [], citations: [], zone: null }; };
  ed.addProposition = (question) => { const one = ed.newProposition(question); question.propositions.push(one); ed.redraw(`${question.id}/${one.id}`); };
  const holderOf = (where) => {   // the nearest place on the page for what is said of an address
    for (let at = where; ; at = at.slice(0, Math.max(at.lastIndexOf("/"), 0))) {
      if (holders.has(at)) return holders.get(at);
      if (!at) return holders.get("");
    }
  };
  function drawFindings() {
    const t = texts();
    const { findings = [] } = model.get("checked");
    holders = new Map([...el.querySelectorAll(".ie-findings")].map((node) => [node.dataset.where, node]));
    const said = new Map([...holders.values()].map((node) => [node, []]));
    const spans = new Map();
    for (const one of findings) {
      const node = holderOf(one.where);
      said.get(node)?.push(element("div", { class: `ie-finding ie-${one.level}` }, element("span", { class: "ie-sign", "aria-hidden": "true" }, one.level === "stop" ? "✕" : "!"),
        element("div", {}, element("b", {}, one.label), " ", element("span", {}, one.message), one.remedy ? element("span", { class: "ie-remedy" }, ` ${one.remedy}`) : "")));
      if (one.start !== null && one.end !== null && one.end > one.start) spans.set(one.where, [...(spans.get(one.where) ?? []), [one.start, one.end, `ie-flaw-${one.level}`]]);
    }
    for (const [node, list] of said) if (node.childElementCount || list.length) node.replaceChildren(...list);
    for (const node of el.querySelectorAll(".st-area")) {
      const at = node.box.dataset.at ?? "";
      const part = at === "case" ? "case" : at.endsWith("/new") ? at.slice(0, -4) : "";
      const proofs = part ? evidenceIn(part).map((one) => [one.start, one.end, "ie-proof"]) : [];
      node.light([...proofs, ...(spans.get(at) ?? [])]);
    }
    const stops = findings.filter((one) => one.level === "stop").length;
    const warns = findings.length - stops;
    const words = [stops === 1 ? t.oneStop : stops ? fill(t.stops, { n: stops }) : "", warns === 1 ? t.oneWarn : warns ? fill(t.warns, { n: warns }) : ""].filter(Boolean).join(" · ");
    const text = findings.length ? words : t.noFlaw;
    if (summary.firstChild.textContent !== text) summary.firstChild.textContent = text;
    summary.className = `ie-summary ${stops ? "ie-has-stop" : warns ? "ie-has-warn" : "ie-clean"}`;
    next.hidden = !findings.length;
    el.dataset.checked = String(model.get("checked").number ?? 0);
  }
  let gone = -1;
  const next = button("", () => {
    const all = [...el.querySelectorAll(".ie-finding")];
    if (!all.length) return;
    gone = (gone + 1) % all.length;
    const details = all[gone].closest("details");
    if (details) details.open = true;
    const where = all[gone].parentElement.dataset.where;
    all[gone].scrollIntoView({ block: "center" });
    ed.focus(where) || ed.focus(`${where}/stem`);
  }, { small: true, name: "ie-next" });
  const summary = element("p", { class: "ie-summary", role: "status" }, element("span"), next);

  // references

  ed.showCitation = (one) => { const t = texts(); const shape = dialog(el, one.title, element("p", { class: "carnet-second" }, [one.section, one.page ? fill(t.page, { n: one.page }) : "", fill(t.version, { version: one.version.slice(0, 8), dated: one.dated ?? "" }), one.licence].filter(Boolean).join(" · ")), element("blockquote", { class: "carnet-patient-text" }, one.quote), element("div", { class: "st-buttons" }, button(t.close, () => shape.close(), {}))); };
  ed.searchReferences = (holder, said) => {
    const t = texts();
    target = holder;
    const query = element("input", { type: "search", class: "ie-query", "aria-label": t.searchReferences, placeholder: t.searchReferences });
    const results = element("ul", { class: "ie-results", "aria-label": t.passages });
    const word = element("p", { class: "carnet-second", role: "status" });
    let wait = null;
    const ask = () => { asked += 1; word.textContent = t.searching; model.send({ kind: "search", query: query.value, number: asked }); };
    query.oninput = () => { clearTimeout(wait); wait = setTimeout(ask, WAIT); };
    const shape = dialog(el, fill(t.citeFor, { what: said }), query, word, results, element("div", { class: "st-buttons" }, button(t.close, () => shape.close(), {})));
    box = { shape, results, word };
    query.value = (holder.text ?? holder.stem ?? "").slice(0, 200);
    if (query.value) ask();
    query.focus();
  };
  function drawFound() {
    const t = texts();
    const { number: of, rows = [], word = "" } = model.get("found");
    if (!box?.shape.isConnected || of !== asked) return;
    box.word.textContent = word || (rows.length === 1 ? t.foundOne : rows.length ? fill(t.found, { n: rows.length }) : t.nothingFound);
    box.results.replaceChildren(...rows.map((row, i) => element("li", {}, element("p", { class: "ie-result-title" }, row.title, element("span", { class: "carnet-second" }, ` ${row.about}`)), element("p", { class: "ie-result-text" }, row.text),
      button(t.cite, () => { model.send({ kind: "cite", number: of, index: i }); }, { small: true, label: `${t.cite} ${row.title}` }))));
  }

  // the whole

  const save = () => { flush(); model.send({ kind: "save", reason: reason.value.trim() }); };
  let reason = element("input");
  function drawHistory() {
    const t = texts();
    const rows = model.get("history");
    if (!rows.length) return;
    const lines = rows.map((one) => element("li", {}, element("p", {}, element("b", {}, one.title), " ", element("span", { class: "carnet-second" }, one.about)), one.reason ? element("p", {}, `« ${one.reason} »`) : "",
      one.diff.length ? element("details", {}, element("summary", {}, fill(t.changes, { n: one.diff.length })), element("dl", { class: "ie-diff" }, ...one.diff.flatMap(([what, before, after]) => [element("dt", {}, what), element("dd", {}, before ? element("del", {}, before) : "", before && after ? " " : "", after ? element("ins", {}, after) : "")]))) : "",
      one.version && !one.now ? button(fill(t.restore, { n: one.version }), () => { model.send({ kind: "restore", version: one.version }); shape.close(); }, { small: true }) : ""));
    const shape = dialog(el, t.history, element("ol", { class: "ie-history" }, ...lines), element("div", { class: "st-buttons" }, button(t.close, () => shape.close(), {})));
  }

  function draw(at = "") {
    const t = texts();
    const now = model.get("opened");
    if (!ed.draft) { el.replaceChildren(); return; }
    const held = at || (el.contains(document.activeElement) ? document.activeElement.dataset.at ?? "" : "");
    const top = body?.scrollTop ?? 0;
    const written = reason.value;
    const draft = ed.draft;
    const meta = model.get("meta");
    reason = element("input", { type: "text", class: "ie-reason", maxlength: "300", placeholder: t.reasonHint, "aria-label": t.reasonHint });
    reason.value = written;
    const title = field(t.title, draft.title, (value) => { draft.title = value; ed.changed(); }, { at: "title", hidden: true, hint: t.titleHint, name: "ie-title" });
    const actions = (meta.actions ?? []).map(([kind, words, hint]) => button(words, () => { flush(); model.send({ kind, reason: reason.value.trim() }); }, { small: true, title: hint, name: `ie-do-${kind}` }));
    const head = element("div", { class: "ie-head" },
      element("div", { class: "ie-line" }, title, element("span", { class: "st-kind" }, draft.kind === "miniDP" ? "mini-DP" : draft.kind), element("span", { class: `st-state st-${meta.state}` }, meta.stateName), element("span", { class: "ie-changed" }, t.changed)),
      element("div", { class: "ie-line" }, summary, reason, button(t.save, save, { primary: true, name: "ie-save", title: t.saveHint })),
      element("div", { class: "ie-line ie-second" }, element("span", { class: "carnet-second ie-about" }, meta.about ?? ""), ...actions));
    const item = element("details", { class: "ie-more ie-item", "data-open": "item" }, element("summary", {}, t.itemMore, " ", element("span", { class: "carnet-second" }, ["", draft.item_number ? fill(t.itemShort, { n: draft.item_number }) : "", draft.rank ? fill(t.rankShort, { rank: draft.rank }) : "", ...(draft.objectives ?? [])].filter(Boolean).join(" · "))),
      element("div", { class: "st-grid" },
        field(t.itemNumber, draft.item_number, (value) => { draft.item_number = number(value); ed.changed(); }, { type: "number", min: 1, max: 367, at: "item_number" }),
        select(t.rank, [["", "–"], ["A", "A"], ["B", "B"], ["C", "C"]], draft.rank ?? "", (value) => { draft.rank = value || null; ed.changed(); }),
        field(t.objectives, (draft.objectives ?? []).join(", "), (value) => { draft.objectives = value.split(/[,;\s]+/).filter(Boolean); ed.changed(); }, { at: "objectives", hint: "OIC-234-01-A" }),
        field(t.specialty, draft.specialty, (value) => { draft.specialty = value; ed.changed(); }, { at: "specialty" }),
        field(t.difficulty, draft.difficulty === null || draft.difficulty === undefined ? "" : Math.round(draft.difficulty * 100), (value) => { draft.difficulty = value === "" ? null : Number(value) / 100; ed.changed(); }, { type: "number", min: 0, max: 100, step: 5, at: "difficulty" }),
        select(t.use, t.uses, draft.use ?? "training", (value) => { draft.use = value; ed.changed(); }),
        select(t.scale, t.scales, draft.scale, (value) => { draft.scale = value; ed.changed(); }),
        field(t.licence, draft.licence, (value) => { draft.licence = value; ed.changed(); }, { at: "licence", list: `${ed.uid}-licences` })),
      element("datalist", { id: `${ed.uid}-licences` }, ...t.licences.map((one) => element("option", { value: one }))),
      ...["item_number", "objectives", "difficulty"].map((where) => ed.findings(where)));
    item.open = ed.opened.has("item");
    item.ontoggle = () => { ed.opened[item.open ? "add" : "delete"]("item"); };
    const made = element("div", { class: "ie-body" }, meta.note ? element("p", { class: "ie-note" }, meta.note) : "", ed.findings(""), ed.findings("title"),
      (draft.cautions ?? []).length ? element("details", { class: "ie-cautions", open: now.number === sent }, element("summary", {}, fill(t.cautions, { n: draft.cautions.length })), element("ul", {}, ...draft.cautions.map((one) => element("li", {}, one)))) : "",
      item, ed.partArea(draft.kind === "ECOS" ? t.vignette : t.case, "case", draft.case ?? "", (value) => { draft.case = value; }, t.caseHint), bar, ed.findings("case"),
      ...(draft.station ? [drawStation(ed)] : []),
      ...draft.questions.map((question, i) => drawQuestion(ed, question, i)),
      ed.steps() ? button(t.addQuestion, () => {
        const taken = new Set(draft.questions.map((one) => one.id));
        let n = draft.questions.length + 1;
        while (taken.has(`q${n}`)) n += 1;
        const question = { id: `q${n}`, kind: "QRM", stem: "", new: "", propositions: [], expected: null, answers: [], max_words: 5, image: null, hypothesis: "", finding: "", panel: [], topic: "other", rank: null, item_number: null, objectives: [], hint: "", feedback: "", evidence: [], citations: [], weight: 1 };
        for (let i = 0; i < 5; i += 1) question.propositions.push(ed.newProposition(question));
        draft.questions.push(question);
        ed.redraw(`q${n}/stem`);
      }, { sign: "+", name: "ie-add-question" }) : "");
    el.replaceChildren(head, made);
    body = made;
    made.scrollTop = top;
    next.textContent = t.next;
    drawFindings();
    drawPicking();
    if (held) ed.focus(held);
    for (const node of made.querySelectorAll(".st-area")) node.grow();
  }
  let body = null;

  function open() {
    const { item } = model.get("opened");
    clearTimeout(timer);
    timer = null;
    ed.draft = item?.id ? structuredClone(item) : null;
    for (const question of ed.draft?.questions ?? []) { question.propositions ??= []; }
    known = new Set(ed.draft ? images(ed.draft).map((one) => `${one.id}:${one.image.data.length}`) : []);
    ed.opened = new Set();
    picking = lastPart = ed.drawing = null;
    reason.value = "";
    if (body) body.scrollTop = 0;
    body = null;
    dirty(Boolean(model.get("meta").dirty));
    draw();
    el.dataset.item = ed.draft?.id ?? "";
    const at = el.getBoundingClientRect();   // on a telephone the editor is below the list
    if (ed.draft && el.offsetParent && (at.top > window.innerHeight - 80 || at.top < 0) && window.innerWidth <= 900) el.scrollIntoView({ block: "start" });
  }
  el.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); }
  });
  el.addEventListener("focusin", (event) => {
    const q = event.target.closest("[data-q]")?.dataset.q;
    if (q && q !== el.dataset.question) { el.dataset.question = q; model.send({ kind: "look", question: q }); }
  });
  model.on("change:opened", () => queueMicrotask(open));
  model.on("change:texts", () => draw());
  model.on("change:meta", () => { dirty(Boolean(model.get("meta").dirty) || timer !== null); ed.stale = new Set(model.get("meta").stale ?? []); draw(); });
  model.on("change:checked", () => { if ((model.get("checked").number ?? 0) >= sent || !sent) drawFindings(); });
  model.on("change:found", drawFound);
  model.on("change:history", drawHistory);
  model.on("msg:custom", (answer) => {
    if (answer.kind === "cited" && target) { (target.citations ??= []).push(answer.citation); target = null; box?.shape.close(); ed.redraw(); } else if (answer.kind === "saved") { reason.value = ""; known.clear(); } else if (answer.kind === "flush") { if (timer !== null) flush(); }
  });
  const sizes = new ResizeObserver(() => { for (const node of el.querySelectorAll(".st-area")) node.grow(); });
  sizes.observe(el);
  ed.stale = new Set(model.get("meta").stale ?? []);
  open();
  return () => { sizes.disconnect(); window.removeEventListener("beforeunload", leaving); };
}

export default { render };

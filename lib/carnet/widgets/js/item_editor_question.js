// One question of the item under the editor: what is asked, what may be answered, the key with its reasons and proofs.

const TICKED = ["QRU", "QRM", "QRP", "QRPL", "QZP"];
const number = (value) => (value === "" || value === null ? null : Number(value));

function drawEvidence(ed, holder, where, said) {   // the passages of the case that a key rests on, and how to add one
  const t = ed.t();
  holder.evidence ??= [];
  const chips = holder.evidence.map((one, i) => {
    const whole = ed.partText(one.note_id);
    const stands = whole !== null && cut(whole, one.start, one.end) === one.quote;
    return element("li", { class: stands ? "ie-chip" : "ie-chip ie-lost" },
      button(one.quote, () => ed.showEvidence(one), { name: "ie-chip-show", small: true, sign: stands ? "" : "!", title: stands ? t.showEvidence : t.lostEvidence }),
      button("", () => { holder.evidence.splice(i, 1); ed.redraw(); }, { name: "ie-chip-drop", small: true, sign: "×", label: fill(t.dropEvidence, { quote: one.quote.slice(0, 40) }) }));
  });
  return element("div", { class: "ie-proofs" },
    chips.length ? element("ul", { class: "ie-chips", "aria-label": t.evidence }, ...chips) : "",
    button(t.addEvidence, () => ed.wantEvidence(holder, said), { small: true, name: "ie-add-evidence", sign: "+", label: `${t.addEvidence} (${said})` }));
}

function drawCitations(ed, holder, said) {
  const t = ed.t();
  holder.citations ??= [];
  const chips = holder.citations.map((one, i) => element("li", { class: `ie-chip ie-cite ${ed.stale.has(`${one.reference_id}:${one.start}:${one.version}`) ? "ie-lost" : ""}` },
    button([one.title, one.section].filter(Boolean).join(" · "), () => ed.showCitation(one), { name: "ie-chip-show", small: true, sign: "§", title: one.quote }),
    button("", () => { holder.citations.splice(i, 1); ed.redraw(); }, { name: "ie-chip-drop", small: true, sign: "×", label: fill(t.dropCitation, { title: one.title }) })));
  return element("div", { class: "ie-proofs" },
    chips.length ? element("ul", { class: "ie-chips", "aria-label": t.citations }, ...chips) : "",
    button(t.addCitation, () => ed.searchReferences(holder, said), { small: true, name: "ie-add-citation", sign: "+", label: `${t.addCitation} (${said})` }));
}

function drawProposition(ed, question, one, i) {
  const t = ed.t();
  const at = `${question.id}/${one.id}`;
  const name = fill(t.proposition, { letter: letter(i) });
  const all = question.propositions;
  const key = button(one.correct ? t.right : t.wrong, () => {
    one.correct = !one.correct;
    if (one.correct) { one.unacceptable = false; if (question.kind === "QRU") for (const other of all) if (other !== one) { other.correct = false; other.indispensable = false; } } else one.indispensable = false;
    ed.redraw();
  }, { small: true, name: `ie-key ${one.correct ? "ie-right" : "ie-wrong"}`, sign: one.correct ? "✓" : "✕", pressed: one.correct, label: `${name} : ${one.correct ? t.right : t.wrong}` });
  key.dataset.at = `${at}/key`;
  const move = (by) => { const to = i + by; if (to < 0 || to >= all.length) return; all.splice(to, 0, all.splice(i, 1)[0]); ed.redraw(); };
  const words = ed.area(name, at, one.text, (value) => { one.text = value; }, { shown: false, hint: question.kind === "QZP" ? t.zoneName : name });
  words.box.addEventListener("keydown", (event) => {
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) { move(event.key === "ArrowUp" ? -1 : 1); event.preventDefault(); } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const next = all[i + 1];
      if (next) ed.focus(`${question.id}/${next.id}`); else ed.addProposition(question);
    }
  });
  const weight = one.correct
    ? check(t.indispensable, Boolean(one.indispensable), (on) => { one.indispensable = on; ed.redraw(); }, { at: `${at}/indispensable` })
    : check(t.unacceptable, Boolean(one.unacceptable), (on) => { one.unacceptable = on; ed.redraw(); }, { at: `${at}/unacceptable` });
  return element("li", { class: `ie-prop ${one.correct ? "ie-prop-right" : ""}`, "data-p": one.id },
    element("div", { class: "ie-prop-top" }, element("span", { class: "ie-letter", "aria-hidden": "true" }, letter(i)), words,
      element("div", { class: "ie-prop-tools" }, key,
        button("", () => move(-1), { small: true, sign: "↑", label: fill(t.moveUp, { what: name }), off: i === 0 }),
        button("", () => move(1), { small: true, sign: "↓", label: fill(t.moveDown, { what: name }), off: i === all.length - 1 }),
        button("", () => { all.splice(i, 1); ed.redraw(); }, { small: true, sign: "×", label: fill(t.drop, { what: name }) }))),
    ed.findings(at),
    element("div", { class: "ie-prop-more" },
      ed.area(`${t.feedback} (${name})`, `${at}/feedback`, one.feedback, (value) => { one.feedback = value; }, { shown: false, hint: one.correct ? t.whyRight : t.whyWrong, name: "ie-feedback" }),
      ed.findings(`${at}/feedback`),
      question.kind === "QZP" ? drawZone(ed, question, one, i) : "",
      element("div", { class: "ie-prop-row" }, weight, drawEvidence(ed, one, at, name), drawCitations(ed, one, name))));
}

function drawAnswers(ed, question) {   // a QROC: the answers that are worth the point, or half of it
  const t = ed.t();
  question.answers ??= [];
  const rows = question.answers.map((one, i) => element("li", { class: "ie-answer" },
    field(fill(t.answer, { n: i + 1 }), one.text, (value) => { one.text = value; ed.changed(); }, { at: `${question.id}/answers/${i}`, hidden: true, hint: fill(t.answer, { n: i + 1 }) }),
    select(t.category, [["1", t.category1], ["2", t.category2]], String(one.category ?? 1), (value) => { one.category = Number(value); ed.changed(); }, { hidden: true }),
    button("", () => { question.answers.splice(i, 1); ed.redraw(); }, { small: true, sign: "×", label: fill(t.drop, { what: fill(t.answer, { n: i + 1 }) }) }),
    ed.findings(`${question.id}/answers/${i}`)));
  return element("div", { class: "ie-answers" }, element("p", { class: "st-label" }, t.answers), element("ul", {}, ...rows),
    button(t.addAnswer, () => { question.answers.push({ text: "", category: 1 }); ed.redraw(`${question.id}/answers/${question.answers.length - 1}`); }, { small: true, sign: "+" }),
    field(t.maxWords, question.max_words ?? 5, (value) => { question.max_words = number(value); ed.changed(); }, { type: "number", min: 1, max: 20, at: `${question.id}/max_words`, name: "st-narrow" }));
}

function drawPanel(ed, question) {   // a script concordance test: what is thought, what is found, what the panel answered
  const t = ed.t();
  question.panel ??= [];
  const rows = question.panel.map((one, i) => element("li", { class: "ie-answer" },
    field(t.expert, one.id, (value) => { one.id = value; ed.changed(); }, { at: `${question.id}/panel/${i}/id`, hidden: true, hint: t.expert, name: "ie-expert" }),
    select(t.degree, t.degrees.map(([value, words]) => [String(value), words]), String(one.answer), (value) => { one.answer = Number(value); ed.changed(); }, { hidden: true }),
    field(t.reason, one.reason, (value) => { one.reason = value; ed.changed(); }, { at: `${question.id}/panel/${i}/reason`, hidden: true, hint: t.reason }),
    button("", () => { question.panel.splice(i, 1); ed.redraw(); }, { small: true, sign: "×", label: fill(t.drop, { what: one.id }) })));
  return element("div", { class: "ie-tcs" },
    ed.area(t.hypothesis, `${question.id}/hypothesis`, question.hypothesis, (value) => { question.hypothesis = value; }), ed.findings(`${question.id}/hypothesis`),
    ed.area(t.finding, `${question.id}/finding`, question.finding, (value) => { question.finding = value; }), ed.findings(`${question.id}/finding`),
    element("p", { class: "st-label" }, fill(t.panel, { n: question.panel.length })), element("ul", {}, ...rows),
    button(t.addExpert, () => { question.panel.push({ id: `E${question.panel.length + 1}`, answer: 0, reason: "" }); ed.redraw(`${question.id}/panel/${question.panel.length - 1}/reason`); }, { small: true, sign: "+" }));
}

function drawSettings(ed, question) {
  const t = ed.t();
  const several = ed.draft.questions.length > 1;
  const many = ["QRP", "QRPL", "QZP"].includes(question.kind);
  const inner = [
    ed.area(t.questionFeedback, `${question.id}/feedback`, question.feedback, (value) => { question.feedback = value; }), ed.findings(`${question.id}/feedback`),
    ed.area(t.hint, `${question.id}/hint`, question.hint, (value) => { question.hint = value; }), ed.findings(`${question.id}/hint`),
    element("div", { class: "ie-prop-row" }, drawEvidence(ed, question, question.id, t.wholeQuestion), drawCitations(ed, question, t.wholeQuestion)),
    element("div", { class: "st-grid" },
      select(t.topic, t.topics, question.topic ?? "other", (value) => { question.topic = value; ed.changed(); }),
      many ? field(t.expected, question.expected, (value) => { question.expected = number(value); ed.changed(); }, { type: "number", min: 1, max: 25, at: `${question.id}/expected`, hint: String(question.propositions.filter((one) => one.correct).length) }) : "",
      several ? select(t.rank, [["", t.asItem], ["A", "A"], ["B", "B"], ["C", "C"]], question.rank ?? "", (value) => { question.rank = value || null; ed.changed(); }) : "",
      several ? field(t.itemNumber, question.item_number, (value) => { question.item_number = number(value); ed.changed(); }, { type: "number", min: 1, max: 367, at: `${question.id}/item_number`, hint: t.asItem }) : "",
      several ? field(t.objectives2, (question.objectives ?? []).join(", "), (value) => { question.objectives = value.split(/[,;\s]+/).filter(Boolean); ed.changed(); }, { at: `${question.id}/objectives`, hint: t.asItem }) : "",
      several ? field(t.weight, question.weight ?? 1, (value) => { question.weight = number(value) || 1; ed.changed(); }, { type: "number", min: 0.1, max: 10, step: 0.1, at: `${question.id}/weight` }) : ""),
  ];
  const more = element("details", { class: "ie-more", "data-open": `${question.id}/more` }, element("summary", {}, t.questionMore), ...inner);
  more.open = ed.opened.has(`${question.id}/more`) || Boolean(inner.length && ed.hasFinding(`${question.id}/hint`, `${question.id}/feedback`));
  more.ontoggle = () => { ed.opened[more.open ? "add" : "delete"](`${question.id}/more`); for (const one of more.querySelectorAll(".st-area")) one.grow(); };
  return more;
}

function drawQuestion(ed, question, i) {
  const t = ed.t();
  const draft = ed.draft;
  const alone = draft.questions.length === 1 && TICKED.concat("QROC", "TCS").includes(draft.kind);
  const name = fill(t.question, { n: i + 1 });
  const move = (by) => { const to = i + by; draft.questions.splice(to, 0, draft.questions.splice(i, 1)[0]); ed.redraw(); };
  const kind = select(t.kind, ed.kinds(), question.kind, (value) => {
    question.kind = value;
    if (alone) draft.kind = value;
    if (value === "QRU") { let seen = false; for (const one of question.propositions) { if (one.correct && seen) { one.correct = false; one.indispensable = false; } seen ||= one.correct; } }
    if (TICKED.includes(value) && !question.propositions.length) for (let n = 0; n < 5; n += 1) question.propositions.push(ed.newProposition(question));
    if (value !== "QZP") question.image = null;
    if (!["QRP", "QRPL", "QZP"].includes(value)) question.expected = null;
    ed.redraw(`${question.id}/kind`);
  }, { hidden: true });
  kind.querySelector("select").dataset.at = `${question.id}/kind`;
  const parts = [element("div", { class: "ie-q-head" }, element("h2", {}, name), kind,
    element("span", { class: "ie-told" }, t.kindHelp[question.kind] ?? ""),
    alone ? "" : element("span", { class: "ie-q-tools" },
      button("", () => move(-1), { small: true, sign: "↑", label: fill(t.moveUp, { what: name }), off: i === 0 }),
      button("", () => move(1), { small: true, sign: "↓", label: fill(t.moveDown, { what: name }), off: i === draft.questions.length - 1 }),
      button("", () => { draft.questions.splice(i, 1); ed.redraw(); }, { small: true, sign: "×", label: fill(t.drop, { what: name }), off: draft.questions.length < 2 })))];
  parts.push(ed.findings(question.id, true));
  if (ed.steps() && (i > 0 || question.new)) parts.push(ed.partArea(t.newData, question.id, question.new ?? "", (value) => { question.new = value; }), ed.findings(`${question.id}/new`));
  parts.push(ed.area(t.stem, `${question.id}/stem`, question.stem, (value) => { question.stem = value; }, { hint: t.stemHint }), ed.findings(`${question.id}/stem`));
  if (question.kind === "QZP") parts.push(drawImage(ed, question));
  if (TICKED.includes(question.kind)) {
    parts.push(element("ol", { class: "ie-props", "aria-label": t.propositions }, ...question.propositions.map((one, n) => drawProposition(ed, question, one, n))),
      button(t.addProposition, () => ed.addProposition(question), { small: true, sign: "+", name: "ie-add-prop" }));
  }
  if (question.kind === "QROC") parts.push(drawAnswers(ed, question));
  if (question.kind === "TCS") parts.push(drawPanel(ed, question));
  parts.push(drawSettings(ed, question));
  return element("section", { class: "ie-q", "data-q": question.id, "aria-label": name }, ...parts);
}

// An item as a teacher reads it: the case, each proposition with its key, why, and the words that prove it, lit on demand.

function drawCase(parts, lit, t) {   // parts: {id, title, text}; lit: {part, start, end} in code points
  return parts.map((part) => {
    const spans = lit.filter((one) => one.part === part.id).sort((a, b) => a.start - b.start);
    const made = [];
    let at = 0;
    for (const { start, end } of spans) {
      if (end <= at) continue;
      made.push(cut(part.text, at, Math.max(start, at)), element("mark", {}, cut(part.text, Math.max(start, at), end)));
      at = end;
    }
    made.push(part.text.slice(units(part.text, at)));
    return element("div", { class: "ir-part" }, part.title ? element("h3", {}, part.title) : "", element("p", { class: "carnet-patient-text" }, ...made.filter((one) => one !== "")));
  });
}

function drawFlaws(rows) {
  return rows.map((one) => element("p", { class: `ir-flaw ir-${one.level}` }, element("span", { "aria-hidden": "true" }, one.level === "stop" ? "✕ " : "! "), element("b", {}, one.label), " · ", one.message, one.remedy ? element("span", { class: "carnet-second" }, ` ${one.remedy}`) : ""));
}

function drawCited(cited, t) {
  return element("details", { class: "ir-cited" }, element("summary", {}, "§ ", cited.source, cited.stale ? element("b", { class: "ir-stale" }, ` ${cited.stale}`) : ""), element("blockquote", {}, cited.quote));
}

// `light(spans)` lights passages of the case. Each proposition is a button: pressed again, the light goes.
function drawReading(item, t, light) {
  const flaws = (where) => drawFlaws((item.flaws ?? []).filter((one) => one.where === where));
  const known = new Set(["", "case", "title"]);
  let pressed = null;
  const press = (node, spans) => {
    const off = pressed === node;
    pressed?.setAttribute("aria-pressed", "false");
    pressed = off ? null : node;
    pressed?.setAttribute("aria-pressed", "true");
    light(off ? [] : spans);
  };
  const questions = item.questions.map((question) => {
    known.add(question.id);
    known.add(`${question.id}/stem`);
    known.add(`${question.id}/new`);
    const rows = question.propositions.map((one) => {
      known.add(`${question.id}/${one.id}`);
      known.add(`${question.id}/${one.id}/feedback`);
      const text = [element("span", { class: `ir-key ${one.correct ? "ir-right" : ""}`, "aria-hidden": "true" }, one.correct ? "✓" : "✕"), element("span", { class: "ir-letter" }, one.letter),
        element("span", {}, one.text, element("span", { class: "carnet-hidden" }, ` ${one.correct ? t.right : t.wrong}`), ...one.tags.map((tag) => element("span", { class: "ir-tag" }, tag)))];
      const able = one.quotes.length > 0;
      const head = element(able ? "button" : "div", { class: "ir-line", type: able ? "button" : null, "aria-pressed": able ? "false" : null, title: able ? t.light : null }, ...text, able ? element("span", { class: "ir-proof", "aria-hidden": "true" }, "▤") : "");
      if (able) head.onclick = () => press(head, one.quotes);
      return element("li", { class: one.correct ? "ir-prop ir-prop-right" : "ir-prop" }, head,
        element("div", { class: "ir-why" }, one.feedback ? element("p", {}, one.feedback) : "", ...one.quotes.map((quote) => element("q", {}, quote.quote)), !able && !one.citations.length ? element("p", { class: "ir-none" }, t.noProof) : "", ...one.citations.map((cited) => drawCited(cited, t))),
        ...flaws(`${question.id}/${one.id}`), ...flaws(`${question.id}/${one.id}/feedback`));
    });
    const about = element("p", { class: "ir-about" }, question.about);
    return element("section", { class: "ir-question" }, about,
      question.hypothesis ? element("p", {}, element("span", { class: "carnet-second" }, `${t.hypothesis} `), question.hypothesis) : "", question.finding ? element("p", {}, element("span", { class: "carnet-second" }, `${t.finding} `), question.finding) : "",
      element("p", { class: "ir-stem" }, question.stem), ...flaws(question.id), ...flaws(`${question.id}/stem`), ...flaws(`${question.id}/new`),
      question.image ? element("img", { class: "ir-image", src: question.image.source, alt: question.image.alternative }) : "",
      rows.length ? element("ul", { class: "ir-props" }, ...rows) : "",
      question.answers.length ? element("p", {}, element("span", { class: "carnet-second" }, `${t.answers} `), question.answers.join(" ; ")) : "",
      question.feedback ? element("p", { class: "ir-general" }, question.feedback) : "", ...question.quotes.map((quote) => element("q", {}, quote.quote)), ...question.citations.map((cited) => drawCited(cited, t)));
  });
  const station = item.station ? element("section", { class: "ir-question" }, element("p", { class: "ir-stem" }, item.station.task), element("ul", { class: "ir-props" }, ...item.station.grid.map((line) => element("li", { class: "ir-prop" }, line)))) : "";
  return [...drawFlaws((item.flaws ?? []).filter((one) => ["", "title", "case"].includes(one.where))), ...questions, station, ...drawFlaws((item.flaws ?? []).filter((one) => !known.has(one.where)))];
}

// A session as it goes on. Rows are kept by name: of a beat, only the cells that changed are touched.

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
const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };
const EVERY = 2000;

function render({ model, el }) {
  el.classList.add("lb");
  const uid = `lb${Math.random().toString(36).slice(2, 9)}`;
  const t = () => model.get("texts");
  const say = (kind, fields = {}) => model.send({ kind, ...fields });
  const clock = (seconds) => {
    const whole = Math.max(0, Math.ceil(seconds));
    const [hours, rest] = [Math.floor(whole / 3600), whole % 3600];
    const tail = `${String(Math.floor(rest / 60)).padStart(hours ? 2 : 1, "0")}:${String(rest % 60).padStart(2, "0")}`;
    return hours ? `${hours}:${tail}` : tail;
  };
  const amount = (n, digits = 0) => new Intl.NumberFormat(t().language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n);
  const percent = (share) => new Intl.NumberFormat(t().language, { style: "percent" }).format(share);

  const title = element("h2", { class: "lb-title" });
  const stage = element("p", { class: "lb-stage" });
  const codeName = element("span", { class: "lb-label" });
  const code = element("span", { class: "lb-code" });
  const addressName = element("span", { class: "lb-label" });
  const address = element("span", { class: "lb-address" });
  const copy = element("button", { type: "button", class: "lb-quiet" });
  const big = element("button", { type: "button", class: "lb-quiet" });
  const said = element("span", { class: "carnet-second", role: "status" });
  const leftName = element("span", { class: "lb-label" });
  const left = element("span", { class: "lb-clock", role: "timer" });
  const time = element("div", { class: "lb-time" }, leftName, left);
  const facts = element("p", { class: "carnet-second lb-facts" });
  const bar = element("div", { class: "lb-bar" });
  const membersTitle = element("h3", { id: `${uid}-members` });
  const questionsTitle = element("h3", { id: `${uid}-questions` });
  const nobody = element("p", { class: "carnet-second" });
  const table = (labelled) => {
    const head = element("tr");
    const body = element("tbody");
    const made = element("table", { class: "carnet-table lb-table", "aria-labelledby": labelled }, element("thead", {}, head), body);
    return { head, body, box: element("div", { class: "lb-scroll", tabindex: "0", role: "region", "aria-labelledby": labelled }, made), rows: new Map() };
  };
  const people = table(`${uid}-members`);
  const asked = table(`${uid}-questions`);
  el.replaceChildren(
    element("div", { class: "lb-door" },
      element("div", { class: "lb-heading" }, title, stage, facts),
      element("div", { class: "lb-enter" }, element("div", {}, codeName, code), element("div", { class: "lb-where" }, addressName, address, element("div", { class: "lb-copy" }, copy, big, said)), time)),
    bar,
    element("div", { class: "lb-parts" },
      element("section", {}, questionsTitle, asked.box),
      element("section", {}, membersTitle, nobody, people.box)));

  const heads = (where, names) => where.head.replaceChildren(...names.map(([name, number, said]) => element("th", { scope: "col", class: number ? "num" : "", title: said }, said ? element("span", { "aria-hidden": "true" }, name) : name, said ? element("span", { class: "carnet-hidden" }, said) : "")));

  function dialog(heading, body, yes, run, { danger = false } = {}) {
    const go = element("button", { type: "submit", class: danger ? "lb-danger" : "lb-primary" }, yes);
    const no = element("button", { type: "button", class: "lb-quiet" }, t().cancel);
    const form = element("form", { method: "dialog" }, element("h2", { id: `${uid}-ask` }, heading), ...body, element("div", { class: "lb-answer" }, no, go));
    const made = element("dialog", { class: "lb-dialog", "aria-labelledby": `${uid}-ask` }, form);
    const before = document.activeElement;
    no.onclick = () => made.close();
    form.onsubmit = (event) => { event.preventDefault(); run(); made.close(); };
    made.onclose = () => { made.remove(); (before?.isConnected ? before : bar.querySelector("button"))?.focus(); };
    el.append(made);
    made.showModal();
    return made;
  }

  function giveTime(name) {
    const w = t();
    const who = element("select", { id: `${uid}-who` }, element("option", { value: "" }, w.all), ...model.get("members").map((one) => element("option", { value: one.name }, one.name)));
    who.value = name ?? "";
    const minutes = element("input", { type: "number", min: "1", max: "180", value: "10", step: "1", id: `${uid}-min`, required: true });
    dialog(w.timeTitle, [element("p", {}, w.timeText), element("div", { class: "lb-fields" }, element("label", { for: who.id }, w.who), who, element("label", { for: minutes.id }, w.minutes), minutes)],
      w.give, () => say("time", { name: who.value, minutes: Number(minutes.value) }));
  }

  function actions() {
    const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.kind : undefined;
    bar.replaceChildren(...model.get("actions").map((one) => {
      const button = element("button", { type: "button", "data-kind": one.kind, class: one.primary ? "lb-primary" : "lb-quiet" }, one.label);
      button.onclick = () => {
        if (one.kind === "time") giveTime();
        else if (one.ask) dialog(one.label, [element("p", {}, one.ask)], one.yes, () => say("act", { what: one.kind }), { danger: one.danger });
        else say("act", { what: one.kind });
      };
      return button;
    }));
    if (focused) (bar.querySelector(`[data-kind="${focused}"]`) ?? bar.querySelector("button"))?.focus();
  }

  function speak() {
    const w = t();
    put(codeName, w.code);
    put(addressName, w.address);
    put(copy, w.copy);
    put(big, w.big);
    put(leftName, w.remaining);
    put(nobody, w.nobody);
    heads(people, [[w.name], [w.where], [w.answered, 1], ["⚑", 1, w.flagged], [w.state], [w.left, 1], ["", 0, w.lost]]);
    heads(asked, [[w.number, 1], [w.stem], [w.answered, 1], [w.right, 1], [w.mean, 1]]);
    for (const one of [people, asked]) { one.rows.clear(); one.body.replaceChildren(); }
    said.textContent = "";
    head();
    actions();
    draw();
  }

  let ends = null;   // by this page's own clock, set again at each beat
  function head() {
    const s = model.get("session");
    put(title, s.title ?? "");
    put(stage, s.told ?? "");
    stage.dataset.stage = s.stage ?? "";
    put(facts, (s.facts ?? []).join(" · "));
    put(code, s.code ?? "");
    code.setAttribute("aria-label", [...(s.code ?? "")].join(" "));
    put(address, s.address || t().noAddress);
    address.classList.toggle("lb-none", !s.address);
    copy.hidden = !s.address;
    time.hidden = s.remaining === null || s.remaining === undefined;
    ends = time.hidden ? null : performance.now() + s.remaining * 1000;
    run();
  }
  const run = () => { if (ends !== null) put(left, clock((ends - performance.now()) / 1000)); };

  function keep(where, id, make, update, row, place) {
    let kept = where.rows.get(id);
    if (!kept) { kept = make(row); where.rows.set(id, kept); }
    update(kept.cells, row);
    if (where.body.children[place] !== kept.line) where.body.insertBefore(kept.line, where.body.children[place] ?? null);
  }
  const drop = (where, ids) => { for (const [id, kept] of where.rows) if (!ids.has(id)) { kept.line.remove(); where.rows.delete(id); } };

  const makeMember = (row) => {
    const back = element("button", { type: "button", class: "lb-quiet lb-small", "aria-label": fill(t().backOf, row), title: fill(t().backOf, row) }, "↩");
    back.onclick = () => dialog(fill(t().backOf, row), [element("p", {}, fill(t().backText, row))], t().back, () => say("back", { name: row.name }));
    const cells = { name: element("th", { scope: "row" }), where: element("td"), answered: element("td", { class: "num" }), flagged: element("td", { class: "num" }), told: element("td"), left: element("td", { class: "num" }) };
    return { cells, line: element("tr", {}, ...Object.values(cells), element("td", {}, back)) };
  };
  const setMember = (cells, row) => {
    put(cells.name, row.name);
    put(cells.where, row.where || "–");
    put(cells.answered, fill(t().of, { n: amount(row.answered), all: amount(model.get("total")) }));
    put(cells.flagged, row.flagged ? `⚑ ${amount(row.flagged)}` : "–");
    put(cells.told, row.told);
    cells.told.className = row.done ? "lb-done" : "";
    put(cells.left, row.left === null ? "–" : clock(row.left));
  };
  const makeQuestion = () => {
    const fillBar = element("span", { class: "lb-fill" });
    const right = element("span", { class: "lb-right" });
    const number = element("span");
    const cells = { number: element("td", { class: "num" }), stem: element("th", { scope: "row", class: "lb-stem" }), answered: number, bars: [fillBar, right], correct: element("td", { class: "num" }), mean: element("td", { class: "num" }) };
    const line = element("tr", {}, cells.number, cells.stem, element("td", { class: "num" }, number, element("span", { class: "lb-gauge", "aria-hidden": "true" }, fillBar, right)), cells.correct, cells.mean);
    return { cells, line };
  };
  const setQuestion = (cells, row) => {
    const n = model.get("members").length;
    put(cells.number, amount(row.number));
    put(cells.stem, row.stem);
    cells.stem.title = row.stem;
    put(cells.answered, fill(t().of, { n: amount(row.answered), all: amount(n) }));
    const width = (share) => `${Math.round(100 * Math.min(1, share || 0))}%`;
    cells.bars[0].style.width = width(row.answered / n);
    cells.bars[1].style.width = width(row.correct / n);
    put(cells.correct, row.answered ? fill(t().share, { percent: percent(row.correct / row.answered), n: amount(row.answered) }) : "–");
    put(cells.mean, row.mean === null ? "–" : amount(row.mean, 2));
  };

  function draw() {
    const members = model.get("members");
    const questions = model.get("questions");
    put(membersTitle, `${t().students} (${amount(members.length)})`);
    put(questionsTitle, `${t().questions} (${amount(questions.length)})`);
    nobody.hidden = members.length > 0;
    people.box.hidden = !members.length;
    drop(people, new Set(members.map((one) => one.name)));
    drop(asked, new Set(questions.map((one) => one.id)));
    members.forEach((row, i) => keep(people, row.name, makeMember, setMember, row, i));
    questions.forEach((row, i) => keep(asked, row.id, makeQuestion, setQuestion, row, i));
    el.dataset.beat = String(model.get("beat"));
  }

  copy.onclick = async () => {
    const text = model.get("session").address;
    try { await navigator.clipboard.writeText(text); } catch { getSelection().selectAllChildren(address); document.execCommand("copy"); }
    said.textContent = t().copied;
  };
  big.onclick = () => {
    const s = model.get("session");
    const close = element("button", { type: "button", class: "lb-quiet" }, t().leave);
    const made = element("dialog", { class: "lb-beamer", "aria-label": t().code }, element("p", { class: "lb-beamer-address" }, s.address || s.title), element("p", { class: "lb-beamer-code" }, s.code), close);
    close.onclick = () => made.close();
    made.onclose = () => { made.remove(); big.focus(); };
    el.append(made);
    made.showModal();
  };

  let next;
  let asking = false;
  const seen = () => document.visibilityState === "visible" && el.isConnected && el.offsetParent !== null;
  const look = () => { next = setTimeout(() => { if (seen() && model.get("session").code) { asking = true; say("tick"); next = setTimeout(look, 15000); } else look(); }, EVERY); };
  const beaten = () => { draw(); if (asking) { asking = false; clearTimeout(next); look(); } };
  const second = setInterval(() => { if (seen()) run(); }, 500);

  model.on("change:texts", speak);
  model.on("change:session", head);
  model.on("change:actions", actions);
  model.on("change:members", draw);
  model.on("change:questions", draw);
  model.on("change:beat", beaten);
  speak();
  look();
  return () => { clearTimeout(next); clearInterval(second); };
}

export default { render };

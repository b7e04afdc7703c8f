// A question of a session: text and key, who chose what, answers in words, and its erratum with its preview.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function render({ model, el }) {
  const uid = `rq${Math.random().toString(36).slice(2, 9)}`;
  el.classList.add("rq");
  const t = () => model.get("texts");
  const say = (kind, fields = {}) => model.send({ kind, ...fields });
  const chosen = { what: "key", outcome: "excluded", reason: "", keys: new Set(), id: "" };
  let open = false;

  const table = (caption, heads, lines, kind = "") => element("div", { class: `rq-box ${kind}`, tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: "carnet-table" }, element("caption", { class: kind === "rq-plain" ? "carnet-hidden" : "" }, caption), element("thead", {}, element("tr", {}, ...heads.map(([name, number]) => element("th", { scope: "col", class: number ? "num" : "" }, name)))), element("tbody", {}, ...lines)));

  function keys(q, w) {
    if (!q.key?.length) return "";
    return table(w.chosenBy, [[w.proposition], [w.weakest, 1], [w.middle, 1], [w.strongest, 1], [w.everyone, 1]], q.key.map((one) => element("tr", {},
      element("th", { scope: "row" }, element("span", { class: one.correct ? "rq-good" : "rq-bad" }, element("span", { "aria-hidden": "true" }, one.correct ? "✓ " : "✕ "), element("span", { class: "carnet-hidden" }, `${one.correct ? w.right : w.wrong} `), one.letter), ` ${one.text}`, one.note ? element("span", { class: "rq-note" }, one.note) : ""),
      ...one.thirds.map((share) => element("td", { class: "num" }, share)), element("td", { class: "num" }, one.all))));
  }

  function near(w) {
    const rows = model.get("near");
    if (!rows.length) return "";
    return element("section", { class: "rq-near" }, element("h3", {}, w.near), element("p", { class: "carnet-second" }, w.nearHint),
      table(w.near, [[w.answer], [w.students, 1], [w.worth], [w.decide]], rows.map((row) => {
        const buttons = [[1, w.full], [2, w.half], [0, w.none]].map(([category, label]) => {
          const button = element("button", { type: "button", class: "rq-quiet", "data-act": `${row.text}/${category}`, "aria-pressed": row.decided === category ? "true" : "false", "aria-label": `${label} – ${w.decideOn.replace("{answer}", row.text)}` }, label);
          button.onclick = () => say("decide", { text: row.text, category });
          return button;
        });
        return element("tr", { class: row.near ? "rq-close" : "" }, element("th", { scope: "row" }, row.near ? element("span", { class: "rq-warn" }, "? ") : "", row.text), element("td", { class: "num" }, row.n), element("td", {}, row.told), element("td", { class: "rq-acts" }, ...(row.fixed ? [] : buttons)));
      }), "rq-plain"));
  }

  const asked = () => ({ what: chosen.what, keys: [...chosen.keys], outcome: chosen.outcome, reason: chosen.reason });

  function erratum(q, w) {
    if (!q.errata?.length) return "";
    const what = element("select", { id: `${uid}-what`, "data-act": "what" }, ...q.errata.map((one) => element("option", { value: one }, w[one])));
    what.value = chosen.what;
    what.onchange = () => { chosen.what = what.value; chosen.keys = new Set(chosen.what === "key" ? q.key.filter((one) => one.correct).map((one) => one.id) : []); model.set("preview", {}); draw(); };
    const boxes = (q.key ?? []).map((one) => {
      const box = element("input", { type: "checkbox", id: `${uid}-k-${one.id}`, "data-act": `k${one.id}` });
      box.checked = chosen.keys.has(one.id);
      box.onchange = () => { if (box.checked) chosen.keys.add(one.id); else chosen.keys.delete(one.id); };
      return element("label", { for: box.id, class: "rq-choice" }, box, element("span", {}, `${one.letter} ${one.text}`));
    });
    const outcome = element("select", { id: `${uid}-outcome`, "data-act": "outcome" }, element("option", { value: "excluded" }, w.excluded), element("option", { value: "full" }, w.given));
    outcome.value = chosen.outcome;
    outcome.onchange = () => { chosen.outcome = outcome.value; };
    const reason = element("input", { type: "text", maxlength: "300", id: `${uid}-reason`, "data-act": "reason", placeholder: w.reasonHint });
    reason.value = chosen.reason;
    reason.oninput = () => { chosen.reason = reason.value; };
    const see = element("button", { type: "button", class: "rq-quiet", "data-act": "preview" }, w.preview);
    see.onclick = () => say("preview", asked());
    const field = (label, control) => element("div", { class: "rq-field" }, element("label", { for: control.id }, label), control);
    const preview = model.get("preview");
    const shown = [];
    if (preview.told) {
      shown.push(element("p", { role: "status", class: "rq-told" }, preview.told));
      if (preview.lines?.length) shown.push(table(w.total, [[w.student], [w.before, 1], [w.after, 1]], preview.lines.map((line) => element("tr", {}, element("th", { scope: "row" }, line[0]), element("td", { class: "num" }, line[1]), element("td", { class: "num" }, line[2]))), "rq-lines"));
      const bar = element("div", { class: "rq-bar" });
      if (preview.may) {
        const apply = element("button", { type: "button", class: "rq-primary", "data-act": "apply" }, w.apply);
        apply.onclick = () => sure(w);
        bar.append(apply);
      }
      if (preview.lines?.length) {
        const take = element("button", { type: "button", class: "rq-quiet", "data-act": "take" }, w.take);
        take.onclick = () => say("take", asked());
        bar.append(take);
      }
      shown.push(bar);
    }
    const form = element("div", { class: "rq-form" }, field(w.what, what),
      chosen.what === "cancelled" ? field(w.outcome, outcome) : element("fieldset", { class: "rq-choices" }, element("legend", {}, w.choose), ...boxes),
      field(w.reason, reason), element("div", { class: "rq-bar" }, see), ...shown);
    const details = element("details", { class: "rq-erratum" }, element("summary", { "data-act": "summary" }, w.erratum), form);
    details.open = open;
    details.ontoggle = () => { open = details.open; };
    return details;
  }

  function sure(w) {
    const yes = element("button", { type: "submit", class: "rq-primary" }, w.apply);
    const no = element("button", { type: "button", class: "rq-quiet" }, w.cancel);
    const form = element("form", { method: "dialog" }, element("p", { id: `${uid}-sure` }, w.sure), element("div", { class: "rq-bar" }, no, yes));
    const made = element("dialog", { "aria-labelledby": `${uid}-sure` }, form);
    no.onclick = () => made.close();
    form.onsubmit = (event) => { event.preventDefault(); say("apply", asked()); made.close(); };
    made.onclose = () => { made.remove(); el.querySelector('[data-act="apply"]')?.focus(); };
    el.append(made);
    made.showModal();
  }

  function draw() {
    const w = t();
    const q = model.get("question");
    const kept = el.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
    if (!q.id) { el.replaceChildren(); return; }
    if (q.id !== chosen.id) open = false;
    if (q.id !== chosen.id) Object.assign(chosen, { id: q.id, what: q.errata?.[0] ?? "", outcome: "excluded", reason: "", keys: new Set((q.key ?? []).filter((one) => one.correct).map((one) => one.id)) });
    const close = element("button", { type: "button", class: "rq-quiet", "data-act": "close" }, w.close);
    close.onclick = () => say("close");
    const heading = element("h2", { tabindex: "-1", class: "rq-title" }, q.heading);
    el.replaceChildren(
      element("div", { class: "rq-head" }, heading, close),
      q.case ? element("details", { class: "rq-case" }, element("summary", {}, w.case), element("p", { class: "carnet-patient-text" }, q.case)) : "",
      element("p", { class: "rq-stem" }, q.stem),
      keys(q, w),
      q.answers?.length ? element("div", {}, element("h3", {}, w.answers), element("ul", { class: "rq-answers" }, ...q.answers.map((one) => element("li", {}, one)))) : "",
      near(w), erratum(q, w));
    if (kept) [...el.querySelectorAll("[data-act]")].find((one) => one.dataset.act === kept)?.focus();
  }

  model.on("change:texts", draw);
  model.on("change:near", draw);
  model.on("change:preview", draw);
  model.on("change:question", () => {
    const before = el.dataset.id;
    draw();
    el.dataset.id = model.get("question").id ?? "";
    if (el.dataset.id && el.dataset.id !== before) { el.scrollIntoView({ block: "nearest" }); el.querySelector(".rq-title")?.focus({ preventScroll: true }); }
  });
  draw();
}

export default { render };

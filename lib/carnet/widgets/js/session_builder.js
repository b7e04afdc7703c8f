// The form of a session. Built once; each part is refreshed alone, so that what one types is never lost.

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

function render({ model, el }) {
  const uid = `sf${Math.random().toString(36).slice(2, 9)}`;
  el.classList.add("sf");
  const t = () => model.get("texts");
  const say = (kind, fields = {}) => model.send({ kind, ...fields });

  const labels = {};
  const field = (name, control) => {
    control.id = `${uid}-${name}`;
    labels[name] = element("label", { for: control.id });
    return element("div", { class: `sf-field sf-${name}` }, labels[name], control);
  };
  const heading = element("h2", { class: "sf-title", id: `${uid}-title` });
  const name = element("input", { type: "text", maxlength: "120", autocomplete: "off" });
  const mode = element("select");
  const minutes = element("input", { type: "number", min: "1", max: "600", step: "1", inputmode: "numeric" });
  const correction = element("select");
  const scale = element("select");
  const shuffle = element("input", { type: "checkbox", id: `${uid}-shuffle` });
  const shuffleLabel = element("label", { for: shuffle.id });
  const pairs = [[name, "title"], [mode, "mode"], [minutes, "minutes"], [correction, "correction"], [scale, "scale"]];
  for (const [control, what] of pairs) control.addEventListener("change", () => say("set", { field: what, value: control.value }));
  shuffle.addEventListener("change", () => say("set", { field: "shuffle", value: shuffle.checked }));

  const who = element("input", { type: "text", maxlength: "40", autocomplete: "off" });
  const factor = element("select");
  const give = element("button", { type: "button", class: "sf-quiet" });
  const extraTitle = element("summary");
  const extraHint = element("p", { class: "carnet-second sf-small" });
  const extras = element("ul", { class: "sf-extras" });
  const grant = () => { if (who.value.trim()) { say("extra", { name: who.value.trim(), factor: Number(factor.value) }); who.value = ""; } who.focus(); };
  give.onclick = grant;
  who.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); grant(); } });

  const itemsTitle = element("h3", { id: `${uid}-items` });
  const summary = element("span", { class: "carnet-second sf-small", role: "status" });
  const chosen = element("ol", { class: "sf-chosen", "aria-labelledby": `${uid}-items` });
  const noItem = element("p", { class: "carnet-second" });
  const notes = element("ul", { class: "sf-notes" });
  const open = element("button", { type: "button", class: "sf-primary" });
  open.onclick = () => say("start");

  const bankTitle = element("h3", { id: `${uid}-bank` });
  const words = element("input", { type: "text", maxlength: "120", autocomplete: "off", spellcheck: "false" });
  const kind = element("select");
  const approved = element("input", { type: "checkbox", id: `${uid}-approved`, checked: true });
  const approvedLabel = element("label", { for: approved.id });
  const told = element("p", { class: "carnet-second sf-small", role: "status" });
  const found = element("ul", { class: "sf-found", "aria-labelledby": `${uid}-bank` });
  const more = element("button", { type: "button", class: "sf-quiet" });
  let waiting;
  const search = () => { clearTimeout(waiting); say("search", { text: words.value, type: kind.value, approved: approved.checked }); };
  words.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 250); });
  words.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); search(); } });
  kind.addEventListener("change", search);
  approved.addEventListener("change", search);
  more.onclick = () => say("more");

  const form = element("div", { class: "sf-form" },
    field("name", name),
    element("div", { class: "sf-row" }, field("mode", mode), field("minutes", minutes)),
    field("correction", correction), field("scale", scale),
    element("div", { class: "sf-check" }, shuffle, shuffleLabel),
    element("details", { class: "sf-extra" }, extraTitle, extraHint, extras,
      element("div", { class: "sf-row sf-give" }, field("who", who), field("factor", factor), give)));
  const order = element("div", { class: "sf-order" }, element("div", { class: "sf-line" }, itemsTitle, summary), noItem, chosen, notes, open);
  const bank = element("div", { class: "sf-bank" }, element("div", { class: "sf-line" }, bankTitle, told), field("search", words),
    element("div", { class: "sf-row" }, field("kind", kind), element("div", { class: "sf-check" }, approved, approvedLabel)), found, more);
  el.replaceChildren(heading, element("div", { class: "sf-columns" }, form, bank, order));

  const options = (select, rows) => {
    const drawn = JSON.stringify(rows);
    if (select.dataset.drawn === drawn) return;
    const value = select.value;
    select.dataset.drawn = drawn;
    select.replaceChildren(...rows.map(([id, label]) => element("option", { value: id }, label)));
    if (value) select.value = value;
  };

  function speak() {
    const w = t();
    heading.textContent = w.title;
    labels.name.textContent = w.name;
    labels.mode.textContent = w.mode;
    labels.minutes.textContent = w.minutes;
    minutes.placeholder = w.minutesHint;
    labels.correction.textContent = w.correction;
    labels.scale.textContent = w.scale;
    shuffleLabel.textContent = w.shuffle;
    extraHint.textContent = w.extraHint;
    labels.who.textContent = w.pseudonym;
    labels.factor.textContent = w.factor;
    give.textContent = w.give;
    itemsTitle.textContent = w.items;
    noItem.textContent = w.noItem;
    open.textContent = w.open;
    bankTitle.textContent = w.bank;
    labels.search.textContent = w.search;
    labels.kind.textContent = w.kind;
    approvedLabel.textContent = w.approved;
    more.textContent = w.more;
    const c = model.get("choices");
    options(mode, c.modes ?? []);
    options(correction, c.corrections ?? []);
    options(scale, c.scales ?? []);
    options(factor, c.factors ?? []);
    options(kind, [["", w.every], ...(c.kinds ?? [])]);
    plan();
    drawChosen();
    drawFound();
  }

  function plan() {
    const p = model.get("plan");
    const put = (control, value) => { if (document.activeElement !== control || control.tagName === "SELECT") control.value = value ?? ""; };
    put(name, p.title);
    put(mode, p.mode);
    put(minutes, p.minutes);
    put(correction, p.correction);
    put(scale, p.scale);
    shuffle.checked = Boolean(p.shuffle);
    const given = (p.extra ?? []).length;
    extraTitle.textContent = given ? `${t().extra} (${given})` : t().extra;
    extras.replaceChildren(...(p.extra ?? []).map(([person, label]) => {
      const back = element("button", { type: "button", class: "sf-icon", "aria-label": fill(t().takeBack, { name: person }) }, "✕");
      back.onclick = () => say("extra", { name: person, factor: 0 });
      return element("li", {}, element("strong", {}, person), element("span", {}, label), back);
    }));
  }

  function drawChosen() {
    const rows = model.get("chosen");
    const focused = el.contains(document.activeElement) ? [document.activeElement.dataset.id, document.activeElement.dataset.act] : [];
    noItem.hidden = rows.length > 0;
    chosen.hidden = !rows.length;
    open.disabled = !rows.length;
    chosen.replaceChildren(...rows.map((row, i) => {
      const button = (act, sign, label, off, run) => {
        const made = element("button", { type: "button", class: "sf-icon", "data-id": row.id, "data-act": act, "aria-label": fill(label, row), disabled: off }, sign);
        made.onclick = run;
        return made;
      };
      return element("li", { "data-id": row.id },
        element("span", { class: "sf-rank" }, String(i + 1)),
        element("span", { class: "sf-words" }, element("span", { class: "sf-name" }, row.title), element("span", { class: "carnet-second sf-small" }, row.second),
          row.state ? element("span", { class: "sf-state" }, `! ${row.state}`) : null),
        element("span", { class: "sf-acts" },
          button("up", "↑", t().up, i === 0, () => say("place", { id: row.id, by: -1 })),
          button("down", "↓", t().down, i === rows.length - 1, () => say("place", { id: row.id, by: 1 })),
          button("remove", "✕", t().remove, false, () => say("remove", { id: row.id }))));
    }));
    summary.textContent = model.get("summary");
    notes.hidden = !model.get("notes").length;
    notes.setAttribute("aria-label", t().before);
    notes.replaceChildren(...model.get("notes").map((note) => element("li", { class: `sf-note sf-note-${note.level}` }, element("span", { "aria-hidden": "true" }, note.level === "stop" ? "✕ " : "! "), note.text)));
    const again = [...chosen.querySelectorAll("button")].find((one) => one.dataset.id === focused[0] && one.dataset.act === focused[1]);
    if (again) (again.disabled ? again.parentElement.querySelector("button:not(:disabled)") : again)?.focus();
  }

  function drawFound() {
    const now = model.get("found");
    const inside = new Set(model.get("chosen").map((row) => row.id));
    const focused = found.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    const rows = now.rows ?? [];
    told.textContent = now.told ?? "";
    more.hidden = !(now.total > rows.length);
    found.replaceChildren(...(rows.length ? rows.map((row) => {
      const there = inside.has(row.id);
      const add = element("button", { type: "button", class: "sf-quiet", "data-id": row.id, "aria-label": fill(t().addOne, row), "aria-disabled": there ? "true" : null }, there ? `✓ ${t().added}` : t().add);
      add.onclick = () => { if (!inside.has(row.id)) say("add", { id: row.id }); };
      return element("li", {}, element("span", { class: "sf-words" }, element("span", { class: "sf-name" }, row.title), element("span", { class: "sf-stem" }, row.stem),
        element("span", { class: "carnet-second sf-small" }, row.second), row.state ? element("span", { class: "sf-state" }, `! ${row.state}`) : null), add);
    }) : [element("li", { class: "carnet-second" }, t().none)]));
    if (focused !== undefined) [...found.querySelectorAll("button")].find((one) => one.dataset.id === focused)?.focus();
  }

  model.on("change:texts", speak);
  model.on("change:choices", speak);
  model.on("change:plan", plan);
  model.on("change:chosen", () => { drawChosen(); drawFound(); });
  model.on("change:notes", drawChosen);
  model.on("change:summary", drawChosen);
  model.on("change:found", drawFound);
  speak();
  return () => clearTimeout(waiting);
}

export default { render };

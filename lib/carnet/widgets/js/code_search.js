// A search box over a nomenclature (a combobox: the focus stays in the box), and the branch of the code gone to.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function render({ model, el }) {
  const uid = `cs${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  let asked = 0;
  let at = -1;      // the option gone to
  el.classList.add("cs");
  const title = element("h3", { class: "cs-title" });
  const leave = element("button", { type: "button", class: "cs-leave" }, "✕");
  const label = element("label", { class: "carnet-hidden", for: `${uid}-box` });
  const box = element("input", { type: "search", id: `${uid}-box`, class: "cs-box", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: "200",
    "aria-controls": `${uid}-list`, "aria-expanded": "false", "aria-autocomplete": "list" });
  const said = element("p", { class: "cs-said carnet-second", role: "status", "aria-live": "polite" });
  const list = element("ul", { class: "cs-list", id: `${uid}-list`, role: "listbox" });
  const branch = element("nav", { class: "cs-branch" });
  const keys = element("p", { class: "cs-keys carnet-second" });
  el.replaceChildren(element("div", { class: "cs-head" }, title, leave), label, box, said, list, branch, keys);

  const rows = () => model.get("found").rows ?? [];
  const choose = (row) => {
    if (row.free) model.send({ kind: "choose", code: row.code });
    else { said.textContent = fill(texts().cannot, { code: row.shown, note: row.note }); if (!row.leaf) model.send({ kind: "branch", code: row.code }); }
  };
  const go = (place, tell = true) => {
    const options = [...list.children];
    at = Math.max(-1, Math.min(place, options.length - 1));
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) {
      box.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
      if (tell) model.send({ kind: "branch", code: rows()[at].code });
    } else box.removeAttribute("aria-activedescendant");
  };
  const content = (row) => [
    element("span", { class: "cs-code" }, row.shown),
    element("span", { class: "cs-label" }, row.label),
    ...(row.note ? [element("span", { class: "cs-note" }, row.note)] : []),
  ];

  function drawFound() {
    const { number, query } = model.get("found");
    if (number && number !== asked) return;   // an answer that came late
    const found = rows();
    list.replaceChildren(...found.map((row, i) => {
      const option = element("li", { role: "option", id: `${uid}-o${i}`, class: row.free ? "cs-row" : "cs-row cs-shut", "aria-selected": "false" }, ...content(row));
      option.onclick = () => { go(i, true); if (row.free) choose(row); };
      return option;
    }));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    at = -1;
    const t = texts();
    said.textContent = !query?.trim() ? t.hint : !found.length ? fill(t.none, { query }) : found.length === 1 ? t.one : fill(t.many, { n: found.length });
    if (found.length) go(0, false);
  }

  const step = (row, words, className) => {
    const button = element("button", { type: "button", class: className, "aria-label": words, title: row.label }, row.shown);
    button.onclick = () => model.send({ kind: "branch", code: row.code });
    return button;
  };
  function drawBranch() {
    const { at: here, above = [], below = [] } = model.get("branch");
    const t = texts();
    branch.setAttribute("aria-label", t.hierarchy);
    const top = element("button", { type: "button", class: "cs-step" }, t.chapters);
    top.onclick = () => model.send({ kind: "branch", code: "" });
    const path = element("p", { class: "cs-path" }, top, ...above.map((row) => step(row, `${row.shown} ${row.label}`, "cs-step")));
    const list = below.length ? element("ul", { class: "cs-below" }, ...below.map((row) => {
      const button = element("button", { type: "button", class: row.free ? "cs-child" : "cs-child cs-shut" }, ...content(row), ...(row.leaf ? [] : [element("span", { class: "cs-more", "aria-hidden": "true" }, "›")]));
      button.onclick = () => (row.leaf ? choose(row) : model.send({ kind: "branch", code: row.code }));
      return element("li", {}, button);
    })) : "";
    const current = here ? element("div", { class: "cs-here" }, ...content(here)) : "";
    if (here) {
      const take = element("button", { type: "button", class: "cs-take", disabled: !here.free }, fill(t.choose, { code: here.shown }));
      take.onclick = () => choose(here);
      current.append(take);
    }
    branch.replaceChildren(path, current, list);
  }

  function words() {
    const t = texts();
    title.textContent = model.get("title");
    label.textContent = box.placeholder = t.box;
    leave.setAttribute("aria-label", t.leave);
    leave.title = t.leave;
    list.setAttribute("aria-label", t.results);
    keys.textContent = t.keys;
  }

  box.addEventListener("input", () => { asked += 1; model.send({ kind: "search", query: box.value, number: asked }); });
  leave.onclick = () => model.send({ kind: "leave" });
  el.addEventListener("keydown", (event) => {
    const inBox = event.target === box;
    if (event.key === "Escape") { model.send({ kind: "leave" }); }
    else if (!inBox) { event.stopPropagation(); return; }
    else if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(Math.max(at - 1, 0));
    else if (event.key === "Enter" && at >= 0) choose(rows()[at]);
    else if (event.key === "ArrowRight" && at >= 0 && box.selectionStart === box.value.length) branch.querySelector(".cs-child, .cs-take")?.focus();
    else { event.stopPropagation(); return; }
    event.preventDefault();
    event.stopPropagation();
  });
  branch.addEventListener("keydown", (event) => {
    const buttons = [...branch.querySelectorAll("button:not([disabled])")];
    const place = buttons.indexOf(document.activeElement);
    if (event.key === "ArrowDown") buttons[Math.min(place + 1, buttons.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (place > 0 ? buttons[place - 1] : box).focus();
    else if (event.key === "ArrowLeft") { const above = model.get("branch").above ?? []; model.send({ kind: "branch", code: above.at(-1)?.code ?? "" }); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  model.on("change:found", drawFound);
  model.on("change:branch", () => {
    const inside = branch.contains(document.activeElement);
    drawBranch();
    if (inside) (branch.querySelector(".cs-child") ?? branch.querySelector(".cs-take:not([disabled])") ?? box).focus();
  });
  model.on("change:opened", () => { box.value = model.get("query"); drawFound(); box.focus(); box.select(); });
  model.on("change:texts", () => { words(); drawFound(); drawBranch(); });
  model.on("change:title", words);
  words();
  box.value = model.get("query");
  drawFound();
  drawBranch();
}

export default { render };

// What to practise alone: what is due, a rank, an objective, or anything; how many questions.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function render({ model, el }) {
  const uid = `pm${Math.random().toString(36).slice(2, 10)}`;
  el.classList.add("pm");
  let questions = 10;
  let wanted = "";
  const error = element("p", { class: "jf-error", role: "alert" });
  const ask = (by, value = "") => { error.textContent = ""; model.send({ kind: "practise", by, value, questions }); };
  const button = (words, detail, by, value, primary = false) => {
    const made = element("button", { type: "button", class: `jupyter-button pm-go${primary ? " mod-primary" : ""}` }, element("span", {}, words), detail ? element("small", {}, detail) : "");
    made.onclick = () => ask(by, value);
    return made;
  };
  function draw() {
    const t = model.get("texts");
    const choices = model.get("choices");
    if (!choices.ranks) { el.replaceChildren(); return; }
    const size = element("select", { id: `${uid}-n` }, ...[5, 10, 20].map((n) => element("option", { value: String(n), selected: n === questions }, t.sizes[String(n)])));
    size.onchange = () => { questions = Number(size.value); };
    const objective = element("input", { type: "text", id: `${uid}-o`, list: `${uid}-l`, placeholder: "OIC-339-06-A", autocomplete: "off", spellcheck: "false", maxlength: "12" });
    objective.value = wanted;
    objective.oninput = () => { wanted = objective.value; };
    const form = element("form", { class: "pm-objective" }, element("label", { for: objective.id }, t.objective),
      element("div", { class: "pm-line" }, objective, element("datalist", { id: `${uid}-l` }, ...choices.objectives.map((one) => element("option", { value: one }))), element("button", { type: "submit", class: "jupyter-button" }, t.go)));
    form.onsubmit = (event) => { event.preventDefault(); const code = objective.value.trim().toUpperCase(); if (/^OIC-\d{3}-\d{2}-[AB]$/.test(code)) ask("objective", code); else { error.textContent = t.badObjective; objective.focus(); } };
    form.addEventListener("keydown", (event) => event.stopPropagation());
    el.replaceChildren(element("h2", {}, t.title),
      element("div", { class: "pm-line" }, button(t.due, choices.due, "due", "", choices.first), button(t.any, "", "any", "")),
      element("div", { class: "pm-field" }, element("p", { class: "pm-label", id: `${uid}-r` }, t.rank), element("div", { class: "pm-line", role: "group", "aria-labelledby": `${uid}-r` }, ...choices.ranks.map(([rank, words]) => button(words, "", "rank", rank)))),
      form,
      element("div", { class: "pm-field" }, element("label", { for: size.id }, t.size), size), error);
    error.textContent = model.get("error");
  }
  for (const name of ["texts", "choices", "error"]) model.on(`change:${name}`, draw);
  draw();
}

export default { render };

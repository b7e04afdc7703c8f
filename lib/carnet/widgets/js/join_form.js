// The way into a session: a code, a pseudonym, one button; what is wrong is said beside the field.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function render({ model, el }) {
  const uid = `jf${Math.random().toString(36).slice(2, 10)}`;
  el.classList.add("jf");
  const title = element("h2", {});
  const code = element("input", { type: "text", id: `${uid}-c`, maxlength: "12", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", class: "jf-code", "aria-describedby": `${uid}-e` });
  const name = element("input", { type: "text", id: `${uid}-n`, maxlength: "40", autocomplete: "off", "aria-describedby": `${uid}-h` });
  const codeLabel = element("label", { for: code.id });
  const nameLabel = element("label", { for: name.id });
  const hint = element("p", { class: "carnet-second", id: `${uid}-h` });
  const error = element("p", { class: "jf-error", id: `${uid}-e`, role: "alert" });
  const go = element("button", { type: "submit", class: "jupyter-button" });
  const form = element("form", {}, element("div", { class: "jf-field" }, codeLabel, code), element("div", { class: "jf-field" }, nameLabel, name, hint), go, error);
  el.replaceChildren(title, form);
  form.onsubmit = (event) => {
    event.preventDefault();
    const t = model.get("texts");
    const wanted = code.value.replace(/[\s-]/g, "");
    if (!wanted) { error.textContent = t.noCode; code.focus(); return; }
    if (!name.value.trim()) { error.textContent = t.noName; name.focus(); return; }
    error.textContent = "";
    go.disabled = true;
    model.send({ kind: "join", code: wanted, pseudonym: name.value.trim() });
  };
  form.addEventListener("keydown", (event) => event.stopPropagation());
  function draw() {
    const t = model.get("texts");
    title.textContent = t.title;
    codeLabel.textContent = t.code;
    nameLabel.textContent = model.get("known") ? t.name : t.pseudonym;
    hint.textContent = model.get("known") ? "" : t.pseudonymHint;
    name.readOnly = Boolean(model.get("known"));
    if (model.get("known")) name.value = model.get("known");
    go.textContent = t.join;
    go.disabled = false;
    go.classList.toggle("mod-primary", model.get("primary"));
    error.textContent = model.get("error");
    code.setAttribute("aria-invalid", String(Boolean(model.get("error"))));
  }
  for (const what of ["texts", "error", "known", "answers", "primary"]) model.on(`change:${what}`, draw);
  draw();
}

export default { render };

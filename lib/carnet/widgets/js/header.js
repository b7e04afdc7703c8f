// The header of a page: title, place, language, theme, help. The choice of theme and language is this browser's.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const inLab = () => !document.body.dataset.voila;

function render({ model, el }) {
  el.classList.add("carnet-header");
  const theme = () => document.documentElement.dataset.theme || "light";

  const draw = () => {
    const texts = model.get("_texts");
    const title = element("h1", {}, model.get("title"));
    const parts = [title];
    if (!inLab()) document.title = `${model.get("title")} · Carnet`;
    if (!inLab() && model.get("home")) {
      const base = document.body.dataset.carnetHome || "/";
      parts.unshift(element("a", { class: "carnet-home", href: base, title: texts.homeTitle }, texts.home), element("span", { "aria-hidden": "true", class: "carnet-second" }, "›"));
    }
    const where = element("div", { class: "carnet-where" }, model.get("where").join(" · "));
    where.title = where.textContent;
    if (model.get("fictitious")) where.append(" · ", element("span", { class: "carnet-fictitious" }, model.get("fictitious")));
    const tools = element("div", { class: "carnet-tools" });
    const other = model.get("language") === "fr" ? "en" : "fr";
    const language = element("button", { type: "button", lang: other, "aria-label": texts.language, title: texts.language }, other.toUpperCase());
    language.onclick = () => {
      remember("carnet-language", other);
      model.set("language", other);
      model.save_changes();
    };
    tools.append(language);
    if (!inLab()) {
      const label = theme() === "dark" ? texts.light : texts.dark;
      const shade = element("button", { type: "button", "aria-label": label, title: label, "aria-pressed": String(theme() === "dark") }, theme() === "dark" ? "☀" : "☾");
      shade.onclick = () => {
        document.documentElement.dataset.theme = theme() === "dark" ? "light" : "dark";
        remember("carnet-theme", theme());
        draw();
        el.querySelector(".carnet-tools button:nth-child(2)").focus();
      };
      tools.append(shade);
    }
    if (model.get("help")) {
      const close = element("button", { type: "button", class: "jupyter-button" }, texts.close);
      const dialog = element("dialog", { "aria-label": texts.help },
        ...model.get("help").split("\n").filter(Boolean).map((line) => element("p", {}, line)), close);
      close.onclick = () => dialog.close();
      const ask = element("button", { type: "button", "aria-label": texts.help, title: texts.help }, "?");
      ask.onclick = () => dialog.showModal();
      tools.append(ask, dialog);
    }
    el.replaceChildren(...parts, where, tools);
  };

  const speak = () => { if (!inLab()) document.documentElement.lang = model.get("language"); draw(); };
  speak();
  for (const name of ["title", "where", "help", "home", "fictitious", "_texts"]) model.on(`change:${name}`, draw);
  model.on("change:language", speak);
  const wanted = remembered("carnet-language");
  if (!inLab() && wanted && wanted !== model.get("language")) {   // the page was prepared before its reader was known
    model.set("language", wanted);
    model.save_changes();
  }
}

export default { render };

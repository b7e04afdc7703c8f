// The list of sessions: one button a line, the one shown is marked.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const SIGNS = { waiting: "○", running: "●", closed: "✓" };

function render({ model, el }) {
  el.classList.add("sb");
  const uid = `sb${Math.random().toString(36).slice(2, 9)}`;
  const draw = () => {
    const t = model.get("texts");
    const kept = el.contains(document.activeElement) ? document.activeElement.dataset.code : undefined;
    const fresh = element("button", { type: "button", class: "sb-new", "data-code": "", "aria-current": model.get("current") ? null : "true" }, `+ ${t.new}`);
    fresh.onclick = () => model.send({ kind: "new" });
    const lines = model.get("rows").map((row) => {
      const button = element("button", { type: "button", class: "sb-row", "data-code": row.code, "aria-current": row.code === model.get("current") ? "true" : null },
        element("span", { class: "sb-name" }, row.title),
        element("span", {}, element("span", { class: "sb-code" }, row.code), element("span", { class: "sb-second", title: row.when }, ` ${row.second}`)),
        element("span", { class: `sb-stage sb-${row.stage}` }, element("span", { "aria-hidden": "true" }, `${SIGNS[row.stage] ?? ""} `), row.told));
      button.onclick = () => model.send({ kind: "open", code: row.code });
      return element("li", {}, button);
    });
    const list = lines.length ? element("ul", { class: "sb-list", "aria-labelledby": uid }, ...lines) : element("p", { class: "carnet-second" }, t.none);
    el.replaceChildren(element("div", { class: "sb-head" }, element("h2", { class: "sb-title", id: uid }, t.title), fresh), list);
    if (kept !== undefined) [...el.querySelectorAll("button")].find((one) => one.dataset.code === kept)?.focus();
  };
  for (const name of ["rows", "current", "texts"]) model.on(`change:${name}`, draw);
  draw();
}

export default { render };

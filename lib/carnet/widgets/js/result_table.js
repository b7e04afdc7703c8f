// The questions of a session: sorted by a heading, opened by their line.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function render({ model, el }) {
  el.classList.add("rt");
  let sorted = { by: "number", direction: 1 };
  const columns = [["number", 1], ["title"], ["n", 1], ["difficulty", 1], ["discrimination", 1], ["upper", 1], ["flags"]];
  const draw = (focus) => {
    const t = model.get("texts");
    const kept = el.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    const rows = [...model.get("rows")].sort((a, b) => {
      const [x, y] = [a[sorted.by], b[sorted.by]].map((one) => (Array.isArray(one) ? -one.length : one));
      if (x === null || y === null) return (x === null) - (y === null);
      return sorted.direction * (typeof x === "number" ? x - y : String(x).localeCompare(String(y), t.language, { numeric: true }));
    });
    const heads = columns.map(([name, number]) => {
      const button = element("button", { type: "button", title: t.sort.replace("{column}", t[name]), "data-sort": name }, t[name]);
      button.onclick = () => { sorted = { by: name, direction: sorted.by === name ? -sorted.direction : 1 }; draw(name); };
      return element("th", { scope: "col", class: number ? "num" : "", "aria-sort": sorted.by === name ? (sorted.direction > 0 ? "ascending" : "descending") : null }, button);
    });
    const lines = rows.map((row) => {
      const button = element("button", { type: "button", class: "rt-open", "data-id": row.id, "aria-expanded": String(row.id === model.get("current")) }, row.title);
      const line = element("tr", { class: row.id === model.get("current") ? "rt-now" : "" },
        element("td", { class: "num" }, String(row.number)),
        element("th", { scope: "row" }, button, element("span", { class: "rt-kind" }, row.kind)),
        element("td", { class: "num" }, row.nTold),
        element("td", { class: "num" }, row.difficultyTold),
        element("td", { class: "num" }, row.discriminationTold),
        element("td", { class: "num" }, row.upperTold),
        element("td", { class: "rt-flags" }, ...row.flags.map((flag) => element("span", {}, `! ${flag}`)), row.check ? element("span", { class: "rt-check" }, t.check.replace("{n}", row.check)) : ""));
      line.onclick = () => model.send({ kind: "open", id: row.id });
      return line;
    });
    if (!lines.length) lines.push(element("tr", {}, element("td", { colspan: columns.length, class: "carnet-second" }, t.none)));
    el.replaceChildren(element("div", { class: "rt-box", tabindex: "0", role: "region", "aria-label": t.caption },
      element("table", { class: "carnet-table" }, element("caption", {}, t.caption), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...lines))));
    if (focus) el.querySelector(`[data-sort="${focus}"]`)?.focus();
    else if (kept) [...el.querySelectorAll("button")].find((one) => one.dataset.id === kept)?.focus();
  };
  for (const name of ["rows", "texts", "current"]) model.on(`change:${name}`, () => draw());
  draw();
}

export default { render };

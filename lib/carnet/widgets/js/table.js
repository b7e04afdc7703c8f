// A table of text: cells are never read as HTML. Headings sort; screen readers hear how.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function render({ model, el }) {
  let sorted = { column: -1, direction: 1 };
  el.classList.add("carnet-table-box");
  el.tabIndex = 0;
  el.setAttribute("role", "region");

  const draw = (focus) => {
    const texts = model.get("_texts");
    const columns = model.get("columns");
    const format = new Intl.NumberFormat(texts.language, { maximumFractionDigits: model.get("digits") });
    const compare = new Intl.Collator(texts.language, { numeric: true }).compare;
    const rows = [...model.get("rows")];
    const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === "number") && rows.every((row) => row[i] == null || typeof row[i] === "number"));
    if (sorted.column >= 0) {
      rows.sort((a, b) => {
        const [x, y] = [a[sorted.column], b[sorted.column]];
        if (x == null || y == null) return (x == null) - (y == null);
        return sorted.direction * (typeof x === "number" && typeof y === "number" ? x - y : compare(String(x), String(y)));
      });
    }
    const head = element("tr", {}, ...columns.map((name, i) => {
      const cell = element("th", { scope: "col", class: numeric[i] ? "num" : "" });
      if (!model.get("sortable")) {
        cell.textContent = name;
        return cell;
      }
      if (sorted.column === i) cell.setAttribute("aria-sort", sorted.direction > 0 ? "ascending" : "descending");
      const button = element("button", { type: "button", title: texts.sort.replace("{column}", name), tabindex: "0" }, name);
      button.onclick = () => {
        sorted = { column: i, direction: sorted.column === i ? -sorted.direction : 1 };
        draw(i);
      };
      cell.append(button);
      return cell;
    }));
    const body = rows.map((row) => {
      if (row.length === 1 && columns.length > 1) {
        return element("tr", { class: "carnet-group" }, element("th", { scope: "rowgroup", colspan: columns.length }, String(row[0])));
      }
      return element("tr", {}, ...row.map((value, i) => {
        const number = typeof value === "number";
        const text = value == null ? "–" : number ? format.format(value) : String(value);
        const heading = i === 0 && model.get("heads");
        const cell = element(heading ? "th" : "td", { class: number || numeric[i] ? "num" : "" }, text);
        if (heading) cell.setAttribute("scope", "row");
        if (i === 0 && text.startsWith("  ")) cell.classList.add("carnet-indent");
        return cell;
      }));
    });
    if (!body.length) body.push(element("tr", {}, element("td", { colspan: Math.max(columns.length, 1), class: "carnet-second" }, texts.empty)));
    const table = element("table", { class: "carnet-table" });
    if (model.get("caption")) table.append(element("caption", {}, model.get("caption")));
    table.append(element("thead", {}, head), element("tbody", {}, ...body));
    el.setAttribute("aria-label", model.get("caption") || columns.join(", ") || texts.empty);
    el.replaceChildren(table);
    if (focus !== undefined) el.querySelectorAll("thead button")[focus]?.focus();
  };

  draw();
  const redraw = () => { if (sorted.column >= model.get("columns").length) sorted = { column: -1, direction: 1 }; draw(); };
  for (const name of ["columns", "rows", "caption", "sortable", "heads", "digits", "_texts"]) model.on(`change:${name}`, redraw);
}

export default { render };

// A list of notes of which one is chosen: arrow keys, one tab stop; rows that changed are drawn again alone.

let count = 0;

function render({ model, el }) {
  const id = `nl-${(count += 1)}`;
  const title = document.createElement("h2");
  const list = document.createElement("ul");
  list.className = "nl-list";
  list.tabIndex = 0;
  list.setAttribute("role", "listbox");
  el.classList.add("nl");
  el.replaceChildren(title, list);
  let drawn = [];

  const choose = (row) => {
    if (!row || row === model.get("chosen")) return;
    model.set("chosen", row);
    model.save_changes();
    mark();
  };
  const toText = (tries = 300) => setTimeout(() => {   // on a narrow page the text is below the list: go to it
    const pair = document.querySelector(".ps-pair");
    if (!pair) return;
    const there = pair.offsetParent !== null && Boolean(pair.querySelector(".at-text")?.textContent);   // else the note could not be read, or is still being worked on
    const below = pair.parentElement.getBoundingClientRect().top > el.getBoundingClientRect().bottom;
    if (below && (there || tries === 300)) pair.parentElement.scrollIntoView({ block: "start" });
    if (!there && tries) toText(tries - 1);
  }, 200);
  const mark = () => {
    const now = model.get("chosen");
    for (const item of list.children) {
      const chosen = item.dataset.row === now;
      item.setAttribute("aria-selected", String(chosen));
      if (chosen) { list.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    }
  };
  const draw = () => {
    title.textContent = model.get("title");
    list.setAttribute("aria-label", model.get("label"));
    const rows = model.get("rows");
    rows.forEach((row, i) => {
      const now = JSON.stringify(row);
      if (drawn[i] === now) return;
      const [key, name, sign, what] = row;
      const item = list.children[i] ?? list.appendChild(document.createElement("li"));
      item.setAttribute("role", "option");
      item.id = `${id}-${i}`;
      item.dataset.row = key;
      item.title = name;
      const parts = [["nl-sign", sign], ["nl-name", name], ["nl-what", what]].map(([css, text]) => Object.assign(document.createElement("span"), { className: css, textContent: text }));
      if (sign === "✓") parts[0].classList.add("nl-ok");
      if (sign === "✕") parts[0].classList.add("nl-stop");
      item.replaceChildren(...parts);
      item.onclick = () => { choose(key); toText(); };
      drawn[i] = now;
    });
    while (list.children.length > rows.length) list.lastChild.remove();
    drawn.length = rows.length;
    mark();
  };
  list.onkeydown = (event) => {
    const rows = model.get("rows").map((row) => row[0]);
    const now = rows.indexOf(model.get("chosen"));
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === "Enter") toText();
    if (next === undefined) return;
    event.preventDefault();
    choose(rows[Math.min(Math.max(next, 0), rows.length - 1)]);
  };
  for (const name of ["rows", "title", "label"]) model.on(`change:${name}`, draw);
  model.on("change:chosen", () => { mark(); if (!list.contains(document.activeElement)) toText(); });
  draw();
}

export default { render };

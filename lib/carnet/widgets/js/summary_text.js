// A summary whose every line opens its sources: numbers that are buttons, one stop of the Tab key for all of them.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

function render({ model, el }) {
  el.classList.add("sm");
  let buttons = [];
  const texts = () => model.get("texts");

  function open(button) {
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    model.send({ kind: "open", key: button.dataset.key });
    window.dispatchEvent(new CustomEvent("carnet-source", { detail: {} }));
  }

  function mark() {
    const now = model.get("selected");
    for (const button of buttons) button.toggleAttribute("data-now", button.dataset.key === now);
    for (const line of el.querySelectorAll(".sm-line")) line.toggleAttribute("data-now", Boolean(line.querySelector("[data-now]")));
  }

  function draw() {
    const began = performance.now();
    buttons = [];
    let number = 0;
    const sections = model.get("sections").map(([heading, lines]) => element("section", { class: "sm-section" }, element("h3", {}, heading),
      element("ul", {}, ...lines.map((parts) => {
        const line = element("li", { class: "sm-line" });
        for (const [text, keys] of parts) {
          line.append(element("span", { class: "sm-part" }, text));
          const marks = element("sup", { class: "sm-marks" });
          for (const key of keys) {
            number += 1;
            const button = element("button", { type: "button", "data-key": key, tabindex: "-1", "aria-label": `${texts().source} ${number}: ${text}` }, String(number));
            button.onclick = (event) => { event.stopPropagation(); open(button); };
            buttons.push(button);
            marks.append(button);
          }
          if (keys.length) line.append(marks);
        }
        line.onclick = () => { const first = line.querySelector("button"); if (first && window.getSelection().isCollapsed) open(first); };
        return line;
      }))));
    const heading = element("div", { class: "sm-head" }, element("h2", {}, model.get("title")), element("span", { class: "carnet-second" }, model.get("about")));
    const body = element("div", { class: "sm-body", role: "group", "aria-label": model.get("title") }, ...(sections.length ? sections : [element("p", { class: "carnet-second" }, model.get("empty"))]));
    if (buttons.length) buttons[0].tabIndex = 0;
    else body.tabIndex = 0;
    el.replaceChildren(heading, body);
    mark();
    el.dataset.built = (performance.now() - began).toFixed(1);
  }

  el.addEventListener("keydown", (event) => {
    const now = buttons.indexOf(document.activeElement);
    if (now < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = { ArrowDown: now + 1, ArrowRight: now + 1, j: now + 1, ArrowUp: now - 1, ArrowLeft: now - 1, k: now - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const button = buttons[Math.min(Math.max(next, 0), buttons.length - 1)];
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    button.focus();
  });

  let waiting = false;
  const later = () => { if (waiting) return; waiting = true; queueMicrotask(() => { waiting = false; draw(); }); };
  for (const name of ["sections", "title", "about", "empty", "texts"]) model.on(`change:${name}`, later);
  model.on("change:selected", mark);
  draw();
}

export default { render };

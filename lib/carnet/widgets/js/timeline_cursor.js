// The timeline by keyboard: previous and next event, said in words; the mark shown wears a ring; zoom by buttons.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

function render({ model, el }) {
  el.classList.add("tc");
  const texts = () => model.get("texts");
  const plot = () => el.parentElement?.querySelector(".carnet-plot");
  const words = element("span", { class: "tc-words", "aria-live": "polite" });
  const make = (name, sign, does) => { const button = element("button", { type: "button", class: `tc-${name}` }, sign); button.onclick = does; return button; };
  const move = (by) => {
    const marks = model.get("marks");
    if (!marks.length) return;
    const now = marks.findIndex(([id]) => id === model.get("selected"));
    const next = now < 0 ? (by > 0 ? 0 : marks.length - 1) : Math.min(Math.max(now + by, 0), marks.length - 1);
    model.send({ kind: "open", id: marks[next][0] });
  };
  const zoom = (factor) => {
    const drawn = plot();
    const range = drawn?._fullLayout?.xaxis?.range;
    if (!range) return;
    const [from, to] = range.map((day) => new Date(day).getTime());
    const at = marked();
    const centre = at && Date.parse(at[1]) > from && Date.parse(at[1]) < to ? Date.parse(at[1]) : (from + to) / 2;
    const half = ((to - from) / 2) * factor;
    window.Plotly.relayout(drawn, { "xaxis.range": [new Date(centre - half).toISOString(), new Date(centre + half).toISOString()] });
  };
  const previous = make("previous", "‹", () => move(-1));
  const next = make("next", "›", () => move(1));
  const closer = make("closer", "+", () => zoom(0.5));
  const wider = make("wider", "−", () => zoom(2));
  el.replaceChildren(previous, next, closer, wider, words);
  const marked = () => model.get("marks").find(([id]) => id === model.get("selected"));

  function ring() {   // the cursor is the last trace of the figure
    const drawn = plot();
    if (drawn) el.style.setProperty("--tc-top", `${drawn.parentElement.offsetTop + drawn.offsetTop + drawn.offsetHeight}px`);
    const trace = (drawn?.data?.length ?? 0) - 1;
    if (trace < 0 || drawn.data[trace].name !== "cursor" || !window.Plotly) return;
    const at = marked();
    const wanted = at ? `${at[1]} ${at[2]}` : "";
    const there = drawn.data[trace].x?.length ? `${drawn.data[trace].x[0]} ${drawn.data[trace].y[0]}` : "";
    if (wanted === there) return;
    window.Plotly.restyle(drawn, { x: [at ? [at[1]] : []], y: [at ? [at[2]] : []] }, [trace]);
  }

  let heard = null;
  function listen(tries = 200) {   // the figure is drawn by another widget, when plotly is there
    const drawn = plot();
    if (!drawn?.on) { if (tries) setTimeout(() => listen(tries - 1), 100); return; }
    if (heard === drawn) return;
    heard = drawn;
    drawn.on("plotly_afterplot", ring);
    drawn.on("plotly_click", (event) => {
      const point = event.points?.[0];
      const ids = String(point?.customdata ?? "").split(" ").filter(Boolean);
      if (!ids.length) return;
      const now = ids.indexOf(model.get("selected"));
      model.send({ kind: "open", id: ids[(now + 1) % ids.length] });   // several in one place: one click after the other
      window.dispatchEvent(new CustomEvent("carnet-source", { detail: {} }));
    });
    ring();
  }

  const draw = () => {
    const t = texts();
    for (const [button, name] of [[previous, t.previous], [next, t.next], [closer, t.closer], [wider, t.wider]]) { button.setAttribute("aria-label", name); button.title = name; }
    el.hidden = !model.get("marks").length;
    words.textContent = marked()?.[3] ?? t.hint;
    ring();
  };
  let waiting = false;
  const later = () => { if (waiting) return; waiting = true; queueMicrotask(() => { waiting = false; draw(); }); };
  for (const name of ["marks", "selected", "texts"]) model.on(`change:${name}`, later);
  draw();
  listen();
}

export default { render };

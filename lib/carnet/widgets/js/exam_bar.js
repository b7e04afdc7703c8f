// Where one is in a sheet: time left, the questions by number with their state, what to do at the end.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const SIGNS = { todo: "", answered: "●", locked: "■", right: "✓", partly: "◐", wrong: "✕" };
const TELL = [600, 60];      // seconds left that are said once, politely

function render({ model, el }) {
  const texts = () => model.get("texts");
  el.classList.add("eb");
  const title = element("h2", { class: "eb-title" });
  const time = element("p", { class: "eb-time", role: "timer", "aria-live": "off" });
  const list = element("nav", { class: "eb-list" });
  const actions = element("div", { class: "eb-actions" });
  const legend = element("ul", { class: "eb-legend" });
  const said = element("p", { class: "carnet-hidden", role: "status" });
  el.replaceChildren(element("div", { class: "eb-head" }, title, time), list, legend, actions, said);
  let ends = null;     // by the page's own clock, from the seconds that the server counted
  let before = Infinity;
  let over = false;

  function left() { return ends === null ? null : Math.max(0, (ends - performance.now()) / 1000); }

  function tick() {
    const t = texts();
    const seconds = left();
    time.hidden = seconds === null;
    if (seconds === null) return;
    const whole = Math.ceil(seconds);
    const minutes = Math.ceil(whole / 60);
    const words = whole > 5400 ? fill(t.hours, { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") })
      : whole > 600 ? fill(t.minutes, { m: minutes })
        : fill(t.seconds, { m: Math.floor(whole / 60), s: String(whole % 60).padStart(2, "0") });
    const text = whole <= 0 ? t.out : words;
    if (time.textContent !== text) time.textContent = text;
    time.classList.toggle("eb-soon", whole <= TELL[0]);
    for (const mark of TELL) if (before > mark && seconds <= mark && before !== Infinity && seconds > 0) said.textContent = mark === 60 ? t.lastMinute : fill(t.left, { m: mark / 60 });
    before = seconds;
    if (seconds <= 0 && !over) { over = true; model.send({ kind: "look" }); }
  }

  function clock() {
    const seconds = model.get("remaining");
    ends = seconds === null || seconds === undefined ? null : performance.now() + seconds * 1000;
    if (seconds > 0) over = false;
    tick();
  }

  function draw() {
    const t = texts();
    const held = list.contains(document.activeElement) || actions.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    title.textContent = model.get("title");
    list.setAttribute("aria-label", t.questions);
    const groups = [];
    let lastItem = null;
    for (const row of model.get("rows")) {
      if (row.item !== lastItem) groups.push(element("ol", { class: `eb-group${row.linked ? " eb-linked" : ""}`, start: row.label, "aria-label": row.linked || null }));
      lastItem = row.item;
      const made = element("button", { type: "button", class: `eb-go eb-${row.state}${row.flagged ? " eb-flagged" : ""}`, "data-key": `${row.item}/${row.question}`, "aria-current": row.current ? "true" : null, "aria-label": row.words, title: row.words },
        element("span", { class: "eb-number" }, row.label), element("span", { class: "eb-sign", "aria-hidden": "true" }, row.state === "todo" ? "" : SIGNS[row.state] ?? ""), row.flagged ? element("span", { class: "eb-flag", "aria-hidden": "true" }, "⚑") : "");
      made.disabled = Boolean(row.closed);
      made.onclick = () => model.send({ kind: "open", item: row.item, question: row.question });
      groups.at(-1).append(element("li", {}, made));
    }
    list.replaceChildren(...groups);
    list.hidden = !groups.length;
    const states = new Set(model.get("rows").map((row) => row.state));
    const shown = Object.keys(SIGNS).filter((state) => state !== "todo" && states.has(state)).map((state) => [`eb-${state}`, SIGNS[state], t.states[state]]);
    if (model.get("rows").some((row) => row.flagged)) shown.push(["eb-flag", "⚑", t.states.flagged]);
    legend.replaceChildren(...shown.map(([name, sign, words]) => element("li", { class: name }, element("span", { class: "eb-sign", "aria-hidden": "true" }, sign), ` ${words}`)));
    legend.hidden = !shown.length;
    actions.replaceChildren(...model.get("actions").map(([kind, words, primary]) => {
      const made = element("button", { type: "button", "data-key": kind, class: `jupyter-button eb-do-${kind}${primary ? " mod-primary" : ""}` }, words);
      made.onclick = () => model.send({ kind });
      return made;
    }));
    if (held) [...el.querySelectorAll("[data-key]")].find((one) => one.dataset.key === held)?.focus({ preventScroll: true });
    const current = list.querySelector("[aria-current]");
    if (current && list.scrollWidth > list.clientWidth) list.scrollLeft = current.offsetLeft - list.clientWidth / 2;
    tick();
  }

  list.addEventListener("keydown", (event) => {   // arrows go from number to number
    const all = [...list.querySelectorAll("button:enabled")];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    all[Math.min(Math.max(to, 0), all.length - 1)].focus();
    event.preventDefault();
    event.stopPropagation();
  });
  const ticking = setInterval(tick, 1000);
  // the kernel is asked from here to look at the sheet again: time given, session closed, correction released
  let looked = performance.now();
  const looking = setInterval(() => {
    const every = model.get("every");
    if (!every || performance.now() - looked < every * 1000 || el.offsetParent === null) return;
    looked = performance.now();
    model.send({ kind: "look" });
  }, 1000);
  const seen = () => { if (document.visibilityState === "visible" && model.get("every")) model.send({ kind: "look" }); };
  document.addEventListener("visibilitychange", seen);
  let queued = false;
  const later = () => { if (queued) return; queued = true; queueMicrotask(() => { queued = false; draw(); }); };
  for (const name of ["rows", "actions", "title", "texts"]) model.on(`change:${name}`, later);
  model.on("change:clock", clock);
  clock();
  draw();
  return () => { clearInterval(ticking); clearInterval(looking); document.removeEventListener("visibilitychange", seen); };
}

export default { render };

// What the widgets of the teachers' page share: elements, offsets in code points, areas that grow and light passages.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const wide = (text) => /[\ud800-\udfff]/.test(text);
const units = (text, points) => (wide(text) ? Array.from(text).slice(0, points).join("").length : points);   // UTF-16 of code points
const points = (text, at) => (wide(text) ? Array.from(text.slice(0, at)).length : at);
const cut = (text, start, end) => text.slice(units(text, start), units(text, end));
const letter = (i) => String.fromCharCode(65 + (i % 26));

function button(words, does, { name = "", primary = false, small = false, sign = "", label = "", title = "", pressed = null, off = false } = {}) {
  const made = element("button", {
    type: "button", class: `${small ? "st-small" : "jupyter-button"} ${primary ? "mod-primary" : ""} ${name}`.trim(),
    "aria-label": label || null, title: title || label || null, "aria-pressed": pressed === null ? null : String(pressed), disabled: off,
  }, sign ? element("span", { "aria-hidden": "true" }, sign) : "", sign && words ? " " : "", words);
  made.onclick = does;
  return made;
}

function select(label, options, value, chosen, { name = "", hidden = false } = {}) {   // options: [value, words]
  const control = element("select", { "aria-label": hidden ? label : null }, ...options.map(([one, words]) => element("option", { value: one }, words)));
  control.value = value ?? "";
  control.onchange = () => chosen(control.value);
  return hidden ? element("span", { class: `st-field ${name}` }, control) : element("label", { class: `st-field ${name}` }, element("span", {}, label), control);
}

function field(label, value, written, { type = "text", name = "", at = "", hint = "", list = "", min = null, max = null, step = null, hidden = false } = {}) {
  const control = element("input", { type, "data-at": at || null, placeholder: hint || null, autocomplete: "off", min, max, step, list: list || null, "aria-label": hidden ? label : null });
  control.value = value ?? "";
  control.oninput = () => written(control.value, control);
  return hidden ? element("span", { class: `st-field ${name}` }, control) : element("label", { class: `st-field ${name}` }, element("span", {}, label), control);
}

function check(label, on, changed, { name = "", at = "" } = {}) {
  const control = element("input", { type: "checkbox", "data-at": at || null });
  control.checked = on;
  control.onchange = () => changed(control.checked);
  return element("label", { class: `st-check ${name}` }, control, element("span", {}, label));
}

// A text area as tall as its text, with passages lit behind its words: `spans` are [start, end, class], in code points.
function area(label, value, written, { at = "", name = "", hint = "", rows = 1, shown = true, max = null } = {}) {
  const behind = element("div", { class: "st-behind", "aria-hidden": "true" });
  const box = element("textarea", { rows: String(rows), "data-at": at || null, placeholder: hint || null, spellcheck: "true", maxlength: max, "aria-label": shown ? null : label });
  box.value = value ?? "";
  let spans = [];
  const light = () => {
    const text = box.value;
    const cuts = [...new Set([0, text.length, ...spans.flatMap(([start, end]) => [units(text, start), units(text, end)])])].filter((one) => one <= text.length).sort((a, b) => a - b);
    const parts = [];
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const classes = spans.filter(([start, end]) => units(text, start) <= cuts[i] && units(text, end) >= cuts[i + 1]).map(([, , kind]) => kind);
      const words = text.slice(cuts[i], cuts[i + 1]);
      parts.push(classes.length ? element("mark", { class: [...new Set(classes)].join(" ") }, words) : words);
    }
    behind.replaceChildren(...parts, "\u200b");
  };
  const grow = () => { box.style.height = "0"; box.style.height = `${Math.max(box.scrollHeight, rows * 24) + 2}px`; };
  box.oninput = () => { written(box.value, box); light(); grow(); };
  const whole = element("div", { class: `st-area ${name}` }, behind, box);
  const made = shown ? element("label", { class: "st-field st-block" }, element("span", {}, label), whole) : whole;
  const can = { box, light: (wanted) => { spans = wanted; light(); }, grow: () => { if (box.offsetParent) grow(); } };
  Object.assign(whole, can);
  if (made !== whole) Object.assign(made, can);
  light();
  requestAnimationFrame(can.grow);
  return made;
}

function dialog(el, title, ...content) {
  const shape = element("dialog", { class: "st-dialog", "aria-label": title }, element("h2", {}, title), ...content);
  shape.addEventListener("keydown", (event) => event.stopPropagation());
  shape.onclose = () => { const back = shape.back; shape.remove(); if (back?.isConnected) back.focus(); };
  shape.back = document.activeElement;
  el.append(shape);
  shape.showModal();
  return shape;
}

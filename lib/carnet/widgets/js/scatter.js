// Draws points on a canvas. What goes back to the kernel is the box: four numbers.

const MARGIN = { left: 64, right: 12, top: 12, bottom: 44 };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function isDark() {
  const root = document.documentElement.dataset.theme;
  return root ? root === "dark" : document.body.dataset.jpThemeLight === "false";
}

// round numbers between two bounds, about `count` of them
function ticks(low, high, count) {
  const raw = (high - low || 1) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  return found;
}

function render({ model, el }) {
  el.classList.add("carnet-scatter");
  const canvas = element("canvas", { role: "img" });
  const points = element("canvas");   // the points, drawn once per size and theme; the box is drawn over a copy
  const keys = element("fieldset", { class: "carnet-scatter-keys" });
  keys.style.border = "0";
  keys.style.padding = "0";
  const told = element("span", { role: "status" });
  el.replaceChildren(canvas, keys, told);

  const numbers = (name, Kind) => {
    const view = model.get(name);
    if (!view) return new Kind(0);
    return new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  };
  let width = 0;
  let drag = null;
  const ratio = window.devicePixelRatio || 1;
  const extent = () => {
    const [x0, x1, y0, y1] = model.get("_extent");
    const px = (x1 - x0 || 1) * 0.02;
    const py = (y1 - y0 || 1) * 0.02;
    return [x0 - px, x1 + px, y0 - py, y1 + py];
  };
  const plot = () => ({ w: width - MARGIN.left - MARGIN.right, h: model.get("height") - MARGIN.top - MARGIN.bottom });
  const toX = (x) => { const [a, b] = extent(); return MARGIN.left + ((x - a) / (b - a)) * plot().w; };
  const toY = (y) => { const [, , a, b] = extent(); return MARGIN.top + (1 - (y - a) / (b - a)) * plot().h; };
  const fromX = (px) => { const [a, b] = extent(); return a + ((px - MARGIN.left) / plot().w) * (b - a); };
  const fromY = (py) => { const [, , a, b] = extent(); return a + (1 - (py - MARGIN.top) / plot().h) * (b - a); };

  const drawPoints = () => {
    const height = model.get("height");
    const colours = model.get("_colours")[isDark() ? "dark" : "light"];
    for (const c of [canvas, points]) { c.width = width * ratio; c.height = height * ratio; }
    canvas.style.height = `${height}px`;
    const pen = points.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const format = new Intl.NumberFormat(model.get("_texts").language, { maximumFractionDigits: 3 });
    const [x0, x1, y0, y1] = extent();
    pen.font = `12px ${colours.sans}`;
    pen.strokeStyle = colours.line;
    pen.fillStyle = colours["ink-2"];
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    for (const y of ticks(y0, y1, 5)) {
      pen.beginPath(); pen.moveTo(MARGIN.left, toY(y)); pen.lineTo(width - MARGIN.right, toY(y)); pen.stroke();
      pen.fillText(format.format(y), MARGIN.left - 8, toY(y));
    }
    pen.textAlign = "center";
    for (const x of ticks(x0, x1, 7)) pen.fillText(format.format(x), toX(x), height - MARGIN.bottom + 14);
    pen.fillText(model.get("labels")[0], MARGIN.left + plot().w / 2, height - 10);
    pen.save(); pen.translate(12, MARGIN.top + plot().h / 2); pen.rotate(-Math.PI / 2); pen.fillText(model.get("labels")[1], 0, 0); pen.restore();
    const xy = numbers("_points", Float32Array);
    const groups = numbers("_groups", Uint8Array);
    const many = xy.length > 40000;
    pen.globalAlpha = many ? 0.35 : 0.7;
    const side = many ? 1.6 : 3;
    const sx = plot().w / (x1 - x0);
    const sy = plot().h / (y1 - y0);
    const top = groups.reduce((a, b) => Math.max(a, b), 0);
    const slice = Math.ceil(groups.length / (top ? 64 : 1));   // groups in turns, so that none hides the others
    for (let start = 0; start < groups.length; start += slice) {
      for (let group = 0; group <= top; group += 1) {
        pen.fillStyle = colours.series[group];
        for (let i = start; i < Math.min(start + slice, groups.length); i += 1) {
          if (groups[i] !== group) continue;
          pen.fillRect(MARGIN.left + (xy[2 * i] - x0) * sx - side / 2, MARGIN.top + (y1 - xy[2 * i + 1]) * sy - side / 2, side, side);
        }
      }
    }
    pen.globalAlpha = 1;
    model.get("names").slice(0, top + 1).forEach((name, i) => {
      pen.fillStyle = colours.series[i];
      pen.fillRect(MARGIN.left + 8, MARGIN.top + 8 + i * 18, 10, 10);
      pen.fillStyle = colours.ink;
      pen.textAlign = "left";
      pen.fillText(name, MARGIN.left + 24, MARGIN.top + 14 + i * 18);
    });
    drawBox();
  };

  const drawBox = () => {
    const pen = canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(points, 0, 0);
    const box = drag ? [drag.x0, drag.x1, drag.y0, drag.y1].map((v, i) => (i < 2 ? fromX(v) : fromY(v))) : model.get("box");
    if (box.length !== 4) return;
    const colours = model.get("_colours")[isDark() ? "dark" : "light"];
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [left, right] = [toX(Math.min(box[0], box[1])), toX(Math.max(box[0], box[1]))];
    const [bottom, top] = [toY(Math.min(box[2], box[3])), toY(Math.max(box[2], box[3]))];
    pen.globalAlpha = 0.12; pen.fillStyle = colours.accent; pen.fillRect(left, top, right - left, bottom - top);
    pen.globalAlpha = 1; pen.strokeStyle = colours.accent; pen.lineWidth = 1.5; pen.strokeRect(left, top, right - left, bottom - top);
  };

  const choose = (box) => {
    model.set("box", box);
    model.save_changes();
  };
  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
    return [clamp(event.clientX - frame.left, MARGIN.left, width - MARGIN.right), clamp(event.clientY - frame.top, MARGIN.top, model.get("height") - MARGIN.bottom)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    const [x, y] = place(event);
    drag = { x0: x, x1: x, y0: y, y1: y };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drag) return;
    [drag.x1, drag.y1] = place(event);
    drawBox();
  });
  canvas.addEventListener("pointerup", () => {
    if (!drag) return;
    const { x0, x1, y0, y1 } = drag;
    drag = null;
    if (Math.abs(x1 - x0) < 4 || Math.abs(y1 - y0) < 4) choose([]);
    else choose([fromX(Math.min(x0, x1)), fromX(Math.max(x0, x1)), fromY(Math.max(y0, y1)), fromY(Math.min(y0, y1))]);
  });

  const drawKeys = () => {
    const texts = model.get("_texts");
    const [x, y] = model.get("labels");
    const inputs = [];
    const field = (name, i) => {
      const input = element("input", { type: "number", step: "any", "aria-label": name });
      inputs.push(input);
      const box = model.get("box");
      if (box.length === 4) input.value = String(Number(box[i].toPrecision(6)));
      return input;
    };
    const select = element("button", { type: "button" }, texts.select);
    select.onclick = () => {
      const defaults = extent();
      const box = inputs.map((input, i) => (input.value === "" ? defaults[i] : Number(input.value)));
      choose([Math.min(box[0], box[1]), Math.max(box[0], box[1]), Math.min(box[2], box[3]), Math.max(box[2], box[3])]);
    };
    const clear = element("button", { type: "button" }, texts.clear);
    clear.onclick = () => choose([]);
    const legend = element("legend", { class: "carnet-hidden" }, texts.bounds);
    keys.replaceChildren(legend,
      element("span", {}, `${x} ${texts.from}`), field(`${x} ${texts.from}`, 0), element("span", {}, texts.to), field(`${x} ${texts.to}`, 1),
      element("span", {}, `${y} ${texts.from}`), field(`${y} ${texts.from}`, 2), element("span", {}, texts.to), field(`${y} ${texts.to}`, 3), select, clear);
  };
  const describe = () => { canvas.setAttribute("aria-label", model.get("alt")); drawKeys(); };
  describe();
  const tell = () => { told.textContent = model.get("told"); };
  tell();

  model.on("change:box", () => {
    drawBox();
    if (!keys.contains(document.activeElement) || document.activeElement.tagName === "BUTTON") {
      const index = [...keys.children].indexOf(document.activeElement);
      drawKeys();
      if (index >= 0) keys.children[index].focus();
    }
  });
  model.on("change:told", tell);
  for (const name of ["_points", "_groups", "height", "_colours"]) model.on(`change:${name}`, drawPoints);
  for (const name of ["labels", "alt", "_texts"]) model.on(`change:${name}`, () => { describe(); drawPoints(); });
  const themes = new MutationObserver(drawPoints);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const sizes = new ResizeObserver(() => {
    if (!el.clientWidth || el.clientWidth === width) return;
    width = el.clientWidth;
    drawPoints();
  });
  sizes.observe(el);
  return () => { themes.disconnect(); sizes.disconnect(); };
}

export default { render };

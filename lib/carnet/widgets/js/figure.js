// Draws the figure that the kernel holds, with its text, its table and its exports. Asks nothing of any other server.

const FRENCH = {
  moduleType: "locale", name: "fr", dictionary: {},
  format: {
    days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    date: "%d/%m/%Y",
  },
};
const SEPARATORS = { fr: ",\u202f", en: ".," };
const POINT = 96 / 72;
const MILLIMETRE = 96 / 25.4;

function baseUrl() {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl || "/";
  } catch {
    return "/";
  }
}

function script(source, element) {
  return new Promise((resolve, reject) => {
    const tag = element || document.createElement("script");
    tag.addEventListener("load", resolve);
    tag.addEventListener("error", reject);
    if (!element) {
      tag.src = source;
      document.head.append(tag);
    }
  });
}

async function fromKernel(model) {
  const bytes = await new Promise((resolve) => {
    const received = (content, buffers) => {
      if (content.kind !== "plotly") return;
      model.off("msg:custom", received);
      resolve(buffers[0]);
    };
    model.on("msg:custom", received);
    model.send({ kind: "plotly" });
  });
  await script(URL.createObjectURL(new Blob([bytes], { type: "text/javascript" })));
}

async function load(model) {
  if (!window.Plotly) {
    const preloaded = document.getElementById("carnet-plotly");
    try {
      if (preloaded && !preloaded.dataset.failed) await script(null, preloaded);
      else await script(`${baseUrl()}carnet/static/${model.get("_bundle")}`);
    } catch {
      await fromKernel(model);
    }
  }
  window.Plotly.register(FRENCH);
  return window.Plotly;
}

// one load for all figures of the page; `window.Plotly` appears before its script's load event in every case
function plotly(model) {
  window.carnetPlotly ??= load(model).catch((error) => {
    window.carnetPlotly = undefined;
    throw error;
  });
  return window.carnetPlotly;
}

const ARRAYS = { int8: Int8Array, int16: Int16Array, int32: Int32Array, uint8: Uint8Array, uint16: Uint16Array,
  uint32: Uint32Array, float32: Float32Array, float64: Float64Array };

// the kernel's figure as plotly takes it: buffers become typed arrays, light colours dark ones when asked
function revive(value, recolour) {
  if (typeof value === "string") return recolour ? recolour(value) : value;
  if (Array.isArray(value)) return value.length > 2000 ? value : value.map((item) => revive(item, recolour));
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (value.dtype && value.shape && (value.buffer || value.value)) {
    const view = value.buffer || value.value;
    return new ARRAYS[value.dtype](view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item, recolour)]));
}

function recolouring(palette) {
  const dark = new Map(Object.entries(palette));
  const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)).join(",");
  const byChannels = new Map(Object.entries(palette).map(([light, other]) => [channels(light), channels(other)]));
  return (text) => {
    if (text === "white") return dark.get("#FFFFFF");
    if (text[0] === "#") return dark.get(text.toUpperCase()) ?? text;
    const rgba = /^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(,[^)]*)?\)$/.exec(text);
    const other = rgba && byChannels.get(rgba.slice(1, 4).join(","));
    if (other) return rgba[4] ? `rgba(${other}${rgba[4]})` : `rgb(${other})`;
    if (text.includes("<span")) return text.replace(/#[0-9a-f]{6}/gi, (hex) => dark.get(hex.toUpperCase()) ?? hex);
    return text;
  };
}

export function isDark() {
  const root = document.documentElement.dataset.theme;
  return root ? root === "dark" : document.body.dataset.jpThemeLight === "false";
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function csv(table, language) {
  const french = language === "fr";
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return french ? String(value).replace(".", ",") : String(value);
    const text = /^[=+\-@\t]/.test(value) ? `'${value}` : value;   // a spreadsheet would run it
    return /[";,\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [table.columns, ...table.rows].map((row) => row.map(cell).join(french ? ";" : ","));
  return new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" });
}

// The chart as a journal wants it: `mm` wide, text of 8 points, light colours, whatever the screen shows.
async function image(Plotly, figure, format, mm) {
  const text = figure.layout.font?.size || figure.layout.template?.layout?.font?.size || 12;
  const width = Math.round((mm * MILLIMETRE * text) / (8 * POINT));
  const height = Math.round(figure.layout.height || Math.min(width * 0.75, 480));
  const layout = { ...figure.layout, width, height, autosize: false };
  const options = { format, width, height, scale: format === "png" ? ((mm / 25.4) * 300) / width : 1 };
  const url = await Plotly.toImage({ data: figure.data, layout, config: figure.config }, options);
  if (format === "png") {   // decoded here: the page's policy lets nothing be fetched, not even data
    const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (character) => character.charCodeAt(0));
    return new Blob([bytes], { type: "image/png" });
  }
  const source = decodeURIComponent(url.slice(url.indexOf(",") + 1));
  const tall = (mm * height) / width;
  return new Blob([source.replace(/(<svg[^>]*?) width="[^"]*" height="[^"]*"/, `$1 width="${mm}mm" height="${tall.toFixed(2)}mm"`)],
    { type: "image/svg+xml" });
}

// resolves once the element stands in the page with a width: plotly draws for the width it finds
function attached(node) {
  if (node.clientWidth) return Promise.resolve();
  return new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      if (!node.clientWidth) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(node);
  });
}

function tableOf(table, language, caption) {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
  const cell = (value) => (typeof value === "number" ? element("td", { class: "num" }, format.format(value)) : element("td", {}, value ?? "–"));
  return element("table", { class: "carnet-table" }, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...table.columns.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...table.rows.map((row) => element("tr", {}, ...row.map(cell)))));
}

async function render({ model, el }) {
  const texts = () => model.get("_texts");
  const figure = (recolour) => {
    const { data = [], layout = {} } = revive(model.get("_figure"), recolour);
    layout.separators ??= SEPARATORS[texts().language];
    return { data, layout, config: { ...model.get("_config") } };
  };
  const plot = element("div", { class: "carnet-plot" });
  plot.style.minHeight = `${model.get("_figure")?.layout?.height || 360}px`;
  plot.append(element("p", { class: "carnet-plot-loading" }, texts().loading));
  const bar = element("div", { class: "carnet-figure-bar" });
  const tableBox = element("div", { class: "carnet-figure-table", tabindex: "0", role: "region", hidden: "" });
  el.classList.add("carnet-figure");
  el.replaceChildren(plot, bar, tableBox);

  let Plotly = null;
  let drawn = Promise.resolve();

  const paint = () => {
    if (!Plotly) return drawn;
    const { data, layout, config } = figure(isDark() ? recolouring(model.get("_palette")) : null);
    layout.autosize ??= !layout.width;
    plot.style.minHeight = `${layout.height || 360}px`;
    if (!layout.height) layout.height = 360;
    drawn = drawn.then(() => Plotly.react(plot, data, layout, config)).catch(() => plot.replaceChildren(element("p", {}, texts().failed)));
    return drawn;
  };

  const describe = () => {
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", model.get("alt") || model.get("filename"));
    const table = model.get("_table");
    const words = texts();
    tableBox.setAttribute("aria-label", words.table);
    tableBox.replaceChildren(...(table.columns ? [tableOf(table, words.language, model.get("alt"))] : []));
    bar.replaceChildren();
    if (table.columns) {
      const toggle = element("button", { type: "button", "aria-expanded": String(!tableBox.hidden) }, tableBox.hidden ? words.table : words.hide);
      toggle.onclick = () => {
        tableBox.hidden = !tableBox.hidden;
        toggle.setAttribute("aria-expanded", String(!tableBox.hidden));
        toggle.textContent = tableBox.hidden ? words.table : words.hide;
      };
      bar.append(toggle);
    }
    const menu = element("details", { class: "carnet-menu" }, element("summary", {}, words.export));
    const list = element("div", { class: "carnet-menu-list" });
    const entry = (label, action) => {
      const button = element("button", { type: "button" }, label);
      button.onclick = async () => {
        menu.open = false;
        await action();
        el.dataset.exported = label;
      };
      list.append(button);
    };
    for (const format of ["png", "svg"]) {
      for (const [mm, label] of [[85, words.column], [170, words.page]]) {
        entry(`${format.toUpperCase()}, ${label.replace("{mm}", mm)}`, async () => {
          save(`${model.get("filename")}-${mm}mm.${format}`, await image(Plotly, figure(null), format, mm));
        });
      }
    }
    if (table.columns) entry(words.csv, () => save(`${model.get("filename")}.csv`, csv(table, words.language)));
    menu.append(list);
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.firstChild.focus(); } });
    bar.append(menu);
    const reset = element("button", { type: "button", class: "carnet-reset", hidden: "" }, words.reset);
    reset.onclick = () => { reset.hidden = true; paint(); };
    bar.append(reset);
  };

  const clicked = (kind) => (event) => {
    const points = event?.points ?? [];
    const few = points.length <= 1000 ? points : [];
    model.set("_js2py_pointsCallback", {
      event_type: kind,
      points: { trace_indexes: few.map((p) => p.curveNumber), point_indexes: few.map((p) => p.pointNumber), xs: few.map((p) => p.x), ys: few.map((p) => p.y) },
      device_state: null,
      selector: event?.range ? { type: "box", selector_state: { xrange: event.range.x, yrange: event.range.y } } : null,
    });
    model.save_changes();
  };

  describe();
  model.on("change:_figure", paint);
  for (const name of ["alt", "filename", "_table", "_texts"]) model.on(`change:${name}`, describe);
  const themes = new MutationObserver(paint);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  let width = 0;
  const sizes = new ResizeObserver(() => {
    if (Plotly && plot.clientWidth && plot.clientWidth !== width) {
      width = plot.clientWidth;
      drawn = drawn.then(() => plot._fullLayout && Plotly.Plots.resize(plot)).catch(() => {});
    }
  });

  (async () => {
    try {
      Plotly = await plotly(model);
    } catch {
      plot.replaceChildren(element("p", {}, texts().failed));
      tableBox.hidden = false;
      return;
    }
    await attached(plot);
    plot.replaceChildren();
    width = plot.clientWidth;
    await paint();
    sizes.observe(plot);
    plot.on("plotly_click", clicked("plotly_click"));
    plot.on("plotly_selected", clicked("plotly_selected"));
    plot.on("plotly_relayout", (change) => {
      const zoomed = Object.keys(change).some((key) => key.includes(".range["));
      bar.querySelector(".carnet-reset").hidden = !zoomed;
    });
    el.dataset.drawn = "true";
  })();

  return () => {
    themes.disconnect();
    sizes.disconnect();
    window.Plotly?.purge(plot);
  };
}

export default { render };

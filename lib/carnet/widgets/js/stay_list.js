// Tens of thousands of stays in a list that scrolls: only what is in sight is drawn, filters run here.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const HEIGHT = 52;
const MOST = 15_000_000;   // pixels: browsers draw no element taller than this
const SIGNS = ["○", "◐", "✓", "≠"];
const NUMBERS = 6;         // admission, discharge, kind, unit, notes, age

function render({ model, el }) {
  const uid = `sl${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  let ids = [];
  let persons = [];
  let numbers = new Int32Array(0);
  let statuses = new Uint8Array(0);
  let places = new Map();   // id → place
  let hay = null;           // what is searched, made when one first searches
  let shown = [];           // places that the filters leave
  let active = -1;          // place in `shown` of the line under the keyboard
  const wanted = { text: "", kind: "", unit: "", status: "", from: "", to: "" };

  el.classList.add("sl");
  const title = element("h2", { class: "sl-title", id: `${uid}-title` });
  const count = element("span", { class: "sl-count", role: "status" });
  const search = element("input", { type: "search", class: "sl-search", autocomplete: "off", spellcheck: "false", maxlength: "60" });
  const kind = element("select");
  const unit = element("select");
  const status = element("select");
  const from = element("input", { type: "date", id: `${uid}-from` });
  const to = element("input", { type: "date", id: `${uid}-to` });
  const fromLabel = element("label", { for: from.id });
  const toLabel = element("label", { for: to.id });
  const filters = element("div", { class: "sl-filters" }, status, kind, unit);
  const period = element("div", { class: "sl-period" }, fromLabel, from, toLabel, to);
  const rows = element("div", { class: "sl-rows", role: "presentation" });
  const list = element("div", { class: "sl-list", role: "listbox", tabindex: "0", "aria-labelledby": `${uid}-title` }, rows);
  const clear = element("button", { type: "button", class: "sl-clear" });
  const none = element("div", { class: "sl-none" }, element("p"), clear);
  const said = element("div", { class: "carnet-hidden", "aria-live": "polite", role: "status" });
  el.replaceChildren(element("div", { class: "sl-head" }, title, count), search, filters, period, list, none, said);

  const bytes = (name) => { const view = model.get(name); return view?.buffer ? view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) : new ArrayBuffer(0); };
  const of = (place, column) => numbers[place * NUMBERS + column];
  const lines = (name) => { const text = model.get(name); return text ? text.split("\n") : []; };
  const format = () => new Intl.DateTimeFormat(texts().language === "fr" ? "fr-FR" : "en-GB", { timeZone: "UTC", day: "2-digit", month: "2-digit", year: "numeric" });
  let days = null;
  const day = (number) => (number < 0 && number === -1 ? "" : (days ??= format()).format(new Date(number * 86_400_000)));
  const amount = (n) => new Intl.NumberFormat(texts().language).format(n);

  function read() {
    ids = lines("ids");
    persons = lines("persons");
    const packed = bytes("numbers");
    numbers = new Int32Array(packed, 0, Math.floor(packed.byteLength / 4));
    statuses = new Uint8Array(bytes("statuses"));
    places = new Map(ids.map((id, place) => [id, place]));
    hay = null;
  }

  const fits = (place, but) => {
    if (but !== "kind" && wanted.kind !== "" && of(place, 2) !== Number(wanted.kind)) return false;
    if (but !== "unit" && wanted.unit !== "" && of(place, 3) !== Number(wanted.unit)) return false;
    if (but !== "status" && wanted.status !== "" && statuses[place] !== Number(wanted.status)) return false;
    return true;
  };

  function filter({ keep = true } = {}) {
    const began = performance.now();
    const words = plain(wanted.text).split(/\s+/).filter(Boolean);
    if (words.length && !hay) {
      const units = model.get("units").map(plain);
      hay = ids.map((id, place) => `${plain(id)} ${plain(persons[place].slice(1))} ${units[of(place, 3)] ?? ""}`);
    }
    const first = wanted.from ? Date.parse(wanted.from) / 86_400_000 : -Infinity;
    const last = wanted.to ? Date.parse(wanted.to) / 86_400_000 : Infinity;
    const bounded = wanted.from !== "" || wanted.to !== "";
    const counts = { status: [0, 0, 0, 0], kind: [], unit: [] };
    const was = shown[active];
    shown = [];
    for (let place = 0; place < ids.length; place += 1) {
      if (bounded) { const left = of(place, 1); if (left < first || left > last) continue; }
      if (words.length && !words.every((word) => hay[place].includes(word))) continue;
      if (fits(place, "status")) counts.status[statuses[place]] += 1;
      if (fits(place, "kind")) counts.kind[of(place, 2)] = (counts.kind[of(place, 2)] ?? 0) + 1;
      if (fits(place, "unit")) counts.unit[of(place, 3)] = (counts.unit[of(place, 3)] ?? 0) + 1;
      if (fits(place)) shown.push(place);
    }
    active = keep && was !== undefined ? shown.indexOf(was) : -1;
    if (active < 0) active = shown.indexOf(places.get(model.get("current")) ?? -2);
    drawFilters(counts);
    list.hidden = !shown.length;
    none.hidden = Boolean(shown.length);
    rows.style.height = `${Math.min(shown.length * HEIGHT, MOST)}px`;
    if (!keep) list.scrollTop = 0;
    drawn.clear();
    rows.replaceChildren();
    window_();
    el.dataset.filtered = (performance.now() - began).toFixed(1);
    el.dataset.filters = String(Number(el.dataset.filters ?? 0) + 1);
  }

  function drawFilters(counts) {
    const t = texts();
    title.textContent = t.title;
    count.textContent = ids.length ? (shown.length === ids.length ? amount(ids.length) : fill(t.count, { shown: amount(shown.length), all: amount(ids.length) })) : "";
    search.placeholder = t.search;
    search.setAttribute("aria-label", t.search);
    fromLabel.textContent = t.from;
    toLabel.textContent = t.to;
    none.firstChild.textContent = t.none;
    clear.textContent = t.clear;
    const options = (select, name, label, every, names) => {
      select.setAttribute("aria-label", label);
      const made = [["", every], ...names.map((one, i) => [String(i), `${one} (${amount(counts[name][i] ?? 0)})`]).filter(([i]) => counts[name][i] || wanted[name] === i)];
      const drawn = JSON.stringify(made);
      if (select.dataset.drawn !== drawn) {
        select.dataset.drawn = drawn;
        select.replaceChildren(...made.map(([value, words]) => element("option", { value }, words)));
      }
      select.value = wanted[name];
    };
    options(status, "status", t.statusName, t.status, t.statuses.map((name, i) => `${SIGNS[i]} ${name}`));
    options(kind, "kind", t.kindName, t.kind, model.get("kinds"));
    options(unit, "unit", t.unitName, t.unit, model.get("units"));
    kind.hidden = model.get("kinds").length < 2;
    unit.hidden = model.get("units").length < 2;
  }

  const drawn = new Map();   // place in `shown` → node
  // past the tallest element there can be, scrolling goes faster than the lines
  const stretch = () => { const whole = shown.length * HEIGHT; const room = list.clientHeight; return whole > MOST ? (whole - room) / (MOST - room) : 1; };

  function window_() {
    const ratio = stretch();
    const top = list.scrollTop * ratio;
    const first = Math.max(Math.floor(top / HEIGHT) - 6, 0);
    const last = Math.min(Math.ceil((top + (list.clientHeight || 600)) / HEIGHT) + 6, shown.length);
    for (const [i, node] of drawn) if (i < first || i >= last) { node.remove(); drawn.delete(i); }
    for (let i = first; i < last; i += 1) {
      let node = drawn.get(i);
      if (!node) { node = line(i); drawn.set(i, node); rows.append(node); }
      if (ratio !== 1 || !node.style.top) node.style.top = `${i * HEIGHT - top + list.scrollTop}px`;
    }
    mark();
  }

  function line(i) {
    const t = texts();
    const place = shown[i];
    const who = [{ f: t.woman, m: t.man }[persons[place]?.[0]], of(place, 5) >= 0 ? fill(t.years, { n: of(place, 5) }) : ""].filter(Boolean).join(" ");
    const unitName = model.get("units")[of(place, 3)] ?? model.get("kinds")[of(place, 2)] ?? "";
    const n = of(place, 4);
    const state = statuses[place];
    const date = day(of(place, 1)) || day(of(place, 0));
    const node = element("div", {
      class: `sl-row sl-${state}`, role: "option", id: `${uid}-${place}`, "data-id": ids[place], "aria-setsize": String(shown.length), "aria-posinset": String(i + 1), "aria-selected": "false",
      "aria-label": [ids[place], date, unitName, who, n === 1 ? t.note : fill(t.notes, { n }), t.statuses[state]].filter(Boolean).join(", "),
    },
    element("span", { class: "sl-state", title: t.statuses[state] }, SIGNS[state]),
    element("span", { class: "sl-id" }, ids[place]), element("span", { class: "sl-day" }, date),
    element("span", { class: "sl-unit", title: unitName }, unitName), element("span", { class: "sl-who" }, who));
    node.title = n === 1 ? t.note : fill(t.notes, { n });
    return node;
  }

  function mark() {
    const now = places.get(model.get("current"));
    for (const [i, node] of drawn) {
      node.setAttribute("aria-selected", String(shown[i] === now));
      node.classList.toggle("sl-active", i === active);
      node.classList.toggle("sl-busy", shown[i] === now && model.get("busy"));
    }
    const node = drawn.get(active);
    if (node) list.setAttribute("aria-activedescendant", node.id);
    else list.removeAttribute("aria-activedescendant");
  }

  function reveal(i) {
    if (i < 0 || !list.clientHeight) return;
    const ratio = stretch();
    const top = list.scrollTop * ratio;
    if (i * HEIGHT < top) list.scrollTop = (i * HEIGHT) / ratio;
    else if ((i + 1) * HEIGHT > top + list.clientHeight) list.scrollTop = ((i + 1) * HEIGHT - list.clientHeight) / ratio;
    window_();
  }

  const open = (i) => {
    const place = shown[i];
    if (place === undefined) return;
    active = i;
    reveal(i);
    model.send({ kind: "open", id: ids[place] });
    window.dispatchEvent(new CustomEvent("carnet-stay"));
  };

  function go(i) { active = Math.min(Math.max(i, 0), shown.length - 1); reveal(active); mark(); }

  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(Math.floor(list.clientHeight / HEIGHT) - 1, 1);
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page }[event.key];
    if (by) go(active + by);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(shown.length - 1);
    else if (event.key === "Enter" || event.key === " ") open(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("click", (event) => {
    const node = event.target.closest(".sl-row");
    if (node) open(shown.indexOf(places.get(node.dataset.id)));
  });
  list.addEventListener("scroll", window_, { passive: true });
  search.addEventListener("input", () => { wanted.text = search.value; filter({ keep: false }); });
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && shown.length) { list.focus(); go(Math.max(active, 0)); } else if (event.key === "Enter" && shown.length) open(Math.max(active, 0));
    else return;
    event.preventDefault();
  });
  for (const [select, name] of [[status, "status"], [unit, "unit"], [kind, "kind"], [from, "from"], [to, "to"]]) select.addEventListener("change", () => { wanted[name] = select.value; filter({ keep: false }); });
  clear.onclick = () => { Object.assign(wanted, { text: "", kind: "", unit: "", status: "", from: "", to: "" }); search.value = from.value = to.value = ""; filter(); search.focus(); };

  function follow() {
    for (const [place, state] of Object.entries(model.get("patch").put ?? {})) statuses[Number(place)] = state;
    filter();
  }
  const beside = (by, good) => {
    const now = places.get(model.get("current")) ?? -1;
    let at = shown.indexOf(now);
    if (at < 0) at = by > 0 ? shown.findIndex((place) => place > now) - 1 : shown.findLastIndex((place) => place < now) + 1;
    for (let i = at + by; i >= 0 && i < shown.length; i += by) if (good(shown[i])) return i;
    if (by > 0 && good !== any) for (let i = 0; i < at; i += 1) if (good(shown[i])) return i;
    return -1;
  };
  const any = () => true;
  model.on("msg:custom", (asked) => {
    if (asked.kind === "step") { const i = beside(asked.by > 0 ? 1 : -1, any); if (i >= 0) open(i); }
    else if (asked.kind === "advance") { const i = beside(1, (place) => statuses[place] < 2); if (i >= 0) open(i); else said.textContent = texts().last; }
  });
  let waiting = false;
  const rebuild = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; read(); filter(); reveal(active); });
  };
  for (const name of ["ids", "persons", "numbers", "kinds", "units"]) model.on(`change:${name}`, rebuild);
  model.on("change:texts", () => { days = null; filter(); });
  model.on("change:statuses", rebuild);
  model.on("change:patch", follow);
  model.on("change:current", () => { active = shown.indexOf(places.get(model.get("current")) ?? -2); reveal(active); mark(); });
  model.on("change:busy", mark);
  const sizes = new ResizeObserver(() => window_());
  sizes.observe(list);
  read();
  filter();
  reveal(active);
  return () => sizes.disconnect();
}

export default { render };

// What one chooses on the page of cohorts: selects, ranges, tick boxes with live counts, criteria added and removed.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const withoutCounts = (key, value) => (key === "count" || key === "chosenText" ? undefined : value);

function render({ model, el }) {
  const uid = `c${Math.random().toString(36).slice(2, 8)}`;
  const open = new Set();
  const unfolded = new Set();
  let signature = "";
  let criteriaOpen = window.matchMedia("(min-width: 901px)").matches;
  let timer = null;
  let counts = [];   // [element, facet id, value]

  const spec = () => model.get("spec");
  const choices = () => structuredClone(model.get("choices"));

  const send = (next, wait = 0) => {
    clearTimeout(timer);
    model.set("choices", next);
    timer = setTimeout(() => model.save_changes(), wait);
  };

  // the criterion touched last is the last of the object: « remove the last criterion » takes it away
  const setFacet = (id, value, wait) => {
    const next = choices();
    delete next.facets[id];
    if (value !== null) next.facets[id] = value;
    send(next, wait);
  };

  function select(item) {
    const id = `${uid}-${item.id}`;
    const current = choices()[item.id] ?? "";
    const control = element("select", { id, "data-key": item.id },
      ...item.options.map(([value, label]) => element("option", { value, selected: value === current }, label)));
    control.onchange = () => {
      const next = choices();
      next[item.id] = control.value;
      send(next);
    };
    return element("div", { class: "cohort-field" }, element("label", { for: id }, item.label), control);
  }

  function range(facet) {
    const chosen = choices().facets[facet.id] ?? [facet.min, facet.max];
    const id = `${uid}-${facet.id}`;
    const readout = element("output", { class: "cohort-readout" });
    const track = element("div", { class: "cohort-range" });
    const handles = [0, 1].map((i) => element("input", {
      type: "range", min: facet.min, max: facet.max, step: facet.step, value: chosen[i], "data-key": `${facet.id}:${i}`,
      "aria-label": `${facet.label}, ${i ? spec().texts.maximum : spec().texts.minimum}`,
    }));
    const format = new Intl.NumberFormat(spec().texts.language, { maximumFractionDigits: 2, useGrouping: !facet.plain });
    const show = () => {
      const [low, high] = handles.map((handle) => Number(handle.value));
      const width = facet.max - facet.min || 1;
      track.style.setProperty("--low", `${(100 * (low - facet.min)) / width}%`);
      track.style.setProperty("--high", `${(100 * (high - facet.min)) / width}%`);
      readout.textContent = `${format.format(low)} – ${format.format(high)}${facet.unit ? ` ${facet.unit}` : ""}`;
      handles[0].style.zIndex = low > (facet.min + facet.max) / 2 ? 2 : 1;   // two handles at one end: the one that can move
      for (const handle of handles) handle.setAttribute("aria-valuetext", `${format.format(Number(handle.value))} ${facet.unit ?? ""}`);
    };
    handles.forEach((handle, i) => {
      handle.oninput = () => {
        if (i === 0 && Number(handle.value) > Number(handles[1].value)) handle.value = handles[1].value;
        if (i === 1 && Number(handle.value) < Number(handles[0].value)) handle.value = handles[0].value;
        show();
      };
      handle.onchange = () => {
        const value = handles.map((other) => Number(other.value));
        setFacet(facet.id, value[0] <= facet.min && value[1] >= facet.max ? null : value, 120);
      };
    });
    track.append(...handles);
    show();
    return element("fieldset", { class: "cohort-facet", id },
      element("legend", {}, element("span", {}, facet.label), readout), track, ...remover(facet));
  }

  function remover(facet) {
    if (!facet.removable) return [];
    const button = element("button", { type: "button", class: "cohort-remove", "data-key": `remove:${facet.id}`,
      "aria-label": `${spec().texts.remove} ${facet.label}`, title: `${spec().texts.remove} ${facet.label}` }, "×");
    button.onclick = () => {
      const next = choices();
      delete next.facets[facet.id];
      next.added = next.added.filter((name) => name !== facet.id);
      send(next);
    };
    return [button];
  }

  function options(facet) {
    const chosen = new Set(choices().facets[facet.id] ?? []);
    const many = facet.options.length > 8;
    const list = element("div", { class: facet.options.length <= 6 && facet.short ? "cohort-chips" : "cohort-list" });
    facet.options.forEach((option, i) => {
      const box = element("input", { type: "checkbox", checked: chosen.has(option.value), "data-key": `${facet.id}=${option.value}` });
      const count = element("span", { class: "cohort-count" }, option.count);
      counts.push([count, facet.id, option.value]);
      box.onchange = () => {
        const now = new Set(choices().facets[facet.id] ?? []);
        if (box.checked) now.add(option.value);
        else now.delete(option.value);
        setFacet(facet.id, now.size ? facet.options.map((o) => o.value).filter((v) => now.has(v)) : null);
      };
      const line = element("label", { class: "cohort-option" }, box, element("span", { class: "cohort-name" }, option.label), count);
      if (many && i >= 8 && !unfolded.has(facet.id) && !chosen.has(option.value)) line.hidden = true;
      list.append(line);
    });
    if (many && !unfolded.has(facet.id)) {
      const more = element("button", { type: "button", class: "cohort-more", "data-key": `more:${facet.id}` }, facet.more);
      more.onclick = () => {
        unfolded.add(facet.id);
        for (const line of list.children) line.hidden = false;
        more.remove();
        list.querySelector("input")?.focus();
      };
      list.append(more);
    }
    return list;
  }

  function choice(facet) {
    const body = facet.options.length ? options(facet) : element("p", { class: "cohort-none" }, facet.none);
    if (!facet.folded) {
      return element("fieldset", { class: "cohort-facet" }, element("legend", {}, element("span", {}, facet.label)), body, ...remover(facet));
    }
    const chosen = element("span", { class: "cohort-readout" }, facet.chosenText);
    counts.push([chosen, facet.id, null]);
    const details = element("details", { open: open.has(facet.id) },
      element("summary", { "data-key": `fold:${facet.id}` }, element("span", {}, facet.label), chosen),
      element("div", { role: "group", "aria-label": facet.label }, body));
    details.ontoggle = () => (details.open ? open.add(facet.id) : open.delete(facet.id));
    return element("div", { class: "cohort-facet" }, details, ...remover(facet));
  }

  function adder() {
    const { addable, texts } = spec();
    if (!addable.length) return [];
    const id = `${uid}-add`;
    const control = element("select", { id, "data-key": "add", "aria-label": texts.add }, element("option", { value: "" }, `+ ${texts.add}`),
      ...addable.map(([value, label]) => element("option", { value }, label)));
    control.onchange = () => {
      if (!control.value) return;
      const next = choices();
      next.added = [...next.added, control.value];
      open.add(control.value);
      send(next);
    };
    return [element("div", { class: "cohort-field cohort-add" }, control)];
  }

  function clear() {
    const { texts } = spec();
    const button = element("button", { type: "button", class: "cohort-clear", "data-key": "clear" }, texts.clear);
    button.hidden = !Object.keys(choices().facets).length;
    button.onclick = () => send({ ...choices(), facets: {} });
    return button;
  }

  // on a telephone the figure comes first: the criteria open on a touch
  function criteria(drawn) {
    const { texts } = spec();
    const n = Object.keys(choices().facets).length;
    const details = element("details", { class: "cohort-criteria", open: criteriaOpen },
      element("summary", { "data-key": "criteria" }, element("h2", {}, n ? `${texts.filters} (${n})` : texts.filters)), clear(), ...drawn);
    details.ontoggle = () => { criteriaOpen = details.open; };
    return details;
  }

  const build = () => {
    const focused = document.activeElement && el.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    counts = [];
    const { selects, facets, texts } = spec();
    const drawn = [...facets.map((facet) => (facet.kind === "range" ? range(facet) : choice(facet))), ...adder()];
    el.classList.add("cohort-panel");
    el.replaceChildren(...selects.map(select), ...(texts.filters && facets.length ? [criteria(drawn)] : drawn));
    if (focused) [...el.querySelectorAll("[data-key]")].find((item) => item.dataset.key === focused)?.focus();
  };

  const refresh = () => {
    const now = JSON.stringify([spec(), Object.keys(choices().facets).length], withoutCounts);
    if (now !== signature) {
      signature = now;
      build();
      return;
    }
    const found = new Map();
    for (const facet of spec().facets) {
      found.set(`${facet.id}\u0000`, facet.chosenText);
      for (const option of facet.options ?? []) found.set(`${facet.id}\u0000${option.value}`, option.count);
    }
    for (const [place, facet, value] of counts) place.textContent = found.get(`${facet}\u0000${value ?? ""}`) ?? "";
  };

  model.on("change:spec", refresh);
  model.on("change:choices", () => {
    // chosen by Python (a button elsewhere, another warehouse): show it
    const shown = el.dataset.choices;
    const now = JSON.stringify(model.get("choices"));
    el.dataset.choices = now;
    if (shown !== now && !el.contains(document.activeElement)) { signature = ""; refresh(); }
  });
  refresh();
}

export default { render };

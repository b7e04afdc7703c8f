// Which patient: previous, next, by identifier, among those of a site.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

function render({ model, el }) {
  const uid = `pb${Math.random().toString(36).slice(2, 10)}`;
  const texts = () => model.get("texts");
  el.classList.add("pb");
  const name = element("h2", { class: "pb-name" });
  const about = element("span", { class: "pb-about" });
  const place = element("span", { class: "pb-place" });
  const step = (by, sign) => {
    const button = element("button", { type: "button", class: by < 0 ? "pb-previous" : "pb-next" }, sign);
    button.onclick = () => model.send({ kind: "step", by });
    return button;
  };
  const previous = step(-1, "◂");
  const next = step(1, "▸");
  const label = element("label", { class: "carnet-hidden", for: `${uid}-id` });
  const input = element("input", { type: "text", id: `${uid}-id`, class: "pb-id", autocomplete: "off", spellcheck: "false", maxlength: "60" });
  const go = element("button", { type: "submit" });
  const jump = element("form", { class: "pb-jump" }, label, input, go);
  jump.onsubmit = (event) => { event.preventDefault(); if (input.value.trim()) model.send({ kind: "jump", id: input.value.trim() }); };
  const site = element("select", { class: "pb-site" });
  site.onchange = () => { model.set("site", site.value); model.save_changes(); };
  const notice = element("span", { class: "pb-notice", role: "alert" });
  const going = element("div", { class: "pb-go" }, site, jump, element("div", { class: "pb-steps" }, previous, place, next));
  el.replaceChildren(name, about, going, notice);

  const draw = () => {
    const t = texts();
    name.textContent = model.get("name");
    name.hidden = !name.textContent;
    about.textContent = about.title = model.get("about");
    const [at, all] = model.get("place");
    going.hidden = !all;
    place.textContent = all ? `${at} / ${all}` : "";
    label.textContent = t.jump;
    input.placeholder = t.id;
    go.textContent = "→";
    go.setAttribute("aria-label", t.go);
    go.title = t.go;
    for (const [button, words] of [[previous, t.previous], [next, t.next]]) { button.setAttribute("aria-label", words); button.title = words; }
    previous.disabled = at <= 1;
    next.disabled = at >= all;
    site.setAttribute("aria-label", t.site);
    const sites = model.get("sites");
    if (site.dataset.drawn !== JSON.stringify(sites)) {
      site.dataset.drawn = JSON.stringify(sites);
      site.replaceChildren(...sites.map(([value, words]) => element("option", { value }, words)));
    }
    site.value = model.get("site");
    notice.textContent = model.get("notice");
    if (!model.get("notice") && document.activeElement !== input) input.value = "";
  };
  let waiting = false;
  const later = () => { if (waiting) return; waiting = true; queueMicrotask(() => { waiting = false; draw(); }); };
  for (const trait of ["name", "about", "place", "sites", "site", "notice", "texts"]) model.on(`change:${trait}`, later);
  draw();
}

export default { render };

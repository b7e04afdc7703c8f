// The case beside its questions: what it says so far, the evidence of a proposition lit, folded away on a telephone.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function render({ model, el }) {
  const uid = `ct${Math.random().toString(36).slice(2, 10)}`;
  el.classList.add("ct");
  let lit = [];      // {part, start, end} in code points
  let open = model.get("unfolded");
  const fold = element("button", { type: "button", class: "ct-fold", "aria-controls": `${uid}-b` });
  const title = element("h2", { class: "ct-title", id: `${uid}-h` });
  const body = element("div", { class: "ct-body", id: `${uid}-b`, role: "region", "aria-labelledby": `${uid}-h`, tabindex: "0" });
  el.replaceChildren(title, fold, body);

  function pieces(part) {   // the text of a part, what is evidence in it lit
    const points = [...part.text];
    const spans = lit.filter((one) => one.part === part.id).sort((a, b) => a.start - b.start);
    const made = [];
    let at = 0;
    for (const { start, end } of spans) {
      if (end <= at || end > points.length) continue;
      made.push(points.slice(at, Math.max(start, at)).join(""), element("mark", {}, points.slice(Math.max(start, at), end).join("")));
      at = end;
    }
    made.push(points.slice(at).join(""));
    return made;
  }

  function draw() {
    const t = model.get("texts");
    const parts = model.get("parts");
    title.textContent = model.get("title") || t.title;
    fold.textContent = open ? t.fold : t.unfold;
    fold.setAttribute("aria-expanded", String(open));
    el.classList.toggle("ct-open", open);
    const last = parts.at(-1)?.id;
    body.replaceChildren(...parts.map((part) => element("div", { class: `ct-part${part.id === last && parts.length > 1 ? " ct-new" : ""}`, "data-part": part.id },
      part.title ? element("h3", {}, part.title) : "",
      element("p", { class: "carnet-patient-text" }, ...pieces(part)))),
      ...model.get("images").map((image) => element("figure", {}, element("img", { src: image.source, alt: image.alternative, width: image.width, height: image.height }), image.credit ? element("figcaption", {}, image.credit) : "")));
  }

  function light(event) {   // a proposition of the correction was chosen: its evidence, and the first of it in sight
    const { spans, show } = event.detail;
    lit = spans ?? [];
    if (show) open = true;
    draw();
    const mark = body.querySelector("mark");
    if (!mark) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    if (show) mark.scrollIntoView({ block: "center", behavior: calm });
    else {
      const box = body.getBoundingClientRect();
      const at = mark.getBoundingClientRect();
      if (at.top < box.top || at.bottom > box.bottom) body.scrollTop += at.top - box.top - 40;
    }
  }
  const read = () => {
    open = true;
    draw();
    el.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    body.focus({ preventScroll: true });
  };
  window.addEventListener("carnet-case", read);
  fold.onclick = () => { open = !open; draw(); };
  window.addEventListener("carnet-evidence", light);
  const ask = () => window.dispatchEvent(new CustomEvent("carnet-evidence-asked"));
  let before = model.get("item");
  let queued = false;
  const later = () => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      const parts = model.get("parts");
      const item = model.get("item");
      const other = item !== before;
      if (other) { lit = []; open = model.get("unfolded"); body.scrollTop = 0; }
      before = item;
      draw();
      if (other) ask();
      if (parts.length > 1 && !lit.length) body.scrollTop = body.scrollHeight;
    });
  };
  for (const name of ["parts", "images", "title", "texts", "item"]) model.on(`change:${name}`, later);
  draw();
  setTimeout(ask);
  return () => { window.removeEventListener("carnet-evidence", light); window.removeEventListener("carnet-case", read); };
}

export default { render };

// The image of a zone question: brought as a file, zones drawn with the mouse or given by coordinates.

const SVG = "http://www.w3.org/2000/svg";
const WIDEST = 1600;   // pixels: a larger photograph is made smaller before it is kept
const drawnIn = (tag, attributes) => { const made = document.createElementNS(SVG, tag); for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value); return made; };
const corners = (zone) => { const p = zone.points; return p.length === 2 ? [p[0], [p[1][0], p[0][1]], p[1], [p[0][0], p[1][1]]] : p; };
const bounds = (zone) => { const xs = zone.points.map((p) => p[0]), ys = zone.points.map((p) => p[1]); return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]; };
const near = (value) => Math.round(Math.min(Math.max(value, 0), 1) * 1000) / 1000;

function readImage(file, done, failed) {
  const kinds = ["image/png", "image/jpeg", "image/svg+xml"];
  if (!kinds.includes(file.type) || file.size > 12e6) { failed(); return; }
  const reader = new FileReader();
  reader.onerror = failed;
  reader.onload = () => {
    const picture = new Image();
    picture.onerror = failed;
    picture.onload = () => {
      const [w, h] = [picture.naturalWidth || 800, picture.naturalHeight || 600];
      const share = Math.min(1, WIDEST / Math.max(w, h));
      let type = file.type, address = reader.result;
      if (type !== "image/svg+xml" && share < 1) {
        const canvas = element("canvas", { width: Math.round(w * share), height: Math.round(h * share) });
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        type = "image/jpeg";
        address = canvas.toDataURL(type, 0.88);
      }
      done({ media_type: type, data: address.slice(address.indexOf(",") + 1), width: Math.round(w * share), height: Math.round(h * share), alternative: "", source: "", licence: "" });
    };
    picture.src = reader.result;
  };
  reader.readAsDataURL(file);
}

function drawImage(ed, question) {
  const t = ed.t();
  const image = question.image;
  const wrong = element("p", { class: "st-wrong", role: "alert" });
  const chooser = element("input", { type: "file", accept: "image/png,image/jpeg,image/svg+xml", "aria-label": t.chooseImage, "data-at": `${question.id}/image` });
  chooser.onchange = () => { if (chooser.files[0]) readImage(chooser.files[0], (made) => { question.image = made; ed.redraw(); }, () => { wrong.textContent = t.badImage; }); };
  const bring = element("div", { class: "ie-bring" }, element("span", { class: "st-label" }, image ? t.otherImage : t.chooseImage), chooser, wrong);
  if (!image) return element("div", { class: "ie-image" }, bring);
  const layer = drawnIn("svg", { viewBox: `0 0 ${image.width} ${image.height}`, role: "img", "aria-label": t.zonesDrawn });
  const wanting = question.propositions.find((one) => one.id === ed.drawing) ?? question.propositions.find((one) => !one.zone);
  question.propositions.forEach((one, i) => {
    if (!one.zone) return;
    const shape = corners(one.zone).map(([x, y]) => [x * image.width, y * image.height]);
    layer.append(drawnIn("polygon", { points: shape.map((p) => p.join(",")).join(" "), class: `ie-zone ${one.correct ? "ie-zone-key" : ""}` }));
    const name = drawnIn("text", { x: shape.reduce((sum, p) => sum + p[0], 0) / shape.length, y: shape.reduce((sum, p) => sum + p[1], 0) / shape.length, class: "ie-zone-letter", "font-size": Math.round(image.width / 22) });
    name.textContent = letter(i);
    layer.append(name);
  });
  const place = (event) => { const box = layer.getBoundingClientRect(); return [near((event.clientX - box.left) / box.width), near((event.clientY - box.top) / box.height)]; };
  let from = null, ghost = null;
  layer.onpointerdown = (event) => { if (!wanting) return; from = place(event); layer.setPointerCapture(event.pointerId); ghost = drawnIn("rect", { class: "ie-zone ie-zone-new" }); layer.append(ghost); event.preventDefault(); };
  layer.onpointermove = (event) => {
    if (!from) return;
    const to = place(event);
    const sizes = { x: Math.min(from[0], to[0]) * image.width, y: Math.min(from[1], to[1]) * image.height, width: Math.abs(from[0] - to[0]) * image.width, height: Math.abs(from[1] - to[1]) * image.height };
    for (const [name, value] of Object.entries(sizes)) ghost.setAttribute(name, value);
  };
  layer.onpointerup = (event) => {
    if (!from) return;
    const to = place(event), begun = from;
    from = null;
    if (Math.abs(begun[0] - to[0]) < 0.01 || Math.abs(begun[1] - to[1]) < 0.01) { ghost.remove(); return; }
    wanting.zone = { points: [[Math.min(begun[0], to[0]), Math.min(begun[1], to[1])], [Math.max(begun[0], to[0]), Math.max(begun[1], to[1])]] };
    ed.drawing = null;
    ed.redraw();
  };
  const said = wanting ? fill(t.drawZone, { letter: letter(question.propositions.indexOf(wanting)) }) : t.allZones;
  return element("div", { class: "ie-image" },
    element("p", { class: "ie-hint", role: "status" }, said),
    element("div", { class: `ie-picture ${wanting ? "ie-drawing" : ""}` }, element("img", { src: `data:${image.media_type};base64,${image.data}`, alt: image.alternative, draggable: "false" }), layer),
    area(t.alternative, image.alternative, (value) => { image.alternative = value; ed.changed(); }, { at: `${question.id}/image/alternative` }),
    element("div", { class: "st-grid" },
      field(t.source, image.source, (value) => { image.source = value; ed.changed(); }, { at: `${question.id}/image/source` }),
      field(t.licence, image.licence, (value) => { image.licence = value; ed.changed(); }, { at: `${question.id}/image/licence`, list: `${ed.uid}-licences` })),
    bring);
}

function drawZone(ed, question, one, i) {   // the coordinates of a zone, in per cent, for who draws by keyboard
  const t = ed.t();
  const [x1, y1, x2, y2] = one.zone ? bounds(one.zone) : [null, null, null, null];
  const now = [x1, y1, x2, y2].map((value) => (value === null ? "" : Math.round(value * 1000) / 10));
  const set = (place, value) => {
    now[place] = value;
    if (now.every((each) => each !== "" && Number.isFinite(Number(each)))) {
      const [a, b, c, d] = now.map((each) => near(Number(each) / 100));
      one.zone = { points: [[Math.min(a, c), Math.min(b, d)], [Math.max(a, c), Math.max(b, d)]] };
      ed.changed();
      ed.later();
    }
  };
  return element("div", { class: "ie-zone-line" },
    button(one.zone ? t.redrawZone : t.toDraw, () => { ed.drawing = one.id; ed.redraw(); ed.el.querySelector(`[data-q="${question.id}"] .ie-image`)?.scrollIntoView({ block: "nearest" }); }, { small: true, sign: "▭", label: `${one.zone ? t.redrawZone : t.toDraw} ${letter(i)}` }),
    ...[t.left, t.top, t.right2, t.bottom].map((label, place) => field(label, now[place], (value) => set(place, value), { type: "number", min: 0, max: 100, step: 0.1, at: `${question.id}/${one.id}/zone${place}`, name: "ie-coordinate" })));
}

// Files dropped or chosen, a folder, or a text pasted: sent in acknowledged pieces, never written to a disk.

const PIECE = 1024 * 1024;
const PASTED = 200000;   // characters of a text pasted: a longer one freezes the tab

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
let count = 0;

async function* within(entry, path = "") {   // the files of a folder that was dropped
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
    yield [path + file.name, file];
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return;
    for (const inner of some) yield* within(inner, `${path}${entry.name}/`);
  }
}

function render({ model, el }) {
  const texts = () => model.get("texts");
  const id = `nd-${(count += 1)}`;
  const status = element("span", { role: "status" });
  const alert = element("span", { role: "alert" });
  let waiting = null;
  model.on("msg:custom", (answer) => { waiting?.(answer); });
  const ask = (content, buffers) => new Promise((resolve) => {
    waiting = (answer) => { waiting = null; resolve(answer); };
    model.send(content, undefined, buffers);
  });

  const named = (names) => (names.length > 5 ? fill(texts().more, { names: names.slice(0, 5).join(", "), n: names.length - 5 }) : names.join(", "));

  async function send(files) {
    alert.textContent = "";
    const accept = model.get("accept");
    const read = files.filter(([name]) => accept.some((ending) => name.toLowerCase().endsWith(ending)));
    const total = read.reduce((sum, [, file]) => sum + file.size, 0);
    const left = named(files.filter((one) => !read.includes(one)).map(([name]) => name));
    if (!read.length) { alert.textContent = fill(texts().none, { names: left, accept: accept.join(", ") }); return; }
    if (total > model.get("limit")) { alert.textContent = fill(texts().large, { limit: Math.floor(model.get("limit") / PIECE) }); return; }
    let sent = 0;
    await ask({ kind: "begin" });
    for (const [name, file] of read) {
      await ask({ kind: "file", name });
      for (let at = 0; at < file.size; at += PIECE) {
        const piece = await file.slice(at, at + PIECE).arrayBuffer();
        const answer = await ask({ kind: "piece" }, [piece]);
        if (answer.kind === "refused") { alert.textContent = texts().failed; status.textContent = ""; return; }
        sent += piece.byteLength;
        status.textContent = fill(texts().sending, { percent: Math.floor((100 * sent) / Math.max(total, 1)) });
      }
    }
    status.textContent = left ? fill(texts().left, { names: left }) : "";
    await ask({ kind: "end" });
  }

  function draw() {
    const t = texts();
    const chooser = element("input", { type: "file", id, multiple: true, accept: model.get("accept").join(","), "aria-describedby": `${id}-hint` });
    chooser.onchange = () => { send([...chooser.files].map((file) => [file.name, file])); chooser.value = ""; };
    const zone = element("div", { class: "nd-zone" }, element("h2", {}, t.title), element("div", { class: "nd-buttons" }, chooser, element("label", { for: id, class: "nd-choose" }, t.choose)),
      element("span", { class: "nd-hint", id: `${id}-hint` }, t.hint));
    const area = element("textarea", { "aria-label": t.pasted, maxlength: PASTED, spellcheck: "false", autocomplete: "off" });
    const read = element("button", { type: "button" }, t.read);
    const paste = element("details", {}, element("summary", {}, t.paste), area, read);
    const tooLong = (text) => {
      const long = text.length > PASTED - area.value.length + (area.selectionEnd - area.selectionStart);
      alert.textContent = long ? fill(texts().long, { limit: PASTED.toLocaleString(texts().language) }) : "";
      return long;
    };
    area.onpaste = (event) => { if (tooLong(event.clipboardData?.getData("text/plain") ?? "")) event.preventDefault(); };
    area.ondrop = (event) => { if (tooLong(event.dataTransfer?.getData("text/plain") ?? "")) event.preventDefault(); };
    read.onclick = () => {
      if (!area.value.trim()) { area.focus(); return; }
      send([[`${t.pastedName}.txt`, new Blob([area.value])]]);
      area.value = "";
      paste.open = false;
    };
    el.classList.add("nd");
    el.replaceChildren(zone, paste, status, alert);
    zone.ondragover = (event) => { event.preventDefault(); zone.classList.add("nd-over"); };
    zone.ondragleave = () => zone.classList.remove("nd-over");
    zone.ondrop = async (event) => {
      event.preventDefault();
      zone.classList.remove("nd-over");
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const files = [];
      if (entries.length) for (const entry of entries) for await (const one of within(entry)) files.push(one);
      else files.push(...[...event.dataTransfer.files].map((file) => [file.name, file]));
      send(files);
    };
  }
  model.on("change:texts", draw);
  draw();
}

export default { render };

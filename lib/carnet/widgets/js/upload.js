// Sends a file in acknowledged pieces; says what is wrong before sending anything.

const PIECE = 1024 * 1024;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

let count = 0;

function render({ model, el }) {
  el.classList.add("carnet-upload");
  const texts = () => model.get("_texts");
  const size = (bytes) => {
    const units = texts().units.split(" ");
    const power = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), units.length - 1);
    return `${new Intl.NumberFormat(texts().language, { maximumFractionDigits: power > 1 ? 1 : 0 }).format(bytes / 1024 ** power)} ${units[power]}`;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const id = `carnet-upload-${(count += 1)}`;
  const label = element("span", { class: "carnet-upload-label", id: `${id}-label` });
  const chooser = element("input", { type: "file", id, "aria-describedby": `${id}-label ${id}-limit` });
  const choose = element("label", { for: id, class: "carnet-upload-choose" });
  const limit = element("span", { class: "carnet-second", id: `${id}-limit` });
  const bar = element("progress", { max: "1", value: "0", hidden: "" });
  const status = element("span", { role: "status" });
  const alert = element("span", { role: "alert" });
  el.replaceChildren(label, chooser, choose, limit, bar, status, alert);

  const describe = () => {
    const accept = model.get("accept");
    label.textContent = model.get("label");
    choose.textContent = texts().choose;
    chooser.accept = accept.join(",");
    bar.setAttribute("aria-label", texts().bar);
    limit.textContent = fill(texts().limit, { accept: accept.join(", ") || texts().any, limit: size(model.get("limit")) });
  };
  describe();
  for (const name of ["label", "accept", "limit", "_texts"]) model.on(`change:${name}`, describe);
  model.on("change:error", () => { alert.textContent = model.get("error"); });

  let sending = 0;
  async function send(file) {
    const mine = (sending += 1);
    alert.textContent = "";
    status.textContent = "";
    bar.hidden = true;
    const accept = model.get("accept");
    const values = { name: file.name, size: size(file.size), limit: size(model.get("limit")), accept: accept.join(", ") };
    const wrong = file.size > model.get("limit") ? texts().large
      : file.size === 0 ? texts().empty
      : accept.length && !accept.some((ending) => file.name.toLowerCase().endsWith(ending)) ? texts().kind : null;
    if (wrong) {
      alert.textContent = fill(wrong, values);
      chooser.value = "";
      return;
    }
    const answer = () => new Promise((resolve) => {
      const heard = (content) => {
        model.off("msg:custom", heard);
        resolve(content);
      };
      model.on("msg:custom", heard);
    });
    bar.hidden = false;
    let reply = answer();
    model.send({ kind: "start", name: file.name, size: file.size });
    let got = await reply;
    while (got.kind === "received" && got.bytes < file.size && mine === sending) {
      bar.value = got.bytes / file.size;
      status.textContent = fill(texts().sending, { name: file.name, percent: Math.floor((100 * got.bytes) / file.size) });
      const piece = await file.slice(got.bytes, got.bytes + PIECE).arrayBuffer();
      reply = answer();
      model.send({ kind: "piece" }, undefined, [piece]);
      got = await reply;
    }
    if (mine !== sending) return;
    bar.hidden = true;
    if (got.kind === "received") status.textContent = fill(texts().done, values);
    else { status.textContent = ""; alert.textContent = got.message; }
  }

  chooser.addEventListener("change", () => { if (chooser.files[0]) send(chooser.files[0]); });
  el.addEventListener("dragover", (event) => { event.preventDefault(); el.classList.add("carnet-over"); });
  el.addEventListener("dragleave", () => el.classList.remove("carnet-over"));
  el.addEventListener("drop", (event) => {
    event.preventDefault();
    el.classList.remove("carnet-over");
    if (event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
  });
}

export default { render };

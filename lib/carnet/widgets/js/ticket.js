// The one thing that the browser keeps: the ticket that lets a student back into her sheet after a reload.

const KEY = "carnet-teaching-ticket";
const read = () => { try { return localStorage.getItem(KEY) ?? ""; } catch { return ""; } };

function render({ model, el }) {
  el.hidden = true;
  let tries = 0;
  // said again until heard: a kernel that is still preparing the page may miss the first word
  const say = () => model.send({ kind: "here", ticket: read().slice(0, 2000) });
  say();
  const saying = setInterval(() => { tries += 1; if (model.get("heard") || tries > 20) clearInterval(saying); else say(); }, 3000);
  model.on("change:heard", () => { if (model.get("heard")) clearInterval(saying); });
  const keep = () => {
    const ticket = model.get("kept");
    if (!model.get("heard")) return;
    try { if (ticket) localStorage.setItem(KEY, ticket); else localStorage.removeItem(KEY); } catch { /* private window */ }
  };
  model.on("change:kept", keep);
  return () => clearInterval(saying);
}

export default { render };

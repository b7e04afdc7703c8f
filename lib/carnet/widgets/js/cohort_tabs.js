// A row of tabs: arrow keys move between them, one is chosen; what it shows is another widget's business.

function render({ model, el }) {
  const draw = () => {
    const tabs = model.get("tabs");
    const focused = el.contains(document.activeElement);
    const list = document.createElement("div");
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", model.get("label"));
    list.className = "cohort-tabs";
    tabs.forEach((label, i) => {
      const tab = document.createElement("button");
      const chosen = i === model.get("selected");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      tab.textContent = label;
      tab.onclick = () => choose(i);
      list.append(tab);
    });
    list.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const now = model.get("selected");
      if (step) choose((now + step + tabs.length) % tabs.length);
      else if (event.key === "Home") choose(0);
      else if (event.key === "End") choose(tabs.length - 1);
      else return;
      event.preventDefault();
    };
    el.replaceChildren(list);
    if (focused) list.querySelector('[aria-selected="true"]')?.focus();
  };
  const choose = (i) => {
    model.set("selected", i);
    model.save_changes();
  };
  model.on("change:selected", draw);
  model.on("change:tabs", draw);
  draw();
}

export default { render };

// Tells Python what only the page knows: the warehouse named in its address, and how wide its figures may be.

function render({ model, el }) {
  el.classList.add("cohort-visit");
  const report = () => {
    const width = Math.floor(el.getBoundingClientRect().width);
    if (width < 120 || Math.abs(width - model.get("width")) < 8) return;
    model.set("width", width);
    model.save_changes();
  };
  const name = new URLSearchParams(window.location.search).get("warehouse") ?? "";
  if (name !== model.get("warehouse")) {
    model.set("warehouse", name.slice(0, 200));
  }
  model.set("seen", true);
  model.save_changes();
  let timer = null;
  const sizes = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(report, model.get("width") ? 150 : 0);
  });
  sizes.observe(el);
  return () => sizes.disconnect();
}

export default { render };

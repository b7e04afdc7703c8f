// Saves what the kernel sends as a file of the reader's.

function render({ model, el }) {
  model.on("msg:custom", (answer, buffers) => {
    if (answer.kind !== "file") return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(buffers, { type: answer.type }));
    link.download = answer.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    el.dataset.saved = answer.name;
  });
}

export default { render };

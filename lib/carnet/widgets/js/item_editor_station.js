// An ECOS station under the editor: the task, the standardised participant's script, the observer's grid.

function drawStation(ed) {
  const t = ed.t();
  const station = ed.draft.station;
  station.script ??= [];
  station.grid ??= [];
  const text = (label, name, hint = "") => [ed.area(label, `station/${name}`, station[name], (value) => { station[name] = value; }, { hint }), ed.findings(`station/${name}`)];
  const script = station.script.map((line, i) => element("li", { class: "ie-script" },
    ed.area(t.cue, `station/script/${i}/cue`, line.cue, (value) => { line.cue = value; }, { shown: false, hint: t.cue }),
    ed.area(t.says, `station/script/${i}/says`, line.says, (value) => { line.says = value; }, { shown: false, hint: t.says }),
    button("", () => { station.script.splice(i, 1); ed.redraw(); }, { small: true, sign: "×", label: fill(t.drop, { what: `${t.line} ${i + 1}` }) }),
    ed.findings(`station/script/${i}/cue`), ed.findings(`station/script/${i}/says`)));
  const grid = station.grid.map((line, i) => element("li", { class: "ie-grid-line" },
    field(t.section, line.section, (value) => { line.section = value; ed.changed(); }, { at: `station/grid/${line.id}/section`, hidden: true, hint: t.section }),
    ed.area(t.observed, `station/grid/${line.id}`, line.text, (value) => { line.text = value; }, { shown: false, hint: t.observed }),
    field(t.points, line.weight ?? 1, (value) => { line.weight = Number(value) || 1; ed.changed(); }, { type: "number", min: 0.25, max: 20, step: 0.25, at: `station/grid/${line.id}/weight`, hidden: true, name: "ie-points" }),
    check(t.indispensable, Boolean(line.indispensable), (on) => { line.indispensable = on; ed.changed(); }),
    button("", () => { station.grid.splice(i, 1); ed.redraw(); }, { small: true, sign: "×", label: fill(t.drop, { what: `${t.line} ${i + 1}` }), off: station.grid.length < 2 }),
    ed.findings(`station/grid/${line.id}`)));
  const free = (names) => { let n = names.length + 1; while (names.includes(`g${n}`)) n += 1; return `g${n}`; };
  const total = station.grid.reduce((sum, one) => sum + (Number(one.weight) || 0), 0);
  return element("section", { class: "ie-q", "aria-label": t.station },
    element("div", { class: "ie-q-head" }, element("h2", {}, t.station), field(t.minutes, station.minutes ?? 8, (value) => { station.minutes = Number(value) || 8; ed.changed(); }, { type: "number", min: 1, max: 60, at: "station/minutes", name: "st-narrow" })),
    ...text(t.task, "task"), ...text(t.setting, "setting"), ...text(t.participant, "participant"), ...text(t.attitude, "attitude"),
    element("p", { class: "st-label" }, t.script), element("ol", { class: "ie-lines" }, ...script),
    button(t.addLine, () => { station.script.push({ cue: "", says: "" }); ed.redraw(`station/script/${station.script.length - 1}/cue`); }, { small: true, sign: "+", label: t.addScript }),
    element("p", { class: "st-label" }, fill(t.grid, { n: total })), element("ol", { class: "ie-lines" }, ...grid),
    button(t.addLine, () => { const id = free(station.grid.map((one) => one.id)); station.grid.push({ id, text: "", weight: 1, section: station.grid.at(-1)?.section ?? "", indispensable: false }); ed.redraw(`station/grid/${id}`); }, { small: true, sign: "+", label: t.addGrid }));
}

"""The tables of the page of cohorts, as texts for the screen and as values for a file: the same masked numbers."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from carnet.cohorts.attrition import Attrition
from carnet.cohorts.comparison import Comparison, HazardRatio
from carnet.cohorts.describe import TableOne
from carnet.cohorts.masking import THRESHOLD, hidden_text, shown
from carnet.cohorts.regression import CoxModel
from carnet.figures.attrition import masked_flow
from carnet.figures.axes import DAYS_PER, unit_name
from carnet.figures.words import median_text, ratio_text
from carnet.language import _, language, number, p_value
from carnet.widgets.cards import table


@dataclass(frozen=True)
class Sheet:
    """A table: headings, rows (texts), which columns are numbers, which rows head or belong to a block."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numeric: frozenset[int] = frozenset()
    classes: tuple[tuple[int, str], ...] = ()

    def html(self) -> Markup:
        """The table for the page."""
        return table(self.columns, self.rows, self.caption, numeric=self.numeric, classes=dict(self.classes))


def groups_sheet(comparison: Comparison, unit: str) -> Sheet:
    """Each group: persons, events, median, hazard ratio against the reference and its p."""
    ratios = {ratio.group: ratio for ratio in comparison.hazard_ratios}
    rows = []
    for group in comparison.groups:
        ratio = ratios.get(group.group)
        median = "–" if group.curve is None else median_text(group.median, comparison.unit, unit, group.cut)
        small = group.n is None and group.curve is None
        row = [group.label or comparison.endpoint_label, shown(None) if small else hidden_text(group.n),
               shown(None) if small else hidden_text(group.events), median]
        if comparison.hazard_ratios:
            row += _ratio_cells(ratio, group.group == comparison.reference)
        rows.append(tuple(row))
    columns = [comparison.by_label or _("Group"), _("Patients"), _("Events"), _("Median (95% CI)")]
    if comparison.hazard_ratios:
        columns += [_("HR (95% CI)"), _("p")]
    caption = _("Survival by group")
    if comparison.logrank is not None:
        caption += " · " + _("log-rank {p}").format(p=p_value(comparison.logrank.p_value))
    return Sheet(tuple(columns), tuple(rows), caption, frozenset({1, 2}))


def _ratio_cells(ratio: HazardRatio | None, reference: bool) -> list[str]:
    if reference:
        return [_("reference"), ""]
    if ratio is None or ratio.hazard_ratio is None:
        return ["–", "–"]
    p = "–" if ratio.p_value is None else p_value(ratio.p_value)
    return [ratio_text(ratio.hazard_ratio, ratio.lower, ratio.upper), p]


def cox_sheet(model: CoxModel) -> Sheet:
    """Each term: persons, events, hazard ratio, p, and the test of proportional hazards."""
    rows: list[tuple[str, ...]] = []
    classes: list[tuple[int, str]] = []
    column = None
    for term in model.terms:
        if term.level and term.column != column:
            classes.append((len(rows), "group"))
            rows.append((term.label, "", "", "", "", ""))
            classes.append((len(rows), "indent"))
            rows.append((term.reference, "", "", _("reference"), "", ""))
        column = term.column
        if term.level:
            classes.append((len(rows), "indent"))
        rows.append((term.level or term.label, hidden_text(term.n), hidden_text(term.events),
                     ratio_text(term.hazard_ratio, term.lower, term.upper),
                     "–" if term.p_value is None else p_value(term.p_value),
                     "–" if term.proportional_p is None else p_value(term.proportional_p)))
    columns = (_("Term"), _("Patients"), _("Events"), _("HR (95% CI)"), _("p"), _("Proportional hazards"))
    return Sheet(columns, tuple(rows), _("Cox model (Efron), complete cases"), frozenset({1, 2}), tuple(classes))


def table_one_sheet(described: TableOne) -> Sheet:
    """Table 1: each characteristic overall and by group, p and the standardised difference where there are groups."""
    compared = len(described.groups) > 1
    heads = tuple(f"{name} (n\u00a0{hidden_text(n)})" if n is None else f"{name} (n\u00a0=\u00a0{number(n)})"
                  for name, n in zip(described.groups, described.sizes, strict=True))
    rows: list[tuple[str, ...]] = []
    classes: list[tuple[int, str]] = []
    column = None
    for row in described.rows:
        tail = ("–" if row.p_value is None else p_value(row.p_value),
                "–" if row.difference is None else number(row.difference, 2)) if compared else ()
        cells = tuple(cell.text for cell in row.cells)
        if row.level and row.column != column:
            classes.append((len(rows), "group"))
            rows.append((row.label, *("" for _c in cells), *tail))
        if row.level:
            classes.append((len(rows), "indent"))
        own = tail if not row.level else ("",) * len(tail)
        rows.append((row.level or row.label, *cells, *own))
        column = row.column
    columns = (_("Characteristic"), *heads, *((_("p"), _("Difference (SMD)")) if compared else ()))
    return Sheet(columns, tuple(rows), _("Characteristics of the cohort"), frozenset(range(1, len(columns))),
                 tuple(classes))


def attrition_sheet(attrition: Attrition) -> Sheet:
    """Each step: who remains, who left, of whom the value was unknown."""
    rows = tuple((row["label"], row["after"], row["excluded"], row["unknown"])
                 for row in masked_flow(attrition, THRESHOLD))
    columns = (_("Step"), _("Remain"), _("Excluded"), _("of whom value unknown"))
    return Sheet(columns, rows, _("Attrition of the cohort"), frozenset({1, 2, 3}))


def risk_sheet(comparison: Comparison, unit: str, times: Sequence[float]) -> Sheet:
    """Numbers at risk just before each time (in `unit`), one row per group."""
    factor = DAYS_PER[unit] / DAYS_PER[comparison.unit]
    counts = comparison.risk_table([t * factor for t in times])
    rows = tuple((group.label or comparison.endpoint_label,
                  *(hidden_text(n) if group.n is None and group.curve is not None else shown(n) for n in line))
                 for group, line in zip(comparison.groups, counts, strict=True))
    columns = (_("Patients at risk"), *(f"{number(t)}\u00a0{unit_name(unit)}" for t in times))
    return Sheet(columns, rows, _("Patients at risk"), frozenset(range(1, len(columns))))


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The table as a spreadsheet of the reader's country opens it: `;` and decimal comma in French.

    A text that a spreadsheet would run as a formula is put behind an apostrophe.
    """
    french = language() == "fr"
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if french else ",", lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([_csv_cell(cell, french) for cell in row])
    return file.getvalue()


def _csv_cell(cell: Any, french: bool) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float):
        text = f"{cell:.6g}"
        return text.replace(".", ",") if french else text
    text = str(cell).replace("\u202f", "").replace("\u00a0", " ")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) and text not in {"-", "–"} else text

"""Results that show themselves: a table in a cell, a figure, a CSV file, and the cell that makes them again."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.language import _, number, p_value
from carnet.study.html import table_html

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from carnet.cohorts.attrition import Attrition
    from carnet.cohorts.columns import Column
    from carnet.cohorts.comparison import Comparison, Interval
    from carnet.cohorts.describe import TableOne
    from carnet.cohorts.endpoints import Endpoint
    from carnet.cohorts.regression import CoxModel

Row = Sequence[Any]


class _Result:
    """What every result can do. Tables hold raw counts (`.masked()` hides small cells); figures mask under `mask`."""

    def __init__(self, code: str) -> None:
        self._code = code

    def code(self) -> str:
        """The Python cell that makes this result again."""
        return self._code

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write the result as CSV (UTF-8, comma, decimal point) and return the file."""
        target = Path(path)
        header, rows = self._csv()
        part = target.with_name(f".{target.name}.part")
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)
        part.replace(target)
        return target

    def _csv(self) -> tuple[Sequence[str], Iterable[Row]]:
        raise NotImplementedError


class AttritionResult(_Result):
    """The steps of a selection."""

    def __init__(self, attrition: "Attrition", name: str, code: str) -> None:
        super().__init__(code)
        self.attrition = attrition
        self.name = name

    def figure(self, *, width_mm: float | None = None, **options: Any) -> "go.Figure":
        """The flow chart (options of `carnet.figures.attrition_chart`); `width_mm` (85, 170) for a journal."""
        from carnet.figures import alt_text, attrition_chart
        from carnet.study.showing import quiet

        return quiet(attrition_chart(self.attrition, **options), alt_text(self.attrition), width_mm)

    def masked(self, threshold: int = 11) -> "AttritionResult":
        """The same without small counts nor differences."""
        return AttritionResult(self.attrition.masked(threshold), self.name, self._code)

    def _csv(self) -> tuple[Sequence[str], Iterable[Row]]:
        steps = self.attrition.steps
        return ("step", "before", "excluded", "unknown", "after"), [
            (s.label, s.before, s.excluded, s.unknown, s.after) for s in steps
        ]

    def _repr_html_(self) -> str:
        rows = [
            (step.label, self._count(step.excluded), self._count(step.unknown), self._count(step.after))
            for step in self.attrition.steps
        ]
        header = (_("Step"), _("Excluded"), _("of whom unknown"), _("Patients left"))
        title = _("Selection: {name}").format(name=self.name) if self.name else _("Selection")
        return table_html(title, header, rows)

    def _count(self, n: int | None) -> str:
        from carnet.cohorts.masking import shown

        return shown(n, self.attrition.threshold or 11)


class SurvivalResult(_Result):
    """Survival compared between groups; `comparison` holds the numbers."""

    def __init__(self, comparison: "Comparison", code: str) -> None:
        super().__init__(code)
        self.comparison = comparison

    def figure(self, *, width_mm: float | None = None, **options: Any) -> "go.Figure":
        """The curves (options of `carnet.figures.survival_curves`); `width_mm` (85, 170) for a journal."""
        from carnet.figures import alt_text, survival_curves
        from carnet.study.showing import quiet

        options.setdefault("unit", self.comparison.unit)
        return quiet(survival_curves(self.comparison, **options), alt_text(self.comparison), width_mm)

    def masked(self, threshold: int = 11) -> "SurvivalResult":
        """The same without small counts."""
        return SurvivalResult(self.comparison.masked(threshold), self._code)

    def _csv(self) -> tuple[Sequence[str], Iterable[Row]]:
        header = ("group", "time", "survival", "lower", "upper", "at_risk", "events", "censored", "unit")
        names = ("time", "survival", "lower", "upper", "at_risk", "events", "censored")

        def rows() -> Iterable[Row]:
            for group in self.comparison.groups:
                if group.curve is not None:
                    columns = (getattr(group.curve, name) for name in names)
                    for values in zip(*columns, strict=True):
                        yield (group.group, *(_cell(value) for value in values), self.comparison.unit)

        return header, rows()

    def _repr_html_(self) -> str:
        comparison = self.comparison
        title = comparison.endpoint_label
        if comparison.by is not None:
            title = _("{endpoint} by {column}").format(endpoint=title, column=comparison.by_label)
        unit = unit_name(comparison.unit)
        header = [_("Group"), _("n"), _("events"), _("median ({unit}), 95 % CI").format(unit=unit)]
        compared = len(comparison.groups) > 1
        if compared:
            header += [_("hazard ratio, 95 % CI"), _("p (hazard ratio)")]
        ratios = {ratio.group: ratio for ratio in comparison.hazard_ratios}
        rows = []
        for group in comparison.groups:
            row = [group.label, self._count(group.n), self._count(group.events), median_text(group.median)]
            if compared:
                ratio = ratios.get(group.group)
                if ratio is None:
                    row += [_("reference") if group.group == comparison.reference else "–", ""]
                else:
                    row += [estimate_text(ratio.hazard_ratio, ratio.lower, ratio.upper), p_text(ratio.p_value)]
            rows.append(row)
        notes = list(comparison.warnings)
        if comparison.logrank is not None:
            test = comparison.logrank
            notes.insert(
                0,
                _("Log-rank: χ² = {statistic}, {degrees} d.f., {p}").format(
                    statistic=number(test.statistic, 2), degrees=test.degrees_of_freedom, p=p_value(test.p_value)
                ),
            )
        unknown = (
            (comparison.n_missing, comparison.by_label),
            (comparison.n_missing_endpoint, comparison.endpoint_label),
        )
        for n, label in unknown:
            if n != 0:
                notes.append(_("“{column}” unknown: {n} patients left out.").format(column=label, n=self._count(n)))
        return table_html(title, header, rows, notes)

    def _count(self, n: int | None) -> str:
        from carnet.cohorts.masking import shown

        return shown(n, self.comparison.threshold or 11)


class CoxResult(_Result):
    """A Cox model; `model` holds the numbers."""

    def __init__(self, model: "CoxModel", code: str) -> None:
        super().__init__(code)
        self.model = model

    def figure(self, *, width_mm: float | None = None, **options: Any) -> "go.Figure":
        """The forest plot (options of `carnet.figures.forest_plot`); `width_mm` (85, 170) for a journal."""
        from carnet.figures import alt_text, forest_plot
        from carnet.study.showing import quiet

        return quiet(forest_plot(self.model, **options), alt_text(self.model), width_mm)

    def masked(self, threshold: int = 11) -> "CoxResult":
        """The same without the estimates of small levels."""
        return CoxResult(self.model.masked(threshold), self._code)

    def _csv(self) -> tuple[Sequence[str], Iterable[Row]]:
        names: tuple[str, ...] = (
            "proportional_p",
            "column",
            "label",
            "level",
            "reference",
            "n",
            "events",
            "hazard_ratio",
            "lower",
            "upper",
            "p_value",
        )
        return names, [[getattr(term, name) for name in names] for term in self.model.terms]

    def _repr_html_(self) -> str:
        from carnet.cohorts.masking import shown

        model = self.model
        threshold = model.threshold or 11
        rows = []
        for term in model.terms:
            name = term.label
            if term.level:
                name = _("{column}: {level} (against {reference})").format(
                    column=term.label, level=term.level, reference=term.reference
                )
            estimate = estimate_text(term.hazard_ratio, term.lower, term.upper)
            rows.append([name, shown(term.n, threshold), estimate, p_text(term.p_value), p_text(term.proportional_p)])
        header = (_("Variable"), _("n"), _("hazard ratio, 95 % CI"), _("p"), _("proportional hazards"))
        notes = [
            _("{n} patients, {events} events").format(
                n=shown(model.n, threshold), events=shown(model.events, threshold)
            )
        ]
        if model.concordance is not None:
            notes[0] += " ; " + _("concordance {c}").format(c=number(model.concordance, 2))
        if model.likelihood_ratio_p is not None:
            notes[0] += " ; " + _("likelihood ratio {p}").format(p=p_value(model.likelihood_ratio_p))
        if model.proportional_p is not None:
            notes.append(_("Schoenfeld test, all variables: {p}").format(p=p_value(model.proportional_p)))
        if model.n_missing != 0:
            notes.append(_("{n} patients left out: a value is missing.").format(n=shown(model.n_missing, threshold)))
        title = _("Cox model: {endpoint}").format(endpoint=model.endpoint_label)
        return table_html(title, header, rows, [*notes, *model.warnings])


class TableOneResult(_Result):
    """Table 1; `table` holds the cells."""

    def __init__(self, table: "TableOne", name: str, code: str) -> None:
        super().__init__(code)
        self.table = table
        self.name = name

    def _csv(self) -> tuple[Sequence[str], Iterable[Row]]:
        header = ("column", "level", *self.table.groups, "p_value", "standardised_difference")
        rows = [
            (row.column, row.level, *(cell.text for cell in row.cells), row.p_value, row.difference)
            for row in self.table.rows
        ]
        return header, rows

    def _repr_html_(self) -> str:
        from carnet.cohorts.masking import shown

        table = self.table
        compared = table.by is not None
        threshold = table.threshold or 11
        header = [
            "",
            *(f"{name} (n = {shown(n, threshold)})" for name, n in zip(table.groups, table.sizes, strict=True)),
        ]
        header += [_("p"), _("standardised difference")] if compared else []
        rows: list[list[str]] = []
        previous = None
        for row in table.rows:
            label = row.label if row.column != previous and not row.level else f"\u2003{row.level}"
            comparison = [p_text(row.p_value), "" if row.difference is None else number(row.difference, 2)] * compared
            if row.level and row.column != previous:
                rows.append([row.label, *([""] * len(row.cells)), *comparison])
                comparison = ["", ""] * compared
            rows.append([label, *(cell.text for cell in row.cells), *comparison])
            previous = row.column
        notes = [_("Categories: n (share of those known); numbers: median [first–third quartile]."), *table.notes]
        title = _("Table 1: {name}").format(name=self.name) if self.name else _("Table 1")
        return table_html(title, header, rows, notes)


def columns_html(columns: Sequence["Column"]) -> str:
    """Columns as a table."""
    kinds = {"number": _("number"), "category": _("category")}
    rows = [(c.id, c.label, kinds[c.kind], c.unit, "" if c.n_known is None else number(c.n_known)) for c in columns]
    header = (_("Column"), _("Name on screen"), _("Kind"), _("Unit"), _("Patients with a value"))
    return table_html(_("Columns"), header, rows, numbers_from=4)


def endpoints_html(endpoints: Sequence["Endpoint"]) -> str:
    """Endpoints as a table."""
    origins = {"imported": _("given by the study"), "derived": _("derived from dates")}
    rows = [
        (
            e.name,
            e.label,
            origins[e.origin],
            unit_name(e.unit),
            "" if e.n is None else number(e.n),
            "" if e.events is None else number(e.events),
        )
        for e in endpoints
    ]
    header = (_("Endpoint"), _("Name on screen"), _("Origin"), _("Unit"), _("Patients"), _("Events"))
    return table_html(_("Endpoints"), header, rows, numbers_from=4)


def unit_name(unit: str) -> str:
    """`month` → months, in the language in use."""
    return {"day": _("days"), "month": _("months"), "year": _("years")}.get(unit, unit)


def median_text(median: "Interval") -> str:
    """`84,0 (77,2 – 92,1)`, or that it is not reached."""
    return _("not reached") if median.value is None else estimate_text(median.value, median.lower, median.upper, 1)


def estimate_text(value: float | None, lower: float | None, upper: float | None, digits: int = 2) -> str:
    """`1,87 (1,46 – 2,39)`; a dash where there is no estimate, dots where there is no limit."""
    if value is None:
        return "–"
    limits = " – ".join("…" if limit is None else number(limit, digits) for limit in (lower, upper))
    return f"{number(value, digits)} ({limits})"


def p_text(p: float | None) -> str:
    """`< 0,001`, without the letter; empty where there is none."""
    return "" if p is None else p_value(p).removeprefix("p ").removeprefix("= ")


def _cell(value: Any) -> float | str:
    return "" if value != value else float(value)

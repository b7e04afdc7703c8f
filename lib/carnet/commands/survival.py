"""`carnet survival`: survival compared between groups, as a table or as JSON."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carnet.errors import CarnetError
from carnet.language import _, number, p_value

if TYPE_CHECKING:
    from carnet.cohorts.comparison import Comparison, Interval
    from carnet.cohorts.table import CohortTable, Range


def command(
    warehouse: Annotated[Path, typer.Argument(metavar="WAREHOUSE", help=_("Folder of the warehouse."))],
    endpoint: Annotated[str, typer.Option("--endpoint", metavar="NAME", help=_("Endpoint: os, pfs, rfs, dss…"))] = "os",
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help=_("Column that makes the groups; a number is cut at its median, or where one says: age:50,70."),
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=_("Print JSON. Counts are raw: small cells are not masked."))
    ] = False,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help=_("day, month or year; the endpoint's own by default."))
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="COLUMN=VALUE",
            help=_(
                "Keep only these patients; may be repeated: values of one column add up, columns restrict one another. "
                "A number may be a range: age=50..70."
            ),
        ),
    ] = None,
) -> None:
    """Compare survival between the groups of a column.

    The counts are raw: small cells are not masked here. Do not publish them as they stand.
    """
    from carnet.cohorts.build import build
    from carnet.cohorts.comparison import compare
    from carnet.cohorts.endpoints import time_unit
    from carnet.records import Warehouse

    opened = Warehouse.open(warehouse)
    unit = None if unit is None else time_unit(unit)
    table = build(opened)
    if where:
        table = table.where(_filters(table, where))
        if not table.n:
            raise _nobody(where)
    comparison = compare(table, endpoint, by, unit=unit)
    if where and not comparison.n:
        raise _nobody(where)
    if as_json:
        print(json.dumps(as_dict(comparison, str(warehouse)), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _show(comparison, opened.name)


def _filters(table: "CohortTable", where: list[str]) -> Any:
    from carnet.cohorts.table import Filters

    wanted: dict[str, list[str]] = {}
    ranges: dict[str, Range] = {}
    for condition in where:
        name, equals, value = condition.partition("=")
        if not equals or not name.strip():
            raise CarnetError(
                _("--where {condition} is not of the form COLUMN=VALUE.").format(condition=condition),
                _('For example: --where sex=F --where "ER Status=Positive".'),
            )
        column = table.column(name.strip()).column
        low, dots, high = value.partition("..")
        if dots and column.kind == "number":
            ranges[name.strip()] = _range(name, low, high, condition)
        else:
            wanted.setdefault(name.strip(), []).append(value.strip())
    for name, values in wanted.items():
        _check_values(table, name, values)
    return Filters(others={**{name: tuple(values) for name, values in wanted.items()}, **ranges})


def _nobody(where: list[str]) -> CarnetError:
    return CarnetError(
        _("No patient can be followed once the filters are applied: {filters}.").format(filters=" · ".join(where)),
        _("Widen a range, or take one filter away."),
    )


def _range(name: str, low: str, high: str, condition: str) -> "Range":
    from carnet.cohorts.table import Range

    bounds = Range(_bound(low, condition), _bound(high, condition))
    if bounds.low is not None and bounds.high is not None and bounds.low > bounds.high:
        raise CarnetError(
            _("--where {condition}: the range is empty, its first bound is above its second.").format(
                condition=condition
            ),
            _("Write the lower bound first: {condition}.").format(
                condition=f"{name.strip()}={high.strip()}..{low.strip()}"
            ),
        )
    return bounds


def _bound(text: str, condition: str) -> float | None:
    try:
        bound = float(text.replace(",", ".")) if text.strip() else None
    except ValueError:
        bound = math.nan
    if bound is not None and math.isnan(bound):
        raise CarnetError(
            _("--where {condition}: a bound is not a number.").format(condition=condition),
            _("For example: --where age=50..70."),
        )
    return bound


def _check_values(table: "CohortTable", name: str, values: list[str]) -> None:
    """Raise when a value is not one of the column's: a filter that keeps nobody is a slip of the pen."""
    from carnet.cohorts.columns import UnknownColumn, nearest, remedy_of
    from carnet.cohorts.table import is_one_of

    column = table.column(name)
    for value in values:
        if not is_one_of(column, [value]).any():
            known = list(column.categories)
            raise UnknownColumn(
                _("“{column}” has no value “{value}”.").format(column=column.column.id, value=value),
                remedy_of(nearest(value, known)) if known else "",
            )


def as_dict(comparison: "Comparison", warehouse: str) -> dict[str, Any]:
    """The comparison as JSON: what is not reached or not estimable is null; `missing` counts everybody left out."""
    return {
        "warehouse": warehouse,
        "endpoint": comparison.endpoint,
        "by": comparison.by,
        "unit": comparison.unit,
        "n": comparison.n,
        "events": comparison.events,
        "missing": (comparison.n_missing or 0) + (comparison.n_missing_endpoint or 0),
        "groups": [
            {
                "group": group.group or None,
                "n": group.n,
                "events": group.events,
                "median": group.median.value,
                "median_lower": group.median.lower,
                "median_upper": group.median.upper,
            }
            for group in comparison.groups
        ],
        "logrank": None
        if comparison.logrank is None
        else {
            "statistic": comparison.logrank.statistic,
            "degrees_of_freedom": comparison.logrank.degrees_of_freedom,
            "p_value": comparison.logrank.p_value,
        },
        "hazard_ratios": [
            {
                "group": ratio.group,
                "reference": ratio.reference,
                "hazard_ratio": ratio.hazard_ratio,
                "lower": ratio.lower,
                "upper": ratio.upper,
                "p_value": ratio.p_value,
            }
            for ratio in comparison.hazard_ratios
        ],
        "warnings": list(comparison.warnings),
    }


def _show(comparison: "Comparison", warehouse: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    unit = {"day": _("days"), "month": _("months"), "year": _("years")}[comparison.unit]
    title = comparison.endpoint_label
    if comparison.by is not None:
        title = _("{endpoint} by {column}").format(endpoint=title, column=comparison.by_label)
    console = Console(highlight=False)
    console.print(f"[bold]{escape(title)}[/bold] · {escape(warehouse)}")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(_("Group"))
    for heading in (_("n"), _("events")):
        table.add_column(heading, justify="right")
    for heading in (
        _("median ({unit}), 95 % CI").format(unit=unit),
        _("hazard ratio, 95 % CI"),
        _("p (hazard ratio)"),
    ):
        table.add_column(heading)
    ratios = {ratio.group: ratio for ratio in comparison.hazard_ratios}
    for group in comparison.groups:
        ratio = ratios.get(group.group)
        if ratio is None:
            hazard, p = (_("reference"), "") if comparison.reference == group.group else ("", "")
        else:
            hazard = _estimate(ratio.hazard_ratio, ratio.lower, ratio.upper, 2, "–")
            p = "–" if ratio.p_value is None else p_value(ratio.p_value)
        table.add_row(
            escape(group.label), number(group.n or 0), number(group.events or 0), _median(group.median), hazard, p
        )
    console.print(table)
    if comparison.logrank is not None:
        test = comparison.logrank
        console.print(
            _("Log-rank: χ² = {statistic}, {degrees} d.f., {p}").format(
                statistic=number(test.statistic, 2), degrees=test.degrees_of_freedom, p=p_value(test.p_value)
            )
        )
    missing = (comparison.n_missing or 0) + (comparison.n_missing_endpoint or 0)
    console.print(
        _("{n} patients, {events} events; {missing} left out (value unknown). Raw counts, not masked.").format(
            n=number(comparison.n or 0), events=number(comparison.events or 0), missing=number(missing)
        )
    )
    for warning in comparison.warnings:
        console.print(f"• {escape(warning)}")


def _median(median: "Interval") -> str:
    return _estimate(median.value, median.lower, median.upper, 1, _("not reached"))


def _estimate(value: float | None, lower: float | None, upper: float | None, digits: int, absent: str) -> str:
    if value is None:
        return absent
    limits = " – ".join("…" if limit is None else number(limit, digits) for limit in (lower, upper))
    return f"{number(value, digits)} ({limits})"

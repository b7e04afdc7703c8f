"""`carnet evaluate structure GOLD.jsonl PREDICTED.jsonl`: facts found, valued, asserted, kind by kind."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carnet.commands.rates import as_plain, rate_text, tell_left_out
from carnet.language import _, number

if TYPE_CHECKING:
    from carnet.evaluation.structuring import FactReport


def structure(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help=_("Lines with note_id and facts (kind, value, evidence…)."))
    ],
    predicted: Annotated[
        Path, typer.Argument(metavar="PREDICTED.jsonl", help=_("What carnet run structure wrote for the same notes."))
    ],
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Facts found, against gold, kind by kind. Intervals are 95 %, from a bootstrap over notes."""
    from carnet.evaluation.structuring import read_fact_pairs, score_facts

    pairs = read_fact_pairs(gold, predicted)
    tell_left_out(pairs.partial, pairs.missing)
    report = score_facts(pairs.notes)
    if as_json:
        print(json.dumps(_as_dict(report), ensure_ascii=False, indent=1))
    else:
        _show(report)


def _as_dict(report: "FactReport") -> Any:
    plain = as_plain(report)
    for shown, one in ((plain["total"], report.total), *zip(plain["kinds"], report.kinds, strict=True)):
        shown["f1"] = None if one.f1 != one.f1 else one.f1
    return plain


def _show(report: "FactReport") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(box=None)
    headings = (
        _("Kind of fact"),
        _("Recall"),
        _("Precision"),
        _("Value right"),
        _("Assertion right"),
        _("Date right"),
        _("F1"),
    )
    for heading in headings:
        table.add_column(heading)
    for one in (*report.kinds, report.total):
        fields = (rate_text(one.fields[name], short=True) for name in ("value", "assertion", "date"))
        f1 = "–" if one.f1 != one.f1 else number(one.f1, 3)
        table.add_row(one.kind or _("All"), rate_text(one.recall), rate_text(one.precision), *fields, f1)
    console.print(table)
    console.print(
        _(
            "Recall and precision: same kind and overlapping passages; facts derived by a rule that gold does not mark "
            "are not counted. F1: with the right value and assertion. The other columns are about the facts found."
        )
    )
    if report.unscored:
        kinds = ", ".join(f"{kind} ({number(n)})" for kind, n in sorted(report.unscored.items()))
        console.print(_("Not scored, since gold has none: {kinds}.").format(kinds=kinds))

"""`carnet evaluate TOOL GOLD.jsonl PREDICTED.jsonl`: how well a tool did, with confidence intervals."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carnet.language import _, number

if TYPE_CHECKING:
    from carnet.evaluation.spans import Rate, SpanReport

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def evaluate() -> None:
    """Compare what a tool wrote with a gold standard."""


@app.command("pseudonymise", help=_("Identifiers found, against gold: recall, precision, notes fully covered."))
def pseudonymise(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help=_("Lines with note_id, text and entities (start, end, label)."))
    ],
    predicted: Annotated[
        Path,
        typer.Argument(metavar="PREDICTED.jsonl", help=_("What carnet run pseudonymise wrote for the same notes.")),
    ],
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Identifiers found, against gold. Intervals are 95 %, from a bootstrap over notes."""
    from carnet.evaluation.pseudonymisation import read_pair
    from carnet.evaluation.spans import score_spans

    pair = read_pair(gold, predicted)
    if pair.partial:
        print(_("Notes left out, since their review is not complete: {n}.").format(n=pair.partial), file=sys.stderr)
    if pair.missing:
        print(
            _("Notes without a prediction, counted as if nothing was found: {n}.").format(n=pair.missing),
            file=sys.stderr,
        )
    report = score_spans(pair.notes)
    if as_json:
        print(json.dumps(_as_dict(report), ensure_ascii=False, indent=1))
    else:
        _show(report)


def _as_dict(report: "SpanReport") -> dict[str, object]:
    def plain(value: object) -> object:
        if isinstance(value, dict):
            if set(value) == {"hits", "total", "lower", "upper"}:
                rate = value["hits"] / value["total"] if value["total"] else None
                return {"value": rate, **{k: None if v != v else v for k, v in value.items()}}
            return {name: plain(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [plain(one) for one in value]
        return None if isinstance(value, float) and value != value else value

    return plain(asdict(report))  # type: ignore[return-value]


def _show(report: "SpanReport") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    lines = (
        (_("Identifying tokens found, whatever the label (recall)"), _rate(report.recall)),
        (_("Notes with all of them found"), _rate(report.notes_covered)),
        (_("Hidden tokens that identify (precision)"), _rate(report.precision)),
        (_("False alarms per 1,000 tokens"), number(report.false_alarms_per_1000, 2)),
        (_("Notes"), number(report.notes)),
        (_("Tokens"), number(report.tokens)),
    )
    summary = Table(box=None, show_header=False)
    for row in lines:
        summary.add_row(*row)
    console.print(summary)
    table = Table(box=None)
    for heading in (_("Label"), _("Recall"), _("Precision"), _("Gold"), _("Found"), _("Exactly the same")):
        table.add_column(heading)
    for one in report.labels:
        counts = (number(n) for n in (one.exact_gold, one.exact_predicted, one.exact_hits))
        table.add_row(one.label, _rate(one.token_recall), _rate(one.precision), *counts)
    console.print(table)
    console.print(
        _(
            "Recall: tokens of the label that were hidden, whatever the label given. "
            "Precision: hidden tokens of the label that identify."
        )
    )


def _rate(rate: "Rate") -> str:
    if not rate.total:
        return "–"
    three = (number(100 * part, 1) for part in (rate.value, rate.lower, rate.upper))
    return _("{value} % ({lower}–{upper}), {hits} of {total}").format(
        **dict(zip(("value", "lower", "upper"), three, strict=True)), hits=number(rate.hits), total=number(rate.total)
    )

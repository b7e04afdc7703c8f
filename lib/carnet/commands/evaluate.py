"""`carnet evaluate TOOL GOLD.jsonl PREDICTED.jsonl`: how well a tool did, with confidence intervals."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carnet.commands.evaluate_code import code
from carnet.commands.evaluate_structure import structure
from carnet.commands.evaluate_summarise import summarise
from carnet.commands.rates import as_plain, rate_text, tell_left_out
from carnet.language import _, number

if TYPE_CHECKING:
    from carnet.evaluation.spans import SpanReport

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command("summarise", help=_("Conclusions hidden and written again: key elements found, missed, invented."))(
    summarise
)
app.command(
    "code", help=_("Codes proposed, against those of a coder: F1 by position, top 1, 5, 10, chapters, calibration.")
)(code)
app.command("structure", help=_("Facts found, against gold: recall, precision, values, assertion, dates."))(structure)


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
    tell_left_out(pair.partial, pair.missing)
    report = score_spans(pair.notes)
    if as_json:
        print(json.dumps(as_plain(report), ensure_ascii=False, indent=1))
    else:
        _show(report)


def _show(report: "SpanReport") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    lines = (
        (_("Identifying tokens found, whatever the label (recall)"), rate_text(report.recall)),
        (_("Notes with all of them found"), rate_text(report.notes_covered)),
        (_("Hidden tokens that identify (precision)"), rate_text(report.precision)),
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
        table.add_row(one.label, rate_text(one.token_recall), rate_text(one.precision), *counts)
    console.print(table)
    console.print(
        _(
            "Recall: tokens of the label that were hidden, whatever the label given. "
            "Precision: hidden tokens of the label that identify."
        )
    )

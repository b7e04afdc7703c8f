"""`carnet evaluate code GOLD [PREDICTED.jsonl]`: proposed codes beside those of a coder, position by position."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carnet.commands.learn import tell_aside
from carnet.commands.rates import as_plain, rate_text
from carnet.commands.run import CodingModel, Llm, Terminologies, Workers
from carnet.errors import CarnetError
from carnet.language import _, number

if TYPE_CHECKING:
    from rich.console import Console

    from carnet.evaluation.coding import CodingReport, Interval
    from carnet.evaluation.coding_gold import CodedPairs
    from carnet.text.coded_stays import CodedRecord


def code(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help=_("PARTAGES’ table, PARHAF’s files, lines with text and given, or a warehouse’s folder."),
        ),
    ],
    predicted: Annotated[
        Path | None,
        typer.Argument(
            metavar="PREDICTED.jsonl",
            help=_("What carnet run code wrote, note by note or by stay; without it, the stays are coded now."),
        ),
    ] = None,
    model: CodingModel = None,
    llm: Llm = None,
    terminologies: Terminologies = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT.jsonl", help=_("Keep what was coded now in this file.")),
    ] = None,
    workers: Workers = 0,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Proposed codes against those of a coder. Intervals are 95 %, from a bootstrap over stays."""
    from carnet.evaluation.coding import score_codes
    from carnet.evaluation.coding_gold import pair, predicted_lines
    from carnet.text.coded_stays import SetAsides, read_coded_stays
    from carnet.text.coded_stays.record import CodedStaysRefused, shapes

    if output is not None and not output.absolute().parent.is_dir():
        raise CarnetError(
            _("{folder}: no such folder.").format(folder=output.parent), _("Create it, or choose another output.")
        )
    aside = SetAsides()
    stays = list(read_coded_stays(gold, aside))
    tell_aside(aside)
    if not stays:
        raise CodedStaysRefused(_("{file} has no coded stay.").format(file=gold.name), shapes())
    lines: Iterable[Mapping[str, Any]]
    if predicted is not None:
        lines = predicted_lines(predicted)
    else:
        settings = {"terminologies": terminologies, "model": model, "llm": llm}
        lines = _kept(_coded_now(stays, {k: str(v) if v else None for k, v in settings.items()}, workers), output)
    pairs = pair(stays, lines)
    _tell(pairs)
    report = score_codes(pairs.stays)
    if as_json:
        left_out = {"missing": pairs.missing, "failed": pairs.failed, "foreign": pairs.foreign, "torn": pairs.torn}
        plain = as_plain(report) | {"left_out": {**left_out, "set_aside": aside.counted()}}
        print(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        _show(report)


def _coded_now(stays: list["CodedRecord"], settings: dict[str, str | None], workers: int) -> Iterator[dict[str, Any]]:
    """The lines that `carnet run code --by-stay` would write for these stays, whose codes the program is not shown."""
    from carnet.tools.coding.learning.applying import Applied, code_record
    from carnet.tools.workers import in_order

    applied = Applied(**settings)
    applied.prepare()
    yield from in_order(applied, stays, workers, code_record)


def _kept(lines: Iterable[dict[str, Any]], output: Path | None) -> Iterator[dict[str, Any]]:
    from carnet.records.private_files import private_file

    if output is None:
        yield from lines
        return
    with private_file(output) as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            yield line


def _tell(pairs: "CodedPairs") -> None:
    for told, n in (
        (_("Stays without a prediction, counted as if nothing was proposed: {n}."), pairs.missing),
        (_("Lines of errors: {n}."), pairs.failed),
        (_("Lines left out, since they tell of no gold stay: {n}."), pairs.foreign),
        (
            _("Lines whose note is of one gold stay and whose stay_id is another’s, placed by the note: {n}."),
            pairs.torn,
        ),
    ):
        if n:
            print(told.format(n=number(n)), file=sys.stderr)


def _show(report: "CodingReport") -> None:
    from rich.console import Console

    console = Console()
    _show_positions(report, console)
    _show_main(report, console)
    _show_chapters(report, console)
    _show_scores(report, console)


def _show_positions(report: "CodingReport", console: "Console") -> None:
    from rich.table import Table

    names = {"dp": "DP", "dr": "DR", "das": "DAS", "main": _("DR, else DP")}
    table = Table(box=None, padding=(0, 1, 0, 0))
    for heading in (_("Position"), _("Code"), _("Recall"), _("Precision"), _("F1 (micro)"), _("F1 (macro)"), _("Gold")):
        table.add_column(heading, no_wrap=heading == _("Code"))
    for one in report.scores:
        table.add_row(
            names[one.position],
            _("full") if one.characters is None else _("{n} characters").format(n=one.characters),
            _figure(one.recall),
            _figure(one.precision),
            _figure(one.f1),
            _figure(one.macro),
            number(one.recall.total),
        )
    console.print(table)
    told = _(
        "{stays} stays, {answers} answers, no DP in {abstained}. F1 (macro): the mean over codes given or proposed. "
        "« DR, else DP » is what PARTAGES’ use case 2 calls dp."
    )
    console.print(
        told.format(stays=number(report.stays), answers=number(report.answers), abstained=rate_text(report.abstained))
    )


def _show_main(report: "CodingReport", console: "Console") -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False)
    for name, rate in report.tops.items():
        top, _space, three = name.partition(" ")
        if top == "1":
            told = _("DP first, three characters") if three else _("DP first")
        else:
            told = _("DP among the first {n}, three characters") if three else _("DP among the first {n}")
        table.add_row(told.format(n=top), rate_text(rate))
    table.add_row(_("Distance to the gold DP in the tree (steps)"), _figure(report.distance, 2))
    steps = ", ".join(f"{step} : {number(n)}" for step, n in report.steps.items())
    table.add_row(_("Stays by distance"), steps or "–")
    console.print(table)


def _show_chapters(report: "CodingReport", console: "Console") -> None:
    from rich.table import Table

    table = Table(box=None)
    for heading in (_("Chapter of the gold DP"), _("DP, full code"), _("DP, three characters")):
        table.add_column(heading)
    for one in report.chapters:
        table.add_row(f"{one.number} {one.title[:60]}", rate_text(one.full), rate_text(one.category))
    console.print(table)


def _show_scores(report: "CodingReport", console: "Console") -> None:
    from rich.table import Table

    table = Table(box=None)
    for heading in (_("Position"), _("Score"), _("Codes"), _("Mean score"), _("Kept")):
        table.add_column(heading)
    for one in report.reliability:
        for bin_ in one.bins:
            between = f"{number(bin_.lower, 1)}–{number(bin_.upper, 1)}"
            kept = f"{number(100 * bin_.kept, 1)} %"
            table.add_row(one.position.upper(), between, number(bin_.codes), number(bin_.score, 2), kept)
    console.print(table)
    errors = ", ".join(
        f"{one.position.upper()} {number(one.error, 3)}" for one in report.reliability if one.error == one.error
    )
    if errors:
        console.print(_("Expected calibration error of the scores: {errors}.").format(errors=errors))


def _figure(one: "Any | Interval", digits: int = 3) -> str:
    if one.value != one.value:
        return "–"
    lower, upper = (number(part, 2) for part in (one.lower, one.upper))
    return f"{number(one.value, digits)} ({lower}–{upper})"

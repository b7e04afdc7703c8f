"""`carnet learn code STAYS --into FOLDER`: a model of a site's past coded stays."""

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carnet.commands.run import Terminologies, Workers
from carnet.errors import CarnetError
from carnet.language import _, ngettext, number

if TYPE_CHECKING:
    from carnet.text.coded_stays import CodedRecord, SetAsides
    from carnet.tools.coding.learning.folder import Taught

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
_SEED = 1  # of the persons held out; those kept apart for calibration are drawn from the others
_LOG_EVERY = 30.0  # seconds


@app.callback()
def learn() -> None:
    """Learn from what people decided in the past."""


@app.command("code", help=_("Learn from past coded stays to rank the codes that notes attest."))
def code(
    stays: Annotated[
        Path,
        typer.Argument(
            metavar="STAYS",
            help=_("PARTAGES’ table, PARHAF’s files, lines with text and given, or a warehouse’s folder."),
        ),
    ],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help=_("Where the model is written."))],
    encoder: Annotated[
        Path | None,
        typer.Option(
            "--encoder", metavar="DIR", help=_("A transformers encoder to fine-tune besides (a local folder).")
        ),
    ] = None,
    epochs: Annotated[int, typer.Option("--epochs", min=1, metavar="N", help=_("Passes of the encoder."))] = 3,
    held_out: Annotated[
        Path | None,
        typer.Option(
            "--held-out",
            metavar="FILE.jsonl",
            help=_("Leave some patients out, and write their stays there, to evaluate on."),
        ),
    ] = None,
    share: Annotated[
        float, typer.Option("--share", min=0.01, max=0.9, metavar="P", help=_("The share of patients left out."))
    ] = 0.2,
    fewest: Annotated[
        int, typer.Option("--fewest", min=2, metavar="N", help=_("Stays with a code, for it to be learnt."))
    ] = 5,
    terminologies: Terminologies = None,
    workers: Workers = 0,
) -> None:
    """Learn from past coded stays. The folder holds numbers and codes, no text; it only ranks what notes attest."""
    from carnet.text.coded_stays import SetAsides, read_coded_stays
    from carnet.text.coded_stays.lines import write
    from carnet.tools.coding.learning.folder import prepare, teach
    from carnet.tools.coding.learning.training import held_apart

    prepare(into)
    begun = time.monotonic()
    aside = SetAsides()
    records: Iterable[CodedRecord] = read_coded_stays(stays, aside)
    left: list[CodedRecord] = []
    if held_out is not None:
        if not held_out.absolute().parent.is_dir():
            raise CarnetError(
                _("{folder}: no such folder.").format(folder=held_out.parent), _("Create it, or choose another output.")
            )
        kept = list(records)
        left = [one for one in kept if held_apart(one.person, share, _SEED)]
        records = [one for one in kept if not held_apart(one.person, share, _SEED)]
        write(left, held_out)
    try:
        taught = teach(
            _told(records),
            into,
            terminologies=str(terminologies) if terminologies else None,
            encoder=encoder,
            epochs=epochs,
            fewest=fewest,
            workers=workers,
            aside=aside,
        )
    except CarnetError:
        tell_aside(aside)  # which may be why there is nothing to learn from
        raise
    _show(taught, into, time.monotonic() - begun)
    if held_out is not None:
        told = _("{n} stays of other patients are in {file}: carnet evaluate code {file} --model {folder}")
        print(told.format(n=number(len(left)), file=held_out, folder=into))
    tell_aside(aside)


def tell_aside(aside: "SetAsides") -> None:
    """Say, on stderr, which rows were set aside, by reason."""
    for reason, times in aside.counted().items():
        print(_("Set aside: {n} ({reason}).").format(n=number(times), reason=reason), file=sys.stderr)


def _told(records: "Iterable[CodedRecord]") -> "Iterator[CodedRecord]":
    """The records as they come, with a line on stderr now and then."""
    last = time.monotonic()
    for done, record in enumerate(records, 1):
        yield record
        if time.monotonic() - last > _LOG_EVERY:
            last = time.monotonic()
            print(ngettext("{n} stay read.", "{n} stays read.", done).format(n=number(done)), file=sys.stderr)


def _show(taught: "Taught", into: Path, seconds: float) -> None:
    learnt = taught.learnt
    heads = {name: len(head.codes) for name, head in learnt.model.heads.items()}
    print(
        _("Learnt from {n} stays in {seconds} s: {main} principal or related diagnoses, {das} associated ones.").format(
            n=number(taught.stays),
            seconds=number(round(seconds, 1)),
            main=number(heads.get("main", 0)),
            das=number(heads.get("das", 0)),
        )
    )
    if learnt.stays:
        print(
            _(
                "On {n} stays of patients kept apart, the DP was among the codes that the notes attest {reachable} "
                "times; the rules put it first {ruled} times, the model alone {learnt}."
            ).format(
                n=number(learnt.stays),
                reachable=number(learnt.reachable),
                ruled=number(learnt.ruled),
                learnt=number(learnt.learnt),
            )
        )
    print(_("Model {fingerprint} written to {folder}.").format(fingerprint=learnt.model.fingerprint, folder=into))

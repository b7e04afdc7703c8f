"""`carnet demo`: build the fictitious hospital, with a progress bar."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from carnet.language import _, number


def command(
    into: Annotated[Path, typer.Option(help=_("Folder of the warehouse."))] = Path("hospital"),
    persons: Annotated[int, typer.Option(help=_("Number of patients."))] = 20_000,
    seed: Annotated[int, typer.Option(help=_("The same seed gives the same hospital."))] = 7,
    notes: Annotated[
        bool, typer.Option("--notes/--no-notes", help=_("Compose notes for the first patients with a cancer."))
    ] = True,
) -> None:
    """Build the demo hospital (fictitious)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from carnet.records.demo import build_demo

    console = Console(file=sys.stderr)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=console,
    ) as bar:
        task = bar.add_task(_("Building the demo hospital (fictitious)"), total=max(persons, 1))
        warehouse = build_demo(
            into, persons, seed, notes, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    summary = warehouse.summary()
    print(
        _("{path}: {persons} patients, {visits} visits, {notes} notes; all fictitious.").format(
            path=into, persons=number(summary.persons), visits=number(summary.visits), notes=number(summary.notes)
        )
    )

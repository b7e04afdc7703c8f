"""`carnet pseudonymise-warehouse`: a pseudonymised copy of a warehouse, notes and structured identifiers alike."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from carnet.language import _, ngettext, number


def command(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help=_("Folder of the warehouse to pseudonymise."))],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help=_("Folder of the new warehouse."))],
    key_file: Annotated[
        Path | None, typer.Option("--key-file", metavar="FILE", help=_("The site’s key (carnet pseudonym-key)."))
    ] = None,
    knowledge: Annotated[
        Path | None, typer.Option("--knowledge", metavar="FILE", help=_("What the site knows of its patients."))
    ] = None,
    staff: Annotated[
        Path | None, typer.Option("--staff", metavar="FILE", help=_("Names of the site’s staff, one a line."))
    ] = None,
    places: Annotated[
        Path | None, typer.Option("--places", metavar="FILE", help=_("Places that the site knows, one a line."))
    ] = None,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help=_("Use the small model that Carnet ships beside the rules."))
    ] = True,
    weekdays: Annotated[bool, typer.Option("--weekdays", help=_("Move dates by whole weeks."))] = False,
    vault: Annotated[
        Path | None, typer.Option("--vault", metavar="FILE", help=_("Keep what was replaced in the notes, encrypted."))
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help=_("Name of the warehouse."))] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=0, metavar="N", help=_("Processes; 0, the default, is one for each core."))
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the report as JSON."))] = False,
) -> None:
    """Write a pseudonymised copy of the warehouse SOURCE into DIR. SOURCE is only read."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from carnet.commands.running import one_thread_each
    from carnet.tools import pseudonymise as open_tool
    from carnet.tools.pseudonymisation.warehouse import pseudonymise_warehouse

    one_thread_each()
    tool = open_tool(
        key_file=key_file,
        mode="surrogate",
        knowledge=knowledge,
        staff=staff,
        places=places,
        model=model,
        weekdays=weekdays,
        vault=vault,
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=as_json or not sys.stderr.isatty()) as bar:
        task = bar.add_task(_("Pseudonymising"), total=None)
        report = pseudonymise_warehouse(
            source,
            into,
            tool,
            name=name,
            workers=workers,
            progress=lambda table, done, rows: bar.update(task, description=table, completed=done, total=rows),
        )
    from carnet.records import Warehouse
    from carnet.tools.pseudonymisation.quasi_identifiers import QuasiIdentifiers

    alike = QuasiIdentifiers.of_warehouse(Warehouse.open(report.into))
    if as_json:
        content = {
            "into": str(report.into),
            "key": report.fingerprint,
            "rows": report.rows,
            "replaced": dict(sorted(report.replaced.items())),
            "failed": dict(report.failed),
            "left_out": report.dropped,
            "births_changed": report.aged,
            "quasi_identifiers": alike.to_dict(),
        }
        print(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        print(
            _("{path}: {persons} patients, {notes} notes, {passages} passages replaced (key {key}).").format(
                path=report.into,
                persons=number(report.rows.get("person", 0)),
                notes=number(report.rows.get("note", 0)),
                passages=number(sum(report.replaced.values())),
                key=report.fingerprint,
            )
        )
        for table, rows in report.dropped.items():
            print(
                _("{table}: {count} rows left out, their offsets do not hold any more.").format(
                    table=table, count=number(rows)
                )
            )
        least = min(alike.below)
        print(
            _("By age, sex, town and rare diagnosis, {n} patients are alike with fewer than {k}.").format(
                n=number(alike.below[least]), k=least
            )
        )
        print(_("Names that no detector found are still there: read a sample before you share it."))
    failed = report.failed["note"]
    if failed:
        text = ngettext(
            "{count} note could not be read and was left out.",
            "{count} notes could not be read and were left out.",
            failed,
        )
        print(text.format(count=number(failed)), file=sys.stderr)
        raise typer.Exit(1)

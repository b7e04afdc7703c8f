"""`carnet import`: bring a study, an OMOP database or tables into a warehouse."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carnet.language import _, ngettext, number

if TYPE_CHECKING:
    from carnet.records.importers import ImportReport


def command(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help=_("Study folder, archive, clinical file, OMOP folder or table."))
    ],
    into: Annotated[Path | None, typer.Option("--into", metavar="DIR", help=_("Folder of the warehouse."))] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help=_("cbioportal, omop or table; recognised when absent."))
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE.yaml", help=_("How the tables are read."))
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help=_("Print the proposed mapping (or write it to --mapping) and stop."))
    ] = False,
    name: Annotated[str | None, typer.Option("--name", help=_("Name of the warehouse."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the report as JSON."))] = False,
) -> None:
    """Import SOURCE into a warehouse. The old warehouse stays as it was when the import is refused."""
    if propose:
        _propose(source, mapping)
        return
    if into is None:
        raise typer.BadParameter(_("say where to: --into DIR"), param_hint="--into")
    report = _run(source, into, as_, mapping, name, quiet=as_json or not sys.stderr.isatty())
    if as_json:
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))
    else:
        _show(report)


def _propose(source: Path, target: Path | None) -> None:
    from carnet.errors import ImportRefused
    from carnet.records.importers import propose_mapping

    text = propose_mapping(source).to_yaml()
    if target is None:
        print(text, end="")
        return
    if target.exists():
        raise ImportRefused(
            _("{path} exists already: it is not overwritten.").format(path=target), _("Choose another name.")
        )
    target.write_text(text, encoding="utf-8")
    print(_("Mapping written to {path}: read it, correct it, then import with --mapping {path}.").format(path=target))


def _run(
    source: Path, into: Path, format: str | None, mapping: Path | None, name: str | None, quiet: bool
) -> "ImportReport":
    from carnet.records.importers import import_source

    if quiet:
        return import_source(source, into, format=format, mapping=mapping, name=name)
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Importing"), total=None, rows="")

        def told(text: str, rows: int) -> None:
            bar.update(task, description=text, rows=_("{count} rows").format(count=number(rows)) if rows else "")

        return import_source(source, into, format=format, mapping=mapping, name=name, progress=told)


def _show(report: "ImportReport") -> None:
    from rich.console import Console
    from rich.table import Table

    from carnet.records.importers.report import reason_text

    console = Console(highlight=False)
    persons = ngettext("{count} patient imported into {path}", "{count} patients imported into {path}", report.persons)
    console.print(persons.format(count=number(report.persons), path=report.into), markup=False)
    if report.endpoints:
        table = Table(
            _("Endpoint"), _("Patients"), _("Events"), _("Unit"), _("Missing"), _("Columns"), box=None, pad_edge=False
        )
        for each in report.endpoints:
            columns = ", ".join(part for part in (each.time_column, each.status_column) if part)
            table.add_row(
                each.name, number(each.n), number(each.events), _unit(each.unit), number(each.missing), _plain(columns)
            )
        console.print(table)
    rows = Table(_("Table"), _("Rows"), box=None, pad_edge=False)
    for name, count in report.rows.items():
        rows.add_row(name, number(count))
    console.print(rows)
    if report.rejected:
        count = sum(report.rejected.values())
        text = ngettext(
            "{count} row set aside, kept with its reason in {path}:",
            "{count} rows set aside, kept with their reasons in {path}:",
            count,
        )
        console.print(text.format(count=number(count), path=f"{report.into}/versions/…/rejected"), markup=False)
        for (name, reason), many in sorted(report.rejected.items()):
            console.print(f"  {name}: {reason_text(reason)} ({number(many)})", markup=False)
    for note in report.notes:
        console.print(f"• {note}", markup=False)
    console.print(_("Next: {command}").format(command=_next(report)), markup=False, soft_wrap=True)


def _unit(unit: str) -> str:
    return {"day": _("days"), "month": _("months"), "year": _("years")}.get(unit, unit)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _next(report: "ImportReport") -> str:
    if not report.endpoints:
        return "carnet lab"
    names = [each.name for each in report.endpoints if each.events]
    endpoint = "os" if "os" in names else names[0] if names else report.endpoints[0].name
    return f"carnet survival {report.into} --endpoint {endpoint} --by …"

"""`carnet teach check BANK`: the publication gate over items, each finding with its reason and its remedy."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carnet.commands.run import Llm
from carnet.language import _, ngettext, number

if TYPE_CHECKING:
    from carnet.teaching.gate import GateReport


def check(
    bank: Annotated[Path, typer.Argument(metavar="BANK", help=_("The items to check."))],
    references: Annotated[
        Path | None, typer.Option("--references", metavar="DIR", help=_("The library that the items cite."))
    ] = None,
    llm: Llm = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON, one line an item."))] = False,
) -> None:
    """Run the gate. Ends with status 1 when it stays closed for some item."""
    from carnet.llm.chat import open_llm
    from carnet.teaching.gate import Gate
    from carnet.teaching.marking import read_items
    from carnet.teaching.references import Library
    from carnet.tools.pseudonymisation.leftovers import leftovers

    items = read_items(bank)
    gate = Gate(
        bank=items.values(),
        identifiers=leftovers,
        llm=open_llm(llm) if llm else None,
        library=Library(references) if references else None,
    )
    closed = 0
    for item in items.values():
        report = gate.check(item)
        closed += not report.open
        if as_json:
            print(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            _tell(report)
    if not as_json:
        told = ngettext("{n} item, {closed} closed.", "{n} items, {closed} closed.", len(items))
        print(told.format(n=number(len(items)), closed=number(closed)))
    raise typer.Exit(1 if closed else 0)


def _tell(report: "GateReport") -> None:
    from carnet.teaching.gate import labels

    names = labels()
    print(f"{report.item_id} v{report.item_version} : {_('open') if report.open else _('closed')}")
    for finding in report.findings:
        sign = "✗" if finding in report.stops else "!"
        where = f" ({finding.where})" if finding.where else ""
        print(
            f"  {sign} {names.get(finding.check, finding.check)}{where} : {finding.message} {finding.remedy}".rstrip()
        )
    for missing in report.missing:
        print(f"  ✗ {names.get(missing, missing)} : {report.why.get(missing, '')}".rstrip())

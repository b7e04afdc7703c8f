"""`carnet codes`: search the CIM-10 by words, show a code, show what is above and below it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carnet.errors import CarnetError
from carnet.language import _, number

if TYPE_CHECKING:
    from carnet.text.terminologies.nomenclature import Nomenclature

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

_Json = Annotated[bool, typer.Option("--json", help=_("Print as JSON."))]
_Folder = Annotated[
    Path | None,
    typer.Option(
        "--terminologies",
        metavar="DIR",
        help=_("The site’s official files (CIM-10, CCAM, severities, synonyms); else CARNET_TERMINOLOGIES."),
    ),
]


@app.callback()
def root() -> None:
    """Search the CIM-10 and show its hierarchy."""


@app.command("search", help=_("Find the codes of a diagnosis said in words."))
def search(
    words: Annotated[str, typer.Argument(metavar="TEXT", help=_("What is looked for, or a code."))],
    k: Annotated[int, typer.Option("-k", min=1, max=200, help=_("How many codes at most."))] = 10,
    position: Annotated[
        str, typer.Option("--position", help=_("Only the codes that may stand there: dp, dr or das."))
    ] = "",
    acts: Annotated[bool, typer.Option("--acts", help=_("Search the acts of the site’s CCAM instead."))] = False,
    as_json: _Json = False,
    terminologies: _Folder = None,
) -> None:
    """Find the codes of a diagnosis said in words."""
    from carnet.text.terminologies.cim10 import dotted
    from carnet.text.terminologies.nomenclature import POSITIONS
    from carnet.text.terminologies.search import open_acts, open_index

    position = position.strip().lower()
    if position and position not in POSITIONS:
        raise CarnetError(
            _("“{position}” is no position of a stay.").format(position=position), _("Give dp, dr or das.")
        )
    if acts and position:
        raise CarnetError(_("An act has no position."), _("Leave out --position or --acts."))
    index = open_acts(terminologies) if acts else open_index(terminologies)
    if index is None:
        raise CarnetError(
            _("No CCAM is found."), _("Put the site’s CCAM file (code, label) in the folder of nomenclatures.")
        )
    hits = index.typed(words, k, position or None)
    if as_json:
        _json([{"code": hit.code, "label": hit.label, "score": round(hit.score, 4), "why": hit.why} for hit in hits])
        return
    if not hits:
        print(_("No code is found."), file=sys.stderr)
    for hit in hits:
        named = f"  ({hit.why})" if hit.why and hit.why != dotted(hit.code) else ""
        print(f"{dotted(hit.code):<9} {number(100 * hit.score):>4} %  {hit.label}{named}")


@app.command("show", help=_("Show a code: its label, where it may stand, its chapter, its parents."))
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("A code, with or without its dot."))],
    as_json: _Json = False,
    terminologies: _Folder = None,
) -> None:
    """Show a code: its label, where it may stand, its chapter, its parents."""
    from carnet.text.terminologies.cim10 import cim10, dotted
    from carnet.text.terminologies.nomenclature import POSITIONS
    from carnet.text.terminologies.site import severities

    nomenclature = cim10(terminologies)
    found = _known(nomenclature, code)
    entry = nomenclature.get(found)
    assert entry is not None
    chapter = nomenclature.chapter(found)
    positions = [position for position in POSITIONS if nomenclature.valid(found, position)]
    severity = severities(terminologies).get(found)
    if as_json:
        _json(
            {
                "code": found,
                "label": entry.label,
                "short": entry.short,
                "mco": entry.mco,
                "positions": positions,
                "severity": severity,
                "chapter": {"number": chapter.number, "title": chapter.title} if chapter else None,
                "ancestors": list(nomenclature.ancestors(found)),
                "children": list(nomenclature.children(found)),
            }
        )
        return
    print(f"{dotted(found)}  {entry.label}")
    print(entry.short)
    allowed = ", ".join(position.upper() for position in positions) or _("none: choose a code below it")
    print(_("Positions: {positions}").format(positions=allowed))
    if severity:
        print(_("Severity as an associated diagnosis (CMA): {level}").format(level=severity))
    if chapter:
        print(_("Chapter {number}: {title}").format(number=chapter.number, title=chapter.title))
    for above in nomenclature.ancestors(found):
        print(f"  {dotted(above)}  {nomenclature.label(above)}")


@app.command("tree", help=_("Show what is above a code and below it; the chapters without a code."))
def tree(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help=_("A code, with or without its dot; or a chapter (II)."))
    ] = "",
    terminologies: _Folder = None,
) -> None:
    """Show what is above a code and below it; the chapters without a code."""
    from carnet.text.terminologies.cim10 import cim10, dotted

    nomenclature = cim10(terminologies)
    if not code:
        for listed in nomenclature.chapters:
            print(f"{listed.number:<6} {listed.first}–{listed.last}  {listed.title}")
        return
    named = next((one for one in nomenclature.chapters if one.number == code.strip().upper()), None)
    if named is not None:
        print(_("Chapter {number}: {title}").format(number=named.number, title=named.title))
        for entry in nomenclature:
            if len(entry.code) == 3 and named.first <= entry.code <= named.last:
                print(f"{entry.code}  {entry.label}")
        return
    found = _known(nomenclature, code)
    above = nomenclature.ancestors(found)
    chapter = nomenclature.chapter(found)
    if chapter:
        print(_("Chapter {number}: {title}").format(number=chapter.number, title=chapter.title))
    for depth, one in enumerate((*reversed(above), found)):
        print(f"{'  ' * depth}{dotted(one)}  {nomenclature.label(one)}")
    for one in nomenclature.descendants(found):
        print(f"{'  ' * len(nomenclature.ancestors(one))}{dotted(one)}  {nomenclature.label(one)}")


def _known(nomenclature: "Nomenclature", code: str) -> str:
    """A code as it is kept. Raises CarnetError for one that does not exist, with the nearest that does."""
    from carnet.text.terminologies.cim10 import dotted

    found = nomenclature.get(code)
    if found is not None:
        return found.code
    near = nomenclature.nearest(code)
    raise CarnetError(
        _("“{code}” is no code of the CIM-10.").format(code=code),
        _("The nearest is {code} ({label}).").format(code=dotted(near), label=nomenclature.label(near))
        if near
        else _("Search it by words: carnet codes search."),
    )


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

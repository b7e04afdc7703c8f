"""Drafts of ECOS stations and of script concordance, from the passages of a case; written when asked for."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.language import _
from carnet.teaching.item import GridLine, Item, ItemKind, ScriptLine, Station
from carnet.teaching.question import Question
from carnet.text.lists import parse_lists
from carnet.tools.writing.binding import Bound, bind
from carnet.tools.writing.chart import Chart
from carnet.tools.writing.drafting import passages_of
from carnet.tools.writing.items import Placed
from carnet.tools.writing.knowledge import Blueprint, Needs
from carnet.tools.writing.passages import Passage

_DEGREES = "cette hypothèse ou cette option devient… (de −2, bien moins probable ou indiquée, à +2, bien plus)"


def stations(chart: Chart, producer: str) -> Iterator[Item]:
    """A station each time a scenario suits the case; the id is left to the caller."""
    for fields in _read("stations.yaml"):
        needs = Needs(
            first_line=True,
            drug=tuple(fields.get("drug", ())),
            tumour=(chart.tumour.id,) if chart.tumour else ("none",),
        )
        shows = ("who", "background?", "tumour", "treatment") if needs.drug else ("who", "background?", "tumour")
        made = bind(_frame(fields["id"], needs, shows, fields["source"]), chart)
        shown = passages_of(made, chart) if made else None
        if made is None or shown is None or (chart.person.age or 18) < 18:
            continue
        case = _case(shown)
        words = _words(made, chart)
        item = Item(
            id="station",
            kind="ECOS",
            title=f"ECOS : {fields['title']}",
            case=case.text,
            station=_station(fields | {"grid": _grid(fields, made, chart)}, words),
            specialty=chart.tumour.specialty if chart.tumour else "",
            item_number=295 if fields["id"] == "announcement" else 294,
            origins=tuple(case.origins),
            producer=producer,
            cautions=(_("A draft station: adapt the grid and the script to your own rules."),),
        )
        yield item


def concordance(chart: Chart, producer: str) -> Iterator[Item]:
    """Script concordance questions with an empty panel, which the teacher fills."""
    for fields in _read("concordance.yaml"):
        needs = Needs.model_validate(fields["needs"])
        point = "treatment" if needs.drug else "sign" if needs.sign else "stage"
        made = bind(_frame(fields["id"], needs, ("who", "background?", "disease", point), "panel"), chart)
        shown = passages_of(made, chart) if made else None
        if made is None or shown is None:
            continue
        words = _words(made, chart)
        case = _case([*shown, Passage("situation", fields["situation"].format(**words), "")])
        kind: ItemKind = "TCS"
        asked = "Si vous pensiez à" if fields["topic"] not in ("treatment", "examination") else "Si vous envisagiez"
        question = Question(
            id="q1",
            kind="TCS",
            stem=f"{asked} {fields['hypothesis']}, et qu’alors vous trouviez {fields['finding']} : {_DEGREES}",
            hypothesis=fields["hypothesis"],
            finding=fields["finding"],
            topic=fields["topic"],
            evidence=tuple(one for key, one in case.places.items() if key.partition(":")[0] == point),
        )
        yield Item(
            id="concordance",
            kind=kind,
            title="Concordance de script",
            case=case.text,
            questions=(question,),
            specialty=chart.tumour.specialty if chart.tumour else "",
            item_number=chart.tumour.item if chart.tumour else None,
            origins=tuple(case.origins),
            producer=producer,
            cautions=(_("The panel is empty: let at least ten experts answer before it is used."),),
        )


def _frame(name: str, needs: Needs, shows: tuple[str, ...], source: str) -> Blueprint:
    return Blueprint(
        id=name, topic="other", kind="QROC", stem="", needs=needs, shows=shows, answers=("-",), source=source
    )


def _case(shown: "list[Passage] | tuple[Passage, ...]") -> Placed:
    case = Placed("case")
    for passage in shown:
        case.add(passage)
    return case


def _words(made: Bound, chart: Chart) -> dict[str, str]:
    female = chart.person.sex == "f"
    return made.words(chart) | {
        "au_patient_name": "cette patiente" if female else "ce patient",
        "Inquiet": "Inquiète" if female else "Inquiet",
    }


def _grid(fields: dict[str, Any], made: Bound, chart: Chart) -> list[list[Any]]:
    """The lines of the grid, with those that go with the patient's age and with the drug."""
    grid = list(fields["grid"])
    own = []
    if "fertile" in fields and (chart.person.sex == "m" or (chart.person.age or 99) <= 50):
        own.append(fields["fertile"])
    lines = fields.get("by_drug", {})
    own += [lines[drug.id] for drug in (made.line.drugs if made.line else ()) if drug.id in lines][:2]
    place = next((number for number, line in enumerate(grid) if line[0] == "conduite à tenir"), len(grid) - 1)
    return [*grid[: place + 1], *own, *grid[place + 1 :]]


def _station(fields: dict[str, Any], words: dict[str, str]) -> Station:
    return Station(
        task=fields["task"].format(**words),
        setting=fields["setting"],
        participant=fields["participant"].format(**words),
        attitude=fields["attitude"].format(**words),
        script=tuple(ScriptLine(cue=cue, says=says.format(**words)) for cue, says in fields["script"]),
        grid=tuple(
            GridLine(id=f"g{number}", section=section, text=text.format(**words), weight=weight, indispensable=must)
            for number, (section, text, weight, must) in enumerate(fields["grid"], 1)
        ),
    )


@cache
def _read(name: str) -> list[dict[str, Any]]:
    return parse_lists((files(f"{__package__}.knowledge") / name).read_text(encoding="utf-8"))

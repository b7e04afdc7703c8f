"""A note made safe for teaching: names and places gone, dates told from the first one, old ages grouped, warnings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from carnet.language import _
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.pseudonymisation.labels import KEPT
from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.tool import Pseudonymiser
from carnet.tools.writing.chart import Chart
from carnet.tools.writing.person import OLDEST

_GENERIC = {
    "FIRST_NAME": "X",
    "LAST_NAME": "X",
    "HOSPITAL": "l’établissement",
    "CITY": "la ville",
    "COUNTRY": "un pays",
    "ADDRESS": "une adresse",
    "ZIP_CODE": "…",
    "FAMILY_STATUS": "…",
}
_AGE = re.compile(r"\b(\d{2,3})(?= ?ans\b)")
_TWO_NAMES = re.compile(r"\bX(?:[ -]X)+\b")
_YOUNG = 15


@dataclass(frozen=True)
class SafeText:
    """A note's text made safe, and how many passages were changed. `repr` shows no text."""

    note_id: str
    text: str = field(repr=False)
    changed: int = 0


def safe_text(note: Note, pseudonymiser: Pseudonymiser, first: date | None = None) -> SafeText:
    """The note without what identifies. `first` is day zero (default: the first full date of the note)."""
    entities = sorted(pseudonymiser.detect(note), key=lambda one: one.start)
    told = _dates(note)
    zero = first or next((day for _place, day, whole in told if whole), None)
    pieces: list[str] = []
    at = 0
    for entity in entities:
        if entity.start < at:
            continue
        pieces += [note.text[at : entity.start], _instead(entity, told, zero)]
        at = entity.end
    text = "".join([*pieces, note.text[at:]])
    text = _TWO_NAMES.sub("X", text)
    text = _AGE.sub(lambda found: f"plus de {OLDEST}" if OLDEST < int(found[1]) < 125 else found[1], text)
    return SafeText(note.note_id, text, len(entities))


def warnings(chart: Chart) -> tuple[str, ...]:
    """What a person must judge before the case is shown: it may be so rare that somebody would recognise it."""
    found = []
    if chart.tumour is not None and chart.tumour.rare:
        found.append(_("A rare tumour: the patient may be recognised by it. Change or leave out what is not needed."))
    male_breast = chart.tumour is not None and chart.tumour.id == "breast" and chart.person.sex == "m"
    if male_breast:
        found.append(_("A rare combination (sex and tumour): the patient may be recognised by it."))
    age = chart.person.age
    if age is not None and (age < _YOUNG or age > OLDEST):
        found.append(_("A rare age: the patient may be recognised by it."))
    return tuple(found)


def _dates(note: Note) -> list[tuple[tuple[int, int], date, bool]]:
    """Where each date stands, its day (the first of the month or year where the note says no more), and if it does."""
    reading = Reading.of(note)
    found = []
    for moment in reading.moments:
        if moment.kind != "date" or not moment.possible:
            continue
        parts = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?", moment.value)
        if parts:
            day = date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
            found.append((reading.clean.original(moment.start, moment.end), day, parts[3] is not None))
    return found


def _instead(entity: Entity, told: Sequence[tuple[tuple[int, int], date, bool]], zero: date | None) -> str:
    if entity.label in KEPT or entity.label.endswith("_DATE"):
        for (start, end), day, whole in told:
            if start < entity.end and entity.start < end and zero is not None:
                return _relative(day, zero, whole)
        return "J…"
    return _GENERIC.get(entity.label, "…")


def _relative(day: date, zero: date, whole: bool) -> str:
    """« J+12 », « M+8 », « A+3 »: from day zero, as coarse as the distance is long."""
    days = (day - zero).days
    sign = "+" if days >= 0 else "−"
    if whole and abs(days) <= 31:
        return "J0" if days == 0 else f"J{sign}{abs(days)}"
    months = round(abs(days) / 30.44)
    return f"M{sign}{months}" if months <= 24 else f"A{sign}{round(abs(days) / 365.25)}"

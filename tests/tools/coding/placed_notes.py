"""Stays written with their mentions marked: `{I219|infarctus}`; `{I219?|…}` possible, `-` absent, `<` history, `~`
family, `>` hypothetical; a dot for no code, choices after it: `{.S7200+S7210|fracture}`; second codes after `&`."""

import re
from collections.abc import Mapping

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.lexicon import Diagnosis
from carnet.tools.coding.mention import Mention, Placed
from carnet.tools.coding.pmsi.assigning import Assigned, assign
from carnet.tools.coding.stay import Sex, Stay

_MARK = re.compile(r"\{([A-Z0-9.+&]*?)([?\-<~>]?)\|([^}]*)\}")
_SAID = {"": "present", "?": "possible", "-": "absent", "<": "history", "~": "family", ">": "hypothetical"}


def stay_of(
    *marked: str | tuple[str, str],
    age: float | None = None,
    sex: Sex | None = None,
    given: tuple[tuple[str, str], ...] = (),
    entries: Mapping[str, Diagnosis] | None = None,
) -> tuple[Stay, list[Placed]]:
    """A stay of notes, each a marked text or (type, marked text), and its mentions. `entries`: by code."""
    notes, placed = [], []
    for number, one in enumerate(marked):
        kind, text = one if isinstance(one, tuple) else ("CRH", one)
        note, found = _note(f"n{number}", kind, text, entries or {})
        notes.append(note)
        placed += found
    return Stay("s", tuple(notes), age=age, sex=sex, given=given), placed


def assigned(
    *marked: str | tuple[str, str],
    age: float | None = None,
    sex: Sex | None = None,
    entries: Mapping[str, Diagnosis] | None = None,
    severities: Mapping[str, int] | None = None,
) -> Assigned:
    """The coding of a marked stay."""
    stay, placed = stay_of(*marked, age=age, sex=sex, entries=entries)
    return assign(placed, stay, cim10(), severities=severities or {})


def codes(done: Assigned) -> tuple[str | None, str | None, set[str]]:
    """(dp, dr, the das)."""
    return done.dp.code if done.dp else None, done.dr.code if done.dr else None, {one.code for one in done.das}


def _note(note_id: str, kind: str, text: str, entries: Mapping[str, Diagnosis]) -> tuple[Note, list[Placed]]:
    plain, places, last = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[last : match.start()]
        places.append((match[1], match[2], len(plain), len(plain) + len(match[3])))
        plain += match[3]
        last = match.end()
    note = Note(note_id, plain + text[last:], note_type=kind)
    reading = Reading.of(note)
    assert reading.text == note.text  # marked texts are clean: offsets are the same
    return note, [Placed(reading, _mention(reading, entries, *place)) for place in places]


def _mention(reading: Reading, entries: Mapping[str, Diagnosis], code: str, sign: str, start: int, end: int) -> Mention:
    section = reading.section_at(start)
    first, _and, beside = code.partition("&")
    choices = tuple(first[1:].split("+")) if first.startswith(".") and len(first) > 1 else ()
    return Mention(
        None if first.startswith(".") or not first else first,
        start,
        end,
        reading.text[start:end],
        "lexicon",
        0.8,
        _SAID[sign],  # type: ignore[arg-type]
        entries.get(first),
        section.kind if section else "body",
        choices,
        (),
        tuple(beside.split("&")) if beside else (),
    )

"""From lines of NOTES.jsonl to a stay, and from its coding to a line of OUT.jsonl."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from carnet.language import _
from carnet.text.note import Note
from carnet.text.terminologies.cim10 import undotted
from carnet.tools.coding.stay import Stay
from carnet.tools.lines import Numbered, error_line, read_line, result_line
from carnet.tools.tool import NoteFailed, attempt

if TYPE_CHECKING:
    from carnet.tools.coding.tool import Coder

_SEXES = {"f": "f", "w": "f", "2": "f", "femme": "f", "female": "f", "m": "m", "h": "m", "1": "m", "homme": "m"}
_POSITIONS = ("dp", "dr", "das")


def stays_of_lines(lines: Iterator[Numbered]) -> Iterator[tuple[Numbered, ...]]:
    """Lines that follow each other and have the same `person_id` and `visit_id`: the notes of a stay.

    A line without a visit is a stay of its own; so is one that cannot be read, which then says why.
    """
    group: list[Numbered] = []
    current: tuple[str, str] | None = None
    for numbered in lines:
        key = _key(numbered[1])
        if group and (key is None or key != current):
            yield tuple(group)
            group = []
        group.append(numbered)
        current = key
    if group:
        yield tuple(group)


def _key(line: bytes) -> tuple[str, str] | None:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
        visit = fields.get("visit_id")
    except (ValueError, AttributeError, RecursionError):
        return None
    return (str(fields.get("person_id")), str(visit)) if visit is not None else None


def answer_note(tool: "Coder", numbered: Numbered) -> bytes:
    """The output line of a note coded alone."""
    return answer_stay(tool, (numbered,))


def answer_stay(tool: "Coder", group: tuple[Numbered, ...]) -> bytes:
    """The output line of a stay; a note of it that cannot be read is told in `warning`, the others are coded."""
    notes: list[Note] = []
    troubles: list[str] = []
    first: Any = None
    fields: dict[str, Any] = {}
    for number, line in group:
        note, note_id, trouble = read_line(line)
        if trouble:
            troubles.append(_("line {row}: {trouble}").format(row=number, trouble=trouble))
        if note is None:
            first = note_id if first is None and len(group) == 1 else first
            continue
        first = note_id if not notes else first
        notes.append(note)
        fields.update({k: v for k, v in json.loads(line.decode("utf-8-sig")).items() if v is not None and k != "text"})
    if not notes:
        return error_line(first, "; ".join(troubles))
    stay, wrong = _stay(tuple(notes), fields)
    result = attempt(tool.stay, stay, first)  # type: ignore[arg-type]  # a stay in place of a note
    if isinstance(result, NoteFailed):
        return error_line(first, _("line {row}: {trouble}").format(row=group[0][0], trouble=result.reason))
    return result_line(result, first, "; ".join([*troubles, *wrong]))


def _stay(notes: tuple[Note, ...], fields: dict[str, Any]) -> tuple[Stay, list[str]]:
    """The stay with what the lines know of it besides the notes, and what of that could not be understood."""
    wrong: list[str] = []
    stay = replace(
        Stay.of(notes[0]),
        notes=notes,
        age=_number(fields.get("age"), "age", wrong),
        sex=_sex(fields.get("sex"), wrong),
        admission=_day(fields.get("admission_date"), "admission_date", wrong),
        discharge=_day(fields.get("discharge_date"), "discharge_date", wrong),
        unit=str(fields["unit"]) if "unit" in fields else None,
        given=_given(fields.get("given"), wrong),
    )
    return stay, wrong


def _unused(field: str) -> str:
    return _("the field “{field}” was not understood and was not used").format(field=field)


def _number(value: Any, field: str, wrong: list[str]) -> float | None:
    if value is None:
        return None
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = -1.0
    if isinstance(value, bool) or not 0 <= number <= 130:
        wrong.append(_unused(field))
        return None
    return number


def _sex(value: Any, wrong: list[str]) -> Any:
    if value is None:
        return None
    sex = _SEXES.get(str(value).strip().lower())
    if sex is None:
        wrong.append(_unused("sex"))
    return sex


def _day(value: Any, field: str, wrong: list[str]) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        wrong.append(_unused(field))
        return None


def _given(value: Any, wrong: list[str]) -> tuple[tuple[str, str], ...]:
    """`{"dp": "C504", "das": ["I10"]}` as pairs of a position and a code."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        wrong.append(_unused("given"))
        return ()
    pairs = []
    for position in _POSITIONS:
        codes = value.get(position) or []
        for code in [codes] if isinstance(codes, str) else codes:
            pairs.append((position, undotted(str(code))))
    return tuple(pairs)

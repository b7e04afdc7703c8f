"""From lines of NOTES.jsonl to a stay, and from its coding to a line of OUT.jsonl."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from carnet.language import _
from carnet.text.note import Note
from carnet.text.terminologies.cim10 import undotted
from carnet.tools.coding.stay import Stay
from carnet.tools.lines import Numbered, error_line, read_line, result_line
from carnet.tools.tool import NoteFailed, attempt

if TYPE_CHECKING:
    from carnet.tools.coding.tool import Coder

_SEXES = dict.fromkeys(("f", "w", "2", "femme", "feminin", "féminin", "female"), "f") | dict.fromkeys(
    ("m", "h", "1", "homme", "masculin", "male"), "m"
)
_POSITIONS = ("dp", "dr", "das")
_ADMINISTRATIVE = ("age", "sex", "admission_date", "discharge_date", "given")  # one for the whole stay

_Key = tuple[str, str]
StayLines = tuple[bool, tuple[Numbered, ...]]  # whether the visit was met before, elsewhere in the file; its lines


def stays_of_lines(lines: Iterator[Numbered]) -> Iterator[tuple[Numbered, ...]]:
    """Lines that follow each other and have the same `person_id` and `visit_id`: the notes of a stay.

    A line without a visit is a stay of its own. So is one that cannot be read, which then says why; it comes before
    the stay that it stands in and does not cut it in two.
    """
    return (group for _visit, group in _groups(lines))


def stays_to_answer(lines: Iterator[Numbered]) -> Iterator[StayLines]:
    """The same, each with whether its visit came before in the file (its notes do not follow each other)."""
    met: set[int] = set()  # of hashes: a few bytes a stay
    for visit, group in _groups(lines):
        again = visit is not None and hash(visit) in met
        if visit is not None:
            met.add(hash(visit))
        yield again, group


def _groups(lines: Iterator[Numbered]) -> Iterator[tuple[_Key | None, tuple[Numbered, ...]]]:
    group: list[Numbered] = []
    current: _Key | None = None
    for numbered in lines:
        fields = _fields(numbered[1])
        if fields is None:
            yield None, (numbered,)
            continue
        key = _key(fields)
        if group and (key is None or key != current):
            yield current, tuple(group)
            group = []
        group.append(numbered)
        current = key
    if group:
        yield current, tuple(group)


def _fields(line: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _key(fields: dict[str, Any]) -> _Key | None:
    visit = fields.get("visit_id")
    if isinstance(visit, bool) or not isinstance(visit, str | int | float) or not str(visit).strip():
        return None
    return str(fields.get("person_id")), str(visit)


def answer_note(tool: "Coder", numbered: Numbered) -> bytes:
    """The output line of a note coded alone."""
    return answer_stay(tool, (False, (numbered,)))


def answer_stay(tool: "Coder", stay_lines: StayLines) -> bytes:
    """The output line of a stay; a note of it that cannot be read is told in `warning`, the others are coded."""
    again, group = stay_lines
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
        known = {name: value for name, value in (_fields(line) or {}).items() if value is not None and value != ""}
        for name in _ADMINISTRATIVE:
            if name in known and name in fields and str(fields[name]) != str(known[name]):
                told = _("line {row}: the field “{field}” is not that of the lines before; this one was used")
                troubles.append(told.format(row=number, field=name))
        fields.update(known)
    if not notes:
        return error_line(first, "; ".join(troubles))
    stay, wrong = _stay(tuple(notes), fields)
    if again:
        wrong.append(_("notes of this stay are elsewhere in the file too: sort it by visit_id to code them together"))
    if len({note.note_id for note in notes}) < len(notes):
        wrong.append(_("several notes of the stay have the same note_id: their passages cannot be told apart"))
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
    """A day written 2024-03-12, with a time after it or not, or 12/03/2024."""
    if value is None:
        return None
    text = str(value).strip()
    for parse in (datetime.fromisoformat, lambda day: datetime.strptime(day, "%d/%m/%Y")):
        try:
            return parse(text).date()
        except ValueError:
            continue
    wrong.append(_unused(field))
    return None


def _given(value: Any, wrong: list[str]) -> tuple[tuple[str, str], ...]:
    """`{"dp": "C504", "das": ["I10"]}` as pairs of a position and a code."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        wrong.append(_unused("given"))
        return ()
    pairs: list[tuple[str, str]] = []
    for name, codes in value.items():
        position = name.strip().lower()
        listed = codes if isinstance(codes, list) else [] if codes is None else [codes]
        texts = [code.strip() for code in listed if isinstance(code, str)]
        if position not in _POSITIONS:
            wrong.append(_unused("given"))
            continue
        if len(texts) < len(listed):
            wrong.append(_unused(f"given.{position}"))
        pairs.extend((position, undotted(code)) for code in texts if code)
    pairs.sort(key=lambda pair: _POSITIONS.index(pair[0]))
    return tuple(pairs)

"""PARTAGES' exchange table of use case 2: a note a row, `dp`, `das` and `mdp`, with the DR's exchange undone."""

from collections.abc import Iterable, Iterator
from typing import Any

from carnet.language import _
from carnet.text.coded_stays.record import CodedRecord, SetAsides, codes, day_of, one_code, sex_of, years
from carnet.text.note import Note

NO_MODE = "Z769"  # « mode de prise en charge » of a stay that has no DR


def records(rows: Iterable[tuple[int, dict[str, Any]]], aside: SetAsides) -> Iterator[tuple[int, CodedRecord]]:
    """The stay of each row. In the table `dp` is the DR of a stay that has one, and `mdp` its DP: put back here."""
    for row, fields in rows:
        note_id, text, dp = fields.get("note_id"), fields.get("note_text"), one_code(fields.get("dp"))
        if note_id in (None, ""):
            aside.add(row, _("the field “{field}” is missing").format(field="note_id"))
        elif not isinstance(text, str) or not text.strip():
            aside.add(row, _("the note has no text"))
        elif dp is None:
            aside.add(row, _("the principal diagnosis is missing or is no code"))
        else:
            yield row, _record(str(note_id), text, dp, fields)


def _record(note_id: str, text: str, dp: str, fields: dict[str, Any]) -> CodedRecord:
    mode = one_code(fields.get("mdp"))
    swapped = mode not in (None, NO_MODE) and mode != dp
    main, related = (str(mode), dp) if swapped else (dp, None)
    person, visit, title = (fields.get(name) for name in ("person_id", "visit_id", "title"))
    note = Note(
        note_id,
        text,
        None if person is None else str(person),
        note_id if visit is None else str(visit),
        day_of(fields.get("note_date")),
        str(fields["note_type"]) if fields.get("note_type") else None,
        str(title) if title else None,
    )
    das = tuple(code for code in codes(fields.get("das")) if code not in (main, related))
    told = [name for name, column in (("dp", "dp"), ("dr", "mdp"), ("das", "das")) if column in fields]
    return CodedRecord(
        note_id, (note,), main, related, das, years(fields.get("age")), sex_of(fields.get("sex")), positions=tuple(told)
    )


def swapped(dp: str, dr: str | None) -> tuple[str, str]:
    """(`dp`, `mdp`) as the table writes them: the DR if there is one, and what the stay was for."""
    return (dp, NO_MODE) if dr is None else (dr, dp)

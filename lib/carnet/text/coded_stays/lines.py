"""Our own lines: a note a line, as `carnet run code` takes them, with the codes of a human coder in `given`."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from carnet.language import _
from carnet.records.private_files import private_file
from carnet.text.coded_stays.record import ALL, CodedRecord, SetAsides, codes, day_of, sex_of, years
from carnet.text.note import Note

_KNOWN = ("age", "sex", "admission_date", "discharge_date", "given")


def records(rows: Iterable[tuple[int, dict[str, Any]]], aside: SetAsides) -> Iterator[tuple[int, CodedRecord]]:
    """The stays of lines: those of one `visit_id` (and `person_id`) are one stay; `given` may stand on any of them."""
    groups: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = {}
    for row, fields in rows:
        if fields.get("note_id") in (None, ""):
            aside.add(row, _("the field “{field}” is missing").format(field="note_id"))
        elif not isinstance(fields.get("text"), str) or not fields["text"].strip():
            aside.add(row, _("the note has no text"))
        else:
            visit = _visit(fields)
            key = f"note {fields['note_id']}" if visit is None else f"visit {visit}"
            groups.setdefault((str(fields.get("person_id")), key), []).append((row, fields))
    for group in groups.values():
        row = group[0][0]
        record = _record([fields for _row, fields in group])
        if record is None:
            aside.add(row, _("the principal diagnosis is missing or is no code"))
        else:
            yield row, record


def _record(group: list[dict[str, Any]]) -> CodedRecord | None:
    known: dict[str, Any] = {}
    for fields in group:
        known.update({name: fields[name] for name in _KNOWN if fields.get(name) is not None})
    given = known.get("given")
    given = given if isinstance(given, dict) else {}
    dp = next(iter(codes(given.get("dp"))), None)
    if dp is None:
        return None
    first = group[0]
    dr = next(iter(codes(given.get("dr"))), None)
    return CodedRecord(
        _visit(first) or str(first["note_id"]),
        tuple(_note(fields) for fields in group),
        dp,
        dr,
        tuple(code for code in codes(given.get("das")) if code not in (dp, dr)),
        years(known.get("age")) if "age" in known else None,
        sex_of(known.get("sex")),
        day_of(known.get("admission_date")),
        day_of(known.get("discharge_date")),
        tuple(name for name in ALL if name == "dp" or name in given or len(given) > 1),
    )


def _visit(fields: dict[str, Any]) -> str | None:
    """The stay that a line names; an empty field, as tables write it, names none."""
    visit = fields.get("visit_id")
    named = str(visit).strip() if isinstance(visit, str | int | float) and not isinstance(visit, bool) else ""
    return named or None


def _note(fields: dict[str, Any]) -> Note:
    person, visit, kind, title = (
        None if fields.get(name) is None else str(fields[name])
        for name in ("person_id", "visit_id", "note_type", "title")
    )
    return Note(str(fields["note_id"]), fields["text"], person, visit, day_of(fields.get("note_date")), kind, title)


def write(stays: Iterable[CodedRecord], path: Path) -> int:
    """Write stays as such lines into a file for its owner alone; how many stays."""
    written = 0
    with private_file(path) as file:
        for stay in stays:
            for note in stay.notes:
                file.write(json.dumps(_line(stay, note), ensure_ascii=False) + "\n")
            written += 1
    return written


def _line(stay: CodedRecord, note: Note) -> dict[str, Any]:
    given: dict[str, Any] = {"dp": stay.dp}
    if "dr" in stay.positions:
        given["dr"] = stay.dr
    if "das" in stay.positions:
        given["das"] = list(stay.das)
    line = {
        "note_id": note.note_id,
        "person_id": note.person_id,
        "visit_id": stay.stay_id,
        "note_date": note.note_date.isoformat() if note.note_date else None,
        "note_type": note.note_type,
        "title": note.title,
        "age": stay.age,
        "sex": stay.sex,
        "admission_date": stay.admission.isoformat() if stay.admission else None,
        "discharge_date": stay.discharge.isoformat() if stay.discharge else None,
        "given": given,
        "text": note.text,
    }
    return {name: value for name, value in line.items() if value is not None}

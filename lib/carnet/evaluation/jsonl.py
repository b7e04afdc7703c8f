"""Gold and predictions as JSONL: their lines, the notes that both hold, and what is said when they cannot be read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _


class EvaluationRefused(CarnetError):
    """Gold and predictions that cannot be compared."""


@dataclass(frozen=True, slots=True)
class GoldLine:
    """A line of gold and where it stands; `other` is the prediction for its note, None without one."""

    note_id: str
    row: int
    gold: dict[str, Any]
    other: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Lines:
    """Gold beside predictions. `partial`: gold notes left out, since their review says that it is not complete;
    `missing`: those without a usable prediction."""

    lines: tuple[GoldLine, ...]
    partial: int
    missing: int


def read_both(gold: Path, predicted: Path) -> Lines:
    """The lines of both files, joined by `note_id`.

    Raises:
        EvaluationRefused: a file or a line that cannot be read (file and line named), or no note in common.
    """
    found = {_note_id(line, predicted, row): line for row, line in _lines(predicted)}
    lines: list[GoldLine] = []
    seen = set()
    common = partial = missing = 0
    for row, line in _lines(gold):
        note_id = _note_id(line, gold, row)
        if note_id in seen:
            raise EvaluationRefused(
                _("{file}, line {row}: this “note_id” was there before.").format(file=gold.name, row=row),
                _("Give each note an identifier of its own."),
            )
        seen.add(note_id)
        other = found.get(note_id)
        common += other is not None
        if line.get("complete") is False:
            partial += 1
            continue
        usable = other if other is not None and "error" not in other else None
        missing += usable is None
        lines.append(GoldLine(note_id, row, line, usable))
    if not common:
        raise EvaluationRefused(
            _("{gold} and {predicted} have no note in common.").format(gold=gold.name, predicted=predicted.name),
            _("Both need the same “note_id”."),
        )
    return Lines(tuple(lines), partial, missing)


def refused(path: Path, row: int, field: str, needed: str) -> EvaluationRefused:
    """A line whose field is missing or wrong; `needed` says what a line needs."""
    return EvaluationRefused(
        _("{file}, line {row}: the field “{field}” is missing or wrong.").format(file=path.name, row=row, field=field),
        needed,
    )


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        file = path.open(encoding="utf-8-sig")
    except OSError as error:
        raise EvaluationRefused(_("{file}: no such file.").format(file=path.name), _("Check its name.")) from error
    with file:
        for row, line in enumerate(file, 1):
            if line.strip():
                try:
                    given = json.loads(line)
                except ValueError:
                    given = None
                if not isinstance(given, dict):
                    raise EvaluationRefused(
                        _("{file}, line {row}: not a JSON object.").format(file=path.name, row=row),
                        _("Write one JSON object a line."),
                    )
                yield row, given


def _note_id(line: dict[str, Any], path: Path, row: int) -> str:
    if line.get("note_id") is None:
        raise refused(path, row, "note_id", _("Each line needs note_id, which both files share."))
    return str(line["note_id"])

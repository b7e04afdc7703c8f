"""Gold and predicted identifiers read from JSONL, joined by note."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.evaluation.inline import LABELS
from carnet.evaluation.spans import Annotated, Labelled
from carnet.language import _


class EvaluationRefused(CarnetError):
    """Gold and predictions that cannot be compared."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Notes with gold and predicted spans; how many gold notes were left out, since their review says that it is not
    complete, and how many have no prediction (or one that tells an error) and count as if nothing was found.
    """

    notes: tuple[Annotated, ...]
    partial: int
    missing: int


def read_pair(gold: Path, predicted: Path) -> Pair:
    """The notes of GOLD.jsonl (note_id, text, entities) with the entities of PREDICTED.jsonl.

    Offsets of both point into the text of gold. Labels of EDS-Pseudo (NOM, PRENOM…) are read as Carnet's.

    Raises:
        EvaluationRefused: a file or a line that cannot be read (file and line named), or no note in common.
    """
    found = {_id(line, predicted, row): line for row, line in _lines(predicted)}
    notes, seen = [], set()
    common = partial = missing = 0
    for row, line in _lines(gold):
        note_id, text = _id(line, gold, row), line.get("text")
        if not isinstance(text, str):
            raise _refused(gold, row, "text")
        if not isinstance(line.get("entities"), list):
            raise _refused(gold, row, "entities")
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
        usable = other is not None and "error" not in other
        missing += not usable
        predictions = _entities(other, predicted, row, len(text)) if other and usable else ()
        notes.append(Annotated(note_id, text, _entities(line, gold, row, len(text)), predictions))
    if not common:
        raise EvaluationRefused(
            _("{gold} and {predicted} have no note in common.").format(gold=gold.name, predicted=predicted.name),
            _("Both need the same “note_id”."),
        )
    return Pair(tuple(notes), partial, missing)


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
                except ValueError as error:
                    raise _refused(path, row, "") from error
                if not isinstance(given, dict):
                    raise _refused(path, row, "")
                yield row, given


def _id(line: dict[str, Any], path: Path, row: int) -> str:
    if line.get("note_id") is None:
        raise _refused(path, row, "note_id")
    return str(line["note_id"])


def _entities(line: dict[str, Any], path: Path, row: int, size: int) -> tuple[Labelled, ...]:
    spans = []
    for entity in line.get("entities") or []:
        try:
            start, end, label = int(entity["start"]), int(entity["end"]), str(entity["label"])
        except (KeyError, TypeError, ValueError) as error:
            raise _refused(path, row, "entities") from error
        if not 0 <= start < end <= size:
            raise _refused(path, row, "entities")
        spans.append(Labelled(start, end, LABELS.get(label, label)))
    return tuple(spans)


def _refused(path: Path, row: int, field: str) -> EvaluationRefused:
    if field:
        return EvaluationRefused(
            _("{file}, line {row}: the field “{field}” is missing or wrong.").format(
                file=path.name, row=row, field=field
            ),
            _("Each line needs note_id, text and entities, each with start, end and label."),
        )
    return EvaluationRefused(
        _("{file}, line {row}: not a JSON object.").format(file=path.name, row=row), _("Write one JSON object a line.")
    )

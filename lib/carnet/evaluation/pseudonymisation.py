"""Gold and predicted identifiers read from JSONL, joined by note."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carnet.evaluation.inline import LABELS
from carnet.evaluation.jsonl import EvaluationRefused, read_both, refused
from carnet.evaluation.spans import Annotated, Labelled
from carnet.language import _

__all__ = ["EvaluationRefused", "Pair", "read_pair"]


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
    both = read_both(gold, predicted)
    notes = []
    for one in both.lines:
        text = one.gold.get("text")
        if not isinstance(text, str):
            raise _refused(gold, one.row, "text")
        if not isinstance(one.gold.get("entities"), list):
            raise _refused(gold, one.row, "entities")
        predictions = _entities(one.other, predicted, one.row, len(text)) if one.other else ()
        notes.append(Annotated(one.note_id, text, _entities(one.gold, gold, one.row, len(text)), predictions))
    return Pair(tuple(notes), both.partial, both.missing)


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
    return refused(path, row, field, _("Each line needs note_id, text and entities, each with start, end and label."))

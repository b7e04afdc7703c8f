"""Gold and predicted codes of stays, side by side: what `carnet run code` wrote beside what a coder had decided."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carnet.evaluation.jsonl import EvaluationRefused, refused
from carnet.language import _
from carnet.text.coded_stays import CodedRecord
from carnet.text.terminologies.cim10 import undotted


@dataclass(frozen=True, slots=True)
class Predicted:
    """What one line of OUT.jsonl proposes. `ranked`: the DP, then its alternatives; `scored`: (position, code, score)
    of every diagnosis. `dp` none: the program abstained."""

    dp: str | None
    dr: str | None
    das: tuple[str, ...]
    ranked: tuple[str, ...]
    scored: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class CodedPair:
    """A gold stay and what was predicted of it: one answer, or one a note where notes were coded alone; none where
    nothing usable was predicted."""

    gold: CodedRecord
    predicted: tuple[Predicted, ...]


@dataclass(frozen=True, slots=True)
class CodedPairs:
    """The gold stays; how many have no prediction, how many lines tell an error, how many tell of no gold stay, and
    how many are torn between two: their note is of one, their `stay_id` is another's."""

    stays: tuple[CodedPair, ...]
    missing: int
    failed: int
    foreign: int
    torn: int = 0


def pair(gold: Iterable[CodedRecord], lines: Iterable[Mapping[str, Any]]) -> CodedPairs:
    """Gold stays with the lines about their notes. A line belongs to the stay that holds its first known note, else to
    the stay of its `stay_id`; lines that tell an error are counted.

    Raises EvaluationRefused where no line tells of a gold stay.
    """
    stays = list(gold)
    of_note = {note.note_id: place for place, stay in enumerate(stays) for note in stay.notes}
    of_stay = {stay.stay_id: place for place, stay in enumerate(stays)}
    found: dict[int, list[Predicted]] = {}
    failed = foreign = torn = 0
    for line in lines:
        ids = [str(one) for one in (*(line.get("note_ids") or ()), line.get("note_id"))]
        named = of_stay.get(str(line.get("stay_id")))
        place = next((of_note[one] for one in ids if one in of_note), named)
        torn += named is not None and named != place
        if place is None:
            foreign += 1
        elif "error" in line:
            failed += 1
        else:
            found.setdefault(place, []).append(_predicted(line))
    if not found:
        raise EvaluationRefused(
            _("Gold and predictions have no stay in common."), _("Both need the same “note_id”, or “stay_id”.")
        )
    pairs = tuple(CodedPair(stay, tuple(found.get(place, ()))) for place, stay in enumerate(stays))
    return CodedPairs(pairs, sum(not one.predicted for one in pairs), failed, foreign, torn)


def predicted_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of OUT.jsonl. Raises EvaluationRefused on a file or a line that cannot be read (both named)."""
    if not path.is_file():
        raise EvaluationRefused(_("{file}: no such file.").format(file=path.name), _("Check its name."))
    with path.open("rb") as lines:
        for row, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                fields = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                fields = None
            if not isinstance(fields, dict):
                raise EvaluationRefused(
                    _("{file}, line {row}: not a JSON object.").format(file=path.name, row=row),
                    _("Write one JSON object a line."),
                )
            _check(path, row, fields)
            yield fields


def _check(path: Path, row: int, fields: dict[str, Any]) -> None:
    needed = _("Give what carnet run code wrote: dp, dr and das, each with its code and its score.")
    if "error" in fields:
        return
    if fields.get("note_id") is None and fields.get("stay_id") is None:
        raise refused(path, row, "note_id", needed)
    if "dp" not in fields and "das" not in fields:
        raise refused(path, row, "dp", needed)
    for name in ("dp", "dr", "das"):
        value = fields.get(name)
        if name == "das" and not isinstance(value or [], list):
            raise refused(path, row, name, needed)
        for one in _proposals(fields, name):
            if not isinstance(one, dict) or not isinstance(one.get("code"), str):
                raise refused(path, row, name, needed)
            if not isinstance(one.get("score", 0.0), int | float) or not isinstance(
                one.get("alternatives") or [], list
            ):
                raise refused(path, row, name, needed)
            if any(
                not isinstance(other, dict) or not isinstance(other.get("code"), str)
                for other in one.get("alternatives") or []
            ):
                raise refused(path, row, name, needed)


def _proposals(fields: Mapping[str, Any], name: str) -> list[Any]:
    value = fields.get(name)
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _predicted(fields: Mapping[str, Any]) -> Predicted:
    scored, codes, ranked = [], {}, []
    for name in ("dp", "dr", "das"):
        ones = _proposals(fields, name)
        codes[name] = tuple(dict.fromkeys(undotted(one["code"]) for one in ones))
        scored += [(name, undotted(one["code"]), float(one["score"])) for one in ones if "score" in one]
        if name == "dp" and ones:
            ranked = [undotted(one["code"]) for one in (ones[0], *(ones[0].get("alternatives") or ()))]
    return Predicted(
        next(iter(codes["dp"]), None),
        next(iter(codes["dr"]), None),
        codes["das"],
        tuple(dict.fromkeys(ranked)),
        tuple(scored),
    )

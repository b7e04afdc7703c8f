"""Episodes of a patient's disease: lines of treatment and progressions, linked with the drugs and acts they hold."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from carnet.tools.structuring.export.omop_rows import (
    DRUG_FIELD,
    NLP,
    PROCEDURE_FIELD,
    PROGRESSION,
    REGIMEN,
    first_day,
)
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.lines import Line, number_lines

Linked = list[tuple[str, tuple[str, int]]]


def episode_rows(facts: Sequence[Fact], old: Collection[str] = ()) -> Iterator[tuple[dict[str, Any], Linked]]:
    """(row of `episode` but for identifiers, (fact id, (table, field concept)) of its events), by patient.

    `facts` are all that is so of the patient, so that lines and progressions are numbered over the whole history; those
    that hold a fact of `old` were written by an earlier sending.
    """
    lines = number_lines(facts)
    for place, line in enumerate(lines):
        start = first_day(line.start) if line.start else None
        if start is None or any(fact.id in old for fact in line.facts):
            continue
        stop = first_day(line.stop) if line.stop else None
        following = [first_day(other.start) for other in lines[place + 1 :] if other.start]
        until = stop or min((day for day in following if day), default=date.max)
        linked: Linked = [
            (fact.id, place)
            for fact in (*line.facts, *(fact for fact in facts if _is_of(fact, line, start, until)))
            for place in (("drug_exposure", DRUG_FIELD), ("procedure_occurrence", PROCEDURE_FIELD))
        ]
        yield _episode(REGIMEN, line.treatment, start, stop, line.number), linked
    moments: dict[Any, list[Fact]] = {}
    for fact in facts:
        day = first_day(fact.date) if fact.date else None
        if fact.kind == "progression" and fact.assertion == "present" and day:
            moments.setdefault(day, []).append(fact)
    for number, day in enumerate(sorted(moments), 1):
        if not any(fact.id in old for fact in moments[day]):
            yield _episode(PROGRESSION, "progression", day, day, number), []


def _is_of(fact: Fact, line: Line, start: date, until: date) -> bool:
    """Whether a drug was given in a line: it is one of the line's, between its start and its end."""
    day = first_day(fact.date) if fact.date else None
    drugs = {str(name) for name in fact.parts.get("inn") or ()}
    return fact.kind == "treatment" and day is not None and start <= day <= until and bool(drugs & set(line.drugs))


def _episode(concept: int, name: str, start: Any, stop: Any, number: int | None) -> dict[str, Any]:
    return {
        "episode_concept_id": concept,
        "episode_start_date": start,
        "episode_end_date": stop,
        "episode_number": number,
        "episode_object_concept_id": 0,
        "episode_type_concept_id": NLP,
        "episode_source_value": name,
    }

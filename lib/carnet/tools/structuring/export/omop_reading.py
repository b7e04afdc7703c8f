"""What a warehouse knows already: its notes, the facts sent before, each patient's tumour, the deaths."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.structuring.facts import Fact

if TYPE_CHECKING:
    from carnet.records import Warehouse

SYSTEM = "carnet-structure"  # nlp_system begins so


@dataclass(frozen=True, slots=True)
class Place:
    """Whose a note is, when it was written, and the visit it belongs to, with its days."""

    person: int
    day: date | None
    visit: int | None = None
    start: date | None = None
    end: date | None = None

    def visit_on(self, day: date) -> int | None:
        """The visit, where that day is of it (or is the note's)."""
        if self.start and self.end:
            return self.visit if self.start <= day <= self.end or day == self.day else None
        return self.visit if day == self.day else None


def known_notes(warehouse: "Warehouse", note_ids: Sequence[str]) -> dict[str, Place]:
    """Where these notes stand. Raises CarnetError when one is not in the warehouse."""
    wanted = set(note_ids)
    found = _places(warehouse, "note_id", [int(one) for one in wanted if one.isdecimal()])
    missing = len(wanted - set(found))
    if missing:
        raise CarnetError(
            _("{n} of these notes are not in the warehouse.").format(n=missing),
            _("Make a warehouse of them first: carnet.tools.structuring.export.notes.new_warehouse."),
        )
    return found


def notes_of_persons(warehouse: "Warehouse", persons: Sequence[int]) -> dict[str, Place]:
    """All the notes of some persons."""
    return _places(warehouse, "person_id", persons)


def nlp_facts(warehouse: "Warehouse", note_ids: Sequence[int] | None = None) -> list[Fact]:
    """The facts that `note_nlp` holds, by note and row."""
    import narwhals as nw

    if not warehouse.has("note_nlp"):
        return []
    frame = warehouse.scan("note_nlp").filter(nw.col("nlp_system").str.starts_with(SYSTEM))
    if note_ids is not None:
        frame = frame.filter(nw.col("note_id").is_in(list(note_ids)))
    rows = _rows(warehouse, frame.select("note_id", "note_nlp_id", "term_modifiers").sort("note_id", "note_nlp_id"))
    return [Fact.model_validate(json.loads(row["term_modifiers"])["fact"]) for row in rows]


def tumours(warehouse: "Warehouse", persons: Sequence[int]) -> dict[int, dict[str, int]]:
    """person → their primary tumours, the first one first: the three characters of the CIM-10 → the condition."""
    import narwhals as nw

    found: dict[int, dict[str, int]] = {}
    if warehouse.has("condition_occurrence"):
        frame = warehouse.scan("condition_occurrence").filter(
            nw.col("person_id").is_in(list(persons)) & (nw.col("condition_status_source_value") == "primary")
        )
        frame = frame.select("person_id", "condition_start_date", "condition_occurrence_id", "condition_source_value")
        for row in _rows(warehouse, frame.sort("person_id", "condition_start_date")):
            code = str(row["condition_source_value"] or "")[:3]
            found.setdefault(row["person_id"], {}).setdefault(code, row["condition_occurrence_id"])
    return found


def deaths(warehouse: "Warehouse") -> set[int]:
    """Who is known to have died."""
    if not warehouse.has("death"):
        return set()
    return {row["person_id"] for row in _rows(warehouse, warehouse.scan("death").select("person_id"))}


def _places(warehouse: "Warehouse", column: str, numbers: Sequence[int]) -> dict[str, Place]:
    import narwhals as nw

    if not numbers or not warehouse.has("note"):
        return {}
    frame = warehouse.scan("note").filter(nw.col(column).is_in(list(numbers)))
    rows = _rows(warehouse, frame.select("note_id", "person_id", "note_date", "visit_occurrence_id"))
    visits = _visits(warehouse, {row["visit_occurrence_id"] for row in rows if row["visit_occurrence_id"] is not None})
    return {
        str(row["note_id"]): Place(
            row["person_id"],
            row["note_date"],
            row["visit_occurrence_id"],
            *visits.get(row["visit_occurrence_id"], (None, None)),
        )
        for row in rows
    }


def _visits(warehouse: "Warehouse", numbers: set[int]) -> dict[int, tuple[date | None, date | None]]:
    import narwhals as nw

    if not numbers or not warehouse.has("visit_occurrence"):
        return {}
    frame = warehouse.scan("visit_occurrence").filter(nw.col("visit_occurrence_id").is_in(sorted(numbers)))
    rows = _rows(warehouse, frame.select("visit_occurrence_id", "visit_start_date", "visit_end_date"))
    return {row["visit_occurrence_id"]: (row["visit_start_date"], row["visit_end_date"]) for row in rows}


def _rows(warehouse: "Warehouse", frame: Any) -> list[dict[str, Any]]:
    from carnet.compute import to_arrow

    rows: list[dict[str, Any]] = to_arrow(warehouse.engine.collect(frame)).to_pylist()
    return rows

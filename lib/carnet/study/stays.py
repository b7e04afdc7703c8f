"""The stays of a hospital that have notes, as the coding tool reads them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    from carnet.records import Warehouse
    from carnet.text.note import Note
    from carnet.tools.coding.stay import Stay

OUTSIDE = frozenset(("consultation",))  # visits that no RUM is made of
LATE = timedelta(days=21)  # a pathology report without a stay of its own comes after the one that it is about
_FEMALE, _MALE = 8532, 8507  # OMOP standard concepts


@dataclass(frozen=True, slots=True)
class StayRow:
    """A stay in a list. `age` in whole years at admission; `notes` counts those that the stay has."""

    stay_id: str
    person_id: str
    admission: date | None
    discharge: date | None
    kind: str
    unit: str
    notes: int
    age: int | None
    sex: str | None


def stay_rows(warehouse: "Warehouse") -> list[StayRow]:
    """The stays with at least one note, consultations apart, the latest discharge first.

    Raises CarnetError when the warehouse has no stays or no notes.
    """
    visits = _visits(warehouse)
    counted = _counted(warehouse)
    places = _places(warehouse)
    rows = []
    for visit in visits:
        notes = counted.get(visit["visit_occurrence_id"], 0)
        if notes and visit["visit_source_value"] not in OUTSIDE:
            rows.append(
                StayRow(
                    str(visit["visit_occurrence_id"]),
                    str(visit["person_id"]),
                    visit["visit_start_date"],
                    visit["visit_end_date"],
                    visit["visit_source_value"] or "",
                    places.get(visit["care_site_id"], ""),
                    notes,
                    _age(visit),
                    {_FEMALE: "f", _MALE: "m"}.get(visit["gender_concept_id"]),
                )
            )
    return sorted(rows, key=lambda row: (row.discharge or date.min, row.stay_id), reverse=True)


def load_stay(warehouse: "Warehouse", row: StayRow) -> "Stay":
    """A stay with its notes, by date; and the pathology reports of the patient that have no stay of their own, from
    its admission to three weeks after its discharge."""
    from carnet.study.notes import notes_of
    from carnet.tools.coding.stay import Stay

    notes = [note for note in notes_of(warehouse, [int(row.person_id)]) if _belongs(note, row)]
    return Stay(
        row.stay_id,
        tuple(notes),
        row.person_id,
        None if row.age is None else float(row.age),
        row.sex,  # type: ignore[arg-type]
        row.admission,
        row.discharge,
        row.unit or None,
    )


def _belongs(note: "Note", row: StayRow) -> bool:
    if note.visit_id is not None:
        return note.visit_id == row.stay_id
    if note.note_type != "ANAPATH" or not (note.note_date and row.admission):
        return False
    return row.admission <= note.note_date <= (row.discharge or row.admission) + LATE


def _visits(warehouse: "Warehouse") -> list[dict[str, Any]]:
    from carnet.compute import to_arrow

    for table, told in (
        ("visit_occurrence", _("This warehouse has no stays.")),
        ("note", _("This warehouse has no notes.")),
    ):
        if not warehouse.has(table):
            raise CarnetError(told, _("Import some, or open the demo hospital: carnet.open(“demo”)."))
    people = warehouse.scan("person").select("person_id", "gender_concept_id", "year_of_birth")
    columns = (
        "visit_occurrence_id",
        "person_id",
        "visit_start_date",
        "visit_end_date",
        "visit_source_value",
        "care_site_id",
    )
    frame = warehouse.scan("visit_occurrence").select(*columns).join(people, on="person_id", how="inner")
    rows: list[dict[str, Any]] = to_arrow(warehouse.engine.collect(frame)).to_pylist()
    return rows


def _counted(warehouse: "Warehouse") -> dict[int, int]:
    import narwhals as nw

    from carnet.compute import to_arrow

    frame = warehouse.scan("note").filter(~nw.col("visit_occurrence_id").is_null())
    frame = frame.group_by("visit_occurrence_id").agg(nw.len().alias("n"))
    rows = to_arrow(warehouse.engine.collect(frame)).to_pylist()
    return {row["visit_occurrence_id"]: int(row["n"]) for row in rows}


def _places(warehouse: "Warehouse") -> dict[int, str]:
    from carnet.compute import to_arrow

    if not warehouse.has("care_site"):
        return {}
    frame = warehouse.scan("care_site").select("care_site_id", "care_site_name")
    return {
        row["care_site_id"]: row["care_site_name"] or ""
        for row in to_arrow(warehouse.engine.collect(frame)).to_pylist()
    }


def _age(visit: dict[str, Any]) -> int | None:
    if not visit["year_of_birth"] or not visit["visit_start_date"]:
        return None
    return int(visit["visit_start_date"].year - visit["year_of_birth"])

"""The notes of a hospital or of a cohort, as the tools read them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    from carnet.records import Warehouse
    from carnet.text.note import Note

COLUMNS = ("note_id", "person_id", "visit_occurrence_id", "note_date", "note_source_value", "note_title", "note_text")


def notes_of(
    warehouse: "Warehouse", persons: Sequence[int] | None = None, limit: int | None = None
) -> "Iterator[Note]":
    """The notes of some persons (of all, when None), by person and date; the first `limit` of them.

    Raises CarnetError when the warehouse has no notes.
    """
    import narwhals as nw

    from carnet.compute import to_arrow
    from carnet.text.note import Note

    if not warehouse.has("note"):
        raise CarnetError(
            _("This warehouse has no notes."), _("Import some, or open the demo hospital: carnet.open(“demo”).")
        )
    frame = warehouse.scan("note").select(*COLUMNS)
    if persons is not None:
        frame = frame.filter(nw.col("person_id").is_in(list(persons)))
    frame = frame.sort("person_id", "note_date", "note_id")
    if limit is not None:
        frame = frame.head(limit)
    for batch in to_arrow(warehouse.engine.collect(frame)).to_batches(max_chunksize=1000):
        for row in batch.to_pylist():
            yield Note(
                note_id=str(row["note_id"]),
                text=row["note_text"] or "",
                person_id=str(row["person_id"]),
                visit_id=None if row["visit_occurrence_id"] is None else str(row["visit_occurrence_id"]),
                note_date=row["note_date"],
                note_type=row["note_source_value"],
                title=row["note_title"],
            )

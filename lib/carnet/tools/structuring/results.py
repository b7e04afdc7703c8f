"""What structuring many notes gives: results as they come, then patients, a table, a sending to a warehouse."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from carnet.language import _, ngettext, number
from carnet.text.note import Note
from carnet.tools.structuring.facts import Fact, StructuredNote
from carnet.tools.structuring.patient import PatientHistory, patient_history
from carnet.tools.tool import NoteFailed, Tool, map_notes

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from carnet.tools.structuring.export.omop import Sent


class StructuredNotes:
    """An iterator over the results of `notes`, in order, which keeps them: the methods read what is left first.

    For more notes than memory holds there is `carnet run structure`.
    """

    def __init__(self, tool: Tool, notes: Iterable[Note], workers: int = 1) -> None:
        self.notes: list[Note] = []
        self.results: list[StructuredNote] = []
        self.failed: list[NoteFailed] = []
        self._coming = map_notes(tool, self._kept(notes), workers)

    def _kept(self, notes: Iterable[Note]) -> Iterator[Note]:
        for note in notes:
            self.notes.append(note)
            yield note

    def __iter__(self) -> "StructuredNotes":
        return self

    def __next__(self) -> "StructuredNote | NoteFailed":
        result = next(self._coming)
        if isinstance(result, NoteFailed):
            self.failed.append(result)
            return result
        assert isinstance(result, StructuredNote)
        self.results.append(result)
        return result

    def finish(self) -> "StructuredNotes":
        """Read what is left."""
        for _result in self:
            pass
        return self

    def facts(self) -> list[Fact]:
        """The facts of all the notes."""
        return [fact for result in self.finish().results for fact in result.facts]

    def patients(self) -> list[PatientHistory]:
        """One history a patient (a note without `person_id` is a patient of its own), in the order of the notes."""
        self.finish()
        by_note = {result.note_id: result for result in self.results}
        groups: dict[str, list[Note]] = {}
        for note in self.notes:
            groups.setdefault(note.person_id or f"\0{note.note_id}", []).append(note)
        return [
            patient_history(group, [by_note[note.note_id] for note in group if note.note_id in by_note])
            for group in groups.values()
        ]

    def table(self) -> "pa.Table":
        """One row a fact, as an Arrow table."""
        from carnet.tools.structuring.export.table import facts_table

        return facts_table(self.facts())

    def to_warehouse(self, hospital: Any, who: str = "") -> "Sent":
        """Send the facts to the warehouse that the notes come from: a hospital, or the path of its folder.

        See `carnet.tools.structuring.export.omop.send`, also for what it raises.
        """
        from pathlib import Path

        from carnet.tools.structuring.export.omop import send

        warehouse = getattr(hospital, "warehouse", None)
        folder = Path(warehouse.path if warehouse is not None else hospital)
        facts = self.facts()
        return send(folder, self.notes, facts, who)

    def to_csv(self, path: "Path | str") -> int:
        """One row a fact into a CSV file that its owner alone can read; how many."""
        from pathlib import Path

        from carnet.tools.structuring.export.files import write_facts

        return write_facts(Path(path), self.finish().results)

    def to_cohort(self, path: "Path | str") -> int:
        """One row a patient into a CSV file, with the columns of the cohort explorer; how many."""
        from pathlib import Path

        from carnet.tools.structuring.export.files import write_cohort

        return write_cohort(Path(path), self.patients())

    def to_osiris(self, folder: "Path | str") -> dict[str, int]:
        """The OSIRIS pivot files into a folder; rows by file. See `carnet.tools.structuring.export.osiris`."""
        from pathlib import Path

        from carnet.tools.structuring.export.osiris import write_pivot

        return write_pivot(Path(folder), self.patients())

    def to_fhir(self, folder: "Path | str") -> int:
        """One mCODE-shaped FHIR bundle a patient into a folder; how many. Raises CarnetError without fhir.resources."""
        from pathlib import Path

        from carnet.tools.structuring.export.files import write_bundles

        return write_bundles(Path(folder), self.patients())

    def __repr__(self) -> str:
        return f"StructuredNotes({len(self.results)} notes read, {len(self.failed)} failed)"

    def _repr_html_(self) -> str:
        from html import escape

        self.finish()
        counts = _counts(self.results)
        notes = ngettext("{n} note", "{n} notes", len(self.results)).format(n=number(len(self.results)))
        names = "".join(f"<th>{escape(name)}</th>" for name in (_("Kind of fact"), _("Facts")))
        head = f"<caption>{escape(notes)}</caption><tr>{names}</tr>"
        rows = "".join(f"<tr><td>{escape(kind)}</td><td>{number(n)}</td></tr>" for kind, n in counts)
        return f"<table>{head}{rows}</table>"


def _counts(results: Sequence[StructuredNote]) -> Sequence[tuple[str, int]]:
    from collections import Counter

    return Counter(fact.kind for result in results for fact in result.facts).most_common()

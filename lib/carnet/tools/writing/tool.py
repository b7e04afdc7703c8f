"""The writer: from a patient's notes to a teaching case with its questions, by rules or with a language model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.teaching.gate import labels
from carnet.text.note import Note
from carnet.tools.pseudonymisation.tool import Pseudonymiser
from carnet.tools.structuring.tool import Structurer
from carnet.tools.writing.binding import bound
from carnet.tools.writing.chart import chart_of
from carnet.tools.writing.choosing import chosen
from carnet.tools.writing.drafting import draft, seed_of
from carnet.tools.writing.gating import DraftGate, said
from carnet.tools.writing.making import made_for
from carnet.tools.writing.wanted import Wanted
from carnet.tools.writing.written import WrittenCase
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.tools.tool import NoteFailed


@dataclass(frozen=True)
class CaseWriter:
    """Writes drafts of exam items. `references` is the teacher's folder of courses; `llm` the URI of a model."""

    llm: str | None = None
    references: Path | None = None
    wanted: Wanted = field(default_factory=Wanted)
    name: str = field(default="teach", init=False)

    @cached_property
    def fingerprint(self) -> str:
        """What the items depend on besides the notes."""
        return " ".join(("teach", __version__, self.llm or "rules"))

    def prepare(self) -> None:
        """Load vocabularies now."""
        from carnet.tools.writing.knowledge import blueprints

        self.structurer.prepare()
        self.pseudonymiser.prepare()
        blueprints()

    @cached_property
    def structurer(self) -> Structurer:
        """What reads the facts."""
        return Structurer()

    @cached_property
    def gate(self) -> DraftGate:
        """What drafts must pass."""
        return DraftGate(self.pseudonymiser)

    @cached_property
    def pseudonymiser(self) -> Pseudonymiser:
        """What looks for identifiers."""
        return Pseudonymiser(mode="tag")

    def __call__(self, note: Note | str) -> WrittenCase:
        return self.write([Note.of(note)])

    def write(self, notes: Sequence[Note], wanted: Wanted | None = None) -> WrittenCase:
        """The items of a patient's notes, given in the order of time."""
        chart = chart_of(notes, self.structurer)
        producer = f"carnet.writing {self.fingerprint}"
        drafts = [made for made in (draft(one, chart) for one in (*bound(chart), *made_for(chart))) if made is not None]
        stem = f"{seed_of(chart):016x}"[:12]
        wanted = wanted or self.wanted
        checked = self.gate.check(list(chosen(drafts, chart, wanted, stem, producer)))
        cautions = said(checked.left_out, labels)
        return WrittenCase(note_id=notes[0].note_id, items=checked.items, cautions=cautions, producer=producer)

    def map(self, notes: Iterable[Note], workers: int = 1) -> "Iterator[WrittenCase | NoteFailed]":
        """Many notes, in order, as they come. `workers` 0: one process a core. See `carnet.tools.tool.map_notes`."""
        from carnet.tools.tool import map_notes

        return map_notes(self, notes, workers)  # type: ignore[return-value]

    def __getstate__(self) -> dict[str, object]:
        """What a worker needs: the settings."""
        kept = ("llm", "references", "wanted", "name")
        return {name: value for name, value in self.__dict__.items() if name in kept}

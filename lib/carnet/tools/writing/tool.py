"""The writer: from a patient's notes to a teaching case with its questions, by rules or with a language model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.language import _
from carnet.teaching.gate import labels
from carnet.teaching.item import Item
from carnet.text.note import Note
from carnet.tools.pseudonymisation.tool import Pseudonymiser
from carnet.tools.structuring.tool import Structurer
from carnet.tools.writing.binding import bound
from carnet.tools.writing.case import SafeText, safe_text, warnings
from carnet.tools.writing.chart import Chart, Source, chart_of
from carnet.tools.writing.choosing import chosen
from carnet.tools.writing.drafting import draft, seed_of
from carnet.tools.writing.gating import Checked, DraftGate, said
from carnet.tools.writing.general import general_for, oncological, replaced
from carnet.tools.writing.making import made_for
from carnet.tools.writing.stations import concordance, stations
from carnet.tools.writing.wanted import Wanted
from carnet.tools.writing.written import WrittenCase
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.teaching.references import Library
    from carnet.tools.tool import NoteFailed
    from carnet.tools.writing.model import ModelWriter


@dataclass(frozen=True)
class CaseWriter:
    """Writes drafts of exam items. `references` is the teacher's folder of courses; `llm` the URI of a model."""

    llm: str | None = None
    references: Path | None = None
    wanted: Wanted = field(default_factory=Wanted)
    cache: str | None = None
    name: str = field(default="teach", init=False)

    @cached_property
    def fingerprint(self) -> str:
        """What the items depend on besides the notes."""
        return " ".join(("teach", __version__, self.llm or "rules"))

    @property
    def producer(self) -> str:
        """What wrote the items, as they tell it."""
        return f"carnet.writing rules {__version__}"

    @cached_property
    def structurer(self) -> Structurer:
        """What reads the facts."""
        return Structurer()

    @cached_property
    def pseudonymiser(self) -> Pseudonymiser:
        """What looks for identifiers."""
        return Pseudonymiser(mode="tag")

    @cached_property
    def gate(self) -> DraftGate:
        """What drafts must pass."""
        return DraftGate(self.pseudonymiser)

    @cached_property
    def library(self) -> "Library | None":
        """The teacher's courses, where there are any."""
        if self.references is None:
            return None
        from carnet.teaching.references import Library

        return Library(self.references)

    @cached_property
    def way(self) -> "ModelWriter | None":
        """The model's way, where there is a model."""
        if not self.llm:
            return None
        from carnet.llm.chat import open_llm
        from carnet.tools.writing.model import ModelWriter

        return ModelWriter(open_llm(self.llm, cache=self.cache), self.library, self.gate.identifiers)

    def prepare(self) -> None:
        """Load vocabularies now."""
        CaseWriter()(Note("", "Femme de 60 ans, carcinome du sein droit, traitée par létrozole."))

    def __call__(self, note: Note | str) -> WrittenCase:
        return self.write([Note.of(note)])

    def chart(self, notes: Sequence[Note]) -> Chart:
        """What the notes say surely, and where they identify somebody."""
        identifying: list[Source] = [
            (note.note_id, one.start, one.end) for note in notes for one in self.pseudonymiser.detect(note)
        ]
        return chart_of(notes, self.structurer, identifying)

    def safe(self, note: Note | str) -> SafeText:
        """A note made safe to be read by a teacher: names and places gone, dates counted from the first one."""
        return safe_text(Note.of(note), self.pseudonymiser)

    def write(self, notes: Sequence[Note], wanted: Wanted | None = None) -> WrittenCase:
        """The items of a patient's notes, given in the order of time."""
        wanted = wanted or self.wanted
        chart = self.chart(notes)
        stem = f"{seed_of(chart):016x}"[:12]
        checked = self.gate.check(list(self._drafts(chart, wanted, stem)))
        items, cautions = checked.items, [*warnings(chart), *said(checked.left_out, labels)]
        if self.way is not None:
            asked = self._asked(chart, wanted, stem)
            items = (*asked.items, *items)[: wanted.number]
            cautions += said(asked.left_out, labels)
        if not items:
            cautions.append(_("Nothing was written: the notes hold no fact, sure and alone of its kind, to ask about."))
        if self.library is not None:
            from carnet.tools.writing.citing import cited

            items = tuple(cited(item, self.library) for item in items)
        return WrittenCase(note_id=notes[0].note_id, items=items, cautions=tuple(cautions), producer=self.producer)

    def _drafts(self, chart: Chart, wanted: Wanted, stem: str) -> Iterator[Item]:
        found = [*bound(chart), *made_for(chart)]
        if not oncological(chart):  # the vignette of general medicine tells more
            found = [*(one for one in found if not replaced(one.blueprint)), *general_for(chart)]
        drafts = [made for made in (draft(one, chart) for one in found) if made is not None]
        number = 0
        for item in chosen(drafts, chart, wanted, stem, self.producer):
            number += 1
            yield item
        for kind, written in (("ECOS", stations), ("TCS", concordance)):
            if kind in wanted.kinds:
                for item in written(chart, self.producer):
                    if number < wanted.number:
                        number += 1
                        yield item.model_copy(update={"id": f"{stem}-{number}"})

    def _asked(self, chart: Chart, wanted: Wanted, stem: str) -> Checked:
        """What the model wrote and the gate let through."""
        from carnet.tools.writing.model import safe_case

        assert self.way is not None
        passages = self.library.search(chart.tumour_label, 6) if self.library is not None and chart.tumour_label else ()
        drafted = self.way.write(safe_case(chart), passages, wanted, f"{stem}-m")
        return Checked(drafted.items, drafted.left_out)

    def map(self, notes: Iterable[Note], workers: int = 1) -> "Iterator[WrittenCase | NoteFailed]":
        """Many notes, in order, as they come. `workers` 0: one process a core. See `carnet.tools.tool.map_notes`."""
        from carnet.tools.tool import map_notes

        return map_notes(self, notes, workers)  # type: ignore[return-value]

    def __getstate__(self) -> dict[str, object]:
        """What a worker needs: the settings."""
        kept = ("llm", "references", "wanted", "cache", "name")
        return {name: value for name, value in self.__dict__.items() if name in kept}

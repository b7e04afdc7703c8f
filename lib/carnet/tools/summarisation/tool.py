"""The summariser: a report into sections, many reports into a patient's history; every sentence with its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Unsupported
from carnet.tools.structuring.patient import PatientHistory
from carnet.tools.structuring.tool import Structurer
from carnet.tools.summarisation.consultation import summarise_consultation, turns_of
from carnet.tools.summarisation.history import summarise_history
from carnet.tools.summarisation.report import summarise_report
from carnet.tools.summarisation.summary import Summary
from carnet.tools.summarisation.titles import REPORT
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.tools.summarisation.model.way import ModelWay
    from carnet.tools.tool import NoteFailed


@dataclass(frozen=True)
class Summariser:
    """Summarises notes. Without `llm` (the URI of a model) the sentences of a report are its own, chosen by the facts
    they hold. With one they are the model's, as far as the note supports them; a section of which nothing was left is
    made of the note's own sentences. A patient's are templates over facts, with a model too.
    """

    llm: str | None = None
    cache: str | None = None
    name: str = field(default="summarise", init=False)

    @cached_property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes."""
        return " ".join(("summarise", __version__, self.way.fingerprint if self.way else "rules"))

    @cached_property
    def way(self) -> "ModelWay | None":
        """The model's way, where there is a model."""
        if not self.llm:
            return None
        from carnet.tools.summarisation.model.way import ModelWay

        return ModelWay.open(self.llm, cache=self.cache)

    @cached_property
    def structurer(self) -> Structurer:
        """What reads the facts."""
        return Structurer()

    def prepare(self) -> None:
        """Load vocabularies now."""
        self.structurer.prepare()

    def __call__(self, note: Note | str) -> Summary:
        note = Note.of(note)
        reading = Reading.of(note)
        if self.way is None and turns_of(reading):
            return self.consultation(note)
        facts = self.structurer.facts(reading)
        sections = summarise_report(reading, facts)
        unsupported: tuple[Unsupported, ...] = ()
        if self.way is not None:
            said, unsupported = self.way.summarise(reading, facts, self.structurer.facts)
            keys = {section.key for section in said}
            own = [section for section in sections if section.key not in keys]
            sections = tuple(sorted((*said, *own), key=lambda section: REPORT.index(section.key)))
        return Summary(
            note_id=note.note_id,
            person_id=note.person_id,
            sections=sections,
            unsupported=unsupported,
            producer=self.fingerprint,
        )

    def consultation(self, note: Note) -> Summary:
        """A dialogue written down word for word, as a report: each sentence is somebody's own words. A note that is no
        dialogue is summarised as a report."""
        reading = Reading.of(note)
        turns = turns_of(reading)
        if not turns:
            return self(note)
        sections = summarise_consultation(reading, turns)
        return Summary(note_id=note.note_id, person_id=note.person_id, sections=sections, producer=self.fingerprint)

    def patient(self, history: PatientHistory) -> Summary:
        """The history of a patient, by problem and in time, from the facts of all the notes."""
        return Summary(person_id=history.person_id, sections=summarise_history(history), producer=self.fingerprint)

    def map(self, notes: Iterable[Note], workers: int = 1) -> "Iterator[Summary | NoteFailed]":
        """Many notes, in order, as they come. `workers` 0: one process a core. See `carnet.tools.tool.map_notes`."""
        from carnet.tools.tool import map_notes

        return map_notes(self, notes, workers)  # type: ignore[return-value]

    def __getstate__(self) -> dict[str, object]:
        """What a worker needs: the settings."""
        return {
            name: value for name, value in self.__dict__.items() if name not in ("structurer", "fingerprint", "way")
        }

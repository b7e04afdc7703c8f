"""The two steps of a warehouse's notes, as tools: find in every note of a patient, then replace in each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from carnet.text.note import Note
from carnet.tools.pseudonymisation.replacement import Replacement
from carnet.tools.pseudonymisation.result import Entity, PseudonymisedNote
from carnet.tools.pseudonymisation.surrogates.people import People
from carnet.tools.pseudonymisation.warehouse_texts import Finder


@dataclass(frozen=True)
class Detected:
    """What was found in a note."""

    entities: list[Entity]

    def line(self) -> dict[str, Any]:
        """Never written."""
        return {}


@dataclass
class Detecting:
    """The detectors alone, for the workers: names are replaced once all notes of a patient were read."""

    tool: Finder
    name: str = "pseudonymise"

    @property
    def fingerprint(self) -> str:
        """Who replaces."""
        return self.tool.replacement.producer

    def prepare(self) -> None:
        """Nothing to load here: the tool loads what it needs."""

    def __call__(self, note: Note) -> Detected:
        return Detected(self.tool.detect(note))


@dataclass
class Replacing:
    """The replacement of one note."""

    replacement: Replacement
    entities: list[Entity]
    latest: date | None
    people: People | None
    name: str = "pseudonymise"
    fingerprint: str = ""

    def prepare(self) -> None:
        """Nothing to load."""

    def __call__(self, note: Note) -> PseudonymisedNote:
        return self.replacement.replace(note, self.entities, latest=self.latest, people=self.people)

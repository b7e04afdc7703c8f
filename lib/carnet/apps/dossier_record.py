"""One patient's notes on the page and what was read in them, as it comes: results, failures, history, review."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from carnet.apps.dossier_facts import FactItem, FactReview
from carnet.apps.dossier_timeline import note_name, written_on
from carnet.apps.dossier_words import GROUPS
from carnet.language import _
from carnet.text.note import Note
from carnet.tools.structuring.facts import StructuredNote
from carnet.tools.structuring.patient import PatientHistory, patient_history
from carnet.tools.tool import NoteFailed, attempt

if TYPE_CHECKING:
    from carnet.tools.structuring.tool import Structurer

VARIABLE = "CARNET_LLM"
SLICE = 0.15  # seconds of reading between two looks at what the person does
_LATEST_FIRST = frozenset(("lab", "biomarkers"))


@dataclass
class Record:
    """A patient's notes by date. `named`: their identifiers are the site's (else they are names of files)."""

    person: int | None
    notes: dict[str, Note] = field(repr=False)
    named: bool = True
    example: bool = False  # written for the page: decisions about it are not kept
    results: dict[str, StructuredNote] = field(default_factory=dict, repr=False)
    failed: dict[str, str] = field(default_factory=dict, repr=False)
    history: PatientHistory | None = field(default=None, repr=False)
    review: FactReview = field(default_factory=FactReview, repr=False)

    @classmethod
    def of(cls, person: int | None, notes: Sequence[Note], *, named: bool = True) -> "Record":
        """Of notes in any order; two of one name are told apart."""
        kept: dict[str, Note] = {}
        for note in sorted(notes, key=lambda one: (one.note_date is None, one.note_date or "", one.note_id)):
            name, count = note.note_id, 1
            while name in kept:
                count += 1
                name = f"{note.note_id} ({count})"
            kept[name] = note if name == note.note_id else replace(note, note_id=name)
        return cls(person, kept, named)

    @property
    def waiting(self) -> list[Note]:
        """The notes that are not read yet."""
        return [note for id, note in self.notes.items() if id not in self.results and id not in self.failed]

    @property
    def done(self) -> int:
        """How many are read, or could not be."""
        return len(self.results) + len(self.failed)

    @property
    def written(self) -> dict[str, str]:
        """The date of each note that has one."""
        return written_on(self.notes.values())

    def names(self) -> list[tuple[str, str]]:
        """(id, « 12/03/2024 · Compte rendu opératoire ») of each note, in time."""
        return [(id, note_name(note)) for id, note in self.notes.items()]

    def read_some(self, tool: "Structurer | Any", seconds: float = SLICE) -> list[Any]:
        """Read for a while: the answers of the notes that wait, a `NoteFailed` for one that could not be read."""
        until, answers = time.monotonic() + seconds, []
        for note in self.waiting:
            answers.append(attempt(tool, note, note.note_id))
            if time.monotonic() > until:
                break
        return answers

    def take(self, answers: Sequence[Any]) -> None:
        """Keep what was read."""
        for answer in answers:
            if isinstance(answer, NoteFailed):
                self.failed[str(answer.note_id)] = answer.reason
            else:
                self.results[answer.note_id] = answer

    def merge(self) -> None:
        """The history of what is read so far; decisions of before go on."""
        read = [note for id, note in self.notes.items() if id in self.results]
        self.history = patient_history(read, self.results.values())
        before, self.review = self.review, FactReview.of(self.history)
        self.review.keep_steps(before)

    def items(self) -> list[FactItem]:
        """The facts in the order of the list: what is asserted first, by kind, then in time."""
        order: dict[str, int] = {kind: i for i, kind in enumerate(kind for kinds in GROUPS.values() for kind in kinds)}

        written = self.written

        def key(item: FactItem) -> tuple[Any, ...]:
            when, name = item.day(written)[0], ""
            if item.kind == "biomarker":
                name = item.now.value.partition("=")[0].casefold()
            if item.group in _LATEST_FIRST:
                when = "".join(chr(0x10FFFF - ord(letter)) for letter in when)
            aside = item.source.fact.assertion not in ("present", "history")
            return aside, order.get(item.kind, 99), name, when or "\U0010ffff", item.now.value

        return sorted(self.review.items.values(), key=key)

    @property
    def producer(self) -> str:
        """What read the notes."""
        return next((result.producer for result in self.results.values()), "")


def ways() -> list[tuple[str, str]]:
    """How notes may be read (URI of a model or `rules`, name): the models are those that the site gives, no other."""
    from carnet.apps.dossier_view import RULES

    return [(RULES, _("Rules alone")), *((uri, _("Rules and {name}").format(name=name)) for uri, name in models())]


def models() -> list[tuple[str, str]]:
    """The models that the site gives: (URI, name)."""
    found = os.environ.get(VARIABLE, "").split()
    return [(uri, uri.rsplit("#", 1)[-1].rstrip("/").rsplit("/", 1)[-1]) for uri in found]

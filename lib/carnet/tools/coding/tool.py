"""The coding tool: the mentions of a stay's notes, placed by the rules of the PMSI, ranked by what the site taught."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.text.terms import Vocabulary
from carnet.tools.coding.mention import Placed
from carnet.tools.coding.person import with_person
from carnet.tools.coding.result import Caution, CodedStay, Position
from carnet.tools.coding.stay import Stay, by_stay
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.text.terminologies.cim10 import Nomenclature
    from carnet.tools.coding.learning.calibration import Calibration
    from carnet.tools.coding.learning.ranking import Ranker
    from carnet.tools.coding.verifier import Verdict
    from carnet.tools.structuring.tool import Structurer
    from carnet.tools.tool import NoteFailed


@dataclass(frozen=True)
class Coder:
    """Codes a stay. `terminologies`: the site's folder of official files; `model`: the folder of a model learnt from
    its past stays; `llm`: the URI of a language model. The last two rank what the notes attest, and add no code.
    """

    terminologies: str | None = None
    model: str | None = None
    llm: str | None = None
    cache: str | None = None
    name: str = field(default="code", init=False)

    @cached_property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes."""
        ranker = self._ranker.fingerprint if self._ranker else ""
        parts = ["code", __version__, self._terms_name, ranker]
        return " ".join(part for part in parts if part)

    @cached_property
    def nomenclature(self) -> "Nomenclature":
        """The CIM-10 in force: the site's official file, else the one that EDS-NLP carries."""
        from carnet.text.terminologies.cim10 import cim10

        return cim10(self._folder)

    @cached_property
    def _terms_name(self) -> str:
        """The nomenclatures and lists in force, by a hash of what they hold."""
        digest = hashlib.sha256()
        for code in chain(self.nomenclature, self._ccam or ()):
            digest.update(f"{code.code}|{code.mco}|{code.label}\n".encode())
        names = self._names.entries if self._names else {}
        digest.update(repr((sorted(self._severities.items()), sorted(names.items()))).encode())
        return f"terms:{digest.hexdigest()[:12]}"

    @property
    def _folder(self) -> Path | None:
        return Path(self.terminologies) if self.terminologies else None

    @cached_property
    def _ccam(self) -> "Nomenclature | None":
        from carnet.text.terminologies.site import ccam

        return ccam(self._folder)

    @cached_property
    def _names(self) -> "Vocabulary[str] | None":
        """The site's own names of codes."""
        from carnet.text.terminologies.site import synonyms

        names = {name: code for code, given in synonyms(self._folder).items() for name in given}
        return Vocabulary(names) if names else None

    @cached_property
    def _severities(self) -> Mapping[str, int]:
        from carnet.text.terminologies.site import severities

        return severities(self._folder)

    @cached_property
    def _structurer(self) -> "Structurer":
        from carnet.tools.structuring.tool import Structurer

        return Structurer()

    @cached_property
    def _ranker(self) -> "Ranker | None":
        """What ranks the candidates besides the rules: the site's model, the language model."""
        if not self.model and not self.llm:
            return None
        from carnet.tools.coding.learning.ranking import open_ranker

        return open_ranker(self.model, self.llm, self.cache)

    @cached_property
    def _calibration(self) -> "Calibration | None":
        """What the scores were worth in the site's past stays."""
        if not self.model:
            return None
        from carnet.tools.coding.learning.folder import load_calibration

        return load_calibration(self.model)

    def prepare(self) -> None:
        """Load vocabularies and models now."""
        self(Note("", "Motif : douleur thoracique. Conclusion : infarctus du myocarde. HTA."))

    def mentions(self, reading: Reading) -> list[Placed]:
        """Every diagnosis that a note names, denied or not."""
        from carnet.tools.coding.mentions import find_mentions

        found = find_mentions(reading, self._structurer.facts(reading), self.nomenclature, self._names)
        return [Placed(reading, mention) for mention in found]

    def __call__(self, note: Note | str) -> CodedStay:
        return self.stay(Stay.of(Note.of(note)))

    def stay(self, stay: Stay) -> CodedStay:
        """The coding of a stay: its principal, related and associated diagnoses, its acts, and what to look at."""
        from carnet.tools.coding.acts import acts_of
        from carnet.tools.coding.learning.rescoring import rescored
        from carnet.tools.coding.pmsi.assigning import assign
        from carnet.tools.coding.verifier import check_given

        readings = [Reading.of(note) for note in stay.notes]
        placed = [one for reading in readings for one in self.mentions(reading)]
        stay = with_person(stay, readings)
        assigned = assign(
            placed, stay, self.nomenclature, severities=self._severities, model=self._ranker, readings=readings
        )
        acts, about_acts = acts_of(readings, self._ccam)
        cautions: tuple[Caution, ...] = (*assigned.warnings, *about_acts)
        if stay.given:
            cautions += check_given(stay, assigned, placed, self.nomenclature)
        coded = CodedStay(
            stay_id=stay.stay_id,
            note_ids=tuple(note.note_id for note in stay.notes),
            dp=assigned.dp,
            dr=assigned.dr,
            das=assigned.das,
            acts=acts,
            warnings=cautions,
            producer=self.fingerprint,
        )
        return rescored(coded, self._calibration) if self._calibration else coded

    def verify(self, stay: Stay, code: str, position: Position = "das") -> "Verdict":
        """Whether the notes of a stay attest a code at a position, with the passages that say so, or deny it."""
        from carnet.tools.coding.verifier import verify

        placed = [one for note in stay.notes for one in self.mentions(Reading.of(note))]
        return verify(code, position, placed, self.nomenclature)

    def map(self, notes: Iterable[Note], workers: int = 1) -> "Iterator[CodedStay | NoteFailed]":
        """Many notes, each coded alone, in order, as they come. `workers` 0: one process a core."""
        from carnet.tools.tool import map_notes

        return map_notes(self, notes, workers)  # type: ignore[return-value]

    def map_stays(self, notes: Iterable[Note]) -> Iterator[CodedStay]:
        """The stays that notes tell of, in the order of their first note."""
        return (self.stay(stay) for stay in by_stay(notes))

    def __getstate__(self) -> dict[str, Any]:
        """What a worker needs: the settings."""
        return {name: self.__dict__[name] for name in ("terminologies", "model", "llm", "cache")}

"""The model's way: a note shown part by part, its facts grounded one by one, the rest told apart with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm.chat import open_llm
from carnet.llm.grounding import Grounder
from carnet.llm.grounding.dates import iso
from carnet.llm.model import LanguageModel
from carnet.llm.prompts import load
from carnet.llm.splitting import LIMIT, Part, split
from carnet.llm.structured import generate_all
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Fact, Kind, Status, Unsupported
from carnet.tools.structuring.model.joining import join
from carnet.tools.structuring.model.normalising import (
    Read,
    adopted,
    contradiction,
    french,
    own,
    readings_of,
    same_as,
    there,
)
from carnet.tools.structuring.model.schema import SaidFact, SaidFacts

VERSION = 2  # of the checks
MAX_TOKENS = 4096
_SIDES = {"droit": "droit", "gauche": "gauche", "bilateral": "bilatéral"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said of a note: the facts that the note supports, and the statements that it does not."""

    facts: list[Fact]
    unsupported: list[Unsupported]


@dataclass(frozen=True)
class ModelWay:
    """Asks a model for the facts of a note. Everything that comes out is in the text: see `carnet.llm.grounding`."""

    model: LanguageModel
    limit: int = field(default=LIMIT)

    @classmethod
    def open(cls, uri: str, cache: str | Path | None = None) -> "ModelWay":
        """The way of the model that a URI names. Raises CarnetError where it names none."""
        return cls(open_llm(uri, cache=cache))

    @property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes: model, prompt, checks."""
        return f"{self.model.fingerprint} {load('structure').id} grounding-{VERSION}"

    @property
    def producer(self) -> str:
        """The id that facts carry."""
        return f"llm:{self.model.uri}"

    def read(self, reading: Reading) -> Said:
        """The facts of a note. Raises CarnetError where the model does not answer at all."""
        prompt = load("structure")
        parts = [part for part in split(reading, limit_chars=self.limit) if part.text.strip()]
        if not parts:
            return Said([], [])
        answers = generate_all(
            self.model, [prompt.render(note=part.text) for part in parts], SaidFacts, max_tokens=MAX_TOKENS
        )
        judge = _Judge(reading, self.producer)
        said = Said([], [])
        for part, answer in zip(parts, answers, strict=True):
            if isinstance(answer, CarnetError):
                raise answer
            if not isinstance(answer.value, SaidFacts):
                said.unsupported.append(_unread(reading, answer.trouble))
                continue
            for one in answer.value.faits:
                judge.judge(one, part, said)
        return said

    def join(self, rule_facts: Sequence[Fact], model_facts: Sequence[Fact]) -> list[Fact]:
        """The facts of both ways, each once; see `carnet.tools.structuring.model.joining`."""
        return join(rule_facts, model_facts)


class _Judge:
    """Holds what a model says against one note, and against what the rules read there."""

    def __init__(self, reading: Reading, producer: str) -> None:
        self.reading = reading
        self.grounder = Grounder(reading)
        self.read: list[Read] = readings_of(reading)
        self.producer = producer
        self._seen: set[tuple[object, ...]] = set()

    def judge(self, one: SaidFact, part: Part, said: Said) -> None:
        """Put one statement where it belongs; a part shown twice says things twice, which count once."""
        fact = self._fact(one, part)
        if isinstance(fact, str):
            key: tuple[object, ...] = (one.genre, one.whole, one.citation, fact)
            if key not in self._seen:
                said.unsupported.append(
                    Unsupported(
                        kind=one.kind or one.genre,
                        statement=one.whole,
                        quote=one.citation,
                        reason=fact,
                        note_id=self.reading.note.note_id,
                    )
                )
        else:
            key = (fact.kind, fact.value, fact.assertion, fact.evidence[0].start, fact.evidence[0].end)
            if key not in self._seen:
                said.facts.append(fact)
        self._seen.add(key)

    def _fact(self, one: SaidFact, part: Part) -> Fact | str:
        kind, status = one.kind, one.status
        if kind is None:
            return _("this kind of fact does not exist")
        if status is None:
            return _("this assertion does not exist")
        if not any(character.isalnum() for character in one.valeur):
            return _("the statement is empty")
        side = _SIDES.get(one.cote, "")
        found = self.grounder.ground(
            one.statement,
            one.citation,
            kind=kind,
            assertion=status,
            date=one.date or None,
            laterality=side or None,
            within=(part.start, part.end),
        )
        if isinstance(found, str):
            return self._by_the_rules(one, kind, status, side) or found
        candidates = there(self.read, kind, found.start, found.end)
        same = same_as(one.statement, kind, candidates, side)
        date = iso(one.date) if one.date else None
        if same is not None:
            fact = adopted(same, found.assertion, date, self.producer)  # type: ignore[arg-type]
            return fact or _("the rules read otherwise what the note asserts there")
        against = contradiction(one.statement, kind, candidates, date)
        if against is not None:
            return against
        return own(self.reading, kind, french(one.statement), found, one.cote, date, self.producer)

    def _by_the_rules(self, one: SaidFact, kind: Kind, status: Status, side: str) -> Fact | None:
        """The rules' own reading of the quoted passage, where it is what the model says in other words."""
        for place in self.grounder.aligner.places(one.citation):
            if self.grounder.inadmissible(place.start, place.end, status) is not None:
                continue
            candidates = [
                read
                for read in there(self.read, kind, place.start, place.end)
                if place.start <= read.finding.start and read.finding.end <= place.end
            ]
            same = same_as(one.statement, kind, candidates, side)
            if same is None or (side and same.fact.laterality != side):
                continue
            if same.fact.assertion != status and not {same.fact.assertion, status} <= {"present", "history"}:
                continue
            if self.grounder.gainsaid(same.finding.start, same.finding.end, status, kind):
                continue
            date = iso(one.date) if one.date else None
            if one.date and (date is None or not (same.fact.date or "").startswith(date)):
                continue
            fact = adopted(same, status, None, self.producer)
            if fact is not None and fact.assertion == status:
                return fact
        return None


def _unread(reading: Reading, trouble: str) -> Unsupported:
    return Unsupported(kind="", statement="", reason=trouble, note_id=reading.note.note_id)

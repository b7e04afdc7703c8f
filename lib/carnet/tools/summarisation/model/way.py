"""A model's summary of a note: each sentence stands on the passages that it quotes, or is told apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm.chat import open_llm
from carnet.llm.grounding import Grounder, ground_sentence
from carnet.llm.model import LanguageModel
from carnet.llm.prompts import load
from carnet.llm.splitting import split
from carnet.llm.structured import generate_all
from carnet.text.clean import plain
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import evidence
from carnet.tools.structuring.facts import Fact, Unsupported
from carnet.tools.structuring.patient_topics import conviction, same_value, topic
from carnet.tools.summarisation.summary import Section, Sentence
from carnet.tools.summarisation.titles import REPORT, title

VERSION = 2  # of the checks
LIMIT = 12_000  # characters of a note shown at once: a summary needs the whole where it can
MOST = 60  # sentences of one answer
RUBRIQUES = {
    "motif": "reason",
    "antecedents": "background",
    "histoire": "illness",
    "examens": "examinations",
    "diagnostic": "diagnosis",
    "traitement": "treatment",
    "evolution": "course",
    "suites": "next",
}


def _word(value: Any) -> str:
    return plain(str(value)).strip() if isinstance(value, str) else ""


class SaidSentence(BaseModel):
    """A sentence and what it quotes."""

    model_config = ConfigDict(extra="ignore")

    texte: str = Field(max_length=600, repr=False)
    citations: list[str] = Field(max_length=6, repr=False)


class SaidSection(BaseModel):
    """A section of the answer."""

    model_config = ConfigDict(extra="ignore")

    rubrique: Annotated[str, BeforeValidator(_word), WithJsonSchema({"type": "string", "enum": list(RUBRIQUES)})]
    phrases: list[SaidSentence] = Field(max_length=MOST)


class SaidSummary(BaseModel):
    """The answer of a model about a note, or a part of it."""

    model_config = ConfigDict(extra="ignore")

    rubriques: list[SaidSection] = Field(max_length=3 * len(RUBRIQUES))


@dataclass(frozen=True)
class ModelWay:
    """Asks a model for the summary of a note; see `carnet.llm.grounding` for what a sentence must stand."""

    model: LanguageModel

    @classmethod
    def open(cls, uri: str, cache: Any = None) -> "ModelWay":
        """The way of the model that a URI names. Raises CarnetError where it names none."""
        return cls(open_llm(uri, cache=cache))

    @property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes: model, prompt, checks."""
        return f"{self.model.fingerprint} {load('summarise').id} grounding-{VERSION}"

    def summarise(
        self, reading: Reading, facts: Sequence[Fact] = (), read: Callable[[Reading], list[Fact]] | None = None
    ) -> tuple[tuple[Section, ...], tuple[Unsupported, ...]]:
        """The sections of a note, in our order, and what the note does not support. `facts` are the note's, `read`
        reads those of a sentence: what these say otherwise of one thing is not supported either.

        Raises CarnetError where the model does not answer at all.
        """
        prompt = load("summarise")
        parts = [part for part in split(reading, limit_chars=LIMIT) if part.text.strip()]
        answers = generate_all(self.model, [prompt.render(note=part.text) for part in parts], SaidSummary)
        grounder = Grounder(reading)
        made: dict[str, dict[str, Sentence]] = {}
        unsupported: list[Unsupported] = []
        for part, answer in zip(parts, answers, strict=True):
            if isinstance(answer, CarnetError):
                raise answer
            if not isinstance(answer.value, SaidSummary):
                unsupported.append(
                    Unsupported(kind="", statement="", reason=answer.trouble, note_id=reading.note.note_id)
                )
                continue
            for section in answer.value.rubriques:
                key = RUBRIQUES.get(section.rubrique, "course")
                for said in section.phrases:
                    found = grounded(grounder, reading, said, (part.start, part.end), key)
                    if isinstance(found, Sentence) and read is not None:
                        found = _not_otherwise(found, facts, read, key)
                    if isinstance(found, Sentence):
                        made.setdefault(key, {}).setdefault(found.text, found)
                    elif found not in unsupported:
                        unsupported.append(found)
        return _sections(made), tuple(unsupported)


def grounded(
    grounder: Grounder, reading: Reading, said: SaidSentence, within: tuple[int, int], key: str
) -> Sentence | Unsupported:
    """A sentence with its passages, or why the note does not support it."""
    places = ground_sentence(said.texte, said.citations, grounder, within=within)
    if isinstance(places, str):
        quote = said.citations[0] if said.citations else ""
        return Unsupported(kind=key, statement=said.texte, quote=quote, reason=places, note_id=reading.note.note_id)
    passages = tuple(evidence(reading, one.start, one.end) for one in places)
    return Sentence(text=said.texte.strip(), evidence=passages, way="model")


def _not_otherwise(
    sentence: Sentence, facts: Sequence[Fact], read: Callable[[Reading], list[Fact]], key: str
) -> Sentence | Unsupported:
    """A sentence, unless the rules read in it a fact of which they read another value, or another conviction, in the
    note: « 9N+/42 » for « 9N+/24 », « ostéoporose » for « ostéoporose possible »."""
    note_id = sentence.evidence[0].note_id
    for fact in read(Reading.of(Note(note_id, sentence.text))):
        if fact.rule is not None or conviction(fact) not in ("yes", "no"):
            continue
        about = [one for one in facts if one.kind == fact.kind and _topic(one) == _topic(fact)]
        if about and not any(same_value(fact, one) and conviction(fact) == conviction(one) for one in about):
            reason = _("the note says otherwise: {value}").format(value=about[0].value)
            quote = about[0].evidence[0].quote
            return Unsupported(kind=key, statement=sentence.text, quote=quote, reason=reason, note_id=note_id)
    return sentence


def _topic(fact: Fact) -> str:
    return "nodes" if fact.kind == "event" and fact.parts.get("type") == "nodes" else topic(fact)


def _sections(made: dict[str, dict[str, Sentence]]) -> tuple[Section, ...]:
    return tuple(
        Section(key=key, title=title(key), sentences=tuple(made[key].values())) for key in REPORT if made.get(key)
    )

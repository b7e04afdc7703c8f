"""What the writer knows: tumours, drugs, findings, and the questions that teach about them, each with its source."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from carnet.teaching.question import Rank, Topic
from carnet.text.lists import parse_lists


class Known(BaseModel):
    """An entry of knowledge: checked when read, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tumour(Known):
    """A tumour that questions are known for. `sites`, `morphologies`: beginnings of codes of the CIM-O-3; both must
    match (an empty tuple matches any). `label` stands after « le diagnostic de » ; `labels` by morphology."""

    id: str
    label: str
    named: tuple[str, ...] = ()  # stems that name it, for what must not be read before the diagnosis is asked
    sites: tuple[str, ...] = ()
    morphologies: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # words (patterns, folded) that leave a doubt: another tumour of the same organ
    labels: dict[str, str] = Field(default_factory=dict)
    sex: Literal["f", "m"] | None = None
    item: int | None = None
    specialty: str = ""
    adult: bool = True
    rare: bool = False


class Drug(Known):
    """A drug: `the` with its article (« l’oxaliplatine »); `type` as in « une chimiothérapie par »."""

    id: str
    the: str
    type: str
    names: tuple[str, ...] = ()
    never: tuple[str, ...] = ()  # tumours that it is not given for
    only: tuple[str, ...] = ()  # the tumours that it is given for, where a case with another must be two cancers


class Sign(Known):
    """A finding of the case. `terms`: the normal forms of events, toxicities or comorbidities that state it; `lab`:
    a result with its bounds, in the unit given. `says` tells it in the vignette ({value} is the result)."""

    id: str
    terms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("event", "toxicity")
    lab: str | None = None
    unit: str | None = None
    above: float | None = None
    below: float | None = None
    floor: float | None = None  # beyond what can be believed
    ceiling: float | None = None
    says: str = ""


class Needs(Known):
    """When a question suits a case. Every field that is set must hold; a list holds when one of its values does."""

    tumour: tuple[str, ...] = ()
    drug: tuple[str, ...] = ()
    with_drugs: tuple[str, ...] = ()  # all in the same line
    without_drugs: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    marker: dict[str, str] = Field(default_factory=dict)
    metastasis: tuple[str, ...] = ()
    without_signs: tuple[str, ...] = ()
    without_history: tuple[str, ...] = ()  # stems of comorbidities that would change the key
    first_line: bool = False  # only about the first treatment of the notes
    sex: Literal["f", "m"] | None = None
    age: tuple[int, int] = (15, 130)
    metastatic: bool | None = None
    smoker: bool | None = None
    oncology: bool | None = None


class Blueprint(Known):
    """A question in waiting. `right` and `wrong` are pairs (proposition, why); so many of them are drawn for an item.

    A QROC has `answers` (the first is the one shown) and, in the second category, `half`. `shows` names the passages
    of the vignette that the question needs; `hides` stems of words that would give the answer away.
    """

    id: str
    topic: Topic
    kind: Literal["QRU", "QRM", "QRP", "QROC"]
    stem: str
    needs: Needs
    shows: tuple[str, ...]
    right: tuple[tuple[str, str], ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    indispensable: tuple[str, ...] = ()
    unacceptable: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    drawn: tuple[int, int] | None = (
        None  # right ones, all; None: 1 of 5 (QRU), 2 or 3 of 5 (QRM), all the right of 6 (QRP)
    )
    why: str = ""
    item: int | None = None
    rank: Rank | None = None
    step: int = 5
    alone: bool = False  # never a step of a progressive case
    value: float = 1.0  # how much an examiner would want it
    source: str

    @model_validator(mode="after")
    def _whole(self) -> "Blueprint":
        if self.kind == "QROC":
            if not self.answers:
                raise ValueError(f"{self.id}: a QROC has answers")
        elif not self.right or len(self.wrong) < 2:
            raise ValueError(f"{self.id}: right and wrong propositions are needed")
        texts = [text for text, _ in (*self.right, *self.wrong)]
        if len(set(texts)) != len(texts):
            raise ValueError(f"{self.id}: a proposition stands twice")
        if set(self.indispensable) - {text for text, _ in self.right}:
            raise ValueError(f"{self.id}: what is indispensable is right")
        if set(self.unacceptable) - {text for text, _ in self.wrong}:
            raise ValueError(f"{self.id}: what is unacceptable is wrong")
        return self


class Attribution(Known):
    """An effect and the drugs that it is typical of; `others` are drugs that do not cause it as a rule."""

    id: str
    effect: str
    terms: tuple[str, ...] = ()
    culprits: tuple[str, ...]
    others: tuple[str, ...]
    because: str
    source: str


@cache
def tumours() -> tuple[Tumour, ...]:
    """The tumours, the most precise first."""
    return tuple(Tumour.model_validate(fields) for fields in _read("tumours.yaml"))


@cache
def drugs() -> dict[str, Drug]:
    """The drugs, by every name."""
    known = [Drug.model_validate(fields) for fields in _read("drugs.yaml")]
    return {name: drug for drug in known for name in (drug.id, *drug.names)}


@cache
def signs() -> tuple[Sign, ...]:
    """The findings."""
    return tuple(Sign.model_validate(fields) for fields in _read("signs.yaml"))


@cache
def attributions() -> tuple[Attribution, ...]:
    """The effects that tell one drug of a protocol from the others."""
    return tuple(Attribution.model_validate(fields) for fields in _read("attributions.yaml"))


@cache
def blueprints() -> tuple[Blueprint, ...]:
    """The questions in waiting, of every file « questions_*.yaml »."""
    return tuple(Blueprint.model_validate(fields) for name in _question_files() for fields in _read(name))


def _question_files() -> Iterator[str]:
    folder = files(__package__)
    return iter(sorted(one.name for one in folder.iterdir() if one.name.startswith("questions_")))


def _read(name: str) -> list[dict[str, Any]]:
    return parse_lists((files(__package__) / name).read_text(encoding="utf-8")) or []

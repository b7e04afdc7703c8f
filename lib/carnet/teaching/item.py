"""An item of the bank: a question, a KFP, a progressive case or an ECOS station, and all that is kept of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, Self, get_args

from pydantic import Field, model_validator

from carnet.teaching.question import Frozen, Image, Question, QuestionKind, Rank

ItemKind = Literal["QRU", "QRM", "QRP", "QRPL", "QROC", "QZP", "TCS", "KFP", "miniDP", "DP", "ECOS"]
ITEM_KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
PROGRESSIVE: tuple[ItemKind, ...] = ("miniDP", "DP")  # one question after the other, no going back
State = Literal["draft", "reviewed", "approved", "retired"]
STATES: tuple[State, ...] = get_args(State)
Use = Literal["training", "exam"]
CASE = "case"  # the id of the part that every question shares


class Origin(Frozen):
    """Where a passage of a part comes from: offsets in a note, no words of it."""

    part: str
    start: int
    end: int
    note_id: str
    note_start: int
    note_end: int


class GridLine(Frozen):
    """A line of the observer's grid of a station: `weight` is its share of the points."""

    id: str = Field(pattern=r"^[a-z0-9_-]{1,16}$")
    text: str
    weight: float = Field(default=1, gt=0)
    section: str = ""
    indispensable: bool = False


class ScriptLine(Frozen):
    """What the standardised participant says: `cue` is what the student asks or does."""

    cue: str
    says: str


class Station(Frozen):
    """An ECOS station: the vignette is the item's `case`; the rest is here. `minutes` is the student's time."""

    task: str
    setting: str = ""
    participant: str = ""
    attitude: str = ""
    script: tuple[ScriptLine, ...] = ()
    grid: tuple[GridLine, ...] = Field(min_length=1)
    minutes: int = Field(default=8, ge=1)


class Finding(Frozen):
    """What a check of the gate found. `level` "stop" closes the gate.

    `where` is an address (see `Item.texts`), empty for the whole item; `start`, `end` a span of the text there.
    """

    check: str
    level: Literal["stop", "warn"]
    message: str
    remedy: str = ""
    where: str = ""
    start: int | None = None
    end: int | None = None


class Override(Frozen):
    """A person let an item through although a check had stopped it; `reason` is hers."""

    check: str
    where: str = ""
    who: str
    when: datetime
    reason: str = Field(min_length=3)


class Change(Frozen):
    """One line of the history: who made which version, when, why, into which state; `diff` lists what changed.

    Each line of `diff` is {path, before, after}, as `carnet.teaching.history.diff` computes it.
    """

    version: int
    who: str
    when: datetime
    state: State
    reason: str = ""
    diff: tuple[dict[str, Any], ...] = ()


class Item(Frozen):
    """An item. `id` never changes; `version` counts its changes. Isolated kinds have one question of that kind.

    `item_number` (1–367), `rank` and `objectives` count for each question that does not say its own. `scale` is the
    dated scale that it is scored with (see `carnet.teaching.scoring`).
    """

    schema_version: Literal[1] = 1
    id: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    version: int = Field(default=1, ge=1)
    kind: ItemKind
    title: str = ""
    case: str = Field(default="", repr=False)
    images: tuple[Image, ...] = ()
    questions: tuple[Question, ...] = ()
    station: Station | None = None
    specialty: str = ""
    item_number: int | None = Field(default=None, ge=1, le=367)
    rank: Rank | None = None
    objectives: tuple[str, ...] = ()
    difficulty: float | None = Field(default=None, ge=0, le=1)  # the share of students expected to succeed
    use: Use = "training"
    authors: tuple[str, ...] = ()
    licence: str = ""
    language: str = "fr"
    scale: str = "EDN-2024"
    state: State = "draft"
    producer: str = ""
    origins: tuple[Origin, ...] = ()
    cautions: tuple[str, ...] = ()  # what the writer of the draft asks the teacher to look at
    overrides: tuple[Override, ...] = ()
    history: tuple[Change, ...] = ()

    @model_validator(mode="after")
    def _shape(self) -> Self:
        ids = [question.id for question in self.questions]
        if len(set(ids)) != len(ids) or CASE in ids:
            raise ValueError("the ids of questions differ from each other and from 'case'")
        for question in self.questions:
            names = [one.id for one in question.propositions]
            if len(set(names)) != len(names):
                raise ValueError("the ids of a question's propositions differ from each other")
        if self.kind == "ECOS":
            if self.station is None:
                raise ValueError("an ECOS item has a station")
        elif not self.questions:
            raise ValueError("an item has at least one question")
        if self.kind in get_args(QuestionKind) and [one.kind for one in self.questions] != [self.kind]:
            raise ValueError("an isolated item has one question of its own kind")
        return self

    @property
    def progressive(self) -> bool:
        """Whether each question is locked once the next is seen."""
        return self.kind in PROGRESSIVE

    def question(self, question_id: str) -> Question:
        """The question of that id. Raises `KeyError`."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def parts(self) -> Mapping[str, str]:
        """The texts that evidence points into, by id: `case`, then each question's new data under its id."""
        return {CASE: self.case} | {one.id: one.new for one in self.questions if one.new}

    def rank_of(self, question: Question) -> Rank | None:
        """A question's rank, else the item's."""
        return question.rank or self.rank

    def objectives_of(self, question: Question) -> tuple[str, ...]:
        """A question's objectives, else the item's."""
        return question.objectives or self.objectives

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that a student may read, with its address: `case`, `title`, `q1/stem`, `q1/a`, `q1/a/feedback`…"""
        yield "title", self.title
        yield CASE, self.case
        for question in self.questions:
            for name in ("new", "stem", "hypothesis", "finding", "hint", "feedback"):
                yield f"{question.id}/{name}", getattr(question, name)
            for one in question.propositions:
                yield f"{question.id}/{one.id}", one.text
                yield f"{question.id}/{one.id}/feedback", one.feedback
            for number, answer in enumerate(question.answers):
                yield f"{question.id}/answers/{number}", answer.text
        if self.station:
            station = self.station
            for name in ("task", "setting", "participant", "attitude"):
                yield f"station/{name}", getattr(station, name)
            for number, line in enumerate(station.script):
                yield f"station/script/{number}/cue", line.cue
                yield f"station/script/{number}/says", line.says
            for mark in station.grid:
                yield f"station/grid/{mark.id}", mark.text

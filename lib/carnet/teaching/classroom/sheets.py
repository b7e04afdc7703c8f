"""What a student sees, as it travels: the sheet, what was saved, the correction, the progress. No field here is a key
before the correction: `public` and `correction` fill them, field by field."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from carnet.teaching.citation import Citation
from carnet.teaching.item import ItemKind
from carnet.teaching.question import Frozen, Image, QuestionKind, Response, Zone
from carnet.text.evidence import Evidence

Asked = QuestionKind | Literal["ECOS"]
STATION = "station"  # the question id of an ECOS station


class Ticket(Frozen):
    """What lets a student back in: keep `secret` where only she can read it."""

    secret: str = Field(repr=False)
    code: str
    pseudonym: str


class SheetProposition(Frozen):
    """A proposition as the student sees it. `zone` is drawn on the question's image (QZP)."""

    id: str
    text: str = Field(repr=False)
    zone: Zone | None = None


class SheetQuestion(Frozen):
    """A question as the student sees it, with what she has saved of it.

    `number` counts through the whole sheet, from 1. `to_choose`: how many propositions are to be chosen, if that is
    announced. `locked`: nothing can be changed any more. `hints`: whether a hint may be asked for. `corrected`: its
    correction was seen.
    """

    id: str
    number: int
    kind: Asked
    new: str = Field(default="", repr=False)
    stem: str = Field(repr=False)
    propositions: tuple[SheetProposition, ...] = ()
    to_choose: int | None = None
    max_words: int | None = None
    image: Image | None = None
    hypothesis: str = Field(default="", repr=False)
    finding: str = Field(default="", repr=False)
    minutes: int | None = None
    response: Response | None = Field(default=None, repr=False)
    saved: int = 0
    seconds: float | None = None
    flagged: bool = False
    locked: bool = False
    hints: bool = False
    corrected: bool = False

    @property
    def answered(self) -> bool:
        """Whether something was answered."""
        return self.response is not None and not self.response.empty


class SheetItem(Frozen):
    """An item as the student sees it: of a progressive one, only the questions up to the present one.

    `more`: whether other questions follow when she goes on; `total` how many questions it has in all; `finished`: the
    last one is locked.
    """

    id: str
    version: int
    number: int
    kind: ItemKind
    case: str = Field(default="", repr=False)
    images: tuple[Image, ...] = ()
    questions: tuple[SheetQuestion, ...]
    progressive: bool = False
    more: bool = False
    finished: bool = False
    total: int


class Sheet(Frozen):
    """A student's sheet. `remaining` seconds by the server's clock (None: no limit), `now` that clock.

    `stage`: `waiting` (not started: no item yet), `running`, `over` (submitted, closed or out of time).
    `correction`: whether the whole correction may be asked for; `at_once`: a question's, as soon as it is answered.
    """

    title: str
    mode: Literal["training", "exam"]
    stage: Literal["waiting", "running", "over"]
    pseudonym: str
    attempt: int
    items: tuple[SheetItem, ...]
    remaining: float | None
    now: datetime
    submitted: bool = False
    correction: bool = False
    at_once: bool = False
    retry: bool = False
    scale: str | None = None

    def question(self, item_id: str, question_id: str) -> SheetQuestion:
        """A question of the sheet. Raises `KeyError`."""
        for item in self.items:
            for question in item.questions:
                if (item.id, question.id) == (item_id, question_id):
                    return question
        raise KeyError(question_id)


class Saved(Frozen):
    """An answer is written for good: its number among the saves of that question, and the server's time."""

    number: int
    when: datetime


class CorrectedProposition(Frozen):
    """A proposition with its part of the key. `chosen`: by the student; `good`: she treated it as she should.

    `group` is the share of the group that chose it, to the nearest twentieth; None under 11 students.
    """

    id: str
    text: str = Field(repr=False)
    correct: bool
    indispensable: bool = False
    unacceptable: bool = False
    chosen: bool = False
    good: bool = True
    feedback: str = Field(default="", repr=False)
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    group: float | None = None
    zone: Zone | None = None


class ShownAnswer(Frozen):
    """An accepted answer (QROC), a degree ("-2" to "2", TCS) or a line of the grid (ECOS); `value` 0 to 1."""

    id: str = ""
    text: str
    value: float
    note: str = ""


class CorrectedQuestion(Frozen):
    """A question with its key, what the student answered and what it is worth (`points` 0 to 1).

    `group` is the mean of the group to the nearest twentieth, None under 11 students; `students` how many answered at
    least, told by steps, None then too: nobody's answer is had by subtracting what was shown before she came.
    """

    id: str
    number: int
    kind: Asked
    new: str = Field(default="", repr=False)
    stem: str = Field(repr=False)
    propositions: tuple[CorrectedProposition, ...] = ()
    answers: tuple[ShownAnswer, ...] = ()
    image: Image | None = None
    hypothesis: str = ""
    finding: str = ""
    response: Response | None = Field(default=None, repr=False)
    points: float
    weight: float = 1
    discordances: int | None = None
    zeroed_by: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    to_check: bool = False
    feedback: str = Field(default="", repr=False)
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    group: float | None = None
    students: int | None = None


class CorrectedItem(Frozen):
    """An item with the corrections that may be seen now. `whole`: all its questions are there; `points` is None until
    then, and for an item whose questions were all cancelled."""

    id: str
    version: int
    number: int
    kind: ItemKind
    title: str
    case: str = Field(default="", repr=False)
    images: tuple[Image, ...] = ()
    questions: tuple[CorrectedQuestion, ...]
    points: float | None = None
    whole: bool = False
    scale: str = ""


class Correction(Frozen):
    """What may be corrected now. `points` (0 to 1) is the mean of the items, None until all may be seen."""

    items: tuple[CorrectedItem, ...]
    points: float | None = None
    out_of: float = 20


class ObjectiveProgress(Frozen):
    """Where a student is on one objective and rank: how many answers, their mean, when to see it again."""

    objective: str
    rank: str | None
    item_number: int | None = None
    answers: int
    mean: float
    last: datetime
    due: datetime | None = None


class Period(Frozen):
    """The marks of a rank, or of a week (named by its Monday): the mean of the last answers, 95 % interval."""

    name: str
    answers: int
    mean: float
    low: float
    high: float


class Progress(Frozen):
    """A student's progress, by objective, rank and week; `due` the objectives to see again now, the most forgotten
    first."""

    objectives: tuple[ObjectiveProgress, ...]
    due: tuple[str, ...] = ()
    answers: int = 0
    mean: float | None = None
    ranks: tuple[Period, ...] = ()
    weeks: tuple[Period, ...] = ()

"""What the classroom hands out to teachers: plans, sessions, what goes on in them and what came out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from carnet.teaching.item import ItemKind, State, Use
from carnet.teaching.question import QuestionKind, Rank, Response

Mode = Literal["training", "exam"]
CorrectionRule = Literal["at_once", "at_end", "when_released"]
Stage = Literal["waiting", "running", "closed"]
THIRD_TIME = 4 / 3  # « tiers temps »: a third more


@dataclass(frozen=True, slots=True)
class BankQuery:
    """What to look for in the bank; each empty field asks nothing. `difficulty`: a range of expected success (0 to 1).

    `text`: words that must all stand in the item (beginnings of words count, accents and case do not).
    """

    text: str = ""
    ranks: tuple[Rank, ...] = ()
    objectives: tuple[str, ...] = ()
    item_numbers: tuple[int, ...] = ()
    kinds: tuple[ItemKind, ...] = ()
    states: tuple[State, ...] = ()
    topics: tuple[str, ...] = ()
    difficulty: tuple[float, float] | None = None
    author: str = ""
    use: Use | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class BankRow:
    """An item of the bank, lightly. `stem` is the first question's (an ECOS station's task), shortened."""

    id: str
    version: int
    kind: ItemKind
    title: str
    state: State
    ranks: tuple[str, ...]
    objectives: tuple[str, ...]
    item_numbers: tuple[int, ...]
    topics: tuple[str, ...]
    stem: str = field(repr=False)
    questions: int
    difficulty: float | None
    use: Use
    author: str
    updated: datetime

    @property
    def rank(self) -> str:
        """The ranks as one reads them: `A`, `A B`."""
        return " ".join(self.ranks)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results, and how many there are in all."""

    rows: tuple[BankRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a teacher opens. `extra`: factors of time by pseudonym (4/3: a third more); `scale` None: each item's."""

    title: str
    item_ids: tuple[str, ...]
    mode: Mode = "training"
    minutes: float | None = None
    extra: Mapping[str, float] = field(default_factory=dict)
    correction: CorrectionRule = "at_end"
    shuffle: bool = False
    scale: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its plan, its code, the version of each item frozen when it was opened, where it stands.

    `ends` is when the last student's time is out (None: no limit, or not started).
    """

    code: str
    plan: SessionPlan
    versions: Mapping[str, int]
    author: str
    opened: datetime
    stage: Stage
    started: datetime | None = None
    closed: datetime | None = None
    released: bool = False
    ends: datetime | None = None
    members: int = 0


@dataclass(frozen=True, slots=True)
class LiveMember:
    """Where a student is now: the question last saved. `remaining` in seconds, None without a limit."""

    pseudonym: str
    joined: datetime
    answered: int
    submitted: bool
    remaining: float | None
    seen: datetime
    item_id: str = ""
    question_id: str = ""
    flagged: int = 0
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class LiveQuestion:
    """A question of a running session: how many answered, how many have all the points, their mean (None: none)."""

    item_id: str
    question_id: str
    number: int
    kind: str
    stem: str = field(repr=False)
    answered: int = 0
    correct: int = 0
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """A session as it goes on."""

    session: Session
    members: tuple[LiveMember, ...]
    questions: tuple[LiveQuestion, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A student's last answer to a question in one attempt, and what it is worth. `seconds` as the page counted them.

    `mark` is between 0 and 1; `to_check`: an answer in words near to an accepted one, for the teacher to look at;
    `excluded`: an erratum took the question out of the total (its weight is then 0).
    `version` is the version marked with (that of the attempt, or a later one after an erratum).
    """

    student: str
    attempt: int
    item_id: str
    version: int
    question_id: str
    kind: QuestionKind | Literal["ECOS"]
    rank: str | None
    objectives: tuple[str, ...]
    response: Response | None = field(repr=False)
    mark: float
    weight: float
    scale: str
    seconds: float | None
    to_check: bool = False
    excluded: bool = False
    flagged: bool = False
    saves: int = 0
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What came out of a session: a row by student, attempt and question; `totals` a mark by (student, attempt).

    A total is the mean of the items' marks, 0 to 1.
    """

    session: Session
    rows: tuple[ResultRow, ...]
    totals: Mapping[tuple[str, int], float]


@dataclass(frozen=True, slots=True)
class Remarked:
    """What an erratum did to one answer: the marks before and after (None: out of the total), and why."""

    student: str
    attempt: int
    item_id: str
    question_id: str
    before: float | None
    after: float | None
    old_version: int
    new_version: int
    why: str

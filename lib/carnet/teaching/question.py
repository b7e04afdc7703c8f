"""A question in one of the formats of the EDN: what is asked, what may be answered, the key with its reasons."""

from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from carnet.teaching.citation import Citation
from carnet.text.evidence import Evidence

QuestionKind = Literal["QRU", "QRM", "QRP", "QRPL", "QROC", "QZP", "TCS"]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
TICKED: tuple[QuestionKind, ...] = ("QRU", "QRM", "QRP", "QRPL", "QZP")  # answered by choosing among propositions
Rank = Literal["A", "B", "C"]
Topic = Literal["diagnosis", "examination", "interpretation", "treatment", "surveillance", "complication", "other"]
OBJECTIVE = r"^OIC-\d{3}-\d{2}-[AB]$"


class Frozen(BaseModel):
    """What is stored as JSON: never changed in place, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Zone(Frozen):
    """A part of an image, in fractions of its width and height (0 to 1, from the top left).

    `points` are the corners of a polygon; two points are the opposite corners of a rectangle.
    """

    points: tuple[tuple[float, float], ...] = Field(min_length=2)


class Image(Frozen):
    """An image, carried inside: `data` is base64; `alternative` says in words what a person who cannot see it needs."""

    media_type: Literal["image/png", "image/jpeg", "image/svg+xml"]
    data: str = Field(repr=False)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    alternative: str
    source: str = ""
    licence: str = ""


class Proposition(Frozen):
    """One proposition and its part of the key.

    `indispensable`: right, and the question is worth nothing when it is not chosen; `unacceptable`: wrong, and the
    question is worth nothing when it is. `feedback` says why it is right or wrong; `evidence` are passages of the
    item's own parts (`note_id` is a part's id, see `Item.parts`), `citations` passages of references.
    `zone` is set in a QZP alone, where `text` names the zone for who answers by keyboard.
    """

    id: str = Field(pattern=r"^[a-z0-9_-]{1,16}$")
    text: str = Field(repr=False)
    correct: bool
    indispensable: bool = False
    unacceptable: bool = False
    feedback: str = Field(default="", repr=False)
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    zone: Zone | None = None

    @model_validator(mode="after")
    def _key_is_coherent(self) -> Self:
        if self.indispensable and not self.correct:
            raise ValueError("an indispensable proposition is a right one")
        if self.unacceptable and self.correct:
            raise ValueError("an unacceptable proposition is a wrong one")
        return self


class AcceptedAnswer(Frozen):
    """An answer to a QROC: category 1 is worth the point, category 2 half of it."""

    text: str
    category: Literal[1, 2] = 1


class Expert(Frozen):
    """What a member of the panel of a TCS answered, −2 to +2. `id` is a pseudonym."""

    id: str
    answer: int = Field(ge=-2, le=2)
    reason: str = ""


class Question(Frozen):
    """One question.

    `new` is what the case gains just before it (a part of its own, with the question's id). `expected` is how many
    propositions are to be chosen (QRP, QRPL, QZP: announced to the student). A TCS has `hypothesis` (« Si vous
    pensiez à… »), `finding` (« et qu'alors vous trouvez… ») and a `panel`; a QROC has `answers`; a QZP has an `image`.
    """

    id: str = Field(pattern=r"^[a-z0-9_-]{1,16}$")
    kind: QuestionKind
    stem: str = Field(repr=False)
    new: str = Field(default="", repr=False)
    propositions: tuple[Proposition, ...] = ()
    expected: int | None = Field(default=None, ge=1)
    answers: tuple[AcceptedAnswer, ...] = ()
    max_words: int = Field(default=5, ge=1)
    image: Image | None = None
    hypothesis: str = ""
    finding: str = ""
    panel: tuple[Expert, ...] = ()
    topic: Topic = "other"
    rank: Rank | None = None
    item_number: int | None = Field(default=None, ge=1, le=367)
    objectives: tuple[str, ...] = ()
    hint: str = Field(default="", repr=False)
    feedback: str = Field(default="", repr=False)
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    weight: float = Field(default=1, gt=0)

    @property
    def key(self) -> frozenset[str]:
        """The ids of the right propositions."""
        return frozenset(one.id for one in self.propositions if one.correct)

    @property
    def to_choose(self) -> int | None:
        """How many propositions the student is told to choose: 1 (QRU), the number announced, or none (QRM)."""
        if self.kind == "QRU":
            return 1
        if self.kind in ("QRP", "QRPL", "QZP"):
            return self.expected or len(self.key)
        return None


class Response(Frozen):
    """What a student answered: ids ticked, the words of a QROC, a degree (TCS), an observer's grid (ECOS).

    `grid` gives for each line of the grid the share done, 0 to 1. All empty: not answered.
    """

    ticked: tuple[str, ...] = ()
    text: str = Field(default="", repr=False, max_length=400)
    degree: int | None = Field(default=None, ge=-2, le=2)
    grid: dict[str, float] = Field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was answered."""
        return not (self.ticked or self.text.strip() or self.grid) and self.degree is None

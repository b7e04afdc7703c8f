"""What is asked of a model and what it may answer: prompts of this folder, schemas of the replies."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from carnet.llm.prompts import Prompt, parse
from carnet.teaching.question import QuestionKind, Topic

KINDS: tuple[QuestionKind, ...] = ("QRU", "QRM", "QRP", "QROC", "TCS")
MOST_QUESTIONS = 16
MOST_PROPOSITIONS = 10


def _kind(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _topic(value: Any) -> Any:
    return value if value in get_args(Topic) else "other"


def _text(value: Any) -> Any:
    return "" if value is None else value


Words = Annotated[str, BeforeValidator(_text), Field(max_length=600)]


class Said(BaseModel):
    """What a model says; `repr` shows none of it."""

    model_config = ConfigDict(extra="ignore")

    def __repr__(self) -> str:
        return type(self).__name__ + "()"

    __str__ = __repr__


class SaidProposition(Said):
    """A proposition with the passage that makes it right or wrong, copied."""

    texte: Words
    juste: bool
    commentaire: Words = ""
    citation: Words = ""
    indispensable: bool = False
    inacceptable: bool = False


class SaidQuestion(Said):
    """A question. `apres`: the number of the last passage of the case that the student has read."""

    type: Annotated[str, BeforeValidator(_kind), WithJsonSchema({"type": "string", "enum": list(KINDS)})]
    enonce: Words
    apres: int = Field(default=0, ge=0, le=500)
    sujet: Annotated[
        str, BeforeValidator(_topic), WithJsonSchema({"type": "string", "enum": list(get_args(Topic))})
    ] = "other"
    propositions: list[SaidProposition] = Field(default_factory=list, max_length=MOST_PROPOSITIONS)
    reponses: list[Words] = Field(default_factory=list, max_length=8)
    citations: list[Words] = Field(default_factory=list, max_length=6)
    hypothese: Words = ""
    information: Words = ""
    commentaire: Words = ""


class SaidQuestions(Said):
    """The questions of a reply."""

    questions: list[SaidQuestion] = Field(max_length=MOST_QUESTIONS)


class SaidLine(Said):
    """What the participant says to a cue, and the passage of the case that says it."""

    declencheur: Words
    replique: Words
    citation: Words = ""


class SaidMark(Said):
    """A line of the observer's grid."""

    texte: Words
    poids: float = Field(default=1, gt=0, le=10)
    section: Words = ""
    indispensable: bool = False


class SaidStation(Said):
    """An ECOS station over the case."""

    apres: int = Field(default=0, ge=0, le=500)
    consigne: Words
    lieu: Words = ""
    participant: Words = ""
    attitude: Words = ""
    script: list[SaidLine] = Field(default_factory=list, max_length=30)
    grille: list[SaidMark] = Field(min_length=1, max_length=30)


@cache
def prompt(name: str) -> Prompt:
    """A prompt of this folder: `write_questions`, `write_progressive`, `write_key_features`, `write_station`."""
    return parse(files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8"), name)


def rules() -> str:
    """What holds for every question, whichever the format."""
    return files(__package__).joinpath("rules.txt").read_text(encoding="utf-8").strip()

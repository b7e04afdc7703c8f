"""The forms of what students ask of the teaching server: nothing that is not named here is read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from carnet.teaching.question import Rank, Response


class Asking(BaseModel):
    """A request that says nothing but whose it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Joining(Asking):
    """Entering a session."""

    code: str = Field(max_length=12)
    pseudonym: str = Field(max_length=80)
    claim: str = Field(default="", max_length=80, repr=False)


class Practising(Asking):
    """Practising alone."""

    by: Literal["objective", "rank", "due", "any"] = "due"
    objective: str | None = Field(default=None, max_length=40)
    rank: Rank | None = None
    questions: int = Field(default=10, ge=1, le=60)
    pseudonym: str = Field(default="", max_length=80)


class Answering(Asking):
    """An answer to save."""

    item_id: str = Field(max_length=64)
    question_id: str = Field(max_length=16)
    response: Response | None = Field(repr=False)
    flagged: bool | None = None
    seconds: float | None = Field(default=None, allow_inf_nan=False)


class GoingOn(Asking):
    """Going on in a progressive item."""

    item_id: str = Field(max_length=64)
    leaving: str | None = Field(default=None, max_length=16)


class Correcting(Asking):
    """The correction, or the hint, of something."""

    item_id: str | None = Field(default=None, max_length=64)
    question_id: str | None = Field(default=None, max_length=16)


class Retrying(Asking):
    """Beginning again after an attempt."""

    after: int | None = Field(default=None, ge=1)

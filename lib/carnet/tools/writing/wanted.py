"""What a teacher asks of the writer: how many items, of which kinds, on which topics."""

from typing import Self

from pydantic import Field, model_validator

from carnet.teaching.item import ItemKind
from carnet.teaching.question import Frozen, Rank, Topic


class Wanted(Frozen):
    """What is wanted; an empty tuple: whatever suits the case.

    `kinds` are those of items: `("miniDP", "QRM")` asks for a progressive case and isolated QRM. A TCS (its panel is
    left for the teacher to fill) and an ECOS station are written only when asked for. `number` is at most how many.
    """

    number: int = Field(default=5, ge=1, le=60)
    kinds: tuple[ItemKind, ...] = ()
    topics: tuple[Topic, ...] = ()
    ranks: tuple[Rank, ...] = ()

    @model_validator(mode="after")
    def _without_images(self) -> Self:
        if self.kinds == ("QZP",):
            raise ValueError("a QZP needs an image: notes hold none")
        return self

"""A stretch of a note, with what was found there and who found it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of a note: offsets in code points, half-open, into the text as given.

    `producer` is the id of the rule or of the model that made it (`rule:date.numeric`, `model:names-1`).
    `repr` shows no text.
    """

    start: int
    end: int
    label: str
    text: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    producer: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.text) != self.end - self.start:
            raise ValueError(f"not a span: [{self.start}, {self.end}) with {len(self.text)} characters")

    @classmethod
    def of(cls, text: str, start: int, end: int, label: str, *, producer: str = "", **attributes: Any) -> "Span":
        """The span [start, end) of `text`."""
        return cls(start, end, label, text[start:end], attributes, producer)

    def with_attributes(self, **attributes: Any) -> "Span":
        """The same span, knowing more."""
        return replace(self, attributes={**self.attributes, **attributes})

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end}, {self.label!r}, {self.producer!r})"

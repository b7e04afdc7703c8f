"""What a rule finds: a fact to be, in offsets of the clean text, before its assertion and its date are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carnet.tools.structuring.facts import Kind, Status


@dataclass(frozen=True, slots=True)
class Finding:
    """A mention at [start, end) of the clean text; the other fields are those of `Fact`.

    `rule` is the id of the rule. `status`: the assertion, where the rule knows it (« HER2 négatif » is a present fact);
    None: it is read in the text around [start, end). `judged`: the stretch whose assertion counts, where it is another.
    `also`: other passages that support the fact. `date`: where the rule knows it.
    """

    kind: Kind
    value: str
    start: int
    end: int
    rule: str
    code: str | None = None
    system: str | None = None
    unit: str | None = None
    laterality: str | None = None
    status: Status | None = None
    judged: tuple[int, int] | None = None
    date: str | None = None
    also: tuple[tuple[int, int], ...] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)
    how: str | None = None

    def __repr__(self) -> str:
        return f"Finding({self.kind!r}, {self.start}, {self.end}, {self.rule!r})"

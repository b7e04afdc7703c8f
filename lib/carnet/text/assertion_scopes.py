"""What the reading of a sentence leaves: where cues are, and what they say of what follows or precedes."""

from dataclasses import dataclass

from carnet.text.assertion_rules import Rule


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue or a boundary in a text: [start, end) in characters, [first, after) in tokens of the sentence."""

    start: int
    end: int
    first: int
    after: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Scope:
    """What a cue says of the spans that begin in [start, end)."""

    start: int
    end: int
    cue: tuple[int, int]
    rule: Rule
    backward: bool

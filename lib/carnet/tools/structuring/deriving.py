"""Facts that follow from facts of the same note: a marker from others, a toxicity from a laboratory value, a stage."""

from collections.abc import Sequence

from carnet.tools.structuring import deriving_markers, deriving_stage, deriving_toxicity
from carnet.tools.structuring.facts import Fact

TOGETHER = 1000  # facts that are held against each other: a note with more is a whole record in one text


def derive(facts: Sequence[Fact]) -> list[Fact]:
    """What follows from the facts of a note, each with the evidence of those it comes from and its rule in words.

    Each is held against the others of its note; of a giant note, against the `TOGETHER` that stand around it in the
    text, so that time grows with the length.
    """
    if len(facts) <= TOGETHER:
        return _of(facts)
    placed = sorted(facts, key=lambda fact: fact.evidence[0].start)
    return [one for first in range(0, len(placed), TOGETHER) for one in _of(placed[first : first + TOGETHER])]


def _of(facts: Sequence[Fact]) -> list[Fact]:
    return [one for way in (deriving_markers, deriving_stage, deriving_toxicity) for one in way.derive(facts)]

"""Facts that follow from facts of the same note: a marker from others, a toxicity from a laboratory value, a stage."""

from collections.abc import Sequence

from carnet.tools.structuring import deriving_markers, deriving_stage, deriving_toxicity
from carnet.tools.structuring.facts import Fact


def derive(facts: Sequence[Fact]) -> list[Fact]:
    """What follows from the facts of a note, each with the evidence of those it comes from and its rule in words."""
    return [one for way in (deriving_markers, deriving_stage, deriving_toxicity) for one in way.derive(facts)]

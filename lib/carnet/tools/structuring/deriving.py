"""Facts that follow from facts of the same note: a stage from a TNM, a toxicity from a laboratory value."""

from collections.abc import Sequence

from carnet.tools.structuring.facts import Fact


def derive(facts: Sequence[Fact]) -> list[Fact]:
    """What follows from the facts of a note, each with the evidence of those it comes from and its rule in words."""
    return []

"""What a model says, held against the text: its quotes found, and the checks that a quote cannot fake."""

from carnet.llm.grounding.alignment import Alignment, align
from carnet.llm.grounding.grounder import Grounded, Grounder, check, ground, ground_sentence

__all__ = ["Alignment", "Grounded", "Grounder", "align", "check", "ground", "ground_sentence"]

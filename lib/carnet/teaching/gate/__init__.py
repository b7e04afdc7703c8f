"""The publication gate: every check of an item, its reason, its remedy, and what could not be checked."""

from carnet.teaching.gate.gate import Gate
from carnet.teaching.gate.report import CHECKS, WRITING, GateReport, labels

__all__ = ["CHECKS", "WRITING", "Gate", "GateReport", "labels"]

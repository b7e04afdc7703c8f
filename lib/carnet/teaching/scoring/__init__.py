"""Official scoring: dated scales, the mark of an answer and of an item, marking again after an erratum."""

from carnet.teaching.scoring.marks import STATION, ItemMark, Mark, mark, mark_item, mark_station
from carnet.teaching.scoring.remark import Erratum, Remarked, Stored, Total, changes, remark, totals
from carnet.teaching.scoring.scales import DEFAULT, SCALES, Rule, Scale, ScoringError, current_scale, scale
from carnet.teaching.scoring.short_answer import Decision, fold

__all__ = [
    "DEFAULT",
    "SCALES",
    "STATION",
    "Decision",
    "Erratum",
    "ItemMark",
    "Mark",
    "Remarked",
    "Rule",
    "Scale",
    "ScoringError",
    "Stored",
    "Total",
    "changes",
    "current_scale",
    "fold",
    "mark",
    "mark_item",
    "mark_station",
    "remark",
    "scale",
    "totals",
]

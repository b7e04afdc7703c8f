"""Item and test analysis: classical statistics, response models, cautions.

`analyse(rows)` takes one row (`Row`, or a mapping of the same names) a student and question.
"""

from carnet.teaching.analysis.analysis import Analysis, analyse, flag_label
from carnet.teaching.analysis.cautions import AnalysisWarning
from carnet.teaching.analysis.classical import ItemStatistics, PropositionStatistics, TestStatistics
from carnet.teaching.analysis.response_models import ItemParameters, ResponseModel
from carnet.teaching.analysis.table import Row, RowRefused, rows_of

__all__ = [
    "Analysis",
    "AnalysisWarning",
    "ItemParameters",
    "ItemStatistics",
    "PropositionStatistics",
    "ResponseModel",
    "Row",
    "RowRefused",
    "TestStatistics",
    "analyse",
    "flag_label",
    "rows_of",
]

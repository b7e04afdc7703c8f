"""Inflammation read in the blood count: NLR, LIPI."""

from carnet.language import _
from carnet.tools.scores.measured import LDH, LEUCOCYTES, LYMPHOCYTES, NEUTROPHILS, Measured, Score, ScoreError


def nlr(neutrophils: Measured, lymphocytes: Measured) -> Score:
    """Neutrophil-to-lymphocyte ratio. Category: « > 4 », the threshold of the meta-analysis, or « ≤ 4 ».

    Units: G/L, 10*9/L, /mm3, /µL. Raises ScoreError.
    """
    value = NEUTROPHILS.read(neutrophils) / LYMPHOCYTES.read(lymphocytes)
    category = "> 4" if value > 4 else "≤ 4"
    return Score("NLR", round(value, 2), category, "Templeton et al., J Natl Cancer Inst 2014;106:dju124")


def lipi(neutrophils: Measured, leucocytes: Measured, ldh: Measured, ldh_upper_limit: Measured) -> Score:
    """LIPI: a point for neutrophils / (leucocytes − neutrophils) > 3, one for LDH above the laboratory's upper limit.

    0 good (bon), 1 intermediate, 2 poor (mauvais). Raises ScoreError, also where neutrophils are not fewer than
    leucocytes.
    """
    count, all_white = NEUTROPHILS.read(neutrophils), LEUCOCYTES.read(leucocytes)
    if count >= all_white:
        raise ScoreError(
            _("There cannot be as many neutrophils as leucocytes."), _("Check both values and their units.")
        )
    ratio = count / (all_white - count)
    points = {"dnlr": int(ratio > 3), "ldh": int(LDH.read(ldh) > LDH.read(ldh_upper_limit))}
    total = sum(points.values())
    category = ("bon", "intermédiaire", "mauvais")[total]
    return Score(
        "LIPI", total, category, "Mezquita et al., JAMA Oncol 2018;4:351-357", {**points, "ratio": round(ratio, 2)}
    )

"""Kidney function: glomerular filtration estimated by CKD-EPI 2021, without race."""

from carnet.tools.scores.measured import CREATININE, Measured, Score, one_of, whole

_STAGES = ((90, "G1"), (60, "G2"), (45, "G3a"), (30, "G3b"), (15, "G4"), (0, "G5"))


def ckd_epi(creatinine: Measured, age: int, sex: str) -> Score:
    """eGFR, mL/min/1.73 m²: 142 min(Scr/κ, 1)^α max(Scr/κ, 1)^−1.200 0.9938^age (× 1.012 in women).

    κ 0.7 and α −0.241 in women, 0.9 and −0.302 in men; creatinine (enzymatic, IDMS) in µmol/L, mg/dL or mg/L; adults;
    `sex`: F or M. The category is that of KDIGO; G1 and G2 need another sign of kidney disease. Raises ScoreError.
    """
    scr = CREATININE.read(creatinine)
    years = whole(age, "age", 18, 120)
    woman = one_of(sex, "sex", ("F", "M")) == "F"
    kappa, alpha = (0.7, -0.241) if woman else (0.9, -0.302)
    value = 142 * min(scr / kappa, 1) ** alpha * max(scr / kappa, 1) ** -1.200 * 0.9938**years * (1.012 if woman else 1)
    category = next(name for low, name in _STAGES if round(value) >= low)
    return Score("eGFR CKD-EPI 2021", round(value, 1), category, "Inker et al., N Engl J Med 2021;385:1737-1749")

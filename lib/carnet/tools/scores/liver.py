"""Liver function and hepatocellular carcinoma: ALBI, Child-Pugh, BCLC."""

from math import log10

from carnet.language import _
from carnet.tools.scores.measured import ALBUMIN, BILIRUBIN, SIZE, Measured, Quantity, Score, ScoreError, one_of, whole

_INR = Quantity("INR or prothrombin", "INR", {"INR": 1.0}, 0.5, 25)
_PROTHROMBIN = Quantity("INR or prothrombin", "%", {"%": 1.0}, 2, 160)
_ASCITES = ("none", "mild", "moderate")
_ENCEPHALOPATHY = ("none", "grade 1-2", "grade 3-4")


def albi(bilirubin: Measured, albumin: Measured) -> Score:
    """ALBI: 0.66 log10(bilirubin, µmol/L) − 0.085 albumin (g/L); grade 1 ≤ −2.60 < 2 ≤ −1.39 < 3.

    Units: bilirubin µmol/L, mg/dL, mg/L; albumin g/L, g/dL. Raises ScoreError.
    """
    value = 0.66 * log10(BILIRUBIN.read(bilirubin)) - 0.085 * ALBUMIN.read(albumin)
    grade = 1 if value <= -2.60 else 2 if value <= -1.39 else 3
    return Score("ALBI", round(value, 3), str(grade), "Johnson et al., J Clin Oncol 2015;33:550-558", {"grade": grade})


def child_pugh(
    bilirubin: Measured, albumin: Measured, prothrombin: Measured, ascites: str, encephalopathy: str
) -> Score:
    """Child-Pugh: 5 to 15 points; A 5–6, B 7–9, C 10–15. Not the thresholds of cholestatic diseases.

    `prothrombin`: an INR (unit « INR »: < 1.7, 1.7–2.3, > 2.3) or a prothrombin index (unit « % »: > 50, 40–50, < 40).
    `ascites`: none, mild, moderate (moderate or severe). `encephalopathy`: none, grade 1-2, grade 3-4. Bilirubin is
    judged in the unit given (2 and 3 mg/dL, 34 and 50 µmol/L), which are not quite the same. Raises ScoreError.
    """
    micromoles = BILIRUBIN.read(bilirubin)
    if "mol" in bilirubin.unit:
        colour = 1 if micromoles < 34 else 2 if micromoles <= 50 else 3
    else:
        milligrams = round(micromoles / 17.104, 6)
        colour = 1 if milligrams < 2 else 2 if milligrams <= 3 else 3
    grams = ALBUMIN.read(albumin)
    if isinstance(prothrombin, Measured) and prothrombin.unit.strip() == "%":
        index = _PROTHROMBIN.read(prothrombin)
        clotting = 1 if index > 50 else 2 if index >= 40 else 3
    else:
        ratio = _INR.read(prothrombin)
        clotting = 1 if ratio < 1.7 else 2 if ratio <= 2.3 else 3
    points = {
        "bilirubin": colour,
        "albumin": 1 if grams > 35 else 2 if grams >= 28 else 3,
        "prothrombin": clotting,
        "ascites": _ASCITES.index(one_of(ascites, "ascites", _ASCITES)) + 1,
        "encephalopathy": _ENCEPHALOPATHY.index(one_of(encephalopathy, "encephalopathy", _ENCEPHALOPATHY)) + 1,
    }
    total = sum(points.values())
    category = "A" if total <= 6 else "B" if total <= 9 else "C"
    return Score("Child-Pugh", total, category, "Pugh et al., Br J Surg 1973;60:646-649", points)


def bclc(
    *,
    nodules: int,
    largest: Measured | None,
    vascular_invasion: bool,
    extrahepatic_spread: bool,
    performance_status: int,
    child_pugh_class: str,
    transplantable: bool = False,
) -> Score:
    """BCLC stage (2022): 0, A, B, C, D.

    `nodules`: how many in the liver; `largest`: the largest diameter (cm or mm), needed where there is a nodule;
    `performance_status`: ECOG, as far as the tumour causes it; `child_pugh_class`: A, B, C; `transplantable`: a
    failing liver within the criteria of transplantation is staged by its tumour. Raises ScoreError.
    """
    number = whole(nodules, "nodules", 0, 200)
    status = whole(performance_status, "performance status", 0, 4)
    liver = one_of(child_pugh_class, "Child-Pugh class", ("A", "B", "C"))
    spread = vascular_invasion or extrahepatic_spread
    if number and largest is None:
        raise ScoreError(
            _("{name}: the value is missing.").format(name=_("largest tumour diameter")),
            _("Give the value with one of these units: {units}.").format(units="cm, mm"),
        )
    size = SIZE.read(largest) if largest is not None else 0.0
    if status > 2 or (liver == "C" and not transplantable):
        stage = "D"
    elif spread or status > 0:
        stage = "C"
    elif number == 0:
        raise ScoreError(_("No tumour to stage."), _("Give the number of nodules, or the spread outside the liver."))
    elif number == 1:
        stage = "0" if size <= 2 else "A"
    else:
        stage = "A" if number <= 3 and size <= 3 else "B"
    meaning = {"0": "très précoce", "A": "précoce", "B": "intermédiaire", "C": "avancé", "D": "terminal"}[stage]
    return Score("BCLC", stage, meaning, "Reig et al., J Hepatol 2022;76:681-693")

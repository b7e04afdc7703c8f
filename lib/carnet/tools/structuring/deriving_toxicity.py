"""Toxicities that follow from laboratory values, by the thresholds of CTCAE v5.0, each with its rule in words.

Grade 1 of what is compared with the laboratory's lower or upper limit is derived only where the text gives that limit;
creatinine, transaminases, bilirubin, GGT and ALP have no grade at all without their upper limit. What CTCAE grades by
symptoms or treatment (life-threatening anaemia) is not derived. A value with an operator (« < 0,1 ») is graded only
where every value it allows has the same grade.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from carnet.tools.structuring.facts import Fact

_CELLS = {"G/L": 1.0, "10*9/L": 1.0, "Giga/L": 1.0, "10^9/L": 1.0, "/mm3": 0.001, "/mm³": 0.001, "/µL": 0.001}
_MILLIMOLES = {"mmol/L": 1.0, "mEq/L": 1.0}


@dataclass(frozen=True, slots=True)
class Scale:
    """How CTCAE grades a measure. `bounds`: where grades 1|2, 2|3, 3|4 part (None: that grade is not by value).

    `falling`: the lower the worse. `times`: bounds are multiples of the upper limit of normal. `units`: what a written
    unit is worth in the unit of `bounds`. A value equal to a bound has the milder grade.
    """

    term: str
    ctcae: str
    units: dict[str, float]
    unit: str
    bounds: tuple[float | None, ...]
    falling: bool = True
    times: bool = False


SCALES: dict[str, tuple[Scale, ...]] = {
    "hémoglobine": (Scale("anémie", "Anemia", {"g/dL": 1.0, "g/100mL": 1.0, "g/L": 0.1}, "g/dL", (10.0, 8.0, None)),),
    "neutrophiles": (Scale("neutropénie", "Neutrophil count decreased", _CELLS, "G/L", (1.5, 1.0, 0.5)),),
    "plaquettes": (Scale("thrombopénie", "Platelet count decreased", _CELLS, "G/L", (75.0, 50.0, 25.0)),),
    "lymphocytes": (Scale("lymphopénie", "Lymphocyte count decreased", _CELLS, "G/L", (0.8, 0.5, 0.2)),),
    "leucocytes": (Scale("leucopénie", "White blood cell decreased", _CELLS, "G/L", (3.0, 2.0, 1.0)),),
    "kaliémie": (
        Scale("hypokaliémie", "Hypokalemia", _MILLIMOLES, "mmol/L", (None, 3.0, 2.5)),
        Scale("hyperkaliémie", "Hyperkalemia", _MILLIMOLES, "mmol/L", (5.5, 6.0, 7.0), falling=False),
    ),
    "natrémie": (
        Scale("hyponatrémie", "Hyponatremia", _MILLIMOLES, "mmol/L", (130.0, 125.0, 120.0)),
        Scale("hypernatrémie", "Hypernatremia", _MILLIMOLES, "mmol/L", (150.0, 155.0, 160.0), falling=False),
    ),
    "calcémie": (
        Scale("hypocalcémie", "Hypocalcemia", _MILLIMOLES, "mmol/L", (2.0, 1.75, 1.5)),
        Scale("hypercalcémie", "Hypercalcemia", _MILLIMOLES, "mmol/L", (2.9, 3.1, 3.4), falling=False),
    ),
    "magnésémie": (Scale("hypomagnésémie", "Hypomagnesemia", _MILLIMOLES, "mmol/L", (0.5, 0.4, 0.3)),),
    "albumine": (Scale("hypoalbuminémie", "Hypoalbuminemia", {"g/L": 1.0, "g/dL": 10.0}, "g/L", (30.0, 20.0, None)),),
    "créatinine": (
        Scale(
            "élévation de la créatinine", "Creatinine increased", {}, "N", (1.5, 3.0, 6.0), falling=False, times=True
        ),
    ),
    "ASAT": (
        Scale(
            "cytolyse hépatique",
            "Aspartate aminotransferase increased",
            {},
            "N",
            (3.0, 5.0, 20.0),
            falling=False,
            times=True,
        ),
    ),
    "ALAT": (
        Scale(
            "cytolyse hépatique",
            "Alanine aminotransferase increased",
            {},
            "N",
            (3.0, 5.0, 20.0),
            falling=False,
            times=True,
        ),
    ),
    "bilirubine": (
        Scale("hyperbilirubinémie", "Blood bilirubin increased", {}, "N", (1.5, 3.0, 10.0), falling=False, times=True),
    ),
    "GGT": (Scale("cholestase", "GGT increased", {}, "N", (2.5, 5.0, 20.0), falling=False, times=True),),
    "PAL": (
        Scale("cholestase", "Alkaline phosphatase increased", {}, "N", (2.5, 5.0, 20.0), falling=False, times=True),
    ),
}
"""By the name of the laboratory fact. Hypokalaemia's grade 2 is its grade 1 with symptoms: by value, 1."""


def derive(facts: Sequence[Fact]) -> list[Fact]:
    """The toxicities graded from the laboratory values that a note asserts as present, each with the value's evidence.

    The worst of several values of a measure at one date is kept; nothing is derived where the text itself grades the
    same toxicity.
    """
    said = {one.parts.get("term") for one in facts if one.kind == "toxicity" and one.parts.get("grade")}
    worst: dict[tuple[str, str | None], Fact] = {}
    values = [one for one in facts if one.kind == "lab" and one.assertion == "present"]
    uncorrected = any(_low_albumin(one) for one in values)
    for fact in values:
        if uncorrected and fact.parts.get("name") == "calcémie":
            continue  # CTCAE grades corrected calcium
        for scale in SCALES.get(str(fact.parts.get("name", "")), ()):
            found = _graded(fact, scale)
            if found is None or scale.term in said:
                continue
            key = (scale.ctcae, found.date)
            if key not in worst or found.parts["grade"] > worst[key].parts["grade"]:
                worst[key] = found
    return list(worst.values())


def _low_albumin(fact: Fact) -> bool:
    value = _number(fact.parts.get("value"))
    unit = fact.parts.get("unit") or fact.unit
    return fact.parts.get("name") == "albumine" and unit == "g/L" and value is not None and value < 35


def _graded(fact: Fact, scale: Scale) -> Fact | None:
    value = _number(fact.parts.get("value"))
    if value is None:
        return None
    unit = str(fact.parts.get("unit") or fact.unit or "")
    upper, lower = _number(fact.parts.get("high")), _number(fact.parts.get("low"))
    if scale.times:
        if not upper or upper <= 0:
            return None
        shown, value = f"{_french(value)} / {_french(upper)} = {_french(value / upper)} × N", value / upper
        limit: float | None = 1.0
    else:
        worth = scale.units.get(unit)
        if worth is None:
            return None
        value *= worth
        shown = f"{_french(value)} {scale.unit}"
        limit = lower if scale.falling else upper
        limit = None if limit is None else limit * worth
    operator = str(fact.parts.get("operator") or "")
    grade = _grade(value, scale, limit)
    if operator:
        grade = _bounded(value, scale, operator)
        shown = f"{operator} {shown}"
    if not grade:
        return None
    return Fact(
        kind="toxicity",
        value=f"{scale.term} G{grade}",
        system="CTCAE",
        date=fact.date,
        date_rule=fact.date_rule,
        parts={"term": scale.term, "ctcae": scale.ctcae, "grade": grade, "derived": True},
        rule=f"CTCAE v5.0, {scale.ctcae}: {shown}, {_interval(scale, grade)}",
        producer="rule:toxicity.derived",
        evidence=fact.evidence,
    )


def _grade(value: float, scale: Scale, limit: float | None) -> int:
    """The grade of a value in the scale's unit; 0 where it has none."""
    worse = (lambda a, b: a < b) if scale.falling else (lambda a, b: a > b)
    grade = 0
    for place, bound in enumerate(scale.bounds):
        if bound is not None and worse(value, bound):
            grade = place + 2
    if not grade and limit is not None and worse(value, limit):
        grade = 1
    return grade


def _bounded(value: float, scale: Scale, operator: str) -> int:
    """« < 0,5 »: the grade, if it is the same for all values that are meant; only towards the worse."""
    if operator[0] not in "<>" or (operator[0] == "<") is not scale.falling:
        return 0
    step = -1e-9 if scale.falling else 1e-9
    known = [bound for bound in scale.bounds if bound is not None]
    worst = known[-1] if known else math.nan
    at = value + step * max(1.0, abs(value)) if "=" not in operator else value
    grade = _grade(at, scale, None)
    beyond = at <= worst if scale.falling else at >= worst
    return grade if beyond else 0


def _interval(scale: Scale, grade: int) -> str:
    """The bounds of a grade, in words: « grade 3: 0,5 – 1 G/L »."""
    bounds = scale.bounds
    before = bounds[grade - 2] if grade >= 2 else None
    after = bounds[grade - 1] if grade <= len(bounds) else None
    sign = "<" if scale.falling else ">"
    parts = [f"{sign} {_french(before)} {scale.unit}" if before is not None else f"{sign} N"]
    if after is not None:
        parts.append(f"{_french(after)} {scale.unit}")
    return f"grade {grade}: {' – '.join(parts)}"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _french(value: float) -> str:
    return f"{round(value, 2):g}".replace(".", ",")

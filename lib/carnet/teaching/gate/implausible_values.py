"""A measured value held against what a living patient can have, and its unit against what it is counted in."""

import re
from functools import cache

from carnet.language import _, number
from carnet.teaching.gate.reading import lists
from carnet.teaching.gate.units import base_of
from carnet.text.clean import CleanText
from carnet.text.quantities import Quantity
from carnet.text.quantities_names import Named

_CONCENTRATIONS = ("g/L", "mol/L", "[iU]/L")  # where a measure is known by one of them, the others are not it
_OFTEN_ELSEWHERE = frozenset(
    [
        "potassium",
        "calcium",
        "sodium",
        "chloride",
        "magnesium",
        "phosphate",
        "glucose",
        "protein",
        "albumin",
        "ph",
        "temperature",
        "creatinine",
        "urea",
        "leukocytes",
        "erythrocytes",
        "bicarbonate",
        "iron",
        "oxygen_flow",
        "lactate",
        "urea",
    ]
)
_VITALS = frozenset(
    [
        "spo2",
        "heart_rate",
        "respiratory_rate",
        "temperature",
        "blood_pressure",
        "systolic",
        "diastolic",
        "lvef",
        "inr",
        "sodium",
        "potassium",
        "hemoglobin",
        "platelets",
        "creatinine",
        "po2",
        "pco2",
        "crp",
        "glucose",
        "bmi",
        "ph",
        "hba1c",
        "mcv",
        "calcium",
    ]
)
_VITAL_UNITS = (
    "mm[Hg]",
    "%",
    "/min",
    "Cel",
    "g/L",
    "g/dL",
    "mg/L",
    "mmol/L",
    "umol/L",
    "L/min",
    "kg",
    "10*9/L",
    "cm",
    "mm",
)
_SAID = re.compile(r" ?(?:(?:a|de|=|:|est a|est de|etait a) ?)?")
_ELSEWHERE = re.compile(
    r"urin|natriures|kaliures|calciurie|perfus|apport|ampoule|solut|supplement|per os|/j\b|lcr|lcs|pleural|ascite|rachi"
    r"|serum (?:sale|glucose)|autoclave|steril|conserv|congel|refriger|gastr|oesoph|tampon|resine|vagin|selles|sueur"
    r"|chlorure|gluconate|bicarbonate de|objectif|seuil|nutrition|intralipide|enzyme|optimal|isoelectrique"
)


def measured(quantity: Quantity, text: CleanText) -> str:
    """Why this value or its unit cannot be; empty where it can, or where nothing is known of the measure."""
    if quantity.kind == "reference" or quantity.name is None:
        return ""
    if quantity.name == "blood_pressure" and isinstance(quantity.value, tuple):
        tens = 10 if quantity.unit == "cm[Hg]" else 1
        return pressure(quantity.value[0] * tens, quantity.value[-1] * tens)
    values = quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)
    score = lists("ranges")["scores"].get(quantity.name)
    if score:
        least, greatest = score
        if (quantity.unit in (None, "1", "{score}", "") or quantity.name == "karnofsky") and any(
            not least <= value <= greatest for value in values
        ):
            return not_that_score(least, greatest)
        return ""
    if quantity.name not in lists("ranges")["measures"] or quantity.unit is None:
        return ""
    if quantity.name in _OFTEN_ELSEWHERE and elsewhere(text.plain, quantity.start, quantity.end):
        return ""
    if quantity.name in ("height", "weight") and (len(values) > 1 or quantity.unit in ("mm", "mg")):
        return ""  # of a lesion, of a dose
    base, factor = base_of(quantity.unit)
    bounds = _bounds(quantity.name).get(base)
    if bounds is None:
        return _("This is never measured in this unit.") if base in _CONCENTRATIONS else ""
    if any(not bounds[0] * 0.999 <= value * factor <= bounds[1] * 1.001 for value in values):
        return not_alive()
    return ""


def of_another(quantity: Quantity, names: list[Named], text: CleanText) -> str:
    """« SpO2 97 mmHg »: the unit right after a measure is of another kind, so that no measure takes it."""
    if quantity.unit not in _VITAL_UNITS or quantity.name in lists("ranges")["measures"] or quantity.name in _VITALS:
        return ""
    for name in names:
        if 0 <= quantity.start - name.end < 12 and _SAID.fullmatch(text.plain[name.end : quantity.start]):
            known = all(one.name in _VITALS for one in name.measures)
            if known and name.end - name.start >= 2 and not elsewhere(text.plain, name.start, quantity.end):
                return _("This is never measured in this unit.")
    return ""


def elsewhere(plain: str, start: int, end: int) -> bool:
    """Whether [start, end) is said of urine, of another fluid, of what is given or of no patient."""
    return bool(_ELSEWHERE.search(plain[max(0, start - 40) : start] + re.split(r"[,;.]", plain[end : end + 25])[0]))


def not_alive() -> str:
    """The reason given for a value outside what survivors had."""
    return _("No living patient has this value: the figure or its unit is wrong.")


def not_that_score(least: float, greatest: float) -> str:
    """The reason given for a score outside its scale."""
    return _("This score goes from {least} to {greatest}.").format(least=number(least), greatest=number(greatest))


def pressure(high: float, low: float) -> str:
    """Why a pressure cannot be, in mmHg or, both under 40, in cmHg; empty where it can."""
    if high < 40 and low < 40:
        high, low = high * 10, low * 10
    if high < low:
        return _("The systolic pressure is below the diastolic.")
    return not_alive() if not 25 <= high <= 370 or low > 260 else ""


@cache
def _bounds(measure: str) -> dict[str, tuple[float, float]]:
    bounds = {}
    for unit, (least, greatest) in lists("ranges")["measures"][measure].items():
        base, factor = base_of(unit)
        bounds[base] = (least * factor, greatest * factor)
    return bounds

"""Quantities of several numbers: dimensions, pressures, intervals, scores out of ten, « 38°2 », « 1m65 »."""

import re
from dataclasses import dataclass

from carnet.text.clean import CleanText
from carnet.text.quantities_attach import linked
from carnet.text.quantities_names import Measure, Named
from carnet.text.quantities_units import Unit
from carnet.text.quantities_value import Quantity, made

_ODD = re.compile(
    r"(?P<whole>\d{1,2})(?: ?°(?: ?c)? ?|(?P<m> ?m ?)|(?P<kg> ?kg ?))(?P<rest>\d{1,3})(?![\d/%a-z]|[.,]\d)"
)
COUNTED = re.compile(
    r" ?(?:ans?|annees?|mois|semaines?|sem|jours?|jrs?|j|heures?|h|min|mn|minutes?|fois|cures?|cycles?|seances?"
    r"|lignes?|comprimes?|cp|gelules?|ampoules?"
    r"|er|ere|eme|e|ieme|nodules?|lesions?|sa|patients?|enfants?|ganglions?|biopsies|prises?|x|points?"
    r"|h\d\d)(?![a-z0-9])|/\d|[a-z]|°(?! ?c?[ ,.;\n])"
)
LENGTHS = frozenset({"length"})
_DOSES = frozenset(  # what is given rather than found, where no name says otherwise
    ("mass", "mass/time", "mass/mass", "mass/mass/time", "mass/area", "mass/area/time", "activity", "activity/time")
    + ("activity/mass", "activity/mass/time", "radiation", "radiation/other", "mass/other", "mass/mass/other")
    + ("mass/area/other", "mass/other/time", "volume", "volume/time", "volume/mass", "volume/mass/time", "amount")
    + ("gauge", "smoking", "smoking/time", "energy", "electric", "optic")
)


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a quantity, and its unit."""

    value: float
    start: int
    end: int
    unit: Unit | None
    digits: str


def unit_of(parts: list[Part]) -> Unit | None:
    """The last unit written."""
    return next((part.unit for part in reversed(parts) if part.unit), None)


def odd_at(clean: CleanText, start: int) -> tuple[float, Unit, str] | None:
    """(value, unit, what is measured) of « 38°2 », « 1m65 », « 3kg200 »."""
    match = _ODD.match(clean.plain, start)
    if match is None:
        return None
    rest, whole = match["rest"], int(match["whole"])
    if match["m"]:
        possible, ucum, category, default = len(rest) == 2 and whole <= 2, "m", "length", "height"
    elif match["kg"]:
        possible, ucum, category, default = len(rest) in (1, 3), "kg", "mass", "weight"
    else:
        possible, ucum, category, default = 30 <= whole <= 43, "Cel", "temperature", "temperature"
    if not possible:
        return None
    return float(f"{whole}.{rest}"), Unit(ucum, category, match.end("whole"), match.end()), default


def several_of(clean: CleanText, parts: list[Part], by: str, name: tuple[Named, Measure] | None) -> Quantity | None:
    """Dimensions, blood pressures, and what is counted out of ten."""
    unit = unit_of(parts)
    values = tuple(part.value for part in parts)
    start, end = parts[0].start, parts[-1].end
    measure = name[1] if name else None
    if (
        unit is not None
        and unit.category in LENGTHS
        and (by != "/" or parts[-1].unit is not None or parts[0].unit is not None)
    ):
        return made(clean, start, end, values, unit, name, "quantity.dimensions", "size")
    if by != "/" or len(parts) != 2:
        return None
    if (unit is not None and unit.category == "pressure") or (
        unit is None and measure is not None and measure.kind == "pressure"
    ):
        high, low = values
        if unit is None:
            if not 4 <= high <= 30 and not 50 <= high <= 290 or low > high:
                return None
            written = Unit("cm[Hg]" if high <= 30 else "mm[Hg]", "pressure", end, end)
            return made(clean, start, end, values, written, name, "quantity.pressure", "measure", assumed=True)
        return made(clean, start, end, values, unit, name, "quantity.pressure", "measure", default="blood_pressure")
    if measure is None or not linked(clean, name, start):
        return None
    if unit is not None:  # « ASAT/ALAT 45/60 UI/L »
        if measure.kind != "lab" or "/" not in clean.plain[max(0, start - 40) : start]:
            return None
        return made(clean, start, end, values, unit, name, "quantity.pair", "measure")
    if measure.kind == "score" and measure.top is not None:
        score = Unit("{score}", "none", end, end)
        if values[1] >= max(values[0], 5) and (values[1] == measure.top or measure.top >= 12):
            return made(clean, start, end, values[0], score, name, "quantity.score", "score", assumed=True)
        if values[0] < values[1] <= measure.top:
            return made(
                clean,
                start,
                end,
                values,
                score,
                name,
                "quantity.score_range",
                "score",
                assumed=True,
                bounds=(values[0], values[1]),
            )
    if measure.kind == "time" or measure.name in ("ast", "alt"):
        return made(clean, start, end, values, None, name, "quantity.pair", "measure")
    return None


def interval_of(clean: CleanText, parts: list[Part], by: str, name: tuple[Named, Measure] | None) -> Quantity | None:
    """« 3-5 mm », « 3 à 5 cm », « entre 3 et 5 cm », « 200 ± 50 ml », « Gleason 3+4 »."""
    first, last = parts[0], parts[1]
    start, end = first.start, last.end
    plain = clean.plain
    if by == "+":
        if name is None or name[1].name != "gleason":
            return None
        total = re.compile(r" ?= ?\d{1,2}").match(plain, end)
        score = Unit("{score}", "none", end, end)
        return made(
            clean,
            start,
            total.end() if total else end,
            (first.value, last.value),
            score,
            name,
            "quantity.gleason",
            "score",
            assumed=True,
        )
    unit = last.unit
    if unit is None and first.unit is None:
        if (
            name is None
            or not linked(clean, name, start)
            or COUNTED.match(plain, end)
            or not name[1].assume(last.value)
        ):
            return None
        unit = Unit(name[1].assume(last.value) or "", "none", end, end)
        kind = "score" if name[1].kind == "score" else "measure"
        if first.value >= last.value or by == "et":
            return None
        return made(
            clean,
            start,
            end,
            (first.value, last.value),
            unit,
            name,
            "quantity.interval",
            kind,
            assumed=True,
            bounds=(first.value, last.value),
        )
    if unit is None or (first.unit is not None and first.unit.ucum != unit.ucum):
        return None
    if by in ("±", "+/-"):
        return made(
            clean,
            start,
            end,
            first.value,
            unit,
            name,
            "quantity.spread",
            kind_of(unit, name),
            bounds=(first.value - last.value, first.value + last.value),
        )
    if first.value >= last.value or (by == "et" and not plain[max(0, start - 10) : start].endswith("entre ")):
        return None
    return made(
        clean,
        start,
        end,
        (first.value, last.value),
        unit,
        name,
        "quantity.interval",
        kind_of(unit, name),
        bounds=(first.value, last.value),
    )


def kind_of(unit: Unit, name: tuple[Named, Measure] | None) -> str:
    if unit.category in LENGTHS:
        return "size" if name is None or name[1].name == "size" else "measure"
    if name is None or name[1].kind in ("smoking", "radiation"):
        return "dose" if unit.category in _DOSES else "measure"
    return "score" if name[1].kind == "score" else "measure"

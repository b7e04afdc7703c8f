"""Quantities of several numbers: dimensions, pressures, intervals, scores out of ten, « 38°2 », « 1m65 »."""

import re
from dataclasses import dataclass

from carnet.text.clean import CleanText
from carnet.text.quantities_attach import linked
from carnet.text.quantities_names import Measure, Named
from carnet.text.quantities_units import Unit, unit_at
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


_POWER = re.compile(
    r"(?:(?P<times>\d{1,3}(?:[.,]\d+)?) ?[x*.×] ?)?10 ?(?:[\^*] ?|e|exp ?)?"
    r"(?P<power>(?<=[\^*ep] )\d{1,2}|(?<=[\^*ep])\d{1,2}"
    r"|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})(?!\d)"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CULTURE = re.compile(
    r"\b(?:ecbu|coli|germes?|cultures?|uroculture|bacteri\w+|staph\w*|strepto\w*|kleb\w*|charge virale)\b"
)
_CELLS = re.compile(
    r" ?(?P<cells>GB|GR|PNN?|leucocytes|leucos?|hématies|lymphocytes|lymphos?)(?P<per> ?/ ?(?:mm3|mm³|µl|ml))?(?![\w/])"
)
_FLUID = re.compile(
    r"\b(?:pl|lcr|lp|lba|ponction|liquide|ascite|pleural|articulaire|ecbu|cytologie|culot|gb)\b[^\n]{0,40}$"
)


def power_at(clean: CleanText, plain: str, start: int) -> tuple[float, int, Unit | None] | None:
    """(value, end, unit) of « 10^6 UFC/mL », « 3.10^5 UFC/ml », « 10⁵ germes/mL »; None for « 4 x10^9/L »."""
    match = _POWER.match(plain, start)
    if match is None or (match["times"] and plain[match.end() : match.end() + 2].strip()[:1] == "/"):
        return None
    unit = unit_at(clean.text, plain, match.end())
    if unit is None and not _CULTURE.search(plain[max(0, start - 60) : start]):
        return None
    if unit is not None and not unit.category.endswith("/volume"):
        return None
    times = float((match["times"] or "1").replace(",", "."))
    return times * 10.0 ** int(match["power"].translate(_RAISED)), unit.end if unit else match.end(), unit


def cells_at(clean: CleanText, part: Part) -> tuple[str, int, int, Unit] | None:
    """(what is counted, where it is said, where it ends, unit) of the cells of a fluid: « PL : 2 GB, 150 GR »."""
    match = _CELLS.match(clean.text, part.start + len(part.digits))
    if match is None or not _FLUID.search(clean.plain[max(0, part.start - 50) : part.start]):
        return None
    word = match["cells"].lower()
    name = "erythrocytes" if word in ("gr", "hématies") else "neutrophils" if word[0] == "p" else "leukocytes"
    name = "lymphocytes" if word.startswith("lympho") else name
    per = {"ml": "/mL", "µl": "/uL"}.get((match["per"] or "").strip(" /"), "/mm3")
    unit = Unit(per if match["per"] else "{cells}", "cells", match.start("cells"), match.end())
    return name, match.start("cells"), match.end("cells"), unit


_APGAR = re.compile(r"(\d|10) ?[-/] ?(\d|10) ?[-/] ?(\d|10)(?![\d/])")


def apgar_at(clean: CleanText, start: int, name: tuple[Named, Measure] | None) -> Quantity | None:
    """« Apgar 9/10/10 »: at one, three (or five) and five (or ten) minutes."""
    match = _APGAR.match(clean.plain, start)
    if match is None or name is None or name[1].name != "apgar":
        return None
    score = Unit("{score}", "none", match.end(), match.end())
    values = tuple(float(value) for value in match.groups())
    return made(clean, start, match.end(), values, score, name, "quantity.apgar", "score", assumed=True)


def several_of(
    clean: CleanText, parts: list[Part], by: str, name: tuple[Named, Measure] | None, *, again: bool = False
) -> Quantity | None:
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
    if measure is None or not (again or linked(clean, name, start)):
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

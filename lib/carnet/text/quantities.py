"""Quantities of a clinical text: values, intervals, dimensions, pressures, scores; with UCUM units and names."""

import re
from bisect import bisect_right
from dataclasses import replace

from carnet.text.clean import CleanText
from carnet.text.quantities_attach import goes_on, linked, name_after, name_before
from carnet.text.quantities_names import Measure, Named, find_names
from carnet.text.quantities_shapes import (
    COUNTED,
    Part,
    apgar_at,
    cells_at,
    interval_of,
    kind_of,
    odd_at,
    power_at,
    several_of,
    unit_of,
)
from carnet.text.quantities_units import Unit, unit_at
from carnet.text.quantities_value import Quantity, made
from carnet.text.scanned import figures

__all__ = ["Quantity", "find_quantities"]

_NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?(?:o{2,}(?![a-z]))?")
_DIGIT = re.compile(r"\d")
_POWER = re.compile(r" ?[x*.×] ?(?=10 ?[\^*e]? ?(?:\d{1,2}|[⁹⁶³]|¹²) ?/)")
_JOIN = re.compile(r" ?(?P<by>x|×|\*|sur|/|a|-|et|\+|±|\+/-) ?(?=\d)")
_NEEDLE = re.compile(r"\b(?:vvp|kt|cathe\w*|aiguilles?|trocarts?|voies?|ponction|cathlon)[^\n.;]{0,12}$")
_NEWBORN = re.compile(r"\b(?:garcon|fille|bebe|nouveau-ne|enfant|nn|nee?|naissance|pese|pesant) (?:de |a |: ?)?$")
_CENTIMETRES = {"m": 100.0, "dm": 10.0, "cm": 1.0, "mm": 0.1}
_LONGEST = 16  # figures of a number; more is an identifier
_CODE = re.compile(r"(?! ?(?:x|/|-|et|sur|\+)) ?(?:a|:|=|<|>|est a)? ?\d| ?(?:[,;.)\n]|$)")
_EVERY = re.compile(r"\d{1,2} ?(?:h|sem|semaines?|j|jours?|mois)(?![a-z0-9])")
_ARROW = re.compile(r" ?(?:-{1,2}>|=>|>|→) ?(?=\d)")
_GLEASON = re.compile(r" ?\( ?\d ?\+ ?\d ?\)")


def find_quantities(clean: CleanText, names: list[Named] | None = None) -> list[Quantity]:
    """The quantities of a clean text, sorted, never overlapping.

    A number without a unit is one only after the name of a measure (measures.yaml). `names` saves finding them again.
    """
    clean = replace(clean, plain=figures(clean.plain))
    text, plain = clean.text, clean.plain
    names = find_names(text, plain) if names is None else names
    ends = [name.end for name in names]
    found: list[Quantity] = []
    place = 0
    while digit := _DIGIT.search(plain, place):
        start = digit.start()
        number = _NUMBER.match(plain, start)
        assert number is not None
        place = number.end()
        at = bisect_right(ends, start) - 1
        if at + 1 < len(names) and names[at + 1].start < place and names[at + 1].end > start:
            place = names[at + 1].end
            continue
        near = names[at] if at >= 0 else None
        before = plain[start - 1 : start]
        if place - start > _LONGEST:
            continue
        if before.isalpha() and not (near and near.end == start) and before != "x":
            continue
        if before in (".", ",", "/") and plain[start - 2 : start - 1].isdigit():
            continue
        if before == "." and plain[start - 2 : start - 1].isalpha() and not (near and near.end == start - 1):
            continue  # « c.542G »
        if before == "-" and _CODE.match(plain, place) and plain[start - 2 : start - 1].isalpha():
            continue  # « IL-6 à 25 », « PD-1 »
        parts, by = _parts(text, plain, start)
        quantity = _quantity(clean, parts, by, names, at, found)
        place = max(place, parts[-1].end if quantity is None and by == "/" else place)
        if quantity is not None:
            found.append(quantity)
            pattern = _GLEASON.match(plain, quantity.end) if quantity.name == "gleason" else None
            place = max(place, pattern.end() if pattern else quantity.end)
    return found


def _value(digits: str) -> float:
    return float(digits.replace(" ", "").replace("o", "0").replace(",", "."))


def _parts(text: str, plain: str, start: int) -> tuple[list[Part], str]:
    """The numbers written together from `start`, and what joins them: « 35 x 20 mm », « 120/80 », « 3 à 5 cm »."""
    parts: list[Part] = []
    by = ""
    place = start
    while len(parts) < 3:
        number = _NUMBER.match(plain, place)
        if number is None:
            break
        power = _POWER.match(plain, number.end())
        unit = unit_at(text, plain, power.end() if power else number.end(), power=power is not None)
        if power and unit is None:
            power = None
        digits = number[0]
        parts.append(Part(_value(digits), place, unit.end if unit else number.end(), unit, digits))
        if unit is not None and unit.category in ("percent", "rate") and by:
            break
        join = _JOIN.match(plain, parts[-1].end)
        if join is None or (by and join["by"] != by and not {join["by"], by} <= {"x", "×", "*"}):
            break
        if join["by"] in "-a" and len(parts) > 1:
            break
        if join["by"] == "/" and _EVERY.match(plain, join.end()):  # « 15 mg/kg/6h »
            break
        by = join["by"]
        place = join.end()
    return parts, by if len(parts) > 1 else ""


def _quantity(
    clean: CleanText, parts: list[Part], by: str, names: list[Named], at: int, found: list[Quantity]
) -> Quantity | None:
    start = parts[0].start
    cells = cells_at(clean, parts[0]) if parts[0].value < 1e6 else None
    if cells is not None:
        what, said, ended, counted = cells
        counted_cells = made(
            clean, start, counted.end, parts[0].value, counted, None, "quantity.cells", "measure", default=what
        )
        return replace(counted_cells, name_start=said, name_end=ended)
    power = power_at(clean, clean.plain, start)
    if power is not None:
        value, end, unit = power
        return made(
            clean,
            start,
            end,
            value,
            unit,
            name_before(clean, start, unit, names, at, found),
            "quantity.power",
            "measure",
        )
    odd = odd_at(clean, parts[0].start)
    if odd is not None:
        value, unit, default = odd
        name = name_before(clean, parts[0].start, unit, names, at, found)
        return made(clean, parts[0].start, unit.end, value, unit, name, "quantity.odd", "measure", default=default)
    name = name_before(clean, parts[0].start, unit_of(parts), names, at, found)
    apgar = apgar_at(clean, start, name)
    if apgar is not None:
        return apgar
    if by in ("x", "×", "*", "sur", "/"):
        again = goes_on(clean, name, start, found[-1] if found else None)  # « MMSE 21/30 (24/30 il y a un an) »
        several = several_of(clean, parts, by, name, again=again)
        if several is not None or by == "/":
            return several
    if by == "-" and len(parts) == 2 and name and name[1].name == "blood_pressure":
        spread = _pressure_range(clean, parts, name)
        if spread is not None or unit_of(parts) is None:  # « TA 160-170/90 », « TA 12-8 »
            return spread or several_of(clean, parts, "/", name)
    if by in ("a", "-", "et", "±", "+/-", "+"):
        interval = interval_of(clean, parts, by, name)
        if interval is not None:
            return interval
        if by == "-" and parts[0].unit is None:
            return None
    return _single(clean, parts[0], names, at, found)


def _signed(clean: CleanText, part: Part, name: tuple[Named, Measure] | None) -> Quantity | None:
    """« T-score -1,8 DS », « taille +2 DS », « BE -4 », « OD -2,50 D »: where the sign counts."""
    plain, start, value = clean.plain, part.start, part.value
    sign = plain[start - 1 : start] if start else ""
    if sign and sign in "+-" and not plain[max(0, start - 2) : start - 1].isalnum():
        start -= 1
        value = -value if sign == "-" else value
    if name is not None and not linked(clean, name, start):
        return None
    unit = part.unit
    if unit is None:
        supplied = name[1].assume(value) if name else None
        if supplied is None:
            return None
        silent = Unit(supplied, "none", part.end, part.end)
        return made(clean, start, part.end, value, silent, name, "quantity.signed", "measure", assumed=True)
    return made(clean, start, part.end, value, unit, name, "quantity.signed", "measure")


def _pressure_range(clean: CleanText, parts: list[Part], name: tuple[Named, Measure]) -> Quantity | None:
    """« 160-170/90 »: the systolic pressure between two values."""
    over = re.compile(r" ?/ ?").match(clean.plain, parts[1].end)
    if over is None:
        return None
    last, by = _parts(clean.text, clean.plain, parts[1].start)
    whole = several_of(clean, last, by, name) if by == "/" else None
    if whole is None or not isinstance(whole.value, tuple) or not 0 < whole.value[0] - parts[0].value <= 60:
        return None
    return replace(whole, start=parts[0].start, low=parts[0].value, high=whole.value[0])


def _first_of_arrow(clean: CleanText, part: Part) -> Quantity | None:
    """« sertraline 50 -> 100 mg »: the first of two doses has the unit of the second."""
    arrow = _ARROW.match(clean.plain, part.end)
    number = _NUMBER.match(clean.plain, arrow.end()) if arrow else None
    unit = unit_at(clean.text, clean.plain, number.end()) if number else None
    if unit is None or unit.category.split("/")[0] not in ("mass", "activity"):
        return None
    return made(
        clean, part.start, part.end, part.value, unit, None, "quantity.arrow", kind_of(unit, None), assumed=True
    )


def _single(clean: CleanText, part: Part, names: list[Named], at: int, found: list[Quantity]) -> Quantity | None:
    plain = clean.plain
    unit = part.unit
    name = name_before(clean, part.start, unit, names, at, found)
    value = part.value
    if (name is None or name[1].kind == "signed") and (unit is None or unit.category in ("deviation", "optic")):
        signed = _signed(clean, part, name)
        if signed is not None or (unit is not None and unit.category == "deviation"):
            return signed
    if unit is None and name is None:
        return _first_of_arrow(clean, part)
    if unit is None:
        if name is None or COUNTED.match(plain, part.end):
            return None
        if not linked(clean, name, part.start) and not goes_on(clean, name, part.start, found[-1] if found else None):
            return None
        if "." in part.digits and re.fullmatch(r"\d{1,3}\.\d{3}", part.digits) and name[1].kind == "cells":
            value = float(part.digits.replace(".", ""))
        supplied = name[1].assume(value)
        if supplied is None and name[1].assumed and name[1].kind not in ("cells", "time"):
            return None  # not a value of it
        if supplied is None and re.match(r", ?\d", plain[part.end : part.end + 3]):
            return None  # « vitamine D (1, 25-dihydroxy…) »
        if supplied is None and (
            name[1].kind
            in ("size", "length", "score", "pressure", "percent", "volume", "smoking", "radiation", "clearance", "mass")
        ):
            return None
        kind = "score" if name[1].kind == "score" else "dose" if name[1].kind == "exposure" else "measure"
        silent = Unit(supplied, "none", part.end, part.end) if supplied else None
        return made(
            clean, part.start, part.end, value, silent, name, "quantity.named", kind, assumed=supplied is not None
        )
    if unit.category == "time" and (name is None or name[1].kind != "time") and unit.ucum != "ms":
        return None
    if unit.category == "angle" and (name is None or name[1].kind != "temperature"):
        return None
    if unit.category == "cells" and name is None and unit.ucum.startswith("{"):
        return None
    if unit.ucum == "{ULN}" and name is None and unit.end - unit.start < 2:
        return None
    if unit.category.startswith("/time") and name is None and unit.ucum != "/min":
        return None  # « 3/j » is a frequency
    if unit.category in ("/volume", "cells/volume") and re.fullmatch(r"\d{1,3}\.\d{3}", part.digits):
        value = float(part.digits.replace(".", ""))
    after = name_after(clean, unit, names, at)
    if after is not None and (name is None or after[0].start - unit.end < 6):
        name = after
    needle = unit.ucum == "g" and 12 <= value <= 27 and clean.text[unit.start] == "G"
    if needle and _NEEDLE.search(plain[max(0, part.start - 24) : part.start]):
        unit = Unit("{gauge}", "gauge", unit.start, unit.end)  # « VVP 16G »
    if name is not None and name[1].kind == "temperature" and unit.category == "angle":
        unit = Unit("Cel", "temperature", unit.start, unit.end)
    if name is not None and name[1].name == "height" and not 30 <= value * _CENTIMETRES.get(unit.ucum, 1) <= 230:
        size = next((measure for measure in name[0].measures if measure.name == "size"), None)
        name = (name[0], size) if size else None  # « taille de la lésion : 3 cm »
    sign = plain[max(0, part.start - 2) : part.start]
    if (
        unit.ucum in ("kg", "g")
        and sign[-1:] in ("+", "-")
        and sign[:1] in ("(", " ", "\n")
        and (unit.ucum == "kg" or sign[:1] == "(")
    ):
        value = -value if sign[-1] == "-" else value
        return made(
            clean, part.start - 1, part.end, value, unit, None, "quantity.unit", "measure", default="weight_change"
        )
    if (
        name is None
        and unit.ucum == "g"
        and 400 <= value <= 6500
        and _NEWBORN.search(plain[max(0, part.start - 30) : part.start])
    ):
        return made(clean, part.start, part.end, value, unit, None, "quantity.unit", "measure", default="weight")
    if name is None and unit.ucum == "kg" and 2 <= value <= 300:
        return made(clean, part.start, part.end, value, unit, None, "quantity.unit", "measure", default="weight")
    return made(clean, part.start, part.end, value, unit, name, "quantity.unit", kind_of(unit, name))

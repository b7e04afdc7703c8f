"""Values that no living patient has, units that a measure is never counted in, doses ten times off."""

import re
from collections.abc import Iterator
from functools import cache

from carnet.language import _, number
from carnet.teaching.gate.implausible_words import in_words
from carnet.teaching.gate.reading import finding, lists
from carnet.teaching.gate.units import base_of
from carnet.teaching.item import Finding, Item
from carnet.text.clean import CleanText, clean
from carnet.text.quantities import Quantity, find_quantities

CHECK = "implausible"
_TITLES = ("title", "hint", "feedback", "cue", "attitude")
_DOSE_REACH = 90  # characters between a drug and its dose


def check(item: Item) -> Iterator[Finding]:
    """A finding for each value or unit that cannot be, in the case, its new data, the questions and propositions."""
    stems = {question.id: question.stem for question in item.questions}
    for where, text in item.texts():
        place = where.split("/")
        if not text.strip() or place[-1] in _TITLES or len(place) == 1 and where == "title":
            continue
        before = ""
        if len(place) == 2 and place[1] not in ("stem", "new", "hypothesis", "finding"):
            before = stems.get(place[0], "")
        for start, end, reason in slips(text, before):
            yield finding(
                CHECK, reason, _("Check the figure, its unit and the decimal comma."), where=where, span=(start, end)
            )


def slips(text: str, before: str = "") -> Iterator[tuple[int, int, str]]:
    """(start, end, reason) for each thing of a text that cannot be; `before` is what the text answers."""
    regular = clean(text)
    for quantity in find_quantities(regular):
        reason = _measured(quantity, regular) or _dosed(quantity, regular, before)
        if reason:
            start, end = regular.original(quantity.start, quantity.end)
            yield start, end, reason
    for start, end, reason in in_words(regular.plain):
        yield *regular.original(start, end), reason


def _measured(quantity: Quantity, text: CleanText) -> str:
    if quantity.kind == "reference" or quantity.name is None:
        return ""
    if quantity.name == "blood_pressure" and isinstance(quantity.value, tuple):
        return _pressure(quantity)
    score = lists("ranges")["scores"].get(quantity.name)
    values = quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)
    if score and quantity.unit in (None, "1", "{score}", ""):
        least, greatest = score
        if any(not least <= value <= greatest for value in values):
            return _("This score goes from {least} to {greatest}.").format(
                least=number(least), greatest=number(greatest)
            )
        return ""
    ranges = lists("ranges")["measures"].get(quantity.name)
    if ranges is None or quantity.unit is None:
        return ""
    if quantity.unit in lists("ranges")["never"].get(quantity.name, ()):
        return _("This is never measured in this unit.")
    if quantity.name in ("potassium", "calcium", "sodium", "magnesium", "phosphate", "glucose") and not _in_blood(
        quantity, text
    ):
        return ""
    bounds = _bounds(quantity.name).get(base_of(quantity.unit)[0])
    if bounds is None:
        return ""
    factor = base_of(quantity.unit)[1]
    if any(not bounds[0] * 0.999 <= value * factor <= bounds[1] * 1.001 for value in values):
        return _("No living patient has this value: the figure or its unit is wrong.")
    return ""


def _in_blood(quantity: Quantity, text: CleanText) -> bool:
    """Not of urine, and no infusion (« glucose 5 % », « potassium 4 g par litre »)."""
    around = text.plain[max(0, quantity.start - 40) : quantity.end + 25]
    return not re.search(
        r"urin|natriures|kaliures|calciurie|perfus|apport|ampoule|soluté|solute|supplement|per os|/j\b|lcr|lcs|pleural",
        around,
    )


def _pressure(quantity: Quantity) -> str:
    assert isinstance(quantity.value, tuple)
    high, low = quantity.value[0], quantity.value[-1]
    if quantity.unit == "cm[Hg]" or (high < 40 and low < 40):
        high, low = high * 10, low * 10
    if high < low:
        return _("The systolic pressure is below the diastolic.")
    if not 25 <= high <= 370 or low > 260:
        return _("No living patient has this value: the figure or its unit is wrong.")
    return ""


def _dosed(quantity: Quantity, text: CleanText, before: str) -> str:
    if quantity.unit is None or isinstance(quantity.value, tuple):
        return ""
    base, factor = base_of(quantity.unit)
    said = text.plain[max(0, quantity.start - _DOSE_REACH) : quantity.start]
    said = re.split(r"[.;\n](?!\d)| et (?=[a-z]{5,}ine)", said)[-1]
    ranges = _dose_of(said) or (_dose_of(clean(before).plain) if before and not _drug().search(text.plain) else None)
    if ranges is None:
        return ""
    for unit, (least, greatest) in ranges.items():
        wanted, per = base_of(unit)
        if wanted == base and not least * per <= quantity.value * factor <= greatest * per:
            return _("This dose of this drug is out of all proportion: the figure or its unit is wrong.")
    return ""


def _dose_of(text: str) -> dict[str, tuple[float, float]] | None:
    found = list(_drug().finditer(text))
    return _doses()[found[-1][0]] if found else None


@cache
def _doses() -> dict[str, dict[str, tuple[float, float]]]:
    return {name: ranges for names, ranges in lists("ranges")["doses"].items() for name in names.split("|")}


@cache
def _drug() -> re.Pattern[str]:
    names = sorted(_doses(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


@cache
def _bounds(measure: str) -> dict[str, tuple[float, float]]:
    bounds = {}
    for unit, (least, greatest) in lists("ranges")["measures"][measure].items():
        base, factor = base_of(unit)
        bounds[base] = (least * factor, greatest * factor)
    return bounds

"""Doses of usual drugs that are out of all proportion (milligrams for grams, a misplaced comma)."""

import re
from functools import cache

from carnet.language import _
from carnet.teaching.gate.reading import lists
from carnet.teaching.gate.units import base_of
from carnet.text.clean import CleanText, clean
from carnet.text.quantities import Quantity

_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}\b")
_REACH = 90  # characters between a drug and its dose
_BREAK = re.compile(r"[.;\n](?!\d)|\+|(?<!\d),(?!\d)")
_COMMA = re.compile(r"(?<=[a-z]) ?, ?$")  # « Adrénaline, 0,5 mg »


def dosed(quantity: Quantity, text: CleanText, before: str = "") -> str:
    """Why a dose cannot be that of the drug said just before it, or, if the text says none, in `before`."""
    if quantity.unit is None or isinstance(quantity.value, tuple):
        return ""
    if _THOUSANDS.match(text.plain, quantity.start):
        return ""  # « 1.200 mg »: the point may be of thousands
    before_it = text.plain[max(0, quantity.start - _REACH) : quantity.start]
    said = _BREAK.split(_COMMA.sub(" ", before_it))[-1]
    ranges = _range_of(said)
    if ranges is None and before and not _drug().search(text.plain):
        ranges = _range_of(clean(before).plain)
    if ranges is None or re.match(r" ?(?:/|par) ?(?:l|ml|litre)\b", text.plain[quantity.end : quantity.end + 8]):
        return ""
    base, factor = base_of(quantity.unit.removesuffix("/d").removesuffix("/h"))
    for unit, (least, greatest) in ranges.items():
        wanted, per = base_of(unit)
        if wanted == base and not least * per * 0.999 <= quantity.value * factor <= greatest * per * 1.001:
            return _("This dose of this drug is out of all proportion: the figure or its unit is wrong.")
    return ""


def _range_of(text: str) -> dict[str, tuple[float, float]] | None:
    found = list(_drug().finditer(text))
    return _doses()[found[-1][0]] if found else None


@cache
def _doses() -> dict[str, dict[str, tuple[float, float]]]:
    return {name: ranges for names, ranges in lists("ranges")["doses"].items() for name in names.split("|")}


@cache
def _drug() -> re.Pattern[str]:
    names = sorted(_doses(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b(?!emie)")

"""Numbers in no order, and ranges that overlap: propositions that measure attention, or have two keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, lists, unmarked
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "ordering"
_NUMBER = r"[-+]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?|[-+]?\d+(?:[.,]\d+)?"
_FRACTION = re.compile(r"\b(\d+) ?(?:/|sur) ?(\d[\d ]*)$")
_SO_OFTEN = re.compile(r"(?<=[a-zµ]) ?[x×] ?\d(?: ?/ ?(?:j|jour|24 ?h)| fois par jour)?$")
_OR_MORE = re.compile(
    r"(?: (?:et|ou) (?:plus|moins|davantage)| au (?:moins|plus|minimum|maximum)| environ|\(environ\))$"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or a range, in one unit for all the propositions of a question."""

    low: float
    high: float | None
    unit: str
    half_open: bool


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question whose numbers neither rise nor fall, or whose ranges overlap."""
    for question in closed(item):
        yield from _of(question)


def _of(question: Question) -> Iterator[Finding]:
    read = [value_of(one.text) for one in question.propositions]
    values = [one for one in read if one is not None]
    if len(values) < 3 or len(values) < len(read) - 1:
        return
    if len({one.unit for one in values}) > 1:
        return
    lows = [one.low for one in values]
    if lows not in (sorted(lows), sorted(lows, reverse=True)):
        yield finding(
            CHECK,
            _("The numbers are in no order: the eye looks for the one it seeks, and the odd place cues."),
            _("Write them from the least to the greatest."),
            where=question.id,
        )
    ranges = sorted((one.low, one.high) for one in values if one.high is not None and not one.half_open)
    if question.kind == "QRU" and any(
        one[1] is not None and one[1] > other[0] for one, other in zip(ranges, ranges[1:], strict=False)
    ):
        yield finding(
            CHECK,
            _("Ranges overlap: a value may be in two propositions, and the question then has two keys."),
            _("Make each range begin where the one before ends."),
            where=question.id,
        )


def value_of(text: str) -> Value | None:
    """The number or the range that a proposition is; None where it is anything more."""
    folded = text_of(text)
    ranked = _ranked().match(folded)
    if ranked:
        rank = _roman().get(ranked["rank"]) or (int(ranked["rank"]) if ranked["rank"].isdigit() else None)
        letter = "abcd".find(ranked["letter"]) + 1 if ranked["letter"] else 0
        return Value(rank + letter / 10, None, ranked["prefix"], False) if rank is not None else None
    match = _value().match(folded)
    if match is None:
        return None
    unit = _unit(match["rest"]) if match["second"] else _unit(f"{match['unit1'] or ''}{match['rest']}")
    if unit is None:
        return None
    if match["second"] and match["unit1"] and not match["rest"].strip():
        unit = _unit(match["unit1"])
    scale = 1.0
    name = unit or ""
    head, slash, tail = name.partition("/")
    for known in lists("ordering")["units"]:
        singular = head.rstrip("s") if len(head) > 2 and head != "mois" else head
        if singular in known:
            scale, name = known[singular], str(min(known, key=known.__getitem__)) + slash + tail
            break
    low = _float(match["first"]) * scale
    high = _float(match["second"]) * scale if match["second"] else None
    half = bool(match["about"]) and not match["second"]
    return Value(low, high, name, half)


def text_of(text: str) -> str:
    """A proposition folded, without its letter, its final stop, or « ou plus »."""
    folded = unmarked(text).strip(" .;")
    folded = _OR_MORE.sub("", folded)
    folded = _FRACTION.sub(_divided, folded)
    folded = _SO_OFTEN.sub("", folded)
    folded = _in_words().sub(lambda found: str(lists("ordering")["words"][found[0]]), folded)
    return re.sub(r"\s+", " ", folded)


def _divided(found: re.Match[str]) -> str:
    above, under = int(found[1]), int(found[2].replace(" ", ""))
    return str(above / under) if above < under else found[0]


def _unit(rest: str) -> str | None:
    """What follows the number, where it is only a unit: one word or a compound one, no more."""
    rest = re.sub(r"^(?:-|eme|ere?|e)\b", "", rest.strip()).strip(" .")
    rest = rest.replace("ans revolus", "ans").replace("d'age", "").strip()
    if (
        len(rest) > 24
        or len(rest.split()) > 3
        or re.search(r"\d", re.sub(r"1,73|24 ?h|mm3|cm3|m2|/\\d{1,2} ?h", "", rest))
    ):
        return None
    return rest.replace(" ", "")


def _float(digits: str) -> float:
    return float(digits.replace(" ", "").replace(",", "."))


@cache
def _value() -> re.Pattern[str]:
    about = " ".join(lists("ordering")["about"].split())
    return re.compile(
        rf"^(?P<about>(?:(?:{about}) ?)*)(?P<first>{_NUMBER})"
        rf"(?: ?(?!(?:a|et|-) ?\d)(?P<unit1>[^\s\d]{{1,8}}))?"
        rf"(?: ?(?:-|a|et|/(?=\d{{2,3}} ?(?:mmhg|$))) ?(?P<second>{_NUMBER}))?(?P<rest>.*)$"
    )


@cache
def _ranked() -> re.Pattern[str]:
    names = "|".join(lists("ordering")["ranked"])
    return re.compile(rf"^(?P<prefix>(?:{names})(?: [a-z]+)?) (?P<rank>[ivx]+|\d{{1,2}})(?P<letter>[a-d])?$")


@cache
def _roman() -> dict[str, int]:
    return {name: value for value, name in enumerate(lists("ordering")["roman"], 1)}


@cache
def _in_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lists('ordering')['words'])})\b(?! (?:des|de ces|ou)\b)")

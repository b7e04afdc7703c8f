"""Numbers in no order, and ranges that overlap: propositions that measure attention, or have two keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, unmarked
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "ordering"
_NUMBER = r"[-+]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?|[-+]?\d+(?:[.,]\d+)?"
_ABOUT = (
    r"environ|a peu pres|autour de|de l'ordre de|pres de|jusqu'a|a partir de|plus de|plus d'|moins de|moins d'|au moins|au plus|"
    r"au-dela de|au-dessus de|au-dessous de|en dessous de|en-dessous de|apres|avant|pendant|dans les|dans|en|a|de|tous les|toutes les|"
    r"(?:strictement )?(?:superieure?|inferieure?|egale?)s? (?:ou egale?s? )?a|comprise? entre|entre|minimum|maximum|"
    r"[<>=≤≥~≈±]+"
)
_VALUE = re.compile(
    rf"^(?P<about>(?:(?:{_ABOUT}) ?)*)(?P<first>{_NUMBER})"
    rf"(?: ?(?!(?:a|et|-) ?\d)(?P<unit1>[^\s\d]{{1,8}}))?(?: ?(?:-|a|et|/(?=\d{{2,3}} ?(?:mmhg|$))) ?(?P<second>{_NUMBER}))?(?P<rest>.*)$"
)
_ROMAN = {name: value for value, name in enumerate("i ii iii iv v vi vii viii ix x".split(), 1)}
_RANKED = re.compile(
    r"^(?P<prefix>(?:stade|grade|type|classe|niveau|groupe|degre|score|gold|asa|child|nyha|garden|categorie|bi-?rads|acr|fitzpatrick)"
    r"(?: [a-z]+)?) (?P<rank>[ivx]+|\d{1,2})(?P<letter>[a-d])?$"
)
_TIMES = {
    "s": 1, "sec": 1, "seconde": 1, "min": 60, "mn": 60, "minute": 60, "h": 3600, "heure": 3600, "j": 86400, "jour": 86400,
    "semaine": 604800, "sem": 604800, "sa": 604800, "mois": 2629800, "an": 31557600, "annee": 31557600, "decennie": 315576000,
}  # fmt: skip
_MASSES = {"ng": 1e-9, "µg": 1e-6, "μg": 1e-6, "microg": 1e-6, "mg": 1e-3, "g": 1.0, "kg": 1e3}
_LENGTHS = {"µm": 1e-6, "nm": 1e-9, "mm": 1e-3, "cm": 1e-2, "dm": 1e-1, "m": 1.0}
_VOLUMES = {"µl": 1e-6, "ml": 1e-3, "cl": 1e-2, "dl": 1e-1, "l": 1.0, "litre": 1.0}
_WORDS = {
    name: str(value)
    for value, name in enumerate("un deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente".split(), 1)
} | {"une": "1", "quinze": "15", "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60"}
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b(?! (?:des|de ces|ou)\b)")
_FRACTION = re.compile(r"\b(\d+) ?(?:/|sur) ?(\d[\d ]*)$")
_SCALES = (_TIMES, _MASSES, _LENGTHS, _VOLUMES)


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
    ranked = _RANKED.match(folded)
    if ranked:
        rank = _ROMAN.get(ranked["rank"]) or (int(ranked["rank"]) if ranked["rank"].isdigit() else None)
        letter = "abcd".find(ranked["letter"]) + 1 if ranked["letter"] else 0
        return Value(rank + letter / 10, None, ranked["prefix"], False) if rank is not None else None
    match = _VALUE.match(folded)
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
    for known in _SCALES:
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
    folded = re.sub(
        r"(?: (?:et|ou) (?:plus|moins|davantage)| au (?:moins|plus|minimum|maximum)| environ|\(environ\))$", "", folded
    )
    folded = _FRACTION.sub(lambda found: str(float(found[1].replace(" ", "")) / float(found[2].replace(" ", ""))), folded)
    folded = re.sub(r"(?<=[a-zµ]) ?[x×] ?\d(?: ?/ ?(?:j|jour|24 ?h)| fois par jour)?$", "", folded)
    folded = _IN_WORDS.sub(lambda found: _WORDS[found[0]], folded)
    return re.sub(r"\s+", " ", folded)


def _unit(rest: str) -> str | None:
    """What follows the number, where it is only a unit: one word or a compound one, no more."""
    rest = re.sub(r"^(?:-|eme|ere?|e)\b", "", rest.strip()).strip(" .")
    rest = rest.replace("ans revolus", "ans").replace("d'age", "").strip()
    if len(rest) > 24 or len(rest.split()) > 3 or re.search(r"\d", re.sub(r"1,73|24 ?h|mm3|cm3|m2|/\\d{1,2} ?h", "", rest)):
        return None
    return rest.replace(" ", "")


def _float(digits: str) -> float:
    return float(digits.replace(" ", "").replace(",", "."))

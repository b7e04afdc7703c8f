"""The size of a tumour, in millimetres: only of a measure whose last noun is a tumour, a mass, a nodule, a lesion."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from carnet.text.quantities import Quantity
from carnet.text.reading import Reading
from carnet.text.tnm import Tnm
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.staging_size_elsewhere import of_elsewhere
from carnet.tools.structuring.rules.staging_words import last, words

_MILLIMETRES = {"mm": 1.0, "cm": 10.0}
_REACH = 130
_GOES_ON = re.compile(
    r"\W*(?:(?:elle|il|celle-ci|celui-ci|cette derniere|l'ensemble|la plus grande)? ?(?:mesure|mesurant"
    r"|mesurait|taille|dimensions?|grand axe)\b.{0,25})"
)
_COMPARED = re.compile(
    r"(?:\b(?:contre|vs\.?|versus|anterieurement|precedemment|auparavant|initialement|prealablement"
    r"|avant)|au lieu de|pour|pass\w+) ?(?:de |a |: ?)?\Z"
)
_COMPLEMENT = re.compile(
    r"\b(?:du|de la|de l'|des|d'un|d'une|au|a la|dans le|dans la|dans l'|sur le|le long du|le|la|l') ?\Z"
)
_BROKEN = re.compile(
    r"\b(?:a|distant\w*|distance|situee?) (?:d'environ |environ |moins de |plus de |plus d')?\Z|\b"
    r"(?:marge|recul|passe|passent|exerese) ?(?:d[e']|:|a|=)? ?(?:moins de |plus de )?\Z"
)
_FAR = re.compile(
    r" (?:de|du|des) (?:la |l')?(?:marge|berge|peau|mamelon|marge anale|ligne|pa[pt]|arcades?|section"
    r"|tranche|recoupe|limite|carene|pylore|cardia|mam)"
)
_TOO_SMALL = re.compile(
    r"[^.;\n]{0,40}\b(?:trop petite?s?|indetermine\w*|non (?:caracteris\w+|specifi\w+)|benin|benignes?"
    r"|d'allure banale|kystique|aspecifiques?)\b"
)
_AND = re.compile(
    r" ?(?:de (?:grand axe|petit axe|diametre|longueur|largeur|hauteur|epaisseur|long|large|haut)[a-z -]{0,22})?"
    r" ?(?:,|x|×|et|sur|par)+ ?(?:de )?"
)
_VERSUS = re.compile(r" ?[,(]? ?(?:vs|versus|contre)(?![a-z])")
_ARROW = r" ?(?:-+>|=+>|→|⇒|puis) ?"
_TO = re.compile(  # « 42 → 30 mm », « passée de 42 à 30 mm »: the second is of now
    rf"(?:(?P<first>\d+(?:[.,]\d+)?)(?:{_ARROW})|\bpass\w+ de (?P<from>\d+(?:[.,]\d+)?) (?:a|vers) )\Z"
)
_THEN = re.compile(rf"(?:{_ARROW}| (?:a|vers) )")
_LETTER = re.compile(r"\bT ?(?:de |: ?|= ?)?\Z")
_SIZE = re.compile(
    r"\b(?:taille|grand axe|diametre|dimensions?) (?:tumorale?s?|histologique|de la (?:tumeur|lesion"
    r"|masse)|du nodule|infiltrante?)[^.;\n]{0,25}\Z"
)
_SECTIONS = {
    "imaging": "imagerie",
    "pathology": "anatomopathologie",
    "examination": "clinique",
    "operative_report": "peropératoire",
}
_METHODS = (
    (
        "anatomopathologie",
        re.compile(r"\b(?:macroscop\w+|microscop\w+|histolog\w+|anatomo\w*|anapath|piece|examen extemporane)\b"),
    ),
    (
        "imagerie",
        re.compile(
            r"\b(?:irm|tdm|scanner|tep\w*|petscan|pet|echograph\w+|echo\w*|mammograph\w+|radiograph\w+|ct"
            r"|tomodensit\w+|imagerie|hypermetabol\w+|rehausse\w*)\b"
        ),
    ),
    ("clinique", re.compile(r"\b(?:palp\w+|examen clinique|toucher rectal|tr|tv)\b")),
)


def find_sizes(reading: Reading, tnm: Sequence[Tnm]) -> list[Finding]:
    """`tumour_size`: the largest dimension."""
    found: list[Finding] = []
    last_end, end, lesion = -1, -1, -1
    for quantity in reading.quantities:
        last_end, end = end, quantity.end if quantity.unit in _MILLIMETRES else end
        unit = _MILLIMETRES.get(quantity.unit or "")
        if unit is None or quantity.operator in ("<", ">", "<=", ">=") or quantity.kind == "reference":
            continue
        if found and found[-1].end <= quantity.start and _AND.fullmatch(reading.plain, found[-1].end, quantity.start):
            found[-1] = _joined(found[-1], quantity, unit, lesion)  # « 15 cm de grand axe et 6 cm de petit axe »
            continue
        if found and found[-1].end <= quantity.start and _THEN.fullmatch(reading.plain, found[-1].end, quantity.start):
            found[-1] = _now(found[-1], quantity, unit, lesion)  # « 32 mm → 24 mm »
            continue
        measured = _measured(reading, quantity, tnm, last_end)
        if measured is None or quantity.low is not None or of_elsewhere(reading.plain, measured, quantity.start):
            continue
        dimensions = _dimensions(quantity, unit)
        if not 0.5 <= max(dimensions) <= 500:
            continue
        lesion = measured
        versus = _VERSUS.match(reading.plain, quantity.end) is not None
        method = _method(reading, quantity.start)
        parts: dict[str, Any] = {"dimensions_mm": dimensions} | ({"method": method} if method else {})
        earlier = _earlier(reading.plain, quantity.start, unit)
        parts |= {"previous_mm": earlier} if earlier else {}
        found.append(
            Finding(
                "tumour_size",
                _value(dimensions),
                quantity.start,
                quantity.end,
                "staging.size",
                unit="mm",
                status="present" if versus else None,
                judged=(measured, quantity.end),
                parts=parts,
            )
        )
    return found


def _earlier(plain: str, start: int, unit: float) -> float | None:
    """The size before that of now, in millimetres: « 42 → 30 mm »."""
    before = _TO.search(plain, max(0, start - 24), start)
    return None if before is None else round(float((before["first"] or before["from"]).replace(",", ".")) * unit, 1)


def _now(one: Finding, quantity: Quantity, unit: float, lesion: int) -> Finding:
    """The size of now, with the one before it among its parts."""
    dimensions = _dimensions(quantity, unit)
    parts: dict[str, Any] = {**one.parts, "dimensions_mm": dimensions, "previous_mm": max(one.parts["dimensions_mm"])}
    return replace(
        one,
        value=_value(dimensions),
        start=quantity.start,
        end=quantity.end,
        judged=(lesion, quantity.end),
        parts=parts,
    )


def _joined(one: Finding, quantity: Quantity, unit: float, lesion: int) -> Finding:
    """A finding with one more dimension."""
    dimensions = [*one.parts["dimensions_mm"], *_dimensions(quantity, unit)]
    parts = {**one.parts, "dimensions_mm": dimensions}
    return replace(one, value=_value(dimensions), end=quantity.end, judged=(lesion, quantity.end), parts=parts)


def _dimensions(quantity: Quantity, unit: float) -> list[float]:
    values = quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)
    return [round(value * unit, 1) for value in values]


def _value(dimensions: list[float]) -> str:
    return f"{max(dimensions):g} mm".replace(".", ",")


def _measured(reading: Reading, quantity: Quantity, tnm: Sequence[Tnm], measured_before: int) -> int | None:
    """Where the tumour that is measured is said; None where it is something else, or nothing that we know.

    `measured_before`: where the length said before it ends.
    """
    text, plain, start = reading.text, reading.plain, quantity.start
    if any(one.start <= start and quantity.end <= one.end for one in tnm):
        return next(one.start for one in tnm if one.start <= start and quantity.end <= one.end)
    before = plain[max(0, start - _REACH) : start]
    if (
        _COMPARED.search(before)
        or _BROKEN.search(before)
        or _FAR.match(plain, quantity.end)
        or _TOO_SMALL.match(plain, quantity.end)
    ):
        return None
    for one in tnm:  # « pT2 (50 mm) »
        if 0 <= start - one.end <= 3 and plain[one.end : start].strip() in ("(", "[") and one.t:
            return one.start
    letter = _LETTER.search(text, max(0, start - 8), start)
    if letter is not None:
        return letter.start()
    sentence = reading.sentence_at(start)
    begin = max(sentence.start if sentence else 0, start - _REACH)
    said = _SIZE.search(plain, begin, start)
    if said is not None:
        return said.start()
    if sentence is not None and begin == sentence.start:
        wrapped = text[begin].islower() and text[begin - 2 : begin - 1].isalpha()  # the line before goes on
        if wrapped or _GOES_ON.fullmatch(plain, begin, start):
            begin = max(0, begin - 90)
    lesion = last(words("lesions"), plain, begin, start)
    if lesion is None:
        return None
    other = last(words("measured"), plain, begin, start)
    if other is not None and other.end() > lesion.end():
        return None
    if measured_before >= lesion.end() and not re.search(r"(?:et|,|sur|x|puis) ?\Z", before):
        return None
    if any(0 < one.start - quantity.end <= 3 and "(" in plain[quantity.end : one.start] and one.t for one in tnm):
        return lesion.start()  # « carcinome, rein gauche, 7 cm (T3a) »
    for organ in words("organs").finditer(plain, lesion.end(), start):
        if not _COMPLEMENT.search(plain, max(0, organ.start() - 14), organ.start()):
            return None
    return lesion.start()


def _method(reading: Reading, start: int) -> str:
    section = reading.section_at(start)
    if section is not None and section.kind in _SECTIONS:
        return _SECTIONS[section.kind]
    sentence = reading.sentence_at(start)
    begin = max(sentence.start if sentence else 0, start - 160)
    places = [
        (found.start(), name) for name, pattern in _METHODS if (found := last(pattern, reading.plain, begin, start))
    ]
    return max(places)[1] if places else ""

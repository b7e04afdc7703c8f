"""Every mention of a tumour's nature: what makes a fact, and « tumeur », « métastases », « M0 » besides."""

import re

from carnet.text.reading import Reading
from carnet.text.terms import Term
from carnet.tools.structuring.rules.tumour_histology import Morphology, compose
from carnet.tools.structuring.rules.tumour_phrase import Phrases
from carnet.tools.structuring.rules.tumour_words import Word

# the M of a TNM, with what is written in one piece with it
_M = re.compile(
    r"(?<![\w/])(?:[cpyr]{0,3}t(?:is|[0-4x])[a-d]?(?:[cpyr]{0,3}n[0-3x+][a-c]?(?:\([^()\n]{1,12}\))?)?)?"
    r"[cpyr]{0,2}m[01x][a-d]?(?![\w])"
)
# places where a lesion is read as a metastasis, by its noun
_DISTANT = frozenset(
    ("hépatique", "pulmonaire", "osseuse", "cérébrale", "surrénalienne", "péritonéale", "pleurale", "splénique")
    + ("méningée",)
)
_NOUNS = ("lesion", "nodule", "micronodule", "implant", "progression", "atteinte", "infiltration", "depot")
_IMPLIED = {
    **dict.fromkeys(_NOUNS, _DISTANT),
    "masse": frozenset(("surrénalienne",)),
    "maladie": _DISTANT - {"hépatique", "pulmonaire"},
    "loe": frozenset(("hépatique",)),
}
_FAR = ("sus-claviculaire",)


def morphology_mentions(reading: Reading) -> list[Morphology]:
    """All mentions of a note, by position, without overlap."""
    phrases = Phrases(reading)
    found = [_core(phrases, one) for one in compose(phrases)]
    taken = [(one.start, one.end) for one in found]
    for term in phrases.terms:
        if term.entry.fixed is not None and term.entry.head is None:
            found.append(_fixed(phrases, term))
        elif term.entry.lesion:
            implied = _implied(phrases, term)
            if implied is not None:
                found.append(implied)
    anchor = phrases.terms[0] if phrases.terms else None
    if anchor is not None:
        found += [
            Morphology(sign.start(), sign.end(), "8000/6", "métastase", anchor, specific=False)
            for sign in _M.finditer(reading.plain)
        ]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Morphology] = []
    for one in found:
        inside = (one.start, one.end) not in taken and any(a < one.end and one.start < b for a, b in taken)
        if not inside and not (kept and one.start < kept[-1].end):
            kept.append(one)
    return kept


def _core(phrases: Phrases, one: Morphology) -> Morphology:
    """« tumeur [maligne] », « implant [métastatique] »: the word that says the nature, as corpora mark it."""
    if one.code == "8000/3" and one.head.after - one.head.first == 2:
        start = phrases.reading.words.starts[one.head.after - 1]
        if phrases.reading.plain.startswith("mali", start):
            return Morphology(start, one.end, one.code, one.value, one.head, one.grade, one.specific)
    return one


def _fixed(phrases: Phrases, term: Term[Word]) -> Morphology:
    words = phrases.reading.words
    if words.forms[term.first] in ("carcinomatose", "carcinose"):
        return Morphology(term.start, words.ends[term.first], "8010/9", "carcinomatose", term, specific=False)
    return Morphology(term.start, term.end, "8000/6", "métastase", term, specific=False)


def _implied(phrases: Phrases, term: Term[Word]) -> Morphology | None:
    """« nodules pulmonaires », « adénopathie sus-claviculaire »: a lesion where metastases are."""
    words = phrases.reading.words
    nearest = phrases.at.get(term.after)
    if nearest is None or not words.joined[term.after]:
        return None
    far = nearest.entry.node is not None and nearest.entry.node[0] in _FAR
    named = _IMPLIED.get(words.forms[term.first], frozenset())
    if far or any(value in named for value, _code in nearest.entry.spread):
        return Morphology(term.start, nearest.end, "8000/6", "métastase", term, specific=False)
    return None

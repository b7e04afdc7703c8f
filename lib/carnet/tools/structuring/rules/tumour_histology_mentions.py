"""Every mention of a tumour's nature: what makes a fact, and « tumeur », « métastases », « M0 » besides."""

import re

from carnet.text.reading import Reading
from carnet.text.taken import Taken
from carnet.text.terms import Term
from carnet.tools.structuring.rules.tumour_histology import Morphology, compose, name_of
from carnet.tools.structuring.rules.tumour_phrase import Met, Phrases
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
_NOUNS: tuple[str, ...] = (
    "lesion",
    "nodule",
    "micronodule",
    "implant",
    "progression",
    "atteinte",
    "infiltration",
    "depot",
)
_NOUNS += ("rechute", "recidive", "localisation", "loe")
_IMPLIED = {
    **dict.fromkeys(_NOUNS, _DISTANT),
    "masse": frozenset(("surrénalienne",)),
    "maladie": _DISTANT - {"hépatique", "pulmonaire"},
}
_FAR = ("sus-claviculaire",)
_BETWEEN = 4
_NEAR, _ENDS = 60, re.compile(r"[.;\n]")
_STAGED = re.compile(r"\bstade|\biv[a-c]?\b|e-?iv|\bavec (?:une? |des? |multiples? |preuves? |la |les )*$|\($")


def morphology_mentions(reading: Reading) -> list[Morphology]:
    """All mentions of a note, by position, without overlap."""
    phrases = Phrases(reading)
    found = [_core(phrases, one) for one in compose(phrases)]
    taken = {(one.start, one.end) for one in found}
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
    found = _with_metastases(phrases, found)
    taken |= {(one.start, one.end) for one in found}
    held = Taken(len(phrases.reading.plain), taken)
    kept: list[Morphology] = []
    for one in found:
        inside = (one.start, one.end) not in taken and held.meets(one.start, one.end)
        if not inside and not (kept and one.start < kept[-1].end):
            kept.append(one)
    return kept


def _with_metastases(phrases: Phrases, found: list[Morphology]) -> list[Morphology]:
    """« mélanome pT2bNxM1a », « adénocarcinome du côlon de stade IV (métastases … »: one metastatic tumour."""
    plain = phrases.reading.plain
    kept: list[Morphology] = []
    for one in found:
        before = kept[-1] if kept else None
        if before is not None and one.code == "8000/6" and before.specific and before.behaviour == "3":
            gap, sign = plain[before.end : one.start], _M.fullmatch(plain, one.start, one.end)
            near = len(gap) <= _NEAR and not _ENDS.search(gap)
            if near and (plain[one.start : one.end].find("m1") >= 0 if sign else _STAGED.search(gap)):
                code = f"{before.code[:4]}/6"
                value = name_of(phrases, code)
                kept[-1] = Morphology(before.start, one.end, code, value, before.head, before.grade)
                continue
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
    words, plain = phrases.reading.words, phrases.reading.plain
    named = _IMPLIED.get(words.forms[term.first], frozenset())
    met = next(phrases.right(term.after, phrases.lexicon.list_links, figures=False), None)
    nearest = met.term if isinstance(met, Met) and not met.loose else None
    if nearest is None or nearest.first - term.after > _BETWEEN:
        return None
    far = nearest.entry.node is not None and nearest.entry.node[0] in _FAR
    one_of_lung = plain[term.end - 1] != "s" and words.forms[term.first] in ("nodule", "lesion")
    if any(place.organ == "poumon" and (place.part or one_of_lung) for place in nearest.entry.places):
        return None  # as often the primary
    if far or any(value in named for value, _code in nearest.entry.spread):
        return Morphology(term.start, nearest.end, "8000/6", "métastase", term, specific=False)
    return None

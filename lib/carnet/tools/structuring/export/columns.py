"""What facts are called as columns of a cohort: the names and values that studies use, so that both meet."""

import re

from carnet.tools.structuring.facts import Fact

# markers whose name on screen and in studies differs from their own in lower case
_MARKERS = {
    "RE": "er",
    "RP": "pr",
    "RO": "er",
    "Ki-67": "ki67",
    "PD-L1 TPS": "pdl1_tps",
    "PD-L1 CPS": "pdl1_cps",
    "HER2": "her2",
    "HER2 IHC": "her2_ihc",
    "HER2 ISH": "her2_ish",
    "1p/19q": "codeletion_1p19q",
}
_STATUSES = {"positif": "positive", "négatif": "negative", "muté": "mutated", "sauvage": "wild-type"}
_SIDES = {"droit": "right", "droite": "right", "gauche": "left", "bilatéral": "bilateral"}
_TOBACCO = {"jamais": "never", "sevré": "former", "actif": "current"}
_RESPONSES = {
    "ReponseComplete": "CR",
    "ReponsePartielle": "PR",
    "MaladieStable": "SD",
    "MaladieProgressive": "PD",
}
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def marker_column(fact: Fact) -> str:
    """The column of a biomarker: er, her2_ihc, kras…; its LOINC code where it is a measure in blood."""
    marker = str(fact.parts.get("marker") or fact.value.partition("=")[0])
    if fact.code and fact.system == "LOINC" and fact.unit and fact.unit != "%":
        return fact.code
    if marker == "HER2" and str(fact.parts.get("score") or fact.value.partition("=")[2])[:1].isdigit():
        return "her2_ihc"
    return _MARKERS.get(marker) or _NO_LETTER.sub("_", marker.casefold()).strip("_")


def marker_value(fact: Fact) -> str | None:
    """The value of a biomarker as a category: positive, wild-type, G12C, 3+; None where it is a number alone."""
    said = fact.value.partition("=")[2]
    if fact.parts.get("status") in _STATUSES:
        return _STATUSES[str(fact.parts["status"])]
    if said in _STATUSES:
        return _STATUSES[said]
    return None if isinstance(fact.parts.get("value"), int | float) and not fact.parts.get("score") else said or None


def side(fact: Fact) -> str | None:
    """right, left or bilateral."""
    return _SIDES.get(fact.laterality or fact.value)


def tobacco(fact: Fact) -> str:
    """never, former or current."""
    word = str(fact.parts.get("status") or fact.value.split(" ")[0])
    return _TOBACCO.get(word, word)


def response(fact: Fact) -> str:
    """CR, PR, SD or PD; the words of the note where it is none of them."""
    return _RESPONSES.get(str(fact.parts.get("partages")), fact.value)


def number_of(fact: Fact) -> float | None:
    """The number of a fact, where it has one."""
    value = fact.parts.get("value")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

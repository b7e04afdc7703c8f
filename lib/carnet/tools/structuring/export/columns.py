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
    "PD-L1 IC": "pdl1_ic",
    "PD-L1": "pdl1",
    "HER2": "her2",
    "HER2 IHC": "her2_ihc",
    "HER2 ISH": "her2_ish",
    "1p/19q": "codeletion_1p19q",
    "triple négatif": "triple_negative",
    "cellule d'origine": "cell_of_origin",
}
_STATUSES = {"positif": "positive", "négatif": "negative", "muté": "mutated", "sauvage": "wild-type"}
_WORDS = _STATUSES | {
    "amplifié": "amplified",
    "non amplifié": "not amplified",
    "réarrangé": "rearranged",
    "non réarrangé": "not rearranged",
    "méthylé": "methylated",
    "non méthylé": "unmethylated",
    "codélété": "codeleted",
    "non codélété": "not codeleted",
    "équivoque": "equivocal",
}
_FUSIONS = frozenset(("ALK", "ROS1", "RET", "NTRK", "NTRK1", "NTRK2", "NTRK3"))
_EXON = re.compile(r"(délétion|insertion|mutation|saut)\b.*?\bexon (\d+)")
_EXON_WORDS = {"délétion": "deletion", "insertion": "insertion", "mutation": "mutation", "saut": "skipping"}
_SIDES = {"droit": "right", "droite": "right", "gauche": "left", "bilatéral": "bilateral"}
_TOBACCO = {"jamais": "never", "sevré": "former", "actif": "current"}
_RESPONSES = {
    "ReponseComplete": "CR",
    "ReponsePartielle": "PR",
    "MaladieStable": "SD",
    "MaladieProgressive": "PD",
}
_SCORE = re.compile(r"[0-3]\+?")
_DIFFERENTIATION = (("bien", "1"), ("moyennement", "2"), ("peu", "3"), ("indifférencié", "4"))  # G of the UICC
_GROUPS = {6: "1", 8: "4", 9: "5", 10: "5"}  # Gleason score → ISUP group; 7 is 2 (3+4) or 3 (4+3)
_CATEGORY = re.compile(r"is|[aX]|\d", re.IGNORECASE)
_NO_LETTER = re.compile(r"[^a-z0-9]+")

HABITS = frozenset(("tobacco", "alcohol"))  # their value says whether and when
_NEVER = frozenset(("jamais", "non excessif"))


def is_so(fact: Fact) -> bool:
    """Whether a fact is so of the patient: neither denied, feared, planned nor familial; never to have smoked is."""
    return fact.assertion in ("present", "history") or (fact.kind in HABITS and fact.value in _NEVER)


def marker_of(fact: Fact) -> str:
    """The marker that a biomarker is about; the method where it makes another column (« HER2 ISH »)."""
    written = fact.value.partition("=")[0]
    return written if written in _MARKERS else str(fact.parts.get("marker") or written)


def marker_column(fact: Fact) -> str:
    """The column of a biomarker: er, her2_ihc, kras…; its LOINC code where it is a measure in blood."""
    marker, score = marker_of(fact), str(fact.parts.get("score") or "")
    said = fact.value.partition("=")[2]
    if fact.code and fact.system == "LOINC" and fact.unit and fact.unit != "%":
        return fact.code
    if marker == "HER2" and _SCORE.fullmatch(score or said):
        return "her2_ihc"
    if marker == "HER2" and fact.parts.get("status") in ("low", "ultralow"):
        return f"her2_{fact.parts['status']}"
    if marker.startswith("PD-L1") and score in ("TPS", "CPS", "IC"):
        return f"pdl1_{score.casefold()}"
    if marker in ("BRCA1", "BRCA2") and marker_status(fact) == "mutated":
        return "brca"
    return _MARKERS.get(marker) or _NO_LETTER.sub("_", marker.casefold()).strip("_")


def marker_status(fact: Fact) -> str | None:
    """positive, negative, mutated, wild-type, amplified…; None where the fact has no such status."""
    return _WORDS.get(str(fact.parts.get("status"))) or _WORDS.get(fact.value.partition("=")[2])


def marker_value(fact: Fact) -> str | None:
    """The value of a biomarker as a category: positive, wild-type, G12C, 3+; None where it is a number alone."""
    said, status, marker = fact.value.partition("=")[2], marker_status(fact), marker_of(fact)
    if marker_column(fact) in ("her2_low", "her2_ultralow", "triple_negative"):
        return "yes"
    if marker == "HER2" and _SCORE.fullmatch(said):
        return said
    if marker in _FUSIONS and status in ("positive", "negative", "rearranged", "not rearranged"):
        return "rearranged" if status in ("positive", "rearranged") else "not rearranged"
    if marker in ("BRCA1", "BRCA2") and status == "mutated":
        return f"{marker} mutated"
    if status == "mutated" and said and said not in _WORDS:
        return _variant(said)
    if status:
        return status
    return None if number_of(fact) is not None else said or None


def her2_status(fact: Fact) -> str | None:
    """Whether HER2 is positive or negative by a score (3+; 0 and 1+) or an amplification; None for what is neither."""
    if marker_of(fact) == "HER2" and _SCORE.fullmatch(said := fact.value.partition("=")[2]):
        return {"3": "positive", "0": "negative", "1": "negative"}.get(said[0])
    if marker_of(fact) == "HER2 ISH":
        return {"amplified": "positive", "not amplified": "negative"}.get(marker_value(fact) or "")
    return None


def _variant(said: str) -> str:
    found = _EXON.search(said)
    return f"exon {found[2]} {_EXON_WORDS[found[1]]}" if found else said


def grades(fact: Fact) -> list[tuple[str, str]]:
    """(column, value) of a grade: `grade` is 1 to 5, whatever the scale; Gleason's score is one of its own."""
    scale, grade = str(fact.parts.get("scale") or ""), fact.parts.get("grade")
    if scale == "Gleason":
        first, second = fact.parts.get("primary"), fact.parts.get("secondary")
        shown = f"{first}+{second}={grade}" if first and second else str(grade or fact.value)
        group = {3: "2", 4: "3"}.get(first or 0) if grade == 7 else _GROUPS.get(grade or 0)
        return [("gleason", shown), *([("grade", group)] if group else [])]
    words = str(grade or fact.value)
    if words.isdigit():
        return [("grade", words)]
    for beginning, number in _DIFFERENTIATION:
        if words.startswith(beginning):
            return [("grade", number)]
    for beginning, level in (("bas", "low"), ("haut", "high")):
        if words.startswith(beginning):
            return [("grade_level", level)]
    return [("grade_level", words)]


def tnm_letters(fact: Fact) -> list[tuple[str, str]]:
    """(column, category) of T, N and M, without their subdivisions: t: T1, Tis; n: N2; after a treatment (y) or at a
    relapse (r): yt, rt…, which are not what the disease was at first."""
    prefix = str(fact.parts.get("prefix") or "").casefold()
    when = "y" if "y" in prefix else "r" if "r" in prefix else ""
    found = []
    for letter in "TNM":
        category = _CATEGORY.match(str(fact.parts.get(letter) or ""))
        if category:
            found.append((when + letter.lower(), letter + category[0].replace("x", "X")))
    return found


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

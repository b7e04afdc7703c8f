"""What still identifies somebody in a text that should name nobody: for a gate, which reads and replaces nothing."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from carnet.text.note import Note

if TYPE_CHECKING:
    from carnet.tools.pseudonymisation.result import Entity
    from carnet.tools.pseudonymisation.tool import Pseudonymiser

IDENTIFYING = frozenset(
    (
        *("FIRST_NAME", "LAST_NAME", "ADDRESS", "ZIP_CODE", "CITY", "PHONE_NUMBER", "URL", "EMAIL"),
        *("HOSPITAL", "IDENTIFIER", "IDENTIFYING_DATE", "PATIENT_BIRTHDATE"),
    )
)


_YEAR = re.compile(r"(?:en |l’an |année )?\d{4}")
_EPONYM = re.compile(
    r"\b(?:syndrome|signe|maladie|score|classification|tumeur|test|man(?:œ|oe)uvre|ganglion|formule|indice|critères?|anémie|"
    r"sarcome|lymphome|triade|réflexe|échelle|opération|intervention|cellules?|bacille|loi|méthode|stade|grade)\s+"
    r"(?:de\s+|d[’']|du\s+|des\s+)?(?:[\wÀ-ÿ]+[ -]){0,2}$",
    re.IGNORECASE,
)
_MEDICAL = re.compile(  # endings of medicine: « Lymphocèle », alone in a proposition, is no first name
    r"[A-ZÀ-Ý][a-zà-ÿ]*(?:cèles?|ites?|oses?|omes?|pathies?|tomies?|émies?|uries?|algies?|plasies?|trophies?|scopies?|graphies?|"
    r"phagie|pnée|rragies?|rrhées?|phasie|plégies?|parésies?|mab|nib|cine|platine|taxel|ation|ement)"
)
_CIVILITY = re.compile(
    r"(?:\b(?:m|mr|mme|mlle|dr|pr|docteur|professeur|monsieur|madame|mademoiselle)\.?\s+)$", re.IGNORECASE
)


def leftovers(text: str) -> list[tuple[int, int, str]]:
    """The passages (start, end, label) of a text that identify, in order: those of `IDENTIFYING` alone, since a case
    may say that somebody is married or retired. A year alone (of a recommendation, for one) identifies nobody, nor
    do eponyms (« syndrome de Claude Bernard-Horner ») and a word without a capital that no title announces."""
    if not text.strip():
        return []
    return list(_found(text))


@lru_cache(maxsize=512)
def _found(text: str) -> tuple[tuple[int, int, str], ...]:
    """Read once: an editor asks at every pause about an item of which one text changed."""
    found = _tool()(Note("text", text)).entities
    return tuple((one.start, one.end, one.label) for one in found if one.label in IDENTIFYING and _points(one, text))


def _points(one: "Entity", text: str) -> bool:
    said = text[one.start : one.end]
    if one.label == "IDENTIFYING_DATE":
        return not _YEAR.fullmatch(said.strip().lower())
    if one.label in ("FIRST_NAME", "LAST_NAME"):
        if _MEDICAL.fullmatch(said) and not any(producer.startswith("rule") for producer in one.producers):
            return False
        titled = _CIVILITY.search(text, 0, one.start) is not None
        return titled or (said != said.lower() and not _EPONYM.search(text, 0, one.start))
    return True


@cache
def _tool() -> "Pseudonymiser":
    from carnet.tools import pseudonymise

    return pseudonymise(mode="tag")

"""What still identifies somebody in a text that should name nobody: for a gate, which reads and replaces nothing."""

import re
from functools import cache
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
_CIVILITY = re.compile(
    r"(?:\b(?:m|mr|mme|mlle|dr|pr|docteur|professeur|monsieur|madame|mademoiselle)\.?\s+)$", re.IGNORECASE
)


def leftovers(text: str) -> list[tuple[int, int, str]]:
    """The passages (start, end, label) of a text that identify, in order: those of `IDENTIFYING` alone, since a case
    may say that somebody is married or retired. A year alone (of a recommendation, for one) identifies nobody, nor
    does a word without a capital that no title announces (« scintigraphie cavitaire »)."""
    if not text.strip():
        return []
    found = _tool()(Note("text", text)).entities
    return [(one.start, one.end, one.label) for one in found if one.label in IDENTIFYING and _points(one, text)]


def _points(one: "Entity", text: str) -> bool:
    said = text[one.start : one.end]
    if one.label == "IDENTIFYING_DATE":
        return not _YEAR.fullmatch(said.strip().lower())
    if one.label in ("FIRST_NAME", "LAST_NAME"):
        return said != said.lower() or _CIVILITY.search(text, 0, one.start) is not None
    return True


@cache
def _tool() -> "Pseudonymiser":
    from carnet.tools import pseudonymise

    return pseudonymise(mode="tag")

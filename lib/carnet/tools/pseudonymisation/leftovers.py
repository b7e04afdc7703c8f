"""What still identifies somebody in a text that should name nobody: for a gate, which reads and replaces nothing."""

from functools import cache
from typing import TYPE_CHECKING

from carnet.text.note import Note

if TYPE_CHECKING:
    from carnet.tools.pseudonymisation.tool import Pseudonymiser

IDENTIFYING = frozenset(
    (
        *("FIRST_NAME", "LAST_NAME", "ADDRESS", "ZIP_CODE", "CITY", "PHONE_NUMBER", "URL", "EMAIL"),
        *("HOSPITAL", "IDENTIFIER", "IDENTIFYING_DATE", "PATIENT_BIRTHDATE"),
    )
)


def leftovers(text: str) -> list[tuple[int, int, str]]:
    """The passages (start, end, label) of a text that identify, in order: those of `IDENTIFYING` alone, since a case
    may say that somebody is married or retired."""
    if not text.strip():
        return []
    found = _tool()(Note("text", text)).entities
    return [(one.start, one.end, one.label) for one in found if one.label in IDENTIFYING]


@cache
def _tool() -> "Pseudonymiser":
    from carnet.tools import pseudonymise

    return pseudonymise(mode="tag")

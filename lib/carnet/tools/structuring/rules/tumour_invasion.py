"""What pathologists look for around a tumour: emboli in vessels, sheathing of nerves; present or absent."""

import re

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding

_FOUND = re.compile(
    r"\b(?P<emboli>emboles?(?:\s+(?:neoplasiques?|tumora(?:l|ux)|carcinomateux))?"
    r"(?:\s+(?:endo|intra|peri)?-?(?:vasculaires?|lymphatiques?|veineux|vasculo-lymphatiques?)"
    r"|\s+lympho-?vasculaires?)+|emboles?\s+(?:neoplasiques?|tumora(?:l|ux)|carcinomateux)"
    r"|(?:invasion|infiltration|envahissement)\s+(?:lympho-?vasculaire|vasculaire|angio-?lymphatique))\b"
    r"|\b(?P<nerves>(?:engainements?|infiltration|envahissement|invasion)s?\s+(?:peri-?|intra-?)?nerveu(?:x|ses?))\b"
)
_WORDS = ("embole", "nerveu", "vasculaire", "lymphatique")
_VALUES = {"emboli": "emboles vasculaires", "nerves": "engainements périnerveux"}


def find(reading: Reading) -> list[Finding]:
    """Emboli and sheathing, as facts of histology without a code."""
    found: list[Finding] = []
    if not any(word in reading.plain for word in _WORDS):
        return found
    for match in _FOUND.finditer(reading.plain):
        kind = "emboli" if match["emboli"] else "nerves"
        parts = {"invasion": kind}
        found.append(Finding("histology", _VALUES[kind], match.start(), match.end(), "invasion", parts=parts))
    return found

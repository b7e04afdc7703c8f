"""Codes of morphology that a text writes: ICD-O-3 (« 8500/3 ») and ADICAP (« BHGSA7B2 »)."""

import re

from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_histology import name_of
from carnet.tools.structuring.rules.tumour_phrase import Phrases

_MORPHOLOGY = re.compile(r"(?<![\d/.,])([89]\d{3}) ?/ ?([012369])(?![\d/%])(?! ?(?:mm|cm|g\b|mg|ml|u/|ui|kg))")
# sampling, technique, organ, lesion: eight characters; more may follow
_ADICAP = re.compile(r"\b[A-Z]{4}[A-Z0-9]\d[A-Z]\w\b")
_SAID = re.compile(r"adicap")
_PAIR = re.compile(r"\b([A-Z]{2}) ([A-Z]{2}) ([A-Z0-9]\d[A-Z]\w)\b")


def find(phrases: Phrases) -> list[Finding]:
    """The codes written in a note, in offsets of its clean text."""
    reading = phrases.reading
    found = []
    for match in _MORPHOLOGY.finditer(reading.plain):
        code = f"{match[1]}/{match[2]}"
        name = name_of(phrases, code)
        parts = {"behaviour": match[2]} | ({"name": name} if name != code else {})
        found.append(
            Finding("histology", code, match.start(), match.end(), "icd_o_3", code=code, system="ICD-O-3", parts=parts)
        )
    if _SAID.search(reading.plain):
        for match in _ADICAP.finditer(reading.text):
            found.append(_adicap(match.group(), match.start(), match.end()))
        for match in _PAIR.finditer(reading.text):
            found.append(_adicap("".join(match.groups()), match.start(), match.end()))
    return found


def _adicap(code: str, start: int, end: int) -> Finding:
    parts = {"sampling": code[0], "technique": code[1], "organ_code": code[2:4], "lesion": code[4:8]}
    return Finding("histology", code, start, end, "adicap", code=code, system="ADICAP", status="present", parts=parts)

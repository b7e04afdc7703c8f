"""Codes of morphology that a text writes: ICD-O-3 (« 8500/3 ») and ADICAP (« BHGSA7B2 »)."""

import gzip
import json
import re
from functools import cache

from carnet.text.lexicon.words import folder_of
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


@cache
def _labels() -> dict[str, dict[str, str]]:
    """The labels of ADICAP's dictionaries, as EDS-NLP carries them: organs (D3), lesions (D4, D5)."""
    path = folder_of("edsnlp") / "resources" / "adicap.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        tables = json.load(file)
    return {"organ": tables["D3"]["codes"], "lesion": {**tables["D4"]["codes"], **tables["D5"]["codes"]}}


def _adicap(code: str, start: int, end: int) -> Finding:
    parts = {"sampling": code[0], "technique": code[1], "organ_code": code[2:4], "lesion": code[4:8]}
    labels = _labels()
    for name, written in (("organ", code[2:4]), ("lesion", code[4:8])):
        if written in labels[name]:
            parts[f"{name}_label"] = labels[name][written].lower()
    return Finding("histology", code, start, end, "adicap", code=code, system="ADICAP", status="present", parts=parts)

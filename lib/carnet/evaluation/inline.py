"""Texts with inline gold, `[Martin](NOM)`: the form of EDS-Pseudo's templates."""

import re
from pathlib import Path

from carnet.evaluation.spans import Labelled

_MARK = re.compile(r"\[([^\]]*?)\]\(([A-Z_]+)\)", re.DOTALL)
LABELS = {
    "NOM": "LAST_NAME",
    "PRENOM": "FIRST_NAME",
    "DATE": "IDENTIFYING_DATE",
    "DATE_NAISSANCE": "PATIENT_BIRTHDATE",
    "TEL": "PHONE_NUMBER",
    "VILLE": "CITY",
    "HOPITAL": "HOSPITAL",
    "ADRESSE": "ADDRESS",
    "ZIP": "ZIP_CODE",
    "MAIL": "EMAIL",
    "SECU": "IDENTIFIER",
    "IPP": "IDENTIFIER",
    "NDA": "IDENTIFIER",
}


def read_inline(path: Path) -> list[tuple[str, tuple[Labelled, ...]]]:
    """(text, gold) for each block of a file; blocks are separated by blank lines. Labels are Carnet's."""
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    return [parse_inline(block) for block in blocks if block.strip()]


def parse_inline(marked: str) -> tuple[str, tuple[Labelled, ...]]:
    """The text without its marks, and the marked spans, in code points of that text."""
    text, spans, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        start = len(text)
        text += match.group(1)
        if match.group(1).strip():
            spans.append(Labelled(start, len(text), LABELS.get(match.group(2), match.group(2))))
        last = match.end()
    return text + marked[last:], tuple(spans)

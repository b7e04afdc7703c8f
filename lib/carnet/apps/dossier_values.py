"""What a person may correct a fact to: the shape of a value of each kind, its assertion, its date."""

import re

from carnet.apps.dossier_words import SIGNS, example
from carnet.figures.timeline import middle
from carnet.language import _

# French normal forms, as the structuring tool writes them
CHOICES: dict[str, tuple[str, ...]] = {
    "laterality": ("droit", "gauche", "bilatéral"),
    "response": ("réponse complète", "réponse partielle", "maladie stable", "maladie progressive"),
    "alcohol": ("non excessif", "excessif", "sevré"),
}
_SHAPES = {
    "ctnm": r"(?:c|yc|rc|a|u|m|y|r)*\s?T(?:X|is|[0-4][a-d]?)\S*(?:\s\S+)*",
    "ptnm": r"(?:p|yp|rp|y|r|m|a)*\s?T(?:X|is|[0-4][a-d]?)\S*(?:\s\S+)*",
    "stage": r"0(?:is)?|(?:IV|I{1,3})[A-E]?\d?",
    "metastatic_site": r"[^\d=<>]+",
    "tumour_size": r"\d+(?:,\d+)? mm",
    "biomarker": r"[^=]+=[^=].*",
    "lab": r"[^=]+=[^=].*",
    "score": r"[^=]+=[^=].*",
    "performance_status": r"[0-4]|Karnofsky \d{1,3} ?%",
    "toxicity": r"[^\d]+(?: G[1-5])?",
    "tobacco": r"jamais|(?:actif|sevré)(?: \d+(?:,\d+)? PA)?",
}
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_FRENCH_DATE = re.compile(r"(?:(\d{1,2})/)?(\d{1,2})/(\d{4})")


def tidy(value: object) -> str:
    """A value as it is kept: one line, no space around, 200 characters at most."""
    return re.sub(r"\s+", " ", str(value)).strip()[:200]


def iso(text: object) -> str:
    """A date as it is kept: `12/03/2024` → `2024-03-12`; what is no date stays as it is."""
    plain = tidy(text)
    found = _FRENCH_DATE.fullmatch(plain)
    if found is None:
        return plain
    day, month, year = found.groups()
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")


def problem(kind: str, value: str, assertion: str, date: str) -> str:
    """Why a correction cannot be taken; empty where it can."""
    if not value:
        return _("Give a value, or reject the fact.")
    if assertion not in SIGNS:
        return _("This assertion is not known.")
    if date and not (_DATE.fullmatch(date) and middle(date)):
        return _("The date is not understood: YYYY-MM-DD, YYYY-MM or YYYY.")
    shape = _SHAPES.get(kind)
    known = CHOICES.get(kind, ())
    if value in known or (shape and re.fullmatch(shape, value)):
        return ""
    if shape or known:
        hint = "" if example(kind) else _("Choose one from the list.")  # the form shows the example already
        return f"{_('This is not the shape of such a value.')} {hint}".strip()
    return ""

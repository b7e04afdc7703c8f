"""What is known and the model does not know: ordinary words and acronyms are no names, « hôpital » alone names none."""

import re
from functools import partial

from carnet.text.lexicon.medical import acronyms, medical_words
from carnet.text.lexicon.names import first_names, last_names
from carnet.text.lexicon.words import common_words
from carnet.tools.pseudonymisation.page import Found, Page

_NAMES = ("FIRST_NAME", "LAST_NAME")
_SAID = ("FAMILY_STATUS", "PATIENT_NATIONALITY", "PATIENT_SOCIAL_IDENTITY")  # only where the rules see whose they are
_ELIDED = re.compile(r"(?:qu|jusqu|lorsqu|puisqu|quoiqu|presqu|s|n|c|j|t)'")
_ELIDED_OR_OF = re.compile(r"(?:qu|jusqu|lorsqu|puisqu|quoiqu|presqu|s|n|c|j|t|d|l)'")  # d'Ormesson is a name
_TITLES = frozenset(["m", "mr", "mme", "mlle", "dr", "pr", "me", "drs", "prs", "iban", "bic", "rib", "siret"])
_WORD = re.compile(r"[^\W\d_]+")
_NO_NAME = (
    r"hopita(?:l|ux)|chr?u|chr?|chi|ghu?|hia|(?:poly)?cliniques?|maternite|instituts?|centres?|hospitali\w+|universitaires?"
    r"|regiona(?:l|ux)|regionales?|departementa(?:l|ux)|services?|unites?|pole|etablissement|ehpad|ssr|smr|usld|anatomie|laboratoire"
    r"|medica(?:l|ux)|medicales?|chirurgica(?:l|ux)|sante|mentale|soins?|de|du|des|la|le|les|au|aux|a|et|d|l"
)
_BEFORE_A_NAME = re.compile(rf"(?:(?:{_NO_NAME})(?![\w])[\s'.,:-]*)+")


def second_look(page: Page, found: list[Found]) -> list[Found]:
    """The findings of the model without what the lexicons know better: lower-case ordinary words and acronyms taken
    for names, and what comes before the name of a hospital (« CHU », « l'hôpital de »)."""
    kept = []
    for one in map(partial(_without_elision, page), found):
        text, plain = page.text[one.start : one.end], page.plain[one.start : one.end]
        if one.label in _SAID:
            continue
        if one.label in _NAMES and not page.text.islower():  # else case says nothing
            if _is_ordinary(text, plain) or (_is_doubtful(text, plain) and not _has_neighbour(one, found)):
                continue
        elif one.label == "HOSPITAL" and (before := _BEFORE_A_NAME.match(plain)):
            if before.end() == len(plain):
                continue
            one = one.moved(start=one.start + before.end())
        kept.append(one)
    return kept


def _without_elision(page: Page, one: Found) -> Found:
    """« qu'Élodie »: Élodie."""
    elided = _ELIDED if one.label == "LAST_NAME" else _ELIDED_OR_OF
    before = elided.match(page.plain, one.start, one.end) if one.label in (*_NAMES, "CITY", "COUNTRY") else None
    return one.moved(start=before.end()) if before and before.end() < one.end else one


def _is_ordinary(text: str, plain: str) -> bool:
    words = _WORD.findall(plain)
    if plain in _TITLES:
        return True
    if text.islower():
        return all(word not in first_names() and (word in common_words() or word in medical_words()) for word in words)
    return bool(words) and all(len(word) > 1 and word in acronyms() for word in words)


def _is_doubtful(text: str, plain: str) -> bool:
    """At most three capitals, or a word in lower case that nobody is called: no name, unless one stands beside it."""
    if text.islower() and text.isalpha():
        return plain not in first_names() and plain not in last_names()
    return len(text) <= 3 and text.isalpha() and text.isupper()


def _has_neighbour(one: Found, found: list[Found]) -> bool:
    return any(
        other.label in _NAMES and (0 <= one.start - other.end <= 2 or 0 <= other.start - one.end <= 2)
        for other in found
        if other is not one
    )

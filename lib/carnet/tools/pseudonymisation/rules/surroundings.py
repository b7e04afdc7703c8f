"""Whose a number, an address or a place is: read from the words around it."""

import re
from bisect import bisect_right
from functools import lru_cache

from carnet.tools.pseudonymisation.page import Page

_CUES = re.compile(
    r"\b(?:"
    r"(?P<other>fill?e|fils|enfants?|epoux|epouse|mari|femme|conjointe?|compagnes?|compagnon|mere|pere|parents?"
    r"|frere|soeur"
    r"|beau-\w+|belle-\w+|neveu|niece|cousine?|tante|oncle|grand-\w+|voisine?|amie?|tut(?:eur|rice)|curat(?:eur|rice)"
    r"|aidante?|proche|personne (?:de confiance|a (?:prevenir|contacter))|famille|entourage|employeur)"
    r"|(?P<carer>dr|drs|docteure?|pr|professeure?|prof|medecin|mt|service|secretariats?|hopita(?:l|ux)|chu|chr"
    r"|chru|ch|ghu"
    r"|clinique|polyclinique|centre|institut|cabinet|pharmacie|laboratoire|consultations?|infirmier\w*|ide|interne|chef"
    r"|praticien\w*|assistante?|cadre|kine\w*|sage-femme|psychologue|rpps|adeli|finess|unite|pole|standard|fax|urgences"
    r"|rendez-vous|rdv|cedex|ehpad|accueil|confrere|consoeur|correspondance|maternite|fondation|aphp|ap-hp)"
    r"|(?P<patient>patiente?s?|demeurant|domicilie\w*|domicile|habit\w+|reside\w*|residant|ne le|nee le|nee?\(e\)"
    r"|naissance|ddn"
    r"|assuree?|monsieur|madame|mme|mlle|mademoiselle|mr|ipp|nir|portable|mobile|coordonnees)"
    r")\b|(?P<m>\bm\.)"
)
_ROLES = {"other": "Other", "carer": "Carer", "patient": "Patient", "m": "Patient"}
_FAR = 160


@lru_cache(maxsize=2)
def _cues(plain: str) -> tuple[list[int], list[str]]:
    found = [(m.end(), _ROLES[m.lastgroup or "m"]) for m in _CUES.finditer(plain)]
    return [end for end, _role in found], [role for _end, role in found]


def whose(page: Page, start: int, end: int, default: str = "") -> str:
    """The role (Patient, Carer, Other) of what lies at [start, end): the last cue before it, else one just after it.

    Cues further than a few lines away say nothing.
    """
    ends, roles = _cues(page.plain)
    before = bisect_right(ends, start) - 1
    after = bisect_right(ends, end)
    near = after < len(ends) and ends[after] - end < 14 and "\n" not in page.plain[end : ends[after]]
    if near and roles[after] == "Other":
        return "Other"
    if before >= 0 and start - ends[before] < _FAR:
        return roles[before]
    if after < len(ends) and ends[after] - end < 40:
        return roles[after]
    return default


_RUN = re.compile(r"\d[\do\s./|()\\x_-]*")


@lru_cache(maxsize=2)
def digit_runs(plain: str) -> tuple[tuple[int, int, int], ...]:
    """Where digits follow each other, with what separates them: (start, end, how many digits)."""
    runs = []
    for m in _RUN.finditer(plain):
        start, end = m.span()
        if end - start > 1:
            if start and plain[start - 1] == "o" and (start < 2 or not plain[start - 2].isalnum()):
                start -= 1
            runs.append((start, end, sum(map(str.isdigit, m.group()))))
        else:
            runs.append((start, end, 1))
    return tuple(runs)


def tabbed(page: Page) -> str:
    """The plain text of the page with the tabs of the note as given, which are spaces in its clean text."""
    given = page.note.text
    if "\t" not in given:
        return page.plain
    letters = list(page.plain)
    place = given.find("\t")
    while place >= 0:
        start, end = page.clean.cleaned(place, place + 1)
        if start < end and letters[start] == " ":
            letters[start] = "\t"
        place = given.find("\t", place + 1)
    return "".join(letters)


def line_start(text: str, position: int) -> int:
    """Where the line of this position begins."""
    return text.rfind("\n", 0, position) + 1


def line_end(text: str, position: int) -> int:
    """Where the line of this position ends."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def capital(text: str, position: int) -> bool:
    """Whether the character at this position is a capital."""
    return position < len(text) and text[position].isupper()

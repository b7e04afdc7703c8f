"""Reads the statuses of endpoints (event or censored) in their usual spellings, in English and in French."""

import re
from functools import lru_cache

from carnet.records.importers.values import UNKNOWN, folded

_PREFIX = re.compile(r"([01])(?:\.0)?\s*[:_=\-–]\s*(.*)", re.DOTALL)

_EVENT = {
    "1",
    "1.0",
    "true",
    "t",
    "yes",
    "y",
    "oui",
    "o",
    "vrai",
    "event",
    "evenement",
    "dead",
    "deceased",
    "died",
    "death",
    "expired",
    "dcd",
    "mort",
    "morte",
    "decede",
    "decedee",
    "deces",
    "dead with tumor",
    "dead with tumour",
    "died of disease",
    "died from disease",
    "dead of disease",
    "died of cancer",
    "died of other causes",
    "died of other cause",
    "dead of other causes",
    "dead of other cause",
    "died of unknown cause",
    "dead tumor free",
    "died without disease",
    "dod",
    "doc",
    "recurred",
    "recurrence",
    "recurrent",
    "relapsed",
    "relapse",
    "recidive",
    "rechute",
    "recurred/progressed",
    "progressed",
    "progression",
    "progressive disease",
    "progressed/recurred",
    "recurred/progression",
    "metastasis",
    "metastasized",
    "metastatic",
    "distant metastasis",
    "failure",
    "failed",
    "mort de la maladie",
    "decede de la maladie",
    "evenement survenu",
    "deceased with tumor",
    "progression/relapse",
    "relapse/progression",
    "recurrence/progression",
    "pd",
}
_NO_EVENT = {
    "0",
    "0.0",
    "false",
    "f",
    "no",
    "n",
    "non",
    "faux",
    "censored",
    "censor",
    "censure",
    "censuree",
    "no event",
    "living",
    "alive",
    "vivant",
    "vivante",
    "en vie",
    "alive or dead tumor free",
    "alive or censored",
    "alive, censored",
    "not deceased",
    "not dead",
    "not recurred",
    "no recurrence",
    "no relapse",
    "not relapsed",
    "not progressed",
    "no progression",
    "diseasefree",
    "disease free",
    "disease-free",
    "progression free",
    "progression-free",
    "relapse free",
    "relapse-free",
    "recurrence free",
    "recurrence-free",
    "event free",
    "event-free",
    "tumor free",
    "tumour free",
    "alive with disease",
    "alive without disease",
    "awd",
    "ned",
    "no evidence of disease",
    "lost to follow-up",
    "lost to follow up",
    "withdrawn",
    "perdu de vue",
    "pdv",
    "pas de recidive",
    "sans recidive",
    "pas d'evenement",
    "sans evenement",
    "non decede",
    "not progressed/recurred",
    "metastasis free",
    "no metastasis",
    "alive with tumor",
    "alive tumor free",
    "living with tumor",
    "vivant sans maladie",
    "vivant avec maladie",
}
_NOT_OF_DISEASE = {
    "died of other causes",
    "died of other cause",
    "dead of other causes",
    "dead of other cause",
    "dead tumor free",
    "died without disease",
    "doc",
}


def status_is_unknown(text: str) -> bool:
    """Whether the cell says that the status is not known (missing, rather than unreadable)."""
    return text.strip().lower() in UNKNOWN


UNKNOWN_CODES = frozenset({"9", "99", "999", "-1", "-9", "-99", "-999"})
BOOLEANS = frozenset(
    {"0", "1", "0.0", "1.0", "true", "false", "t", "f", "yes", "no", "y", "n", "oui", "non", "o", "vrai", "faux"}
)
_CODED = re.compile(r"(-?\d+)\s*[=:]\s*([^,;/()=:]*[^,;/()=:\s\d])")


def codes_in(name: str, endpoint: str = "os") -> dict[str, bool | None]:
    """What a column's name says of its codes, code → event: `Statut (0=décès, 1=vivant)`. None: words not known."""
    inside = " ; ".join(re.findall(r"[(\[]([^()\[\]]*)[)\]]", name))
    return {code: read_status(words, endpoint) for code, words in _CODED.findall(inside)}


@lru_cache(maxsize=4096)
def read_status(text: str, endpoint: str = "os") -> bool | None:
    """True for an event, False for a censored follow-up, None when the spelling is not known.

    cBioPortal's prefix decides (`1:DECEASED`, `0:ALIVE OR DEAD TUMOR FREE`), unless the words after it say the
    contrary: such a cell is not read. For disease-specific endpoints a death from another cause is no event.
    """
    kept = folded(text).replace("(e)", "")
    found = _PREFIX.fullmatch(kept)
    if found:
        prefix, words = found[1] == "1", _read_words(found[2], endpoint)
        return prefix if words is None or words == prefix else None
    return _read_words(kept, endpoint)


def _read_words(kept: str, endpoint: str) -> bool | None:
    if endpoint in {"dss", "css", "bcss"} and kept in _NOT_OF_DISEASE:
        return False
    if kept in _EVENT:
        return True
    return False if kept in _NO_EVENT else None


def read_censored(text: str, endpoint: str = "os") -> bool | None:
    """Whether a cell of a column that says who is censored is an event: 0, no, false are events; words such as
    DECEASED or Censored speak for themselves, whatever the column's name."""
    kept = folded(text)
    found = _PREFIX.fullmatch(kept)
    if found and (found[2] in BOOLEANS or _read_words(found[2], endpoint) is None):
        return None
    event = read_status(text, endpoint)
    return event if event is None or kept not in BOOLEANS else not event

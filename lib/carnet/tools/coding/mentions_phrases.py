"""Diagnoses that no list names, in lines that state diagnoses: the phrase through the search of codes, or nothing."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from carnet.text.document import Section
from carnet.text.reading import Reading
from carnet.tools.coding.mentions_draft import Draft
from carnet.tools.coding.mentions_tokens import lasting

_STATED = ("diagnosis", "conclusion", "reason", "history", "medical_history", "risk_factors")
_LEAST = 0.85  # score of the search under which it is no answer
_APART = 0.02  # what the next code of another category must be under it
_MOST = 4  # phrases of a note that are searched
_LONGEST = 8  # words of a phrase
_ITEM = re.compile(r"[ \t]*(?:[-*•–·>→]+|\d{1,2}[.)/°]+)?[ \t]*")
_CUT = re.compile(
    r"[,;.()\n:+=]|\s[-–]\s|\b(?:avec|sur|chez|sous|dans|depuis|le|en|pour|puis|dont|par|suite|d'allure|compliqu\w+|associ\w+)\b"
)
_NO_PHRASE = re.compile(
    r"\d|\b(?:pas|sans|aucune?|ni|absence|non|patiente?|monsieur|madame|docteur|cher|chere|"
    r"traitement|bilan|surveillance|consultation|"
    r"hospitalisation|controle|examen|scanner|irm|echographie|radio\w*|prise en charge|"
    r"rendez-vous|suivi|sortie|entree|retour|ans|mere|pere|frere|soeur|"
    r"risque|depistage|recherche|suspicion|vaccin\w*|refus\w*|intervention|chirurgie|opere\w*|"
    r"est|sont|a|ont|ete|etait|nous|il|elle|je|vous)\b"
)
_CHAPTERS = "ABCDEFGHIJKLMNQRST"


def find(reading: Reading, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts of phrases that nothing names, in sections that state diagnoses."""
    taken = [(one.start, one.end) for one in drafts]
    searched = 0
    for section in sorted(
        (one for one in reading.sections if one.kind in _STATED), key=lambda one: _STATED.index(one.kind)
    ):
        for start, end in _phrases(reading, section):
            if any(a < end and start < b for a, b in taken) or not _worth(reading, start, end):
                continue
            searched += 1
            found = _search(reading.text[start:end].replace("\n", " "))
            if found is not None:
                code, label, score = found
                yield Draft(
                    start, end, label, "retrieved", round(0.6 * score, 3), code, lasting=code.startswith(lasting())
                )
            if searched == _MOST:
                return


def _phrases(reading: Reading, section: Section) -> Iterator[tuple[int, int]]:
    """The first phrase of each line of a section, and of each part of a line of a list by commas."""
    text, plain = reading.text, reading.plain
    line = section.body
    while line < section.end:
        stop = text.find("\n", line, section.end)
        stop = section.end if stop < 0 else stop
        item = _ITEM.match(text, line, stop)
        start = item.end() if item else line
        for cut in _CUT.finditer(plain, start, stop):
            yield start, start + len(text[start : cut.start()].rstrip())
            start = cut.end()
            while start < stop and text[start] == " ":
                start += 1
            if cut[0] not in (",", ";", "+", "."):
                break
        else:
            yield start, start + len(text[start:stop].rstrip())
        line = stop + 1


def _worth(reading: Reading, start: int, end: int) -> bool:
    """Whether a phrase may name a disease: of some words, none that speaks of something else."""
    if not 6 <= end - start <= 80 or _NO_PHRASE.search(reading.plain, start, end):
        return False
    words = reading.plain[start:end].split()
    return len(words) <= _LONGEST and any(len(word) >= 6 for word in words)


@lru_cache(maxsize=2048)
def _search(phrase: str) -> tuple[str, str, float] | None:
    """(code, label, score) of a phrase that the search answers without doubt."""
    from carnet.text.terminologies.search import open_index

    hits = open_index().search(phrase, 4, position="das")
    if not hits or hits[0].score < _LEAST or hits[0].code[0] not in _CHAPTERS:
        return None
    best = hits[0]
    for other in hits[1:]:
        if other.code[:3] != best.code[:3] and best.score - other.score < _APART:
            return None
    return best.code, best.label, best.score

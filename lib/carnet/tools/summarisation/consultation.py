"""A consultation written down word for word, as a report: what the patient said, sorted, in the patient's own words.

Only answers that stand by themselves are kept: « oui » and « non » mean nothing without their question, and in
transcripts an answer often stands beside another question than its own.
"""

import re
from dataclasses import dataclass

from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import evidence
from carnet.tools.summarisation.summary import Section, Sentence
from carnet.tools.summarisation.titles import REPORT, title

MOST = {"reason": 2, "background": 12, "illness": 14, "examinations": 6, "next": 8}
_TURN = re.compile(
    r"^[ \t]*(?:(?P<code>[dp])\d{3,}|(?P<doctor>m[ée]decin|docteur|dr\.?|interne|soignant|m)"
    r"|(?P<patient>patiente?|p))"
    r"(?(code)[ \t]+|[ \t]*[:.)–-]+[ \t]*)",
    re.MULTILINE | re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:euh|bah|ben|bon|alors|ok|enfin|d'accord|ah|oh|voila|donc|bonjour)\b[ ,.…!]*")
_EMPTY = re.compile(
    r"\b(?:je (?:ne )?(?:sais|comprends|n'ai) pas(?: compris)?|pas compris|je me souviens plus|merci|au revoir"
    r"|bonne journee)\b"
)
_IDENTITY = re.compile(r"\b(?:je m'appelle|mon nom|j'habite|ne[e]? le|mon numero|ma carte)\b")
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "oui non pas vraiment tres bien peu une des les que qui quoi est suis etait etais ait avait avais ont mon mes"
        " cela ca niveau fait plus mais dans pour avec sur rien tout toute enfin voila alors donc effectivement"
        " particulier quand meme comme la cest jai crois pense dirais vrai remarque chose quelque aussi encore juste",
    )
)
_CUES = (
    (
        "background",
        re.compile(
            r"\b(?:allergi\w+|opere\w*|operation|medicaments?|traitements?|paracetamol|pilule|sterilet|fum\w+|tabac"
            r"|cigarettes?|alcool|verres?|diabet\w*|hypertension|cholesterol|maladies?|accouche\w*|cesarienne"
            r"|fausse couche|mari|vis|travaill\w+|metier|retraite|mon pere|ma mere|mon frere|ma soeur|famille"
            r"|vaccin\w*|antecedents?)\b"
        ),
    ),
    (
        "next",
        re.compile(
            r"\b(?:ordonnance|prise de sang|scanner|radio|echographie|rendez-vous|hospitalis\w+|arret de travail"
            r"|urgences)\b"
        ),
    ),
)
_PLAN = re.compile(
    r"\b(?:je vais vous|on va (?:vous|faire)|nous allons|il faudra|il faut|je vous (?:prescris|propose|revois|donne)"
    r"|vous (?:allez|devez)|prochain rendez-vous|hospitaliser)\b"
)
_QUESTION = re.compile(r"\?\s*$|^(?:est-ce|avez-vous|ou |quand |comment |combien |pourquoi |quel)")
_COMPLAINT = re.compile(
    r"\b(?:mal|douleur\w*|fievre|toux|tousse|fatigue\w*|vomi\w*|saign\w*|boule|essouffl\w*|diarrhee|malaise"
    r"|brulure\w*|gene|froid|frissons?|nausees?|vertiges?|malaises?)\b"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said at [start, end) of the clean text."""

    doctor: bool
    start: int
    end: int


def turns_of(reading: Reading) -> list[Turn]:
    """Who said what; none where the text is no dialogue (fewer than four turns, or one voice alone)."""
    found = list(_TURN.finditer(reading.text))
    turns = []
    for place, mark in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(reading.text)
        said = reading.text[mark.end() : end].rstrip()
        if said:
            doctor = bool(mark["doctor"]) or (mark["code"] or "").lower() == "d"
            turns.append(Turn(doctor, mark.end(), mark.end() + len(said)))
    voices = {turn.doctor for turn in turns}
    return turns if len(turns) >= 4 and len(voices) == 2 else []


def summarise_consultation(reading: Reading, turns: list[Turn]) -> tuple[Section, ...]:
    """The sections of a dialogue; every sentence is one person's words. A thing said twice is told once."""
    chosen: dict[str, list[Sentence]] = {}
    seen: list[set[str]] = []
    for turn in turns:
        words = reading.plain[turn.start : turn.end]
        key = _section(turn, words, bool(chosen.get("reason")))
        told = _told(words)
        if key is None or len(chosen.get(key, ())) >= MOST[key] or any(_again(told, before) for before in seen):
            continue
        seen.append(told)
        start = turn.start + (0 if turn.doctor else _opening(words))
        passage = evidence(reading, start, turn.end)
        chosen.setdefault(key, []).append(Sentence(text=re.sub(r"\s+", " ", passage.quote), evidence=(passage,)))
    return tuple(Section(key=key, title=title(key), sentences=tuple(chosen[key])) for key in REPORT if chosen.get(key))


def _section(turn: Turn, words: str, known: bool) -> str | None:
    if turn.doctor:
        return "next" if _PLAN.search(words) and not _QUESTION.search(words) else None
    rest = words[_opening(words) :]
    complaint = _COMPLAINT.search(rest)
    told = _told(re.sub(r"\([^)]*\)", " ", rest))
    least = 1 if complaint or any(cue.search(rest) for _key, cue in _CUES) else 2
    if _QUESTION.search(rest) or _IDENTITY.search(rest) and not complaint or len(told) < least:
        return None
    if _EMPTY.search(rest) and not complaint:
        return None
    if complaint and not known:
        return "reason"
    for key, cue in _CUES:
        if cue.search(rest) and not (key == "background" and complaint):
            return key
    return "illness"


def _opening(words: str) -> int:
    """Where what a patient says begins after « euh, bah, alors »; « oui » and « non » stay, they mean something."""
    place = 0
    while (found := _OPENING.match(words[place:])) and found.end():
        place += found.end()
    return place


def _told(words: str) -> set[str]:
    """The words that say something."""
    return set(re.findall(r"[a-zœ]{3,}", words)) - _EMPTY_WORDS


def _again(told: set[str], before: set[str]) -> bool:
    return len(told & before) >= 0.8 * max(1, len(told))

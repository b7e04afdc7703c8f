"""One report into sections by its own sentences: those that say most, in their order, never one that is not there."""

import re
from collections.abc import Sequence

from carnet.text.document import Sentence as TextSentence
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import evidence
from carnet.tools.structuring.facts import Fact
from carnet.tools.summarisation.summary import Section, Sentence
from carnet.tools.summarisation.titles import REPORT, title

MOST = {
    "reason": 1,
    "background": 3,
    "illness": 3,
    "examinations": 4,
    "diagnosis": 2,
    "treatment": 3,
    "course": 3,
    "next": 3,
}
LONGEST = 420  # characters; a longer « sentence » is a paragraph without full stops, cut at its lines
# sections of a note → sections of a summary
_OF_SECTION = {
    "reason": "reason",
    **dict.fromkeys(("history", "medical_history", "surgical_history", "family_history"), "background"),
    **dict.fromkeys(("gynaecological_history", "allergies", "lifestyle", "risk_factors"), "background"),
    "treatment_at_entry": "background",
    "present_illness": "illness",
    **dict.fromkeys(("examination", "vitals", "biology", "imaging", "investigations", "pathology"), "examinations"),
    **dict.fromkeys(("diagnosis", "conclusion"), "diagnosis"),
    **dict.fromkeys(("operative_report", "procedures", "treatment", "rcp"), "treatment"),
    "evolution": "course",
    **dict.fromkeys(("plan", "discharge", "discharge_treatment", "appointments"), "next"),
}
_SILENT = frozenset(("letter_head", "greeting", "signature", "recipients", "vaccinations", "technique"))
_OF_LINE = frozenset(kind for kind, key in _OF_SECTION.items() if key in ("reason", "background"))
_OF_KIND = {
    **dict.fromkeys(("site", "histology", "stage", "ctnm", "ptnm", "grade", "metastatic_site"), "diagnosis"),
    **dict.fromkeys(("treatment", "line"), "treatment"),
    **dict.fromkeys(("response", "progression", "toxicity", "event"), "course"),
    **dict.fromkeys(("comorbidity", "tobacco", "alcohol"), "background"),
    **dict.fromkeys(("lab", "biomarker", "performance_status", "score", "tumour_size"), "examinations"),
    "decision": "next",
}
_CUES = (
    (
        "reason",
        re.compile(
            r"\b(?:hospitalise\w*|admise?|adresse\w*|consulte|vue? en consultation|motif|pour prise en charge)\b"
        ),
    ),
    (
        "next",
        re.compile(
            r"\b(?:prochain\w*|revoir|reverr\w+|a prevoir|proposition|rendez-vous|rdv|controle dans|surveillance)\b"
        ),
    ),
    ("background", re.compile(r"\b(?:antecedents?|atcd|allerg\w+|au long cours|traitement habituel)\b")),
    ("course", re.compile(r"\b(?:evolution|suites|au total|amelioration|aggravation|apyrexie|complication)\b")),
    ("illness", re.compile(r"\b(?:debut\w*|depuis|histoire|apparition|decouverte?|revelee?s?)\b")),
)
_WEIGHT = {"decision": 3, "stage": 3, "ptnm": 3, "ctnm": 3, "histology": 3, "progression": 3, "response": 3, "lab": 0.5}
_POLITE = re.compile(
    r"\b(?:je vous (?:prie|remercie)|nous vous remercions|confratern|cordialement|cher confrere|chere consoeur)"
)
_ADMINISTRATIVE = re.compile(  # said of nobody's health
    r"\b(?:ipp|nda|rpps|finess|adeli|nee? le|demandee? par|valide\w* par|signe\w*|secretariat\w*|tel|fax|ref|docteur"
    r"|dr|pr|demeurant|n ?° ?(?:ss|secu\w*|de securite)|cc|cher confrere|document fictif|accompagnee? de|a prevenir)\b"
    r"|@|^\d{5} [a-z]"
)
_TITLE = re.compile(
    r"(?:compte rendu|cr|tdm|irm|scanner|tep|pet|echographie|scintigraphie|radio\w*|mammographie|rcp|oncologie"
    r"|consultation)[^.:;]{0,40}\d\d[^.:;]{0,12}"
)
_BULLET = re.compile(r"(?:[-*•–—·>→]|\d{1,2}[.)]) *")
_SPACE = re.compile(r"\s+")


def summarise_report(reading: Reading, facts: Sequence[Fact]) -> tuple[Section, ...]:
    """The sections of a report. Each sentence is one of the note's; spaces and line ends alone are made regular."""
    chosen: dict[str, list[tuple[float, int, TextSentence]]] = {}
    seen: set[str] = set()
    for place, sentence in enumerate(_sentences(reading)):
        said = [fact for fact in facts if _within(reading, fact, sentence)]
        words = _SPACE.sub(" ", reading.plain[sentence.start : sentence.end])
        key = _section_of(reading, sentence, said, words)
        if key is None or words in seen or not any(letter.isalpha() for letter in words):
            continue
        if not said and (len(words.split()) < 3 or _ADMINISTRATIVE.search(words) or _TITLE.fullmatch(words)):
            continue
        seen.add(words)
        chosen.setdefault(key, []).append((_salience(reading, sentence, said), -place, sentence))
    sections = []
    for key in REPORT:
        best = sorted(chosen.get(key, ()), reverse=True)[: MOST[key]]
        sentences = [_quoted(reading, one) for _score, _place, one in sorted(best, key=lambda row: -row[1])]
        if sentences:
            sections.append(Section(key=key, title=title(key), sentences=tuple(sentences)))
    return tuple(sections)


def _sentences(reading: Reading) -> list[TextSentence]:
    found = []
    for sentence in reading.sentences:
        if sentence.end - sentence.start <= LONGEST:
            found.append(sentence)
            continue
        start = sentence.start
        for line in reading.text[sentence.start : sentence.end].splitlines(keepends=True):
            end = start + len(line.rstrip())
            if end > start:
                found.append(TextSentence(start, end))
            start += len(line)
    return found


def _within(reading: Reading, fact: Fact, sentence: TextSentence) -> bool:
    first = fact.evidence[0]
    start, _end = reading.clean.cleaned(first.start, first.end)
    return sentence.start <= start < sentence.end


def _section_of(reading: Reading, sentence: TextSentence, said: Sequence[Fact], words: str) -> str | None:
    section = reading.section_at(sentence.start)
    if section is not None and section.kind in _SILENT or _POLITE.search(words):
        return None
    ends = section is not None and section.kind in _OF_LINE and not reading.governed(sentence.start)
    if section is not None and section.kind in _OF_SECTION and not ends:
        return _OF_SECTION[section.kind] if sentence.end > section.body else None
    for key, cue in _CUES:
        if cue.search(words):
            return key
    kinds = [_OF_KIND[fact.kind] for fact in said if fact.kind in _OF_KIND]
    return max(kinds, key=kinds.count) if kinds else None


def _salience(reading: Reading, sentence: TextSentence, said: Sequence[Fact]) -> float:
    """More facts say more; a conclusion more than the rest; what is only denied less."""
    value = sum(_WEIGHT.get(fact.kind, 1.0) * (0.3 if fact.assertion == "absent" else 1) for fact in said)
    section = reading.section_at(sentence.start)
    if section is not None and section.kind in ("conclusion", "diagnosis", "plan", "reason"):
        value += 1.5
    if any(sentence.start <= one.start < sentence.end for one in reading.moments):
        value += 0.5
    return value - (sentence.end - sentence.start) / 600


def _quoted(reading: Reading, sentence: TextSentence) -> Sentence:
    bullet = _BULLET.match(reading.text, sentence.start, sentence.end)
    start = bullet.end() if bullet and bullet.end() < sentence.end else sentence.start
    passage = evidence(reading, start, sentence.end)
    return Sentence(text=_SPACE.sub(" ", passage.quote).strip(), evidence=(passage,))

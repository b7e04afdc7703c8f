"""One report into sections by its own sentences: those that say most, in their order, never one that is not there."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from carnet.text.document import Section as TextSection
from carnet.text.document import Sentence as TextSentence
from carnet.text.lexicon.cancer_drugs import SYSTEMIC
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import evidence
from carnet.tools.structuring.facts import Fact
from carnet.tools.summarisation.report_lines import of_health, orders_of, sentences_of
from carnet.tools.summarisation.summary import Section, Sentence
from carnet.tools.summarisation.titles import REPORT, title

MOST = {
    "reason": 2,
    "background": 3,
    "illness": 3,
    "examinations": 4,
    "diagnosis": 2,
    "treatment": 3,
    "course": 3,
    "next": 3,
}
LONG_NOTE = 3000  # characters; for each so many, one sentence more of the sections that tell
_GROWS = ("illness", "examinations", "treatment", "course")
# sections of a note → sections of a summary
_OF_SECTION = {
    "reason": "reason",
    **dict.fromkeys(("history", "medical_history", "surgical_history", "family_history"), "background"),
    **dict.fromkeys(("gynaecological_history", "allergies", "lifestyle", "risk_factors"), "background"),
    "treatment_at_entry": "background",
    "present_illness": "illness",
    **dict.fromkeys(("examination", "vitals", "biology", "imaging", "investigations", "pathology"), "examinations"),
    **dict.fromkeys(("diagnosis", "conclusion"), "diagnosis"),
    **dict.fromkeys(("operative_report", "procedures", "treatment"), "treatment"),
    "evolution": "course",
    **dict.fromkeys(("plan", "discharge", "discharge_treatment", "appointments"), "next"),
}
_SILENT = frozenset(("letter_head", "greeting", "signature", "recipients", "vaccinations", "technique"))
_HEADS = frozenset(("letter_head", "greeting"))
_OF_LINE = frozenset(kind for kind, key in _OF_SECTION.items() if key in ("reason", "background"))
_OF_KIND = {
    **dict.fromkeys(("site", "histology", "stage", "ctnm", "ptnm", "grade", "metastatic_site"), "diagnosis"),
    **dict.fromkeys(("treatment", "line"), "treatment"),
    **dict.fromkeys(("response", "progression", "toxicity", "event"), "course"),
    **dict.fromkeys(("comorbidity", "tobacco", "alcohol"), "background"),
    **dict.fromkeys(("lab", "biomarker", "performance_status", "score", "tumour_size"), "examinations"),
    "decision": "next",
}
_VITALS = frozenset(("weight", "height", "bmi"))
_QUESTION = re.compile(r"(?:question(?: posee)?|motif(?: de presentation)?) ?:")
_NEXT = re.compile(
    r"\b(?:prochain\w*|revoir|reverr\w+|a prevoir|proposition|rendez-vous|rdv|controle dans|surveillance"
    r"|consultation de controle|ablation (?:du|des) (?:drains?|fils|agrafes)"
    r"|merci de (?:faire|renouveler|prevoir|poursuivre|surveiller|organiser)|a poursuivre|a rediscuter)\b"
)
_REASON = re.compile(r"\b(?:hospitalise\w*|admise?|adresse\w*|consulte|vue? en consultation|pour prise en charge)\b")
_CUES = (
    ("reason", _REASON),
    ("next", _NEXT),
    ("background", re.compile(r"\b(?:antecedents?|atcd|allerg\w+|au long cours|traitement habituel)\b")),
    ("course", re.compile(r"\b(?:evolution|suites|au total|amelioration|aggravation|apyrexie|complication)\b")),
    ("illness", re.compile(r"\b(?:debut\w*|depuis|histoire|apparition|decouverte?|revelee?s?)\b")),
)
_OPERATES = re.compile(
    r"\b(?:laparotomie|c(?:oe|œ)lioscop\w+|thoracoscop\w+|anastomose|ligature|exerese|curage|incision|operee?)\b"
)
_WEIGHT = {"decision": 3, "stage": 3, "ptnm": 3, "ctnm": 3, "histology": 3, "progression": 3, "response": 3, "lab": 0.5}
_DEATH = re.compile(r"\b(?:decede\w*|deces|exitus)\b")
_DENIED = re.compile(r"\b(?:pas|sans|ni|aucune?|absence|non|jamais|plus)\b")
_BULLET = re.compile(r"(?:[-*•–—·>→]|\d{1,2}[.)]) *")
_SPACE = re.compile(r"\s+")
_FIRST = ("diagnosis", "next", "course", "treatment", "illness", "reason", "background", "examinations")
SAME = 0.9  # of the words of a sentence in another: it says nothing more


def summarise_report(reading: Reading, facts: Sequence[Fact]) -> tuple[Section, ...]:
    """The sections of a report. Each sentence is one of the note's; spaces and line ends alone are made regular. What
    another section has said is not said again (but for the diagnosis), nor what orders the reader to do something."""
    orders = orders_of(reading)
    sentences = list(sentences_of(reading))
    said_in = _by_sentence(reading, facts, sentences)
    found: dict[str, list[tuple[float, int, str]]] = {}
    seen: set[str] = set()
    for place, sentence in enumerate(sentences):
        said = said_in.get(place, [])
        words = _SPACE.sub(" ", reading.plain[sentence.start : sentence.end]).strip()
        section = reading.section_at(sentence.start)
        if words in seen or orders.touches(sentence.start, sentence.end) or _only_dates(reading, sentence, said):
            continue
        if not of_health(words, bool(said), section is not None and section.kind == "reason"):
            continue
        key = _section_of(reading, sentence, said, words)
        if key is not None:
            seen.add(words)
            found.setdefault(key, []).append((_salience(reading, sentence, said, words), -place, words))
    chosen = _chosen(found, said_in, len(reading.text) // LONG_NOTE)
    return tuple(
        Section(
            key=key, title=title(key), sentences=tuple(_quoted(reading, sentences[one]) for one in sorted(chosen[key]))
        )
        for key in REPORT
        if chosen.get(key)
    )


def _chosen(
    found: dict[str, list[tuple[float, int, str]]], said_in: dict[int, list[Fact]], more: int
) -> dict[str, list[int]]:
    """The best sentences of each section that no other has said."""
    chosen: dict[str, list[int]] = {}
    told: list[str] = []
    for key in _FIRST:
        most = MOST[key] + (min(2, more) if key in _GROWS else 0)
        for _score, place, words in sorted(found.get(key, ()), reverse=True):
            kept = chosen.setdefault(key, [])
            empty = key == "examinations" and len(kept) >= 2 and not said_in.get(-place)
            if len(kept) < most and not empty and not any(_adds_nothing(words, other) for other in told):
                kept.append(-place)
                told.append(words)
    return chosen


def _adds_nothing(words: str, other: str) -> bool:
    """Whether nearly every word is in another sentence, which denies the same things."""
    own, others = set(re.findall(r"\w+", words)), set(re.findall(r"\w+", other))
    if len(own & others) < SAME * len(own) or any(any(letter.isdigit() for letter in one) for one in own - others):
        return False
    return set(_DENIED.findall(words)) == set(_DENIED.findall(other))


def _by_sentence(reading: Reading, facts: Sequence[Fact], sentences: Sequence[TextSentence]) -> dict[int, list[Fact]]:
    starts = [one.start for one in sentences]
    found: dict[int, list[Fact]] = {}
    for fact in facts:
        first = fact.evidence[0]
        start, _end = reading.clean.cleaned(first.start, first.end)
        place = bisect_right(starts, start) - 1
        if place >= 0 and start < sentences[place].end:
            found.setdefault(place, []).append(fact)
    return found


def _only_dates(reading: Reading, sentence: TextSentence, said: Sequence[Fact]) -> bool:
    if said:
        return False
    first = bisect_right(reading.moments, sentence.start - 1, key=lambda one: one.start)
    rest, last = "", sentence.start
    for moment in reading.moments[first:]:
        if moment.start >= sentence.end:
            break
        rest += reading.plain[last : moment.start]
        last = max(last, moment.end)
    rest += reading.plain[last : sentence.end]
    return len(re.findall(r"[a-z]{2,}", rest)) < (1 if last == sentence.start else 2)


def _section_of(reading: Reading, sentence: TextSentence, said: Sequence[Fact], words: str) -> str | None:
    section = reading.section_at(sentence.start)
    if section is not None and section.kind in _SILENT:
        if section.kind not in _HEADS or not said:
            return None
        section = None  # a letter without headings goes on from its head
    if _QUESTION.match(words):
        return "reason"
    key = _headed(reading, section, sentence, said)
    if key is not None and section is not None:
        if sentence.end <= section.body:
            return None
        kinds = [_OF_KIND[fact.kind] for fact in said if fact.kind in _OF_KIND]
        habits = bool(said) and all(fact.assertion == "family" for fact in said)
        if key == "illness" and (habits or kinds.count("background") * 2 > len(kinds)):
            return "background"  # « Anamnèse » tells both
        if key in ("treatment", "course") and not reading.governed(sentence.start) and _NEXT.search(words):
            return "next"
        return key
    for key, cue in _CUES:
        if cue.search(words):
            return key
    kinds = [kind for fact in said if (kind := _kind(fact))]
    if "diagnosis" not in kinds and _OPERATES.search(words):
        return "treatment"
    if kinds:
        return max(kinds, key=kinds.count)
    return _OF_SECTION.get(section.kind) if section is not None and section.kind not in _OF_LINE else None


def _headed(reading: Reading, section: TextSection | None, sentence: TextSentence, said: Sequence[Fact]) -> str | None:
    """What the heading says of a sentence; None where it says nothing of it."""
    if section is None or section.kind not in _OF_SECTION:
        return None
    if section.kind in _OF_LINE and not reading.governed(sentence.start):
        return None
    alone = reading.text[section.start : section.body].rstrip(" ").endswith("\n")
    if section.kind == "reason" and not alone and sentence.start > section.body:  # « Motif : suivi. Carcinome du… »
        return None
    line = reading.text.rfind("\n", 0, section.start) + 1
    if reading.text[line : section.start].strip() and sentence.start > section.body:  # « Profil : » within a paragraph
        return None
    if section.kind == "treatment_at_entry":
        drugs = [fact for fact in said if fact.kind in ("treatment", "line")]
        if any(fact.kind == "line" or fact.parts.get("class") in SYSTEMIC for fact in drugs):
            return "treatment"
        return "background" if drugs or sentence.start <= section.body else None
    return _OF_SECTION[section.kind]


def _kind(fact: Fact) -> str | None:
    if fact.kind == "event" and fact.parts.get("type") in _VITALS:
        return "examinations"
    key = _OF_KIND.get(fact.kind)
    return "examinations" if key == "diagnosis" and fact.assertion == "absent" else key


def _salience(reading: Reading, sentence: TextSentence, said: Sequence[Fact], words: str) -> float:
    """More facts say more; a conclusion more than the rest, a death most; what is only denied less."""
    value = sum(_weight(fact) * (0.3 if fact.assertion == "absent" else 1) for fact in said)
    section = reading.section_at(sentence.start)
    if section is not None and section.kind in ("conclusion", "diagnosis", "plan", "reason"):
        value += 1.5
    if _DEATH.search(words) and not any(fact.assertion == "family" for fact in said):
        value += 6
    place = bisect_right(reading.moments, sentence.start - 1, key=lambda one: one.start)
    if place < len(reading.moments) and reading.moments[place].start < sentence.end:
        value += 0.5
    return value - (sentence.end - sentence.start) / 600


def _weight(fact: Fact) -> float:
    if fact.parts.get("class") == "non anticancéreux":
        return 0.3
    return _WEIGHT.get(fact.kind, 1.0)


def _quoted(reading: Reading, sentence: TextSentence) -> Sentence:
    bullet = _BULLET.match(reading.text, sentence.start, sentence.end)
    start = bullet.end() if bullet and bullet.end() < sentence.end else sentence.start
    passage = evidence(reading, start, sentence.end)
    return Sentence(text=_SPACE.sub(" ", passage.quote).strip(), evidence=(passage,))

"""What revealed the disease: noun phrases of the opening of the notes (symptom, place, size, duration), and no more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from carnet.text.assertion import assert_spans
from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Fact
from carnet.tools.writing.chart import Chart, Source, first_told
from carnet.tools.writing.cleaning import tidied
from carnet.tools.writing.french import folded
from carnet.tools.writing.knowledge import drugs

_REACH = 2200
_MOST = 4
_SIZE = (
    r"(?:(?: d'environ| de| mesurant)(?: environ)? \d{1,2}(?:[.,]\d)?(?: ?[x×] ?\d{1,2}(?:[.,]\d)?){0,2} ?(?:cm|mm)\b)"
)
_COUNT = r"(?:\d{1,2}|une?|deux|trois|quatre|cinq|six|huit|dix|quelques|plusieurs)"
_TIME = r"(?:jours|semaines?|mois|ans?)\b"
_LENGTH = (
    rf"(?:,? d'une duree (?:de|d'environ) {_COUNT} ?{_TIME}|"
    r"(?:,? evoluant| present\w*|,? apparue?s?)? depuis (?:plus de |environ |pres de |quelques )?"
    rf"{_COUNT}? ?{_TIME})"
)
_LATER = ("treatment", "line", "progression", "response")


@dataclass(frozen=True, slots=True)
class Seen:
    """A noun phrase with its article, and where the notes say it."""

    head: str
    words: str
    source: Source
    start: int


@dataclass(frozen=True, eq=False, slots=True)
class Same:
    """A chart as the key of what is read once for it."""

    chart: Chart

    def __hash__(self) -> int:
        return id(self.chart)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.chart is self.chart


def revealed_by(chart: Chart) -> list[Seen]:
    """Up to four symptoms told as the patient's before any treatment, in sentences that tell why he came."""
    return _revealed(Same(chart))


@lru_cache(maxsize=2)
def _revealed(same: Same) -> list[Seen]:
    chart = same.chart
    for reading in chart.readings:
        found = [one for one in _symptoms(chart, reading) if _belongs(chart, one)][:_MOST]
        if found and not inside(found[0]):
            found = [one for one in found if not inside(one)]
        if found:
            return found
    return []


def inside(seen: Seen) -> bool:
    """Whether only an examination can have shown it: the patient is sent, he does not come for it."""
    return bool(re.search(_read()["inside"], folded(seen.words)))


def _belongs(chart: Chart, seen: Seen) -> bool:
    """Whether a symptom that only one organ gives is of the tumour's field."""
    words = folded(seen.words)
    return chart.tumour is None or all(
        chart.tumour.specialty in fields or not re.search(rf"\b(?:{pattern})\b", words)
        for pattern, fields in _read()["belongs"].items()
    )


def examined(chart: Chart) -> list[Seen]:
    """Up to three findings of the physical examination that precedes any treatment."""
    for reading in chart.readings:
        found = list(_phrases(chart, reading, sections=("physical_exam", "examination", "clinical_exam")))[:3]
        if found:
            return found
    return []


def imaged(chart: Chart) -> Seen | None:
    """The first thing that imaging shows before any treatment whose size or place is told."""
    read = _read()
    exams, seen = re.compile(rf"\b(?:{read['exams']})\b"), re.compile(rf"(?:{read['seen']})")
    for reading in chart.readings:
        for one, sentence, present in _candidates(chart, reading, "seen"):
            if not present:
                continue
            before = reading.plain[sentence[0] : one.start]
            if exams.search(before) and seen.match(one.head) and _placed(one) and _belongs(chart, one):
                return one
    return None


def _placed(seen: Seen) -> bool:
    """Whether a place or a quality is told, beside the size."""
    words = re.sub(_SIZE, "", folded(seen.words))
    return len(re.sub(_read()["only_look"], "", words).split()) >= 3


def _symptoms(chart: Chart, reading: Reading) -> Iterator[Seen]:
    triggers, aside = re.compile(rf"\b(?:{_read()['triggers']})"), re.compile(rf"\b(?:{_read()['aside']})")
    strong = re.compile(rf"\b(?:{_read()['strong']})")
    heads: set[str] = set()
    told: tuple[int, int] | None = None
    for one, sentence, present in _candidates(chart, reading, "heads"):
        section = reading.section_at(one.start)
        kind = section.kind if section is not None else None
        before = reading.plain[sentence[0] : one.start]
        if kind not in _SECTIONS or (kind == "medical_history" and not strong.search(before)):
            continue
        after = reading.plain[one.start : min(sentence[1], one.start + 140)]
        noticed = re.search(_read()["noticed"], after)
        if not triggers.search(before) and sentence != told and not noticed:
            continue
        if not _told_of_patient(before, present, strong):
            continue
        last = max((trigger.start() for trigger in triggers.finditer(before)), default=0)
        if aside.search(before, last) or one.head.rstrip("s") in heads:
            continue
        heads.add(one.head.rstrip("s"))
        told = sentence
        yield one


_SECTIONS = ("present_illness", "history", "reason", "medical_history", "body", None)


def _told_of_patient(before: str, present: bool, strong: re.Pattern[str]) -> bool:
    """Whether the words before a symptom deny nothing: « sans antécédents, consulte pour… » denies what is first."""
    denies = re.compile(rf"\b(?:{_read()['denies']})\b")
    came = max((found.start() for found in strong.finditer(before)), default=None)
    if re.search(rf"\b(?:{_read()['relatives']})\b", before):
        return False
    if came is None:
        return present and not denies.search(before[-60:])
    return not denies.search(before, came) and len(before) - came <= 200


def _phrases(chart: Chart, reading: Reading, sections: tuple[str, ...]) -> Iterator[Seen]:
    heads: set[str] = set()
    denies = re.compile(rf"\b(?:{_read()['denies']})\b")
    for one, sentence, present in _candidates(chart, reading, "heads"):
        if not present or denies.search(reading.plain[sentence[0] : one.start][-60:]):
            continue
        section = reading.section_at(one.start)
        if section is None or section.kind not in sections or one.head.rstrip("s") in heads:
            continue
        if one.words.count(" ") < 2 or not _belongs(chart, one):
            continue
        heads.add(one.head.rstrip("s"))
        yield one


def _candidates(chart: Chart, reading: Reading, kind: str) -> Iterator[tuple[Seen, tuple[int, int], bool]]:
    """The phrases of a note before its first treatment that are told as present, with their sentence."""
    limit = min(_REACH if kind == "heads" else 6000, before_treatment(chart, reading))
    matches = list(_phrase().finditer(reading.plain, 0, limit))
    spans = [found.span("head") for found in matches]
    judged = assert_spans(reading.clean, reading.sentences, reading.sections, spans)
    for found, said in zip(matches, judged, strict=True):
        source = (reading.note.note_id, *reading.clean.original(*found.span("np")))
        if said.status == "hypothetical" or chart.identifies(source):
            continue
        sentence = next(
            ((each.start, each.end) for each in reading.sentences if each.start <= found.start() < each.end), None
        )
        if sentence is None:
            continue
        if found["np"] == found["head"] and _vague().fullmatch(found["head"]):
            continue
        words = tidied(reading.text[slice(*found.span("np"))].replace("\n", " ")).strip(" ,")
        words = words[:1].lower() + words[1:]
        article = next(name for name, pattern in _heads() if pattern.fullmatch(found["head"]))
        article = found["article"].strip() if found["article"] in ("un ", "une ", "des ") else article
        seen = Seen(found["head"], tidied(f"{article} {words}"), source, found.start("np"))
        yield seen, sentence, said.status == "present"


def before_treatment(chart: Chart, reading: Reading) -> int:
    """Where the first treatment of the disease is told: the first one after the disease, or just before its name."""
    name = reading.note.note_id
    disease = first_told(chart, ("histology",), name)
    starts = [
        fact.evidence[0].start
        for fact in chart.facts
        if fact.kind in _LATER
        and fact.assertion != "family"
        and fact.evidence[0].note_id == name
        and (disease is None or fact.evidence[0].start >= disease - 250 or _against_cancer(fact))
    ]
    return min(starts, default=len(reading.text))


def _against_cancer(fact: Fact) -> bool:
    """Whether a fact tells of a cancer already known: usual drugs and operations for something else do not."""
    if fact.kind != "treatment":
        return True
    names = fact.parts.get("inn") or ()
    return bool(set(names) & set(drugs()) or re.search(_read()["oncologic"], folded(str(fact.value))))


@cache
def _vague() -> re.Pattern[str]:
    return re.compile(rf"(?:{_read()['vague']})")


@cache
def _phrase() -> re.Pattern[str]:
    read = _read()
    adjectives, places = read["adjectives"], read["places"]
    deep = "|".join(f"{at} {the}" for at in ("dans", "sur", "au niveau de") for the in ("le", "la", "les", "l'"))
    to = rf"(?:de la|de l'|du|des|de|d'|au niveau du|au niveau des|{deep}|a la|a l'|au|aux|en)"
    place = rf"(?:{to} ?(?:(?:son|sa|ses|le|la|les|l') ?)?(?:deux )?(?:{places})\b(?: (?:{adjectives})\b){{0,3}})"
    after = rf"(?: (?:{adjectives})\b| et (?:{adjectives})\b| {place}|{_SIZE})"
    heads = "|".join(read["heads"].values())
    return re.compile(
        r"(?<![a-z0-9-])(?P<article>une |un |des |la |le |les |l'|d'|de |)"
        rf"(?P<np>(?P<head>{heads})\b{after}{{0,5}}{_LENGTH}?)(?![a-z0-9'-])"
    )


@cache
def _heads() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in _read()["heads"].items())


@cache
def _read() -> dict[str, Any]:
    return parse_lists((files(__package__) / "revealing.yaml").read_text(encoding="utf-8"))

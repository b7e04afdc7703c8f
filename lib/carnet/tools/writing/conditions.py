"""What a note of general medicine tells of its patient now: conditions, findings, vital signs, results, drugs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Fact
from carnet.tools.writing.chart import Chart, Source, source_of
from carnet.tools.writing.general_knowledge import Condition, Finding, conditions, findings, labs

_PAST = ("history", "medical_history", "surgical_history", "gynaecological_history", "risk_factors", "lifestyle")
_ELSEWHERE = ("family_history", "allergies", "vaccinations", "appointments", "recipients", "greeting", "signature")
_CONCLUDING = ("diagnosis", "conclusion")
_AFTERWARDS = ("evolution", "discharge", "plan", "appointments", "discharge_treatment", "treatment")
_FEARED = re.compile(
    r"\b(?:risques?|prevention|prophylaxie|depistage|recherche|score|suspicions?|doute|hypotheses?|eviter|prevenir|"
    r"sequell\w*|ancien\w*|antecedents?|atcd|cicatrice|protocole|elimine\w*|eliminer|vaccin\w*|surveillance|"
    r"possible|probable|compliquer|education|traitement|post|bilan|apres|depuis|episodes?|en cas) "
    r"(?:de |d'|du |des |l'|la |le |une? |avec |pour |ancien |l’|d’)*$"
)
_OLD = re.compile(
    r",?[ (]{0,2}(?:ancien\w*|sequell\w*|(?:en |le |depuis )?(?:\d\d? ?[/.] ?){0,2}(?:19|20)\d\d\b|il y a|"
    r"dans l'enfance|possibles?|eliminee?s?|a eliminer|peu probable|improbable|gueri\w*|ameliore\w*|resolutif|\?)"
)
_IS = r"(?: ?[:=]| a| est a)? ?"
_VITALS = {
    "température": rf"\bt(?:emp(?:erature)?)?(?: ?° ?c?)?{_IS}((?:3[3-9]|4[0-2])(?:[.,]\d)?)(?![\d/])",
    "fréquence cardiaque": rf"\b(?:fc|frequence cardiaque|pouls){_IS}(\d{{2,3}})(?![\d/]|[.,]\d)",
    "pression artérielle": rf"\b(?:ta|pa|tension(?: arterielle)?|pression arterielle){_IS}"
    r"(\d{1,3}) ?/ ?(\d{1,3})\b",
    "fréquence respiratoire": rf"\b(?:fr|frequence respiratoire){_IS}(\d\d)(?!\d|[.,]\d)",
    "saturation": rf"\b(?:spo2|sao2|sato2|sat|saturation(?: en oxygene)?){_IS}(\d\d|100)(?: ?%)?"
    r"(?P<air> ?(?:en |a l'|sous )?(?:aa|air ambiant|air libre)\b)?(?P<oxygen> ?(?:sous |avec |a )?\d+ ?l)?",
    "Glasgow": rf"\b(?:glasgow|gcs|csg)(?: score)?{_IS}(\d\d?)\b",
}
_VITAL_READERS = {name: re.compile(pattern) for name, pattern in _VITALS.items()}

_UNTITLED = re.compile(r"\n(?:mh|ec|ex|e c|examen|histoire) ?:")  # headings that sections do not know
_SHOWN = ("examination", "vitals", "biology", "imaging", "investigations", "evolution")
_USUALLY = re.compile(
    r"\b(?:ttt|tt|trt|traitements?)"
    r"(?: habituels?| (?:à|a) l['’]entrée| (?:à|a) domicile| de fond| personnel)? ?:[^.]*$",
    re.IGNORECASE,
)

Standing = Literal["now", "known", "found"]


@dataclass(frozen=True, slots=True)
class ConditionSeen:
    """A condition that the patient has: of this stay (« now », « found » by its examinations) or from before."""

    condition: Condition
    standing: Standing
    source: Source
    concluded: bool
    count: int


@dataclass(frozen=True, slots=True)
class LabSeen:
    """A result, the first that the notes give, in the unit of the results' table."""

    name: str
    value: float
    words: str
    source: Source


@dataclass(frozen=True)
class Presentation:
    """What the notes tell. `usual` are INN of treatments before the stay, `drugs` all of them."""

    seen: tuple[ConditionSeen, ...]
    found: tuple[tuple[Finding, Source], ...]
    results: tuple[LabSeen, ...]
    vitals: tuple[tuple[str, Source], ...]
    usual: tuple[tuple[str, Source], ...]
    drugs: frozenset[str]
    doubted: frozenset[str]
    emergency: bool

    def has(self, condition_id: str) -> bool:
        """Whether the patient has it, now or from before."""
        return any(one.condition.id == condition_id for one in self.seen)


def presentation_of(chart: Chart) -> Presentation:
    """What a chart's notes tell of the patient, each thing once, where it is first told."""
    seen: dict[str, ConditionSeen] = {}
    doubted: set[str] = set()
    found: dict[str, tuple[Finding, Source]] = {}
    vitals: dict[str, tuple[str, Source]] = {}
    for reading in chart.readings:
        for condition in conditions():
            told, doubt = _told(condition, reading)
            if doubt:
                doubted.add(condition.id)
            if told is not None and (condition.id not in seen or seen[condition.id].standing == "known"):
                seen[condition.id] = told
        for finding, source in _findings(reading):
            found.setdefault(finding.says, (finding, source))
        for name, words, source in _vital_signs(reading):
            vitals.setdefault(name, (words, source))
    usual, drugs = _drugs(chart)
    implied = {name for one in seen.values() for name in one.condition.implies}
    return Presentation(
        seen=tuple(one for one in seen.values() if one.condition.id not in implied or one.standing == "now"),
        found=tuple(found.values()),
        results=tuple(_results(chart)),
        vitals=tuple(vitals.values()),
        usual=usual,
        drugs=drugs,
        doubted=frozenset(doubted),
        emergency=any(
            re.search(r"\b(?:aux|des|les|sau|service) urgences\b|\bsau\b", one.plain) for one in chart.readings
        ),
    )


def _source(reading: Reading, start: int, end: int) -> Source:
    return (reading.note.note_id, *reading.clean.original(start, end))


def _kind(reading: Reading, offset: int) -> str:
    section = reading.section_at(offset)
    if section is None or _UNTITLED.search(reading.plain, section.start + 1, offset):
        return "body"
    return section.kind


def _told(condition: Condition, reading: Reading) -> tuple[ConditionSeen | None, bool]:
    """What the note says of a condition, and whether it doubts or denies it somewhere."""
    spans = [found.span() for found in condition.reader.finditer(reading.plain)]
    judged = assert_spans(reading.clean, reading.sentences, reading.sections, spans)
    now: list[tuple[int, int]] = []
    known: list[tuple[int, int]] = []
    doubt = False
    last = ""
    for (start, end), one in zip(spans, judged, strict=True):
        kind = _kind(reading, start)
        if kind in _ELSEWHERE and not condition.context:
            continue
        feared = bool(_FEARED.search(reading.plain[max(0, start - 40) : start]))
        old = bool(_OLD.match(reading.plain, end))
        status = "possible" if feared or old else one.status
        if kind in _PAST and status in ("present", "history"):
            known.append((start, end))
        elif status == "present" and one.status == "present":
            now.append((start, end))
            last = "present"
        elif status == "history" or one.status == "history":
            known.append((start, end))
        elif one.status != "family":
            doubt = doubt or one.status == "possible"
            last = one.status if one.status in ("absent", "possible") else last
    concluding = [span for span in now if _kind(reading, span[0]) in _CONCLUDING]
    if now and condition.acute and (concluding or last == "present"):
        return ConditionSeen(condition, "now", _source(reading, *now[0]), bool(concluding), len(now)), doubt
    if not condition.acute and (now or known) and last != "absent":
        shown = bool(now) and all(_kind(reading, start) in (*_SHOWN, *_CONCLUDING) for start, _ in now)
        standing: Standing = "known" if known else "found" if shown else "now"
        return (
            ConditionSeen(
                condition, standing, _source(reading, *(known or now)[0]), bool(concluding), len(now) + len(known)
            ),
            doubt,
        )
    return None, doubt


def _findings(reading: Reading) -> Iterator[tuple[Finding, Source]]:
    """The findings told as present, of the first days of the stay."""
    spans: list[tuple[int, int]] = []
    named: list[Finding] = []
    for finding in findings():
        for one in finding.reader.finditer(reading.plain):
            kind = _kind(reading, one.start())
            if kind in (*_PAST, *_ELSEWHERE, *_AFTERWARDS, *_CONCLUDING):
                continue
            spans.append(one.span())
            named.append(finding)
    judged = assert_spans(reading.clean, reading.sentences, reading.sections, spans)
    places = sorted(range(len(spans)), key=lambda place: spans[place])
    denied = {named[place].says for place in places if judged[place].status == "absent"}
    for place in places:
        start, end = spans[place]
        if any(first <= start and end <= last and last - first > end - start for first, last in spans):
            continue
        if judged[place].status == "present" and named[place].says not in denied:
            yield named[place], _source(reading, start, end)


def _vital_signs(reading: Reading) -> Iterator[tuple[str, str, Source]]:
    """The first vital signs, where they can be believed."""
    for name, pattern in _VITAL_READERS.items():
        for found in pattern.finditer(reading.plain):
            kind = _kind(reading, found.start())
            if kind in (*_PAST, *_AFTERWARDS, *_CONCLUDING, "biology", "imaging", "investigations"):
                continue
            words = _vital(name, found)
            if words:
                yield name, words, _source(reading, *found.span())
                break


def _vital(name: str, found: "re.Match[str]") -> str | None:
    groups = [one for one in found.groups()[:2] if one and one[0].isdigit()]
    first = float(groups[0].replace(",", "."))
    if name == "température":
        written = f"{first:g}".replace(".", ",")
        return f"température à {written} °C" if 33 <= first <= 42 else None
    if name == "pression artérielle":
        high, low = int(groups[0]), int(groups[1])
        if high < 30:
            high, low = high * 10, low * 10
        return f"pression artérielle à {high}/{low} mmHg" if 50 <= high <= 280 and 20 <= low < high else None
    if name == "fréquence cardiaque":
        return f"fréquence cardiaque à {first:g}/min" if 25 <= first <= 220 else None
    if name == "fréquence respiratoire":
        return f"fréquence respiratoire à {first:g}/min" if 8 <= first <= 60 else None
    if name == "saturation":
        air = " en air ambiant" if found["air"] else " sous oxygène" if found["oxygen"] else ""
        return f"SpO2 à {first:g} %{air}" if 50 <= first <= 100 else None
    return f"score de Glasgow à {first:g}" if 3 <= first <= 15 else None


def _results(chart: Chart) -> Iterator[LabSeen]:
    """The first result of each name that has the unit of the table and can be believed."""
    done: set[str] = set()
    sections = {reading.note.note_id: reading for reading in chart.readings}
    for fact in chart.facts:
        name = str(fact.parts.get("name"))
        if name == "glycémie" and fact.parts.get("unit") == "mmol/L":
            name = "glycémie mmol"
        known = labs().get(name)
        value = fact.parts.get("value")
        if fact.kind != "lab" or known is None or name in done or not isinstance(value, int | float):
            continue
        if fact.assertion != "present" or fact.parts.get("operator") or (fact.parts.get("unit") or "") != known.unit:
            continue
        if not known.within[0] <= value <= known.within[1] or _later(fact, sections):
            continue
        done.add(name)
        written = f"{value:,.10g}".replace(",", " ").replace(".", ",")
        said = "NT-proBNP" if name == "BNP" and "pro" in fact.evidence[0].quote.lower() else known.says
        words = f"{said} {written} {known.unit}".rstrip()
        yield LabSeen(name, float(value), words, source_of(fact))


def _later(fact: Fact, readings: "dict[str, Reading]") -> bool:
    """Whether a result is of before the stay, or of its end."""
    first = fact.evidence[0]
    reading = readings[first.note_id]
    place = next((one for one in reading.sections if _holds(reading, one.start, one.end, first.start)), None)
    return place is not None and place.kind in (*_PAST, *_AFTERWARDS, *_CONCLUDING)


def _holds(reading: Reading, start: int, end: int, offset: int) -> bool:
    first, last = reading.clean.original(start, end)
    return first <= offset < last


def _drugs(chart: Chart) -> tuple[tuple[tuple[str, Source], ...], frozenset[str]]:
    """The drugs that the patient took before, with where it is told, and every drug of the notes."""
    sections = {reading.note.note_id: reading for reading in chart.readings}
    usual: dict[str, Source] = {}
    drugs: set[str] = set()
    for fact in chart.facts:
        names: Sequence[str] = fact.parts.get("inn") or ()
        if fact.kind != "treatment" or fact.assertion in ("absent", "family"):
            continue
        drugs |= set(names)
        first = fact.evidence[0]
        reading = sections[first.note_id]
        kinds = {one.kind for one in reading.sections if _holds(reading, one.start, one.end, first.start)}
        before = reading.note.text[max(0, first.start - 120) : first.start].rpartition("\n")[2]
        if len(names) == 1 and (kinds & {"treatment_at_entry", *_PAST} or _USUALLY.search(before)):
            usual.setdefault(names[0], source_of(fact))
    return tuple(usual.items()), frozenset(drugs)

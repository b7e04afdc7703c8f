"""From findings to facts: what the text asserts of each, when it was, where it stands in the note as given."""

import re
from collections.abc import Sequence

from carnet.text.assertion import Assertion, assert_spans
from carnet.text.reading import Reading
from carnet.tools.structuring.dating import Dated, date_findings
from carnet.tools.structuring.facts import Evidence, Fact, Kind, Status
from carnet.tools.structuring.finding import Finding

# of these, a section of antecedents says nothing of the past
_CURRENT: frozenset[Kind] = frozenset(
    ("performance_status", "lab", "response", "progression", "decision", "tumour_size", "toxicity")
)
# of these, a year near them is a date and no antecedent: « En mars 2014, une hormonothérapie a été débutée »
_DATED: frozenset[Kind] = _CURRENT | frozenset(
    ("grade", "stage", "ctnm", "ptnm", "biomarker", "metastatic_site", "treatment", "line")
)
_FAR = 60  # characters between a year and a tumour that it does not make one of the past
_OF_TUMOUR: frozenset[Kind] = frozenset(("site", "histology", "laterality"))
_NOW = frozenset(("present_illness", "reason", "diagnosis", "conclusion", "rcp", "pathology"))
_PATIENT = re.compile(
    r"(?:(?:le |la |ce |cette |notre )?patiente?|monsieur|madame|mr?\.?|mme) [^.:;\n]{0,80}?\b(?:adresse|hospitalis|"
    r"suivie?|traitee?|present|consult|est |admis|vue?\b)"
)
_OF_TODAY: frozenset[Kind] = frozenset(("performance_status", "lab", "decision"))
_OVER = re.compile(r"\b(?:remission|gueri\w*|antecedents?|atcd|ancienne?)\b")
_ONCOLOGIC = re.compile(r"(?:onco|carcino|hemato)logi")
_PROSE = 120  # characters of a line that is no item of a list
_PAST = frozenset(("history", "medical_history", "surgical_history", "gynaecological_history"))
_LASTING: frozenset[Kind] = frozenset(("comorbidity", "tobacco", "alcohol"))


def assemble(reading: Reading, findings: Sequence[Finding]) -> list[Fact]:
    """The facts, in the order given."""
    if not findings:
        return []
    places = [one.judged or (one.start, one.end) for one in findings]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, places)
    dates = date_findings(reading, findings)
    return [
        _fact(reading, one, one.status or _status(reading, one, assertion), date)
        for one, assertion, date in zip(findings, said, dates, strict=True)
    ]


def evidence(reading: Reading, start: int, end: int) -> Evidence:
    """The passage at [start, end) of the clean text."""
    a, b = reading.clean.original(start, end)
    return Evidence(note_id=reading.note.note_id, start=a, end=b, quote=reading.note.text[a:b])


def _status(reading: Reading, one: Finding, said: Assertion) -> Status:
    """What the text says; but « Antécédents : … » at the head of a line makes a past of that line, of items and of
    what is not the present illness, not of the prose that telegraphic letters let follow."""
    if one.kind in ("ctnm", "ptnm") and said.status == "absent":
        return "present"  # « sans ulcération (pT2a) »
    if one.kind in _OF_TODAY and said.status == "history":
        return "present"  # « ATCD : 71 ans, PS 1 »
    if said.rule == "history.year" and said.cue is not None and not _told_as_past(reading, one):
        apart = max(one.start - said.cue[1], said.cue[0] - one.end)
        section = reading.section_at(one.start)
        told = section is not None and section.kind in _NOW or _diagnosed(reading, one.start)
        if one.kind in _DATED or (one.kind in _OF_TUMOUR and (told or apart > _FAR)):
            return "present"
    if said.rule == "hypothetical.watch" and one.kind in _OF_TUMOUR | _DATED:
        return "present"  # « surveillance d'un carcinome »: it is there, or was
    if said.rule in ("family.section", "history.section") and (
        _of_the_patient(reading, one.start) or said.rule == "family.section" and not reading.governed(one.start)
    ):
        return "present"
    if said.rule != "history.section" or one.kind in _LASTING:
        return said.status  # type: ignore[return-value]
    if one.kind in _CURRENT:
        return "present"
    return "history" if _told_as_past(reading, one) else "present"


def _diagnosed(reading: Reading, offset: int) -> bool:
    """« On lui a diagnostiqué en 2013 un cancer »: the disease that the note goes on about, unless it is over."""
    sentence = reading.sentence_at(offset)
    said = reading.plain[sentence.start : sentence.end] if sentence else ""
    return "diagnosti" in said and _OVER.search(said) is None


def _of_the_patient(reading: Reading, offset: int) -> bool:
    """« ATCD : HTA, mère cancer du sein. Patiente adressée pour … »: a sentence on the line that is another matter."""
    sentence = reading.sentence_at(offset)
    section = reading.section_at(offset)
    if sentence is None or section is None or sentence.start <= section.body:
        return False
    return _PATIENT.match(reading.plain, sentence.start) is not None


def _told_as_past(reading: Reading, one: Finding) -> bool:
    """Under a heading of antecedents; « Antécédents oncologiques » over prose tells the disease of now."""
    section = reading.section_at(one.start)
    if section is None or section.kind not in _PAST or not reading.governed(one.start):
        return False
    if not _ONCOLOGIC.search(reading.plain, section.start, section.body):
        return True
    line = reading.plain.rfind("\n", 0, one.start) + 1
    end = reading.plain.find("\n", one.start)
    return (end if end >= 0 else len(reading.plain)) - line < _PROSE


def _fact(reading: Reading, one: Finding, status: Status, date: Dated | None) -> Fact:
    places = [(one.start, one.end), *one.also]
    if date is not None and date.place is not None and not one.date:
        places.append(date.place)
    return Fact(
        kind=one.kind,
        value=one.value,
        code=one.code,
        system=one.system,
        unit=one.unit,
        date=one.date or (date.value if date else None),
        date_rule=one.rule if one.date else (date.rule if date else None),
        assertion=status,
        laterality=one.laterality,
        parts=dict(one.parts),
        rule=one.how,
        producer=f"rule:{one.rule}",
        evidence=tuple(evidence(reading, start, end) for start, end in dict.fromkeys(places)),
    )

"""From findings to facts: what the text asserts of each, when it was, where it stands in the note as given."""

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
    if said.rule == "history.year" and said.cue is not None and not _told_as_past(reading, one):
        apart = max(one.start - said.cue[1], said.cue[0] - one.end)
        if one.kind in _DATED or (one.kind in ("site", "histology", "laterality") and apart > _FAR):
            return "present"
    if said.rule == "family.section" and not reading.governed(one.start):
        return "present"
    if said.rule != "history.section" or one.kind in _LASTING:
        return said.status  # type: ignore[return-value]
    if one.kind in _CURRENT:
        return "present"
    return "history" if reading.governed(one.start) else "present"


def _told_as_past(reading: Reading, one: Finding) -> bool:
    section = reading.section_at(one.start)
    return section is not None and section.kind in _PAST and reading.governed(one.start)


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

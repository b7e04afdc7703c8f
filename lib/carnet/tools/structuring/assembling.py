"""From findings to facts: what the text asserts of each, when it was, where it stands in the note as given."""

from collections.abc import Sequence

from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.tools.structuring.dating import Dated, date_findings
from carnet.tools.structuring.facts import Evidence, Fact, Status
from carnet.tools.structuring.finding import Finding


def assemble(reading: Reading, findings: Sequence[Finding]) -> list[Fact]:
    """The facts, in the order given."""
    if not findings:
        return []
    places = [one.judged or (one.start, one.end) for one in findings]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, places)
    dates = date_findings(reading, findings)
    return [
        _fact(reading, one, one.status or assertion.status, date)  # type: ignore[arg-type]
        for one, assertion, date in zip(findings, said, dates, strict=True)
    ]


def evidence(reading: Reading, start: int, end: int) -> Evidence:
    """The passage at [start, end) of the clean text."""
    a, b = reading.clean.original(start, end)
    return Evidence(note_id=reading.note.note_id, start=a, end=b, quote=reading.note.text[a:b])


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

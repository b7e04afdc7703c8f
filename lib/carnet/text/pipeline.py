"""One note read in full: sections, sentences, moments, quantities, results, and what it asserts of spans given."""

from collections.abc import Sequence
from typing import Any

from carnet.text.assertion import assert_spans
from carnet.text.clean import CleanText, clean
from carnet.text.document import Document, Section, Sentence
from carnet.text.moments import Moment
from carnet.text.note import Note
from carnet.text.quantities import Quantity
from carnet.text.quantities_results import Result
from carnet.text.reading import Reading
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences
from carnet.text.span import Span

_MOMENT = ("kind", "value", "relative", "precision")
_QUANTITY = ("kind", "value", "low", "high", "operator", "unit", "unit_text", "name")
_RESULT = ("value", "name")
LABELS = {
    "intake": "FREQUENCY",
    "date": "DATE",
    "time": "DATE",
    "duration": "DURATION",
    "set": "FREQUENCY",
    "age": "AGE",
    "phase": "PHASE",
}


def read(note: Note, spans: Sequence[Span] = ()) -> Document:
    """Read a note.

    The document holds its sections and sentences, spans DATE (`value` as ISO 8601, `relative`, `precision`), DURATION,
    FREQUENCY, AGE, PHASE (« postopératoire »), QUANTITY (`value`, `unit` in UCUM, `name` of what is measured,
    `operator`, `low`, `high`), RESULT (« CRP négative »: `value`, `name`) and CYCLE_DAY (`cycle`, `day`), and the spans
    given, each with `assertion` (one of `carnet.text.assertion.STATUSES`), `assertion_rule` and `assertion_cue`
    (offsets, or None).
    All offsets are code points of `note.text`: `note.text[span.start:span.end] == span.text`.
    """
    reading = Reading.of(note)
    regular = reading.clean
    found = _timed_and_measured(reading)
    asserted = assertions(note, spans, regular, reading.sections, reading.sentences)
    return Document(
        note,
        tuple(_original_section(section, regular) for section in reading.sections),
        tuple(Sentence(*regular.original(sentence.start, sentence.end)) for sentence in reading.sentences),
    ).with_spans([*found, *asserted])


def assertions(
    note: Note,
    spans: Sequence[Span],
    regular: CleanText | None = None,
    sections: Sequence[Section] | None = None,
    sentences: Sequence[Sentence] | None = None,
) -> list[Span]:
    """The spans given, in the order given, with what the note asserts of them; see `read`."""
    if not spans:
        return []
    regular = clean(note.text) if regular is None else regular
    sections = find_sections(regular) if sections is None else sections
    sentences = find_sentences(regular, sections) if sentences is None else sentences
    places = [regular.cleaned(span.start, span.end) for span in spans]
    said = assert_spans(regular, sentences, sections, places)
    return [
        span.with_attributes(
            assertion=one.status,
            assertion_rule=one.rule,
            assertion_cue=regular.original(*one.cue) if one.cue else None,
        )
        for span, one in zip(spans, said, strict=True)
    ]


def _timed_and_measured(reading: Reading) -> list[Span]:
    note, regular = reading.note, reading.clean

    def span(start: int, end: int, label: str, rule: str, **attributes: Any) -> Span:
        return Span.of(note.text, *regular.original(start, end), label, producer=f"rule:{rule}", **attributes)

    days, moments = reading.cycle_days, [one for one in reading.moments if one.kind in LABELS]
    return [
        *(span(day.start, day.end, "CYCLE_DAY", "cycle_day", cycle=day.cycle, day=day.day) for day in days),
        *(span(one.start, one.end, LABELS[one.kind], one.rule, **_kept(one, _MOMENT)) for one in moments),
        *(span(one.start, one.end, "QUANTITY", one.rule, **_kept(one, _QUANTITY)) for one in reading.quantities),
        *(span(one.start, one.end, "RESULT", one.rule, **_kept(one, _RESULT)) for one in reading.results),
    ]


def _kept(one: Moment | Quantity | Result, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _original_section(section: Section, regular: CleanText) -> Section:
    start, end = regular.original(section.start, section.end)
    body = regular.original(section.body, section.body)[0] if section.body < section.end else end
    return Section(start, end, min(body, end), section.kind, section.heading)

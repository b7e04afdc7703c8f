"""One note read in full: sections, sentences, moments, quantities, results, and what it asserts of spans given."""

import re
from collections.abc import Sequence
from typing import Any

from carnet.text.assertion import assert_spans
from carnet.text.clean import CleanText, clean
from carnet.text.dates import find_moments
from carnet.text.document import Document, Section, Sentence
from carnet.text.moments import Moment
from carnet.text.note import Note
from carnet.text.quantities import Quantity, find_quantities
from carnet.text.quantities_names import find_names
from carnet.text.quantities_results import Result, find_results
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences
from carnet.text.span import Span

_CYCLE_DAY = re.compile(r"\bc ?(\d{1,2})[ /-]?j ?(\d{1,2})\b")
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
    regular = clean(note.text)
    sections = find_sections(regular)
    sentences = find_sentences(regular, sections)
    found = _timed_and_measured(note, regular)
    asserted = assertions(note, spans, regular, sections, sentences)
    return Document(
        note,
        tuple(_original_section(section, regular) for section in sections),
        tuple(Sentence(*regular.original(sentence.start, sentence.end)) for sentence in sentences),
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


def _timed_and_measured(note: Note, regular: CleanText) -> list[Span]:
    cycle_days = list(_CYCLE_DAY.finditer(regular.plain))  # « C2J8 »: a day of a cycle, no date nor measure
    taken = [day.span() for day in cycle_days]
    read_moments = (one for one in find_moments(regular, note.note_date) if one.kind in LABELS)
    moments = [one for one in read_moments if not _within(one.start, one.end, taken)]
    taken += [(moment.start, moment.end) for moment in moments]
    names = find_names(regular.text, regular.plain)
    quantities = [one for one in find_quantities(regular, names) if not _within(one.start, one.end, taken)]
    results = find_results(regular, names)

    def span(start: int, end: int, label: str, rule: str, **attributes: Any) -> Span:
        return Span.of(note.text, *regular.original(start, end), label, producer=f"rule:{rule}", **attributes)

    return [
        *(
            span(day.start(), day.end(), "CYCLE_DAY", "cycle_day", cycle=int(day[1]), day=int(day[2]))
            for day in cycle_days
        ),
        *(span(one.start, one.end, LABELS[one.kind], one.rule, **_kept(one, _MOMENT)) for one in moments),
        *(span(one.start, one.end, "QUANTITY", one.rule, **_kept(one, _QUANTITY)) for one in quantities),
        *(span(one.start, one.end, "RESULT", one.rule, **_kept(one, _RESULT)) for one in results),
    ]


def _within(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(begun <= start and end <= ended for begun, ended in taken)


def _kept(one: Moment | Quantity | Result, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _original_section(section: Section, regular: CleanText) -> Section:
    start, end = regular.original(section.start, section.end)
    body = regular.original(section.body, section.body)[0] if section.body < section.end else end
    return Section(start, end, min(body, end), section.kind, section.heading)

"""One note read in full: sections, sentences, dates, durations, quantities, and what it asserts of spans given."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from carnet.text.assertion import assert_spans
from carnet.text.clean import CleanText, clean
from carnet.text.dates import find_dates
from carnet.text.document import Document, Section, Sentence
from carnet.text.note import Note
from carnet.text.quantities import Quantity, find_quantities
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences
from carnet.text.span import Span

_CYCLE_DAY = re.compile(r"\bc ?(\d{1,2})[ /-]?j ?(\d{1,2})\b")
LABELS = {"date": "DATE", "time": "DATE", "duration": "DURATION", "set": "FREQUENCY"}


def read(note: Note, spans: Sequence[Span] = ()) -> Document:
    """Read a note.

    The document holds its sections and sentences, spans DATE (`value` as ISO 8601, `relative`, `precision`), DURATION,
    FREQUENCY and QUANTITY (`value`, `unit` in UCUM, `name` of what is measured, `operator`, `low`, `high`), and the
    spans given, each with `assertion` (one of `carnet.text.assertion.STATUSES`), `assertion_rule` and `assertion_cue`
    (offsets, or None).
    All offsets are code points of `note.text`: `note.text[span.start:span.end] == span.text`.
    """
    regular = clean(note.text)
    sections = find_sections(regular)
    sentences = find_sentences(regular)
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
    sentences = find_sentences(regular) if sentences is None else sentences
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
    moments = find_dates(regular, note.note_date)
    found = []
    for moment in moments:
        start, end = regular.original(moment.start, moment.end)
        label = LABELS.get(moment.kind, "DATE")
        producer = f"rule:{moment.rule}"
        found.append(
            Span.of(
                note.text,
                start,
                end,
                label,
                producer=producer,
                kind=moment.kind,
                value=moment.value,
                relative=moment.relative,
                precision=moment.precision,
            )
        )
    for quantity in find_quantities(regular):
        if not any(moment.start <= quantity.start and quantity.end <= moment.end for moment in moments):
            found.append(_quantity(note, regular, quantity))
    taken = [(span.start, span.end) for span in found]
    for day in _CYCLE_DAY.finditer(regular.plain):  # « C2J8 »: the eighth day of the second cycle
        start, end = regular.original(*day.span())
        if all(end <= begun or ended <= start for begun, ended in taken):
            value = (float(day[1]), float(day[2]))
            producer = "rule:quantity.cycle_day"
            named = {
                "value": value,
                "name": "cycle_day",
                "unit": None,
                "kind": "cycle",
                "operator": "",
                "unit_text": "",
            }
            found.append(Span.of(note.text, start, end, "QUANTITY", producer=producer, low=None, high=None, **named))
    return found


def _quantity(note: Note, regular: CleanText, quantity: Quantity) -> Span:
    start, end = regular.original(quantity.start, quantity.end)
    known = asdict(quantity)
    kept = {name: known[name] for name in ("value", "low", "high", "operator", "unit", "unit_text", "name", "kind")}
    return Span.of(note.text, start, end, "QUANTITY", producer=f"rule:{quantity.rule}", **kept)


def _original_section(section: Section, regular: CleanText) -> Section:
    start, end = regular.original(section.start, section.end)
    body = regular.original(section.body, section.body)[0] if section.body < section.end else end
    return Section(start, end, min(body, end), section.kind, section.heading)

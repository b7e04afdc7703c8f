"""A note with what the pipeline read in it: sections, sentences, spans."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from carnet.text.note import Note
from carnet.text.span import Span


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a note: [start, end) holds the heading and its body; `body` is where the body starts.

    `kind` is one of `carnet.text.sections.KINDS` (`history`, `biology`, `conclusion`…); `heading` is the heading as
    written, empty for what comes before the first one.
    """

    start: int
    end: int
    body: int
    kind: str
    heading: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that stands for one in telegraphic notes: [start, end), without the spaces around it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A note with its sections and sentences (both by position, without overlap) and spans (by start, then end)."""

    note: Note
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        return self.note.text

    def labelled(self, *labels: str) -> tuple[Span, ...]:
        """The spans of some labels."""
        return tuple(span for span in self.spans if span.label in labels)

    def with_spans(self, spans: "tuple[Span, ...] | list[Span]") -> "Document":
        """The document with these spans added, in order of position."""
        both = sorted([*self.spans, *spans], key=lambda span: (span.start, span.end, span.label))
        return replace(self, spans=tuple(both))

    def section_at(self, offset: int) -> Section | None:
        """The section that holds an offset."""
        place = bisect_right(self.sections, offset, key=lambda section: section.start) - 1
        return self.sections[place] if place >= 0 and offset < self.sections[place].end else None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds an offset."""
        place = bisect_right(self.sentences, offset, key=lambda sentence: sentence.start) - 1
        return self.sentences[place] if place >= 0 and offset < self.sentences[place].end else None

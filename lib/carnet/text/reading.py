"""A note read once for every tool: clean text, words, sections, sentences, moments, quantities, results."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from carnet.text.clean import CleanText, clean
from carnet.text.dates import find_moments
from carnet.text.document import Section, Sentence
from carnet.text.moments import Moment
from carnet.text.note import Note
from carnet.text.quantities import Quantity, find_quantities
from carnet.text.quantities_names import find_names
from carnet.text.quantities_results import Result, find_results
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences
from carnet.text.taken import Within
from carnet.text.terms import Words

_ITEM = re.compile(r"[ \t]*(?:[-*•–·>→]|\d{1,2}[.)]) ")
_LEADERS = re.compile(r"(?<=[\w)%]) ?\.{5,} ?(?=[^\s.])")  # « Taille tumorale ....... 47 mm »
_CYCLE_DAY = re.compile(r"\bc ?(\d{1,2})[ /-]?j ?(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class CycleDay:
    """« C2J8 » at [start, end) of the clean text: a day of a cycle of treatment."""

    start: int
    end: int
    cycle: int
    day: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything in offsets of the clean text; `note.text[slice(*reading.clean.original(a, b))]` leads back.

    `moments` holds dates, durations, frequencies, ages, phases, counts; `quantities` none that lies within a moment.
    `repr` shows no text.
    """

    note: Note
    clean: CleanText
    words: Words
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    moments: tuple[Moment, ...]
    quantities: tuple[Quantity, ...]
    results: tuple[Result, ...]
    cycle_days: tuple[CycleDay, ...]

    @classmethod
    def of(cls, note: Note) -> "Reading":
        """Read a note."""
        regular = _without_leaders(clean(note.text))
        sections = find_sections(regular)
        sentences = find_sentences(regular, sections)
        days = [CycleDay(*found.span(), int(found[1]), int(found[2])) for found in _CYCLE_DAY.finditer(regular.plain)]
        taken = Within((day.start, day.end) for day in days)  # « C2J8 »: neither a date nor a measure
        moments = [one for one in find_moments(regular, note.note_date) if not taken.holds(one.start, one.end)]
        taken = Within(
            [*((day.start, day.end) for day in days), *((one.start, one.end) for one in moments if one.kind != "count")]
        )
        names = find_names(regular.text, regular.plain)
        quantities = [one for one in find_quantities(regular, names) if not taken.holds(one.start, one.end)]
        results = find_results(regular, names)
        return cls(
            note,
            regular,
            Words.of(regular),
            tuple(sections),
            tuple(sentences),
            tuple(moments),
            tuple(quantities),
            tuple(results),
            tuple(days),
        )

    @property
    def text(self) -> str:
        """The clean text, with case and accents."""
        return self.clean.text

    @property
    def plain(self) -> str:
        """The clean text in lower case without accents, of the same length."""
        return self.clean.plain

    def section_at(self, offset: int) -> Section | None:
        """The section that holds an offset."""
        place = bisect_right(self.sections, offset, key=lambda one: one.start) - 1
        return self.sections[place] if place >= 0 and offset < self.sections[place].end else None

    def governed(self, offset: int) -> bool:
        """Whether the heading of the section that holds an offset still says what stands there.

        A heading on a line of its own governs its section. One at the head of a line of text (« ATCD : HTA. ») governs
        that line and the items of a list, not the prose that telegraphic letters let follow without a heading.
        """
        section = self.section_at(offset)
        if section is None:
            return False
        first_line = self.text.find("\n", section.body, section.end)
        alone = self.text[section.start : section.body].rstrip(" ").endswith("\n")
        line = self.text.rfind("\n", 0, offset) + 1
        return alone or first_line < 0 or offset < first_line or _ITEM.match(self.text, line) is not None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds an offset."""
        place = bisect_right(self.sentences, offset, key=lambda one: one.start) - 1
        return self.sentences[place] if place >= 0 and offset < self.sentences[place].end else None

    def __repr__(self) -> str:
        return f"Reading({self.note.note_id!r}, {len(self.clean.plain)} characters)"


def _without_leaders(regular: CleanText) -> CleanText:
    """The text with a colon in place of the dots that lead from a heading to its value, of the same length."""
    if "....." not in regular.text:
        return regular

    def colon(found: "re.Match[str]") -> str:
        return ": ".rjust(len(found[0]))

    return replace(regular, text=_LEADERS.sub(colon, regular.text), plain=_LEADERS.sub(colon, regular.plain))

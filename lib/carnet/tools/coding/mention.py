"""A diagnosis named in a note: where, with what code, what the text asserts of it, and how it was found."""

from dataclasses import dataclass
from typing import Literal

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.coding.lexicon import Diagnosis
from carnet.tools.structuring.facts import Evidence, Status

How = Literal["written", "lexicon", "label", "structured", "retrieved", "act"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A diagnosis at [start, end) of the clean text.

    `code` is the most specific valid code that the text attests, without dot; none where it says too little, and then
    `choices` are the codes between which a coder must choose. `also` are other places that the code was drawn from
    (qualifiers). `score` in [0, 1] says how sure the code is, given that the mention is real. `section` is the kind of
    section that holds it, `name` the normal form shown.
    """

    code: str | None
    start: int
    end: int
    name: str
    how: How
    score: float
    assertion: Status = "present"
    entry: Diagnosis | None = None
    section: str = "body"
    choices: tuple[str, ...] = ()
    also: tuple[tuple[int, int], ...] = ()
    with_codes: tuple[str, ...] = ()  # second codes that go with it (dagger and asterisk, germs)


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention in its note."""

    reading: Reading
    mention: Mention

    @property
    def note(self) -> Note:
        """The note that holds it."""
        return self.reading.note

    def evidence(self) -> tuple[Evidence, ...]:
        """Its passages, the mention itself first, in offsets of the note as given."""
        places = dict.fromkeys([(self.mention.start, self.mention.end), *self.mention.also])
        return tuple(passage(self.reading, start, end) for start, end in places)


def passage(reading: Reading, start: int, end: int) -> Evidence:
    """The passage at [start, end) of the clean text, in offsets of the note as given."""
    a, b = reading.clean.original(start, end)
    return Evidence(note_id=reading.note.note_id, start=a, end=b, quote=reading.note.text[a:b])

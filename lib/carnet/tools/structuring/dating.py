"""When a fact was: the date that its sentence, its line, its heading or its note gives it."""

from collections.abc import Sequence
from dataclasses import dataclass

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding


@dataclass(frozen=True, slots=True)
class Dated:
    """A date (ISO 8601, as precise as the text is), the rule that gave it, and where it is written, if it is."""

    value: str
    rule: str
    place: tuple[int, int] | None = None


def date_findings(reading: Reading, findings: Sequence[Finding]) -> list[Dated | None]:
    """The date of each finding, in the order given; None where the note gives none."""
    when = reading.note.note_date
    return [Dated(when.isoformat(), "note") if when else None for _finding in findings]

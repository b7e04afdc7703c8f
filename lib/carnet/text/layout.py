"""Lines of a note: where they are, how they are marked as items, and which ones only continue the line before."""

import re
from dataclasses import dataclass

# the mark of an item or of a numbered heading: -, •, 1., 1.2), I -, A/, #, **, [ ]
_BULLET = r"(?:\*(?!\*)|[-•·+>▪▫■□●○◦‣➢✓✔☐☑☒→~]|=>|[vo§Ø](?= [A-ZÀ-Ý]))"
_NUMBER = (
    r"(?:\d{1,2}(?:\.\d{1,2}){0,2} ?[.)/]|\d{1,2} ?-|\d{1,2}°|(?:[IVX]{1,4}|[A-Ha-h]) ?[.)/]|[IVX]{1,4} ?-|\(\d{1,2}\))"
)
ITEM = re.compile(rf"[ |]*(?:(?P<bullet>{_BULLET}+)(?=[ \w<>]) *|(?P<number>{_NUMBER})(?= |[^\W\d]{2}|$) *)")
RULE = re.compile(r"[ ]*(?:[-=_*~.#+·•] ?){3,}[ ]*")  # a line drawn with signs
_ENDED = re.compile(r"[.:;!?…]['\")»\]*_ ]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line [start, end) without its end of line; `first` and `last` leave out the spaces around (equal if blank)."""

    start: int
    end: int
    first: int
    last: int

    @property
    def blank(self) -> bool:
        return self.first == self.last


def lines_of(text: str) -> list[Line]:
    """The lines of a clean text."""
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        bare = line.strip()
        first = start + (len(line) - len(line.lstrip())) if bare else start
        found.append(Line(start, end, first, first + len(bare)))
        start = end + 1
    return found


def usual_width(lines: list[Line]) -> int:
    """How long the lines are that reach the right edge: lines much shorter end where the writer ended them.

    The longest of the lines that most others approach (the ninth decile of those of 40 characters or more).
    """
    lengths = sorted(line.last - line.start for line in lines if line.last - line.start >= 40)
    return lengths[(9 * len(lengths)) // 10] if lengths else 0


def ends(text: str) -> bool:
    """Whether a line ends by itself: with a full stop, a colon, a question mark…"""
    return bool(_ENDED.search(text))

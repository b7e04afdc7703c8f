"""What a printed page is made of, whatever prints it."""

from dataclasses import dataclass, field
from typing import Literal

from carnet.teaching.question import Image, Zone

Style = Literal["body", "case", "small", "quote", "choice", "right", "wrong", "note"]


@dataclass(frozen=True)
class Heading:
    """A heading: level 0 is the document's title, 1 an item, 2 a question."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` is printed in bold before it."""

    text: str = field(repr=False)
    style: Style = "body"
    lead: str = ""


@dataclass(frozen=True)
class Picture:
    """An image; `zones` are outlined and lettered on it. `legend`: print its description (it may tell answers)."""

    image: Image = field(repr=False)
    zones: tuple[tuple[str, Zone], ...] = ()
    legend: bool = False


@dataclass(frozen=True)
class Blank:
    """Lines to write on, with what is asked before them."""

    label: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Boxes:
    """A line of boxes to tick: the question's number and the letter of each box; `note` says how many."""

    label: str
    letters: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a header; `widths` are shares of the width."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    widths: tuple[float, ...]


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


@dataclass(frozen=True)
class Together:
    """Blocks that stay on one page where they fit on one."""

    blocks: tuple["Heading | Paragraph | Picture | Blank | Boxes | Table", ...]


Block = Heading | Paragraph | Picture | Blank | Boxes | Table | PageBreak | Together


@dataclass(frozen=True)
class Document:
    """A document to print: `name` is the end of its file's name, `title` the top of each page."""

    name: str
    title: str
    blocks: tuple[Block, ...] = field(repr=False)

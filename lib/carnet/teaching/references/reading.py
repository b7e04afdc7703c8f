"""The text of a course file with its headings and pages: DOCX, PDF, HTML, Markdown, plain text, MediaWiki exports."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _

READABLE = (".docx", ".pdf", ".html", ".htm", ".md", ".txt", ".xml")
MAX_BYTES = 64 * 2**20
_LONGEST_HEADING = 160  # characters
MAX_UNZIPPED = 256 * 2**20
OBJECTIVE = re.compile(r"\bOIC[- ](\d{3})[- ](\d{2})[- ]([AB])\b", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_MARKDOWN_MARKS = re.compile(r"(\*\*|__|`)|!?\[([^\]\n]*)\]\([^)\n]*\)|^\s*>\s?", re.MULTILINE)
_BROKEN_ZIP: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError)


class UnreadableCourse(CarnetError):
    """A course file that cannot be read. The message names the file."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or the title of a page of LiSA: where the text under it starts, and the objective that it names."""

    start: int
    level: int
    title: str
    objective: str | None = None


@dataclass(frozen=True, slots=True)
class CourseText:
    """A text, its headings by position and, for a PDF, where each page starts."""

    text: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()


def read_course(name: str, data: bytes) -> CourseText:
    """The text of a course file given by its name and content; nothing is written on the disk.

    Raises UnreadableCourse for a file of another kind, too large, broken, or without text (a scan).
    """
    suffix = Path(name).suffix.lower()
    if suffix not in READABLE:
        raise UnreadableCourse(
            _("{file}: this kind of file is not read.").format(file=name),
            _("Use .docx, .pdf, .html, .md, .txt, or the XML export of a wiki."),
        )
    if len(data) > MAX_BYTES:
        raise UnreadableCourse(_("{file} is larger than 64 MB.").format(file=name), _("Split it."))
    if suffix == ".docx":
        blocks = _of_word(name, data)
    elif suffix == ".pdf":
        return _checked(name, _of_pdf(name, data))
    elif suffix in (".html", ".htm"):
        blocks = _of_html(name, _decoded(name, data))
    elif suffix == ".xml":
        from carnet.teaching.references.wiki import blocks_of_wiki

        blocks = blocks_of_wiki(name, data)
    else:
        blocks = _of_markdown(_decoded(name, data), headings=suffix == ".md")
    return _checked(name, _joined(blocks))


Block = tuple[int, str]  # the level of a heading, 0 for a paragraph; its text


def objective_of(text: str) -> str | None:
    """The OIC objective that a heading names, in its normal form."""
    found = OBJECTIVE.search(text)
    return f"OIC-{found[1]}-{found[2]}-{found[3].upper()}" if found else None


def _decoded(name: str, data: bytes) -> str:
    from carnet.text.note import UnreadableNote
    from carnet.text.readers.encodings import decode

    try:
        return decode(data, name)
    except UnreadableNote as error:
        raise UnreadableCourse(error.message, error.remedy) from None


def _checked(name: str, course: CourseText) -> CourseText:
    if not course.text.strip():
        raise UnreadableCourse(
            _("{file} holds no text.").format(file=name), _("If it is scanned, have its text recognised first.")
        )
    return course


def _joined(blocks: Iterator[Block]) -> CourseText:
    lines: list[str] = []
    headings: list[Heading] = []
    position = 0
    for level, text in blocks:
        text = re.sub(r"[ \t\u00a0]+", " ", text).strip()
        if not text:
            continue
        if level:
            headings.append(Heading(position, level, text, objective_of(text)))
        lines.append(text)
        position += len(text) + 1
    return CourseText("\n".join(lines), tuple(headings))


def _of_markdown(text: str, *, headings: bool) -> Iterator[Block]:
    paragraph: list[str] = []
    for line in text.splitlines():
        found = _MARKDOWN_HEADING.match(line) if headings else None
        if found or not line.strip() or re.match(r"\s*([-*+•]|\d+[.)])\s", line):
            if paragraph:
                yield 0, " ".join(paragraph)
            paragraph = []
        if found:
            yield len(found[1]), _plain(found[2])
        elif line.strip():
            said = re.sub(r"^\s*([-*+•]|\d+[.)])\s+", "", line) if headings else line
            paragraph.append(_plain(said) if headings else said.strip())
    if paragraph:
        yield 0, " ".join(paragraph)


def _plain(line: str) -> str:
    return _MARKDOWN_MARKS.sub(lambda match: match[2] or "", line).strip()


def _of_word(name: str, data: bytes) -> Iterator[Block]:
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table

    broken = UnreadableCourse(
        _("{file} is not a Word document (.docx).").format(file=name), _("Open it and save it again as .docx.")
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNZIPPED:
                raise UnreadableCourse(_("{file} is too large once decompressed.").format(file=name), _("Split it."))
        document = docx.Document(io.BytesIO(data))
    except (OpcError, SyntaxError, *_BROKEN_ZIP):
        raise broken from None
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip().replace("\n", " ") for cell in row.cells)
                yield 0, " ; ".join(cell for cell in cells if cell)
            continue
        style = (block.style.name or "") if block.style is not None else ""
        found = re.match(r"(?:Heading|Titre)\s*(\d)?|Title", style)
        yield (int(found[1] or 1) if found else 0), block.text.replace("\n", " ")


def _of_html(name: str, text: str) -> Iterator[Block]:
    from lxml import etree, html

    try:
        root = html.document_fromstring(re.sub(r"<\?xml[^>]*\?>", "", text, count=1))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise UnreadableCourse(_("{file} holds no text.").format(file=name), _("Save the page again.")) from None
    for left in root.xpath("//script|//style|//nav|//noscript|//head"):
        left.drop_tree()
    yield from _html_blocks(root)


_PARAGRAPHS = {"p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "blockquote", "pre", "tr"}


def _html_blocks(root: "object") -> Iterator[Block]:
    from lxml import html

    assert isinstance(root, html.HtmlElement)
    blocks = _PARAGRAPHS | {f"h{level}" for level in range(1, 7)} | {"div", "section", "article", "ul", "ol", "table"}
    words: list[str] = []
    level = 0

    def flush() -> Iterator[Block]:
        said = " ".join("".join(words).split())
        words.clear()
        if said:
            yield level, said

    stack: list[tuple[html.HtmlElement, bool]] = [(root, False)]
    while stack:
        element, left = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if left:
            if tag in blocks or tag == "br":
                yield from flush()
                level = 0
            words.append(element.tail or "")
            continue
        if not tag:  # a comment: only what follows it counts
            words.append(element.tail or "")
            continue
        if tag in blocks or tag == "br":
            yield from flush()
            level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0
        words.append(element.text or "")
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    yield from flush()


def _of_pdf(name: str, data: bytes) -> CourseText:
    from carnet.text.note import UnreadableNote
    from carnet.text.readers.pdf import pages_of_pdf
    from carnet.text.readers.unwrap import unwrap

    try:
        sheets, _pictures = pages_of_pdf(io.BytesIO(data), name)
    except UnreadableNote as error:
        raise UnreadableCourse(error.message, error.remedy) from None
    pages: list[int] = []
    lines: list[str] = []
    headings: list[Heading] = []
    position = 0
    for sheet in sheets:
        pages.append(position)
        for line in unwrap([sheet]).split("\n"):
            objective = objective_of(line) if len(line) < _LONGEST_HEADING else None
            if objective:
                headings.append(Heading(position, 2, line.strip(), objective))
            lines.append(line)
            position += len(line) + 1
    return CourseText("\n".join(lines), tuple(headings), tuple(pages))

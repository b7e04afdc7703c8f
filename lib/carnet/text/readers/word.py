"""The text of a Word document (.docx) as it is read: headers, paragraphs, tables, text boxes, notes, footers."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from carnet.language import _
from carnet.text.note import Note, UnreadableNote

MAX_BYTES = 256 * 2**20  # once decompressed
_BROKEN: tuple[type[Exception], ...] = (
    *(SyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError, RecursionError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, zlib.error, zipfile.BadZipFile),
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {
    *(_W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # the same text box, for older programs
}


def read_docx(file: BinaryIO, name: str, note_id: str) -> Iterator[Note]:
    """The note of a Word document. Raises UnreadableNote for an older .doc, a protected or an empty one."""
    _check(file, name)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(file)
        lines = _lines(document)
    except (OpcError, *_BROKEN):
        raise _broken(name) from None
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise UnreadableNote(_("{file} holds no text.").format(file=name), _("Is it made of pictures?"))
    yield Note(note_id, text)


def _broken(name: str) -> UnreadableNote:
    return UnreadableNote(
        _("{file} is not a Word document (.docx).").format(file=name), _("Open it and save it again as .docx.")
    )


def _check(file: BinaryIO, name: str) -> None:
    if file.read(8).startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableNote(
            _("{file} is an older .doc or is protected by a password.").format(file=name),
            _("Open it and save it as .docx without a password."),
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _broken(name) from None
    file.seek(0)
    if size > MAX_BYTES:
        raise UnreadableNote(_("{file} is too large once decompressed.").format(file=name), _("Split it."))


def _lines(document: Any) -> list[str]:
    """The lines of the whole document; a header or footer that sections share is read once."""
    from docx.oxml import parse_xml

    lines: list[str] = []
    ends: list[str] = []
    seen: set[str] = set()
    for section in document.sections:
        for part, into in (
            (section.first_page_header, lines),
            (section.header, lines),
            (section.even_page_header, lines),
            (section.first_page_footer, ends),
            (section.footer, ends),
            (section.even_page_footer, ends),
        ):
            found = [] if part.is_linked_to_previous else _blocks(part._element)
            key = "\n".join(found)
            if key.strip() and key not in seen:
                seen.add(key)
                into.extend(found)
    lines += _blocks(document.element.body)
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            lines += [line for line in _blocks(parse_xml(relation.target_part.blob)) if line.strip()]
    return lines + ends


def _blocks(element: Any) -> list[str]:
    """The lines of what holds paragraphs and tables; a row of a table is a line, its cells apart by `|`."""
    lines: list[str] = []
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _W + "p":
            lines += _paragraph(child)
        elif child.tag == _W + "tr":
            lines.append(" | ".join(_cell(cell) for cell in child.iter(_W + "tc") if cell.getparent() is child))
        else:
            lines += _blocks(child)
    return lines


def _cell(cell: Any) -> str:
    return " ".join(line.strip() for line in _blocks(cell) if line.strip())


def _paragraph(paragraph: Any) -> list[str]:
    """A paragraph's lines (it may hold line breaks), after those of the text boxes anchored in it."""
    text: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, text, boxes)
    lines = "".join(text).split("\n")
    numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    if numbered and lines[0].strip():
        lines[0] = f"- {lines[0]}"
    return [*boxes, *lines]


def _collect(element: Any, text: list[str], boxes: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag == _W + "t":
            text.append(child.text or "")
        elif tag in (_W + "tab", _W + "ptab"):
            text.append("\t")
        elif tag in (_W + "br", _W + "cr"):
            text.append("\n")
        elif tag == _W + "noBreakHyphen":
            text.append("-")
        elif tag == _W + "txbxContent":
            boxes += _blocks(child)
        else:
            _collect(child, text, boxes)

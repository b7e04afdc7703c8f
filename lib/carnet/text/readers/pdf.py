"""The text of a PDF, page by page, with its lines made whole again."""

import logging
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from carnet.language import _, ngettext
from carnet.text.note import Note, UnreadableNote
from carnet.text.readers.rejected import Rejected
from carnet.text.readers.unwrap import unwrap

MAX_PAGES = 2000
_BROKEN: tuple[type[Exception], ...] = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, AssertionError, OSError),
    *(NotImplementedError, struct.error, zlib.error, ArithmeticError),
)


def read_pdf(file: BinaryIO, name: str, note_id: str) -> Iterator[Note | Rejected]:
    """The note of a PDF; pages of a picture alone are set aside. Raises UnreadableNote where no text is to be had."""
    pages, pictures = pages_of_pdf(file, name)
    text = unwrap(pages)
    if not text.strip():
        raise UnreadableNote(
            _("{file} holds no text: it is probably a scan.").format(file=name),
            _("Recognise its characters first (OCR), then read it again."),
        )
    yield Note(note_id, text)
    for page in pictures:
        reason = _("{file}, page {page}: a picture without text.").format(file=name, page=page)
        yield Rejected(name, page, "", reason, note_id)


def pages_of_pdf(file: BinaryIO, name: str) -> tuple[list[str], list[int]]:
    """The text of each page, and the numbers of those that hold a picture and no text."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings may quote the file
    broken = UnreadableNote(
        _("{file} is damaged or is not a PDF.").format(file=name), _("Export it again, or give it as text.")
    )
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableNote(
                _("{file} is protected by a password.").format(file=name), _("Save it without the password.")
            )
        count = len(reader.pages)
    except (PyPdfError, *_BROKEN):
        raise broken from None
    if count > MAX_PAGES:
        message = ngettext("{file} has more than {count} page.", "{file} has more than {count} pages.", MAX_PAGES)
        raise UnreadableNote(message.format(file=name, count=MAX_PAGES), _("Split it."))
    texts, pictures = [], []
    failed = 0
    for number in range(count):
        try:
            page = reader.pages[number]
            text = page.extract_text()
            pictured = not text.strip() and "/XObject" in (page.get("/Resources") or {})
        except (PyPdfError, *_BROKEN):
            text, pictured, failed = "", True, failed + 1
        texts.append(text)
        if pictured:
            pictures.append(number + 1)
    if failed and failed == count:
        raise broken
    return texts, pictures

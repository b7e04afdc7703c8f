"""Bytes to text: UTF-8, with or without a mark, UTF-16, and the Windows code page of older exports."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from carnet.language import _
from carnet.text.note import UnreadableNote

SAMPLE_BYTES = 2**16
MAX_LINE_BYTES = 64 * 2**20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# bytes that Windows' code page leaves free: as latin-1 has them, so that no byte stops a note
_WINDOWS_HOLES = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}


def encoding_of(sample: bytes, *, cut: bool = False) -> str:
    """The encoding of a text by its first bytes; `cut`: the sample may end within a character."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    zeros = sample.count(0)
    if zeros * 4 > len(sample) > 3:  # UTF-16 without a mark: every other byte of French is zero
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if odd > 10 * even:
            return "utf-16-le"
        if even > 10 * odd:
            return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=not cut)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode(data: bytes, file: str) -> str:
    """The text of a file. Raises UnreadableNote for what is no text."""
    name = encoding_of(data)
    if name in ("utf-8", "cp1252") and looks_binary(data[:SAMPLE_BYTES]):
        raise UnreadableNote(
            _("{file} is not a text.").format(file=file),
            _("Give a .txt, .docx, .pdf, .csv, .jsonl, .parquet or .zip file."),
        )
    return decode_as(data, name)


def decode_as(data: bytes, name: str) -> str:
    """Bytes in that encoding; a byte that does not exist in it never stops the rest."""
    if name != "cp1252":
        return data.decode(name, errors="replace")
    text = data.decode("latin-1")
    return text.translate(_windows())


def _windows() -> dict[int, str]:
    table = {}
    for byte in range(0x80, 0xA0):
        table[byte] = _WINDOWS_HOLES.get(byte) or bytes([byte]).decode("cp1252")
    return table


def looks_binary(sample: bytes) -> bool:
    """Whether bytes are no text: zeros, or many control characters."""
    if not sample:
        return False
    controls = sum(sample.count(byte) for byte in range(32) if byte not in (8, 9, 10, 11, 12, 13, 27))
    return sample.count(0) > 0.01 * len(sample) or controls > 0.05 * len(sample)


def lines_of_file(file: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """The lines of a file one at a time, with their numbers from 1; None for a line too long to be one.

    Each line has its own chance: a file in UTF-8 with one line of another encoding is read.
    """
    sample = file.read(SAMPLE_BYTES)
    name = encoding_of(sample, cut=True)
    file.seek(0)
    if name.startswith(("utf-16", "utf-32")):
        yield from enumerate(io.TextIOWrapper(file, encoding=name, errors="replace", newline="\n"), start=1)
        return
    number = 0
    while raw := file.readline(MAX_LINE_BYTES):
        number += 1
        if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
            while (raw := file.readline(MAX_LINE_BYTES)) and not raw.endswith(b"\n"):
                pass
            yield number, None
            continue
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        try:
            yield number, raw.decode("utf-8")
        except UnicodeDecodeError:
            yield number, decode_as(raw, "cp1252")

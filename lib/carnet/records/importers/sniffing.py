"""Finds out how a text table is written: encoding, separator, quotes, header, comment lines; refuses what is no
table."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from carnet.errors import ImportRefused
from carnet.language import _, number
from carnet.records.importers.values import is_missing, read_number

MAX_LINE_BYTES = 4 * 2**20
MAX_COLUMNS = 20_000
_BLOCK = 2**20
_SAMPLE_BYTES = 256 * 1024


@dataclass(frozen=True)
class Dialect:
    """How a text table is written. `skip` lines stand before the first data row; `comments` are those that begin with
    #."""

    encoding: str
    separator: str
    quoted: bool
    columns: tuple[str, ...]
    skip: int
    comments: tuple[str, ...] = ()
    has_header: bool = True
    notes: tuple[str, ...] = field(default=())
    unbalanced: bool = False  # an odd number of quotation marks


def sniff(path: Path) -> Dialect:
    """Read enough of the file to know how it is written, and all of it to know that it is text.

    Raises ImportRefused for an empty, binary or unreadable file, for a line of more than 4 MB, and for a header with
    no column.
    """
    encoding, notes, quotes = _encoding(path)
    with path.open("rb") as file:
        raw = file.read(_SAMPLE_BYTES)
    if len(raw) == _SAMPLE_BYTES:
        raw = raw[: max(raw.rfind(b"\n"), raw.rfind(b"\r")) + 1] or raw
    text = raw.decode(encoding, errors="replace").lstrip("\ufeff")
    lines = text.splitlines(keepends=True)
    start = 0
    while start < len(lines) and (lines[start].startswith("#") or not lines[start].strip()):
        start += 1
    comments = tuple(line.rstrip("\r\n") for line in lines[:start] if line.startswith("#"))
    body = "".join(lines[start:])
    if not body.strip():
        raise ImportRefused(
            _("The file {file} is empty: it has no header and no row.").format(file=path.name),
            _("Check that the export ended well, then import it again."),
        )
    separator = _separator(body)
    quoted = _is_quoted(body, separator)
    if quoted:
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
        header = next(reader)
        used = reader.line_num
        rows = _first_rows(reader)
    else:
        split = [line.rstrip("\r\n").split(separator) for line in lines[start : start + 200]]
        header, rows, used = split[0], [row for row in split[1:] if row != [""]], 1
    columns, has_header = _columns(header, rows)
    if not has_header:
        used = 0
        notes.append(_("{file}: no header line; the columns are named column_1, column_2…").format(file=path.name))
    if len(columns) > MAX_COLUMNS:
        raise ImportRefused(
            _("The file {file} has {count} columns: this is not a table of patients.").format(
                file=path.name, count=number(len(columns))
            ),
            _("Import the clinical file of the study."),
        )
    return Dialect(
        encoding,
        separator,
        quoted,
        columns,
        start + used,
        comments,
        has_header,
        tuple(notes),
        quoted and quotes % 2 == 1,
    )


def _encoding(path: Path) -> tuple[str, list[str], int]:
    """The encoding of the whole file, read once by blocks, and how many quotation marks it holds."""
    try:
        size = path.stat().st_size
        file = path.open("rb")
    except OSError as error:
        raise ImportRefused(
            _("The file {file} cannot be read.").format(file=path.name),
            _("Check that it exists and that you may read it."),
        ) from error
    with file:
        head = file.read(4)
        if size == 0:
            raise ImportRefused(
                _("The file {file} is empty.").format(file=path.name),
                _("Check that the export ended well, then import it again."),
            )
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16", [_("{file} is written in UTF-16.").format(file=path.name)], 0
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8, quotes, run, undefined, offset = True, 0, 0, False, 0
        while block := file.read(_BLOCK):
            here = block.count(b"\x00")
            if offset == 0 and here > max(8, len(block) // 1000):
                raise ImportRefused(
                    _("{file} is not a text file.").format(file=path.name),
                    _("Import a table (.tsv, .csv, .txt, .xlsx), a cBioPortal study or an OMOP folder."),
                )
            quotes += block.count(b'"')
            if b"\n" in block or b"\r" in block:
                run = len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r"))
            else:
                run += len(block)
            if run > MAX_LINE_BYTES:
                raise ImportRefused(
                    _("The file {file} holds a line of more than {limit} MB: this is not a table.").format(
                        file=path.name, limit=number(MAX_LINE_BYTES / 2**20)
                    ),
                    _("Check how the file was exported."),
                )
            if is_utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
            undefined = undefined or any(byte in block for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
            offset += len(block)
        if is_utf8:
            return "utf-8", [], quotes
        name = "latin-1" if undefined else "cp1252"
        return name, [_("{file} is not in UTF-8: read as {encoding}.").format(file=path.name, encoding=name)], quotes


def _separator(body: str) -> str:
    """The separator that cuts the first lines into the most columns, evenly."""
    lines = [line for line in body.splitlines()[:60] if line.strip()]
    best, best_score = "\t", (0.0, 0)
    for candidate in ("\t", ";", ",", "|"):
        if candidate not in lines[0]:
            continue
        try:
            rows = list(csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=candidate))
        except csv.Error:
            rows = [line.split(candidate) for line in lines]
        width = len(rows[0])
        even = sum(1 for row in rows if len(row) == width) / len(rows)
        score = (round(even, 1) if width > 1 else 0.0, width)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _is_quoted(body: str, separator: str) -> bool:
    """Tab-separated files take quotes literally, unless whole cells are quoted."""
    if '"' not in body:
        return separator != "\t"
    if separator != "\t":
        return True
    return bool(re.search(r'(?m)(?:^|\t)"[^"\t\n]*"(?:\t|\r?$)', body))


def _first_rows(reader: object) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in reader:  # type: ignore[attr-defined]
            if row:
                rows.append(row)
            if len(rows) >= 200:
                break
    except csv.Error:
        pass
    return rows


def _columns(header: list[str], rows: list[list[str]]) -> tuple[tuple[str, ...], bool]:
    """Column names made unique, and whether the first line is a header at all."""
    cells = [cell.strip() for cell in header]
    filled = [cell for cell in cells if not is_missing(cell)]
    numbers = [cell for cell in filled if read_number(cell) is not None or read_number(cell, comma=True) is not None]
    if len(cells) > 2 and filled and len(numbers) == len(filled):
        return tuple(f"column_{i + 1}" for i in range(len(cells))), False
    if rows and len(rows) > 1 and all(len(row) == len(cells) + 1 for row in rows):
        cells = ["row_name", *cells]  # as R writes a data frame with its row names
    named: list[str] = []
    seen: Counter[str] = Counter()
    for i, cell in enumerate(cells):
        name = cell or ("row_name" if i == 0 else f"column_{i + 1}")
        seen[name] += 1
        named.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(named), True

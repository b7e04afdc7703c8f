"""Tables of notes as streams: JSONL, JSON, CSV, Parquet (OMOP `note`, PARHAF); memory does not grow with the file."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from carnet.language import _
from carnet.text.note import Note, UnreadableNote
from carnet.text.readers.encodings import SAMPLE_BYTES, encoding_of, lines_of_file
from carnet.text.readers.rejected import Rejected
from carnet.text.readers.rows import columns_of, identifier, note_of

MAX_JSON_BYTES = 512 * 2**20
_MAX_CELL = 64 * 2**20
_BATCH = 64  # rows of Parquet held at a time


def records_of_jsonl(file: BinaryIO, name: str) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    """The objects of a JSONL file with their line numbers; blank lines do not count as records."""
    for row, line in lines_of_file(file):
        if line is None:
            yield Rejected(name, row, "", _("{file}, row {row}: the line is too long.").format(file=name, row=row))
            continue
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):  # its message would show the text
            record = None
        if isinstance(record, dict):
            yield row, record
        else:
            reason = _("{file}, row {row}: this line is not a JSON object.").format(file=name, row=row)
            yield Rejected(name, row, "", reason)


def read_jsonl(file: BinaryIO, name: str) -> Iterator[Note | Rejected]:
    """Notes of a JSONL file, one object a line."""
    for found in records_of_jsonl(file, name):
        if isinstance(found, Rejected):
            yield found
        else:
            yield from notes_of_record(found[1], name, found[0])


def read_json(data: Any, name: str) -> Iterator[Note | Rejected]:
    """Notes of a JSON file: a list of objects, one object, or {"notes": [...]}."""
    if isinstance(data, dict):
        inner = next((data[key] for key in ("notes", "documents", "data") if isinstance(data.get(key), list)), None)
        data = [data] if inner is None else inner
    if not isinstance(data, list):
        raise UnreadableNote(_("{file} holds no notes.").format(file=name), _("Each note needs “note_id” and “text”."))
    for row, record in enumerate(data, start=1):
        if isinstance(record, dict):
            yield from notes_of_record(record, name, row)
        else:
            reason = _("{file}, row {row}: this line is not a JSON object.").format(file=name, row=row)
            yield Rejected(name, row, "", reason)


def notes_of_record(record: Mapping[str, Any], name: str, row: int) -> Iterator[Note | Rejected]:
    """The notes of a record: one, or those of a patient of PARHAF (`documents`)."""
    documents = record.get("documents")
    if documents is None:
        columns = columns_of(tuple(key for key, value in record.items() if not isinstance(value, dict | list)))
        yield note_of(record, {"note_id": "note_id", "text": "text"} | columns, name, row)
        return
    person = identifier(record.get("id"))
    if person is None:
        yield Rejected.missing(name, row, "id")
        return
    for place, (text, kind, header) in enumerate(_parhaf(documents), start=1):
        note_id = f"{person}-{place}"
        if isinstance(text, str):
            # the header is not part of the text, so that offsets of the annotated subsets hold
            yield Note(note_id, text, person_id=person, note_type=identifier(kind), title=identifier(header))
        else:
            yield Rejected.missing(name, row, "documents.text", note_id)


def _parhaf(documents: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Text, type and header of each document, whether stored as a list of objects or as an object of lists."""
    if isinstance(documents, dict):
        lists = {key: value for key, value in documents.items() if isinstance(value, list)}
        for place in range(len(lists.get("text", ()))):
            row = {key: value[place] if place < len(value) else None for key, value in lists.items()}
            yield row.get("text"), row.get("type"), row.get("header")
    elif isinstance(documents, list):
        for row in documents:
            row = row if isinstance(row, dict) else {}
            yield row.get("text"), row.get("type"), row.get("header")


def read_csv(file: BinaryIO, name: str) -> Iterator[Note | Rejected]:
    """Notes of a CSV file: the separator, the encoding and the columns are recognised."""
    sample = file.read(SAMPLE_BYTES)
    encoding = encoding_of(sample, cut=len(sample) == SAMPLE_BYTES)
    file.seek(0)
    header = io.StringIO(sample.decode(encoding, errors="replace").lstrip("\ufeff"))
    first = header.readline()
    separator = max(";,\t|", key=first.count)
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_CELL))
    errors = "replace" if encoding != "utf-8" else "surrogateescape"
    lines = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    try:
        reader = csv.reader(lines, delimiter=separator)
        names = [column.strip().lstrip("\ufeff") for column in next(reader, [])]
        columns = columns_of(tuple(names))
        if "text" not in columns:
            raise UnreadableNote(
                _("{file}: no column holds the text of the notes.").format(file=name),
                _("Name the columns in the first row, among them “note_id” and “text”."),
            )
        stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        yield from _csv_rows(reader, names, columns, name, None if "note_id" in columns else stem)
    finally:
        lines.detach()


def _csv_rows(
    reader: Any, names: list[str], columns: dict[str, str], name: str, stem: str | None
) -> Iterator[Note | Rejected]:
    row = 1
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            reason = _("{file}, row {row}: the row cannot be read.").format(file=name, row=row)
            yield Rejected(name, row, "", reason)
            continue
        if not any(cells):
            continue
        if not any(cells[len(names) :]):
            cells = cells[: len(names)]  # separators at the end of the row
        if len(cells) != len(names):
            reason = _("{file}, row {row}: {found} values for {expected} columns.").format(
                file=name, row=row, found=len(cells), expected=len(names)
            )
            yield Rejected(name, row, "", reason)
            continue
        record = {column: _mended(cell) or None for column, cell in zip(names, cells, strict=True)}
        yield note_of(record, columns, name, row, f"{stem}-{row}" if stem is not None else None)


def _mended(cell: str) -> str:
    """A cell of a UTF-8 file whose bytes were of the Windows code page."""
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        from carnet.text.readers.encodings import decode_as

        return decode_as(cell.encode("utf-8", errors="surrogateescape"), "cp1252")
    return cell


def read_parquet(file: BinaryIO, name: str) -> Iterator[Note | Rejected]:
    """Notes of a Parquet file in the layout of OMOP `note`, of PARHAF, or with columns of the usual names."""
    columns: dict[str, str] = {}
    for row, record in records_of_parquet(file, name):
        if "documents" in record:
            yield from notes_of_record(record, name, row)
            continue
        columns = columns or columns_of(tuple(record))
        yield note_of(record, columns, name, row)


def records_of_parquet(file: BinaryIO, name: str, *more: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a Parquet file that holds notes, with only the columns of notes (and `more`)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(file)
        names = parquet.schema_arrow.names
    except (pa.ArrowException, OSError):
        raise UnreadableNote(_("{file} is not a Parquet file.").format(file=name), _("Export it again.")) from None
    columns = columns_of(tuple(names))
    wanted = ["id", "documents"] if "documents" in names else [*columns.values(), *more]
    if "text" not in columns and not {"documents", *more} & set(names):
        raise UnreadableNote(
            _("{file}: no column holds the text of the notes.").format(file=name),
            _("Give the “note” table, with “note_id” and “note_text”."),
        )
    batches = parquet.iter_batches(batch_size=_BATCH, columns=[column for column in wanted if column in names])
    row = 0
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError):
            raise UnreadableNote(_("{file} is damaged.").format(file=name), _("Export it again.")) from None
        if batch is None:
            return
        for record in batch.to_pylist():
            row += 1
            yield row, record

"""Coded stays, wherever they are: PARTAGES' exchange table, PARHAF, our own lines with `given`, a warehouse."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from carnet.language import _
from carnet.text.coded_stays import cu2, lines, parhaf
from carnet.text.coded_stays.record import CodedRecord, CodedStaysRefused, SetAsides, shapes
from carnet.text.coded_stays.warehouse import stays_of_warehouse

Rows = Iterator[tuple[int, dict[str, Any]]]
_SUFFIXES = (".parquet", ".jsonl", ".json", ".ndjson")
_BATCH = 256


def read_coded_stays(path: "Path | str", aside: SetAsides | None = None) -> Iterator[CodedRecord]:
    """The stays of a Parquet or JSONL file, of all those of a folder, or of a warehouse's folder; the shape of a file
    is known by its columns.

    Rows that make no stay (no text, no principal diagnosis…) are passed over, and told in `aside`.
    Raises CodedStaysRefused on a file that is not there, cannot be read, or has none of the known shapes.
    """
    aside = SetAsides() if aside is None else aside
    if (Path(path) / "carnet.json").is_file():
        from carnet.records import Warehouse

        yield from stays_of_warehouse(Warehouse.open(path), aside)
        return
    seen: set[str] = set()
    for file in _files(Path(path)):
        first, rows = _peek(file)
        for row, record in _shape(file, first)(rows, aside):
            if record.stay_id in seen:
                aside.add(row, _("a stay of this identifier was there before"))
                continue
            seen.add(record.stay_id)
            yield record


def _files(path: Path) -> Sequence[Path]:
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.suffix.lower() in _SUFFIXES and one.is_file())
        if found:
            return found
        raise CodedStaysRefused(_("{folder} holds no file of coded stays.").format(folder=path.name), shapes())
    if not path.is_file():
        raise CodedStaysRefused(_("{file}: no such file.").format(file=path.name), _("Check its name."))
    return [path]


def _peek(file: Path) -> tuple[dict[str, Any], Rows]:
    """The first row, and all of them."""
    rows = _parquet(file) if file.suffix.lower() == ".parquet" or _is_parquet(file) else _jsonl(file)
    first = next(rows, None)
    if first is None:
        raise CodedStaysRefused(_("{file} is empty.").format(file=file.name), shapes())

    def again() -> Rows:
        yield first
        yield from rows

    return first[1], again()


def _shape(file: Path, first: dict[str, Any]) -> Any:
    if {"note_text", "dp"} <= first.keys():
        return cu2.records
    if "documents" in first:
        return parhaf.records
    if {"note_id", "text"} <= first.keys():
        return lines.records
    raise CodedStaysRefused(
        _("{file} has none of the known shapes; its columns: {names}.").format(
            file=file.name, names=", ".join(sorted(map(str, first))[:20])
        ),
        shapes(),
    )


def _is_parquet(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"PAR1"


def _parquet(file: Path) -> Rows:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        row = 0
        for batch in table.iter_batches(batch_size=_BATCH):
            for fields in batch.to_pylist():
                row += 1
                yield row, fields
    except (pa.ArrowException, OSError) as error:
        raise CodedStaysRefused(
            _("{file} cannot be read as Parquet.").format(file=file.name), _("Write it again, or copy it again.")
        ) from error


def _jsonl(file: Path) -> Rows:
    with file.open("rb") as opened:
        if opened.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
            yield from _array(file)
            return
        opened.seek(0)
        for row, line in enumerate(opened, 1):
            if not line.strip():
                continue
            try:
                fields = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                fields = None
            if not isinstance(fields, dict):
                raise CodedStaysRefused(
                    _("{file}, line {row}: not a JSON object.").format(file=file.name, row=row),
                    _("Write one JSON object a line."),
                )
            yield row, fields


def _array(file: Path) -> Rows:
    """The objects of a file that is one JSON array, numbered from 1."""
    try:
        rows = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        rows = [None]
    for row, fields in enumerate(rows, 1):
        if not isinstance(fields, dict):
            raise CodedStaysRefused(
                _("{file}, object {row}: this array of JSON cannot be read.").format(file=file.name, row=row),
                _("Write one JSON object a line."),
            )
        yield row, fields

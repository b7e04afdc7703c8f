"""Keep the rows that an import set aside, with their reasons, beside the tables."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema([
    pa.field("import", pa.int32(), nullable=False),  # 0 for the warehouse's first import, 1 for the next …
    pa.field("source", pa.string(), nullable=False),
    pa.field("row", pa.int64()),
    pa.field("column", pa.string()),
    pa.field("reason", pa.string(), nullable=False),
    pa.field("message", pa.string()),
    pa.field("values", pa.string()),  # the row as JSON
])
CHUNK_ROWS = 20_000


class RejectedRows:
    """One Parquet file per table, written chunk by chunk."""

    def __init__(self, folder: Path, number: int = 0) -> None:
        self.folder = folder
        self.number = number
        self.counts: dict[str, Counter[str]] = {}
        self.new: dict[str, Counter[str]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._writers: dict[str, tuple[pq.ParquetWriter, BinaryIO]] = {}

    def keep(self, table: str, path: Path, reasons: Mapping[str, int]) -> None:
        """Take over what earlier imports set aside."""
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(CHUNK_ROWS):
                self._writer(table).write_batch(batch)
        self.counts[table] = Counter(dict(reasons))

    def add(self, table: str, *, source: str, row: int | None, column: str | None, reason: str, message: str,
            values: Mapping[str, Any] | None) -> None:
        """Set one row aside."""
        rows = self._rows.setdefault(table, [])
        rows.append({"import": self.number, "source": source, "row": row, "column": column, "reason": reason,
                     "message": message,
                     "values": None if values is None else json.dumps(values, ensure_ascii=False, default=str)})
        self.counts.setdefault(table, Counter())[reason] += 1
        self.new.setdefault(table, Counter())[reason] += 1
        if len(rows) >= CHUNK_ROWS:
            self._flush(table)

    def close(self) -> None:
        """Write what is left, end the files and sync them."""
        for table in list(self._rows):
            self._flush(table)
        for writer, file in self._writers.values():
            writer.close()
            file.flush()
            os.fsync(file.fileno())
            file.close()
        self._writers.clear()

    def abandon(self) -> None:
        """Close the files as they are (a no-op once they are closed)."""
        for writer, file in self._writers.values():
            writer.close()
            file.close()
        self._writers.clear()

    def _flush(self, table: str) -> None:
        self._writer(table).write_table(pa.Table.from_pylist(self._rows.pop(table), schema=SCHEMA))

    def _writer(self, table: str) -> pq.ParquetWriter:
        if table not in self._writers:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / f"{table}.parquet").open("wb")
            self._writers[table] = (pq.ParquetWriter(file, SCHEMA, compression="zstd"), file)
        return self._writers[table][0]

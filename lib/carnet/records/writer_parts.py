"""Write one table's rows as sorted Parquet parts, in bounded memory."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from carnet.compute import sorted_table
from carnet.records.manifest import Part
from carnet.records.schema import Table
from carnet.records.schema_check import complete

PART_ROWS = 4_000_000
PART_BYTES = 256 * 2**20
GROUP_ROWS = 131_072
# free text: its smallest and largest values would stand in clear in every footer and prune nothing
LONG_TEXT = frozenset({"note_text", "snippet", "sig", "source_description", "cohort_definition_description",
                       "cohort_definition_syntax"})


class TableParts:
    """Collects conforming chunks of one table and writes a part whenever they are large enough."""

    def __init__(self, table: Table, folder: Path, kept: tuple[Part, ...] = ()) -> None:
        self.table = table
        self.folder = folder
        self.parts: list[Part] = list(kept)
        self.added = 0
        self.buffered_bytes = 0
        self._buffered_rows = 0
        self._chunks: list[pa.Table] = []

    def add(self, chunk: pa.Table) -> None:
        """Take a conforming chunk; whole parts are written at once."""
        self.added += chunk.num_rows
        for start in range(0, max(chunk.num_rows, 1), PART_ROWS):
            piece = chunk.slice(start, PART_ROWS)
            self._chunks.append(piece)
            self._buffered_rows += piece.num_rows
            self.buffered_bytes += piece.nbytes
            if self._buffered_rows >= PART_ROWS or self.buffered_bytes >= PART_BYTES:
                self.flush()

    def flush(self) -> None:
        """Write what is buffered as one part; an empty table gets one part without rows."""
        if not self._chunks or (not self._buffered_rows and self.parts):
            self._chunks = []
            return
        rows = pa.concat_tables(self._chunks, promote_options="default")
        self._chunks, self._buffered_rows, self.buffered_bytes = [], 0, 0
        rows = sorted_table(rows, [name for name in self.table.sort if name in rows.column_names])
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"part-{len(self.parts):05d}.parquet"
        write_parquet(self.folder / name, self.table, rows)
        self.parts.append(Part(name, rows.num_rows, (self.folder / name).stat().st_size))


def write_parquet(path: Path, table: Table, rows: pa.Table) -> None:
    """Write rows (optional columns may be absent) as zstd Parquet with statistics per row group, and sync the file."""
    short = [name for name in table.names if name not in LONG_TEXT]
    with path.open("wb") as file:
        with pq.ParquetWriter(file, table.arrow, compression="zstd", write_statistics=short, use_dictionary=short,
                              store_schema=True) as writer:
            for start in range(0, max(rows.num_rows, 1), GROUP_ROWS):
                writer.write_table(complete(table, rows.slice(start, GROUP_ROWS)), row_group_size=GROUP_ROWS)
        file.flush()
        os.fsync(file.fileno())

"""Write one table's rows as sorted Parquet parts, in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from carnet.compute import sorted_table
from carnet.records.manifest import Part
from carnet.records.schema import Table
from carnet.records.schema_check import complete, conform

PART_ROWS = 4_000_000
PART_BYTES = 256 * 2**20
GROUP_ROWS = 131_072
# free text: its smallest and largest values would stand in clear in every footer, and prune nothing
LONG_TEXT = frozenset({"note_text", "snippet", "lexical_variant", "sig", "source_description",
                       "cohort_definition_description", "cohort_definition_syntax"})


class TableParts:
    """Collects the rows of one table and writes a sorted part whenever there are enough of them.

    `added` counts the rows given here, `parts` lists the files (`kept` ones of earlier imports first).
    """

    def __init__(self, table: Table, folder: Path, kept: tuple[Part, ...] = ()) -> None:
        self.table = table
        self.folder = folder
        self.parts: list[Part] = list(kept)
        self.added = 0
        self.buffered_bytes = 0
        self._buffered_rows = 0
        self._chunks: list[pa.Table] = []

    def add(self, rows: pa.Table) -> None:
        """Check and take rows; whole parts are written at once. Raises SchemaError."""
        for piece in _pieces(rows):
            chunk = conform(self.table, piece, first_row=self.added + 1)
            self._chunks.append(chunk)
            self.added += chunk.num_rows
            self._buffered_rows += chunk.num_rows
            self.buffered_bytes += chunk.nbytes
            if self._buffered_rows >= PART_ROWS or self.buffered_bytes >= PART_BYTES:
                self.flush()

    def flush(self) -> None:
        """Write what is buffered as one part; a table without any row gets one part that says so."""
        if not self._chunks or (not self._buffered_rows and self.parts):
            self._chunks = []
            return
        rows = pa.concat_tables(self._chunks, promote_options="default")
        self._chunks, self._buffered_rows, self.buffered_bytes = [], 0, 0
        rows = sorted_table(rows, [name for name in self.table.sort if name in rows.column_names])
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"part-{len(self.parts):05d}.parquet"
        write_parquet(path, self.table, rows)
        self.parts.append(Part(path.name, rows.num_rows, path.stat().st_size))


def _pieces(rows: pa.Table) -> Iterator[pa.Table]:
    """Slices small enough for one part, and for Arrow's 2 GiB of text in one column."""
    per_row = max(1, rows.nbytes // max(1, rows.num_rows))
    size = max(1, min(PART_ROWS, PART_BYTES // per_row))
    for start in range(0, max(rows.num_rows, 1), size):
        yield rows.slice(start, size)


def write_parquet(path: Path, table: Table, rows: pa.Table) -> None:
    """Write rows (optional columns may be absent) as zstd Parquet with statistics per row group, and sync the file."""
    short = [name for name in table.names if name not in LONG_TEXT]
    repeated = [name for name in short if not pa.types.is_int64(table[name].type)]
    with path.open("wb") as file:
        with pq.ParquetWriter(file, table.arrow, compression="zstd", write_statistics=short,
                              use_dictionary=repeated) as writer:
            for start in range(0, max(rows.num_rows, 1), GROUP_ROWS):
                writer.write_table(complete(table, rows.slice(start, GROUP_ROWS)), row_group_size=GROUP_ROWS)
        file.flush()
        os.fsync(file.fileno())

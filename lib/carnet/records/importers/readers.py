"""Reads a table of any size chunk by chunk, every cell as text, with the row numbers of the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from carnet.errors import ImportRefused
from carnet.language import _, number
from carnet.records.importers.archives import check_workbook
from carnet.records.importers.sniffing import MAX_LINE_BYTES, Dialect, sniff

TEXT_SUFFIXES = {".txt", ".tsv", ".csv", ".tab", ".maf", ".dat", ""}
WORKBOOK_SUFFIXES = {".xlsx", ".xlsm"}
_BLOCK = 2 * MAX_LINE_BYTES
_PARQUET_ROWS = 100_000

Rejecter = Callable[[int, str, str], None]  # row number, reason, message


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table: `rows` their numbers in the file (the header is row 1), `table` their cells as text."""

    rows: np.ndarray
    table: pa.Table

    def column(self, name: str) -> pa.Array:
        """The cells of one column as one array of strings."""
        found = self.table.column(name).combine_chunks()
        return found if isinstance(found, pa.Array) else pa.chunked_array(found).combine_chunks()

    def filter(self, keep: np.ndarray) -> "Chunk":
        """The rows where `keep` is true."""
        if keep.all():
            return self
        return Chunk(self.rows[keep], self.table.filter(pa.array(keep)))

    def __len__(self) -> int:
        return len(self.rows)


class TableFile:
    """A text table, a sheet of a workbook or a Parquet file, opened for reading in chunks.

    Raises ImportRefused when it is none of these, or empty.
    """

    def __init__(self, path: Path, sheet: str | int = 0) -> None:
        self.path = path
        self.sheet = sheet
        if not path.is_file():
            raise ImportRefused(
                _("The file {file} does not exist.").format(file=path.name), _("Check its name and its folder.")
            )

    @property
    def name(self) -> str:
        """The file's name, as said in messages."""
        return self.path.name

    @cached_property
    def dialect(self) -> Dialect | None:
        """How the text is written; None for a workbook or a Parquet file."""
        return None if self._is_workbook or self._is_parquet else sniff(self.path)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        if self.dialect:
            return self.dialect.columns
        if self._is_parquet:
            return tuple(str(name) for name in self._parquet().schema_arrow.names)
        return tuple(self._workbook.column_names)

    @property
    def notes(self) -> tuple[str, ...]:
        """What should be said about how the file was read."""
        if self._is_workbook and len(self._sheets) > 1:
            text = _("The workbook {file} has {count} sheets: the first one, {sheet}, is read.")
            return (text.format(file=self.name, count=number(len(self._sheets)), sheet=self._sheets[0]),)
        return self.dialect.notes if self.dialect else ()

    @property
    def comments(self) -> tuple[str, ...]:
        """The lines that begin with # before the header."""
        return self.dialect.comments if self.dialect else ()

    @property
    def _is_workbook(self) -> bool:
        return self.path.suffix.lower() in WORKBOOK_SUFFIXES

    @property
    def _is_parquet(self) -> bool:
        return self.path.suffix.lower() == ".parquet"

    def chunks(self, reject: Rejecter | None = None) -> Iterator[Chunk]:
        """The rows in order. A row with too few or too many cells, or with a NUL byte, goes to `reject` and not to a
        chunk."""
        told = reject or (lambda row, reason, message: None)
        if self._is_workbook:
            yield Chunk(np.arange(2, 2 + self._workbook.num_rows), self._workbook)
        elif self._is_parquet:
            first = 1
            for batch in self._parquet().iter_batches(batch_size=_PARQUET_ROWS):
                yield Chunk(np.arange(first, first + batch.num_rows), _as_text(pa.Table.from_batches([batch])))
                first += batch.num_rows
        else:
            yield from self._text_chunks(told)

    def head(self, rows: int = 200) -> Chunk:
        """The first rows (fewer if the file is shorter)."""
        for chunk in self.chunks():
            return Chunk(chunk.rows[:rows], chunk.table.slice(0, rows))
        empty = pa.table({name: pa.array([], pa.string()) for name in self.columns})
        return Chunk(np.arange(0), empty)

    def _text_chunks(self, told: Rejecter) -> Iterator[Chunk]:
        dialect = self.dialect
        assert dialect is not None
        names = dialect.columns
        ragged: list[tuple[int, int]] = []
        unclosed = False

        def handle(row: pacsv.InvalidRow) -> str:
            nonlocal unclosed
            unclosed = dialect.unbalanced and "\n" in row.text.strip()
            ragged.append((int(row.number), int(row.actual_columns) if row.text.strip() else -1))
            return "skip"

        read = pacsv.ReadOptions(
            use_threads=False,
            block_size=_BLOCK,
            skip_rows=dialect.skip,
            column_names=list(names),
            encoding=dialect.encoding,
        )
        parse = pacsv.ParseOptions(
            delimiter=dialect.separator,
            quote_char='"' if dialect.quoted else False,
            newlines_in_values=dialect.quoted,
            ignore_empty_lines=False,
            invalid_row_handler=handle,
        )
        convert = pacsv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        )
        seen = said = 0  # records passed (good or ragged); ragged ones already told
        try:
            if self._has_no_row(dialect):
                return
            with pacsv.open_csv(self.path, read_options=read, parse_options=parse, convert_options=convert) as reader:
                for batch in reader:
                    rows, seen, said = self._number(batch.num_rows, ragged, seen, said, dialect, told)
                    chunk = Chunk(rows, pa.Table.from_batches([batch]))
                    if dialect.unbalanced and batch.num_rows:
                        unclosed = any(
                            "\n" in cell for cell in chunk.table.slice(len(chunk) - 1).to_pylist()[0].values()
                        )
                    clean = _cleaned(chunk, told)
                    if len(clean):
                        yield clean
        except (pa.ArrowInvalid, UnicodeError) as error:
            raise self._refused(error, dialect.skip + seen + 1) from error
        if unclosed:
            raise self._refused(pa.ArrowInvalid("straddling"), dialect.skip + seen)
        self._number(0, ragged, seen, said, dialect, told)

    def _has_no_row(self, dialect: Dialect) -> bool:
        with self.path.open("rb") as file:
            for _index in range(dialect.skip):
                file.readline(_BLOCK)
            return not file.read(1)

    def _number(
        self, count: int, ragged: list[tuple[int, int]], seen: int, said: int, dialect: Dialect, told: Rejecter
    ) -> tuple[np.ndarray, int, int]:
        """Row numbers of the next `count` good rows; tells of the ragged rows met on the way. Blank lines are passed
        over."""
        rows = np.empty(count, dtype=np.int64)
        filled = 0
        while said < len(ragged) and (count == 0 or filled < count):
            at = ragged[said][0] - dialect.skip - 1  # 0-based record number of the next ragged row
            take = min(max(at - seen, 0), count - filled)
            if count and take < at - seen:
                break
            rows[filled : filled + take] = np.arange(seen, seen + take)
            filled += take
            seen = max(seen + take, at) + 1
            if ragged[said][1] >= 0:
                told(
                    dialect.skip + seen,
                    "ragged_row",
                    _("{found} cells where the header has {expected}").format(
                        found=number(ragged[said][1]), expected=number(len(dialect.columns))
                    ),
                )
            said += 1
        rows[filled:] = np.arange(seen, seen + count - filled)
        seen += count - filled
        return rows + dialect.skip + 1, seen, said

    def _refused(self, error: Exception, row: int) -> ImportRefused:
        text = str(error)
        if "straddling" in text or "block" in text:
            return ImportRefused(
                _(
                    "{file}, after row {row}: a quotation mark is never closed, or a row is longer than {limit} MB."
                ).format(file=self.name, row=number(row), limit=number(_BLOCK / 2**20)),
                _("Look at that row in a text editor; double the quotation marks that belong to the text."),
            )
        if "Empty CSV" in text:
            return ImportRefused(
                _("The file {file} is empty: it has no row.").format(file=self.name),
                _("Check that the export ended well, then import it again."),
            )
        return ImportRefused(
            _("{file} cannot be read as a table after row {row}.").format(file=self.name, row=number(row)),
            _("Check how the file was exported (separator, quotation marks, encoding)."),
        )

    def _parquet(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.path)
        except (pa.ArrowException, OSError) as error:
            raise ImportRefused(
                _("The Parquet file {file} is damaged or incomplete.").format(file=self.name),
                _("Download or copy it again, then import it again."),
            ) from error

    @cached_property
    def _sheets(self) -> list[str]:
        import fastexcel

        return list(fastexcel.read_excel(str(self.path)).sheet_names) if self._workbook.num_columns else []

    @cached_property
    def _workbook(self) -> pa.Table:
        import fastexcel

        check_workbook(self.path)
        try:
            sheet = fastexcel.read_excel(str(self.path)).load_sheet(self.sheet, dtypes="string")
            table = pa.Table.from_batches([sheet.to_arrow()])
        except (fastexcel.FastExcelError, pa.ArrowException) as error:
            raise ImportRefused(
                _("The workbook {file} cannot be read.").format(file=self.name),
                _("Open it in a spreadsheet, save it as .csv, then import that file."),
            ) from error
        if table.num_columns == 0:
            raise ImportRefused(
                _("The workbook {file} is empty.").format(file=self.name), _("Import the sheet that holds the table.")
            )
        names = [str(name).strip() or f"column_{i + 1}" for i, name in enumerate(table.column_names)]
        return _as_text(table.rename_columns(names))


def _as_text(table: pa.Table) -> pa.Table:
    """Every column as strings, null as the empty string."""
    columns = []
    for column in table.columns:
        try:
            text = column.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            text = pa.chunked_array(
                [pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())]
            )
        columns.append(pc.fill_null(text, ""))
    return pa.table(dict(zip(table.column_names, columns, strict=True)))


def _cleaned(chunk: Chunk, told: Rejecter) -> Chunk:
    """The chunk without blank rows; rows that hold a NUL byte or repeat the header are told and left out."""
    bad = np.zeros(len(chunk), dtype=bool)
    blank = np.ones(len(chunk), dtype=bool)
    for name in chunk.table.column_names:
        cells = chunk.column(name)
        bad |= pc.match_substring(cells, "\x00").to_numpy(zero_copy_only=False)
        if blank.any():
            blank &= pc.equal(pc.binary_length(cells), 0).to_numpy(zero_copy_only=False)
    for row in chunk.rows[bad]:
        told(int(row), "nul_byte", _("NUL byte in the row"))
    again = ~bad
    for name in chunk.table.column_names[:3]:
        if again.any():
            again &= pc.equal(chunk.column(name), name).to_numpy(zero_copy_only=False)
    for row in chunk.rows[again]:
        told(int(row), "repeated_header", _("the header comes again"))
    return chunk.filter(~(bad | blank | again))

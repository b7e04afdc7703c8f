"""Reads a table once to know its columns: what is filled, what is a number, how many different values."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from carnet.records.importers.readers import Chunk, TableFile
from carnet.records.importers.values import COMMA_NUMBER, MISSING, SLASHED, THOUSANDS, UNKNOWN, Comma, read_number

MAX_DISTINCT = 2000
CODED = 10  # whole numbers from 0 to 10 that a study does not declare as numbers are codes (stage, grade, cluster)
NUMBER_SHARE = 0.9
DECLARED_SHARE = 0.5


@dataclass
class ColumnProfile:
    """What a column holds. `distinct`: value → count, up to MAX_DISTINCT values; `numbers` counts the cells that read
    as numbers."""

    known: int = 0
    numbers: int = 0
    comma_numbers: int = 0
    thousands: int = 0  # of them, those that may be whole numbers: 1,930
    longest: float = 0.0  # the largest of these, so read
    in_file: Comma = Comma.UNCLEAR  # what the rest of the file says of such a comma
    decimal_points: int = 0
    whole: bool = True
    lowest: float = np.inf
    highest: float = -np.inf
    plus: bool = False
    minus: int = 0
    unknown_words: int = 0
    distinct: Counter[str] = field(default_factory=Counter)
    overflow: bool = False
    slashed: int = 0  # dates written 03/04/2024, and how many of them have a first or a second part over 12
    first_over: int = 0
    second_over: int = 0

    @property
    def day_first(self) -> bool:
        """Dates written 03/04/2024 begin with the day (French order) unless a second part over 12 says otherwise."""
        return self.first_over >= self.second_over

    @property
    def ambiguous_dates(self) -> bool:
        """There are such dates, and none has a part over 12."""
        return self.slashed > 0 and self.first_over == self.second_over == 0

    @property
    def comma(self) -> Comma:
        """What a comma is in the column's numbers: 12,5 has a decimal one; 1,930 has what the rest of the file says."""
        if not self.comma_numbers or (self.decimal_points and self.thousands < self.comma_numbers):
            return Comma.NONE
        if self.decimal_points:
            return Comma.THOUSANDS
        return self.in_file if self.thousands == self.comma_numbers else Comma.DECIMAL

    @property
    def minus_is_value(self) -> bool:
        """ "-" is a result here, since "+" is one."""
        return self.plus and self.minus > 0

    @property
    def numeric_share(self) -> float:
        """The share of numbers among what is filled with more than “unknown”."""
        filled = self.known - self.unknown_words
        return (self.numbers + (self.comma_numbers if self.comma else 0)) / filled if filled else 0.0

    def kind(self, declared: str = "") -> str:
        """number, category or text. `declared`: STRING, NUMBER or BOOLEAN where the study says so."""
        if declared == "BOOLEAN":
            return "category"
        is_number = (
            self.numeric_share >= (DECLARED_SHARE if declared == "NUMBER" else NUMBER_SHARE)
            and self.numbers + self.comma_numbers > 0
        )
        if is_number and declared != "STRING" and not self.is_coded:
            return "number"
        if self.overflow or (len(self.distinct) > 50 and len(self.distinct) > self.known / 4):
            return "text"
        return "category"

    @property
    def is_coded(self) -> bool:
        """Whole numbers from 0 to 10 only: codes rather than quantities."""
        return (
            self.whole
            and not self.overflow
            and self.numbers > 0
            and self.lowest >= 0
            and self.highest <= CODED
            and self.numeric_share > DECLARED_SHARE
        )

    def add(self, value: str, count: int) -> None:
        """Count one distinct value of a chunk."""
        folded = value.lower()
        if folded in MISSING:
            if folded == "-":
                self.minus += count
            return
        self.known += count
        number = read_number(value)
        if number is not None:
            self.numbers += count
            self.decimal_points += count if "." in value else 0
        elif THOUSANDS.fullmatch(value):
            self.comma_numbers += count
            self.thousands += count
            self.longest = max(self.longest, read_number(value, Comma.THOUSANDS) or 0.0)
        elif COMMA_NUMBER.fullmatch(value):
            self.comma_numbers += count
            number = read_number(value, Comma.DECIMAL)
        elif folded in UNKNOWN:
            self.unknown_words += count
        elif value[:1] == "+":
            self.plus = True
        elif (slashed := SLASHED.match(value)) is not None:
            self.slashed += count
            self.first_over += count if int(slashed[1]) > 12 else 0
            self.second_over += count if int(slashed[2]) > 12 else 0
        if number is not None:
            self.whole = self.whole and number == int(number)
            self.lowest, self.highest = min(self.lowest, number), max(self.highest, number)
        if not self.overflow:
            self.distinct[value] += count
            if len(self.distinct) > MAX_DISTINCT:
                self.overflow = True
                self.distinct.clear()

    def settle_commas(self, said: Comma) -> None:
        """Take the numbers such as 1,930 into account, by what the file says of commas."""
        self.in_file = said
        if self.thousands:
            self.highest = max(self.highest, self.longest / (1000 if self.comma == Comma.DECIMAL else 1))
            self.whole = self.whole and self.comma == Comma.THOUSANDS


def _commas_of(table: TableFile, columns: Iterable[ColumnProfile]) -> Comma:
    """What a comma in 1,930 is: as the decimals of the other columns tell, else the way the file is written."""
    found = list(columns)
    points = any(each.decimal_points for each in found)
    commas = any(each.comma_numbers > each.thousands and not each.decimal_points for each in found)
    if points != commas:
        return Comma.THOUSANDS if points else Comma.DECIMAL
    if points or table.dialect is None:
        return Comma.UNCLEAR
    if table.dialect.separator == ";":
        return Comma.DECIMAL
    return Comma.THOUSANDS if table.dialect.separator == "," or table.dialect.comments else Comma.UNCLEAR


@dataclass
class TableProfile:
    """A table read once: `rows` good rows, its columns' profiles, hashes of the cells that name the patient and the
    sample."""

    rows: int
    columns: dict[str, ColumnProfile]
    patients: np.ndarray  # int64, 0 where the cell is empty; row numbers where the table names nobody
    samples: np.ndarray | None
    primary: np.ndarray | None

    def forget_keys(self) -> None:
        """Free the hashes once the rows are chosen."""
        self.patients, self.samples, self.primary = np.empty(0, dtype=np.int64), None, None


def profile(
    table: TableFile,
    patient: str | None = None,
    sample: str | None = None,
    sample_type: str | None = None,
    advance: Callable[[int], None] | None = None,
) -> TableProfile:
    """Read the whole table once, in chunks; 8 bytes are kept per row and per key."""
    columns = {name: ColumnProfile() for name in table.columns}
    patients: list[np.ndarray] = []
    samples: list[np.ndarray] = []
    primary: list[np.ndarray] = []
    rows = 0
    for chunk in table.chunks():
        for name, found in columns.items():
            _count(chunk, name, found)
        patients.append(hashes(chunk, patient) if patient else chunk.rows.astype(np.int64))
        if sample:
            samples.append(hashes(chunk, sample))
            cells = chunk.column(sample_type).to_pylist() if sample_type else [""] * len(chunk)
            primary.append(np.array(["primary" in cell.lower() for cell in cells], dtype=bool))
        rows += len(chunk)
        if advance:
            advance(len(chunk))
    said = _commas_of(table, columns.values())
    for found in columns.values():
        found.settle_commas(said)
    return TableProfile(
        rows,
        columns,
        _joined(patients, np.int64),
        _joined(samples, np.int64) if sample else None,
        _joined(primary, bool) if sample else None,
    )


def hashes(chunk: Chunk, column: str) -> np.ndarray:
    """A 64-bit hash per cell (0 for an empty one): two different names in 10 million meet with probability 3 in a
    million."""
    cells: Iterable[str] = chunk.column(column).to_pylist()
    return np.fromiter((_hash(cell) for cell in cells), dtype=np.int64, count=len(chunk))


def _hash(cell: str) -> int:
    kept = cell.strip()
    return 0 if kept.lower() in MISSING else hash(kept) or 1


def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


def _count(chunk: Chunk, name: str, found: ColumnProfile) -> None:
    encoded = chunk.column(name).dictionary_encode()
    counts = np.bincount(encoded.indices.to_numpy(zero_copy_only=False), minlength=len(encoded.dictionary))
    for value, count in zip(encoded.dictionary.to_pylist(), counts.tolist(), strict=True):
        found.add(value.strip(), count)

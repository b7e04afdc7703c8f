"""What is added comes back, whatever the order, the chunks and the engine."""

import datetime
import tempfile
from collections import Counter
from pathlib import Path

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import carnet.records.writer_parts as writer_parts
from carnet.records import TABLES, Provenance, Warehouse

DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
NUMBERS = st.floats(allow_nan=False, width=32)
MOMENTS = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1))
IDENTIFIERS = st.integers(-(2**62), 2**62)
ROW = st.tuples(
    st.integers(1, 9),
    st.integers(1, 5),
    st.just(0),
    DATES,
    st.just(0),
    st.none() | NUMBERS,
    st.none() | TEXTS,
    st.none() | MOMENTS,
    st.none() | IDENTIFIERS,
)
COLUMNS = (
    "measurement_id",
    "person_id",
    "measurement_concept_id",
    "measurement_date",
    "measurement_type_concept_id",
    "value_as_number",
    "measurement_source_value",
    "measurement_datetime",
    "visit_occurrence_id",
)


def table(rows):
    schema = pa.schema([TABLES["measurement"].arrow.field(name) for name in COLUMNS])
    return pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows], schema=schema)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(ROW, max_size=30),
    cuts=st.lists(st.integers(0, 30), max_size=4),
    append_from=st.integers(0, 4),
    part_rows=st.integers(1, 12),
)
def test_what_is_added_comes_back_on_every_engine(rows, cuts, append_from, part_rows):
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    chunks = [rows[start:end] for start, end in zip(edges, edges[1:], strict=False)]
    usual, writer_parts.PART_ROWS = writer_parts.PART_ROWS, part_rows
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "w"
            for mode, some in (("replace", chunks[:append_from]), ("append", chunks[append_from:])):
                with Warehouse.write(path, provenance=Provenance(source="x"), mode=mode) as writer:
                    for chunk in some:
                        writer.add("measurement", table(chunk))
            for engine in ("cpu", "duckdb"):
                warehouse = Warehouse.open(path, engine=engine)
                got = warehouse.read("measurement", columns=COLUMNS)
                assert Counter(got.iter_rows()) == Counter(rows)
                assert warehouse.summary().rows.get("measurement", 0) == len(rows)
                assert warehouse.read("measurement").to_arrow().schema.names == list(TABLES["measurement"].names)
    finally:
        writer_parts.PART_ROWS = usual

"""Parts are sorted so that a scan for one code reads few row groups, and written in bounded pieces."""

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import carnet.records.writer_parts as writer_parts
from carnet.compute import open_engine
from carnet.errors import CarnetError
from carnet.records import Provenance, Warehouse

ROWS, CODES = 400_000, 200


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("pruning") / "w"
    random = np.random.default_rng(1)
    with Warehouse.write(path, provenance=Provenance(source="x")) as writer:
        for start in range(0, ROWS, 100_000):
            n = 100_000
            codes = pa.array([f"C{code:03d}" for code in range(CODES)])
            writer.add(
                "condition_occurrence",
                {
                    "condition_occurrence_id": np.arange(start, start + n),
                    "person_id": random.integers(1, 50_000, n),
                    "condition_concept_id": np.zeros(n, np.int64),
                    "condition_type_concept_id": np.zeros(n, np.int64),
                    "condition_start_date": random.integers(10_000, 20_000, n).astype("datetime64[D]"),
                    "condition_source_value": pa.DictionaryArray.from_arrays(
                        random.integers(0, CODES, n).astype(np.int32), codes
                    ),
                },
            )
        writer.add(
            "note",
            {
                "note_id": [1],
                "person_id": [1],
                "note_date": np.array(["2020-01-01"], "datetime64[D]"),
                "note_type_concept_id": [0],
                "note_class_concept_id": [0],
                "note_text": ["Madame Dupont, née le"],
                "encoding_concept_id": [0],
                "language_concept_id": [0],
            },
        )
    return Warehouse.open(path)


def parts(warehouse, table):
    return sorted((warehouse.path / "versions" / warehouse.version / table).iterdir())


def test_most_row_groups_are_skipped_by_their_statistics(warehouse):
    kept = total = 0
    for path in parts(warehouse, "condition_occurrence"):
        metadata = pq.read_metadata(path)
        position = pq.read_schema(path).names.index("condition_source_value")
        for group in range(metadata.num_row_groups):
            statistics = metadata.row_group(group).column(position).statistics
            total += 1
            kept += statistics.min <= "C123" <= statistics.max
    assert total >= 4
    assert kept == 1


@pytest.mark.parametrize("engine", ["cpu", "duckdb"])
def test_an_engine_reads_only_what_the_statistics_let_through(warehouse, tmp_path, engine):
    """The other row groups are overwritten with zeros: an engine that touched them could not answer."""
    chosen = nw.col("condition_source_value") == "C123"
    expected = warehouse.engine.collect(warehouse.scan("condition_occurrence").filter(chosen).select("person_id"))
    assert 1_500 < expected.shape[0] < 2_500
    copies = []
    for path in parts(warehouse, "condition_occurrence"):
        content = bytearray(path.read_bytes())
        metadata = pq.read_metadata(path)
        position = pq.read_schema(path).names.index("condition_source_value")
        for group in range(metadata.num_row_groups):
            statistics = metadata.row_group(group).column(position).statistics
            if statistics.min <= "C123" <= statistics.max:
                continue
            for each in range(metadata.num_columns):
                column = metadata.row_group(group).column(each)
                start = column.dictionary_page_offset or column.data_page_offset
                content[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
        copies.append(tmp_path / path.name)
        copies[-1].write_bytes(content)
    opened = open_engine(engine)
    found = opened.collect(opened.scan(copies).filter(chosen).select("person_id"))
    assert sorted(found["person_id"].to_list()) == sorted(expected["person_id"].to_list())
    with pytest.raises(CarnetError, match="endommagé"):
        opened.collect(opened.scan(copies).filter(~chosen).select("person_id"))


def test_row_groups_are_small_compressed_and_have_statistics(warehouse):
    for path in parts(warehouse, "condition_occurrence"):
        metadata = pq.read_metadata(path)
        for group in range(metadata.num_row_groups):
            assert metadata.row_group(group).num_rows <= 1_000_000
            for position in range(metadata.num_columns):
                column = metadata.row_group(group).column(position)
                assert column.compression == "ZSTD"
                assert column.statistics is not None


def test_the_footer_of_notes_holds_no_text(warehouse):
    (path,) = parts(warehouse, "note")
    position = pq.read_schema(path).names.index("note_text")
    assert pq.read_metadata(path).row_group(0).column(position).statistics is None
    footer = path.read_bytes()[-pq.read_metadata(path).serialized_size :]
    assert b"Dupont" not in footer


def test_large_additions_are_cut_into_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(writer_parts, "PART_ROWS", 1_000)
    monkeypatch.setattr(writer_parts, "GROUP_ROWS", 300)
    n = 3_500
    with Warehouse.write(tmp_path / "w", provenance=Provenance(source="x")) as writer:
        writer.add(
            "death", {"person_id": np.arange(n)[::-1].copy(), "death_date": np.full(n, "2020-01-01", "datetime64[D]")}
        )
    warehouse = Warehouse.open(tmp_path / "w")
    rows = [pq.read_metadata(path).num_rows for path in parts(warehouse, "death")]
    assert rows == [1_000, 1_000, 1_000, 500]
    assert warehouse.summary().rows == {"death": n}
    first = pq.read_table(parts(warehouse, "death")[0])["person_id"].to_pylist()
    assert first == sorted(first)
    assert sorted(warehouse.read("death")["person_id"].to_list()) == list(range(n))


def test_additions_are_cut_by_their_bytes_too(tmp_path, monkeypatch):
    monkeypatch.setattr(writer_parts, "PART_BYTES", 100_000)
    n = 1_000
    with Warehouse.write(tmp_path / "w", provenance=Provenance(source="x")) as writer:
        writer.add(
            "note",
            {
                "note_id": np.arange(n),
                "person_id": np.arange(n),
                "note_date": np.full(n, "2020-01-01", "datetime64[D]"),
                "note_type_concept_id": np.zeros(n, int),
                "note_class_concept_id": np.zeros(n, int),
                "note_text": ["x" * 1_000] * n,
                "encoding_concept_id": np.zeros(n, int),
                "language_concept_id": np.zeros(n, int),
            },
        )
    warehouse = Warehouse.open(tmp_path / "w")
    assert len(parts(warehouse, "note")) > 5
    assert warehouse.read("note", columns=["note_id"]).shape[0] == n

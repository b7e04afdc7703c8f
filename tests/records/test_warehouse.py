"""What is written is read back: tables, summary, provenance, rejected rows, appending."""

import datetime
import json

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warehouse_data import DAY, conditions, persons

from carnet.compute import frame
from carnet.errors import SchemaError, UnknownColumn
from carnet.language import set_language
from carnet.records import TABLES, Provenance, Warehouse

SOURCE = Provenance(source="étude.tsv", format="cbioportal", importer_version="1.2", notes=["Dates relatives."])


def write(path, mode="replace", **tables):
    with Warehouse.write(path, provenance=SOURCE, name="Étude", mode=mode) as writer:
        for table, rows in tables.items():
            writer.add(table, rows)
    return Warehouse.open(path)


def test_round_trip_with_absent_columns_null(tmp_path):
    warehouse = write(tmp_path / "w", person=persons(3, 1, 2, gender_source_value=["F", None, "M"]))
    rows = warehouse.read("person").sort("person_id")
    assert rows["person_id"].to_list() == [1, 2, 3]
    assert rows["gender_source_value"].to_list() == [None, "M", "F"]
    assert rows["birth_datetime"].null_count() == 3
    assert tuple(rows.columns) == TABLES["person"].names
    assert warehouse.read("person", columns=["year_of_birth", "person_id"]).columns == ["year_of_birth", "person_id"]


def test_files_have_exactly_the_schemas_types(tmp_path):
    warehouse = write(tmp_path / "w", person=persons(1), condition_occurrence=conditions(["C50"]))
    for table in warehouse.tables():
        for path in (tmp_path / "w/versions" / warehouse.version / table).iterdir():
            assert pq.read_schema(path).equals(TABLES[table].arrow)


@pytest.mark.parametrize(
    "make",
    [
        lambda columns: columns,
        lambda columns: pa.table(columns),
        lambda columns: pa.table(columns).to_batches()[0],
        lambda columns: frame(columns),
        lambda columns: frame(columns).to_native(),
        lambda columns: {name: np.asarray(values) for name, values in columns.items()},
        lambda columns: {name: nw.new_series(name, values, backend="polars") for name, values in columns.items()},
    ],
    ids=["lists", "arrow", "batch", "narwhals", "polars", "numpy", "series"],
)
def test_rows_may_be_given_in_many_shapes(tmp_path, make):
    warehouse = write(tmp_path / "w", person=make(persons(5, 4)))
    assert sorted(warehouse.read("person")["person_id"].to_list()) == [4, 5]


def test_values_are_converted_only_where_nothing_changes(tmp_path):
    paris = datetime.timezone(datetime.timedelta(hours=2))
    rows = conditions(["C50", "C34"]) | {
        "condition_start_date": pa.array([datetime.datetime(2020, 3, 1), datetime.datetime(2020, 3, 2)]),
        "condition_start_datetime": pa.array(
            [datetime.datetime(2020, 3, 1, 1, tzinfo=paris)] * 2, pa.timestamp("ns", "+02:00")
        ),
        "condition_concept_id": [1.0, 2.0],
        "condition_source_value": pa.array(["C50", "C34"]).dictionary_encode(),
        "visit_occurrence_id": np.array([np.nan, 7.0]),
    }
    got = write(tmp_path / "w", condition_occurrence=rows).read("condition_occurrence").sort("condition_concept_id")
    assert got["condition_start_date"].to_list() == [DAY, DAY + datetime.timedelta(days=1)]
    assert got["condition_start_datetime"].to_list() == [datetime.datetime(2020, 2, 29, 23)] * 2
    assert got["condition_concept_id"].to_list() == [1, 2]
    assert got["condition_source_value"].to_list() == ["C50", "C34"]
    assert got["visit_occurrence_id"].to_list() == [None, 7]


def test_not_a_number_is_null(tmp_path):
    rows = {
        "measurement_id": [1, 2],
        "person_id": [1, 1],
        "measurement_concept_id": [0, 0],
        "measurement_date": [DAY, DAY],
        "measurement_type_concept_id": [0, 0],
        "value_as_number": [float("nan"), 1.5],
    }
    got = write(tmp_path / "w", measurement=rows).read("measurement").sort("measurement_id")
    assert got["value_as_number"].to_list() == [None, 1.5]


def test_tables_that_are_not_there_scan_as_empty(tmp_path):
    warehouse = write(
        tmp_path / "w",
        person=persons(1),
        death={"person_id": pa.array([], pa.int64()), "death_date": pa.array([], pa.date32())},
    )
    assert warehouse.tables() == ["person", "death"]
    assert not warehouse.has("death")
    assert not warehouse.has("note")
    assert warehouse.has("person")
    for table in ("death", "note"):
        empty = warehouse.read(table)
        assert empty.shape == (0, len(TABLES[table].columns))
    assert warehouse.read("note")["note_date"].dtype == nw.Date


def test_appending_keeps_rows_rejects_and_provenance(tmp_path):
    path = tmp_path / "w"
    for number, mode in enumerate(["append", "append", "append"]):
        with Warehouse.write(path, provenance=Provenance(source=f"{number}.csv"), mode=mode) as writer:
            start = writer.next_id("person")
            assert start == 2 * number + 1
            writer.add("person", persons(start, start + 1))
            writer.reject(
                table="person", source=f"{number}.csv", row=number, reason="duplicate", values={"âge": number}
            )
            assert writer.counts() == {"person": 2}
            assert writer.rejected() == {"person": {"duplicate": 1}}
    warehouse = Warehouse.open(path)
    assert warehouse.name == "w"
    assert sorted(warehouse.read("person")["person_id"].to_list()) == [1, 2, 3, 4, 5, 6]
    summary = warehouse.summary()
    assert [entry.source for entry in summary.imports] == ["0.csv", "1.csv", "2.csv"]
    assert all(entry.rows == {"person": 2} and entry.rejected == {"person": 1} for entry in summary.imports)
    assert all(entry.when.utcoffset() == datetime.timedelta(0) for entry in summary.imports)
    assert summary.rejected == {"person": {"duplicate": 3}}
    rejected = warehouse.rejected("person").sort("import")
    assert rejected["import"].to_list() == [0, 1, 2]
    assert [json.loads(text) for text in rejected["values"].to_list()] == [{"âge": 0}, {"âge": 1}, {"âge": 2}]
    assert warehouse.rejected("note").shape == (0, 7)


def test_replacing_starts_anew_and_changes_the_version(tmp_path):
    first = write(tmp_path / "w", person=persons(1, 2), condition_occurrence=conditions(["C50"]))
    second = write(tmp_path / "w", person=persons(9))
    assert second.version != first.version
    assert second.tables() == ["person"]
    assert len(second.summary().imports) == 1
    assert [folder.name for folder in (tmp_path / "w/versions").iterdir()] == [second.version]


def test_summary_tells_from_metadata_alone(tmp_path):
    later = datetime.date(2021, 1, 5)
    warehouse = write(
        tmp_path / "w",
        person=persons(1, 2, birth_datetime=[datetime.datetime(1950, 1, 1)] * 2),
        condition_occurrence=conditions(["C50", "C34"]),
        note={
            "note_id": [1],
            "person_id": [1],
            "note_date": [later],
            "note_type_concept_id": [0],
            "note_class_concept_id": [0],
            "note_text": ["Texte"],
            "encoding_concept_id": [0],
            "language_concept_id": [0],
        },
        note_nlp={
            "note_nlp_id": [1],
            "note_id": [1],
            "lexical_variant": ["x"],
            "nlp_date": [datetime.date(2030, 1, 1)],
        },
    )
    for part in (tmp_path / "w/versions" / warehouse.version).rglob("*.parquet"):
        part.unlink()  # nothing but the manifest is read
    summary = warehouse.summary()
    assert (summary.persons, summary.visits, summary.notes) == (2, 0, 1)
    assert summary.rows == {"person": 2, "condition_occurrence": 2, "note": 1, "note_nlp": 1}
    assert (summary.first_date, summary.last_date) == (DAY, later)
    assert (summary.name, summary.fictitious, summary.engine) == ("Étude", False, "CPU")
    assert summary.imports[0].notes == ("Dates relatives.",)


def test_a_summary_shows_itself_in_both_languages_and_escapes(tmp_path):
    with Warehouse.write(
        tmp_path / "w", provenance=Provenance(source="<b>"), name="<script>", fictitious=True
    ) as writer:
        writer.add("person", persons(1))
        writer.note("Note <i>")
        writer.note("Note <i>")
    warehouse = Warehouse.open(tmp_path / "w")
    assert warehouse.summary().imports[0].notes == ("Note <i>",)
    html = warehouse._repr_html_()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "Données fictives" in html
    try:
        set_language("en")
        assert "Fictitious data" in warehouse.summary()._repr_html_()
    finally:
        set_language("fr")


def test_fictitious_is_inherited_and_never_mixed(tmp_path):
    path = tmp_path / "w"
    with Warehouse.write(path, provenance=SOURCE, fictitious=True, name="Démo") as writer:
        writer.add("person", persons(1))
    with Warehouse.write(path, provenance=SOURCE, mode="append") as writer:
        writer.add("person", persons(2))
    assert Warehouse.open(path).fictitious
    assert Warehouse.open(path).name == "Démo"


def test_many_small_additions_make_one_sorted_part(tmp_path):
    with Warehouse.write(tmp_path / "w", provenance=SOURCE) as writer:
        for number, code in enumerate(["J45", "C50", "C34", "A00"]):
            writer.add("condition_occurrence", conditions([code], first=number))
    warehouse = Warehouse.open(tmp_path / "w")
    (part,) = (tmp_path / "w/versions" / warehouse.version / "condition_occurrence").iterdir()
    assert pq.read_table(part)["condition_source_value"].to_pylist() == ["A00", "C34", "C50", "J45"]


def test_folders_with_accents_spaces_and_brackets(tmp_path):
    path = tmp_path / "hôpital [de] démo {1} *"
    write(path, person=persons(1))
    for engine in ("cpu", "duckdb"):
        assert Warehouse.open(path, engine=engine).read("person").shape[0] == 1


def test_unknown_table_and_column_name_the_nearest(tmp_path):
    warehouse = write(tmp_path / "w", person=persons(1))
    with pytest.raises(SchemaError, match="condition_occurrence"):
        warehouse.scan("condition_occurence")
    with pytest.raises(UnknownColumn, match="year_of_birth"):
        warehouse.read("person", columns=["birth"])

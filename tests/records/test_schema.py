"""The schema is OMOP CDM 5.4 with its oncology extension: names, types and required flags."""

import csv
from collections import defaultdict

import pyarrow as pa
import pytest

from carnet.records import TABLES

ARROW = {
    "integer": pa.int64(),
    "bigint": pa.int64(),
    "float": pa.float64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "varchar": pa.string(),
}


def specification(corpora, name):
    path = corpora / "records/omop_cdm_spec/inst/csv" / name
    tables = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            kind = row["cdmDatatype"].lower().partition("(")[0]
            tables[row["cdmTableName"].lower()].append(
                (row["cdmFieldName"].strip('"').lower(), ARROW[kind], row["isRequired"].lower() == "yes")
            )
    return tables


@pytest.mark.corpora
def test_every_table_is_omop_cdm_5_4(corpora):
    tables = specification(corpora, "OMOP_CDMv5.4_Field_Level.csv")
    ours = {
        name: [(column.name, column.type, column.required) for column in table.columns]
        for name, table in TABLES.items()
        if table.group != "carnet"
    }
    assert ours == dict(tables)


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["episode", "episode_event"])
def test_oncology_extension(corpora, name):
    assert [(column.name, column.type, column.required) for column in TABLES[name].columns] == specification(
        corpora, "OMOP_CDM_Oncology_Ex_Field_Level.csv"
    )[name]


def test_carnets_own_tables_are_as_agreed():
    endpoint = TABLES["endpoint"].arrow
    assert endpoint.field("time").type == pa.float64()
    assert endpoint.field("event").type == pa.bool_()
    assert endpoint.field("index_date").type == pa.date32()
    assert TABLES["endpoint"].names == (
        "person_id",
        "endpoint",
        "time",
        "unit",
        "event",
        "status_source_value",
        "index_date",
        "time_source_value",
    )
    assert TABLES["attribute"].names == (
        "attribute",
        "label",
        "description",
        "kind",
        "level",
        "unit",
        "domain",
        "position",
    )
    assert TABLES["attribute"]["position"].type == pa.int32()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_says_how_it_is_sorted(name):
    table = TABLES[name]
    assert table.sort
    assert set(table.sort) <= set(table.names)
    assert len(set(table.names)) == len(table.names)


def test_a_scan_for_one_code_is_what_clinical_tables_are_sorted_for():
    assert TABLES["condition_occurrence"].sort == ("condition_source_value", "condition_concept_id", "person_id")
    assert TABLES["measurement"].sort[0] == "measurement_source_value"
    assert TABLES["episode"].sort == ("episode_concept_id", "person_id")
    assert TABLES["note"].sort == ("person_id", "note_date")


def test_an_unknown_column_is_a_key_error():
    assert "person_id" in TABLES["person"]
    assert "persone_id" not in TABLES["person"]
    with pytest.raises(KeyError):
        TABLES["person"]["persone_id"]

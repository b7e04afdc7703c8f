"""OMOP tables: any case, any usual date, bad rows set aside one by one."""

import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from records.importers.study_files import rejected, table, write

from carnet.errors import ImportRefused
from carnet.records.importers import import_source

PERSON = (
    "PERSON_ID,GENDER_CONCEPT_ID,YEAR_OF_BIRTH,RACE_CONCEPT_ID,ETHNICITY_CONCEPT_ID\n1,8507,1950,0,0\n2,8532,1960,0,0\n"
)
CONDITION = (
    "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_type_concept_id,"
    "condition_source_value,extra\n"
)


def test_bad_rows_are_set_aside_with_their_number_and_column(tmp_path: Path) -> None:
    write(tmp_path / "s" / "PERSON.csv", PERSON)
    write(
        tmp_path / "s" / "Condition_Occurrence.CSV",
        CONDITION
        + "1,1,0,2010-01-01,0,C50,x\n2,2,0,20100230,0,C50,x\n3,9,0,2010-01-01,0,C50,x\n4,two,0,2010-01-01,0,C50,x\n"
        "5,2,,20100131,0,C61,x\n"
        "6,2,0,,0,C61,x\n7,2,0,2010-01-31 10:00:00,0,C62,x\n8,2\n",
    )
    report = import_source(tmp_path / "s", tmp_path / "w")
    assert report.format == "omop"
    rows = table(tmp_path / "w", "condition_occurrence")
    assert sorted(
        (row["condition_occurrence_id"], row["condition_start_date"].isoformat(), row["condition_concept_id"])
        for row in rows
    ) == [(1, "2010-01-01", 0), (5, "2010-01-31", 0), (7, "2010-01-31", 0)]
    assert {(row["row"], row["column"], row["reason"]) for row in rejected(tmp_path / "w", "condition_occurrence")} == {
        (3, "condition_start_date", "not_a_date"),
        (4, "person_id", "unknown_person"),
        (5, "person_id", "not_an_integer"),
        (7, "condition_start_date", "missing_value"),
        (9, None, "ragged_row"),
    }
    assert any("extra" in note for note in report.notes)


def test_parquet_and_vocabulary_in_a_zip(tmp_path: Path) -> None:
    people = pa.table(
        {
            "person_id": [1, 2],
            "gender_concept_id": [8507, 8532],
            "year_of_birth": [1950.0, 1960.0],
            "race_concept_id": [0, 0],
            "ethnicity_concept_id": [0, 0],
        }
    )
    pq.write_table(people, tmp_path / "person.parquet")
    path = tmp_path / "db.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "person.parquet", "db/person.parquet")
        archive.writestr(
            "db/CONCEPT.csv",
            "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
            "valid_start_date\tvalid_end_date\tinvalid_reason\n"
            '1\ta "quoted" name\tCondition\tSNOMED\tx\tS\tNA\t19700101\t20991231\t\n',
        )
    report = import_source(path, tmp_path / "w")
    assert report.rows == {"person": 2, "concept": 1}
    (concept,) = table(tmp_path / "w", "concept")
    assert (concept["concept_name"], concept["concept_code"], concept["valid_end_date"].isoformat()) == (
        'a "quoted" name',
        "NA",
        "2099-12-31",
    )


def test_repeated_persons(tmp_path: Path) -> None:
    write(tmp_path / "s" / "person.csv", PERSON + "1,8507,1950,0,0\n2,8532,1961,0,0\n")
    report = import_source(tmp_path / "s", tmp_path / "w")
    assert (report.persons, report.duplicates) == (2, 1)
    assert dict(report.rejected) == {("person", "conflicting_duplicate"): 1}


def test_the_rows_of_a_rejected_person_are_rejected_too(tmp_path: Path) -> None:
    write(tmp_path / "s" / "person.csv", PERSON + "3,8507,,0,0\n4,abc,1950,0,0\n")
    write(
        tmp_path / "s" / "condition_occurrence.csv",
        CONDITION + "".join(f"{i},{i},0,2010-01-01,0,C50,x\n" for i in range(1, 5)),
    )
    report = import_source(tmp_path / "s", tmp_path / "w")
    assert report.rows == {"person": 2, "condition_occurrence": 2}
    assert report.rejected["condition_occurrence", "unknown_person"] == 2
    assert {row["person_id"] for row in table(tmp_path / "w", "condition_occurrence")} == {1, 2}


def test_no_person_left_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "s" / "person.csv", PERSON.replace("1950", "abc").replace("1960", ""))
    with pytest.raises(ImportRefused):
        import_source(tmp_path / "s", tmp_path / "w", format="omop")


def test_an_unreadable_optional_cell_is_left_empty_and_said(tmp_path: Path) -> None:
    header, first, second = PERSON.splitlines()
    write(tmp_path / "s" / "person.csv", f"{header},BIRTH_DATETIME\n{first},1950-02-30\n{second},1960-02-03\n")
    report = import_source(tmp_path / "s", tmp_path / "w", format="omop")
    assert [str(row["birth_datetime"])[:10] for row in table(tmp_path / "w", "person")] == ["None", "1960-02-03"]
    assert not report.rejected
    (note,) = [note for note in report.notes if "birth_datetime" in note]
    assert "1 (" in note
    assert "2)" in note


def test_ends_before_their_start(tmp_path: Path) -> None:
    write(tmp_path / "s" / "person.csv", PERSON)
    write(
        tmp_path / "s" / "visit_occurrence.csv",
        "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date,visit_type_concept_id\n"
        "1,1,9201,2015-01-10,2015-01-05,0\n2,1,9201,2015-01-10,2015-01-10,0\n3,2,9201,2015-01-10,,0\n",
    )
    write(
        tmp_path / "s" / "condition_occurrence.csv",
        CONDITION.replace("extra", "condition_end_date,condition_end_datetime")
        + "1,1,0,2010-01-02,0,C50,2010-01-01,2010-01-01 10:00\n2,2,0,2010-01-02,0,C50,2010-01-03,\n",
    )
    report = import_source(tmp_path / "s", tmp_path / "w")
    assert dict(report.rejected) == {("visit_occurrence", "end_before_start"): 1}
    (row,) = rejected(tmp_path / "w", "visit_occurrence")
    assert (row["row"], row["column"]) == (2, "visit_end_date")
    assert sorted(row["visit_occurrence_id"] for row in table(tmp_path / "w", "visit_occurrence")) == [2, 3]
    ends = {row["condition_occurrence_id"]: row for row in table(tmp_path / "w", "condition_occurrence")}
    assert (ends[1]["condition_end_date"], str(ends[2]["condition_end_date"])) == (None, "2010-01-03")
    assert any("condition_end_date " in note or "condition_end_date," in note for note in report.notes)


def test_one_death_per_person(tmp_path: Path) -> None:
    write(tmp_path / "s" / "person.csv", PERSON)
    write(
        tmp_path / "s" / "death.csv", "person_id,death_date\n1,2017-08-05\n1,2017-08-06\n2,2016-01-01\n2,2016-01-01\n"
    )
    report = import_source(tmp_path / "s", tmp_path / "w", format="omop")
    assert {row["person_id"]: str(row["death_date"]) for row in table(tmp_path / "w", "death")} == {
        1: "2017-08-05",
        2: "2016-01-01",
    }
    assert len(table(tmp_path / "w", "death")) == 2
    assert dict(report.rejected) == {("death", "conflicting_duplicate"): 1}
    assert report.duplicates == 1


@pytest.mark.parametrize(
    "files",
    [
        {"condition_occurrence.csv": CONDITION},
        {"person.csv": "", "visit_occurrence.csv": "a,b\n"},
        {"person.csv": PERSON.splitlines()[0] + "\n"},
        {"person.csv": PERSON, "condition_occurrence.csv": "condition_occurrence_id,person_id\n1,1\n"},
    ],
)
def test_refusals(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        write(tmp_path / "s" / name, text)
    with pytest.raises(ImportRefused) as error:
        import_source(tmp_path / "s", tmp_path / "w", format="omop")
    assert error.value.remedy

"""The real studies come in whole: endpoints row by row as the csv module reads them, tables line by line."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from records.importers.study_files import endpoints, read_rows, table

from carnet.records.importers import import_source

pytestmark = pytest.mark.corpora
EVENTS = {"1:DECEASED", "1", "1:Recurred", "1:DEAD WITH TUMOR", "1:Recurred/Progressed", "1:PROGRESSION"}

STUDIES = [
    (
        "metabric/brca_metabric_clinical_data.tsv",
        "\t",
        "Patient ID",
        1454,
        {
            "os": ("Overall Survival (Months)", "Overall Survival Status", 1137, 660),
            "rfs": ("Relapse Free Status (Months)", "Relapse Free Status", 1370, 556),
        },
    ),
    (
        "tcga_coadread_clinical/data_clinical_patient.csv",
        ",",
        "PATIENT_ID",
        351,
        {
            "os": ("OS_MONTHS", "OS_STATUS", 347, 71),
            "dss": ("DSS_MONTHS", "DSS_STATUS", 335, 44),
            "dfs": ("DFS_MONTHS", "DFS_STATUS", 129, 15),
            "pfs": ("PFS_MONTHS", "PFS_STATUS", 347, 82),
        },
    ),
    (
        "tcga_luad_clinical/data_clinical_patient.txt",
        "\t",
        "PATIENT_ID",
        354,
        {
            "os": ("OS_MONTHS", "OS_STATUS", 319, 105),
            "dss": ("DSS_MONTHS", "DSS_STATUS", 300, 66),
            "dfs": ("DFS_MONTHS", "DFS_STATUS", 193, 53),
            "pfs": ("PFS_MONTHS", "PFS_STATUS", 319, 127),
        },
    ),
]


@pytest.mark.parametrize(("name", "separator", "patient", "persons", "expected"), STUDIES)
def test_endpoints_row_by_row(
    corpora: Path,
    tmp_path: Path,
    name: str,
    separator: str,
    patient: str,
    persons: int,
    expected: dict[str, tuple[str, str, int, int]],
) -> None:
    path = corpora / "cohorts" / name
    report = import_source(path, tmp_path / "w")
    rows = read_rows(path, separator)
    assert report.persons == persons
    assert not report.rejected
    assert {each.name: (each.n, each.events) for each in report.endpoints} == {
        key: found[2:] for key, found in expected.items()
    }
    for key, (time, status, *_counts) in expected.items():
        direct = {
            row[patient]: (float(row[time]), row[status] in EVENTS)
            for row in rows
            if row[time] not in ("", "NA") and row[status] not in ("", "NA")
        }
        assert endpoints(tmp_path / "w", key) == direct


def test_synthea_comes_in_line_by_line(corpora: Path, tmp_path: Path) -> None:
    path = corpora / "records/synthea27nj/datasets/Synthea27Nj/Synthea27Nj_5.4.zip"
    report = import_source(path, tmp_path / "w")
    assert not report.rejected
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".csv") and "/" not in name:
                with archive.open(name) as file:
                    lines = sum(1 for _row in csv.reader(io.TextIOWrapper(file, encoding="utf-8"))) - 1
                assert report.rows.get(name[:-4].lower(), 0) == lines, name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("survival/rotterdam.csv", {"ttr": (2982, 1518), "os": (2982, 1272)}),
        ("survival/gbsg.csv", {"rfs": (686, 299)}),
        ("survival/colon.csv", {"ttr": (929, 468), "os": (929, 452)}),
        ("survival/veteran.csv", {"os": (137, 128)}),
        ("survival/cancer.csv", {"os": (228, 165)}),
        ("survival/ovarian.csv", {"os": (26, 12)}),
    ],
)
def test_textbook_tables(corpora: Path, tmp_path: Path, name: str, expected: dict[str, tuple[int, int]]) -> None:
    report = import_source(corpora / "cohorts/onco_survival_csv" / name, tmp_path / "w")
    assert {each.name: (each.n, each.events) for each in report.endpoints} == expected


def test_hepatocellular_carcinomas_with_question_marks(corpora: Path, tmp_path: Path) -> None:
    path = corpora / "cohorts/hcc_coimbra/data/hcc-data_EDITED.csv"
    report = import_source(path, tmp_path / "w")
    assert report.persons == 165
    known = sum(1 for row in read_rows(path, ",") if row["AFP"] != "?")
    assert sum(1 for row in table(tmp_path / "w", "measurement") if row["measurement_source_value"] == "AFP") == known


def test_a_french_hospital_extract(corpora: Path, tmp_path: Path) -> None:
    report = import_source(corpora / "records/ehr_fr_toy/file", tmp_path / "w")
    assert report.persons == 10
    assert not report.rejected
    assert report.rows["condition_occurrence"] == 18
    assert report.rows["measurement"] == 53
    people = str(table(tmp_path / "w", "person"))
    for row in read_rows(corpora / "records/ehr_fr_toy/file/patient.csv", ","):
        assert row["nom"] not in people
        assert row["nir"] not in people

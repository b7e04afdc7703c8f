"""A cBioPortal study, or what looks like one, keeps no column that names a person, and counts nobody without data."""

from pathlib import Path

import pytest
from records.importers.study_files import endpoints, rejected, table, write
from records.importers.test_identifiers import NAMES, everything

from carnet.records.importers import import_source


def test_a_study_keeps_no_name(tmp_path: Path) -> None:
    header = "PATIENT_ID\tPATIENT_DISPLAY_NAME\tLAST_NAME\tNIR\tPHONE\tDATE_OF_BIRTH\tARM\tOS_MONTHS\tOS_STATUS\n"
    rows = "".join(
        f"P{i}\t{name} Marie\t{name}\t1850775123{i:03d}12\t061234567{i}\t195{i}-03-04\tX\t{i + 1}\t1:DECEASED\n"
        for i, name in enumerate(NAMES)
    )
    report = import_source(write(tmp_path / "s" / "data_clinical_patient.txt", header + rows), tmp_path / "w")
    assert report.format == "cbioportal"
    said = everything(tmp_path / "w")
    for secret in (*NAMES, "1850775123", "061234567", "-03-04"):
        assert secret not in said
    (note,) = [note for note in report.notes if "LAST_NAME" in note]
    assert all(column in note for column in ("PATIENT_DISPLAY_NAME", "NIR", "PHONE", "DATE_OF_BIRTH"))
    assert len(endpoints(tmp_path / "w", "os")) == 8


@pytest.mark.parametrize("key", ["code", "name", "nir"])
def test_a_hospital_table_that_looks_like_a_study(tmp_path: Path, key: str) -> None:
    text = "Patient ID,Nom,Prénom,NIR,OS_MONTHS,OS_STATUS\n"
    for i, name in enumerate(NAMES):
        keys = {"code": f"P{i}", "name": f"{name} Marie", "nir": f"1850775123{i:03d}12"}
        text += f"{keys[key]},{name},Mariette,1850775123{i:03d}12,{i + 1},1:DECEASED\n"
    report = import_source(write(tmp_path / "t.csv", text), tmp_path / "w")
    assert report.format == "cbioportal"
    said = everything(tmp_path / "w")
    for secret in (*NAMES, "Mariette", "1850775123"):
        assert secret not in said
    assert any("Nom" in note and "Prénom" in note and "NIR" in note for note in report.notes)
    people = [row["person_source_value"] for row in table(tmp_path / "w", "person")]
    assert people == [f"P{i}" if key == "code" else str(i + 1) for i in range(8)]


def test_a_patient_whose_only_row_was_set_aside_is_not_counted(tmp_path: Path) -> None:
    text = "PATIENT_ID\tSAMPLE_ID\tARM\tOS_MONTHS\tOS_STATUS\n" + "".join(
        f"P{i}\tS{6 if i == 7 else i}\tA\t{i + 1}\t1:DECEASED\n" for i in range(10)
    )
    report = import_source(write(tmp_path / "data_clinical_sample.txt", text), tmp_path / "w")
    assert report.persons == len(table(tmp_path / "w", "person")) == 9
    assert set(endpoints(tmp_path / "w", "os")) == {f"P{i}" for i in range(10)} - {"P7"}
    assert endpoints(tmp_path / "w", "os")["P9"] == (10.0, True)
    assert [row["reason"] for row in rejected(tmp_path / "w", "specimen")] == ["conflicting_duplicate"]

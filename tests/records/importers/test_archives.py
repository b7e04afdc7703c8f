"""Hostile archives are refused in a sentence, and nothing is written outside."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from records.importers.study_files import patients

from carnet.errors import ImportRefused
from carnet.records.importers import import_source
from carnet.records.importers.archives import MAX_ENTRIES

ROWS = ["P1\t61\tFemale\t12.5\t1:DECEASED\tI"]


def refused(path: Path, into: Path) -> str:
    with pytest.raises(ImportRefused) as error:
        import_source(path, into)
    assert path.name in error.value.message
    assert error.value.remedy
    assert not (into / "carnet.json").exists()
    return error.value.message


def test_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.csv", b"0" * (64 * 2**20))
    refused(path, tmp_path / "w")


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.csv", b"0" * (64 * 2**20))
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.find(signature) + offset
        content[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    refused(path, tmp_path / "w")


def test_too_many_entries(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(MAX_ENTRIES + 1):
            archive.writestr(f"{i}.csv", "")
    refused(path, tmp_path / "w")


@pytest.mark.parametrize("name", ["../evil.csv", "/tmp/evil.csv", "a/../../evil.csv", "..\\evil.csv", "C:/evil.csv"])
def test_a_path_that_leads_outside(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x" / "evil.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "person_id\n1\n")
    refused(path, tmp_path / "w")
    assert not list(tmp_path.rglob("evil.csv"))


def test_a_link_in_a_tar(tmp_path: Path) -> None:
    path = tmp_path / "link.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("data_clinical_patient.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    refused(path, tmp_path / "w")


def test_a_password(tmp_path: Path) -> None:
    path = tmp_path / "secret.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("person.csv", "person_id\n1\n")
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.find(signature) + offset] |= 1
    path.write_bytes(content)
    refused(path, tmp_path / "w")


def test_a_broken_archive(tmp_path: Path) -> None:
    folder = patients(tmp_path / "s", ROWS)
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        archive.add(folder, "s")
    path = tmp_path / "broken.tar.gz"
    path.write_bytes(whole.getvalue()[:-60])
    refused(path, tmp_path / "w")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing else")
    refused(tmp_path / "broken.zip", tmp_path / "w")


def test_an_archive_in_an_archive_is_left_closed_and_said(tmp_path: Path) -> None:
    folder = patients(tmp_path / "s", ROWS)
    path = tmp_path / "s.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(folder / "data_clinical_patient.txt", "data_clinical_patient.txt")
        archive.writestr("inner.zip", b"PK")
    report = import_source(path, tmp_path / "w")
    assert any("inner.zip" in note for note in report.notes)


def test_a_workbook_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 2**20))
    refused(path, tmp_path / "w")


def test_a_folder_with_nothing_known_and_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", tmp_path / "w")
    refused(tmp_path / "absent", tmp_path / "w")

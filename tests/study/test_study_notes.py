"""The notes of a hospital and of a cohort, as the tools read them."""

from pathlib import Path

import pytest

import carnet
from carnet.errors import CarnetError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from carnet.records.demo import build_demo

    built = tmp_path_factory.mktemp("notes") / "hospital"
    build_demo(built, persons=150)
    return built


def test_notes_come_by_person_and_date(folder: Path) -> None:
    notes = list(carnet.open(folder).notes())
    assert len(notes) == carnet.open(folder).warehouse.summary().notes
    assert [(int(n.person_id or 0), n.note_date) for n in notes] == sorted(
        (int(n.person_id or 0), n.note_date) for n in notes
    )
    assert all(note.text and note.title for note in notes)
    assert [note.note_id for note in carnet.open(folder).notes(limit=3)] == [note.note_id for note in notes[:3]]


def test_a_cohort_has_the_notes_of_its_persons(folder: Path) -> None:
    cohort = carnet.open(folder).cohort().entry(condition="C50", first=True)
    persons = {note.person_id for note in cohort.notes()}
    assert persons and persons <= {str(one) for one in cohort.table.person_id}


def test_a_warehouse_without_notes_says_so(tmp_path: Path) -> None:
    from carnet.records.demo import build_demo

    build_demo(tmp_path / "hospital", persons=20, notes=False)
    with pytest.raises(CarnetError, match="carnet.open"):
        list(carnet.open(tmp_path / "hospital").notes())

"""The page in a cell: the facts at hand, of one patient, without a warehouse."""

from pathlib import Path

import pytest

import carnet
from carnet.errors import CarnetError
from carnet.text.note import Note

NOTES = [
    Note("1", "Carcinome du sein droit pT2N1M0, HER2 3+.", person_id="a"),
    Note("2", "Adénocarcinome prostatique, PSA 12 ng/mL.", person_id="b"),
]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "none"))
    monkeypatch.setenv("CARNET_REVIEWS", str(tmp_path / "reviews.sqlite"))


def test_the_facts_of_the_patient_named_are_shown_as_they_were_read() -> None:
    found = carnet.tools.structure().map(NOTES)
    page = carnet.review(found, "b")
    assert page.record is not None
    assert {item.fact.value for item in page.record.items()} >= {"prostate", "PSA=12 ng/mL"}
    assert page.record.results["2"] is found.results[1]


def test_several_patients_are_not_shown_as_one() -> None:
    with pytest.raises(CarnetError, match="plusieurs patients"):
        carnet.review(carnet.tools.structure().map(NOTES))
    with pytest.raises(CarnetError, match="Aucun"):
        carnet.review(carnet.tools.structure().map(NOTES), "c")

"""Facts as files, by the command and by methods: references hold, odd identifiers stay apart, what is wrong is told."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest

import carnet
from carnet.commands.export_facts import command
from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.structuring.export import files
from carnet.tools.structuring.export.osiris import read_pivot

TEXT = "Carcinome du sein droit, pT2N1M0, HER2 3+. PS 1. Pas de métastase osseuse. Mère : cancer de l'ovaire."
PERSONS = ("A 7", "A-7", "=1+1", "é/../7", None)
NOTES = [Note(f"n{at}", TEXT, person_id=person) for at, person in enumerate(PERSONS)]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("facts") / "facts.jsonl"
    lines = [result.line() for result in carnet.tools.structure().map(NOTES)]  # type: ignore[union-attr]
    told = [*lines, {"note_id": "bad", "error": "ligne 6 : pas du JSON"}]
    path.write_text("".join(json.dumps(line) + "\n" for line in told))
    return path


def test_the_command_writes_what_is_asked_for_readable_by_its_owner_alone(facts: Path, tmp_path: Path) -> None:
    pytest.importorskip("fhir.resources")
    command(facts, tmp_path / "o", tmp_path / "f", tmp_path / "facts.csv", tmp_path / "cohort.csv")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert len({row["Patient_Id"] for row in read_pivot(tmp_path / "o")["Patient"]}) == len(PERSONS)
    with (tmp_path / "cohort.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["person_id"] for row in csv.DictReader(file)] == ["A 7", "A-7", "'=1+1", "é/../7", ""]
    with (tmp_path / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == sum(len(one.facts) for one in files.read_results(facts))


def test_every_reference_of_a_bundle_is_in_it_and_patients_stay_apart(facts: Path, tmp_path: Path) -> None:
    pytest.importorskip("fhir.resources")
    (tmp_path / "patient-000099.json").write_text("{}")  # of an earlier export
    assert files.write_bundles(tmp_path, files.histories(files.read_results(facts))) == len(PERSONS)
    people = set()
    for path in tmp_path.glob("*.json"):
        entries = json.loads(path.read_text())["entry"]
        urls = [entry["fullUrl"] for entry in entries]
        assert len(set(urls)) == len(urls)
        people.add(urls[0])
        for resource in (entry["resource"] for entry in entries[1:]):
            assert (resource.get("subject") or resource["patient"])["reference"] == urls[0]
            if resource["resourceType"] == "Observation" and "absent" in json.dumps(resource.get("note", "")):
                assert "valueCodeableConcept" not in resource
    assert len(people) == len(PERSONS)


def test_methods_write_the_same(facts: Path, tmp_path: Path) -> None:
    faits = carnet.tools.structure().map(NOTES)
    assert faits.to_osiris(tmp_path / "o")["Patient"] == len(PERSONS)
    assert faits.to_csv(tmp_path / "f.csv") == len(faits.facts())
    assert faits.to_cohort(tmp_path / "c.csv") == len(PERSONS)


WRONG: list[Any] = ["not JSON", {"note_id": "1", "text": TEXT}, {"note_id": "1", "facts": [{"kind": "site"}]}, [1]]


@pytest.mark.parametrize("line", WRONG)
def test_a_line_that_is_no_facts_is_told_by_its_number_not_its_text(tmp_path: Path, line: Any) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(line if isinstance(line, str) else json.dumps(line))
    with pytest.raises(CarnetError, match="ligne 1") as caught:
        command(path, csv=tmp_path / "f.csv")
    assert "sein" not in str(caught.value)
    assert not (tmp_path / "f.csv").exists()


def test_nothing_asked_for_and_folders_that_are_not_there_are_refused(facts: Path, tmp_path: Path) -> None:
    with pytest.raises(CarnetError, match="Rien"):
        command(facts)
    with pytest.raises(CarnetError, match="dossier"):
        command(facts, csv=tmp_path / "nope" / "f.csv")

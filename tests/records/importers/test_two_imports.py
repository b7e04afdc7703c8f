"""Two imports into one folder: the one that is refused touches nothing; lost files are noticed before the switch."""

import subprocess
import sys
from pathlib import Path

import pytest
from records.importers.study_files import table, write

from carnet.errors import CarnetError
from carnet.records import Provenance, Warehouse
from carnet.records.importers import import_source

WRITING = """
import sys
from carnet.records import Provenance, Warehouse
import carnet.records.writer_parts as parts
parts.PART_ROWS = 2
columns = lambda *ids: dict(person_id=list(ids), gender_concept_id=[0] * len(ids), year_of_birth=[1950] * len(ids),
                            race_concept_id=[0] * len(ids), ethnicity_concept_id=[0] * len(ids))
with Warehouse.write(__import__("pathlib").Path(sys.argv[1]), provenance=Provenance(source="first")) as writer:
    writer.add("person", columns(11, 12))
    print("added", flush=True)
    sys.stdin.readline()
    writer.add("person", columns(13, 14))
"""
TABLE = "id,arm,OS_MONTHS,OS_STATUS\n1,A,3,1\n2,B,4,0\n3,A,5,1\n"


def test_a_refused_import_leaves_the_other_its_folder(tmp_path: Path) -> None:
    into = tmp_path / "w"
    source = write(tmp_path / "t.csv", TABLE)
    other = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(into)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "added\n"
    with pytest.raises(CarnetError, match=str(other.pid)):
        import_source(source, into)
    other.communicate("go\n", timeout=60)
    assert other.returncode == 0
    assert [row["person_id"] for row in table(into, "person")] == [11, 12, 13, 14]


def test_a_failed_import_removes_the_folder_that_it_made_only(tmp_path: Path) -> None:
    source = write(tmp_path / "t.csv", "id,arm,OS_MONTHS,OS_STATUS\n")
    with pytest.raises(CarnetError):
        import_source(source, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(CarnetError):
        import_source(source, tmp_path / "empty")
    assert (tmp_path / "empty").is_dir()
    import_source(write(tmp_path / "t.csv", TABLE), tmp_path / "empty")
    assert len(table(tmp_path / "empty", "person")) == 3


@pytest.mark.parametrize("lost", [True, False])
def test_a_part_lost_meanwhile_stops_the_commit(tmp_path: Path, lost: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carnet.records.writer_parts.PART_ROWS", 2)
    into = tmp_path / "w"
    import_source(write(tmp_path / "t.csv", TABLE), into)
    second = Provenance(source="second")
    with pytest.raises(CarnetError, match="part-00000"), Warehouse.write(into, provenance=second) as writer:
        row = {"gender_concept_id": 0, "year_of_birth": 1950, "race_concept_id": 0, "ethnicity_concept_id": 0}
        writer.add("person", {"person_id": [7, 8]} | {name: [value, value] for name, value in row.items()})
        (part,) = into.glob("versions/*.partial/person/*.parquet")
        if lost:
            part.unlink()
        else:
            part.write_bytes(part.read_bytes()[:-10])
    assert len(table(into, "person")) == 3

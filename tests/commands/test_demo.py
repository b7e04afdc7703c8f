"""`carnet demo` as a person runs it."""

import subprocess
import sys
from pathlib import Path

from carnet.records import Warehouse


def carnet(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from carnet.commands import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_hospital_is_built_and_said_to_be_fictitious(tmp_path: Path) -> None:
    done = carnet("demo", "--persons", "150", "--seed", "3", "--into", str(tmp_path / "hospital"))
    assert done.returncode == 0, done.stderr
    assert "150 patients" in done.stdout and "fictif" in done.stdout
    warehouse = Warehouse.open(tmp_path / "hospital")
    assert warehouse.fictitious and warehouse.summary().persons == 150 and warehouse.summary().notes > 0


def test_without_notes(tmp_path: Path) -> None:
    done = carnet("demo", "--persons", "50", "--into", str(tmp_path / "hospital"), "--no-notes")
    assert done.returncode == 0, done.stderr
    assert not Warehouse.open(tmp_path / "hospital").has("note")


def test_no_patient_is_an_error_in_two_lines(tmp_path: Path) -> None:
    done = carnet("demo", "--persons", "0", "--into", str(tmp_path / "hospital"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "carnet: " in done.stderr
    assert not (tmp_path / "hospital" / "carnet.json").exists()

"""`carnet import` says what came in, what did not and why, and what to type next."""

import json
import subprocess
import sys
from pathlib import Path

STUDY = "PATIENT_ID\tOS_MONTHS\tOS_STATUS\nP1\t3\t1:DECEASED\nP2\t4\t0:LIVING\nP3\t-1\t0:LIVING\n"


def carnet(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from carnet.commands import main; main()"]
    return subprocess.run([*program, *arguments], capture_output=True, text=True, check=False)


def test_a_study(tmp_path: Path) -> None:
    source = tmp_path / "data_clinical_patient.txt"
    source.write_text(STUDY)
    done = carnet("import", str(source), "--into", str(tmp_path / "w"))
    assert done.returncode == 0, done.stderr
    assert "3 patients" in done.stdout
    assert "temps négatif (1)" in done.stdout
    assert f"carnet survival {tmp_path / 'w'} --endpoint os --by" in done.stdout


def test_json(tmp_path: Path) -> None:
    source = tmp_path / "data_clinical_patient.txt"
    source.write_text(STUDY)
    done = carnet("import", str(source), "--into", str(tmp_path / "w"), "--json")
    report = json.loads(done.stdout)
    assert report["persons"] == 3
    assert report["endpoints"][0] | {"time_column": "", "status_column": ""} == {
        "name": "os",
        "n": 2,
        "events": 1,
        "unit": "month",
        "missing": 0,
        "time_column": "",
        "status_column": "",
    }
    assert report["rejected"] == [{"table": "endpoint", "reason": "negative_time", "count": 1}]


def test_a_refusal_is_two_lines(tmp_path: Path) -> None:
    source = tmp_path / "data_clinical_patient.txt"
    source.write_text("")
    done = carnet("import", str(source), "--into", str(tmp_path / "w"))
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert "vide" in lines[0]


def test_a_mapping_is_proposed_then_used(tmp_path: Path) -> None:
    source, mapping = tmp_path / "t.csv", tmp_path / "t.yaml"
    source.write_text("id,time,status\na,500,1\nb,900,0\n")
    assert carnet("import", str(source), "--propose", "--mapping", str(mapping)).returncode == 0
    assert "critères" in mapping.read_text(encoding="utf-8")
    done = carnet("import", str(source), "--into", str(tmp_path / "w"), "--mapping", str(mapping))
    assert done.returncode == 0, done.stderr

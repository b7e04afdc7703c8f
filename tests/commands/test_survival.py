"""`carnet survival`: the JSON that scripts read, the table that people read, and refusals in two lines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CLINICAL = """PATIENT_ID\tSEX\tAGE\tARM\tOS_MONTHS\tOS_STATUS
P1\tFemale\t60\tA\t5\t1:DECEASED
P2\tFemale\t61\tA\t10\t1:DECEASED
P3\tMale\t62\tA\t15\t0:LIVING
P4\tMale\t63\tA\t20\t1:DECEASED
P5\tFemale\t64\tB\t8\t0:LIVING
P6\tFemale\t65\tB\t30\t1:DECEASED
P7\tMale\t66\tB\t40\t0:LIVING
P8\tMale\t67\tB\t50\t0:LIVING
P9\tMale\t68\t\t50\t0:LIVING
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from carnet.records.importers import import_source

    folder = tmp_path_factory.mktemp("survival")
    (folder / "data_clinical_patient.txt").write_text(CLINICAL)
    import_source(folder / "data_clinical_patient.txt", folder / "warehouse")
    return folder / "warehouse"


def carnet(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from carnet.commands import main; main()", "survival", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_json(warehouse: Path) -> None:
    done = carnet(str(warehouse), "--endpoint", "os", "--by", "arm", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    names = "warehouse endpoint by unit n events missing groups logrank hazard_ratios warnings"
    assert list(found) == names.split()
    assert (found["endpoint"], found["by"], found["unit"]) == ("os", "ARM", "month")
    assert (found["n"], found["events"], found["missing"]) == (8, 4, 1)
    assert found["groups"][0] == {
        "group": "A",
        "n": 4,
        "events": 3,
        "median": 10.0,
        "median_lower": 5.0,
        "median_upper": 20.0,
    }
    # B: 4 followed, one leaves at 8, one of three has the event at 30: the curve stays at 2/3
    assert found["groups"][1]["median"] is None
    assert found["logrank"]["degrees_of_freedom"] == 1
    assert set(found["hazard_ratios"][0]) == {"group", "reference", "hazard_ratio", "lower", "upper", "p_value"}


def test_where_and_unit(warehouse: Path) -> None:
    done = carnet(str(warehouse), "--json", "--where", "sex=F", "--where", "age=60..64", "--unit", "year")
    found = json.loads(done.stdout)
    assert (found["n"], found["by"], found["logrank"], found["hazard_ratios"]) == (3, None, None, [])
    assert found["groups"][0]["median"] == pytest.approx(10 / 12)
    both = json.loads(carnet(str(warehouse), "--json", "--where", "ARM=A", "--where", "ARM=B").stdout)
    assert both["n"] == 8


@pytest.mark.parametrize(
    ("written", "unit"), [("jour", "day"), ("mois", "month"), ("année", "year"), ("Annee", "year"), ("months", "month")]
)
def test_units_in_french(warehouse: Path, written: str, unit: str) -> None:
    done = carnet(str(warehouse), "--json", "--unit", written)
    assert json.loads(done.stdout)["unit"] == unit, done.stderr


def test_cut_where_one_says(warehouse: Path) -> None:
    found = json.loads(carnet(str(warehouse), "--json", "--by", "AGE:62,66").stdout)
    assert [group["n"] for group in found["groups"]] == [2, 4, 3]


def test_table_in_french(warehouse: Path) -> None:
    done = carnet(str(warehouse), "--by", "ARM")
    assert done.returncode == 0
    assert "Survie globale" in done.stdout
    assert "non atteinte" in done.stdout
    assert "non masqués" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--by", "amr"), "ARM"),
        (("--endpoint", "oss"), "os"),
        (("--where", "ARM=Z"), "A"),
        (("--where", "ARM"), "--where"),
        (("--where", "AEG=3"), "AGE"),
        (("--unit", "fortnight"), "month"),
        (("--unit", "quinzaine"), "jour, mois, année"),
        (("--where", "AGE=70..50"), "AGE=50..70"),
        (("--where", "AGE=70..50", "--json"), "AGE=50..70"),
        (("--where", "AGE=nan..50"), "age=50..70"),
        (("--where", "AGE=90..100"), "filtre"),
        (("--where", "AGE=90..100", "--json"), "filtre"),
        (("--where", "ARM=A", "--where", "AGE=68..", "--json"), "filtre"),
        (("--by", "AGE:50,abc"), "age:50,70"),
        (("--by", "amr:62"), "ARM"),
    ],
)
def test_refusals_in_two_lines(warehouse: Path, arguments: tuple[str, ...], named: str) -> None:
    done = carnet(str(warehouse), *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("carnet: ")
    assert named in lines[1]


def test_help_says_that_counts_are_raw() -> None:
    assert "bruts" in carnet("--help").stdout

"""METABRIC, TCGA colorectal and lung: from their file to figures equal to lifelines', by two commands."""

import json
import math
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

pytestmark = [pytest.mark.corpora, pytest.mark.reference]

METABRIC = "cohorts/metabric/brca_metabric_clinical_data.tsv"
COADREAD = "cohorts/tcga_coadread_clinical/data_clinical_patient.csv"
LUAD = "cohorts/tcga_luad_clinical/data_clinical_patient.txt"
OS = ("os", "Overall Survival (Months)", "Overall Survival Status")
RFS = ("rfs", "Relapse Free Status (Months)", "Relapse Free Status")

# file, (endpoint, its columns), what Carnet is asked for, the raw column, collapse to main stages
CASES = [
    (METABRIC, OS, "stage", "Tumor Stage", True),
    (METABRIC, OS, "er status", "ER Status", False),
    (METABRIC, OS, "HER2 Status", "HER2 Status", False),
    (METABRIC, OS, "PAM50 + Claudin-low subtype", "Pam50 + Claudin-low subtype", False),
    (METABRIC, RFS, "PR Status", "PR Status", False),
    (COADREAD, ("os", "OS_MONTHS", "OS_STATUS"), "stage", "AJCC_PATHOLOGIC_TUMOR_STAGE", True),
    (COADREAD, ("pfs", "PFS_MONTHS", "PFS_STATUS"), "stage", "AJCC_PATHOLOGIC_TUMOR_STAGE", True),
    (COADREAD, ("dss", "DSS_MONTHS", "DSS_STATUS"), "subtype", "SUBTYPE", False),
    (LUAD, ("os", "OS_MONTHS", "OS_STATUS"), "stage", "AJCC_PATHOLOGIC_TUMOR_STAGE", True),
    (LUAD, ("pfs", "PFS_MONTHS", "PFS_STATUS"), "AJCC_PATHOLOGIC_TUMOR_STAGE", "AJCC_PATHOLOGIC_TUMOR_STAGE", False),
]

# What is left between the two programs is rounding, but for Cox's model: lifelines stops Newton's iterations up to 3e-9
# short of the maximum (METABRIC by ER status: R and Carnet agree to 1e-12 there, lifelines differs by 3e-9 in the
# coefficient). A p-value multiplies that by its statistic, hence its own tolerance.
RELATIVE = 1e-8
RELATIVE_OF_COX_P = 1e-6


def carnet(*arguments: str) -> str:
    command = [sys.executable, "-c", "from carnet.commands import main; main()", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def imported(source: Path) -> Path:
    into = Path(mkdtemp(prefix="carnet-test-")) / "warehouse"
    carnet("import", str(source), "--into", str(into))
    return into


@pytest.fixture(scope="module")
def answers(corpora: Path, references: str) -> list[tuple[Any, Any]]:
    """For each case what Carnet and what lifelines finds; lifelines takes Carnet's reference group."""
    found = []
    for file, endpoint, by, _column, _collapse in CASES:
        found.append(
            json.loads(
                carnet("survival", str(imported(corpora / file)), "--endpoint", endpoint[0], "--by", by, "--json")
            )
        )
    asked = [
        {
            "path": str(corpora / file),
            "time": endpoint[1],
            "status": endpoint[2],
            "column": column,
            "collapse": collapse,
            "reference": answer["hazard_ratios"][0]["reference"],
        }
        for (file, endpoint, _by, column, collapse), answer in zip(CASES, found, strict=True)
    ]
    script = Path(__file__).with_name("lifelines_study.py")
    done = subprocess.run(
        [references, "-W", "ignore", str(script)], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(zip(found, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("case", range(len(CASES)))
def test_import_then_survival_equals_lifelines(answers: list[tuple[Any, Any]], case: int) -> None:
    found, expected = answers[case]
    assert (found["n"], found["events"]) == (expected["n"], expected["events"])
    assert [g["group"] for g in found["groups"]] == sorted(
        expected["groups"], key=lambda g: [x["group"] for x in found["groups"]].index(g)
    )
    for group in found["groups"]:
        wanted = expected["groups"][group.pop("group")]
        for name, value in group.items():
            same(value, wanted[name], name)
    for name in ("statistic", "p_value"):
        same(found["logrank"][name], expected["logrank"][name], f"log-rank {name}")
    assert found["logrank"]["degrees_of_freedom"] == len(expected["groups"]) - 1
    estimated = {ratio["group"]: ratio for ratio in found["hazard_ratios"] if ratio["hazard_ratio"] is not None}
    assert set(estimated) == set(expected["hazard_ratios"])
    for group, wanted in expected["hazard_ratios"].items():
        for name, value in wanted.items():
            same(estimated[group][name], value, f"{group} {name}", RELATIVE_OF_COX_P if name == "p_value" else RELATIVE)


def same(found: Any, expected: Any, what: str, relative: float = RELATIVE) -> None:
    if expected is None or found is None:
        assert found is expected, what
    else:
        assert math.isclose(found, expected, rel_tol=relative, abs_tol=1e-10), (what, found, expected)

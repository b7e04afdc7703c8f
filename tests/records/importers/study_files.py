"""Small studies written to disk for the tests of the importers, and what the warehouse says of them."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carnet.records import Warehouse

PATIENT_HEADER = (
    "#Patient Identifier\tDiagnosis Age\tSex\tOverall Survival (Months)\tOverall Survival Status\tStage\n"
    "#Identifier\tAge\tSex\tTime\tStatus\tStage of the tumour\n"
    "#STRING\tNUMBER\tSTRING\tNUMBER\tSTRING\tSTRING\n"
    "#1\t1\t1\t1\t1\t1\n"
)
PATIENT_COLUMNS = "PATIENT_ID\tAGE\tSEX\tOS_MONTHS\tOS_STATUS\tAJCC_PATHOLOGIC_TUMOR_STAGE\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def patients(folder: Path, rows: Sequence[str], header: str = PATIENT_HEADER) -> Path:
    """A study folder with one clinical file."""
    write(folder / "data_clinical_patient.txt", header + PATIENT_COLUMNS + "".join(f"{row}\n" for row in rows))
    return folder


def table(path: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table of the warehouse."""
    found = Warehouse.open(path)
    return found.read(name).rows(named=True) if found.has(name) else []


def rejected(path: Path, name: str) -> list[dict[str, Any]]:
    """The rows set aside from a table."""
    return Warehouse.open(path).rejected(name).rows(named=True)


def endpoints(path: Path, name: str) -> dict[str, tuple[float, bool]]:
    """Study's patient → (time, event) of an endpoint."""
    people = {row["person_id"]: row["person_source_value"] for row in table(path, "person")}
    return {
        people[row["person_id"]]: (row["time"], row["event"])
        for row in table(path, "endpoint")
        if row["endpoint"] == name
    }


def values(path: Path, name: str) -> dict[str, str]:
    """Study's patient → value of an attribute."""
    people = {row["person_id"]: row["person_source_value"] for row in table(path, "person")}
    found = {
        people[row["person_id"]]: row["value_as_string"]
        for row in table(path, "observation")
        if row["observation_source_value"] == name
    }
    return found | {
        people[row["person_id"]]: row["value_source_value"]
        for row in table(path, "measurement")
        if row["measurement_source_value"] == name
    }


def read_rows(path: Path, separator: str) -> list[dict[str, str]]:
    """The rows of a file as the csv module reads them, for comparison."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=separator))

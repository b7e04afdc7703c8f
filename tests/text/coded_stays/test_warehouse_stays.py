"""Coded stays drawn from a warehouse: codes said by position, or drawn from what its conditions say."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from carnet.errors import CarnetError
from carnet.records import Provenance, Warehouse
from carnet.text.coded_stays import CodedRecord, SetAsides, stays_of_warehouse
from carnet.text.coded_stays.warehouse import nearest_valid

DAY = date(2021, 5, 3)
ONE, OTHER = 1, 2  # persons


def hospital(
    folder: Path, visits: list[tuple[int, str, int]], conditions: list[tuple[int, str, str, int, int | None]]
) -> Warehouse:
    """`visits`: (person, kind, day); `conditions`: (person, code, status, day, number of a visit). Each visit but those
    of « sans note » has one note; a pathology report of person 1 comes on day 25."""
    kinds = [kind.removesuffix(" sans note") for _p, kind, _d in visits]
    days = [DAY + timedelta(days=day) for _p, _k, day in visits]
    noted = [n for n, (_p, kind, _d) in enumerate(visits, 1) if not kind.endswith("sans note")]
    with_drugs = [n for n, kind in enumerate(kinds, 1) if kind == "hôpital de jour"]
    rows: dict[str, dict[str, list[Any]]] = {
        "person": {
            "person_id": [1, 2],
            "gender_concept_id": [8532, 8507],
            "year_of_birth": [1951, 1960],
            "race_concept_id": [0, 0],
            "ethnicity_concept_id": [0, 0],
        },
        "visit_occurrence": {
            "visit_occurrence_id": list(range(1, len(visits) + 1)),
            "person_id": [person for person, _k, _d in visits],
            "visit_concept_id": [0] * len(visits),
            "visit_start_date": days,
            "visit_end_date": [day + timedelta(days=2) for day in days],
            "visit_type_concept_id": [0] * len(visits),
            "visit_source_value": kinds,
        },
        "note": {
            "note_id": [10 * n for n in noted] + [999],
            "person_id": [visits[n - 1][0] for n in noted] + [1],
            "note_date": [days[n - 1] for n in noted] + [DAY + timedelta(days=25)],
            "note_type_concept_id": [0] * (len(noted) + 1),
            "note_class_concept_id": [0] * (len(noted) + 1),
            "note_text": ["Compte rendu."] * (len(noted) + 1),
            "encoding_concept_id": [0] * (len(noted) + 1),
            "language_concept_id": [0] * (len(noted) + 1),
            "visit_occurrence_id": [*noted, None],
            "note_source_value": ["CRH"] * len(noted) + ["ANAPATH"],
        },
        "condition_occurrence": {
            "condition_occurrence_id": list(range(1, len(conditions) + 1)),
            "person_id": [row[0] for row in conditions],
            "condition_concept_id": [0] * len(conditions),
            "condition_start_date": [DAY + timedelta(days=row[3]) for row in conditions],
            "condition_type_concept_id": [0] * len(conditions),
            "condition_source_value": [row[1] for row in conditions],
            "condition_status_source_value": [row[2] for row in conditions],
            "visit_occurrence_id": [row[4] for row in conditions],
        },
    }
    if with_drugs:
        rows["drug_exposure"] = {
            "drug_exposure_id": with_drugs,
            "person_id": [visits[n - 1][0] for n in with_drugs],
            "drug_concept_id": [0] * len(with_drugs),
            "drug_exposure_start_date": [days[n - 1] for n in with_drugs],
            "drug_exposure_end_date": [days[n - 1] for n in with_drugs],
            "drug_type_concept_id": [0] * len(with_drugs),
            "visit_occurrence_id": with_drugs,
        }
    with Warehouse.write(folder, provenance=Provenance(source="test")) as writer:
        for table, columns in rows.items():
            writer.add(table, columns)
    return Warehouse.open(folder)


def codes(stay: CodedRecord) -> tuple[str, str | None, tuple[str, ...]]:
    return stay.dp, stay.dr, stay.das


def test_stays_are_coded_by_what_they_were_for(tmp_path: Path) -> None:
    warehouse = hospital(
        tmp_path / "w",
        [
            (ONE, "consultation", 0),
            (ONE, "hospitalisation programmée", 10),
            (ONE, "hôpital de jour", 40),
            (ONE, "hospitalisation non programmée", 50),
            (ONE, "soins palliatifs", 90),
            (ONE, "hôpital de jour sans note", 60),
            (OTHER, "hospitalisation programmée", 0),
        ],
        [
            (ONE, "C50.4", "primary", 0, None),
            (ONE, "E11.9", "comorbidity", 0, None),
            (ONE, "A41.9", "complication", 50, 4),
            (ONE, "C79.5", "metastasis", 70, None),
        ],
    )
    aside = SetAsides()
    found = {stay.stay_id: stay for stay in stays_of_warehouse(warehouse, aside)}
    assert {name: codes(stay) for name, stay in found.items()} == {
        "2": ("C504", None, ("E1198",)),
        "3": ("Z511", "C504", ("E1198",)),
        "4": ("A419", None, ("C504", "E1198")),
        "5": ("Z515", "C504", ("C795", "E1198")),
    }
    assert len(aside) == 2  # a day without a note; a person without a diagnosis
    assert [note.note_id for note in found["2"].notes] == ["20", "999"]  # with the report, which comes after
    assert all(note.visit_id == stay.stay_id for stay in found.values() for note in stay.notes)
    assert (found["2"].age, found["2"].sex, found["2"].person) == (70, "f", "1")


def test_codes_said_by_position_are_taken_as_they_are(tmp_path: Path) -> None:
    warehouse = hospital(
        tmp_path / "w",
        [(ONE, "hospitalisation", 0)],
        [
            (ONE, code, status, 0, 1)
            for code, status in (("Z45.80", "DP"), ("C50.4", "DR"), ("I10", "DAS"), ("?", "DAS"))
        ],
    )
    (stay,) = stays_of_warehouse(warehouse)
    assert codes(stay) == ("Z4580", "C504", ("I10",))


def test_codes_that_stop_too_high_go_down_where_it_says_no_more() -> None:
    assert [nearest_valid(code) for code in ("E11.9", "E66.9", "R53", "C50.4", "I10")] == [
        "E1198",
        "E6699",
        "R53+0",
        "C504",
        "I10",
    ]
    assert [nearest_valid(code) for code in ("C50", "I21", "D50-D89", None)] == ["C509", None, None, None]


def test_a_warehouse_without_notes_says_so(tmp_path: Path) -> None:
    from carnet.records.demo import build_demo

    with pytest.raises(CarnetError):
        list(stays_of_warehouse(build_demo(tmp_path / "hospital", persons=20, notes=False)))

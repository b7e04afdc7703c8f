"""Cohorts from a warehouse: entry, criteria, attrition in persons, values closest to the index; any engine."""

import json
from pathlib import Path

import numpy as np
import pytest
from small_hospital import small_hospital

from carnet.cohorts.build import build
from carnet.cohorts.definition import Between, CohortDefinition, Entry, Event, OneOf
from carnet.cohorts.table import CohortTable, Filters, Range
from carnet.errors import CarnetError, UnknownColumn
from carnet.language import set_language
from carnet.records import Warehouse

ENGINES = ["cpu", "duckdb", pytest.param("spark", marks=pytest.mark.spark)]
BREAST = CohortDefinition("Sein", Entry("condition", ("C50",)))
ADULTS = BREAST.adding(Between("age", 18)).adding(OneOf("stage", ("II", "III", "IV")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_hospital(tmp_path_factory.mktemp("cohorts") / "hospital")


def cohort(folder: Path, definition: CohortDefinition, engine: str = "cpu") -> CohortTable:
    return build(Warehouse.open(folder, engine), definition)


@pytest.mark.parametrize("engine", ENGINES)
def test_entry_takes_every_spelling_of_the_code_and_the_first_event(folder: Path, engine: str) -> None:
    table = cohort(folder, BREAST, engine)
    assert table.person_id.tolist() == [1, 2, 3, 4, 6]
    assert table.index_date.astype(str).tolist() == [
        "2018-06-14",
        "2019-01-01",
        "2019-03-01",
        "2020-02-02",
        "2021-05-05",
    ]
    # person 1 has her birthday the day after the index: 67, not 68
    assert table.age.tolist() == [67, 59, 15, 44, 81]
    assert table.sex.values().tolist() == ["F", "F", "M", "F", "F"]
    assert table.stage.values().tolist() == ["II", "III", "I", None, "IV"]
    assert table.site.values().tolist() == ["C50"] * 5
    assert table.year.tolist() == [2018, 2019, 2019, 2020, 2021]


@pytest.mark.parametrize("engine", ENGINES)
def test_attrition_counts_persons_and_those_unknown(folder: Path, engine: str) -> None:
    table = cohort(folder, ADULTS, engine)
    assert [(s.before, s.after, s.unknown) for s in table.attrition.steps] == [
        (6, 6, 0),
        (6, 5, 0),
        (5, 4, 0),
        (4, 3, 1),
    ]
    assert table.person_id.tolist() == [1, 2, 6]
    assert (table.attrition.start, table.attrition.end) == (6, 3)


@pytest.mark.parametrize("engine", ENGINES)
def test_any_entry_takes_the_earliest_event_that_meets_the_criteria(folder: Path, engine: str) -> None:
    definition = CohortDefinition("", Entry("condition", ("C50",), first=False), (Between("year", 2020),))
    table = cohort(folder, definition, engine)
    assert dict(zip(table.person_id.tolist(), table.index_date.astype(str).tolist(), strict=True)) == {
        1: "2022-01-01",
        4: "2020-02-02",
        6: "2021-05-05",
    }
    assert [(s.before, s.after) for s in table.attrition.steps] == [(6, 6), (6, 5), (5, 3)]


@pytest.mark.parametrize("engine", ENGINES)
def test_windows_around_the_index(folder: Path, engine: str) -> None:
    def with_event(event: Event) -> list[int]:
        return cohort(folder, BREAST.adding(event), engine).person_id.tolist()

    assert with_event(Event("drug", ("L01",))) == [1, 3]
    assert with_event(Event("drug", ("L01",), from_days=0)) == [1]
    assert with_event(Event("drug", ("L01",), at_least=2, from_days=0, to_days=48)) == [1]
    assert with_event(Event("drug", ("L01",), at_least=2, from_days=0, to_days=47)) == []
    assert with_event(Event("drug", ("L01",), from_days=-28, to_days=-28)) == [3]
    assert with_event(Event("drug", ("L01", "L02"), absent=True)) == [4, 6]
    assert with_event(Event("condition", ("I10",), to_days=0)) == [1]


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_and_the_value_closest_to_the_index(folder: Path, engine: str) -> None:
    table = cohort(folder, BREAST, engine)
    haemoglobin = table.column("718-7")
    assert haemoglobin.kind == "number"
    np.testing.assert_array_equal(haemoglobin.numbers, [12.0, 9.5, np.nan, np.nan, np.nan])
    assert table.column("condition:I10").values().tolist() == ["yes", "no", "no", "no", "no"]
    assert table.column("médicament:L01").values().tolist() == ["yes", "no", "yes", "no", "no"]
    known = {column.id: column.n_known for column in table.columns()}
    assert known["718-7"] == 2


def test_everyone_enters_by_the_primary_tumour_or_the_start_of_follow_up(folder: Path) -> None:
    table = build(Warehouse.open(folder, "cpu"))
    assert table.n == 6
    assert str(table.index_date[4]) == "2010-01-01"  # person 5 has no tumour
    assert str(table.index_date[3]) == "2020-02-02"
    assert table.attrition.end == 6


def test_filters_are_masks_and_never_ask_the_warehouse_again(folder: Path) -> None:
    warehouse = Warehouse.open(folder, "cpu")
    table = build(warehouse, BREAST)
    assert table.where(Filters(others={"718-7": Range(9, 10)})).person_id.tolist() == [2]
    assert table.where(Filters(stages=("II", "III"), sexes=("F",), sites=("C50",))).person_id.tolist() == [1, 2]
    asked = warehouse.engine.report().queries
    older = table.where(Filters(age=Range(50, None), years=Range(2019, 2022)))
    assert older.person_id.tolist() == [2, 6]
    assert older.where(Filters(stages=("IV",))).person_id.tolist() == [6]
    assert older.stage.values().tolist() == ["III", "IV"]
    assert warehouse.engine.report().queries == asked
    filters = Filters(age=Range(50, None), stages=("IV",))
    assert filters.criteria() == (Between("age", 50, None), OneOf("stage", ("IV",)))


def test_unknown_column_names_the_nearest(folder: Path) -> None:
    with pytest.raises(UnknownColumn) as trouble:
        cohort(folder, BREAST).column("stge")
    assert "stage" in trouble.value.remedy


def test_definition_survives_json_and_speaks_plainly() -> None:
    definition = ADULTS.adding(Event("drug", ("L01", "L02"), 2, 0, 180)).adding(
        Event("condition", ("I21",), to_days=0, absent=True)
    )
    assert CohortDefinition.from_dict(json.loads(json.dumps(definition.to_dict()))) == definition
    set_language("fr")
    said = definition.describe()
    assert said.startswith("Sein : Premier diagnostic C50 ; âge d’au moins 18 ans ; stade")
    assert "sans diagnostic I21 (jusqu’au jour 0" in said
    with pytest.raises(CarnetError):
        CohortDefinition.from_dict({"entry": {"domain": "planet"}})
    with pytest.raises(CarnetError):
        CohortDefinition.from_dict({"criteria": [{"kind": "between", "colour": "red"}]})


def test_an_empty_cohort_is_a_cohort(folder: Path) -> None:
    table = cohort(folder, CohortDefinition("", Entry("condition", ("Z99",))))
    assert table.n == 0
    assert table.attrition.end == 0
    assert table.stage.counts() == {}

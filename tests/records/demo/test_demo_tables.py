"""What the demo hospital promises of its rows: the same for a seed, whole, in order, plausible, marked fictitious."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.compute import to_arrow
from carnet.errors import CarnetError
from carnet.records import Warehouse
from carnet.records.demo import build_demo
from carnet.records.demo.drugs import ATC
from carnet.records.demo.local_treatment import LOCAL
from carnet.records.demo.protocols import OPTIONS
from carnet.records.demo.regimens import REGIMENS
from carnet.records.demo.sites import SITES
from carnet.records.demo.staging import N_NAMES, STAGES, T_NAMES, stage_of
from carnet.records.demo.tables import BLOCK, block_tables, draw_block

END = date(2025, 12, 31)
Rows = dict[str, list[dict]]


def content(warehouse: Warehouse) -> dict[str, pa.Table]:
    return {name: to_arrow(warehouse.read(name)) for name in warehouse.tables()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, hospital: Warehouse) -> None:
    again = build_demo(tmp_path / "again", 2_000, 7, noted=250)
    for folder in (hospital.path, again.path):
        assert sorted(folder.rglob("*.parquet"))
    first, second = (
        {p.relative_to(next((f / "versions").iterdir())): p.read_bytes() for p in f.rglob("*.parquet")}
        for f in (hospital.path, again.path)
    )
    assert first == second


def test_another_seed_gives_another_hospital(hospital: Warehouse, tmp_path: Path) -> None:
    other = build_demo(tmp_path / "other", 2_000, 8, notes=False)
    assert to_arrow(other.read("person")) != to_arrow(hospital.read("person"))
    assert not other.has("note")


def test_how_many_are_written_at_once_changes_nothing(tmp_path: Path) -> None:
    persons = 2 * BLOCK + 300
    one, two = (
        content(build_demo(tmp_path / str(size), persons, 3, notes=False, persons_per_write=size))
        for size in (BLOCK, 10 * BLOCK)
    )
    assert one.keys() == two.keys()
    assert all(one[name] == two[name] for name in one)
    assert len(set(one["measurement"]["measurement_id"].to_pylist())) == one["measurement"].num_rows


def test_every_identifier_that_is_referred_to_exists(tables: Rows) -> None:
    keys = {
        "person_id": "person",
        "visit_occurrence_id": "visit_occurrence",
        "provider_id": "provider",
        "care_site_id": "care_site",
        "location_id": "location",
        "note_id": "note",
    }
    known = {key: {row[key] for row in tables[table]} for key, table in keys.items()}
    for name, rows in tables.items():
        for key in keys:
            assert {row[key] for row in rows if row.get(key) is not None} <= known[key], (name, key)
    owner = {row["visit_occurrence_id"]: row["person_id"] for row in tables["visit_occurrence"]}
    for name in ("condition_occurrence", "measurement", "drug_exposure", "procedure_occurrence", "note"):
        assert all(
            owner[row["visit_occurrence_id"]] == row["person_id"] for row in tables[name] if row["visit_occurrence_id"]
        ), name
    assert all(
        owner[row["preceding_visit_occurrence_id"]] == row["person_id"]
        for row in tables["visit_occurrence"]
        if row["preceding_visit_occurrence_id"]
    )


def test_dates_are_in_order(tables: Rows) -> None:
    birth = {r["person_id"]: date(r["year_of_birth"], r["month_of_birth"], r["day_of_birth"]) for r in tables["person"]}
    period = {
        r["person_id"]: (r["observation_period_start_date"], r["observation_period_end_date"])
        for r in tables["observation_period"]
    }
    assert period.keys() == birth.keys()
    for person, (start, end) in period.items():
        assert birth[person] < start <= end <= END
    for row in tables["death"]:
        assert row["death_date"] == period[row["person_id"]][1]
    starts = {
        "condition_occurrence": "condition_start_date",
        "drug_exposure": "drug_exposure_start_date",
        "procedure_occurrence": "procedure_date",
        "measurement": "measurement_date",
        "observation": "observation_date",
        "visit_occurrence": "visit_start_date",
        "episode": "episode_start_date",
        "note": "note_date",
    }
    ends = {
        "drug_exposure": "drug_exposure_end_date",
        "visit_occurrence": "visit_end_date",
        "episode": "episode_end_date",
        "procedure_occurrence": "procedure_end_date",
    }
    for table, column in starts.items():
        for row in tables[table]:
            start, end = period[row["person_id"]]
            assert start <= row[column] <= end, (table, row)
            assert row[column] <= row.get(ends.get(table, column)), (table, row)


def test_the_stage_is_the_one_that_the_tnm_gives(tables: Rows) -> None:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in tables["measurement"]:
        if row["measurement_source_value"] in ("stage", "t", "n", "m"):
            found[row["person_id"]][row["measurement_source_value"]] = row["value_source_value"]
    born = {r["person_id"]: r["year_of_birth"] for r in tables["person"]}
    site_of = {code: site for site in SITES for code, _words, _weight in site.topography}
    checked = 0
    for row in tables["condition_occurrence"]:
        site, tumour = site_of.get(row["condition_source_value"]), found[row["person_id"]]
        if (
            row["condition_status_source_value"] != "primary"
            or site is None
            or "t" not in tumour
            or site.key == "thyroid"
        ):
            continue
        age = np.array([row["condition_start_date"].year - born[row["person_id"]]])
        given = stage_of(
            site.staging,
            *(np.array([names.index(tumour[k])]) for k, names in (("t", T_NAMES), ("n", N_NAMES), ("m", ("M0", "M1")))),
            age,
        )
        assert STAGES[given[0]] == tumour["stage"]
        checked += 1
    assert checked > 1_000


@pytest.mark.parametrize(
    ("table", "tnm", "stage"),
    [
        ("breast", (1, 0, 0), "I"),
        ("breast", (2, 1, 0), "II"),
        ("breast", (4, 0, 0), "III"),
        ("breast", (1, 0, 1), "IV"),
        ("colorectal", (3, 0, 0), "II"),
        ("colorectal", (1, 1, 0), "III"),
        ("lung", (1, 2, 0), "III"),
        ("prostate", (2, 1, 0), "IV"),
        ("kidney", (3, 0, 0), "III"),
        ("head_neck", (1, 2, 0), "IV"),
        ("testis", (1, 0, 1), "III"),
        ("stomach", (0, 0, 0), "0"),
    ],
)
def test_stages_that_the_uicc_publishes(table: str, tnm: tuple[int, int, int], stage: str) -> None:
    assert STAGES[stage_of(table, *(np.array([x]) for x in tnm), np.array([60]))[0]] == stage


def test_survival_falls_with_the_stage() -> None:
    dead, alive = defaultdict(float), defaultdict(float)
    for number in range(2):
        block = draw_block(7, number, BLOCK)
        for stage in range(2, 6):
            rows = (block.tumours.stage == stage) & (block.people.site >= 0)
            years = (block.outcomes.end - block.people.index)[rows] / 365.25
            died = (block.outcomes.death < 200_000)[rows]
            dead[stage] += died.sum()
            alive[stage] += years.sum()
    rates = [dead[stage] / alive[stage] for stage in range(2, 6)]
    assert rates == sorted(rates) and rates[3] > 5 * rates[0]


def test_codes_look_like_codes(tables: Rows) -> None:
    for row in tables["condition_occurrence"]:
        assert re.fullmatch(r"[A-Z]\d\d(\.\d)?", row["condition_source_value"])
    for row in tables["drug_exposure"]:
        assert re.fullmatch(r"[A-Z]\d\d[A-Z]{2}\d\d", row["drug_source_value"])
    for row in tables["procedure_occurrence"]:
        assert re.fullmatch(r"[A-Z]{4}\d{3}", row["procedure_source_value"])
    assert {r["gender_concept_id"] for r in tables["person"]} == {8507, 8532}
    assert {r["visit_concept_id"] for r in tables["visit_occurrence"]} == {9201, 9202, 9203}
    assert {r["episode_concept_id"] for r in tables["episode"]} == {32528, 32531, 32949}


def test_no_man_has_a_womans_cancer(tables: Rows) -> None:
    men = {r["person_id"] for r in tables["person"] if r["gender_concept_id"] == 8507}
    for row in tables["condition_occurrence"]:
        code = row["condition_source_value"][:3]
        assert not (code in ("C53", "C54", "C56", "D25", "N87") and row["person_id"] in men)
        assert not (code in ("C61", "C62", "N40") and row["person_id"] not in men)


def test_lines_are_numbered_in_time(tables: Rows) -> None:
    lines: dict[int, list[tuple]] = defaultdict(list)
    for row in tables["episode"]:
        if row["episode_concept_id"] == 32531:
            assert row["episode_source_value"] in REGIMENS
            lines[row["person_id"]].append((row["episode_number"], row["episode_start_date"]))
    for found in lines.values():
        found.sort()
        assert [n for n, _day in found] == list(range(1, len(found) + 1))
        assert [day for _n, day in found] == sorted(day for _n, day in found)


def test_readmissions_follow_a_cycle(tables: Rows) -> None:
    cycles, stays = defaultdict(list), []
    for row in tables["visit_occurrence"]:
        if row["visit_source_value"] == "hôpital de jour":
            cycles[row["person_id"]].append(row["visit_start_date"])
        if row["visit_source_value"] == "hospitalisation non programmée":
            stays.append(row)
    assert stays
    for stay in stays:
        assert any(0 < (stay["visit_start_date"] - day).days <= 30 for day in cycles[stay["person_id"]])


def test_the_data_modules_agree() -> None:
    for site in SITES:
        assert site.key in LOCAL and site.key in OPTIONS
        for options in OPTIONS[site.key].values():
            assert all(name in REGIMENS for name, _weight, _conditions in options)
    for regimen in REGIMENS.values():
        assert all(drug in ATC and dose for drug, dose in regimen.drugs)


def test_it_says_that_it_is_fictitious(hospital: Warehouse, tables: Rows) -> None:
    assert hospital.fictitious and "fictif" in hospital.name
    assert "HÔPITAL FICTIF — données synthétiques" in tables["cdm_source"][0]["cdm_source_name"]
    assert "FICTIF" in " ".join(hospital.summary().imports[0].notes)
    for row in tables["note"]:
        lines = row["note_text"].splitlines()
        assert lines[0] == lines[-1] == "[Document fictif – hôpital de démonstration Carnet]"


def test_no_person_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CarnetError):
        build_demo(tmp_path / "none", 0)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 60), number=st.integers(0, 90))
def test_any_small_block_is_whole(seed: int, size: int, number: int) -> None:
    tables = block_tables(draw_block(seed, number, size))
    persons = tables["person"]["person_id"].to_pylist()
    assert persons == list(range(number * BLOCK + 1, number * BLOCK + 1 + size))
    for name, table in tables.items():
        assert set(table["person_id"].to_pylist()) <= set(persons), name

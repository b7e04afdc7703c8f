"""Comparisons, Cox models and tables on data whose answers are known, and on data that have none."""

import numpy as np
import pytest
from small_hospital import small_hospital

from carnet.cohorts.build import build
from carnet.cohorts.comparison import Comparison, compare
from carnet.cohorts.definition import CohortDefinition, Entry
from carnet.cohorts.describe import table_one
from carnet.cohorts.endpoints import available, factor_between, resolve
from carnet.cohorts.regression import cox_model
from carnet.cohorts.sites import main_stage, site_of
from carnet.cohorts.table import CohortTable, Filters
from carnet.errors import CarnetError, UnknownColumn
from carnet.records import Provenance, Warehouse


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> CohortTable:
    folder = small_hospital(tmp_path_factory.mktemp("cohorts") / "hospital")
    return build(Warehouse.open(folder, "cpu"), CohortDefinition("", Entry("condition", ("C50",))))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> CohortTable:
    """400 persons: arm A or B (a few in C, of whom nobody dies; some unknown), a number, times in months."""
    rng = np.random.default_rng(3)
    n = 400
    arm = np.array(["A", "B"])[rng.integers(0, 2, n)].astype(object)
    arm[:6], arm[6:20] = "C", None
    score = rng.normal(50, 10, n).round(1)
    time = rng.exponential(np.where(arm == "B", 20.0, 40.0)).round(2)
    event = rng.random(n) < 0.7
    event[:6] = False
    folder = tmp_path_factory.mktemp("study") / "warehouse"
    ids = np.arange(1, n + 1)
    zeros = np.zeros(n, dtype=np.int64)
    day = np.full(n, np.datetime64("2000-01-01"))
    told = [i for i in range(n) if arm[i] is not None]
    with Warehouse.write(
        folder, provenance=Provenance(source="test", format="test", importer_version="1"), name="Essai", fictitious=True
    ) as writer:
        writer.add(
            "person",
            {
                "person_id": ids,
                "gender_concept_id": np.where(ids % 2, 8532, 8507),
                "year_of_birth": zeros + 1940,
                "race_concept_id": zeros,
                "ethnicity_concept_id": zeros,
            },
        )
        writer.add(
            "endpoint",
            {
                "person_id": ids,
                "endpoint": ["os"] * n,
                "time": time,
                "unit": ["month"] * n,
                "event": event,
                "index_date": day,
            },
        )
        writer.add(
            "observation",
            {
                "observation_id": ids[told],
                "person_id": ids[told],
                "observation_concept_id": zeros[told],
                "observation_date": day[told],
                "observation_type_concept_id": zeros[told],
                "observation_source_value": ["ARM"] * len(told),
                "value_as_string": [arm[i] for i in told],
            },
        )
        writer.add(
            "measurement",
            {
                "measurement_id": ids,
                "person_id": ids,
                "measurement_concept_id": zeros,
                "measurement_date": day,
                "measurement_type_concept_id": zeros,
                "measurement_source_value": ["SCORE"] * n,
                "value_as_number": score,
            },
        )
    return build(Warehouse.open(folder, "cpu"))


def test_endpoints_derived_from_dates(dated: CohortTable) -> None:
    # persons 1, 2, 3, 4, 6; the follow-up of 6 ended before her index, the progression of 2 came before hers
    os = resolve(dated, "Survie globale")
    np.testing.assert_array_equal(os.time, [1826, 731, 1096, 333, np.nan])
    assert os.event.tolist() == [False, True, False, True, False]
    assert os.entry is not None
    assert os.entry.tolist() == [0, 0, 366, 0, 0]
    pfs, ttp = resolve(dated, "pfs"), resolve(dated, "ttp")
    np.testing.assert_array_equal(pfs.time, [365, 731, 1096, 333, np.nan])
    assert pfs.event.tolist() == [True, True, False, True, False]
    assert ttp.event.tolist() == [True, False, False, False, False]
    np.testing.assert_allclose(resolve(dated, "os", unit="month").time[0], 1826 / 30.4375)
    assert [endpoint.name for endpoint in available(dated.store.w)] == ["os", "pfs", "ttp"]
    with pytest.raises(UnknownColumn, match="ps"):
        resolve(dated, "ps")
    with pytest.raises(CarnetError):
        resolve(dated, "os", unit="fortnight")
    assert factor_between("year", "month") == 12


def test_late_entry_and_one_curve(dated: CohortTable) -> None:
    plain, late = compare(dated, "os"), compare(dated, "os", left_truncation=True)
    assert (plain.n, plain.events, plain.n_missing, plain.n_missing_endpoint) == (4, 2, 0, 1)
    assert plain.groups[0].median.value == 731
    assert plain.risk_table([0, 333, 334, 5000]) == [[4, 4, 3, 0]]
    assert late.risk_table([10]) == [[3]]
    assert plain.logrank is None


def test_groups_without_event_or_value_are_said_not_raised(study: CohortTable) -> None:
    found = compare(study, "os", "arm")
    assert [group.group for group in found.groups] == ["A", "B", "C"]
    assert (found.n, found.n_missing, found.reference, found.unit) == (386, 14, "A", "month")
    ratios = {ratio.group: ratio for ratio in found.hazard_ratios}
    assert ratios["C"].hazard_ratio is None
    assert ratios["B"].hazard_ratio is not None
    assert 1.4 < ratios["B"].hazard_ratio < 2.8
    assert any("C" in warning for warning in found.warnings)
    assert found.logrank is not None
    assert found.logrank.degrees_of_freedom == 2
    # in the limit of no hazard, the persons of C leave the estimate of B as it is without them
    without = compare(study.where(Filters(others={"ARM": ("A", "B")})), "os", "arm")
    assert without.hazard_ratios[0].hazard_ratio == pytest.approx(ratios["B"].hazard_ratio, rel=1e-9)
    assert compare(study, "os", "arm", reference="B").reference == "B"


def test_units_scale_times_and_nothing_else(study: CohortTable) -> None:
    months, years = compare(study, "os", "arm"), compare(study, "os", "arm", unit="year")
    assert years.groups[0].median.value == pytest.approx(months.groups[0].median.value / 12)
    assert years.hazard_ratios[0] == months.hazard_ratios[0]
    assert years.logrank == months.logrank


def test_numbers_are_cut_and_it_is_said(study: CohortTable) -> None:
    halves = compare(study, "os", "score")
    assert [group.group[:1] for group in halves.groups] == ["≤", ">"]
    assert halves.warnings
    assert [group.group for group in compare(study, "os", "score:40,60").groups] == ["< 40", "40 – < 60", "≥ 60"]
    assert [group.group for group in compare(study, "os", "SCORE", cuts=[50]).groups] == ["< 50", "≥ 50"]
    nobody = compare(study.filter(np.zeros(study.n, dtype=bool)), "os", "arm")
    assert (nobody.n, nobody.groups, nobody.hazard_ratios) == (0, (), ())


def masked(found: Comparison) -> Comparison:
    again = found.masked(11)
    assert again.masked(11) is again
    return again


def test_a_masked_comparison_draws_no_small_group_and_stops_early(study: CohortTable) -> None:
    found = masked(compare(study, "os", "arm"))
    groups = {group.group: group for group in found.groups}
    assert groups["C"].n is None
    assert groups["C"].curve is None
    assert groups["A"].curve is not None
    # A hides the size of C: its curve stays, without anything that counts
    assert groups["A"].n is None and np.isnan(groups["A"].curve.at_risk).all() and groups["A"].curve.n == 0
    # C (6) would follow from the total, were n_missing (14) shown too
    assert found.n_missing is None or found.n is None
    last = float(groups["A"].curve.time[-1])
    assert found.risk_table([last * 2])[0] == [None]
    assert all(ratio.hazard_ratio is None for ratio in found.hazard_ratios if ratio.group == "C")


def test_cox_model_on_complete_cases(study: CohortTable) -> None:
    model = cox_model(study, "os", ["arm", "score", "sex"])
    terms = {(term.column, term.level): term for term in model.terms}
    assert list(terms) == [("ARM", "B"), ("ARM", "C"), ("SCORE", ""), ("sex", terms[list(terms)[3]].level)]
    assert (model.n, model.n_missing) == (386, 14)
    assert terms[("ARM", "C")].hazard_ratio is None
    assert terms[("ARM", "B")].proportional_p is not None
    assert model.concordance is not None
    assert model.concordance > 0.5
    alone = cox_model(study, "os", ["arm"])
    crude = compare(study, "os", "arm").hazard_ratios[0]
    assert alone.terms[0].hazard_ratio == pytest.approx(crude.hazard_ratio, rel=1e-9)
    turned = cox_model(study, "os", ["arm"], references={"arm": "B"})
    assert turned.terms[0].hazard_ratio == pytest.approx(1 / crude.hazard_ratio, rel=1e-9)
    assert model.masked(11).terms[1].n is None
    constant = cox_model(study.where(Filters(others={"ARM": ("A",)})), "os", ["arm"])
    assert constant.terms == ()
    assert constant.warnings
    nobody = cox_model(study.where(Filters(others={"ARM": ("C",)})), "os", ["score"])
    assert nobody.terms[0].hazard_ratio is None
    with pytest.raises(CarnetError):
        cox_model(study, "os", [])
    with pytest.raises(CarnetError):
        cox_model(study, "os", ["arm"], references={"arm": "Z"})


def test_table_one_counts_missing_and_masks(study: CohortTable) -> None:
    table = table_one(study, ["score", "sex", "arm"])
    assert table.sizes == (400,)
    missing = [row for row in table.rows if row.missing]
    assert [cell.n for cell in missing[0].cells] == [14]
    by_arm = table_one(study, ["score", "sex"], by="arm", threshold=11)
    assert by_arm.sizes[3] is None
    assert all(row.cells[3].hidden for row in by_arm.rows)
    assert by_arm.rows[0].p_value is not None


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("STAGE IIIB", "III"),
        ("IIA", "II"),
        ("2", "II"),
        ("Stade IV", "IV"),
        ("0", "0"),
        ("Stage X", None),
        ("I/II NOS", None),
        ("pIA1", "I"),
        ("", None),
        ("MX", None),
    ],
)
def test_main_stage(text: str, stage: str | None) -> None:
    assert main_stage(text) == stage


def test_site() -> None:
    assert (site_of("c50.4"), site_of("C504"), site_of("Breast Cancer")) == ("C50", "C50", "Breast Cancer")

"""Agreement with R: curves, tests, models and residuals (the R script that made each golden file is beside it)."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carnet.cohorts.survival import (
    Cox,
    aalen_johansen,
    cox,
    kaplan_meier,
    logrank,
    nelson_aalen,
    rmst,
    rmst_difference,
)
from carnet.cohorts.survival.trouble import FewEventsWarning

GOLDEN = Path(__file__).parent / "golden"
TIGHT = {"rtol": 1e-9, "atol": 1e-11}
STUDIES = ("days", "continuous")
VARIANTS = ("plain", "weights", "strata", "entry", "all")


def golden(name: str) -> dict[str, Any]:
    return json.loads((GOLDEN / f"{name}.json").read_text())


def numbers(values: Any) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], dtype=float)


@pytest.fixture(scope="module", params=STUDIES)
def study(request: pytest.FixtureRequest) -> dict[str, Any]:
    return golden(request.param)


def column(study: dict[str, Any], name: str) -> np.ndarray:
    return np.array(study[name], dtype=float)


def without_zero(curve: Any, name: str) -> np.ndarray:
    """The curve's column from the first event or censoring on, as R prints it."""
    return getattr(curve, name)[0 if curve.events[0] + getattr(curve, "censored", curve.events)[0] > 0 else 1 :]


@pytest.mark.parametrize("group", [0, 1])
@pytest.mark.parametrize("transform", ["log-log", "log", "plain"])
def test_the_leukaemia_trial_has_r_s_curves_and_intervals(group: int, transform: Any) -> None:
    data = golden("freireich")
    rows = np.array(data["placebo"]) == group
    curve = kaplan_meier(np.array(data["time"])[rows], np.array(data["event"])[rows], transform=transform)
    expected = data["curves"][f"{group} {transform}"]
    for name in ("time", "at_risk", "events", "survival", "lower", "upper"):
        np.testing.assert_allclose(without_zero(curve, name), numbers(expected[name]), **TIGHT)
    errors = without_zero(curve, "std_error")
    alive = numbers(expected["survival"]) > 0
    np.testing.assert_allclose(errors[alive], numbers(expected["std_error"])[alive], **TIGHT)
    for j, p in enumerate((0.25, 0.5, 0.75)):
        quantile = curve.quantile(p)
        np.testing.assert_allclose(quantile.value, numbers(expected["quantile"])[j])
        np.testing.assert_allclose(quantile.lower, numbers(expected["quantile_lower"])[j])
        np.testing.assert_allclose(quantile.upper, numbers(expected["quantile_upper"])[j])


def test_the_leukaemia_trial_has_the_published_figures() -> None:
    """Medians 23 and 8 weeks, log-rank 16.79 (Kalbfleisch & Prentice, Klein & Moeschberger, Collett)."""
    data = golden("freireich")
    t, e, g = (np.array(data[name]) for name in ("time", "event", "placebo"))
    assert kaplan_meier(t[g == 0], e[g == 0]).median.value == 23
    assert kaplan_meier(t[g == 1], e[g == 1]).median.value == 8
    assert logrank(t, e, g).statistic == pytest.approx(16.79, abs=0.005)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = cox(t, e, g, ties="breslow")
    assert model.coefficients[0] == pytest.approx(1.509, abs=0.0005)
    assert model.std_errors[0] == pytest.approx(0.4096, abs=0.00005)


def test_cumulative_hazards_are_r_s() -> None:
    data = golden("freireich")
    rows = np.array(data["placebo"]) == 0
    t, e = np.array(data["time"]), np.array(data["event"])
    curve = nelson_aalen(t[rows], e[rows])
    expected = data["curves"]["0 log-log"]
    np.testing.assert_allclose(curve.hazard[1:], numbers(expected["hazard"]), **TIGHT)
    np.testing.assert_allclose(curve.std_error[1:], numbers(expected["hazard_error"]), **TIGHT)
    curve = nelson_aalen(t, e, ties="fleming-harrington")
    expected = data["fleming_harrington"]
    np.testing.assert_allclose(curve.hazard[1:], numbers(expected["hazard"]), **TIGHT)
    np.testing.assert_allclose(curve.std_error[1:], numbers(expected["error"]), **TIGHT)


@pytest.mark.parametrize(("name", "rho"), [("logrank", 0.0), ("peto", 1.0)])
def test_log_rank_of_the_leukaemia_trial(name: str, rho: float) -> None:
    data = golden("freireich")
    test = logrank(data["time"], data["event"], data["placebo"], weights=("fleming-harrington", rho, 0.0))
    np.testing.assert_allclose(test.statistic, data[name]["statistic"][0], rtol=1e-11)
    np.testing.assert_allclose(test.observed, data[name]["observed"], rtol=1e-11)
    np.testing.assert_allclose(test.expected, data[name]["expected"], rtol=1e-11)
    np.testing.assert_allclose(test.covariance, np.array(data[name]["covariance"]), rtol=1e-10)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox_of_the_leukaemia_trial(ties: Any) -> None:
    data = golden("freireich")
    model, expected = cox(data["time"], data["event"], data["placebo"], ties=ties), data[ties]
    np.testing.assert_allclose(model.coefficients, expected["coefficient"], rtol=1e-10)
    np.testing.assert_allclose(model.std_errors, expected["error"], rtol=1e-10)
    likelihoods = [model.null_log_likelihood, model.log_likelihood]
    np.testing.assert_allclose(likelihoods, expected["likelihood"], rtol=1e-12)
    np.testing.assert_allclose(model.score_test.statistic, expected["score"][0], rtol=1e-10)
    np.testing.assert_allclose(model.wald_test.statistic, expected["wald"][0], rtol=1e-9)
    assert model.concordance == pytest.approx(expected["concordance"][0], abs=1e-14)


@pytest.mark.parametrize("name", ["entry", "weights"])
def test_curves_with_late_entries_and_weights(study: dict[str, Any], name: str) -> None:
    given = {"entry": column(study, "entry")} if name == "entry" else {"weights": column(study, "weight")}
    if name == "entry":
        given["entry"] = np.where(given["entry"] == 0, -1.0, given["entry"])
    curve = kaplan_meier(study["time"], study["event"], **given)
    hazard = nelson_aalen(study["time"], study["event"], **given)
    expected = study[f"curve_{name}"]
    times = np.searchsorted(curve.time, numbers(expected["time"]))
    np.testing.assert_allclose(curve.time[times], numbers(expected["time"]), rtol=1e-12)
    for field in ("at_risk", "events", "survival", "lower", "upper"):
        found, wanted = getattr(curve, field)[times], numbers(expected[field])
        if field in ("lower", "upper"):  # before the first event R 3.5 gives no log–log interval; ours is 1 to 1
            before = curve.survival[times] == 1
            np.testing.assert_array_equal(found[before], 1)
            found, wanted = found[~before], wanted[~before]
        np.testing.assert_allclose(found, wanted, **TIGHT)
    alive = curve.survival[times] > 0
    np.testing.assert_allclose(curve.std_error[times][alive], numbers(expected["std_error"])[alive], **TIGHT)
    np.testing.assert_allclose(hazard.hazard[times], numbers(expected["hazard"]), **TIGHT)
    np.testing.assert_allclose(hazard.std_error[times], numbers(expected["hazard_error"]), **TIGHT)


def test_log_rank_with_strata(study: dict[str, Any]) -> None:
    t, e = study["time"], study["event"]
    tests = {
        "logrank": logrank(t, e, study["stratum"]),
        "logrank_strata": logrank(t, e, study["x2"], strata=study["stratum"]),
        "peto_strata": logrank(t, e, study["x2"], strata=study["stratum"], weights=("fleming-harrington", 1, 0)),
    }
    for name, test in tests.items():
        expected = study[name]
        np.testing.assert_allclose(test.statistic, expected["statistic"][0], rtol=1e-10)
        np.testing.assert_allclose(test.observed, np.array(expected["observed"]).sum(axis=1), rtol=1e-10)
        np.testing.assert_allclose(test.expected, np.array(expected["expected"]).sum(axis=1), rtol=1e-10)
        np.testing.assert_allclose(test.covariance, expected["covariance"], rtol=1e-9, atol=1e-12)


def test_restricted_means(study: dict[str, Any]) -> None:
    t, e, g = column(study, "time"), column(study, "event"), column(study, "x2")
    both = rmst_difference(t, e, g, 15.0)
    np.testing.assert_allclose([both.first.value, both.second.value], study["rmst"], rtol=1e-10)
    np.testing.assert_allclose([both.first.std_error, both.second.std_error], study["rmst_error"], rtol=1e-10)
    assert both.difference.value == pytest.approx(study["rmst"][1] - study["rmst"][0], rel=1e-10)
    assert rmst(t[g == 0], e[g == 0], 15.0).value == pytest.approx(both.first.value, rel=1e-12)


def fit(study: dict[str, Any], variant: str, ties: Any, **more: Any) -> Cox:
    X = np.column_stack([study[name] for name in ("x1", "x2", "x3")])
    given: dict[str, Any] = dict(more)
    if variant in ("weights", "all", "cluster"):
        given["weights"] = study["weight"]
    if variant in ("strata", "all", "cluster"):
        given["strata"] = study["stratum"]
    if variant in ("entry", "all", "cluster"):
        given["entry"] = study["entry"]
    if variant == "cluster":
        given["cluster"] = study["cluster"]
    return cox(study["time"], study["event"], X, names=["x1", "x2", "x3"], ties=ties, **given)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_cox_models(study: dict[str, Any], variant: str, ties: Any) -> None:
    model, expected = fit(study, variant, ties), study["models"][f"{ties} {variant}"]
    np.testing.assert_allclose(model.coefficients, expected["coefficients"], rtol=1e-9)
    np.testing.assert_allclose(model.covariance, expected["covariance"], rtol=1e-8, atol=1e-12)
    likelihoods = [model.null_log_likelihood, model.log_likelihood]
    np.testing.assert_allclose(likelihoods, expected["likelihood"], rtol=1e-12)
    np.testing.assert_allclose(model.score_test.statistic, expected["score"][0], rtol=1e-9)
    np.testing.assert_allclose(model.wald_test.statistic, expected["wald"][0], rtol=1e-8)
    assert model.concordance == pytest.approx(expected["concordance"][0], abs=1e-12)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("variant", ["robust", "cluster"])
def test_robust_variances(study: dict[str, Any], variant: str, ties: Any) -> None:
    model, expected = fit(study, variant, ties, robust=True), study["models"][f"{ties} {variant}"]
    np.testing.assert_allclose(model.covariance, expected["covariance"], rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(model.wald_test.statistic, expected["wald"][0], rtol=1e-8)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_proportional_hazards_tests_and_residuals(study: dict[str, Any], variant: str, ties: Any) -> None:
    model, expected = fit(study, variant, ties), study["models"][f"{ties} {variant}"]
    for transform, values in expected["zph"].items():
        test = model.schoenfeld(transform)
        statistics = [*test.statistics, test.global_statistic]
        np.testing.assert_allclose(statistics, values["table"], rtol=1e-7)
        np.testing.assert_allclose(np.sort(test.transformed), values["x"], rtol=1e-12)
    test = model.schoenfeld()
    for j in range(3):  # R orders the events of one time in another way
        ours, theirs = np.sort(test.residuals[:, j]), np.sort(np.array(expected["schoenfeld"])[:, j])
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9)
    if variant in ("plain", "entry"):  # with strata or weights R scales by the number of events of the stratum
        for j in range(3):
            ours, theirs = np.sort(test.scaled[:, j]), np.sort(np.array(expected["scaled"])[:, j])
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_predicted_hazards(study: dict[str, Any], variant: str, ties: Any) -> None:
    model, expected = fit(study, variant, ties), study["models"][f"{ties} {variant}"]
    curves = model.baseline(at=[0.5, 1.0, 55.0])
    time = np.concatenate([curve.time[1:] for curve in curves])
    np.testing.assert_allclose(time, expected["baseline_time"], rtol=1e-12)
    hazard = np.concatenate([curve.hazard[1:] for curve in curves])
    error = np.concatenate([curve.std_error[1:] for curve in curves])
    np.testing.assert_allclose(hazard, expected["baseline_hazard"], rtol=1e-8)
    np.testing.assert_allclose(error, expected["baseline_error"], rtol=1e-8)


@pytest.mark.parametrize("name", STUDIES)
def test_competing_risks(name: str) -> None:
    data = golden("competing")[name]
    curves = aalen_johansen(data["time"], data["cause"])
    at = np.searchsorted(curves.time, data["moments"])
    np.testing.assert_allclose(curves.at_risk[at], data["at_risk"], **TIGHT)
    np.testing.assert_allclose(curves.incidence[:, at].T, data["incidence"], **TIGHT)
    np.testing.assert_allclose(curves.std_error[:, at].T, data["error"], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(curves.at([5.0, 10.0, 20.0]), data["cuminc"], rtol=1e-9)
    late = aalen_johansen(data["time"], data["cause"], entry=np.where(np.array(data["entry"]) == 0, -1, data["entry"]))
    at = np.searchsorted(late.time, data["late_moments"])
    same = np.isin(data["late_moments"], late.time)
    np.testing.assert_allclose(late.incidence[:, at[same]].T, np.array(data["late_incidence"])[same], **TIGHT)


def test_few_events_per_covariate_are_said() -> None:
    data = golden("freireich")
    X = np.column_stack([data["placebo"], np.arange(42) % 5, np.arange(42) % 7, np.arange(42) % 3])
    with pytest.warns(FewEventsWarning, match="4") as caught:
        cox(data["time"], data["event"], X)
    assert "30" not in str(caught[0].message)  # a page shows it, and counts of events may be small

"""Run by the reference environment's Python: our kernels and three peers on the same data; prints both as JSON."""

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

os.environ["CARNET_LANG"] = "en"
sys.path.insert(0, str(Path(__file__).parents[3] / "lib"))
warnings.simplefilter("ignore")

import lifelines  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from lifelines.datasets import load_waltons  # noqa: E402
from lifelines.statistics import logrank_test, multivariate_logrank_test  # noqa: E402
from sksurv.compare import compare_survival  # noqa: E402
from sksurv.linear_model import CoxPHSurvivalAnalysis  # noqa: E402
from sksurv.metrics import concordance_index_censored  # noqa: E402
from sksurv.nonparametric import (  # noqa: E402
    cumulative_incidence_competing_risks,
    kaplan_meier_estimator,
    nelson_aalen_estimator,
)
from statsmodels.duration.hazard_regression import PHReg  # noqa: E402
from statsmodels.duration.survfunc import SurvfuncRight, survdiff  # noqa: E402

from carnet.cohorts import survival as ours  # noqa: E402

found: dict[str, dict[str, Any]] = {}


def compare(name: str, mine: Any, theirs: Any) -> None:
    """Keep two answers that should be equal."""
    found[name] = {"ours": np.asarray(mine, dtype=float).tolist(), "theirs": np.asarray(theirs, dtype=float).tolist()}


def study(days: bool, n: int = 400) -> dict[str, np.ndarray]:
    """A made-up study: three covariates, three groups, late entries, two causes."""
    rng = np.random.default_rng(20)
    X = np.column_stack([rng.standard_normal(n), rng.random(n) < 0.4, 60 + 10 * rng.standard_normal(n)]).astype(float)
    death = rng.exponential(20 * np.exp(-0.5 * X[:, 0] + 0.6 * X[:, 1] - 0.01 * X[:, 2]))
    censoring = rng.uniform(0, 40, n)
    time = np.minimum(death, censoring)
    time = np.ceil(time) if days else time
    entry = np.where(rng.random(n) < 0.5, np.floor(time * 100 * rng.random(n)) / 120, 0)
    weights = rng.integers(1, 4, n).astype(float)
    return {"time": time, "event": death <= censoring, "X": X, "group": rng.integers(0, 3, n), "entry": entry,
            "weights": weights, "cause": (death <= censoring) * rng.integers(1, 3, n)}  # fmt: skip


for kind in ("days", "continuous"):
    d = study(kind == "days")
    t, e, X, g, w = d["time"], d["event"], d["X"], d["group"], d["weights"]
    frame = pd.DataFrame(X, columns=["x1", "x2", "x3"]).assign(time=t, event=e, entry=d["entry"], weights=w, stratum=g)
    structured = np.array(list(zip(e, t, strict=True)), dtype=[("event", bool), ("time", float)])

    curve = ours.kaplan_meier(t, e)
    line = lifelines.KaplanMeierFitter().fit(t, e)
    compare(f"{kind} lifelines survival", curve.survival, line.survival_function_.iloc[:, 0])
    known = ~np.isnan(curve.lower)
    interval = line.confidence_interval_.to_numpy()
    compare(f"{kind} lifelines interval", np.column_stack([curve.lower, curve.upper])[known], interval[known])
    compare(f"{kind} lifelines median", curve.median.value, line.median_survival_time_)
    compare(f"{kind} lifelines number at risk", curve.at_risk[1:], line.event_table["at_risk"].iloc[1:])
    late = ours.kaplan_meier(t, e, entry=np.where(d["entry"] == 0, -1, d["entry"]), weights=w)
    line = lifelines.KaplanMeierFitter().fit(t, e, entry=d["entry"], weights=w)
    compare(f"{kind} lifelines late entries, weights", late.survival[1:],
            line.survival_function_.iloc[:, 0].loc[late.time[1:]])  # fmt: skip
    times, survival, interval = kaplan_meier_estimator(e, t, conf_type="log-log")
    compare(f"{kind} scikit-survival survival", curve.survival[1:], survival)
    known = (curve.survival[1:] > 0) & (curve.survival[1:] < 1)
    compare(f"{kind} scikit-survival interval", np.stack([curve.lower[1:], curve.upper[1:]])[:, known],
            interval[:, known])  # fmt: skip
    right = SurvfuncRight(t, e.astype(int))
    moments = np.searchsorted(curve.time, right.surv_times)
    compare(f"{kind} statsmodels survival", curve.survival[moments], right.surv_prob)
    alive = right.surv_prob > 0
    compare(f"{kind} statsmodels standard error", curve.std_error[moments][alive], right.surv_prob_se[alive])

    hazard = ours.nelson_aalen(t, e, ties="fleming-harrington")
    line = lifelines.NelsonAalenFitter().fit(t, e)
    compare(f"{kind} lifelines hazard", hazard.hazard, line.cumulative_hazard_.iloc[:, 0])
    compare(f"{kind} lifelines hazard variance", hazard.std_error**2, np.asarray(line._cumulative_sq))
    compare(f"{kind} scikit-survival hazard", ours.nelson_aalen(t, e).hazard[1:], nelson_aalen_estimator(e, t)[1])

    test = ours.logrank(t, e, g)
    compare(f"{kind} lifelines log-rank", test.statistic, multivariate_logrank_test(t, g, e).test_statistic)
    statistic, p = compare_survival(structured, g)
    compare(f"{kind} scikit-survival log-rank", [test.statistic, test.p_value], [statistic, p])
    compare(f"{kind} statsmodels log-rank", [test.statistic, test.p_value], survdiff(t, e.astype(int), g))
    two = g > 0
    for rho, gamma in ((1.0, 0.0), (0.0, 1.0), (0.5, 2.0)):
        line = logrank_test(t[two], t[~two], e[two], e[~two], weightings="fleming-harrington", p=rho, q=gamma)
        test = ours.logrank(t, e, two, weights=("fleming-harrington", rho, gamma))
        compare(f"{kind} lifelines Fleming-Harrington {rho} {gamma}", test.statistic, line.test_statistic)
    compare(f"{kind} statsmodels stratified log-rank", ours.logrank(t, e, X[:, 1], strata=g).statistic,
            survdiff(t, e.astype(int), X[:, 1], strata=g)[0])  # fmt: skip

    step = {"precision": 1e-13, "r_precision": 1e-15}
    columns = ["x1", "x2", "x3", "time", "event"]
    model = ours.cox(t, e, X)
    line = lifelines.CoxPHFitter().fit(frame[columns], "time", "event", fit_options=step)
    compare(f"{kind} lifelines Cox coefficients", model.coefficients, line.params_)
    compare(f"{kind} lifelines Cox standard errors", model.std_errors, line.standard_errors_)
    compare(f"{kind} lifelines Cox likelihood", model.log_likelihood, line.log_likelihood_)
    line = lifelines.CoxPHFitter(strata=["stratum"]).fit(
        frame[[*columns, "stratum"]], "time", "event", fit_options=step
    )
    model = ours.cox(t, e, X, strata=g)
    compare(f"{kind} lifelines stratified Cox", [model.coefficients, model.std_errors],
            [line.params_, line.standard_errors_])  # fmt: skip
    begun = frame[[*columns, "entry"]]
    line = lifelines.CoxPHFitter().fit(begun, "time", "event", entry_col="entry", fit_options=step)
    model = ours.cox(t, e, X, entry=d["entry"])
    compare(f"{kind} lifelines Cox, late entries", [model.coefficients, model.std_errors],
            [line.params_, line.standard_errors_])  # fmt: skip
    for ties in ("breslow", "efron"):
        model = ours.cox(t, e, X, ties=ties)
        sk = CoxPHSurvivalAnalysis(ties=ties, tol=1e-14, n_iter=200).fit(X, structured)
        compare(f"{kind} scikit-survival Cox {ties}", model.coefficients, sk.coef_)
        sm = PHReg(t, X, status=e.astype(int), ties=ties).fit(method="newton", tol=1e-13, maxiter=50, disp=0)
        compare(f"{kind} statsmodels Cox {ties}", [model.coefficients, model.std_errors], [sm.params, sm.bse])
        compare(f"{kind} statsmodels Cox likelihood {ties}", model.log_likelihood, sm.llf)
        begun = (
            d["entry"] + 0.0037
        )  # off whole days: statsmodels holds whoever enters at t at risk at t, R and we do not
        sm = PHReg(t, X, status=e.astype(int), ties=ties, entry=begun, strata=g)
        fit = sm.fit(method="newton", tol=1e-13, maxiter=50, disp=0)
        model = ours.cox(t, e, X, ties=ties, entry=begun, strata=g)
        compare(f"{kind} statsmodels Cox {ties}, late entries, strata", [model.coefficients, model.std_errors],
                [fit.params, fit.bse])  # fmt: skip
    score = X @ ours.cox(t, e, X).coefficients
    harrell = concordance_index_censored(e, t, score, tied_tol=0)
    mine = ours.concordance(t, e, -score)
    compare(f"{kind} scikit-survival concordance", [mine.value, mine.concordant, mine.discordant], harrell[:3])

    curves = ours.aalen_johansen(t, d["cause"])
    times, incidence = cumulative_incidence_competing_risks(d["cause"], t)
    compare(f"{kind} scikit-survival incidence", curves.incidence[:, 1:], incidence[1:])
    if kind == "continuous":  # lifelines breaks ties at random before it estimates
        line = lifelines.AalenJohansenFitter(calculate_variance=True).fit(t, d["cause"], event_of_interest=1)
        compare("continuous lifelines incidence", curves.incidence[0], line.cumulative_density_.iloc[:, 0])

walton = load_waltons()
treated = walton[walton["group"] == "miR-137"]
restricted = ours.rmst(treated["T"].to_numpy(), treated["E"].to_numpy(), 40.0)
line = lifelines.KaplanMeierFitter().fit(treated["T"], treated["E"])
compare("lifelines restricted mean", restricted.value, lifelines.utils.restricted_mean_survival_time(line, t=40))
json.dump({"found": found}, sys.stdout)

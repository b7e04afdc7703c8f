"""Run in the reference environment: what lifelines finds in a raw clinical file, as JSON on standard output.

Standard input: a JSON list of cases (path, time and status columns, column that makes the groups, whether its values
are collapsed to main stages, reference of the hazard ratios). No line of Carnet is used.
"""

import json
import re
import sys

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import median_survival_times

MISSING = {"NA", "", "[Not Available]", "N/A", "nan"}


def read(path: str) -> pd.DataFrame:
    separator = "," if path.endswith(".csv") else "\t"
    return pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, comment="#")


def event(status: str) -> float:
    if status in MISSING:
        return np.nan
    if status[0] in "01":
        return float(status[0])
    raise SystemExit(f"status {status!r}")


def stage(value: str) -> str:
    found = re.fullmatch(r"STAGE (IV|I{1,3})[ABC]?|([0-4])", value.upper())
    if found is None:
        return ""
    return found[1] or ["0", "I", "II", "III", "IV"][int(found[2])]


def number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def analyse(data: pd.DataFrame, time: str, status: str, column: str, collapse: bool, reference: str) -> dict:
    values = data[column].map(stage) if collapse else data[column]
    known = pd.DataFrame(
        {
            "time": pd.to_numeric(data[time], errors="coerce"),
            "event": data[status].map(event),
            "group": values.where(~values.isin(MISSING)),
        }
    ).dropna()
    groups = sorted(known["group"].unique())
    result: dict = {"n": len(known), "events": int(known["event"].sum()), "groups": {}, "hazard_ratios": {}}
    for group in groups:
        part = known[known["group"] == group]
        fit = KaplanMeierFitter().fit(part["time"], part["event"])
        limits = median_survival_times(fit.confidence_interval_).iloc[0]
        result["groups"][group] = {
            "n": len(part),
            "events": int(part["event"].sum()),
            "median": number(fit.median_survival_time_),
            "median_lower": number(limits.iloc[0]),
            "median_upper": number(limits.iloc[1]),
        }
    test = multivariate_logrank_test(known["time"], known["group"], known["event"])
    result["logrank"] = {"statistic": float(test.test_statistic), "p_value": float(test.p_value)}
    # a group without event has no hazard ratio: in the limit its persons weigh nothing in the risk sets of the others
    modelled = [g for g in groups if result["groups"][g]["events"]]
    frame = known[known["group"].isin(modelled)].copy()
    for group in modelled:
        if group != reference:
            frame[group] = (frame["group"] == group).astype(float)
    cox = CoxPHFitter()
    exact = {"precision": 1e-14, "r_precision": 1e-15, "max_steps": 100}
    cox.fit(frame.drop(columns="group"), "time", "event", fit_options=exact)
    for group, row in cox.summary.iterrows():
        result["hazard_ratios"][group] = {
            "hazard_ratio": float(row["exp(coef)"]),
            "lower": float(row["exp(coef) lower 95%"]),
            "upper": float(row["exp(coef) upper 95%"]),
            "p_value": float(row["p"]),
        }
    return result


if __name__ == "__main__":
    print(json.dumps([analyse(read(case.pop("path")), **case) for case in json.load(sys.stdin)]))

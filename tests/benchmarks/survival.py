"""Our survival kernels against lifelines, scikit-survival and statsmodels: one process, the same data, seconds.

Run with the reference environment's Python:
    .venv-references/bin/python tests/benchmarks/survival.py [sizes] [limit] [cpu]
sizes: `1e4,1e5,1e6,1e7`; limit: the most seconds that a peer may be expected to take, from its time at the size before
("not run" beyond); `cpu`: count the processor's time, on a machine that others use too. Prints a table; asserts
nothing. Keep what it prints in RESULTS.md.
"""

import os
import platform
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("CARNET_LANG", "en")
sys.path.insert(0, str(Path(__file__).parents[2] / "lib"))
warnings.simplefilter("ignore")

import lifelines  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import scipy  # noqa: E402
import sksurv  # noqa: E402
import statsmodels  # noqa: E402
from lifelines.statistics import multivariate_logrank_test  # noqa: E402
from sksurv.compare import compare_survival  # noqa: E402
from sksurv.linear_model import CoxPHSurvivalAnalysis  # noqa: E402
from sksurv.nonparametric import kaplan_meier_estimator  # noqa: E402
from statsmodels.duration.hazard_regression import PHReg  # noqa: E402
from statsmodels.duration.survfunc import SurvfuncRight, survdiff  # noqa: E402

from carnet.cohorts import survival as ours  # noqa: E402
from carnet.cohorts.survival.workloads import host_data  # noqa: E402

CLOCK = time.process_time if "cpu" in sys.argv else time.perf_counter
PEERS = ("lifelines", "scikit-survival", "statsmodels")


def runs(kind: str, n: int) -> dict[str, dict[str, Callable[[], Any]]]:
    """What to time: estimator → library → call. Frames and records that a peer wants are made beforehand."""
    d = host_data(n, 7, kind == "days")
    t, e, g, X = d["time"], d["event"], d["group"], d["X"]
    status = e.astype(int)
    frame = pd.DataFrame(X).assign(time=t, event=e)
    record = np.empty(n, dtype=[("event", bool), ("time", float)])
    record["event"], record["time"] = e, t
    return {
        "Kaplan–Meier": {
            "ours": lambda: ours.kaplan_meier(t, e),
            "lifelines": lambda: lifelines.KaplanMeierFitter().fit(t, e),
            "scikit-survival": lambda: kaplan_meier_estimator(e, t, conf_type="log-log"),
            "statsmodels": lambda: SurvfuncRight(t, status),
        },
        "log-rank, 3 groups": {
            "ours": lambda: ours.logrank(t, e, g),
            "lifelines": lambda: multivariate_logrank_test(t, g, e),
            "scikit-survival": lambda: compare_survival(record, g),
            "statsmodels": lambda: survdiff(t, status, g),
        },
        "Cox, 10 covariates, Efron": {
            "ours": lambda: ours.cox(t, e, X),
            "lifelines": lambda: lifelines.CoxPHFitter().fit(frame, "time", "event"),
            "scikit-survival": lambda: CoxPHSurvivalAnalysis(ties="efron").fit(X, record),
            "statsmodels": lambda: PHReg(t, X, status=status, ties="efron").fit(disp=0),
        },
    }


def best(run: Callable[[], Any], repeats: int) -> float:
    """The least time of a few runs; one run is enough where it takes more than two seconds."""
    times: list[float] = []
    while len(times) < repeats and (not times or times[0] < 2):
        start = CLOCK()
        run()
        times.append(CLOCK() - start)
    return min(times)


def main() -> None:
    """Print the table, in Markdown."""
    sizes = [int(float(size)) for size in (sys.argv[1] if len(sys.argv) > 1 else "1e4,1e5,1e6,1e7").split(",")]
    limit = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    versions = [("numpy", np), ("scipy", scipy), *zip(PEERS, (lifelines, sksurv, statsmodels), strict=True)]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores,", end=" ")
    print("processor time," if CLOCK is time.process_time else "wall time,", end=" ")
    print(", ".join(f"{name} {module.__version__}" for name, module in versions), end="\n\n")
    print("| | rows | times | ours | " + " | ".join(PEERS) + " |")
    print("| --- | ---: | --- | ---: " + "| ---: " * len(PEERS) + "|", flush=True)
    last: dict[tuple[str, str, str], tuple[int, float]] = {}
    for n in sizes:
        for kind in ("days", "continuous"):
            for estimator, libraries in runs(kind, n).items():
                mine = best(libraries["ours"], 7)
                cells = [f"{mine:.4f}"]
                for peer in PEERS:
                    before = last.get((estimator, kind, peer))
                    if before is not None and before[1] * n / before[0] > limit:
                        cells.append("not run")
                        continue
                    theirs = best(libraries[peer], 3)
                    last[estimator, kind, peer] = (n, theirs)
                    cells.append(f"{theirs:.3f} ({theirs / mine:.0f}×)")
                print(f"| {estimator} | {n:,} | {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()

"""Comparisons made by the real kernels from small invented groups, for the tests of figures."""

import numpy as np

from carnet.cohorts.comparison import Comparison, GroupCurve, Interval, LogRankTest
from carnet.cohorts.survival import kaplan_meier, logrank


def draw(labels: tuple[str, ...], scales: tuple[float, ...], sizes: tuple[int, ...], *, unit: str = "month",
         by: str | None = "stage", by_label: str = "Stade", seed: int = 5) -> Comparison:
    """Exponential survival with uniform censoring, in `unit`."""
    random = np.random.default_rng(seed)
    groups, times, events, codes = [], [], [], []
    for code, (label, scale, size) in enumerate(zip(labels, scales, sizes, strict=True)):
        death, censor = random.exponential(scale, size), random.uniform(12, 140, size)
        time, event = np.round(np.minimum(death, censor), 1), death <= censor
        curve = kaplan_meier(time, event)
        median = Interval(*(None if not np.isfinite(v) else float(v)
                            for v in (curve.median.value, curve.median.lower, curve.median.upper)))
        groups.append(GroupCurve(label, label, size, int(event.sum()), curve, median))
        times.append(time)
        events.append(event)
        codes.append(np.full(size, code))
    test = None
    if len(labels) > 1:
        found = logrank(np.concatenate(times), np.concatenate(events), np.concatenate(codes))
        test = LogRankTest(found.statistic, found.degrees_of_freedom, found.p_value)
    return Comparison("os", "Survie globale", by, by_label, unit, sum(sizes), sum(g.events or 0 for g in groups), 0, 0,
                      tuple(groups), test, labels[0], (), (), None)

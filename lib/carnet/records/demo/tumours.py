"""The tumours of one block: place, side, histology, TNM, stage, grade, size and biomarkers that agree with one
another.
"""

from dataclasses import dataclass

import numpy as np

from carnet.records.demo.draw import pick, pick_rows, stream
from carnet.records.demo.population import Population
from carnet.records.demo.sites import SITES
from carnet.records.demo.staging import STAGES, stage_of


@dataclass
class Tumours:
    """One value per person of the block; -1 (or 0 for side, grade, stage) where there is none."""

    topography: np.ndarray  # position in Site.topography
    morphology: np.ndarray  # position in Site.histology
    side: np.ndarray  # 0 none, 1 right, 2 left
    t: np.ndarray  # 0 Tis, 1…4; -1 none
    n: np.ndarray
    m: np.ndarray
    stage: np.ndarray  # code in STAGES
    grade: np.ndarray  # 1…; 0 none
    size: np.ndarray  # mm
    metastasis: np.ndarray  # position in Site.metastases where the tumour spreads, at once or later


def draw_tumours(seed: int, block: int, people: Population) -> Tumours:
    """Tumours of the persons who have one. M grows with T and N, N with T; the stage is read from the tables."""
    rng = stream(seed, block, "tumours")
    size = people.n
    minus = np.full(size, -1, dtype=np.int8)
    out = Tumours(
        minus.copy(),
        minus.copy(),
        np.zeros(size, np.int8),
        minus.copy(),
        minus.copy(),
        minus.copy(),
        np.zeros(size, np.int8),
        np.zeros(size, np.int8),
        np.zeros(size, np.int16),
        minus.copy(),
    )
    for code, site in enumerate(SITES):
        rows = np.flatnonzero(people.site == code)
        count = len(rows)
        if not count:
            continue
        out.topography[rows] = pick(rng, [x[2] for x in site.topography], count)
        out.morphology[rows] = pick(rng, [x[2] for x in site.histology], count)
        sided = np.array(["{d" in x[1] for x in site.topography])[out.topography[rows]]
        right = rng.random(count) < (0.56 if site.key == "lung" else 0.49)
        out.side[rows] = np.where(sided, np.where(right, 1, 2), 0)
        if site.metastases:
            out.metastasis[rows] = pick(rng, [x[2] for x in site.metastases], count)
        if site.grade:
            out.grade[rows] = pick(rng, site.grade, count) + 1
        if site.staging == "ann-arbor":
            out.stage[rows] = pick(rng, site.ann_arbor, count) + STAGES.index("I")
            bulk = np.full(count, 2)
        elif site.staging == "none":
            bulk = np.full(count, 2)
        else:
            t = pick(rng, site.t, count)
            if site.key == "lung":  # small-cell cancers are found late
                small = out.morphology[rows] == 2
                t = np.where(small & (t < 2), 4, t)
            n_weights = np.array(site.n) * np.exp(0.45 * np.arange(4) * (t - 1.8)[:, None])
            n = pick_rows(rng, n_weights)
            risk = (
                site.m
                * np.exp(0.42 * (t - 2.2) + 0.38 * (n - 0.7))
                * (np.where(small, 1.5, 1.0) if site.key == "lung" else 1.0)
            )
            m = ((rng.random(count) < np.clip(risk, 0, 0.85)) & (t > 0)).astype(np.int8)
            out.t[rows], out.n[rows], out.m[rows] = t, n, m
            out.stage[rows] = stage_of(site.staging, t, n, m, people.age[rows])
            bulk = t
        draw = np.exp(np.log(np.array(site.size))[bulk] + rng.normal(0, 0.22, count))
        low, high = _limits(site.key, bulk)
        out.size[rows] = np.clip(draw.round(), low, high)
    # a far advanced cancer weighs on the general state
    advanced = (out.stage >= STAGES.index("IV")) & (rng.random(size) < 0.35)
    people.performance[:] = np.minimum(people.performance + advanced, 4)
    return out


_SIZE_LIMITS = {
    "breast": ((1, 3, 21, 51, 20), (20, 20, 50, 95, 90)),
    "lung": ((1, 6, 31, 51, 71), (30, 30, 50, 70, 120)),
    "kidney": ((1, 12, 71, 30, 40), (70, 70, 130, 160, 180)),
    "head_neck": ((1, 5, 21, 41, 41), (20, 20, 40, 60, 70)),
    "pancreas": ((1, 6, 21, 41, 20), (20, 20, 40, 80, 70)),
    "thyroid": ((1, 4, 21, 41, 20), (20, 20, 40, 80, 80)),
}


def _limits(key: str, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Smallest and largest size (mm) that a T category allows where it is defined by size."""
    low, high = _SIZE_LIMITS.get(key, ((2, 3, 5, 8, 10), (60, 120, 140, 150, 160)))
    return np.array(low)[t], np.array(high)[t]

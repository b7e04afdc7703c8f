"""Relapse, death and loss to follow-up of one block: Weibull hazards of the cancer, Gompertz of everything else."""

from dataclasses import dataclass

import numpy as np

from carnet.records.demo.biomarkers import Biomarkers
from carnet.records.demo.draw import stream, working_day
from carnet.records.demo.population import LAST_DAY, NEVER, Population
from carnet.records.demo.sites import INDEX, SITES
from carnet.records.demo.staging import STAGES
from carnet.records.demo.tumours import Tumours

LINES = 3


@dataclass
class Outcomes:
    """One value per person: days from 1970-01-01, `NEVER` where it does not happen before the end of follow-up."""

    death: np.ndarray
    of_cancer: np.ndarray  # bool: the death is due to the cancer
    end: np.ndarray  # last news: death, loss or the last contact before the end of data
    progression: np.ndarray  # persons × LINES, increasing


def draw_outcomes(seed: int, block: int, people: Population, tumours: Tumours, markers: Biomarkers) -> Outcomes:
    """Times of a block. The hazard of cancer death is proportional in age, state, sex, biomarkers and period."""
    rng = stream(seed, block, "outcomes")
    size = people.n
    # general mortality: Gompertz, about 1 % a year at 67 in men, a little less in women
    a = (
        np.where(people.sex == 1, 0.0062, 0.0105)
        * np.exp(0.28 * people.illness[:, [1, 3, 4, 6, 11]].sum(axis=1))
        * np.where(people.smoking == 2, 1.6, 1.0)
    )
    b = 0.098
    draw = -np.log(rng.random(size))
    natural = np.log1p(draw * b / (a * np.exp(b * (people.age - 67)))) / b * 365.25

    years = np.full(size, np.inf)
    hazard = np.zeros(size)
    for code, site in enumerate(SITES):
        rows = np.flatnonzero(people.site == code)
        if not len(rows):
            continue
        level = np.clip(tumours.stage[rows] - STAGES.index("I"), 0, 3)
        five = np.array(site.survival)[level]
        five = np.where(tumours.stage[rows] == STAGES.index("0"), np.sqrt(five) * 0.995 + 0.005, five)
        scale = -np.log(five) / 5**site.shape
        ratio = _ratio(site.key, rows, people, tumours, markers)
        ratio = ratio / np.mean(ratio)
        frailty = rng.gamma(1 / 0.15, 0.15, len(rows))
        rate = scale * ratio * frailty
        years[rows] = (-np.log(rng.random(len(rows))) / rate) ** (1 / site.shape)
        hazard[rows] = rate
    cancer = years * 365.25
    days = np.maximum(np.minimum(natural, cancer), 20)
    death = people.index + np.minimum(days, 150_000).astype(np.int32)
    of_cancer = cancer <= natural

    lost = people.index + np.minimum(rng.exponential(365.25 / 0.022, size), 150_000).astype(np.int32) + 60
    news = LAST_DAY - rng.integers(0, 170, size)
    alive_end = np.maximum(np.minimum(lost, news), np.minimum(people.index + 18, LAST_DAY)).astype(np.int32)
    died = (death <= LAST_DAY) & (death <= lost)
    end = np.where(died, death, np.minimum(alive_end, LAST_DAY)).astype(np.int32)

    # progressions come between the diagnosis and the cancer death, also where that death comes after the end of data
    share = rng.beta(2.0, 2.2, size)
    first = np.where(np.isfinite(cancer), people.index + np.minimum(cancer * share, 150_000), NEVER)
    second = first + (people.index + np.minimum(cancer, 150_000) - first) * rng.beta(2.4, 2.0, size)
    third = second + (people.index + np.minimum(cancer, 150_000) - second) * rng.beta(2.4, 1.8, size)
    progression = np.stack([first, second, third], axis=1)
    progression = working_day(progression.astype(np.int64))
    start = (people.index + np.where(tumours.m == 1, 110, 160))[:, None]  # not before a treatment can have failed
    spaced = np.concatenate([progression[:, :1] > start, np.diff(progression, axis=1) > 60], axis=1)
    progression = np.where(spaced & (progression < end[:, None] - 10) & (people.site >= 0)[:, None], progression, NEVER)
    gone = np.maximum.accumulate(progression == NEVER, axis=1)  # no second without a first
    progression = np.where(gone, NEVER, progression).astype(np.int32)
    return Outcomes(np.where(died, death, NEVER).astype(np.int32), of_cancer & died, end, progression)


def _ratio(key: str, rows: np.ndarray, people: Population, tumours: Tumours, markers: Biomarkers) -> np.ndarray:
    """Hazard ratio of each person against a person of 65 in good state, before it is centred within the site."""
    log = (
        0.018 * (people.age[rows] - 65) + 0.30 * people.performance[rows] + np.where(people.sex[rows] == 1, -0.08, 0.0)
    )
    log += np.where(people.smoking[rows] == 2, 0.15, 0.0) - 0.018 * (people.index[rows] / 365.25 - 49)
    log += np.where((tumours.stage[rows] == STAGES.index("IV")) & (tumours.m[rows] == 1), 0.5, 0.0)

    def add(name: str, beta: float) -> None:
        nonlocal log
        log = log + beta * markers.flag(name)[rows]

    if key == "breast":
        add("er", -0.65)
        add("tnbc", 0.35)
        add("her2", -0.10)
        add("high_ki67", 0.25)
    elif key == "lung":
        add("driver", -0.75)
        add("pdl1_high", -0.25)
        log = log + np.where(tumours.morphology[rows] == 2, 0.55, 0.0)
    elif key in ("colon", "rectum", "endometrium"):
        add("msi", -0.35)
        add("braf", 0.55)
    elif key == "melanoma":
        add("braf", 0.10)
    elif key == "head_neck":
        add("hpv", -0.95)
    elif key == "ovary":
        add("brca", -0.40)
    elif key == "glioblastoma":
        add("mgmt", -0.55)
    if key in ("breast", "prostate", "kidney", "endometrium"):
        log = log + 0.28 * (tumours.grade[rows] - 2.0)
    return np.exp(np.clip(log, -3, 3))


def net_sites() -> dict[str, int]:
    """Keys of the sites with their positions: for tests and reports."""
    return dict(INDEX)

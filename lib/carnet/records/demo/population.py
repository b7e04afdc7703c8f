"""Who comes to the demo hospital: sex, birth, town, habits and long-standing illnesses of one block of persons."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from carnet.records.demo.draw import pick, stream
from carnet.records.demo.places import TOWNS
from carnet.records.demo.sites import SITES

EPOCH = date(1970, 1, 1)
FIRST_DAY = (date(2012, 1, 1) - EPOCH).days
LAST_DAY = (date(2025, 12, 31) - EPOCH).days  # end of data
WITHOUT_CANCER = 0.20
NEVER = np.int32(200_000)  # a day after every day

# CIM-10, words, share at 70 (about halved at 50), usual drug or ""
COMORBIDITIES = (
    ("I10", "hypertension artérielle", 0.48, "ramipril"),
    ("E11.9", "diabète de type 2", 0.18, "metformine"),
    ("E78.5", "dyslipidémie", 0.30, "atorvastatine"),
    ("J44.9", "BPCO", 0.10, "tiotropium"),
    ("I25.1", "cardiopathie ischémique", 0.11, "acide acétylsalicylique"),
    ("I48.9", "fibrillation atriale", 0.10, "apixaban"),
    ("N18.3", "insuffisance rénale chronique modérée", 0.08, ""),
    ("E66.9", "obésité", 0.16, ""),
    ("E03.9", "hypothyroïdie", 0.09, "lévothyroxine"),
    ("F32.9", "épisode dépressif", 0.08, "escitalopram"),
    ("K74.6", "cirrhose", 0.015, ""),
    ("I50.9", "insuffisance cardiaque", 0.06, "bisoprolol"),
)
CIRRHOSIS, COPD, KIDNEY_FAILURE, DIABETES, OBESITY = 10, 3, 6, 1, 7

# what brings those without cancer: CIM-10, words, weight, sex (M, F or both)
BENIGN = (
    ("D24", "tumeur bénigne du sein", 3, "F"),
    ("N60.1", "mastopathie kystique", 2, "F"),
    ("K63.5", "polype du côlon", 4, "MF"),
    ("N40", "hyperplasie de la prostate", 3, "M"),
    ("D22.9", "nævus mélanocytaire", 3, "MF"),
    ("E04.1", "nodule thyroïdien isolé", 3, "MF"),
    ("D25.9", "léiomyome de l'utérus", 2, "F"),
    ("K21.9", "reflux gastro-œsophagien", 2, "MF"),
    ("D50.9", "anémie par carence en fer", 2, "MF"),
    ("N28.1", "kyste rénal", 2, "MF"),
    ("D17.1", "lipome du tronc", 1, "MF"),
    ("N87.1", "dysplasie moyenne du col de l'utérus", 2, "F"),
)


@dataclass
class Population:
    """One block: arrays of one value per person. Days are counted from 1970-01-01."""

    person_id: np.ndarray
    sex: np.ndarray  # 0 man, 1 woman
    birth: np.ndarray
    site: np.ndarray  # position in SITES, -1 without cancer
    index: np.ndarray  # day of the diagnosis, or of the first visit
    age: np.ndarray  # years at index, float
    town: np.ndarray  # position in TOWNS
    smoking: np.ndarray  # 0 never, 1 former, 2 current
    performance: np.ndarray  # ECOG/WHO 0…4 at index
    illness: np.ndarray  # persons × COMORBIDITIES, bool
    benign: np.ndarray  # position in BENIGN, -1 with cancer
    height: np.ndarray  # cm
    weight: np.ndarray  # kg

    @property
    def n(self) -> int:
        return len(self.person_id)


def draw_population(seed: int, block: int, first_id: int, size: int) -> Population:
    """`size` persons numbered from `first_id`, the same for a given seed, block and size."""
    rng = stream(seed, block, "population")
    kinds = [(s, sex) for s in range(len(SITES)) for sex in (0, 1)]
    incidence = [SITES[s].women if sex else SITES[s].men for s, sex in kinds]
    drawn = pick(rng, incidence, size)
    site = np.array([s for s, _sex in kinds], dtype=np.int8)[drawn]
    sex = np.array([sex for _s, sex in kinds], dtype=np.int8)[drawn]
    well = rng.random(size) < WITHOUT_CANCER
    sex = np.where(well, (rng.random(size) < 0.55), sex).astype(np.int8)

    means = np.array([s.age[0] for s in SITES])[site]
    spreads = np.array([s.age[1] for s in SITES])[site]
    age = np.where(well, rng.normal(57, 16, size), rng.normal(means, spreads))
    floor = np.where(np.isin(site, [i for i, s in enumerate(SITES) if s.age[0] < 55]) & ~well, 18.0, 26.0)
    age = np.clip(np.where(age < floor, floor + rng.random(size) * 18, age), 18, 97.9)
    year = 2012 + pick(rng, [1 + 0.022 * y for y in range(14)], size)
    index = FIRST_DAY + ((year - 2012) * 365.25 + rng.random(size) * 365).astype(np.int32)
    index = np.minimum(index, LAST_DAY - 24).astype(np.int32)
    weekday = (index + 3) % 7  # 1970-01-01 was a Thursday
    index = np.maximum(index - np.where(weekday >= 5, weekday - 4, 0), FIRST_DAY + 1).astype(
        np.int32
    )  # Friday; 2012 began on a Sunday
    birth = (index - np.round(age * 365.25)).astype(np.int32)

    site = np.where(well, -1, site).astype(np.int8)
    ever = np.where(well, 0.30, np.array([s.smoking for s in SITES])[site]) * np.where(sex == 1, 0.85, 1.08)
    current = 0.42 - 0.004 * (age - 60)
    smoking = np.where(rng.random(size) < ever, np.where(rng.random(size) < current, 2, 1), 0).astype(np.int8)

    share = np.array([c[2] for c in COMORBIDITIES]) * np.clip(0.15 + (age - 35) / 41.0, 0.03, 1.5)[:, None]
    liver = next(i for i, s in enumerate(SITES) if s.key == "liver")
    share[:, CIRRHOSIS] = np.where(site == liver, 0.78, np.minimum(share[:, CIRRHOSIS], 0.02))
    share[:, COPD] *= np.array([0.25, 1.3, 2.2])[smoking]
    illness = rng.random(share.shape) < share

    performance = (
        (0.35 + 0.028 * (age - 65) + 0.25 * illness[:, [1, 3, 4, 6, 11]].sum(axis=1) + rng.normal(0, 0.75, size))
        .round()
        .clip(0, 4)
        .astype(np.int8)
    )
    height = np.where(sex == 1, rng.normal(162, 6.2, size), rng.normal(175, 6.8, size)).round()
    bmi = rng.normal(24.6, 3.6, size).clip(17, 29.8) + np.where(illness[:, OBESITY], 7.5, 0)
    benign = np.full(size, -1, dtype=np.int8)
    for code, letter in enumerate("MF"):
        of_sex = well & (sex == code)
        benign[of_sex] = pick(rng, [row[2] if letter in row[3] else 0 for row in BENIGN], int(of_sex.sum()))
    return Population(
        person_id=np.arange(first_id, first_id + size, dtype=np.int64),
        sex=sex,
        birth=birth,
        site=site,
        index=index,
        age=age,
        town=pick(rng, [t[3] for t in TOWNS], size),
        smoking=smoking,
        performance=performance,
        illness=illness,
        benign=benign,
        height=height,
        weight=(bmi * (height / 100) ** 2).round(),
    )

"""Visits of one block: consultations, day hospital, planned stays, emergencies and the unplanned re-admissions after
chemotherapy.
"""

from dataclasses import dataclass

import numpy as np

from carnet.records.demo.draw import expand, pick, stream, working_day
from carnet.records.demo.laboratory import Laboratory
from carnet.records.demo.local_treatment import LOCAL
from carnet.records.demo.outcomes import Outcomes
from carnet.records.demo.places import STAFF_PER_WARD, SURGERY_WARD, WARD
from carnet.records.demo.population import NEVER, Population
from carnet.records.demo.regimens import REGIMEN_LIST
from carnet.records.demo.sites import SITES
from carnet.records.demo.treatments import BLOOD, FIRST, ORAL, Treatments

# name in visit_source_value, OMOP concept
KINDS = (
    ("consultation", 9202),
    ("hôpital de jour", 9202),
    ("hospitalisation programmée", 9201),
    ("urgences", 9203),
    ("hospitalisation non programmée", 9201),
    ("soins palliatifs", 9201),
)
CONSULTATION, DAY_HOSPITAL, PLANNED, EMERGENCY, UNPLANNED, PALLIATIVE = range(6)

# why patients come back: CIM-10, words, weight without and with profound neutropenia
REASONS = (
    ("D70", "neutropénie fébrile", 0.0, 7.0),
    ("J18.9", "pneumopathie", 2.0, 0.8),
    ("E86", "déshydratation", 2.2, 0.4),
    ("R11", "vomissements incoercibles", 1.6, 0.3),
    ("R52.9", "douleur mal contrôlée", 2.0, 0.2),
    ("I26.9", "embolie pulmonaire", 1.0, 0.2),
    ("A41.9", "sepsis", 0.7, 1.2),
    ("D64.9", "anémie symptomatique", 0.8, 0.3),
    ("K52.9", "diarrhée sévère", 1.1, 0.5),
    ("R53", "altération de l'état général", 2.0, 0.5),
)
MEDICAL_WARD = {
    "dlbcl": "Hématologie clinique",
    "follicular": "Hématologie clinique",
    "hodgkin": "Hématologie clinique",
    "thyroid": "Endocrinologie",
    "melanoma": "Dermatologie",
}


@dataclass
class Visits:
    """Sorted by person, day, kind. `cycle` and `reason` are -1 where they do not apply."""

    person: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray
    ward: np.ndarray
    provider: np.ndarray
    cycle: np.ndarray
    reason: np.ndarray
    of_cycle: np.ndarray  # per cycle: row of its visit
    readmitted: np.ndarray  # per cycle: came back unplanned within 30 days
    of_surgery: np.ndarray  # per person: row of the stay, -1


def draw_visits(
    seed: int, block: int, people: Population, treatments: Treatments, laboratory: Laboratory, outcomes: Outcomes
) -> Visits:
    """All visits of the block. The odds of an unplanned stay after a cycle rise with age, state, neutrophils and
    haemoglobin.
    """
    rng = stream(seed, block, "visits")
    n = people.n
    medical = np.array(
        [WARD[MEDICAL_WARD.get(s.key, "Oncologie médicale")] for s in SITES] + [WARD["Oncologie médicale"]]
    )
    surgical = np.array([SURGERY_WARD[s.key] for s in SITES] + [3])
    ward_of = medical[people.site]
    parts: list[tuple[np.ndarray, ...]] = []

    def add(
        person: np.ndarray,
        kind: int,
        start: np.ndarray,
        stay: np.ndarray | int,
        ward: np.ndarray | int,
        cycle: np.ndarray | int = -1,
        reason: np.ndarray | int = -1,
    ) -> None:
        full = [
            np.broadcast_to(np.asarray(x), person.shape)
            for x in (kind, start, np.asarray(start) + stay, ward, cycle, reason)
        ]
        parts.append((person, *full))

    everyone = np.arange(n)
    # those with a cancer are seen once the pathologist and the radiologist have answered
    add(
        everyone,
        CONSULTATION,
        np.minimum(np.where(people.site >= 0, working_day(people.index + 9), people.index), outcomes.end),
        0,
        ward_of,
    )

    operated = np.flatnonzero(treatments.surgery < NEVER)
    usual = np.array([LOCAL[s.key].days_of_stay for s in SITES])[people.site[operated]]
    stay = np.maximum(1, (usual * np.exp(rng.normal(0.03, 0.32, len(operated)))).round()).astype(np.int32)
    stay = np.minimum(stay, outcomes.end[operated] - treatments.surgery[operated] + 1)
    add(operated, PLANNED, treatments.surgery[operated] - 1, stay, surgical[people.site[operated]])

    person = treatments.line_person[treatments.cycle_line]
    add(
        person,
        DAY_HOSPITAL,
        treatments.cycle_day,
        0,
        np.where(ward_of[person] == WARD["Hématologie clinique"], ward_of[person], WARD["Hôpital de jour d'oncologie"]),
        np.arange(len(person)),
    )

    # oral lines are seen every twelve weeks, everyone twice a year for at most four years
    oral = ORAL[treatments.line_regimen]
    rows, position = expand(np.where(oral, np.minimum((treatments.line_end - treatments.line_start) // 84 + 1, 5), 0))
    who = treatments.line_person[rows]
    add(who, CONSULTATION, working_day(treatments.line_start[rows] + position * 84), 0, ward_of[who])
    rows, position = expand(np.minimum((outcomes.end - people.index) // 182, np.where(people.site >= 0, 8, 2)))
    add(
        rows,
        CONSULTATION,
        working_day(people.index[rows] + (position + 1) * 182 + rng.integers(-20, 0, len(rows))),
        0,
        ward_of[rows],
    )
    for number in range(outcomes.progression.shape[1]):
        got = np.flatnonzero(outcomes.progression[:, number] < NEVER)
        add(got, CONSULTATION, outcomes.progression[got, number], 0, ward_of[got])

    readmitted = _readmissions(rng, people, treatments, laboratory, outcomes, ward_of, add)

    last = np.flatnonzero((outcomes.death < NEVER) & outcomes.of_cancer & (rng.random(n) < 0.45))
    stay = np.minimum(
        np.maximum(2, np.exp(rng.normal(2.2, 0.5, len(last)))).astype(np.int32),
        outcomes.death[last] - people.index[last],
    )
    add(last, PALLIATIVE, outcomes.death[last] - stay, stay, WARD["Soins palliatifs"])

    who, kind, start, end, ward, cycle, reason = (np.concatenate(p) for p in zip(*parts, strict=True))
    keep = start <= outcomes.end[who]
    who, kind, start, end, ward, cycle, reason = (a[keep] for a in (who, kind, start, end, ward, cycle, reason))
    end = np.minimum(end, np.maximum(outcomes.end[who], start))
    order = np.lexsort((cycle, kind, start, who))
    who, kind, start, end, ward, cycle, reason = (a[order] for a in (who, kind, start, end, ward, cycle, reason))
    of_cycle = np.full(len(treatments.cycle_line), -1, dtype=np.int64)
    of_cycle[cycle[(cycle >= 0) & (kind == DAY_HOSPITAL)]] = np.flatnonzero((cycle >= 0) & (kind == DAY_HOSPITAL))
    of_surgery = np.full(n, -1, dtype=np.int64)
    of_surgery[who[kind == PLANNED]] = np.flatnonzero(kind == PLANNED)
    provider = ward * STAFF_PER_WARD + people.person_id[who] % STAFF_PER_WARD
    return Visits(
        who,
        kind,
        start.astype(np.int32),
        end.astype(np.int32),
        ward,
        provider,
        cycle,
        reason,
        of_cycle,
        readmitted,
        of_surgery,
    )


def _readmissions(rng, people, treatments, laboratory, outcomes, ward_of, add):  # type: ignore[no-untyped-def]
    line = treatments.cycle_line
    person, regimen = treatments.line_person[line], treatments.line_regimen[line]
    toxic = np.array([max(r.blood, r.gut) if r.family == "chimiothérapie" else 0 for r in REGIMEN_LIST])[regimen]
    log_odds = (
        -4.75
        + 0.026 * (people.age[person] - 65)
        + 0.52 * people.performance[person]
        + 0.30 * toxic
        + 0.55 * (laboratory.nadir < 1.0)
        + 0.95 * (laboratory.nadir < 0.5)
        + 0.60 * (laboratory.hemoglobin < 9.5)
        + 0.22 * people.illness[person][:, [1, 3, 4, 6, 11]].sum(axis=1)
        + 0.45 * (treatments.cycle_number == 1)
        + 0.30 * (treatments.line_intent[line] >= FIRST)
        - 0.5 * (BLOOD[regimen] == 0)
    )
    came = rng.random(len(line)) < 1 / (1 + np.exp(-log_odds))
    delay = np.where(
        laboratory.nadir < 0.5, laboratory.nadir_day - treatments.cycle_day, rng.integers(3, 27, len(line))
    )
    # not before the next cycle's visit is over, and never two stays for one interval
    gap = (
        np.where(
            np.concatenate([line[1:] == line[:-1], [False]]),
            np.concatenate([np.diff(treatments.cycle_day), [0]]),
            40,
        )
        if len(line)
        else delay
    )
    stay = np.maximum(2, np.exp(rng.normal(1.6, 0.5, len(line)))).astype(np.int32)
    stay = np.minimum(stay, np.maximum(gap - 3, 1))
    day = treatments.cycle_day + np.minimum(delay, np.maximum(gap - stay - 1, 1))
    came &= day < outcomes.end[person] - 1
    rows = np.flatnonzero(came)
    weights = np.array([[r[2] for r in REASONS], [r[3] for r in REASONS]])
    reason = np.where(laboratory.nadir[rows] < 0.5, pick(rng, weights[1], len(rows)), pick(rng, weights[0], len(rows)))
    stay = stay[rows]
    add(person[rows], EMERGENCY, day[rows], 0, 14, rows, reason)
    add(
        person[rows],
        UNPLANNED,
        day[rows],
        stay,
        np.where(
            ward_of[person[rows]] == WARD["Hématologie clinique"],
            WARD["Hématologie clinique"],
            WARD["Hospitalisation d'oncologie"],
        ),
        rows,
        reason,
    )
    return came

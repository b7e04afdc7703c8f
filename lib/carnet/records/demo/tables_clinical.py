"""OMOP rows of what is found: conditions, measurements and observations of one block."""

import numpy as np
import pyarrow as pa

from carnet.records.demo.laboratory import HARM_NAMES, TESTS
from carnet.records.demo.population import BENIGN, COMORBIDITIES, NEVER
from carnet.records.demo.sites import SITES
from carnet.records.demo.staging import N_NAMES, STAGES, T_NAMES
from carnet.records.demo.tables import EHR, Block, Words, _table, days, numbers, optional, topography_codes
from carnet.records.demo.treatments import INTENTS, RESPONSES
from carnet.records.demo.visits import REASONS, UNPLANNED

STATUSES = ("primary", "metastasis", "comorbidity", "complication", "benign")


def conditions(block: Block) -> pa.Table:
    """Primary tumours, metastases (at diagnosis or at the first progression), long-standing illnesses,
    complications.
    """
    people, tumours, visits = block.people, block.tumours, block.visits
    codes = sorted(
        {row[0] for site in SITES for row in (*site.topography, *site.metastases)}
        | {c[0] for c in COMORBIDITIES}
        | {r[0] for r in REASONS}
        | {x[0] for x in BENIGN}
    )
    place = {code: position for position, code in enumerate(codes)}
    sick, well = np.flatnonzero(people.site >= 0), np.flatnonzero(people.site < 0)
    spread = spread_days(block)
    far = np.flatnonzero(spread < NEVER)
    far_code = np.empty(len(far), dtype=np.int64)
    for code, site in enumerate(SITES):
        rows = people.site[far] == code
        if rows.any():
            far_code[rows] = np.array([place[m[0]] for m in site.metastases])[tumours.metastasis[far[rows]]]
    who, what = np.nonzero(people.illness)
    back = np.flatnonzero(visits.kind == UNPLANNED)
    first_visit = np.where(people.site >= 0, -1, np.searchsorted(visits.person, np.arange(people.n), side="left"))
    parts = [
        (sick, people.index[sick], topography_codes(block, place)[sick], 0, first_visit[sick]),
        (far, spread[far], far_code, 1, np.full(len(far), -1)),
        (who, people.index[who], np.array([place[c[0]] for c in COMORBIDITIES])[what], 2, first_visit[who]),
        (
            visits.person[back],
            visits.start[back],
            np.array([place[r[0]] for r in REASONS])[visits.reason[back]],
            3,
            back,
        ),
        (
            well,
            people.index[well],
            np.array([place[x[0]] for x in BENIGN])[people.benign[well]],
            4,
            first_visit[well],
        ),
    ]
    person, start, codes_drawn, status, visit = (
        np.concatenate([np.broadcast_to(p[k], p[0].shape) for p in parts]) for k in range(5)
    )
    order = np.lexsort((status, start, person))
    return _table(
        "condition_occurrence_id",
        block.number,
        len(person),
        person_id=people.person_id[person[order]],
        condition_concept_id=0,
        condition_start_date=days(start[order]),
        condition_type_concept_id=EHR,
        condition_source_value=Words(codes_drawn[order], codes),
        condition_status_source_value=Words(status[order], STATUSES),
        visit_occurrence_id=optional(block.visit_ids(visit[order])),
    )


def spread_days(block: Block) -> np.ndarray:
    """Day on which distant metastases are known, NEVER without: at diagnosis when M1, else at the first progression."""
    people, tumours, outcomes = block.people, block.tumours, block.outcomes
    has = np.array([bool(site.metastases) for site in SITES] + [False])[people.site]
    later = np.where(has & (tumours.m == 0), outcomes.progression[:, 0], NEVER)
    return np.where(has & (tumours.m == 1), people.index, later).astype(np.int32)


def measurements(block: Block) -> pa.Table:
    """Stage, TNM, grade, histology, side, biomarkers (by name) and laboratory results (by LOINC code)."""
    people, tumours, laboratory = block.people, block.tumours, block.laboratory
    names: list[str] = ["stage", "t", "n", "m", "grade", "histology", "laterality", "tumour_size"]
    words: list[str] = []
    position: dict[str, int] = {}

    def code(word: str) -> int:
        if word not in position:
            position[word] = len(words)
            words.append(word)
        return position[word]

    units: list[str] = ["mm"]
    parts: list[tuple[np.ndarray, ...]] = []

    def add(
        rows: np.ndarray,
        day: np.ndarray,
        name: int,
        value: np.ndarray | int,
        number: np.ndarray | float,
        unit: np.ndarray | int,
        visit: np.ndarray | int,
        low: float = np.nan,
        high: float = np.nan,
    ) -> None:
        parts.append(
            (
                rows,
                *(
                    np.broadcast_to(np.asarray(x), rows.shape)
                    for x in (day, name, value, number, unit, visit, low, high)
                ),
            )
        )

    sick = np.flatnonzero(people.site >= 0)

    def texts(name: str, rows: np.ndarray, values: list[str], drawn: np.ndarray) -> None:
        add(rows, people.index[rows], names.index(name), np.array([code(v) for v in values])[drawn], np.nan, -1, -1)

    staged, placed = np.flatnonzero(tumours.stage > 0), np.flatnonzero(tumours.t >= 0)
    texts("stage", staged, ["-", *STAGES[1:]], tumours.stage[staged])
    texts("t", placed, list(T_NAMES), tumours.t[placed])
    texts("n", placed, list(N_NAMES), tumours.n[placed])
    texts("m", placed, ["M0", "M1"], tumours.m[placed])
    graded, sided = np.flatnonzero(tumours.grade > 0), np.flatnonzero(tumours.side > 0)
    texts("grade", graded, ["-", "1", "2", "3", "4", "5"], tumours.grade[graded])
    texts("laterality", sided, ["-", "right", "left"], tumours.side[sided])
    histologies = [h[0] for site in SITES for h in site.histology]
    first = np.cumsum([0] + [len(site.histology) for site in SITES])
    texts("histology", sick, histologies, first[people.site[sick]] + tumours.morphology[sick])
    add(placed, people.index[placed], names.index("tumour_size"), -1, tumours.size[placed].astype(float), 0, -1)
    for marker in block.markers.markers:
        if not len(marker.rows):
            continue
        if marker.name not in names:
            names.append(marker.name)
        if marker.unit and marker.unit not in units:
            units.append(marker.unit)
        value: np.ndarray | int = -1
        if marker.text is not None:
            unique, inverse = np.unique(marker.text, return_inverse=True)
            value = np.array([code(str(word)) for word in unique])[inverse]
        number = np.nan if marker.number is None else marker.number
        add(
            marker.rows,
            people.index[marker.rows],
            names.index(marker.name),
            value,
            number,
            units.index(marker.unit) if marker.unit else -1,
            -1,
        )

    base, unit_base = len(names), len(units)
    names += [t[1] for t in TESTS]
    units += [t[2] for t in TESTS]
    visit = np.where(
        laboratory.cycle >= 0,
        block.visits.of_cycle[np.maximum(laboratory.cycle, 0)] if len(block.visits.of_cycle) else -1,
        -1,
    )
    low, high = np.array([t[3] for t in TESTS]), np.array([t[4] for t in TESTS])
    parts.append(
        (
            laboratory.person,
            laboratory.day,
            laboratory.test + base,
            np.full(len(visit), -1),
            laboratory.value,
            laboratory.test + unit_base,
            visit,
            low[laboratory.test],
            high[laboratory.test],
        )
    )
    person, day, name, value, number, unit, visit, low, high = (np.concatenate(p) for p in zip(*parts, strict=True))
    order = np.lexsort((day, person))
    return _table(
        "measurement_id",
        block.number,
        len(person),
        person_id=people.person_id[person[order]],
        measurement_concept_id=0,
        measurement_date=days(day[order]),
        measurement_type_concept_id=EHR,
        value_as_number=numbers(number[order]),
        range_low=numbers(low[order]),
        range_high=numbers(high[order]),
        visit_occurrence_id=optional(block.visit_ids(visit[order])),
        measurement_source_value=Words(name[order], names),
        unit_source_value=Words(unit[order], units),
        value_source_value=Words(value[order], words),
    )


def observations(block: Block) -> pa.Table:
    """Performance status, tobacco, intents, responses and graded toxicities."""
    people, treatments, laboratory = block.people, block.treatments, block.laboratory
    names = ("performance_status", "tobacco", "response", "toxicity", "line_intent")
    words = (
        [str(p) for p in range(5)]
        + ["never", "former", "current"]
        + list(RESPONSES)
        + list(INTENTS)
        + [f"{harm} G{grade}" for harm in HARM_NAMES for grade in range(1, 5)]
    )
    n = people.n
    everyone = np.arange(n)
    answered = np.flatnonzero(treatments.line_response >= 0)
    lines = np.arange(len(treatments.line_person))
    harm = 5 + 3 + len(RESPONSES) + len(INTENTS) + laboratory.harm.astype(int) * 4 + laboratory.harm_grade - 1
    none = np.full(n, np.nan)
    parts = [
        (everyone, people.index, 0, people.performance, people.performance.astype(float)),
        (everyone, people.index, 1, 5 + people.smoking, none),
        (
            treatments.line_person[answered],
            treatments.line_assessed[answered],
            2,
            8 + treatments.line_response[answered],
            np.full(len(answered), np.nan),
        ),
        (laboratory.harm_person, laboratory.harm_day, 3, harm, laboratory.harm_grade.astype(float)),
        (
            treatments.line_person[lines],
            treatments.line_start[lines],
            4,
            8 + len(RESPONSES) + treatments.line_intent[lines],
            treatments.line_number.astype(float),
        ),
    ]
    person, day, name, value, number = (
        np.concatenate([np.broadcast_to(p[k], p[0].shape) for p in parts]) for k in range(5)
    )
    order = np.lexsort((name, day, person))
    scale = np.array([-1, -1, 0, 1, -1])[name[order]]
    return _table(
        "observation_id",
        block.number,
        len(person),
        person_id=people.person_id[person[order]],
        observation_concept_id=0,
        observation_date=days(day[order]),
        observation_type_concept_id=EHR,
        value_as_number=numbers(number[order]),
        value_as_string=Words(value[order], words),
        observation_source_value=Words(name[order], names),
        qualifier_source_value=Words(scale, ["RECIST 1.1", "CTCAE 5.0"]),
    )

"""From drawn arrays to OMOP rows: one block of the demo hospital as Arrow tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from carnet.records.demo.biomarkers import Biomarkers, draw_biomarkers
from carnet.records.demo.draw import expand
from carnet.records.demo.drugs import ATC
from carnet.records.demo.laboratory import HARM_NAMES, TESTS, Laboratory, draw_laboratory
from carnet.records.demo.local_treatment import LOCAL
from carnet.records.demo.outcomes import Outcomes, draw_outcomes
from carnet.records.demo.places import STAFF_PER_WARD
from carnet.records.demo.population import COMORBIDITIES, NEVER, Population, draw_population
from carnet.records.demo.regimens import REGIMEN_LIST
from carnet.records.demo.sites import SITES
from carnet.records.demo.staging import N_NAMES, STAGES, T_NAMES
from carnet.records.demo.treatments import ORAL, RESPONSES, Treatments, draw_treatments
from carnet.records.demo.tumours import Tumours, draw_tumours
from carnet.records.demo.visits import KINDS, REASONS, UNPLANNED, Visits, draw_visits

BLOCK = 10_000  # persons drawn together; a seed and a block number decide everything in it
STRIDE = 10_000_000  # identifiers set apart for one block in each table
EHR = 32817  # type concept « EHR »
CONCEPTS = {"first occurrence": 32528, "treatment regimen": 32531, "progression": 32949}


@dataclass
class Block:
    """Everything drawn for one block; `notes` and `tables` both read from it."""

    number: int
    people: Population
    tumours: Tumours
    markers: Biomarkers
    outcomes: Outcomes
    treatments: Treatments
    laboratory: Laboratory
    visits: Visits

    def visit_ids(self, rows: np.ndarray) -> np.ndarray:
        """Identifiers of visits by their row; 0 where the row is -1."""
        return np.where(rows >= 0, self.number * STRIDE + rows + 1, 0)


def draw_block(seed: int, number: int, size: int) -> Block:
    """Draw the persons of block `number` (`size` of them, at most BLOCK) and their whole history."""
    people = draw_population(seed, number, number * BLOCK + 1, size)
    tumours = draw_tumours(seed, number, people)
    markers = draw_biomarkers(seed, number, people, tumours)
    outcomes = draw_outcomes(seed, number, people, tumours, markers)
    treatments = draw_treatments(seed, number, people, tumours, markers, outcomes)
    laboratory = draw_laboratory(seed, number, people, tumours, treatments, outcomes)
    visits = draw_visits(seed, number, people, treatments, laboratory, outcomes)
    return Block(number, people, tumours, markers, outcomes, treatments, laboratory, visits)


class Words:
    """Strings of a column as codes into a short list, which costs four bytes a row until the file is written."""

    def __init__(self, codes: np.ndarray, words: "list[str] | tuple[str, ...]") -> None:
        self.codes, self.words = np.asarray(codes, dtype=np.int32), list(words)

    def arrow(self) -> pa.Array:
        """As a dictionary array; a negative code is null."""
        indices = pa.array(self.codes, mask=self.codes < 0)
        return pa.DictionaryArray.from_arrays(indices, pa.array(self.words, pa.string()))


def days(values: np.ndarray) -> pa.Array:
    """Days from 1970-01-01 as dates."""
    return pa.array(np.asarray(values, dtype=np.int32)).cast(pa.date32())


def numbers(values: np.ndarray) -> pa.Array:
    """Floats, NaN as null."""
    values = np.asarray(values, dtype=float)
    return pa.array(values, mask=np.isnan(values))


def optional(ids: np.ndarray) -> pa.Array:
    """Identifiers, 0 as null."""
    ids = np.asarray(ids, dtype=np.int64)
    return pa.array(ids, mask=ids == 0)


def _table(key: str, block: int, length: int, **columns: Any) -> pa.Table:
    """A table with its own identifiers and constants repeated."""
    arrays: dict[str, Any] = {key: pa.array(block * STRIDE + 1 + np.arange(length, dtype=np.int64))} if key else {}
    for name, value in columns.items():
        if isinstance(value, Words):
            arrays[name] = value.arrow()
        elif isinstance(value, (int, str)):
            arrays[name] = pa.repeat(pa.scalar(value, pa.int64() if isinstance(value, int) else pa.string()), length)
        else:
            arrays[name] = value if isinstance(value, pa.Array) else pa.array(value)
    return pa.table(arrays)


def block_tables(block: Block) -> dict[str, pa.Table]:
    """The OMOP tables of one block, notes apart."""
    from carnet.records.demo.tables_clinical import conditions, measurements, observations

    people, outcomes, visits = block.people, block.outcomes, block.visits
    n, b = people.n, block.number
    birth = people.birth.astype("datetime64[D]")
    months = birth.astype("datetime64[M]")
    provider = people_provider(block)
    tables = {
        "person": _table(
            "",
            b,
            n,
            person_id=people.person_id,
            gender_concept_id=np.where(people.sex == 1, 8532, 8507),
            year_of_birth=months.astype("datetime64[Y]").astype(int) + 1970,
            month_of_birth=months.astype(int) % 12 + 1,
            day_of_birth=(birth - months).astype(int) + 1,
            race_concept_id=0,
            ethnicity_concept_id=0,
            location_id=people.town.astype(np.int64) + 1,
            provider_id=provider,
            person_source_value=pa.array([f"DEMO{i:08d}" for i in people.person_id.tolist()]),
            gender_source_value=Words(people.sex, ["M", "F"]),
        ),
        "observation_period": _table(
            "observation_period_id",
            b,
            n,
            person_id=people.person_id,
            observation_period_start_date=days(people.index),
            observation_period_end_date=days(outcomes.end),
            period_type_concept_id=EHR,
        ),
        "condition_occurrence": conditions(block),
        "measurement": measurements(block),
        "observation": observations(block),
        "drug_exposure": _drugs(block),
        "procedure_occurrence": _procedures(block),
    }
    dead = np.flatnonzero(outcomes.death < NEVER)
    causes = sorted({row[0] for site in SITES for row in site.topography}) + ["I50.9"]
    place = {code: position for position, code in enumerate(causes)}
    tumour_code = topography_codes(block, place)
    tables["death"] = _table(
        "",
        b,
        len(dead),
        person_id=people.person_id[dead],
        death_date=days(outcomes.death[dead]),
        death_type_concept_id=EHR,
        cause_concept_id=0,
        cause_source_value=Words(np.where(outcomes.of_cancer[dead], tumour_code[dead], len(causes) - 1), causes),
    )
    rows = np.arange(len(visits.person))
    before = np.where(np.concatenate([[False], visits.person[1:] == visits.person[:-1]]), rows - 1, -1)
    tables["visit_occurrence"] = _table(
        "visit_occurrence_id",
        b,
        len(rows),
        person_id=people.person_id[visits.person],
        visit_concept_id=np.array([k[1] for k in KINDS])[visits.kind],
        visit_start_date=days(visits.start),
        visit_end_date=days(visits.end),
        visit_type_concept_id=EHR,
        provider_id=visits.provider + 1,
        care_site_id=visits.ward + 1,
        visit_source_value=Words(visits.kind, [k[0] for k in KINDS]),
        admitted_from_source_value=Words(np.where(visits.kind == UNPLANNED, 0, -1), ["urgences"]),
        discharged_to_source_value=Words(
            np.where(visits.end == outcomes.death[visits.person], 1, np.where(np.isin(visits.kind, [2, 4, 5]), 0, -1)),
            ["domicile", "décès"],
        ),
        preceding_visit_occurrence_id=optional(block.visit_ids(before)),
    )
    tables["episode"] = _episodes(block)
    return tables


def people_provider(block: Block) -> np.ndarray:
    """Identifier of the doctor who follows each person: the one of the first visit."""
    visits = block.visits
    first = np.searchsorted(visits.person, np.arange(block.people.n), side="left")
    return visits.ward[first] * STAFF_PER_WARD + block.people.person_id % STAFF_PER_WARD + 1


def topography_codes(block: Block, place: dict[str, int]) -> np.ndarray:
    """Position in `place` of each person's CIM-10 code, -1 without cancer."""
    out = np.full(block.people.n, -1, dtype=np.int32)
    for code, site in enumerate(SITES):
        rows = block.people.site == code
        out[rows] = np.array([place[row[0]] for row in site.topography])[block.tumours.topography[rows]]
    return out


def _drugs(block: Block) -> pa.Table:
    people, treatments = block.people, block.treatments
    names = sorted(ATC)
    place = {name: position for position, name in enumerate(names)}
    width = max(len(r.drugs) for r in REGIMEN_LIST)
    drug_of = np.full((len(REGIMEN_LIST), width), -1)
    doses = sorted({dose for r in REGIMEN_LIST for _d, dose in r.drugs})
    dose_of = np.full((len(REGIMEN_LIST), width), -1)
    for row, known in enumerate(REGIMEN_LIST):
        for number, (name, amount) in enumerate(known.drugs):
            drug_of[row, number], dose_of[row, number] = place[name], doses.index(amount)
    counts = (drug_of >= 0).sum(axis=1)

    cycle_regimen = treatments.line_regimen[treatments.cycle_line]
    rows, column = expand(counts[cycle_regimen])
    line = treatments.cycle_line[rows]
    parts = [
        (
            treatments.line_person[line],
            treatments.cycle_day[rows],
            treatments.cycle_day[rows],
            cycle_regimen[rows],
            column,
            block.visits.of_cycle[rows],
        )
    ]
    oral = np.flatnonzero(ORAL[treatments.line_regimen])
    rows, column = expand(counts[treatments.line_regimen[oral]])
    line = oral[rows]
    parts.append(
        (
            treatments.line_person[line],
            treatments.line_start[line],
            np.maximum(treatments.line_end[line], treatments.line_start[line]),
            treatments.line_regimen[line],
            column,
            np.full(len(line), -1),
        )
    )
    person, start, end, regimen, column, visit = (np.concatenate(p) for p in zip(*parts, strict=True))
    drug, dose = drug_of[regimen, column], dose_of[regimen, column]

    usual = np.array([place[c[3]] if c[3] else -1 for c in COMORBIDITIES])
    who, what = np.nonzero(people.illness & (usual >= 0)[None, :])
    person, start, end = (
        np.concatenate([person, who]),
        np.concatenate([start, people.index[who]]),
        np.concatenate([end, block.outcomes.end[who]]),
    )
    drug, dose, visit = (
        np.concatenate([drug, usual[what]]),
        np.concatenate([dose, np.full(len(who), -1)]),
        np.concatenate([visit, np.full(len(who), -1)]),
    )
    order = np.lexsort((start, person))
    return _table(
        "drug_exposure_id",
        block.number,
        len(person),
        person_id=people.person_id[person[order]],
        drug_concept_id=0,
        drug_exposure_start_date=days(start[order]),
        drug_exposure_end_date=days(end[order]),
        drug_type_concept_id=EHR,
        days_supply=(end - start + 1)[order].astype(np.int64),
        sig=Words(dose[order], doses),
        drug_source_value=Words(drug[order], [ATC[name] for name in names]),
        visit_occurrence_id=optional(block.visit_ids(visit[order])),
    )


def _procedures(block: Block) -> pa.Table:
    people, treatments, visits = block.people, block.treatments, block.visits
    operations = [o[0] for site in SITES for o in LOCAL[site.key].operations]
    first = np.cumsum([0] + [len(LOCAL[site.key].operations) for site in SITES])
    cut = np.flatnonzero(treatments.surgery < NEVER)
    rays = np.flatnonzero(treatments.radiotherapy < NEVER)
    codes = [*operations, "ZZNL053", "ZZQX027"]  # external radiotherapy; pathology of a biopsy
    biopsied = np.flatnonzero(people.site >= 0)
    person = np.concatenate([cut, rays, biopsied])
    start = np.concatenate([treatments.surgery[cut], treatments.radiotherapy[rays], people.index[biopsied]])
    end = np.concatenate([treatments.surgery[cut], treatments.radiotherapy_end[rays], people.index[biopsied]])
    code = np.concatenate(
        [
            first[people.site[cut]] + treatments.operation[cut],
            np.full(len(rays), len(operations)),
            np.full(len(biopsied), len(operations) + 1),
        ]
    )
    doses = [LOCAL[site.key].dose for site in SITES]
    modifier = np.concatenate([np.full(len(cut), -1), people.site[rays], np.full(len(biopsied), -1)])
    visit = np.concatenate([visits.of_surgery[cut], np.full(len(rays) + len(biopsied), -1)])
    order = np.lexsort((start, person))
    return _table(
        "procedure_occurrence_id",
        block.number,
        len(person),
        person_id=people.person_id[person[order]],
        procedure_concept_id=0,
        procedure_date=days(start[order]),
        procedure_end_date=days(end[order]),
        procedure_type_concept_id=EHR,
        procedure_source_value=Words(code[order], codes),
        modifier_source_value=Words(modifier[order], doses),
        visit_occurrence_id=optional(block.visit_ids(visit[order])),
    )


def _episodes(block: Block) -> pa.Table:
    people, outcomes, treatments = block.people, block.outcomes, block.treatments
    sick = np.flatnonzero(people.site >= 0)
    names = [r.name for r in REGIMEN_LIST] + [s.key for s in SITES] + ["progression"]
    lines = len(treatments.line_person)
    person, number = np.nonzero(outcomes.progression < NEVER)
    day = outcomes.progression[person, number]
    who = np.concatenate([sick, treatments.line_person, person])
    start = np.concatenate([people.index[sick], treatments.line_start, day])
    end = np.concatenate([outcomes.end[sick], np.maximum(treatments.line_end, treatments.line_start), day])
    concept = np.repeat(
        [CONCEPTS["first occurrence"], CONCEPTS["treatment regimen"], CONCEPTS["progression"]],
        [len(sick), lines, len(person)],
    )
    order = np.lexsort((concept, start, who))
    source = np.concatenate(
        [len(REGIMEN_LIST) + people.site[sick], treatments.line_regimen, np.full(len(person), len(names) - 1)]
    )
    rank = np.concatenate([np.ones(len(sick), int), treatments.line_number, number + 1])
    return _table(
        "episode_id",
        block.number,
        len(who),
        person_id=people.person_id[who[order]],
        episode_concept_id=concept[order].astype(np.int64),
        episode_start_date=days(start[order]),
        episode_end_date=days(end[order]),
        episode_number=rank[order].astype(np.int64),
        episode_object_concept_id=0,
        episode_type_concept_id=EHR,
        episode_source_value=Words(source[order], names),
    )


__all__ = [
    "BLOCK",
    "Block",
    "Words",
    "block_tables",
    "draw_block",
    "HARM_NAMES",
    "N_NAMES",
    "RESPONSES",
    "STAGES",
    "TESTS",
    "T_NAMES",
    "REASONS",
    "Visits",
]

"""The history of one patient as notes tell it, gathered from the arrays of the block so that notes and rows agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from carnet.records.demo.laboratory import HARM_NAMES, TESTS
from carnet.records.demo.local_treatment import LOCAL
from carnet.records.demo.notes.identity import Identity, identity
from carnet.records.demo.population import COMORBIDITIES, EPOCH, NEVER
from carnet.records.demo.regimens import REGIMEN_LIST, Regimen
from carnet.records.demo.site import Site
from carnet.records.demo.sites import SITES
from carnet.records.demo.staging import N_NAMES, STAGES, T_NAMES
from carnet.records.demo.tables import Block
from carnet.records.demo.tables_clinical import spread_days
from carnet.records.demo.treatments import RESPONSES
from carnet.records.demo.visits import KINDS, REASONS


def day(number: int) -> date:
    """The date of a day counted from 1970-01-01."""
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True)
class Line:
    number: int
    regimen: Regimen
    intent: int
    start: date
    end: date
    cycles: int
    response: str
    assessed: date


@dataclass(frozen=True)
class Stay:
    row: int
    kind: str
    start: date
    end: date
    ward: int
    provider: int
    reason: tuple[str, str] | None


@dataclass
class Story:
    """One patient. Dates are dates; `tests` are (date, position in TESTS, value), `harms` (date, words, grade, line
    number).
    """

    row: int
    person_id: int
    who: Identity
    sex: int
    age: int  # at diagnosis
    site: Site
    cim10: str
    place: str  # words of the topography, with {d} or {de}
    side: int
    morphology: tuple[str, str]
    t: str
    n: str
    m: str
    stage: str
    grade: int
    size: int
    markers: dict[str, tuple[str, float]]
    metastasis: tuple[str, str]  # CIM-10, feminine adjective; empty where the tumour does not spread
    spread: date | None
    diagnosis: date
    surgery: date | None
    operation: tuple[str, str] | None  # code, words
    radiotherapy: date | None
    radiotherapy_end: date | None
    dose: str
    lines: list[Line]
    harms: list[tuple[date, str, int, int]]
    tests: list[tuple[date, int, float]]
    stays: list[Stay]
    progressions: list[date]
    performance: int
    smoking: int
    illnesses: list[tuple[str, str, str]]
    height: int
    weight: int
    end: date
    death: date | None
    of_cancer: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    def age_on(self, when: date) -> int:
        """Age in whole years."""
        birth = self.who.birth
        return when.year - birth.year - ((when.month, when.day) < (birth.month, birth.day))

    def last_tests(self, when: date) -> list[tuple[date, int, float]]:
        """The latest result of each test in the 45 days before `when` (included)."""
        latest: dict[int, tuple[date, int, float]] = {}
        for found in self.tests:
            if when - timedelta(days=45) <= found[0] <= when:
                latest[found[1]] = found
        return list(latest.values())


def stories(seed: int, block: Block, rows: np.ndarray) -> Iterator[Story]:
    """The stories of the persons in those rows of the block, in order; every one of them has a cancer."""
    people, tumours, outcomes, treatments, laboratory, visits = (
        block.people,
        block.tumours,
        block.outcomes,
        block.treatments,
        block.laboratory,
        block.visits,
    )
    marked: dict[int, dict[str, tuple[str, float]]] = {int(row): {} for row in rows}
    for marker in block.markers.markers:
        for position in np.flatnonzero(np.isin(marker.rows, rows)):
            text = "" if marker.text is None else str(marker.text[position])
            marked[int(marker.rows[position])][marker.name] = (
                text,
                float("nan") if marker.number is None else float(marker.number[position]),
            )
    spread = spread_days(block)
    order = np.lexsort((laboratory.day, laboratory.person))
    sorted_person = laboratory.person[order]
    for row in rows.tolist():
        site = SITES[people.site[row]]
        local = LOCAL[site.key]
        code, place, _weight = site.topography[tumours.topography[row]]
        birth = day(people.birth[row])
        lines = [
            Line(
                int(treatments.line_number[i]),
                REGIMEN_LIST[treatments.line_regimen[i]],
                int(treatments.line_intent[i]),
                day(treatments.line_start[i]),
                day(treatments.line_end[i]),
                int(treatments.line_cycles[i]),
                RESPONSES[treatments.line_response[i]] if treatments.line_response[i] >= 0 else "",
                day(treatments.line_assessed[i]),
            )
            for i in _slice(treatments.line_person, row)
        ]
        harms = [
            (
                day(laboratory.harm_day[i]),
                HARM_NAMES[laboratory.harm[i]],
                int(laboratory.harm_grade[i]),
                int(treatments.line_number[laboratory.harm_line[i]]),
            )
            for i in _slice(laboratory.harm_person, row)
        ]
        low, high = np.searchsorted(sorted_person, [row, row + 1])
        tests = [(day(laboratory.day[i]), int(laboratory.test[i]), float(laboratory.value[i])) for i in order[low:high]]
        stays = [
            Stay(
                i,
                KINDS[visits.kind[i]][0],
                day(visits.start[i]),
                day(visits.end[i]),
                int(visits.ward[i]),
                int(visits.provider[i]),
                REASONS[visits.reason[i]][:2] if visits.reason[i] >= 0 else None,
            )
            for i in _slice(visits.person, row)
        ]
        surgery = day(treatments.surgery[row]) if treatments.surgery[row] < NEVER else None
        rays = treatments.radiotherapy[row] < NEVER
        yield Story(
            row,
            int(people.person_id[row]),
            identity(seed, int(people.person_id[row]), int(people.sex[row]), birth, int(people.town[row])),
            int(people.sex[row]),
            int(people.age[row]),
            site,
            code,
            place,
            int(tumours.side[row]),
            site.histology[tumours.morphology[row]][:2],
            T_NAMES[tumours.t[row]] if tumours.t[row] >= 0 else "",
            N_NAMES[tumours.n[row]] if tumours.t[row] >= 0 else "",
            f"M{tumours.m[row]}" if tumours.t[row] >= 0 else "",
            STAGES[tumours.stage[row]],
            int(tumours.grade[row]),
            int(tumours.size[row]),
            marked[row],
            site.metastases[tumours.metastasis[row]][:2] if site.metastases else ("", ""),
            day(spread[row]) if spread[row] < NEVER else None,
            day(people.index[row]),
            surgery,
            local.operations[treatments.operation[row]][:2] if surgery and treatments.operation[row] >= 0 else None,
            day(treatments.radiotherapy[row]) if rays else None,
            day(treatments.radiotherapy_end[row]) if rays else None,
            local.dose,
            lines,
            harms,
            tests,
            stays,
            [day(p) for p in outcomes.progression[row] if p < NEVER],
            int(people.performance[row]),
            int(people.smoking[row]),
            [(c[0], c[1], c[3]) for c, has in zip(COMORBIDITIES, people.illness[row], strict=True) if has],
            int(people.height[row]),
            int(people.weight[row]),
            day(outcomes.end[row]),
            day(outcomes.death[row]) if outcomes.death[row] < NEVER else None,
            bool(outcomes.of_cancer[row]),
        )


def _slice(keys: np.ndarray, row: int) -> range:
    low, high = np.searchsorted(keys, [row, row + 1])
    return range(int(low), int(high))


__all__ = ["Line", "Stay", "Story", "TESTS", "day", "stories"]

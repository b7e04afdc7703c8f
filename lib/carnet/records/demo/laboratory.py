"""Blood tests and toxicities of one block: what each cycle does to the blood, what is measured, what is graded."""

from dataclasses import dataclass

import numpy as np

from carnet.records.demo.draw import stream
from carnet.records.demo.outcomes import Outcomes
from carnet.records.demo.population import KIDNEY_FAILURE, NEVER, Population
from carnet.records.demo.regimens import REGIMEN_LIST
from carnet.records.demo.sites import SITES
from carnet.records.demo.staging import STAGES
from carnet.records.demo.treatments import BLOOD, FIRST, RESPONSES, Treatments
from carnet.records.demo.tumours import Tumours

# name, LOINC, unit, low, high
TESTS = (
    ("hémoglobine", "718-7", "g/dL", 12.0, 16.5),
    ("neutrophiles", "751-8", "G/L", 1.8, 7.5),
    ("plaquettes", "777-3", "G/L", 150.0, 400.0),
    ("créatinine", "14682-9", "µmol/L", 50.0, 105.0),
    ("CRP", "1988-5", "mg/L", 0.0, 5.0),
    ("albumine", "1751-7", "g/L", 35.0, 50.0),
    ("leucocytes", "6690-2", "G/L", 4.0, 10.0),
    ("PSA", "2857-1", "ng/mL", 0.0, 4.0),
    ("CA 15-3", "6875-9", "U/mL", 0.0, 30.0),
    ("ACE", "2039-6", "ng/mL", 0.0, 5.0),
    ("CA 125", "10334-1", "U/mL", 0.0, 35.0),
    ("CA 19-9", "24108-3", "U/mL", 0.0, 37.0),
    ("AFP", "1834-1", "ng/mL", 0.0, 10.0),
    ("LDH", "14804-9", "U/L", 125.0, 250.0),
    ("CYFRA 21-1", "25390-6", "ng/mL", 0.0, 3.3),
    ("SCC", "9679-2", "ng/mL", 0.0, 1.5),
    ("bHCG", "21198-7", "UI/L", 0.0, 2.0),
    ("thyroglobuline", "3013-0", "ng/mL", 0.0, 55.0),
)
TEST = {test[0]: position for position, test in enumerate(TESTS)}
HB, ANC, PLT, CREAT, CRP, ALB = range(6)

# harm, attribute of the regimen, chance per point of harm and line, weights of grades 1…4
HARMS = (
    ("neuropathie périphérique", "nerve", 0.20, (0.52, 0.34, 0.14, 0.0)),
    ("mucite", "mouth", 0.09, (0.45, 0.36, 0.17, 0.02)),
    ("nausées", "gut", 0.17, (0.52, 0.36, 0.12, 0.0)),
    ("diarrhée", "gut", 0.10, (0.48, 0.34, 0.16, 0.02)),
    ("syndrome main-pied", "skin", 0.18, (0.45, 0.38, 0.17, 0.0)),
    ("asthénie", "any", 0.34, (0.45, 0.40, 0.15, 0.0)),
    ("colite immuno-médiée", "immune", 0.05, (0.10, 0.40, 0.42, 0.08)),
    ("hypothyroïdie immuno-médiée", "immune", 0.09, (0.35, 0.62, 0.03, 0.0)),
    ("hépatite immuno-médiée", "immune", 0.04, (0.15, 0.30, 0.45, 0.10)),
    ("éruption cutanée", "skin", 0.12, (0.55, 0.34, 0.11, 0.0)),
)
BLOOD_HARMS = ("neutropénie", "anémie", "thrombopénie")
HARM_NAMES = BLOOD_HARMS + tuple(h[0] for h in HARMS)
_STRENGTH = np.array([[1 if h[1] == "any" else getattr(r, h[1]) for h in HARMS] for r in REGIMEN_LIST])


@dataclass
class Laboratory:
    """Results and toxicities: parallel arrays; `cycle` results carry the visit of that cycle."""

    person: np.ndarray
    day: np.ndarray
    test: np.ndarray
    value: np.ndarray
    cycle: np.ndarray  # row of the cycle, -1 outside a cycle
    harm_person: np.ndarray
    harm_day: np.ndarray
    harm: np.ndarray  # position in HARM_NAMES
    harm_grade: np.ndarray
    harm_line: np.ndarray
    nadir: np.ndarray  # per cycle: neutrophils at the lowest, G/L
    nadir_day: np.ndarray  # per cycle: its day
    hemoglobin: np.ndarray  # per cycle, g/dL


def draw_laboratory(
    seed: int, block: int, people: Population, tumours: Tumours, treatments: Treatments, outcomes: Outcomes
) -> Laboratory:
    """Results at diagnosis, at each cycle, at each nadir that was seen, and markers over time."""
    rng = stream(seed, block, "laboratory")
    n = people.n
    parts: list[tuple[np.ndarray, ...]] = []

    def add(
        person: np.ndarray, day: np.ndarray, test: int | np.ndarray, value: np.ndarray, cycle: np.ndarray | int = -1
    ) -> None:
        parts.append(
            (
                person,
                day,
                np.broadcast_to(np.asarray(test, dtype=np.int8), person.shape),
                value,
                np.broadcast_to(np.asarray(cycle), person.shape),
            )
        )

    advanced = tumours.stage >= STAGES.index("IV")
    base_hb = np.where(people.sex == 1, 13.2, 14.4) - 0.9 * advanced - 0.015 * (people.age - 60) + rng.normal(0, 1.0, n)
    base_anc = np.exp(np.log(4.1) + rng.normal(0, 0.28, n) + 0.15 * advanced)
    base_plt = np.exp(np.log(255) + rng.normal(0, 0.22, n) + 0.12 * advanced)
    base_creat = np.where(people.sex == 1, 64, 80) * np.exp(
        rng.normal(0, 0.16, n) + 0.004 * (people.age - 60) + 0.55 * people.illness[:, KIDNEY_FAILURE]
    )
    everyone = np.arange(n)
    day0 = np.minimum(people.index + rng.integers(0, 12, n), outcomes.end)
    for test, value in ((HB, base_hb), (ANC, base_anc), (PLT, base_plt), (CREAT, base_creat)):
        add(everyone, day0, test, value)
    sick = np.flatnonzero(people.site >= 0)
    add(sick, day0[sick], CRP, np.exp(rng.normal(1.2, 0.9, len(sick)) + 1.2 * advanced[sick]))
    add(sick, day0[sick], ALB, rng.normal(40.5, 3.6, len(sick)) - 4.0 * advanced[sick])

    # cycles: the blood falls with each, and recovers less and less
    line = treatments.cycle_line
    person, number = treatments.line_person[line], treatments.cycle_number
    blood = BLOOD[treatments.line_regimen[line]]
    count = len(line)
    weak = rng.normal(0, 0.35, n)[person]
    hb = base_hb[person] - blood * np.minimum(number - 1, 5) * 0.19 + rng.normal(0, 0.5, count)
    anc = base_anc[person] * np.exp(-0.10 * blood + rng.normal(0, 0.25, count))
    plt = base_plt[person] * np.exp(-0.05 * blood * np.minimum(number - 1, 5) + rng.normal(0, 0.16, count))
    cycle = np.arange(count)
    for test, value in (
        (HB, hb),
        (ANC, anc),
        (PLT, plt),
        (CREAT, base_creat[person] * np.exp(rng.normal(0, 0.08, count))),
    ):
        add(person, treatments.cycle_day, test, value, cycle)
    nadir = anc * np.exp(
        -0.46 * blood
        - np.where(blood > 0, 0.25, 0.0)
        + (weak + rng.normal(0, 0.34, count)) * (blood > 0)
        - 0.006 * (people.age[person] - 60)
    )
    nadir_day = treatments.cycle_day + rng.integers(8, 13, count)
    deep = np.flatnonzero((nadir < 0.5) & (nadir_day <= outcomes.end[person]))
    add(person[deep], nadir_day[deep], ANC, nadir[deep])
    harm_person, harm_day, harm, harm_grade, harm_line = _harms(
        rng, people, treatments, outcomes, (line, nadir, hb, plt, nadir_day), add
    )
    _markers(rng, people, tumours, treatments, outcomes, add)

    all_person, all_day, all_test, all_value, all_cycle = (np.concatenate(p) for p in zip(*parts, strict=True))
    lowest = np.array([4.5, 0.02, 6, 22, 0.3, 16] + [0.01] * (len(TESTS) - 6))[all_test]
    highest = np.array([17.8, 19, 780, 620, 380, 51] + [60000.0] * (len(TESTS) - 6))[all_test]
    value = np.clip(all_value, lowest, highest)
    whole = np.isin(all_test, [PLT, CREAT, TEST["LDH"]]) | (value >= 100)
    value = np.where(whole, np.round(value), np.where(all_test == ANC, np.round(value, 2), np.round(value, 1)))
    keep = all_day <= outcomes.end[all_person]
    return Laboratory(
        all_person[keep],
        all_day[keep].astype(np.int32),
        all_test[keep],
        value[keep],
        all_cycle[keep],
        harm_person,
        harm_day,
        harm,
        harm_grade,
        harm_line,
        nadir,
        nadir_day,
        hb,
    )


def _harms(rng, people, treatments, outcomes, cycles, add):  # type: ignore[no-untyped-def]
    """Graded toxicities, at most one of a kind per line, at its worst; a blood toxicity always has its result."""
    line, nadir, hb, plt, nadir_day = cycles
    parts = []
    order = np.lexsort((nadir, line))
    first = order[np.concatenate([[True], np.diff(line[order]) > 0])] if len(order) else order
    for harm, values, cuts, test in (
        (0, nadir, (1.5, 1.0, 0.5), ANC),
        (1, hb, (10.0, 8.0, 6.5), HB),
        (2, plt, (75.0, 50.0, 25.0), PLT),
    ):
        grade = 1 + sum((values[first] < cut).astype(int) for cut in cuts)
        seen = (
            (grade >= 2)
            & (nadir_day[first] < outcomes.end[treatments.line_person[line[first]]])
            & (rng.random(len(first)) < 0.9)
        )
        rows = first[seen]
        person = treatments.line_person[line[rows]]
        add(person, nadir_day[rows], test, values[rows])
        parts.append((person, nadir_day[rows], np.full(len(rows), harm), grade[seen], line[rows]))
    length = treatments.line_end - treatments.line_start
    for position, (_name, _attribute, chance, weights) in enumerate(HARMS):
        strength = _STRENGTH[treatments.line_regimen, position]
        rows = np.flatnonzero(rng.random(len(strength)) < strength * chance)
        day = treatments.line_start[rows] + 5 + (length[rows] * rng.random(len(rows))).astype(np.int32)
        edges = np.cumsum(np.array(weights) / sum(weights))
        grade = np.searchsorted(edges, rng.random(len(rows)), side="right").clip(0, 3) + 1
        keep = day < outcomes.end[treatments.line_person[rows]]
        parts.append(
            (
                treatments.line_person[rows][keep],
                day[keep],
                np.full(keep.sum(), position + len(BLOOD_HARMS)),
                grade[keep],
                rows[keep],
            )
        )
    person, day, harms, grade, lines = (np.concatenate(p) for p in zip(*parts, strict=True))
    order = np.lexsort((harms, day, person))
    return (
        person[order],
        day[order].astype(np.int32),
        harms[order].astype(np.int8),
        grade[order].astype(np.int8),
        lines[order],
    )


def _markers(rng, people, tumours, treatments, outcomes, add):  # type: ignore[no-untyped-def]
    """Tumour markers at diagnosis, at each assessment of a line (falling with a response) and at each progression."""
    names = sorted({marker for site in SITES for marker in site.markers})
    carrier = {name: np.array([name in site.markers for site in SITES] + [False]) for name in names}
    extent = np.where(tumours.m == 1, 2.0, 0.5 * np.clip(tumours.stage - 2, 0, 3))
    for name in names:
        of_prostate = 1.2 * (tumours.m == 1) + 0.2 * np.clip(tumours.t - 2, -1, 2)
        extent_here = of_prostate if name == "PSA" else extent
        test, rows = TEST[name], np.flatnonzero(carrier[name][people.site])
        if not len(rows):
            continue
        usual = TESTS[test][4]
        level = np.zeros(people.n)
        level[rows] = (
            usual
            * np.exp(rng.normal(-0.35, 0.85, len(rows)) + extent_here[rows])
            * (2.6 if name in ("PSA", "CA 125", "CA 19-9") else 1.0)
        )
        day = np.minimum(people.index[rows] + rng.integers(0, 12, len(rows)), outcomes.end[rows])
        add(rows, day, test, level[rows])
        lines = np.flatnonzero((treatments.line_response >= 0) & carrier[name][people.site[treatments.line_person]])
        person = treatments.line_person[lines]
        fall = np.array([0.08, 0.35, 0.85, 2.2])[treatments.line_response[lines]] * np.exp(
            rng.normal(0, 0.2, len(lines))
        )
        relapse = treatments.line_intent[lines] >= FIRST
        add(
            person,
            treatments.line_assessed[lines],
            test,
            np.maximum(level[person] * fall * np.where(relapse, 1.0, 0.9), 0.1),
        )
        assert RESPONSES[3] == "PD"
        for number in range(outcomes.progression.shape[1]):
            got = rows[outcomes.progression[rows, number] < NEVER]
            add(
                got,
                outcomes.progression[got, number],
                test,
                np.maximum(level[got], usual * 0.8) * np.exp(rng.normal(0.7, 0.45, len(got))),
            )

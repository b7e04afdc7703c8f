"""Surgery, radiotherapy and lines of systemic treatment of one block, in the order in which a tumour board would plan
them.
"""

from dataclasses import dataclass

import numpy as np

from carnet.records.demo.biomarkers import Biomarkers
from carnet.records.demo.draw import expand, pick, pick_rows, stream, working_day
from carnet.records.demo.local_treatment import LOCAL, Local
from carnet.records.demo.outcomes import LINES, Outcomes
from carnet.records.demo.population import NEVER, Population
from carnet.records.demo.protocols import OPTIONS, Option
from carnet.records.demo.regimens import REGIMEN_INDEX, REGIMEN_LIST
from carnet.records.demo.sites import SITES
from carnet.records.demo.staging import STAGES
from carnet.records.demo.tumours import Tumours

INTENTS = (
    "néoadjuvant",
    "adjuvant",
    "radiothérapie concomitante",
    "consolidation",
    "première ligne",
    "deuxième ligne",
    "troisième ligne",
)
NEO, ADJUVANT, CONCOMITANT, AFTER, FIRST = range(5)
RESPONSES = ("CR", "PR", "SD", "PD")
DAYS = np.array([r.days for r in REGIMEN_LIST])
CYCLES = np.array([r.cycles for r in REGIMEN_LIST])
ORAL = np.array([r.oral for r in REGIMEN_LIST])
BLOOD = np.array([r.blood for r in REGIMEN_LIST])
_IV = STAGES.index("IV")


@dataclass
class Treatments:
    """Tables of a block; `person` is the row in the population. Sorted by person, then day."""

    line_person: np.ndarray
    line_number: np.ndarray  # 1… per person, in time
    line_regimen: np.ndarray
    line_intent: np.ndarray
    line_start: np.ndarray
    line_end: np.ndarray
    line_cycles: np.ndarray  # given
    line_response: np.ndarray  # position in RESPONSES, -1 not assessed
    line_assessed: np.ndarray  # day
    surgery: np.ndarray  # per person: day, NEVER
    operation: np.ndarray  # per person: position in Local.operations, -1
    radiotherapy: np.ndarray  # per person: first day, NEVER
    radiotherapy_end: np.ndarray
    cycle_line: np.ndarray  # cycles of the intravenous lines: row of the line
    cycle_number: np.ndarray  # 1…
    cycle_day: np.ndarray


def draw_treatments(
    seed: int, block: int, people: Population, tumours: Tumours, markers: Biomarkers, outcomes: Outcomes
) -> Treatments:
    """What each person of the block received before the end of follow-up."""
    rng = stream(seed, block, "treatments")
    n = people.n
    surgery, radio, radio_end = (np.full(n, NEVER, dtype=np.int32) for _ in range(3))
    operation = np.full(n, -1, dtype=np.int8)
    lines: list[tuple[np.ndarray, ...]] = []

    def give(rows: np.ndarray, regimen: np.ndarray, intent: int, start: np.ndarray, stop: np.ndarray) -> np.ndarray:
        """Add lines (regimen -1: none) that begin before `stop`; returns the last day of each, `start` where none."""
        full = rng.random(len(rows)) < 0.80
        given = np.where(full, CYCLES[regimen], np.ceil(CYCLES[regimen] * rng.uniform(0.15, 0.95, len(rows))))
        start = working_day(start)
        possible = np.ceil((stop - start) / DAYS[regimen])
        given = np.minimum(given, possible).astype(np.int32)
        keep = (regimen >= 0) & (start < stop - 3) & (given > 0)
        end = np.where(keep, np.minimum(start + given * DAYS[regimen], stop), start)
        lines.append(tuple(a[keep] for a in (rows, regimen, np.full(len(rows), intent), start, end, given)))
        return end

    for code, site in enumerate(SITES):
        rows = np.flatnonzero(people.site == code)
        if not len(rows):
            continue
        local, options = LOCAL[site.key], OPTIONS[site.key]
        conditions = _conditions(site.key, rows, people, tumours, markers)
        stage = np.clip(tumours.stage[rows] - 1, 0, 4)
        systemic = site.staging in ("ann-arbor", "none")
        advanced = (tumours.stage[rows] == _IV) & ~((site.key == "head_neck") & (tumours.m[rows] == 0))
        if site.key == "liver":  # beyond surgery, medical treatment
            advanced |= tumours.stage[rows] == STAGES.index("III")
        able = people.performance[rows] <= 3
        index, end, relapse = people.index[rows], outcomes.end[rows], outcomes.progression[rows, 0]
        stop = np.minimum(end, relapse)
        level3 = np.minimum(stage, 3)

        operated = able & (rng.random(len(rows)) < np.array(local.surgery)[stage])
        if site.key == "prostate":  # the least aggressive ones are often watched
            operated &= (tumours.grade[rows] > 1) | (rng.random(len(rows)) < 0.45)
        with_neo = operated & ~advanced & (rng.random(len(rows)) < np.array(local.neo)[level3])
        start = (index + rng.integers(20, 45, len(rows))).astype(np.int32)
        neo = np.where(with_neo, _choose(rng, options.get("neo", ()), conditions, start), -1)
        clock = give(rows, neo, NEO, start, stop)
        day = np.where(neo >= 0, clock + rng.integers(24, 42, len(rows)), index + rng.integers(18, 60, len(rows)))
        day = working_day(day)
        operated &= day < stop - 4
        surgery[rows] = np.where(operated, day, NEVER)
        operation[rows] = np.where(operated, _operation(rng, site.key, local, rows, people, tumours), -1)
        clock = np.where(operated, day, index)

        adjuvant = (
            operated
            & ~advanced
            & (people.performance[rows] <= 2)
            & (rng.random(len(rows)) < np.array(local.adj)[level3])
            & ((neo < 0) | (rng.random(len(rows)) < 0.25))
        )
        start = (clock + rng.integers(26, 56, len(rows))).astype(np.int32)
        drug = np.where(adjuvant, _choose(rng, options.get("adj", ()), conditions, start), -1)
        clock = np.maximum(clock, give(rows, drug, ADJUVANT, start, stop))

        exclusive = ~operated & able & (rng.random(len(rows)) < np.array(local.rct)[stage])
        if site.key == "prostate":
            exclusive = (
                ~operated & able & ~advanced & (rng.random(len(rows)) < np.where(tumours.grade[rows] > 1, 0.90, 0.15))
            )
        after = operated & ~advanced & (rng.random(len(rows)) < np.array(local.post_rt)[level3])
        irradiated = (exclusive | after) & ((site.key != "lung") | ~advanced)
        if site.key == "glioblastoma":
            irradiated = able & (rng.random(len(rows)) < 0.8)
        begin = working_day(clock + rng.integers(24, 50, len(rows))).astype(np.int32)
        fractions = int(local.dose.split(" en ")[1].split(" ")[0])
        irradiated &= begin + 5 < stop
        radio[rows] = np.where(irradiated, begin, NEVER)
        radio_end[rows] = np.where(irradiated, np.minimum(begin + int(fractions * 1.4), stop), NEVER)
        drug = np.where(exclusive & irradiated & ~advanced, _choose(rng, options.get("rct", ()), conditions, begin), -1)
        clock = np.maximum(
            np.where(irradiated, begin + int(fractions * 1.4), clock), give(rows, drug, CONCOMITANT, begin, stop)
        )

        conditions["rt"] = irradiated
        start = (clock + rng.integers(14, 40, len(rows))).astype(np.int32)
        follow = ~advanced & (operated | irradiated) & (rng.random(len(rows)) < (local.hormone or 0.8))
        drug = np.where(follow, _choose(rng, options.get("hormone", ()), conditions, start), -1)
        give(rows, drug, AFTER, start, stop)

        inoperable = ~operated & ~irradiated & conditions["late"]  # neither removed nor irradiated: medical treatment
        primary = (advanced | systemic | inoperable) & (site.key != "testis")
        relapses = np.concatenate([outcomes.progression[rows], np.full((len(rows), 1), NEVER)], axis=1).astype(np.int64)
        willing = np.where(people.performance[rows] >= 3, 0.35, 1.0) * np.where(people.age[rows] > 85, 0.55, 1.0)
        treated = np.ones(len(rows), dtype=bool)
        for number in range(LINES):
            since: np.ndarray = relapses[:, number - 1]
            if number == 0:
                since = np.maximum(index, np.where(surgery[rows] < NEVER, surgery[rows], 0))
            begins = np.where(primary, since, relapses[:, number]) + rng.integers(18, 42, len(rows))
            limit = np.minimum(end, np.where(primary, relapses[:, number], relapses[:, number + 1]))
            treated = treated & (rng.random(len(rows)) < (0.93, 0.78, 0.66)[number] * willing) & (begins < NEVER - 200)
            if site.key == "follicular" and number == 0:
                treated &= (stage > 2) | (rng.random(len(rows)) < 0.4)
            drug = np.where(treated, _choose(rng, options.get(f"m{number + 1}", ()), conditions, begins), -1)
            give(rows, drug, FIRST + number, begins.astype(np.int32), limit.astype(np.int32))
    return _assemble(rng, lines, outcomes, tumours, surgery, operation, radio, radio_end)


def _assemble(
    rng: np.random.Generator,
    lines: list[tuple[np.ndarray, ...]],
    outcomes: Outcomes,
    tumours: Tumours,
    surgery: np.ndarray,
    operation: np.ndarray,
    radio: np.ndarray,
    radio_end: np.ndarray,
) -> Treatments:
    person, regimen, intent, start, end, given = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    order = np.lexsort((start, person))
    person, regimen, intent, start, end, given = (a[order] for a in (person, regimen, intent, start, end, given))
    first = np.searchsorted(person, person, side="left")
    number = np.arange(len(person)) - first + 1

    # response, about ten weeks after the start of a neo-adjuvant or metastatic line
    assessed = working_day(start + rng.integers(56, 84, len(start)))
    assessed = np.where(intent == NEO, np.minimum(assessed, end + 4), assessed)
    coming = np.where(outcomes.progression[person] > start[:, None], outcomes.progression[person], NEVER).min(axis=1)
    soon = coming < assessed + 25
    assessed = np.where(soon, coming, assessed)
    line = np.clip(intent - FIRST, 0, 2)
    weights = np.where(
        (intent == NEO)[:, None],
        [0.25, 0.55, 0.20, 0.0],
        np.array([[0.14, 0.46, 0.40, 0], [0.05, 0.32, 0.63, 0], [0.02, 0.2, 0.78, 0]])[line],
    )
    response = np.where(soon, RESPONSES.index("PD"), pick_rows(rng, weights))
    response = np.where(((intent == NEO) | (intent >= FIRST)) & (assessed < outcomes.end[person]), response, -1)

    rows, position = expand(np.where(ORAL[regimen], 0, given))
    day = start[rows] + position * DAYS[regimen[rows]]
    late = (rng.random(len(rows)) < 0.12) & (position > 0)
    day = working_day(day + late * rng.integers(0, 5, len(rows)))
    keep = day < outcomes.end[person[rows]]
    return Treatments(
        person,
        number,
        regimen,
        intent,
        start.astype(np.int32),
        np.minimum(end, outcomes.end[person]).astype(np.int32),
        given,
        response,
        assessed.astype(np.int32),
        surgery,
        operation,
        radio,
        radio_end,
        rows[keep],
        position[keep] + 1,
        day[keep].astype(np.int32),
    )


def _conditions(
    key: str, rows: np.ndarray, people: Population, tumours: Tumours, markers: Biomarkers
) -> dict[str, np.ndarray]:
    found = {name: flag[rows] for name, flag in markers.flags.items()}
    squamous = {"lung": 1, "oesophagus": 0}.get(key, -9)
    found["squamous"] = tumours.morphology[rows] == squamous
    found["small_cell"] = (tumours.morphology[rows] == 2) & (key == "lung")
    found["nonsquamous"] = ~found["squamous"] & ~found["small_cell"]
    found["young"] = people.age[rows] < 73
    found["fit"] = people.performance[rows] <= 1
    found["menopause"] = people.age[rows] >= 52
    found["late"] = tumours.stage[rows] >= STAGES.index("III")
    found["early"] = tumours.stage[rows] <= STAGES.index("I")
    found["rt"] = np.zeros(len(rows), dtype=bool)
    return found


def _choose(
    rng: np.random.Generator, options: tuple[Option, ...], conditions: dict[str, np.ndarray], day: np.ndarray
) -> np.ndarray:
    """Position of a regimen for each person, -1 where no option fits."""
    if not options:
        return np.full(len(day), -1)
    year = 1970 + day / 365.25
    weights = np.empty((len(day), len(options)))
    for column, (_name, weight, wanted) in enumerate(options):
        fits = np.full(len(day), float(weight))
        for word in wanted.split():
            bare = word.lstrip("!")
            mask = year >= int(bare[2:]) if bare.startswith(">=") else conditions[bare]
            fits = fits * (~mask if word.startswith("!") else mask)
        weights[:, column] = fits
    chosen = pick_rows(rng, weights)
    return np.where(chosen >= 0, np.array([REGIMEN_INDEX[name] for name, _w, _c in options])[chosen], -1)


def _operation(
    rng: np.random.Generator, key: str, local: Local, rows: np.ndarray, people: Population, tumours: Tumours
) -> np.ndarray:
    """Position in `local.operations`; those that the place, the size or the sex decide are decided by them."""
    if not local.operations:
        return np.full(len(rows), -1)
    drawn = pick(rng, [o[2] for o in local.operations], len(rows))
    place, t = tumours.topography[rows], tumours.t[rows]
    if key == "colon":
        return np.array([2, 0, 0, 0, 1, 0])[place]
    if key == "pancreas":
        return np.where(place == 0, 0, 1)
    if key == "kidney":
        return np.where(t <= 1, 0, 1)
    if key == "bladder":  # 0 cystoprostatectomy, 1 anterior exenteration, 2 resection
        return np.where(tumours.stage[rows] <= STAGES.index("I"), 2, np.where(people.sex[rows] == 1, 1, 0))
    if key == "head_neck":
        return np.select([np.isin(place, [2, 3]), np.isin(place, [5, 6]), place == 4], [0, 1, 3], 2)
    if key == "rectum":
        return np.where(place == 0, 1, 0)
    if key == "thyroid":
        return np.where(tumours.n[rows] > 0, 1, 0)
    return drawn

"""Build the demo hospital: draw it block by block and write it as a warehouse."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from carnet.errors import CarnetError
from carnet.language import _
from carnet.records.demo.places import CARE_SITES, HOSPITAL, HOSPITAL_LABEL, STAFF_PER_WARD, TOWNS, staff
from carnet.records.demo.tables import BLOCK, Block, block_tables, draw_block
from carnet.records.provenance import Provenance
from carnet.records.warehouse import Warehouse

VERSION = "1"
NOTED = 2_500  # patients with notes, at most: the first ones of the hospital who have a cancer
Progress = Callable[[int, int], None]


def build_demo(
    into: Path,
    persons: int = 20_000,
    seed: int = 7,
    notes: bool = True,
    progress: Progress | None = None,
    *,
    noted: int = NOTED,
    persons_per_write: int = 100_000,
) -> Warehouse:
    """Write the fictitious hospital into the folder `into` and open it.

    The rows depend on `persons` and `seed` alone, not on `persons_per_write` (persons held in memory between two
    writes). `notes` are composed for the first `noted` patients with a cancer. `progress(done, total)` counts
    persons. Raises CarnetError when `persons` is not positive or `into` cannot be written.
    """
    if persons < 1:
        raise CarnetError(
            _("A hospital of {persons} patients cannot be built.").format(persons=persons),
            _("Ask for at least one patient."),
        )
    provenance = Provenance(
        source=f"carnet demo --persons {persons} --seed {seed}",
        format="carnet-demo",
        importer_version=VERSION,
        notes=[HOSPITAL_LABEL, _("Every patient, every name and every note is invented.")],
    )
    with Warehouse.write(into, provenance=provenance, name=HOSPITAL, fictitious=True) as writer:
        for table, rows in hospital_tables().items():
            writer.add(table, rows)
        waiting: dict[str, list[pa.Table]] = {}
        held, remaining = 0, noted if notes else 0
        for block, tables in _ahead(seed, persons):
            number, size = block.number, block.people.n
            if remaining > 0:
                from carnet.records.demo.notes.compose import note_tables

                chosen = np.flatnonzero(block.people.site >= 0)[:remaining]
                remaining -= len(chosen)
                tables |= note_tables(seed, block, chosen, _within(progress, number * BLOCK, size, persons))
            for table, part in tables.items():
                waiting.setdefault(table, []).append(part)
            held += size
            if held >= persons_per_write:
                _flush(writer, waiting)
                held = 0
            if progress:
                progress(number * BLOCK + size, persons)
        _flush(writer, waiting)
    return Warehouse.open(into)


def _within(progress: Progress | None, before: int, size: int, persons: int) -> Callable[[float], None] | None:
    """The progress inside one block, told as persons."""
    return None if progress is None else lambda part: progress(before + int(part * size), persons)


def _ahead(seed: int, persons: int) -> Iterator[tuple[Block, dict[str, pa.Table]]]:
    """The blocks and their tables in order, one drawn ahead while the one before is being written."""

    def draw(number: int) -> tuple[Block, dict[str, pa.Table]]:
        block = draw_block(seed, number, min(BLOCK, persons - number * BLOCK))
        return block, block_tables(block)

    blocks = -(-persons // BLOCK)
    with ThreadPoolExecutor(max_workers=1) as thread:
        coming = thread.submit(draw, 0)
        for number in range(blocks):
            ready = coming.result()
            if number + 1 < blocks:
                coming = thread.submit(draw, number + 1)
            yield ready


def _flush(writer, waiting: dict[str, list[pa.Table]]) -> None:  # type: ignore[no-untyped-def]
    for table in list(waiting):
        parts = waiting.pop(table)
        writer.add(table, pa.concat_tables(parts).unify_dictionaries())


def hospital_tables() -> dict[str, pa.Table]:
    """Towns, wards, staff and what the source says of itself."""
    town, ward, people = (
        range(len(TOWNS)),
        range(len(CARE_SITES)),
        [staff(i) for i in range(len(CARE_SITES) * STAFF_PER_WARD)],
    )
    return {
        "location": pa.table(
            {
                "location_id": [i + 1 for i in town],
                "city": [t[0] for t in TOWNS],
                "zip": [t[1] for t in TOWNS],
                "county": [t[2] for t in TOWNS],
                "location_source_value": [f"{t[1]} {t[0]}" for t in TOWNS],
                "country_source_value": ["France"] * len(TOWNS),
            }
        ),
        "care_site": pa.table(
            {
                "care_site_id": [i + 1 for i in ward],
                "care_site_name": [w[0] for w in CARE_SITES],
                "care_site_source_value": [f"UF{1000 + i}" for i in ward],
                "place_of_service_source_value": [w[1] for w in CARE_SITES],
            }
        ),
        "provider": pa.table(
            {
                "provider_id": list(range(1, len(people) + 1)),
                "provider_name": [f"Dr {first} {family}" for first, family, _s, _r in people],
                "npi": [rpps for *_rest, rpps in people],
                "gender_concept_id": [8532 if sex else 8507 for _f, _n, sex, _r in people],
                "care_site_id": [i // STAFF_PER_WARD + 1 for i in range(len(people))],
                "specialty_source_value": [CARE_SITES[i // STAFF_PER_WARD][0] for i in range(len(people))],
                "provider_source_value": [rpps for *_rest, rpps in people],
            }
        ),
        "cdm_source": pa.table(
            {
                "cdm_source_name": [HOSPITAL_LABEL],
                "cdm_source_abbreviation": ["CARNET-DEMO"],
                "cdm_holder": [HOSPITAL],
                "source_description": [
                    "Patients, séjours, résultats et comptes rendus entièrement inventés par un programme ; aucun ne "
                    "décrit une personne."
                ],
                "source_release_date": pa.array([date(2025, 12, 31)]),
                "cdm_release_date": pa.array([date(2025, 12, 31)]),
                "cdm_version": ["5.4"],
                "cdm_version_concept_id": [756265],
                "vocabulary_version": [""],
            }
        ),
    }

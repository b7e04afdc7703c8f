"""Imports the mutations and the timelines of a cBioPortal study as observations and drug exposures."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.language import _, number
from carnet.records.importers.canonical import find_column
from carnet.records.importers.laying import Laying
from carnet.records.importers.people import REGISTRY
from carnet.records.importers.progress import Progress
from carnet.records.importers.readers import Chunk, TableFile
from carnet.records.importers.values import blank_missing, map_unique, read_number

_FAR = 100 * 366  # days: a timeline event further than this from the index date is no date


class _Lookup:
    """Persons by the study's names of patients or samples."""

    def __init__(self, names: pa.Array, who: np.ndarray) -> None:
        filled = pc.is_valid(names)
        self._names = names.filter(filled)
        self._who = np.append(who[filled.to_numpy(zero_copy_only=False)], -1)

    def __call__(self, cells: pa.Array) -> np.ndarray:
        at = pc.index_in(cells, value_set=self._names, skip_nulls=True).fill_null(-1).to_numpy(zero_copy_only=False)
        return np.asarray(self._who[at])


def import_mutations(path: Path, laying: Laying, progress: Progress) -> None:
    """One observation per row of a mutation file (MAF): `mutation`, value gene and protein change, qualifier the
    variant's class."""
    table = TableFile(path)
    labels = {column: column for column in table.columns}
    gene, sample = find_column(labels, ("hugo symbol",)), find_column(labels, ("tumor sample barcode", "sample id"))
    change, kind = (
        find_column(labels, ("hgvsp short", "amino acid change", "protein change")),
        find_column(labels, ("variant classification",)),
    )
    if gene is None or sample is None:
        laying.report.note(
            _("{file} is left out: it has no column Hugo_Symbol or Tumor_Sample_Barcode.").format(file=path.name)
        )
        return
    samples, who = laying.people.samples()
    if not len(samples):
        samples, who = laying.people.names(), np.arange(laying.people.count)
    find = _Lookup(samples, who)

    def reject(row: int, column: str | None, reason: str, message: str) -> None:
        laying.writer.reject(
            table="observation", source=path.name, row=row, column=column, reason=reason, message=message
        )
        laying.report.rejected[("observation", reason)] += 1

    for chunk in table.chunks(lambda row, reason, message: reject(row, None, reason, message)):
        persons = find(pc.utf8_trim_whitespace(chunk.column(sample)))
        for row in chunk.rows[persons < 0]:
            reject(int(row), sample, "unknown_sample", _("the sample is not in the clinical files"))
        kept, persons = chunk.filter(persons >= 0), persons[persons >= 0]
        symbols = blank_missing(kept.column(gene))
        changes = blank_missing(kept.column(change)) if change else pa.nulls(len(kept), pa.string())
        names = pc.binary_join_element_wise(symbols, changes, " ", null_handling="skip")
        _observe(
            laying,
            persons,
            "mutation",
            names,
            blank_missing(kept.column(kind)) if kind else None,
            laying.people.index_dates(persons),
        )
        progress.advance(len(chunk))


def _observe(
    laying: Laying,
    persons: np.ndarray,
    name: str | pa.Array,
    values: pa.Array,
    qualifier: pa.Array | None,
    dates: pa.Array,
) -> None:
    count = len(persons)
    if count:
        laying.writer.add(
            "observation",
            pa.table(
                {
                    "observation_id": laying.ids("observation", count),
                    "person_id": persons + 1,
                    "observation_concept_id": np.zeros(count, np.int64),
                    "observation_date": dates,
                    "observation_type_concept_id": np.full(count, REGISTRY),
                    "value_as_string": values,
                    "observation_source_value": pa.repeat(pa.scalar(name), count) if isinstance(name, str) else name,
                    "qualifier_source_value": qualifier if qualifier is not None else pa.nulls(count, pa.string()),
                }
            ),
        )


def import_timelines(path: Path, laying: Laying, progress: Progress) -> None:
    """Events dated in days from the index date: treatments with an agent → drug_exposure, the others → observation
    `timeline:<event>`."""
    table = TableFile(path)
    labels = {column: column for column in table.columns}
    patient, start = find_column(labels, ("patient id",)), find_column(labels, ("start date",))
    if patient is None or start is None:
        laying.report.note(_("{file} is left out: it has no column PATIENT_ID or START_DATE.").format(file=path.name))
        return
    stop, event = find_column(labels, ("stop date",)), find_column(labels, ("event type",))
    agent = find_column(labels, ("agent", "drug", "agents"))
    details = [column for column in table.columns if column not in {patient, start, stop, event, agent}]
    find = _Lookup(laying.people.names(), np.arange(laying.people.count))
    lost = 0
    for chunk in table.chunks():
        persons = find(pc.utf8_trim_whitespace(chunk.column(patient)))
        days = _days(chunk, start)
        ok = (persons >= 0) & np.isfinite(days) & (np.abs(np.nan_to_num(days)) < _FAR)
        for i in np.flatnonzero(~ok):
            reason = "unknown_person" if persons[i] < 0 else "unreadable_date"
            laying.writer.reject(
                table="observation",
                source=path.name,
                row=int(chunk.rows[i]),
                column=patient if persons[i] < 0 else start,
                reason=reason,
            )
            laying.report.rejected[("observation", reason)] += 1
        ends = _days(chunk, stop) if stop else days
        chunk, persons, days, ends = chunk.filter(ok), persons[ok], days[ok], ends[ok]
        ends = np.where(np.isfinite(ends) & (np.abs(np.nan_to_num(ends)) < _FAR), ends, days)
        agents = blank_missing(chunk.column(agent)) if agent else pa.nulls(len(chunk), pa.string())
        treated = pc.is_valid(agents).to_numpy(zero_copy_only=False)
        if treated.any():
            count = int(treated.sum())
            laying.writer.add(
                "drug_exposure",
                pa.table(
                    {
                        "drug_exposure_id": laying.ids("drug_exposure", count),
                        "person_id": persons[treated] + 1,
                        "drug_concept_id": np.zeros(count, np.int64),
                        "drug_exposure_start_date": _dates(laying, persons[treated], days[treated]),
                        "drug_exposure_end_date": _dates(laying, persons[treated], np.maximum(ends, days)[treated]),
                        "drug_type_concept_id": np.full(count, REGISTRY),
                        "drug_source_value": agents.filter(pa.array(treated)),
                    }
                ),
            )
        rest = chunk.filter(~treated)
        if len(rest):
            events = blank_missing(rest.column(event)) if event else pa.repeat(pa.scalar(path.stem), len(rest))
            names = pc.binary_join_element_wise(pa.scalar("timeline"), pc.fill_null(events, "event"), ":")
            values = pa.array(
                [
                    "; ".join(
                        f"{key}={value.strip()}" for key, value in row.items() if key in details and value.strip()
                    )
                    for row in rest.table.to_pylist()
                ],
                pa.string(),
            )
            _observe(laying, persons[~treated], names, values, None, _dates(laying, persons[~treated], days[~treated]))
        lost += int((~ok).sum())
        progress.advance(len(chunk))
    if lost:
        laying.report.note(
            _("{file}: {count} events without a known patient or date are set aside.").format(
                file=path.name, count=number(lost)
            )
        )


def _days(chunk: Chunk, column: str) -> np.ndarray:
    found = map_unique(chunk.column(column), lambda text: read_number(text), pa.float64())
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=float)


def _dates(laying: Laying, persons: np.ndarray, days: np.ndarray) -> pa.Array:
    index = laying.people.index[persons].astype(np.int64)
    return pa.array((index + days.astype(np.int64)).astype(np.int32), pa.int32()).cast(pa.date32())

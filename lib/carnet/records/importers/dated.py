"""Reads the dates of a table of patients: diagnosis, death, last news; overall survival follows from them."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.language import _
from carnet.records.importers.plan import TablePlan
from carnet.records.importers.readers import Chunk
from carnet.records.importers.values import blank_missing, map_unique, read_date

if TYPE_CHECKING:
    from carnet.records.importers.laying import Laying


def read_days(
    plan: TablePlan, chunk: Chunk, column: str | None, laying: "Laying", table: str = "endpoint"
) -> np.ndarray:
    """Days since 1970 (NaN where unknown) of a column of dates; a day that does not exist is told as a rejected
    endpoint."""
    if column is None:
        return np.full(len(chunk), np.nan)
    first = plan.profile.columns[column].day_first
    cells = blank_missing(chunk.column(column))
    dates = map_unique(cells, lambda text: read_date(text, first), pa.date32())
    bad = pc.and_(pc.is_valid(cells), pc.is_null(dates)).to_numpy(zero_copy_only=False)
    for i in np.flatnonzero(bad):
        laying.reject(
            table,
            plan,
            int(chunk.rows[i]),
            column,
            "not_a_date",
            _("the day does not exist or is not written as a date"),
        )
    return np.asarray(dates.cast(pa.int32()).to_numpy(zero_copy_only=False), dtype=float)


def lay_births(laying: "Laying", plan: TablePlan, chunk: Chunk, who: np.ndarray) -> None:
    """Years of birth from the dates of birth; the dates themselves are not kept."""
    days = read_days(plan, chunk, plan.birth_date, laying, "person")
    known = np.isfinite(days)
    years = days[known].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    laying.people.birth_years[who[known]] = years


def lay_dates(laying: "Laying", plan: TablePlan, chunk: Chunk, who: np.ndarray) -> None:
    """Index dates of the persons; overall survival in days from the death or the last news, where both ends are
    known."""
    index = read_days(plan, chunk, plan.index_date, laying)
    known = np.isfinite(index)
    laying.people.set_index(who[known], index[known].astype(np.int32))
    death, last = read_days(plan, chunk, plan.death_date, laying), read_days(plan, chunk, plan.last_date, laying)
    if plan.death_date is None and plan.last_date is None or "os" in laying.kept and "os" not in laying.dated:
        return
    dead = np.isfinite(death)
    days = np.where(dead, death, last) - index
    tally = laying.tally_dated(plan)
    negative = np.nan_to_num(days) < 0
    for i in np.flatnonzero(negative):
        laying.reject(
            "endpoint",
            plan,
            int(chunk.rows[i]),
            plan.death_date if dead[i] else plan.last_date,
            "negative_time",
            _("the end of follow-up is before the index date"),
        )
    good = np.isfinite(days) & ~negative
    tally["missing"] += int((~np.isfinite(days)).sum())
    tally["n"] += int(good.sum())
    tally["events"] += int((good & dead).sum())
    if good.any():
        count = int(good.sum())
        laying.writer.add(
            "endpoint",
            pa.table(
                {
                    "person_id": who[good] + 1,
                    "endpoint": ["os"] * count,
                    "time": days[good],
                    "unit": ["day"] * count,
                    "event": dead[good],
                    "index_date": laying.people.index_dates(who[good]),
                }
            ),
        )
        laying.people.set_follow_up(who[good], days[good], dead[good])

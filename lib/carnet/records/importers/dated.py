"""Reads the dates of a table of patients: diagnosis, death, last news; overall survival follows from them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.language import _
from carnet.records.importers.endpoints import LONGEST_DAYS, words_of
from carnet.records.importers.plan import TablePlan
from carnet.records.importers.readers import Chunk
from carnet.records.importers.statuses import BOOLEANS, read_status
from carnet.records.importers.values import blank_missing, folded, map_unique, read_date

if TYPE_CHECKING:
    from carnet.records.importers.laying import Laying



def read_days(
    plan: TablePlan, chunk: Chunk, column: str | None, laying: "Laying", table: str = "endpoint"
) -> np.ndarray:
    """Days since 1970 (NaN where unknown) of a column of dates; a day that does not exist is told as a rejected
    endpoint."""
    days, bad = _days(plan, chunk, column)
    for i in np.flatnonzero(bad):
        _reject_date(laying, table, plan, chunk, int(i), column)
    return days


def _days(plan: TablePlan, chunk: Chunk, column: str | None) -> tuple[np.ndarray, np.ndarray]:
    """(days since 1970, NaN where unknown; whether the cell is filled and is no date)."""
    if column is None:
        return np.full(len(chunk), np.nan), np.zeros(len(chunk), dtype=bool)
    first = plan.profile.columns[column].day_first
    cells = blank_missing(chunk.column(column))
    dates = map_unique(cells, lambda text: read_date(text, first), pa.date32())
    bad = pc.and_(pc.is_valid(cells), pc.is_null(dates)).to_numpy(zero_copy_only=False)
    return np.asarray(dates.cast(pa.int32()).to_numpy(zero_copy_only=False), dtype=float), np.asarray(bad)


def _reject_date(laying: "Laying", table: str, plan: TablePlan, chunk: Chunk, i: int, column: str | None) -> None:
    message = _("the day does not exist or is not written as a date")
    laying.reject(table, plan, int(chunk.rows[i]), column, "not_a_date", message)


def _said_dead(plan: TablePlan, chunk: Chunk) -> tuple[np.ndarray, str | None]:
    """(rows that a column of vital status says dead, that column): words, or yes/1 in a column named after death."""
    dead, named = np.zeros(len(chunk), dtype=bool), None
    for column in plan.table.columns:
        words = " ".join(words_of(column))
        if words in _VITAL_STATUS or words in _DEATH:
            cells = chunk.column(column)
            read = map_unique(cells, _reader(words in _DEATH), pa.bool_())
            here = np.asarray(pc.fill_null(read, False).to_numpy(zero_copy_only=False), dtype=bool)
            named = column if here.any() and named is None else named
            dead |= here
    return dead, named


def _reader(named_death: bool) -> Callable[[str], bool | None]:
    def read(text: str) -> bool | None:
        if not named_death and folded(text) in BOOLEANS:
            return None
        return read_status(text)

    return read


_VITAL_STATUS = {
    *("statut vital", "vital status", "statut", "status", "etat", "etat vital", "etat aux dernieres nouvelles"),
    *("os status", "survival status", "etat actuel", "statut aux dernieres nouvelles"),
}
_DEATH = {"deces", "dcd", "decede", "death", "dead", "deceased", "died"}


def lay_births(laying: "Laying", plan: TablePlan, chunk: Chunk, who: np.ndarray) -> None:
    """Years of birth from the dates of birth; the dates themselves are not kept."""
    days = read_days(plan, chunk, plan.birth_date, laying, "person")
    known = np.isfinite(days)
    years = days[known].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    laying.people.birth_years[who[known]] = years


def lay_dates(laying: "Laying", plan: TablePlan, chunk: Chunk, who: np.ndarray) -> None:
    """Index dates of the persons; overall survival in days from the death or the last news, where both ends are
    known."""
    index, no_index = _days(plan, chunk, plan.index_date)
    known = np.isfinite(index)
    laying.people.set_index(who[known], index[known].astype(np.int32))
    (death, no_death), (last, no_last) = _days(plan, chunk, plan.death_date), _days(plan, chunk, plan.last_date)
    derived = plan.death_date is not None and not ("os" in laying.kept and "os" not in laying.dated)
    if plan.death_date is None and plan.last_date is not None and "os" not in laying.kept:
        laying.report.note(
            _("{column}: no column gives the dates of death, so no survival comes of it.").format(column=plan.last_date)
        )
    dead = np.isfinite(death)
    if derived:
        no_last = no_last & ~dead  # the death is the end of follow-up
    bad = no_index | no_death | no_last
    for i in np.flatnonzero(bad):
        column = plan.index_date if no_index[i] else plan.death_date if no_death[i] else plan.last_date
        _reject_date(laying, "endpoint", plan, chunk, int(i), column)
    if not derived:
        return
    said_dead, vital = _said_dead(plan, chunk)
    undated = said_dead & ~dead & ~bad
    for i in np.flatnonzero(undated):
        message = _("dead, without a date of death")
        laying.reject("endpoint", plan, int(chunk.rows[i]), vital, "dead_without_date", message)
    if undated.any():
        laying.report.note(
            _("Patients that {column} says dead, without a date of death, have no survival time: set aside.").format(
                column=vital
            )
        )
    days = np.where(dead, death, last) - index
    tally = laying.tally_dated(plan)
    set_aside = bad | undated
    negative = (np.nan_to_num(days) < 0) & ~set_aside
    for i in np.flatnonzero(negative):
        laying.reject(
            "endpoint",
            plan,
            int(chunk.rows[i]),
            plan.death_date if dead[i] else plan.last_date,
            "negative_time",
            _("the end of follow-up is before the index date"),
        )
    endless = (np.nan_to_num(days) > LONGEST_DAYS) & ~set_aside
    for i in np.flatnonzero(endless):
        column, message = plan.death_date if dead[i] else plan.last_date, _("the time is longer than 200 years")
        laying.reject("endpoint", plan, int(chunk.rows[i]), column, "implausible_time", message)
    good = np.isfinite(days) & ~negative & ~endless & ~set_aside
    tally["missing"] += int((~np.isfinite(days) & ~set_aside).sum())
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

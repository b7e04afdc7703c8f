"""What a stretch of text says about time: the moment, and the calendar that gives it a value."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

PIVOT = 40  # without a note's date: 00-39 are the years 2000-2039, 40-99 the years 1940-1999
AHEAD = 5  # with a note's date: a two-digit year is at most so many years after the note


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a text speaks of time: [start, end) of the clean text, and the value as TIMEX3 writes it.

    `kind`: date, time, duration, set (a frequency); from `find_moments` also age, phase (« postopératoire »), count
    (« 6 cures ») and intake (« 1/j »: how often a drug is taken, which TIMEX3 leaves to the dose).
    `value`: `2024-03-12`, `2024-03`, `2024`, `2024-SU`, `2024-03-12T14:30`, `T14:30`, `P15D`, `PT24H`, `P6W/P8W` for
    six to eight weeks, `XXXX-03-12` where the year is not known, `XXXX-XX-XX` where nothing is; empty for an impossible
    date (30/02/2024), which also has `possible` false.
    `relative`: its value was, or would have to be, counted from another date; `offset`: how far it is from that date
    (`P3M`, `-P2D`). `precision`: year, season, quarter, month, week, day, hour, minute, second. `modifier`: START, MID,
    END, APPROX. `times`: how often in a set's period. `rule`: what found it.
    """

    start: int
    end: int
    kind: str
    value: str
    relative: bool
    precision: str
    rule: str
    possible: bool = True
    offset: str = ""
    modifier: str = ""
    times: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A clean text being read for moments, and the date it was written on. `repr` shows no text."""

    text: str
    plain: str
    note_date: date | None
    spaced: bool = False

    def before(self, place: int, reach: int = 40) -> str:
        """The plain text up to `place`."""
        return self.plain[max(0, place - reach) : place]

    def __repr__(self) -> str:
        return f"Reading({len(self.plain)} characters)"


_ISO_DURATION = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def year_of(digits: str, note_date: date | None, *, birth: bool = False) -> int:
    """The year that two or four digits stand for. A birth is never after the note."""
    value = int(digits)
    if len(digits) != 2:
        return value
    if note_date is None:
        return value + (2000 if value < PIVOT else 1900)
    latest = note_date.year + (0 if birth else AHEAD)
    return latest - (latest - value) % 100


def day_exists(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    return 1 <= month <= 12 and 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]


def shifted(origin: date, offset: str) -> tuple[str, str] | None:
    """(value, precision) of the date that lies an ISO 8601 duration from `origin`; as precise as the duration is."""
    found = _ISO_DURATION.fullmatch(offset)
    if not found or not any(found.groups()[1:]):
        return None
    sign = -1 if found[1] else 1
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) * sign for part in found.groups()[1:])
    if max(map(abs, (years, months, weeks, days, hours, minutes, seconds))) > 100_000:
        return None
    month_index = origin.year * 12 + origin.month - 1 + years * 12 + months
    year, month = divmod(month_index, 12)
    if not 1 <= year <= 9999:
        return None
    start = date(year, month + 1, min(origin.day, calendar.monthrange(year, month + 1)[1]))
    try:
        there = start + timedelta(days=days + weeks * 7, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    if hours or minutes or seconds or days:
        return there.isoformat(), "day"
    if weeks:
        iso = there.isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}", "week"
    return (f"{there.year:04d}-{there.month:02d}", "month") if months else (f"{there.year:04d}", "year")

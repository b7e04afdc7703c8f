"""Everything a clean text says about time, in one reading from left to right, each stretch once."""

import re
from collections.abc import Iterator
from datetime import date

from carnet.text.clean import CleanText
from carnet.text.dates_absolute import (
    DATE_WORDS,
    date_in_words,
    date_of_word,
    dates_at_number,
    quarter_at,
    time_after,
    time_at,
)
from carnet.text.dates_relative import day_of_event, later, ordinal_at, phase_at, relative_of_word
from carnet.text.dates_sets import frequency_at, frequency_of_word
from carnet.text.durations import duration_at
from carnet.text.moments import Moment, Reading
from carnet.text.numbers_in_words import GROUPS, ORDINALS, WORDS

__all__ = ["Moment", "find_dates", "find_moments"]

_COUNTS = WORDS | frozenset(GROUPS) | {"quelque", "quelques", "plusieurs", "qq", "qqs", "qques", "demi"}
_RELATIVE = frozenset(
    "hier avant aujourd aujourdhui demain apres ce cet cette veille lendemain surlendemain la le l il y ya dans d sous "
    "semaine mois annee an trimestre lundi mardi mercredi jeudi vendredi samedi dimanche".split()
)
_SETS = (
    "toutes tous chaque quotidien journalier biquotidien pluriquotidien bi tri pluri hebdo bihebdomadaire trihebdomadaire mensuel bimensuel "
    "bimestriel trimestriel semestriel annuel biannuel bisannuel biennal periodique par matin le du x fois hebdomadaire"
).split()
_TRIGGER_WORDS = sorted(
    (_COUNTS | _RELATIVE | DATE_WORDS | frozenset(ORDINALS) | frozenset(_SETS)) - {"la", "le", "l", "du", "d", "y"},
    key=len,
    reverse=True,
)
_FAMILIES = {
    "count": _COUNTS | {"premier"},
    "ordinal": frozenset(ORDINALS),
    "relative": _RELATIVE,
    "month": DATE_WORDS,
}
# a number, or a word that may start something (each family of words is tried in turn), or a letter with a number
_TRIGGER = re.compile(
    r"(?P<number>\d+)|\b(?:(?P<word>(?:" + "|".join(_TRIGGER_WORDS) + r")(?![a-z]))"
    r"|(?P<set>(?:quotidien|journalier|hebdo|mensuel|trimestriel|semestriel|annuel|periodique|biquotidien|pluri|bimensuel|bimestriel)[a-z-]*)"
    r"|(?P<day>[jhmst] ?[+-]? ?\d)|(?P<phase>(?:pre|per|post|peri|intra)[ -]?[aoncpdthbvemri]))"
)


def find_dates(clean: CleanText, note_date: date | None = None, *, spaced: bool = False) -> list[Moment]:
    """Dates, times, durations and frequencies of a clean text, sorted, never overlapping; offsets are of the clean text.

    `note_date` gives what is relative its value (« hier », « il y a 3 mois », « 12/03 »); without it such values hold X.
    Days without a year are the nearest in the past, or to come after words of appointment; two-digit years follow
    `moments.PIVOT` and `moments.AHEAD`. `spaced` also reads dates of a scanner, « 0 7 0 8 1 9 8 3 ».
    Ages and words such as « postopératoire » are not among them: see `find_moments`.
    """
    return [m for m in find_moments(clean, note_date, spaced=spaced) if m.kind in ("date", "time", "duration", "set")]


def find_moments(clean: CleanText, note_date: date | None = None, *, spaced: bool = False) -> list[Moment]:
    """As `find_dates`, with the ages (kind `age`) and what is before, during or after an event (kind `phase`)."""
    reading = Reading(clean.text, clean.plain, note_date, spaced)
    found: list[Moment] = []
    place = 0
    plain = clean.plain
    while trigger := _TRIGGER.search(plain, place):
        place = trigger.end() if trigger.lastgroup == "number" else trigger.start() + 1
        for moment in _from(reading, trigger):
            if not found or moment.start >= found[-1].end:
                found.append(moment)
                place = max(place, moment.end)
    return found


def _from(reading: Reading, trigger: re.Match[str]) -> Iterator[Moment]:
    kind = trigger.lastgroup
    start = trigger.start()
    if kind == "number":
        yield from _of_number(reading, start, trigger.end())
    elif kind == "word":
        yield from _of_word(reading, start, trigger["word"])
    elif kind == "set":
        frequency = frequency_of_word(reading, start)
        if frequency:
            yield frequency
    elif kind == "day":
        quarter = quarter_at(reading, start) if reading.plain[start] == "t" else []
        yield from quarter
        day = day_of_event(reading, start) if not quarter else None
        if day:
            yield day
    else:
        phase = phase_at(reading, start)
        if phase:
            yield phase


def _of_number(reading: Reading, start: int, end: int) -> Iterator[Moment]:
    dates = dates_at_number(reading, start, end)
    if dates:
        yield from dates
        clock = time_after(reading, dates[-1])
        if clock:
            yield clock
        return
    if end - start > 4:
        return
    before = reading.before(start, 2)
    if before[-1:].isalpha() or (before[-1:] in ",./" and before[:1].isdigit()) or before[-1:] == "/":
        return
    following = reading.plain[end : end + 1]
    if not following or following in ";)!?":
        return
    moment = time_at(reading, start) or _count_at(reading, start)
    if moment:
        yield moment


def _count_at(reading: Reading, start: int) -> Moment | None:
    """What a count starts: a frequency, a quarter, the nth day, a duration, or the date that it leads to."""
    frequency = frequency_at(reading, start)
    if frequency:
        return frequency
    quarter = quarter_at(reading, start)
    if quarter:
        return quarter[0]
    nth = ordinal_at(reading, start)
    if nth:
        return nth
    span = duration_at(reading, start)
    return (later(reading, span) or span) if span else None


def _of_word(reading: Reading, start: int, word: str) -> Iterator[Moment]:
    if word in _FAMILIES["month"]:
        dates = date_of_word(reading, start)
        yield from dates
        if dates:
            return
    if word in _FAMILIES["count"]:
        dates = date_in_words(reading, start)
        yield from dates
        if dates:
            return
        count = _count_at(reading, start)
        if count:
            yield count
            return
    if word in _FAMILIES["ordinal"]:
        nth = ordinal_at(reading, start)
        if nth:
            yield nth
            return
    if word in _FAMILIES["relative"]:
        yield from relative_of_word(reading, start)
        return
    frequency = frequency_of_word(reading, start)
    if frequency:
        yield frequency

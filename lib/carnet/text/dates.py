"""Everything a clean text says about time, in one reading from left to right, each stretch once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from carnet.text.clean import CleanText
from carnet.text.dates_clock import time_after, time_at
from carnet.text.dates_counts import count_at
from carnet.text.dates_named import DATE_WORDS, MONTH, date_in_words, date_of_word, quarter_at
from carnet.text.dates_numeric import dates_at_number, day_alone
from carnet.text.dates_relative import day_of_event, later, ordinal_at, phase_at, relative_of_word
from carnet.text.dates_sets import SET_WORDS, frequency_after_slash, frequency_at, frequency_of_word
from carnet.text.durations import UNIT, duration_at
from carnet.text.moments import Moment, Reading
from carnet.text.numbers_in_words import GROUPS, ORDINALS, WORDS
from carnet.text.scanned import figures

__all__ = ["Moment", "find_dates", "find_moments"]

_COUNTS = WORDS | frozenset(GROUPS) | {"quelque", "quelques", "plusieurs", "qq", "qqs", "qques", "demi", "premier"}
_ORDINALS = frozenset(ORDINALS)
_RELATIVE = frozenset(
    (
        "hier",
        "avant",
        "aujourd",
        "aujourdhui",
        "demain",
        "apres",
        "ce",
        "cet",
        "cette",
        "veille",
        "lendemain",
        "surlendemain",
    )
    + ("il", "ya", "dans", "ds", "sous", "semaine", "mois", "annee", "an", "trimestre", "ici")
    + ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
)
_LETTERS = frozenset("jhmst")  # « J15 », « T1 2024 »
_WORDS = _COUNTS | _ORDINALS | _RELATIVE | DATE_WORDS | SET_WORDS
_SAID = _WORDS | _LETTERS
_PREFIXES = frozenset(("pre", "per", "pos", "int"))
_AFTER_ONE = re.compile(  # what makes more than an article of « un », « une »
    rf"[ -]{{0,2}}\n?(?:{UNIT}|{MONTH}|{'|'.join(GROUPS)}|demi|quarts?|bon|bonne|petite?|longue?|derniere?"
    r"|premiere?|fois|prise|seance|injection|bain|episode|selle|passage|ou|a|et|/|x)(?![a-z])"
)
_RUN = re.compile("[a-z]+|[0-9]+")
_DAY_NAME = re.compile(
    r"\b(?:lun|mar|mercre|jeu|vendre|same)di $|\b(?:dimanche|lun\.?|mer\.?|jeu\.?|ven\.?|sam\.?|dim\.?) $"
)


def find_dates(clean: CleanText, note_date: date | None = None, *, spaced: bool = False) -> list[Moment]:
    """Dates, times, durations and frequencies of a clean text, sorted, never overlapping, in its offsets.

    `note_date` gives what is relative its value (« hier », « il y a 3 mois », « 12/03 »); without it values hold X.
    Days without a year are the nearest in the past, or to come after words of appointment; two-digit years follow
    `moments.PIVOT` and `moments.AHEAD`. `spaced` also reads dates of a scanner, « 0 7 0 8 1 9 8 3 ».
    Ages and words such as « postopératoire » are not among them: see `find_moments`.
    """
    return [m for m in find_moments(clean, note_date, spaced=spaced) if m.kind in ("date", "time", "duration", "set")]


def find_moments(clean: CleanText, note_date: date | None = None, *, spaced: bool = False) -> list[Moment]:
    """As `find_dates`, with ages (`age`), what is before, during or after an event (`phase`), `count` and `intake`."""
    reading = Reading(clean.text, figures(clean.plain), note_date, spaced)
    found: list[Moment] = []
    place = 0
    for run in _RUN.finditer(reading.plain):
        word = run[0]
        if word not in _SAID and word[0] > "9" and (word[0] not in "pi" or word[:3] not in _PREFIXES):
            continue  # most words
        start = run.start()
        if start < place:
            continue
        moments: Iterable[Moment]
        if word[0] <= "9":
            moments = _of_number(reading, start, run.end())
        elif word in _WORDS:
            moments = _of_word(reading, start, word)
        elif word in _LETTERS:
            moments = _of_letter(reading, start, word)
        elif word[:3] in _PREFIXES:
            moments = phase_at(reading, start)
        else:
            continue
        for moment in moments:
            if not found or moment.start >= found[-1].end:
                found.append(moment)
                place = moment.end
    return found


def _of_letter(reading: Reading, start: int, letter: str) -> Iterator[Moment]:
    quarter = quarter_at(reading, start) if letter == "t" else []
    yield from quarter
    day = None if quarter or letter == "t" else day_of_event(reading, start)
    if day:
        yield day


def _of_number(reading: Reading, start: int, end: int) -> Iterator[Moment]:
    dates = dates_at_number(reading, start, end)
    if dates:
        named = _DAY_NAME.search(reading.before(start, 10)) if dates[0].precision == "day" else None
        if named:  # « lundi 3 mars »
            dates[0] = replace(dates[0], start=start - len(named[0]))
        yield from dates
        clock = time_after(reading, dates[-1])
        if clock:
            yield clock
        return
    if end - start > 4:
        return
    before = reading.before(start, 2)
    if before[-1:] == "/":
        every = frequency_after_slash(reading, start)
        if every:
            yield every
            return
    if before[-1:].isalpha() or (before[-1:] in ",./" and before[:1].isdigit()) or before[-1:] == "/":
        return
    following = reading.plain[end : end + 1]
    moment = None
    if following and following not in ";)!?":
        moment = time_at(reading, start) or _count_at(reading, start)
    moment = moment or day_alone(reading, start, end)
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
    return (later(reading, span) or span) if span else count_at(reading, start)


def _of_word(reading: Reading, start: int, word: str) -> Iterator[Moment]:
    if word in ("un", "une") and not _AFTER_ONE.match(reading.plain, start + len(word)):
        return
    if word == "ici":
        start -= 2  # « d'ici »
    if word in DATE_WORDS:
        dates = date_of_word(reading, start)
        yield from dates
        if dates:
            return
    if word in _COUNTS:
        dates = date_in_words(reading, start)
        yield from dates
        if dates:
            return
        count = _count_at(reading, start)
        if count:
            yield count
            return
    if word in _ORDINALS:
        nth = ordinal_at(reading, start) or count_at(reading, start)
        if nth:
            yield nth
            return
    if word in _RELATIVE:
        relative = relative_of_word(reading, start)
        yield from relative
        if relative:
            return
    frequency = frequency_of_word(reading, start)
    if frequency:
        yield frequency

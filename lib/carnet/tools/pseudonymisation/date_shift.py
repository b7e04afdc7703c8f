"""Dates moved by one secret number of days per patient, written as they were."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from carnet.text.clean import clean, plain
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.surrogates.date_words import (
    MONTH,
    WEEKDAY,
    in_letters,
    month_like,
    month_number,
    spoken_dates,
    weekday_like,
)
from carnet.tools.pseudonymisation.surrogates.draw import like

LEAST, MOST = 1, 365  # days
_COMMON_YEAR = 2023  # for a day and a month that nothing dates: it has no 29 February
_UNDATED = date(2025, 12, 31)  # for births in notes that nothing dates: in doubt the older birth is hidden
Move = Callable[[date], date]


def offset(key: SiteKey, scope: str, weekdays: bool = False, least: int = LEAST, most: int = MOST) -> int:
    """The days by which all dates of a scope (a patient) are moved: ±least to ±most, never 0; by weeks if asked."""
    number = int.from_bytes(key.digest("dates", scope), "big")
    sign = 1 if number & 1 else -1
    step = 7 if weekdays else 1
    first, last = -(-least // step), most // step
    return sign * step * (first + (number >> 1) % (last - first + 1))


def moved(day: date, days: int) -> date:
    """A day moved; the calendar's ends hold."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


@dataclass(frozen=True, slots=True)
class Read:
    """A date that was read in a text: what it says, and where."""

    start: int
    end: int
    day: int | None
    month: int | None
    year: int | None
    match: re.Match[str] | None  # None: in letters
    rule: str
    month_word: str = ""


_D = r"(?P<d{n}>[0-3] ?\d|\d)"
_M = r"(?P<m{n}>[0-3] ?\d|\d)"
_Y4 = r"(?P<y{n}>[12] ?[089] ?\d ?\d|1[5-7]\d\d|21\d\d)"
_Y = r"(?P<y{n}>[12] ?[089] ?\d ?\d|\d\d)"
_SEP = r" ?(?P<k{n}>[/.\-_|\\]) ?"
_LAST = r"(?!\d| ?[/.\-]\d)"
_DAYNAME = rf"(?:(?P<w{{n}}>(?<![^\W_]){WEEKDAY})(?P<g{{n}}>[ ,]+(?:le )?))?"
_MONTHNAME = rf"(?P<n{{n}}>(?<![^\W\d_]){MONTH}(?![^\W\d_])\.?)"
_RULES = {
    "clock": r"(?<!\d)[0-2]?\d ?(?:h|H|:) ?[0-5]\d(?: ?(?:min|mn))?(?::\d\d)?(?:[.,]\d+)?Z?(?!\d|:\d)|"
    r"(?<!\d)[0-2]?\d ?[hH](?![^\W_])|"
    r"(?<=\d)T[0-2]\d:[0-5]\d(?::\d\d)?(?:[.,]\d+)?Z?",
    "length": r"(?<!\d)\d+ ?(?:ans?|mois|jours?|semaines?|sem|heures?|minutes?)(?![^\W_])|"
    r"(?<![^\W_])[JSMC] ?[+-]? ?\d+(?![^\W_])",
    "iso": rf"{_DAYNAME}(?<!\d){_Y4}(?P<s{{n}}> ?[/.\-] ?){_M}(?P<t{{n}}> ?[/.\-] ?){_D}(?!\d)",
    "dmy": rf"{_DAYNAME}(?<!\d){_D}{_SEP}{_M} ?(?P=k{{n}}) ?{_Y}{_LAST}",
    "dmy_mixed": rf"{_DAYNAME}(?<!\d){_D} ?[/.\-_|\\: ] ?{_M} ?[/.\-_|\\: ] ?{_Y4}{_LAST}",
    "dmy_spaced": rf"{_DAYNAME}(?<!\d)(?P<d{{n}}>[0-3]\d) (?P<m{{n}}>[01]\d) (?P<y{{n}}>\d\d)(?!\d| \d)",
    "compact": r"(?<!\d)(?P<c{n}>\d{8})(?!\d)",
    "text": rf"{_DAYNAME}(?<!\d){_D}(?P<e{{n}}> ?er)?(?P<s{{n}}>[ \n./-]*){_MONTHNAME}"
    rf"(?:(?P<t{{n}}>[ \n,./-]*|[ ]*')(?<![\d]){_Y}(?!\d| ?[/.]\d| ?[hH]))?",
    "mdy_text": rf"{_MONTHNAME} {_D}(?:st|nd|rd|th)?(?: ?, ?| ){_Y4}(?!\d)",
    "my_text": rf"(?:(?P<q{{n}}>(?<![^\W_])(?:debut|mi|fin|courant)(?: de| du mois de)?)(?P<g{{n}}>[ -]+))?{_MONTHNAME}"
    rf"(?:(?P<t{{n}}>[ \n,./-]*|[ ]*')(?<![\d]){_Y}(?!\d))?",
    "my": rf"(?<!\d){_M}(?P<s{{n}}> ?[/.\-] ?){_Y4}(?!\d)",
    "ym": rf"(?<!\d){_Y4}(?P<s{{n}}>-){_M}(?!\d)",
    "my_short": r"(?<!\d)(?P<m{n}>0?[1-9]|1[0-2])(?P<s{n}>/)(?P<y{n}>1[3-9]|[2-9]\d)(?!\d| ?/\d)",
    "dm": rf"{_DAYNAME}(?<!\d){_D}(?P<s{{n}}> ?[/.\-] ?)(?P<m{{n}}>0?[1-9]|1[0-2])(?!\d| ?[/.]\d)",
    "year": r"(?<!\d)(?P<y{n}>1[5-9]\d\d|20\d\d|21\d\d)(?!\d)",
    "day": r"(?<![^\W_])(?P<d{n}>[0-3]?\d)(?P<e{n}> ?er)?(?![^\W_])",
}
_NAMES = list(_RULES)
_ALL = re.compile("|".join(f"(?P<r{i}>{rule.replace('{n}', str(i))})" for i, rule in enumerate(_RULES.values())), re.I)
_GROUPS = [[(name[0], name) for name in _ALL.groupindex if name[1:] == str(i)] for i in range(len(_NAMES))]
_LEFT = re.compile(rf"\d|(?<![^\W_]){MONTH}(?![^\W_])|(?<![^\W_])(?:noel|paques|toussaint|pentecote|ascension)", re.I)
_RUN = re.compile(r"(?<![^\W_])[\dOolI]+(?:[ /.\-]+[\dOolI]+)*(?![^\W_])")
_THOUSAND = re.compile(r"(?<![^\W_])mil(?:le)?(?![^\W_])")
_FIGURE = re.compile(r"\d")
_OCR = str.maketrans("OoIl", "0011")


def _figures(text: str) -> str:
    """O and l read for 0 and 1 in a group that has a figure and stands by itself; same length."""
    return _RUN.sub(lambda run: run.group().translate(_OCR) if _FIGURE.search(run.group()) else run.group(), text)


def _read(text: str) -> list[Read]:
    """The dates of a clean text, in order."""
    figures = plain(_figures(text))
    reads = [Read(s, e, d or None, m or None, y, None, "spoken", w) for s, e, d, m, y, w in spoken_dates(text)]
    if _THOUSAND.search(figures):  # « deux mille dix sept » is no month of September
        return reads
    position = 0
    while found := _ALL.search(figures, position):
        place = next(i for i in range(len(_NAMES)) if found[f"r{i}"] is not None)
        position = max(found.end(), found.start() + 1)
        rule = _NAMES[place]
        if any(r.start < found.end() and found.start() < r.end for r in reads if r.match is None):
            continue
        group = {letter: found[name] for letter, name in _GROUPS[place]}
        reads.append(_read_one(found, rule, group))
    return sorted(reads, key=lambda read: read.start)


def _read_one(found: re.Match[str], rule: str, group: dict[str, str | None]) -> Read:
    def figure(name: str) -> int | None:
        value = group.get(name)
        return int(value.replace(" ", "")) if value else None

    day, month, year = figure("d"), figure("m"), figure("y")
    if rule == "compact":
        c = group["c"] or ""
        day, month, year = int(c[:2]), int(c[2:4]), int(c[4:])
        if not (1 <= month <= 12 and 1 <= day <= 31 and 1850 <= year <= 2150):
            day, month, year = int(c[6:]), int(c[4:6]), int(c[:4])
    if group.get("n"):
        month = month_number(group["n"] or "")
    return Read(found.start(), found.end(), day, month, year, found, rule)


def find_dates(text: str, reference: date | None = None) -> list[date]:
    """The full dates that a text shows, for what has no year of its own; impossible ones left out."""
    days = []
    for read in _read(clean(text).text):
        if read.year is not None and read.month and read.day:
            day = _made(_full_year(read.year, reference), read.month, read.day)
            if day is not None:
                days.append(day)
    return days


def _made(year: int, month: int, day: int) -> date | None:
    """The date; 31 February is the last of February, 12 and 25 may have changed places; else None."""
    if month > 12 >= day:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1 <= year <= 9999):
        return None
    return date(year, month, min(day, monthrange(year, month)[1]))


def _full_year(year: int, reference: date | None) -> int:
    if year >= 100:
        return year
    now = reference.year if reference else 2030
    century = now // 100 * 100
    return century + year if century + year <= now + 1 else century - 100 + year


def _likely_year(month: int, day: int, reference: date | None) -> int:
    """The year of a day without one: the latest that is not more than a month after the reference."""
    if reference is None:
        return _COMMON_YEAR
    for year in (reference.year + 1, reference.year):
        made = _made(year, month, day)
        if made and made <= moved(reference, 31):
            return year
    return reference.year - 1


def shift_text(text: str, move: Move, reference: date | None = None) -> str | None:
    """The text of a date entity with its dates moved, all else as it was; None where a figure cannot be accounted for.

    `reference` (the note's date) gives a year to what has none. A month alone is moved by its middle (« début » 5,
    « mi » 15, « fin » 25), a year by 1 July. A day alone takes the month of the date after it (« du 12 au 15 mars »).
    """
    cleaned = clean(text).text
    reads = _read(cleaned)
    if not any(read.rule not in ("clock", "length") for read in reads):
        return cleaned if reads and not _LEFT.search(_blanked(cleaned, reads)) else None
    if _LEFT.search(_blanked(cleaned, reads)):
        return None
    pieces: list[str] = []
    end = len(cleaned)
    after: tuple[date, date, Read] | None = None  # the date after, before and after the move
    for read in reversed(reads):
        pieces.append(cleaned[read.end : end])
        written, after = _moved_read(cleaned, read, move, reference, after)
        if written is None:
            return None
        pieces.append(written)
        end = read.start
    pieces.append(cleaned[:end])
    return "".join(reversed(pieces))


def _blanked(text: str, reads: list[Read]) -> str:
    text = plain(text)
    for read in reads:
        text = text[: read.start] + "\x00" * (read.end - read.start) + text[read.end :]
    return text


def _moved_read(
    text: str, read: Read, move: Move, reference: date | None, after: tuple[date, date, Read] | None
) -> tuple[str | None, tuple[date, date, Read] | None]:
    written = text[read.start : read.end]
    if read.rule in ("clock", "length"):
        return written, after
    if read.rule == "day":
        return _moved_day(written, read, move, reference, after)
    month, middle = read.month or 7, {"my_text": 15}.get(read.rule, 15)
    if read.rule == "my_text" and read.match is not None:
        middle = {"d": 5, "f": 25}.get((_group(read, "q") or "m")[:1].lower(), 15)
    day = read.day or (1 if read.month is None else middle)
    year = _full_year(read.year, reference) if read.year is not None else _likely_year(month, day, reference)
    if read.year is None and after is not None:  # « du 12 mars au 3 avril 2024 »
        year = after[0].year - ((month, day) > (after[0].month, after[0].day))
    old = _made(year, month, day)
    if old is None:
        return None, after
    new = move(old)
    return _written(text, read, old, new), (old, new, read)


def _moved_day(
    written: str, read: Read, move: Move, reference: date | None, after: tuple[date, date, Read] | None
) -> tuple[str | None, tuple[date, date, Read] | None]:
    anchor = after[0] if after else reference
    if anchor is None or not read.day or read.day > 31:
        return None, after
    year, month = anchor.year, anchor.month
    if read.day > anchor.day:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    old = _made(year, month, read.day)
    if old is None:
        return None, after
    new = move(old)
    shown = f"{new.day:02d}" if written.startswith("0") else str(new.day)
    if after and (new.month, new.year) != (after[1].month, after[1].year) and old.month == after[0].month:
        word = _group(after[2], "n") if after[2].match is not None else after[2].month_word
        shown += f" {month_like(word, new.month)}" if word else f"/{new.month:02d}"
    return shown, after or (old, new, read)


def _group(read: Read, letter: str) -> str | None:
    if read.match is None:
        return None
    name = f"{letter}{_NAMES.index(read.rule)}"
    return read.match[name] if name in read.match.re.groupindex else None


def _written(text: str, read: Read, old: date, new: date) -> str:
    """The new date in the clothes of the old one."""
    if read.rule == "spoken":
        model = text[read.start : read.end]
        if read.day is None:
            return like(model, in_letters(new.year))
        day = "premier" if new.day == 1 else in_letters(new.day)
        year = f" {in_letters(new.year)}" if read.year is not None else ""
        return like(model, f"{day} {month_like(read.month_word, new.month)}{year}")
    if read.rule == "compact":
        model = text[read.start : read.end]
        return f"{new:%d%m%Y}" if model.startswith(f"{old.day:02d}{old.month:02d}") else f"{new:%Y%m%d}"
    match = read.match
    assert match is not None
    place = _NAMES.index(read.rule)
    changes: list[tuple[int, int, str]] = []
    padded = any((_group(read, letter) or "").startswith("0") for letter in "dm")
    swapped = read.rule.startswith("dmy") and (read.month or 0) > 12
    for letter in "wqgdemyn":
        name = f"{letter}{place}"
        if name not in match.re.groupindex or match[name] is None:
            continue
        was = text[match.start(name) : match.end(name)]
        wide = padded or len(was.replace(" ", "")) > 1
        if letter == "w":
            now = weekday_like(was, new.weekday())
        elif letter == "q":
            now = like(was, _third(was, new.day))
        elif letter == "g":
            now = was
            if read.rule == "my_text" and plain(_group(read, "q") or "")[:3] in ("deb", "mi", "fin"):
                now = "-" if 10 < new.day <= 20 else " "
        elif letter == "e":
            now = was if new.day == 1 else ""
        elif letter == "n":
            now = month_like(was, new.month)
        elif letter == "y":
            now = f"{new.year % 100:02d}" if len(was.replace(" ", "")) == 2 else f"{new.year:04d}"
        else:
            value = new.day if (letter == "d") != swapped else new.month
            now = f"{value:02d}" if wide else str(value)
            if letter == "d" and read.rule == "text" and not padded:
                first = value == 1 and _group(read, "e") is None and (_group(read, "s") or "").isspace()
                now = "1er" if first else str(value)
        changes.append((match.start(name), match.end(name), now))
    written, end = [], read.end
    for start, stop, now in sorted(changes, reverse=True):
        written += [text[stop:end], now]
        end = start
    return "".join(reversed([*written, text[read.start : end]]))


def _third(was: str, day: int) -> str:
    """« début mars » moved to the 20th is « mi-mars »; « courant » stays."""
    if was.lower().startswith("courant"):
        return was.lower()
    word = "début" if day <= 10 else "mi" if day <= 20 else "fin"
    if was[:1].isupper():
        word = word.capitalize()
    return "debut" if word == "début" and was.startswith("debut") else word


def above_89(birth: date, latest: date | None) -> bool:
    """Whether who was born then is 90 or more on `latest`; where no date is known at all, on the last day of 2025."""
    return at_most_89(birth, latest or _UNDATED) != birth


def at_most_89(birth: date, latest: date | None) -> date:
    """A birth that makes nobody older than 89 on `latest`: a later year where it would."""
    if latest is None:
        return birth
    age = latest.year - birth.year - ((latest.month, latest.day) < (birth.month, birth.day))
    if age <= 89:
        return birth
    year = birth.year + age - 89
    return date(year, birth.month, min(birth.day, monthrange(year, birth.month)[1]))

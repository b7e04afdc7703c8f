"""Dates in digits, and what only looks so: « 12/03/24 », « 2024-03-12 », « 12/03 », « 03/2024 », « 31121995 »."""

import re

from carnet.text.dates_context import (
    CUE,
    EXAMINED,
    NOT_A_DATE,
    STRONG,
    UNIT_AFTER,
    continues,
    day_of,
    day_without_year,
    is_coming,
    same_month,
)
from carnet.text.dates_named import named_at, year_at
from carnet.text.moments import Moment, Reading, day_exists, year_of

_NUMERIC = re.compile(
    r"(?P<a>\d{1,4}) ?(?P<s>[/.|-]) ?(?P<b>\d{1,2})"
    r"(?: ?(?:(?P=s) ?(?P<c>\d{4}|\d{2})|(?:[/.|-] ?| )(?P<c2>(?:19|20)\d\d)))?(?!\d)"
)
_NUMERIC_MONTH = re.compile(r"(?P<m>0?[1-9]|1[0-2]) ?[/.-] ?(?P<y>(?:19|20)\d\d)(?![\d/])")
_COMPACT = re.compile(
    r"(?P<a>[0-3]\d)(?P<b>[01]\d)(?P<c>(?:19|20)\d\d)(?!\d)|(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"
)
_ONE_BY_ONE = re.compile(r"\d(?: \d(?!\d)){6,}")
_NUMERIC_RANGE = re.compile(
    r"(?P<first>\d{1,2})(?P<then>(?: ?(?:,|et|au|-|ou) ?(?:le )?\d{1,2}){1,4})(?= ?/ ?(?:0?[1-9]|1[0-2])(?:/(?:19"
    r"|20)?\d\d)?(?!\d))"
)
_UNTIL = re.compile(r" ?(?:au|et|-|a)(?: le)? ?\d{1,2}[/.]\d{1,2}[/.](?P<year>(?:19|20)\d\d|\d\d)(?!\d)")
_SINCE = re.compile(
    r"\b(?:dg|diag|diagnostic|ddc|en|depuis|debut|fin|des|jusqu'en|ligne|l\d|\d\d/\d\d ?(?:-|->|a|au|puis|et)) ?$"
)
_TO_SHORT_YEAR = re.compile(r" ?(?:-|->|a|au) ?(?:0\d|1[0-2])/[12]\d(?![\d/])")
_MONTH_BEFORE = re.compile(r"(?<![\d/])(?:0[1-9]|1[0-2])/(?:(?:19|20)\d\d|[12]\d)-$")
_MONTHS = re.compile(r"(?P<m>0[1-9]|1[0-2])-(?P<n>0[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)(?![\d/])")
_YEAR_FIRST = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<s>[/.-])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?(?!\d)")
_FRACTIONS = {
    ("1", "2"),
    ("1", "3"),
    ("2", "3"),
    ("1", "4"),
    ("3", "4"),
    ("1", "5"),
    ("2", "5"),
    ("3", "5"),
    ("4", "5"),
}  # « le 1/3 moyen », « les 2/3 »


def dates_at_number(reading: Reading, place: int, end: int) -> list[Moment]:
    """The dates that start with the digits at [place, end): one, or several for « les 12 et 13 mars 2024 »."""
    plain, length = reading.plain, end - place
    if length == 8:
        return _compact(reading, place)
    if length not in (1, 2, 4) or _chained(plain, place):
        return []
    following = plain[end : end + 2]
    if length <= 2:
        if reading.spaced and length == 1:
            spaced = _one_by_one(reading, place)
            if spaced:
                return spaced
        days = _numeric_range(reading, place) if following[:1] in (" ", ",", "-") else []
        if days:
            return days
        if following[:1] in ("/", ".", "|", "-") or (following[:1] == " " and following[1:] in ("/", "|", "-", ".")):
            dates = _numeric_alone(reading, place, False)
            if dates:
                return dates
        return named_at(reading, place, end)
    if following[:1] in ("/", "-", "."):
        dates = _year_first(reading, place)
        if dates:
            return dates
    return year_at(reading, place)


def _chained(plain: str, place: int) -> bool:
    """Whether the digits go on from others: the middle of a telephone number, of a decimal, of dimensions."""
    if place and plain[place - 1] in "/.|-,:":
        before = plain[place - 2 : place - 1]
        if plain[place - 1] == "-" and _MONTH_BEFORE.search(plain, max(0, place - 9), place):
            return False  # « 11/2021-02/2022 »
        return before.isdigit() and not (plain[place - 1] in ",:-" and plain[max(0, place - 6) : place - 1].isdigit())
    return plain[max(0, place - 2) : place] == "/ " and plain[max(0, place - 4) : place - 2].strip().isdigit()


def _one_by_one(reading: Reading, place: int) -> list[Moment]:
    """« 0 7 0 8 1 9 8 3 »: seven or eight digits, each in its box of a form."""
    run = None if re.search(r"\d $", reading.before(place, 2)) else _ONE_BY_ONE.match(reading.plain, place)
    if run is None:
        return []
    digits = run[0].replace(" ", "")
    # after an identifier written in the same boxes the date is its end; before one, its start
    starts = (0,) if len(digits) == 8 else (len(digits) - 8, 0) if len(digits) > 8 else (-1,)
    for start in starts:
        said = digits.rjust(8, "0") if start < 0 else digits[start : start + 8]
        if 1900 <= int(said[4:]) <= 2100 and 1 <= int(said[2:4]) <= 12 and 1 <= int(said[:2]) <= 31:
            first = place + 2 * max(start, 0)
            last = min(run.end(), first + 15)
            return [day_of(reading, first, last, said[4:], said[2:4], said[:2], "date.spaced")]
    return []


def _numeric_range(reading: Reading, place: int) -> list[Moment]:
    """« les 12 et 13/03/2024 », « du 12 au 15/03 »."""
    days = _NUMERIC_RANGE.match(reading.plain, place)
    before = reading.before(place)
    if days is None or NOT_A_DATE.search(before) or not STRONG.search(before):
        return []
    numbers = list(re.finditer(r"\d{1,2}", days[0]))
    main = _numeric_alone(reading, place + numbers[-1].start(), True)
    if not main or not main[0].possible or main[0].precision != "day":
        return []
    return [same_month(reading, main[0], place + n.start(), place + n.end(), n[0]) for n in numbers[:-1]] + main


def _numeric_alone(reading: Reading, place: int, cued: bool) -> list[Moment]:
    plain = reading.plain
    match = _NUMERIC.match(plain, place)
    before = reading.before(place)
    if match is None:
        return _month_of_year(reading, place, before)
    if len(match["a"]) > 2:
        return []
    months = _MONTHS.match(plain, place)
    if months and months["m"] < months["n"]:  # « 03-04/2022 »: from March to April
        spans = ((place, place + 2, months["m"]), (place + 3, months.end(), months["n"]))
        return [Moment(a, b, "date", f"{months['y']}-{m}", False, "month", "date.month") for a, b, m in spans]
    first, second, year = match["a"], match["b"], match["c"] or match["c2"]
    end = match.end()
    if year:
        if continues(plain, end) or UNIT_AFTER.match(plain, end):
            return []
        day, month = int(first), int(second)
        if len(year) == 2:
            padded = len(first) == 2 and len(second) == 2
            if not (1 <= day <= 31 and 1 <= month <= 12) or (before[-1:].isalpha() and not padded):
                return []
            if NOT_A_DATE.search(before) and not CUE.search(before):
                return []
            if match["s"] in (".", "-", "|") and not padded and not CUE.search(before):
                return []
        elif not (1900 <= int(year) <= 2100) or day > 39 or day == 0 or month == 0:
            return []
        return [day_of(reading, place, end, year, second, first, "date.numeric")]
    return _without_year(reading, match, cued)


def _month_of_year(reading: Reading, place: int, before: str) -> list[Moment]:
    """« 03/2024 »."""
    found = _NUMERIC_MONTH.match(reading.plain, place)
    if found is None or UNIT_AFTER.match(reading.plain, found.end()) or before[-1:].isalnum():
        return []
    if len(found["m"]) == 1 and not CUE.search(before) and not before.endswith(("en ", "depuis ")):
        return []  # « 1/2000 » is a titre
    value = f"{found['y']}-{int(found['m']):02d}"
    return [Moment(place, found.end(), "date", value, False, "month", "date.month")]


def _month_of_short_year(reading: Reading, match: re.Match[str], before: str) -> list[Moment]:
    """« depuis 09/22 », « (02/22 - 08/22) »: only where nothing else is meant, 12/15 may be twelve of fifteen."""
    end = match.end()
    opens = _starts_line(reading.plain, match.start(), end) and reading.plain[end : end + 3].strip()[:1] == ":"
    if not (_SINCE.search(before) or _TO_SHORT_YEAR.match(reading.plain, end) or opens):
        return []
    ranges = _TO_SHORT_YEAR.match(reading.plain, end) is not None  # « 02/23-05/23 »
    if UNIT_AFTER.match(reading.plain, end) or continues(reading.plain, end) and not ranges:
        return []
    value = f"{year_of(match['b'], reading.note_date):04d}-{match['a']}"
    return [Moment(match.start(), end, "date", value, False, "month", "date.month")]


def _without_year(reading: Reading, match: re.Match[str], cued: bool) -> list[Moment]:
    """« 12/03 »."""
    plain, place, end = reading.plain, match.start(), match.end()
    first, second, separator = match["a"], match["b"], match["s"]
    before = reading.before(place)
    day, month = int(first), int(second)
    if 1 <= day <= 12 < month and separator == "/" and len(first) == len(second) == 2:
        return _month_of_short_year(reading, match, before)
    if separator in ("-", "|") or not (1 <= day <= 31 and 1 <= month <= 12) or before[-1:].isalnum():
        return []
    if plain[end : end + 1] == "," and plain[end + 1 : end + 2].isdigit():
        return []
    strong = cued or STRONG.search(before) is not None or (separator == "/" and CUE.search(before) is not None)
    padded = len(first) == 2 and len(second) == 2
    if separator == "/" and EXAMINED.search(before):  # « TDM TAP 28/10 : »
        strong = strong or padded and day > month or re.match(r" ?:", plain[end : end + 2]) is not None
    if continues(plain, end) or UNIT_AFTER.match(plain, end) or (NOT_A_DATE.search(before) and not cued):
        return []
    if separator == ".":
        if (
            not (padded and (STRONG.search(before) or re.search(r"\b[cds]\d{1,2} $", before)))
            or plain[end : end + 1] == "%"
        ):
            return []
    elif (
        not strong
        and not (padded and (first[0] == "0" or second[0] == "0" or _starts_line(plain, place, end)))
        or not padded
        and (first, second) in _FRACTIONS
    ):
        return []
    whole = _UNTIL.match(plain, end)
    if whole:  # « du 4/01 au 15/01/2021 »
        return [day_of(reading, place, end, whole["year"], month, first, "date.day_month")]
    return [day_without_year(reading, place, end, month, day, "date.day_month")]


_ALONE_CUE = re.compile(
    r"\b(?:re)?(?:vue?|operee?|hospitalisee?|admise?|entree?|sortie?|transferee?|realisee?|faite?|prevue?|programmee?"
    r"|posee?|debutee?|introduite?|arretee?|ablation|controle|prelevee?|rdv|rendez-vous|biopsie|depuis|jusqu'a?u?"
    r"|appelee?|recue?)s? (?:de nouveau |en [a-z]+ )?(?:le|au)"
    r"(?: (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))? $"
)
_ALONE_END = re.compile(r" ?(?:[.,;:)\n]|$)|(?: au matin| au soir| a \d| pour | par | avec | en | et )")


def day_alone(reading: Reading, place: int, end: int) -> Moment | None:
    """« revu le 14 »: a day of the note's month, or of the one before; of the next one for an appointment."""
    plain, note = reading.plain, reading.note_date
    if end - place > 2 or not 1 <= (day := int(plain[place:end])) <= 31:
        return None
    if not _ALONE_CUE.search(reading.before(place, 60)) or not _ALONE_END.match(plain, end):
        return None
    if plain[end : end + 1] in (".", ",") and plain[end + 1 : end + 2].isdigit():
        return None
    value = f"XXXX-XX-{day:02d}"
    if note is not None:
        coming = is_coming(reading, place, note.month, day)
        index = note.year * 12 + note.month - 1
        step = 1 if coming else -1
        index += step if (day < note.day if coming else day > note.day) else 0
        for months in (index, index + step):
            if day_exists(months // 12, months % 12 + 1, day):
                value = f"{months // 12:04d}-{months % 12 + 1:02d}-{day:02d}"
                break
    return Moment(place, end, "date", value, True, "day", "date.day")


def _starts_line(plain: str, place: int, end: int) -> bool:
    """Whether a line starts with it and goes on with a colon or a dash: « 12/11 : TDM »."""
    head = plain[plain.rfind("\n", 0, place) + 1 : place].strip(" -*•>")
    return not head and re.match(r" ?[:=-] ?|\)", plain[end : end + 3]) is not None


def _compact(reading: Reading, place: int) -> list[Moment]:
    """« 31121995 », after what announces a date."""
    found = _COMPACT.match(reading.plain, place)
    before = reading.before(place)
    if not found or not CUE.search(before) or before[-1:].isalnum() or continues(reading.plain, found.end()):
        return []
    day, month, year = (found["a"], found["b"], found["c"]) if found["a"] else (found["d"], found["m"], found["y"])
    if not day_exists(int(year), int(month), int(day)):
        return []
    return [day_of(reading, place, found.end(), year, month, day, "date.compact")]


def _year_first(reading: Reading, place: int) -> list[Moment]:
    """« 2024-03-12 », « 2024/03 »."""
    found = _YEAR_FIRST.match(reading.plain, place)
    if not found or continues(reading.plain, found.end()) or reading.before(place)[-1:].isalnum():
        return []
    if found["d"]:
        return [day_of(reading, place, found.end(), found["y"], found["m"], found["d"], "date.numeric")]
    if (
        not 1 <= int(found["m"]) <= 12
        or len(found["m"]) != 2
        or found["s"] == "."
        or int(found["m"]) == int(found["y"][2:]) + 1
    ):
        return []
    return [Moment(place, found.end(), "date", f"{found['y']}-{found['m']}", False, "month", "date.month")]

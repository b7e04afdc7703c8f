"""French words of dates: months, weekdays, numbers in letters."""

import re
from functools import cache

from carnet.tools.pseudonymisation.surrogates.draw import like, unaccented

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_SHORT = ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc")
_THREE = ("jan", "fév", "mar", "avr", "mai", "jun", "jul", "aoû", "sep", "oct", "nov", "déc")
_ABBREVIATIONS = {
    word: month
    for month, words in {
        1: "jan janv jany", 2: "fev fevr fvr feb", 3: "mar mrs", 4: "avr avl apr", 5: "may", 6: "jun jui",
        7: "juil jul juill", 8: "aou aug", 9: "sep sept", 10: "oct octo", 11: "nov novem", 12: "dec decem",
    }.items()
    for word in words.split()
}  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKDAY = r"(?:lun(?:di|\.)|mar(?:di|\.)|mer(?:credi|\.)|jeu(?:di|\.)|ven(?:dredi|\.)|sam(?:edi|\.)|dim(?:anche|\.))"


def _split(text: str) -> list[str]:
    return text.split()


_names = {unaccented(month): place + 1 for place, month in enumerate(MONTHS)}
MONTH = rf"(?:{'|'.join(sorted([*_names, *_ABBREVIATIONS], key=lambda w: -len(w)))})"
_UNITS = _split("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def month_number(written: str) -> int:
    """The number of a month's name or abbreviation."""
    plain = unaccented(written).lower().strip(". ")
    return _names.get(plain) or _ABBREVIATIONS[plain]


def month_like(model: str, month: int) -> str:
    """A month written as another was: in full or short, with its point, its case, its accents or none."""
    dot = "." if model.rstrip().endswith(".") else ""
    bare = model.strip(". ")
    before = month_number(bare)
    full = unaccented(bare).lower() == unaccented(MONTHS[before - 1])
    written = MONTHS[month - 1] if full else _SHORT[month - 1]
    if not full and len(bare) == 3:
        written = _THREE[month - 1]
    if unaccented(bare) == bare and unaccented(MONTHS[before - 1]) != MONTHS[before - 1]:
        written = unaccented(written)  # « fevrier »
    if bare[:1].isupper() and not bare.isupper():
        written = written.capitalize()
    if dot and (not full) and len(written) == len(MONTHS[month - 1]):
        dot = ""
    return like(bare, written) + dot


def weekday_like(model: str, weekday: int) -> str:
    """A day of the week (0 Monday) written as another was."""
    name = WEEKDAYS[weekday]
    written = name[:3] + "." if model.endswith(".") else name
    if model[:1].isupper() and not model.isupper():
        written = written.capitalize()
    return like(model, written)


def in_letters(number: int) -> str:
    """A number below 10,000 in letters: 1998 is « mil neuf cent quatre-vingt-dix-huit »."""
    if number >= 2000 or 1000 <= number < 1100:
        thousands, rest = divmod(number, 1000)
        lead = "mille" if thousands == 1 else f"{in_letters(thousands)} mille"
        return f"{lead} {in_letters(rest)}" if rest else lead
    if number >= 1000:
        return f"mil {in_letters(number - 1000)}"
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        lead = "cent" if hundreds == 1 else f"{in_letters(hundreds)} cent"
        return f"{lead} {in_letters(rest)}" if rest else lead
    if number <= 16:
        return unaccented(_UNITS[number]) if number else "zéro"
    if number < 20:
        return f"dix-{_UNITS[number - 10]}"
    ten = number // 10 * 10
    ten = {70: 60, 90: 80}.get(ten, ten)
    rest = number - ten
    if not rest:
        return "quatre-vingts" if ten == 80 else _TENS[ten]
    joint = " et " if rest in (1, 11) and ten < 80 else "-"
    return f"{_TENS[ten]}{joint}{in_letters(rest)}"


@cache
def _spoken() -> dict[str, int]:
    """Phrase (no hyphens, no accents) → number: days, and years from 1890 to 2100 in the ways people say them."""
    phrases = {_flat(in_letters(number)): number for number in [*range(1, 32), *range(1890, 2101)]}
    phrases |= {"premier": 1, "vingt et un": 21}
    for year in range(1890, 2000):
        rest = _flat(in_letters(year % 100)) if year % 100 else ""
        for lead in ("mille neuf cent", "dix neuf cent") if year >= 1900 else ("mille huit cent", "dix huit cent"):
            for ending in ("", "s"):
                phrases[f"{lead}{ending} {rest}".strip()] = year
    return phrases


def _flat(text: str) -> str:
    return re.sub(r"[\s-]+", " ", unaccented(text).lower()).strip().replace("quatre vingts", "quatre vingt")


_WORDS = re.compile(r"[^\W\d_]+")


def spoken_dates(text: str) -> list[tuple[int, int, int, int, int | None, str]]:
    """Dates in letters: (start, end, day, month, year or None, the month as written)."""
    plain = unaccented(text).lower() if len(unaccented(text)) == len(text) else text.lower()
    words = [(m.start(), m.end()) for m in _WORDS.finditer(plain)]
    found = []
    for place, (start, end) in enumerate(words):
        if plain[start:end] not in _names:
            continue
        day = _longest(plain, words, place, -1, 31, 4)
        if day is None:
            continue
        year = _longest(plain, words, place, 1, 3000, 8)
        last = year[1] if year and year[0] > 31 else end
        found.append(
            (
                day[1],
                last,
                day[0],
                _names[plain[start:end]],
                year[0] if year and year[0] > 31 else None,
                text[start:end],
            )
        )
    return found or _spoken_year(plain, words)


def _spoken_year(plain: str, words: list[tuple[int, int]]) -> list[tuple[int, int, int, int, int | None, str]]:
    """A year in letters by itself: day and month are 0."""
    for place in range(len(words)):
        year = _longest(plain, words, place - 1, 1, 3000, 8)
        if year and year[0] > 1800:
            return [(words[place][0], year[1], 0, 0, year[0], "")]
    return []


def _longest(
    plain: str, words: list[tuple[int, int]], place: int, way: int, most: int, reach: int
) -> tuple[int, int] | None:
    """The longest phrase of a number before (way -1) or after a word: the number and its far end."""
    for count in range(reach, 0, -1):
        far = place + way * count
        if not 0 <= far < len(words):
            continue
        first, last = (far, place - 1) if way < 0 else (place + 1, far)
        number = _spoken().get(_flat(plain[words[first][0] : words[last][1]]))
        if number is not None and number <= most:
            return number, words[far][0] if way < 0 else words[far][1]
    return None

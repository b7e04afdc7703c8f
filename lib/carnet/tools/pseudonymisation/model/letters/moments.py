"""Dates and times as letters write them."""

import random

from carnet.tools.pseudonymisation.surrogates.date_words import MONTHS

SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_TENS = ("vingt-", "trente-", "quarante-", "cinquante-", "soixante-", "quatre-vingt-")
_ONES = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_CENTURIES = ("mille neuf cent", "deux mille")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SHAPES = (
    "slash",
    "slash",
    "slash",
    "slash",
    "long",
    "long",
    "long",
    "short",
    "dots",
    "dashes",
    "iso",
    "twodigits",
    "twodigits",
    "nodays",
    "noyear",
    "nomonthname",
    "weekday",
    "spaced",
    "glued",
    "abbreviated",
    "capitals",
    "first",
    "blanks",
    "comma",
    "dashname",
    "shortyear",
    "isoslash",
    "boxed",
    "letters",
    "apart",
    "oneeach",
)


def written(year: int, month: int, day: int, shape: str, draw: random.Random) -> str:
    """A day in one of SHAPES."""
    name = MONTHS[month - 1]
    match shape:
        case "slash":
            return f"{day:02}/{month:02}/{year}"
        case "long":
            return f"{'1er' if day == 1 else day} {name} {year}"
        case "short":
            return f"{day}/{month}/{year}"
        case "dots":
            return f"{day:02}.{month:02}.{draw.choice((str(year), f'{year % 100:02}'))}"
        case "dashes":
            return f"{day:02}-{month:02}-{draw.choice((str(year), f'{year % 100:02}'))}"
        case "iso":
            return f"{year}-{month:02}-{day:02}"
        case "twodigits":
            return f"{day:02}/{month:02}/{year % 100:02}"
        case "nodays":
            return f"{month:02}/{year}"
        case "noyear":
            return f"{day:02}/{month:02}"
        case "nomonthname":
            return f"{day} {name}"
        case "weekday":
            return f"{draw.choice(WEEKDAYS)} {day} {name} {year}"
        case "spaced":
            return f"{day:02} / {month:02} / {year}"
        case "glued":
            return draw.choice(
                (f"{day:02}{month:02}{year}", f"{year}{month:02}{day:02}", f"{day:02}{name[:3].upper()}{year}")
            )
        case "abbreviated":
            return f"{day} {SHORT[month - 1]} {year}"
        case "blanks":
            return f"{day:02} {month:02} {draw.choice((str(year), f'{year % 100:02}'))}"
        case "comma":
            return (
                f"{day:02}{draw.choice((',', ' . ', ' - ', '|', ' | ', '_'))}{month:02}".replace("_", " ") + f"/{year}"
            )
        case "dashname":
            called, short = draw.choice((name, SHORT[month - 1], name[:3])), f"{year % 100:02}"
            return f"{day}-{called}-{draw.choice((str(year), short))}"
        case "shortyear":
            return f"{day} {name} {year % 100:02}"
        case "isoslash":
            return f"{year}/{month:02}/{day:02}"
        case "boxed":
            return draw.choice((" ", "|", " | ", "  ")).join(f"{day:02}{month:02}{year}")
        case "letters":
            spelt = f"{draw.choice(_TENS)}{draw.choice(_ONES)} {name} {draw.choice(_CENTURIES)}"
            return f"{spelt} {draw.choice(_TENS)}{draw.choice(_ONES)}"
        case "apart":
            return f"{day:02} / {month:02} / {year % 100:02}"
        case "oneeach":
            return " ".join(f"{day:02}/{month:02}/{year}")
        case "capitals":
            return f"{day} {name.upper()} {year}"
        case _:
            return f"{day:02} {name} {year}"


def day(draw: random.Random, shape: str) -> str:
    """A recent day."""
    year = draw.randint(1995, 2026) if draw.random() < 0.4 else draw.randint(2018, 2026)
    return written(year, draw.randint(1, 12), draw.randint(1, 28 if draw.random() < 0.9 else 31), shape, draw)


def birth(draw: random.Random) -> tuple[int, int, int]:
    """Year, month and day of a birth."""
    return draw.randint(1922, 2024), draw.randint(1, 12), draw.randint(1, 31)


def month(draw: random.Random) -> str:
    """A month of a year, or a season."""
    year, number = draw.randint(1970, 2026), draw.randint(1, 12)
    shapes = (
        f"{MONTHS[number - 1]} {year}",
        f"{MONTHS[number - 1]} {year}",
        f"{number:02}/{year}",
        f"{number}/{year}",
        f"{SHORT[number - 1]} {year}",
        f"{MONTHS[number - 1]} {year % 100:02}",
        f"{draw.choice(('été', 'automne', 'hiver', 'début', 'fin'))} {year}",
        f"{number:02}/{year % 100:02}",
    )
    return draw.choice(shapes)


def hour(draw: random.Random) -> str:
    """A time of day."""
    h, m = draw.randint(0, 23), draw.randint(0, 59)
    return draw.choice(
        (f"{h}h{m:02}", f"{h:02}:{m:02}", f"{h}h", f"{h} h {m:02}", f"{h:02}H{m:02}", f"{h:02}:{m:02}:00")
    )

"""How the notes write dates, names and numbers of persons: each function gives a `Mark` with its label."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from carnet.records.demo.notes.draft import Draft, Mark, Value
from carnet.records.demo.places import staff

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def when(day: date, rng: random.Random, birth: bool = False) -> Mark:
    """A date as hospitals write it; the gold holds it as ISO."""
    draw = rng.random()
    if draw < 0.50:
        text = f"{day:%d/%m/%Y}"
    elif draw < 0.64:
        text = f"{day:%d/%m/%y}"
    elif draw < 0.70:
        text = f"{day:%d.%m.%Y}"
    else:
        text = f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
    return Mark(text, "PATIENT_BIRTHDATE" if birth else "IDENTIFYING_DATE", "Patient", value=day.isoformat())


def about(day: date, rng: random.Random) -> Mark:
    """A vague date: « début mars 2024 », « mars 2024 », « 03/2024 »; the gold holds the month."""
    month = MONTHS[day.month - 1]
    part = "début " if day.day <= 10 else ("mi-" if day.day <= 20 else "fin ")
    text = rng.choice((f"{part}{month} {day.year}", f"{month} {day.year}", f"{day:%m/%Y}", f"{month} {day.year}"))
    return Mark(text, "IDENTIFYING_DATE", "Patient", value=f"{day:%Y-%m}")


def on(day: date) -> Callable[[Draft], Value]:
    """« le 12 mars 2024 » or « en mars 2024 », in the middle of a sentence."""

    def write(draft: Draft) -> Value:
        if draft.rng.random() < 0.72:
            draft.segments.append(("le ", None))
            return when(day, draft.rng)
        mark = about(day, draft.rng)
        if not mark.text.startswith(("début", "mi-", "fin")):
            draft.segments.append(("en ", None))
        return mark

    return write


def first_name(text: str, role: str) -> Mark:
    return Mark(text, "FIRST_NAME", role)


def last_name(text: str, role: str) -> Mark:
    return Mark(text, "LAST_NAME", role)


def identifier(text: str, kind: str, role: str = "Patient") -> Mark:
    return Mark(text, "IDENTIFIER", role, kind=kind)


def spaced_nir(nir: str, rng: random.Random) -> str:
    """A NIR in one piece or in groups, with its key."""
    groups = f"{nir[0]} {nir[1:3]} {nir[3:5]} {nir[5:7]} {nir[7:10]} {nir[10:13]} {nir[13:]}"
    return rng.choice((groups, groups, nir, f"{nir[:13]} {nir[13:]}"))


def spaced_phone(number: str, rng: random.Random) -> str:
    """A phone number as people write it."""
    pairs = [number[i : i + 2] for i in range(0, 10, 2)]
    return rng.choice(
        (" ".join(pairs), ".".join(pairs), " ".join(pairs), number, f"+33 {pairs[0][1]} {' '.join(pairs[1:])}")
    )


def carer(number: int) -> Callable[[Draft], None]:
    """A member of staff: title, first name or initial, family name, in one of the usual forms."""

    def write(draft: Draft) -> None:
        first, family, sex, _rpps = staff(number)
        rng = draft.rng
        draft.segments.append(("Pr " if number % 10 == 0 else rng.choice(("Dr ", "Docteur ", "Dr ")), None))
        shape = rng.random()
        if shape < 0.40:
            draft.segments.append((first, first_name(first, "Carer")))
            draft.segments.append((" ", None))
        elif shape < 0.60:
            initial = first[0] + "."
            draft.segments.append((initial, first_name(initial, "Carer")))
            draft.segments.append((" ", None))
        written = family.upper() if rng.random() < 0.55 else family
        draft.segments.append((written, last_name(written, "Carer")))

    return write

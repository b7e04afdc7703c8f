"""Who a patient is in the notes: names, birth, address, numbers, relatives, family doctor; always the same for a
person and a seed.
"""

import random
from dataclasses import dataclass
from datetime import date

from carnet.records.demo.notes.draft import bare
from carnet.records.demo.notes.names import (
    FAMILY,
    MAIL_HOSTS,
    MEN,
    PARTICLES,
    RETIRED,
    STEMS,
    STREET_NAMES,
    STREETS,
    TAILS,
    WOMEN,
    WORKERS,
)
from carnet.records.demo.places import TOWNS, luhn_key


@dataclass(frozen=True)
class Relative:
    """A relative who is named in notes: what they are to the patient, and how to reach them."""

    tie: str
    first: str
    family: str
    sex: int
    phone: str


@dataclass(frozen=True)
class Identity:
    """What identifies one invented patient."""

    first: str
    family: str
    birth_name: str  # « née X »; empty where it is the family name
    sex: int  # 0 man, 1 woman
    birth: date
    birth_town: str
    street: str
    postcode: str
    town: str
    phone: str
    mobile: str
    email: str
    nir: str  # 13 characters and the key, no spaces
    ipp: str
    stay: str  # NDA of the stays
    job: str
    relative: Relative
    doctor_first: str
    doctor_family: str
    doctor_sex: int
    doctor_town: str
    doctor_rpps: str
    doctor_phone: str


def family_name(rng: random.Random) -> str:
    """A family name: a common one, or one that nobody has met, sometimes with a particle or a hyphen."""
    draw = rng.random()
    if draw < 0.50:
        return rng.choice(FAMILY).replace("~", " ")
    name = rng.choice(STEMS) + rng.choice(TAILS)
    if draw < 0.58:
        particle = rng.choice(PARTICLES)
        return (
            "d'" + name
            if particle in ("du ", "de ", "d'") and name[0] in "AEÉO"
            else ("de " if particle == "d'" else particle) + name
        )
    return f"{name}-{rng.choice(FAMILY).replace('~', ' ')}" if draw < 0.64 else name


def first_name(rng: random.Random, sex: int, year: int) -> str:
    """A first name of that generation."""
    table = WOMEN if sex else MEN
    start = max(key for key in table if key <= max(year, 1900))
    return rng.choice(table[start])


def nir_key(body: str) -> str:
    """The two-figure key of the 13 characters of a NIR (2A counts as 19, 2B as 18)."""
    return f"{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02d}"


def phone(rng: random.Random, mobile: bool) -> str:
    """A number of the ranges that ARCEP keeps for fiction (02 61 91, 06 39 98)."""
    tail = f"{rng.randint(0, 9999):04d}"
    return ("063998" if mobile else "026191") + tail


def identity(seed: int, person_id: int, sex: int, birth: date, town: int) -> Identity:
    """The identity of a person; `town` is a position in TOWNS."""
    rng = random.Random(f"identity/{seed}/{person_id}")
    first, family = first_name(rng, sex, birth.year), family_name(rng)
    married = sex == 1 and rng.random() < (0.75 if birth.year < 1970 else 0.4)
    birth_name = family_name(rng) if married else ""
    place = TOWNS[town] if rng.random() < 0.45 else rng.choice(TOWNS)
    department = place[2] if place[2] not in ("2A", "2B") or birth.year >= 1976 else "20"
    body = f"{1 + sex}{birth:%y%m}{department}{place[4]:03d}{rng.randint(1, 420):03d}"
    tie, other_sex, gap = rng.choice(
        (
            ("épouse" if sex == 0 else "époux", 1 - sex, 3),
            ("fille", 1, -27),
            ("fils", 0, -28),
            ("sœur", 1, 2),
            ("frère", 0, -2),
            ("compagne" if sex == 0 else "compagnon", 1 - sex, 4),
            ("mère" if birth.year > 1975 else "nièce", 1, 28 if birth.year > 1975 else -26),
        )
    )
    relative = Relative(
        tie,
        first_name(rng, other_sex, birth.year - gap),
        family if rng.random() < 0.75 else family_name(rng),
        other_sex,
        phone(rng, True),
    )
    plain = bare(f"{first}.{family}").lower().replace(" ", "").replace("'", "")
    number = f"{rng.randint(1, 180)}{rng.choice(('', '', '', ' bis', ' ter'))}"
    street = rng.choice(STREETS)
    words = f"{street} {rng.choice(STREET_NAMES)}"
    rpps = f"10{rng.randint(0, 99999999):08d}"
    doctor_sex = rng.randint(0, 1)
    return Identity(
        first,
        family,
        birth_name,
        sex,
        birth,
        place[0],
        f"{number}, {words}" if street != "lieu-dit" else f"lieu-dit Les {rng.choice(STEMS)}{rng.choice(TAILS)}",
        TOWNS[town][1],
        TOWNS[town][0],
        phone(rng, False),
        phone(rng, True),
        f"{plain}{rng.choice(('', str(birth.year % 100), str(rng.randint(1, 99))))}@{rng.choice(MAIL_HOSTS)}",
        body + nir_key(body),
        f"{8_000_000_000 + person_id * 37 + rng.randint(0, 30):010d}",
        f"{rng.randint(10, 99)}{person_id:07d}",
        rng.choice(RETIRED if birth.year < 1954 else WORKERS).split("|")[sex],
        relative,
        first_name(rng, doctor_sex, 1960 + rng.randint(0, 30)),
        family_name(rng),
        doctor_sex,
        TOWNS[town][0] if rng.random() < 0.9 else rng.choice(TOWNS[:30])[0],
        rpps + luhn_key(rpps),
        phone(rng, False),
    )

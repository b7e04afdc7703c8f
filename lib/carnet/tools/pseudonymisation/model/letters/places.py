"""Towns, streets and hospitals of the letters."""

import random
from typing import Any

from carnet.tools.pseudonymisation.model.letters.people import Person


def town(draw: random.Random, lists: dict[str, Any]) -> str:
    """A town: a real one (half of them) or one built from the sounds of French towns."""
    if draw.random() < 0.5:
        return str(draw.choice(lists["towns"]))
    built = draw.choice(lists["town_start"]) + draw.choice(lists["town_middle"]) + draw.choice(lists["town_end"])
    built = "-".join(piece.capitalize() for piece in built.split("-"))
    built = " ".join(piece[:1].upper() + piece[1:] for piece in built.split(" "))
    return built + draw.choice(lists["town_tail"])


def hospital(draw: random.Random, lists: dict[str, Any]) -> str:
    """A hospital, a clinic, a nursing home, a laboratory."""
    some = Person.drawn(draw, "Other", False, lists["plain_words"])
    somebody = draw.choice((some.last, f"{some.first} {some.last}", f"Docteur {some.last}", some.last))
    return str(draw.choice(lists["hospital_kind"])).format(
        t=town(draw, lists),
        s=draw.choice(lists["saints"]) if draw.random() < 0.7 else f"Saint-{some.first.split('-')[0]}",
        l=somebody,
        r=draw.choice(lists["residence"]),
        v=draw.choice(lists["virtues"]),
        n=draw.choice(lists["places"]),
    )


def street(draw: random.Random, lists: dict[str, Any], somebody: Person) -> str:
    """The line of an address without its town."""
    number = f"{draw.randint(1, 250)}{draw.choices(('', ' bis', ' ter', 'B', ', '), (20, 2, 1, 1, 3))[0]}".rstrip(" ")
    name = draw.choice(lists["street_name"])
    if draw.random() < 0.3:
        name = draw.choice(
            ("", "du Dr ", "du Général ", "de ", "des ", "Président ", "du Professeur ", "du Capitaine ")
        ) + draw.choice((somebody.last, f"{somebody.first} {somebody.last}"))
    line = f"{number} {draw.choice(lists['street_kind'])} {name}"
    match draw.randrange(16):
        case 0:
            line = f"Résidence {draw.choice(lists['residence'])}, {line}"
        case 1:
            line = f"{line} - Bât. {draw.choice('ABCDEFG')}, appt {draw.randint(1, 120)}"
        case 2:
            line = f"Lieu-dit {draw.choice(('Le ', 'La ', 'Ker', 'Les '))}{somebody.last}"
        case 3:
            line = f"BP {draw.randint(10, 99999)}"
        case 4:
            line = f"{line}\nBP {draw.randint(10, 9999)}"
        case 5:
            line = f"CS {draw.randint(10000, 99999)}"
        case 6:
            line = f"{line}, {draw.randint(1, 12)}e étage"
    return line.upper() if draw.random() < 0.1 else line

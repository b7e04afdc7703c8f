"""A person of a letter and the shapes in which letters write persons."""

import random
from dataclasses import dataclass

from carnet.tools.pseudonymisation.model.letters.grammar import Segment
from carnet.tools.pseudonymisation.model.letters.names import draw_origin, first_name, last_name

FULL = (
    "F L",
    "F l",
    "l F",
    "L F",
    "i. L",
    "i L",
    "i.L",
    "L i.",
    "l f-",
    "f- l-",
    "FF L",
    "L FF",
    "L, F",
    "F  L",
    "L\nF",
)
FULL_WEIGHTS = (22, 22, 6, 14, 6, 2, 3, 2, 1, 2, 4, 6, 2, 1, 0.5)
DOCTOR = (
    "Dr",
    "Dr",
    "Dr",
    "Dr.",
    "Docteur",
    "DR",
    "dr",
    "Pr",
    "Pr.",
    "Professeur",
    "Le Dr",
    "le Dr",
    "le docteur",
    "Le Pr",
    "Dr.",
    "Doct.",
    "Mme le Dr",
    "M. le Pr",
    "Madame le Docteur",
    "D",
    "le Pr",
    "Prof.",
    "Mme le Pr",
    "Drs",
)
TITLES = {
    "m": ("M.", "M.", "M.", "Mr", "Mr.", "Monsieur", "MONSIEUR", "M", "mr", "monsieur", "Mr", "M."),
    "f": ("Mme", "Mme", "Mme", "Madame", "MADAME", "Mme.", "mme", "MME", "Mlle", "Melle", "madame", "Mademoiselle"),
}


@dataclass
class Person:
    """Someone in a letter: names, sex, role."""

    first: str
    last: str
    sex: str
    role: str
    shape: str  # how this letter writes the full name, most of the time

    @classmethod
    def drawn(cls, draw: random.Random, role: str, held: bool, words: list[str], last: str = "") -> "Person":
        """A new person; with `last`, of that family."""
        origin, sex = draw_origin(draw), draw.choice("mf")
        shape = draw.choices(FULL, FULL_WEIGHTS)[0]
        return cls(first_name(draw, origin, sex, held), last or last_name(draw, origin, held, words), sex, role, shape)

    def part(self, code: str) -> Segment:
        """F first name, FF in capitals, f- in lower case, i initial(s); L last name in capitals, l as is, l- lower."""
        first, last = ("FIRST_NAME", self.role, ""), ("LAST_NAME", self.role, "")
        match code:
            case "F":
                return self.first, first
            case "FF":
                return self.first.upper(), first
            case "f-":
                return self.first.lower(), first
            case "i":
                return "-".join(piece[:1].upper() for piece in self.first.split("-")), first
            case "i.":
                return "-".join(piece[:1].upper() + "." for piece in self.first.split("-")), first
            case "L":
                return self.last.upper(), last
            case "l-":
                return self.last.lower(), last
            case _:
                return self.last, last

    def full(self, draw: random.Random) -> list[Segment]:
        """First and last name in the shape of the letter."""
        shape = self.shape if draw.random() < 0.75 else draw.choices(FULL, FULL_WEIGHTS)[0]
        if shape == "i.L":
            return [self.part("i."), self.part("L")]
        for between in (", ", "  ", "\n", " "):
            if between in shape:
                before, after = shape.split(between)
                return [self.part(before), (between, None), self.part(after)]
        return [self.part("F")]

    def written_last(self, draw: random.Random) -> Segment:
        """The last name alone, in capitals, as is or (seldom) in lower case."""
        return self.part(draw.choices(("L", "l", "l-"), (10, 14, 1))[0])

    def title(self, draw: random.Random) -> list[Segment]:
        """The title and what follows it; seldom the space is missing."""
        title = draw.choice(TITLES[self.sex])
        return [(title + ("" if title.endswith(".") and draw.random() < 0.08 else " "), None)]

    def doctor(self, draw: random.Random, full: bool) -> list[Segment]:
        """« Dr. Jean DUPONT », « le Pr DUPONT »."""
        title = draw.choice(DOCTOR)
        gap = "" if title.endswith(".") and draw.random() < 0.15 else " "
        return [(title + gap, None), *(self.full(draw) if full else [self.written_last(draw)])]

    def address(self, draw: random.Random, domain: str) -> Segment:
        """An e-mail address made of the name."""
        first = "".join(c for c in plain_ascii(self.first) if c.isalpha()) or "a"
        last = "".join(c for c in plain_ascii(self.last) if c.isalpha()) or "b"
        digits = str(draw.randint(1, 99)) if draw.random() < 0.3 else ""
        shapes = (
            f"{first}.{last}",
            f"{first[0]}.{last}",
            f"{first[0]}{last}",
            f"{last}.{first}",
            f"{last}{digits}",
            f"{first}-{last}{digits}",
            f"secretariat.{last}",
        )
        return f"{draw.choice(shapes)}@{domain}", ("EMAIL", self.role, "")


def plain_ascii(text: str) -> str:
    """In lower case, without accents."""
    from carnet.text.clean import plain

    return plain(text).encode("ascii", "ignore").decode()

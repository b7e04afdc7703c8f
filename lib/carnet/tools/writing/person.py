"""The patient of a case: age and sex as the notes tell them, and the words that agree with them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from carnet.text.reading import Reading

Sex = Literal["f", "m"]
OLDEST = 89  # above, ages are told together: they are few enough to be recognised
_YEARS = r"(?P<years>\d{1,3}) ?(?P<unit>ans|mois|a\b(?= ?[.,;:)/\n-]|$))\b"  # « 72 ans », « 72 a »
_AGES = (
    re.compile(
        r"\b(?P<who>homme|femme|patiente?|pte?|monsieur|madame|mme|mr|m\.|garcon|fille|adolescente?|enfant)(?!\w)"
        rf"(?: [a-z]\.)?[^.;:\n]{{0,45}}?\b{_YEARS}"
    ),
    re.compile(rf"\b(?P<who>agee?) de {_YEARS}"),
    re.compile(rf"(?:^|[\n:] ?)(?P<who>h|f|♂|♀)[ ,.]{{0,2}}{_YEARS}"),  # « F 54 ans »
    re.compile(rf"(?<![\d,.]){_YEARS},? (?P<who>homme|femme|patiente?)\b"),
)
_NOT_NOW = re.compile(
    r"\b(?:(?:depuis|des|vers|a partir de|a) l'age de|depuis|il y a|pendant|durant|pere|mere|frere|soeur|fils)\b"
    r"[^.,;:\n]{0,20}$"
)
_BORN = re.compile(r"\bnee?(?:\(e\))? le (\d{1,2})[ /.-](\d{1,2}|[a-z]{3,9})[ /.-]((?:19|20)\d\d)\b")
_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_FEMALE = ("femme", "patiente", "pte", "madame", "mme", "fille", "adolescente")
_MALE = ("homme", "monsieur", "mr", "m.", "garcon")
_FEMALE_WORDS = re.compile(
    r"\b(?:la patiente|patiente|nee le|cette patiente|femme|menopausee?|mme|madame|enceinte|gestes|grossesse)\b"
)
_MALE_WORDS = re.compile(r"\b(?:le patient|du patient|au patient|homme|monsieur|prostatique)\b")


@dataclass(frozen=True, slots=True)
class Person:
    """Age in years (None: not told, or not agreed), sex (None: not sure), and where the notes say so."""

    age: int | None
    sex: Sex | None
    source: tuple[str, int, int] | None

    def of_sex(self, sex: Sex) -> "Person":
        """The person, of that sex."""
        return replace(self, sex=sex)

    @property
    def child(self) -> bool:
        """Under 15 years."""
        return self.age is not None and self.age < 15

    @property
    def words(self) -> dict[str, str]:
        """The words that agree with the person, for templates."""
        female = self.sex == "f"
        return {
            "patient": "la patiente" if female else "le patient",
            "Patient": "La patiente" if female else "Le patient",
            "du_patient": "de la patiente" if female else "du patient",
            "au_patient": "à la patiente" if female else "au patient",
            "ce_patient": "cette patiente" if female else "ce patient",
            "il": "elle" if female else "il",
            "Il": "Elle" if female else "Il",
            "e": "e" if female else "",
        }

    @property
    def told(self) -> str:
        """« Une femme de 67 ans »."""
        female = self.sex == "f"
        if self.age is None:
            return "Une patiente" if female else "Un patient"
        if self.age > OLDEST:
            return ("Une femme" if female else "Un homme") + f" de plus de {OLDEST} ans"
        if self.age < 13:
            return ("Une fille" if female else "Un garçon") + f" de {self.age} ans"
        if self.age < 18:
            return ("Une adolescente" if female else "Un adolescent") + f" de {self.age} ans"
        return ("Une femme" if female else "Un homme") + f" de {self.age} ans"


def person_of(readings: Sequence[Reading]) -> Person:
    """Who the notes are about: the first age that is told of them, the sex that their words agree on."""
    age: int | None = None
    sex: Sex | None = None
    source: tuple[str, int, int] | None = None
    for reading in readings:
        found = _age(reading.plain[:1500])
        if found and source is None:
            years, unit, who = int(found["years"]), found["unit"], found["who"]
            age = 0 if unit == "mois" else years if years <= 110 else None
            source = (reading.note.note_id, *reading.clean.original(found.start("years"), found.end("unit")))
            sex = "f" if who in (*_FEMALE, "agee", "f", "♀") else "m" if who in (*_MALE, "h", "♂") else None
    if age is None:
        age = _from_birth(readings)
    told = Counter[str]()
    for reading in readings:
        told["f"] += len(_FEMALE_WORDS.findall(reading.plain))
        told["m"] += len(_MALE_WORDS.findall(reading.plain))
    if sex is None and told:
        (first, most), *others = told.most_common(2)
        least = others[0][1] if others else 0
        if most >= 2 * least and most:
            sex = "f" if first == "f" else "m"
    return Person(age, sex, source)


def _age(text: str) -> re.Match[str] | None:
    """The first age that is the patient's now: neither how long something lasts nor when it began."""
    for pattern in _AGES:
        for match in pattern.finditer(text):
            if not _NOT_NOW.search(text, max(0, match.start("years") - 40), match.start("years")):
                return match
    return None


def _from_birth(readings: Sequence[Reading]) -> int | None:
    """The age on the day of the first note that bears a date and tells the birth; no word of the birth is kept."""
    for reading in readings:
        found = _BORN.search(reading.plain)
        day = reading.note.note_date
        if found is None or day is None:
            continue
        written = found[2]
        month = int(written) if written.isdigit() else _month(written)
        if month and 1 <= month <= 12:
            return max(0, day.year - int(found[3]) - ((day.month, day.day) < (month, int(found[1]))))
    return None


def _month(written: str) -> int | None:
    return next((number for number, start in enumerate(_MONTHS, 1) if written.startswith(start)), None)

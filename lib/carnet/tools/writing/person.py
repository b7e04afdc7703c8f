"""The patient of a case: age and sex as the notes tell them, and the words that agree with them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from carnet.text.reading import Reading

Sex = Literal["f", "m"]
OLDEST = 89  # above, ages are told together: they are few enough to be recognised
_OPENING = re.compile(
    r"\b(homme|femme|patiente?|monsieur|madame|mme|mr|m\.|garcon|fille|adolescente?|enfant)(?!\w)[^.;:\n]{0,45}?\b"
    r"(\d{1,3}) ?(ans|mois)\b"
)
_AGED = re.compile(r"\b(agee?) de (\d{1,3}) ?(ans|mois)\b")
_BORN = re.compile(r"\bnee?(?:\(e\))? le (\d{1,2})[ /.-](\d{1,2}|[a-z]{3,9})[ /.-]((?:19|20)\d\d)\b")
_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_FEMALE = ("femme", "patiente", "madame", "mme", "fille", "adolescente")
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
            return "Une patiente adulte" if female else "Un patient adulte"
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
        found = _OPENING.search(reading.plain[:1500]) or _AGED.search(reading.plain[:1500])
        if found and source is None:
            years = int(found[2])
            age = years if found[3] == "ans" and years <= 110 else 0 if found[3] == "mois" else None
            source = (reading.note.note_id, *reading.clean.original(found.start(2), found.end(3)))
            sex = "f" if found[1] in (*_FEMALE, "agee") else "m" if found[1] in _MALE else None
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

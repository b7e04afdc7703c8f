"""The age and the sex of a patient, as the notes of a stay tell them where the administration says nothing."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from carnet.text.reading import Reading
from carnet.tools.coding.stay import Stay

_AGE = re.compile(
    r"\b(?:patiente?|homme|femme|monsieur|madame|mme|mr?\.?|enfant|garcon|fille|fillette|nourrisson|nouveau[- ]nee?|"
    r"jeune|[hf])(?![a-z])[^.:;\n]{0,60}?\b(?:agee?s? de |de )?(\d{1,3}) ?(ans?|mois|jours?|a)\b"
    r"(?! (?:apres|avant|plus tard))"
)
_FEMALE = re.compile(
    r"\b(?:mme|madame|melle|mademoiselle|patiente|nee|hospitalisee|adressee|agee|fillette|parturiente|primipare|"
    r"multipare)\b"
)
_MALE = re.compile(
    r"\b(?:monsieur|mr|m\.(?= ?[a-z])|patient (?=age|de|ne|hospitalise|adresse|suivi|admis)|hospitalise|age de)\b"
)
_YEARS = {"an": 1.0, "ans": 1.0, "a": 1.0, "mois": 1 / 12, "jour": 1 / 365.25, "jours": 1 / 365.25}


def with_person(stay: Stay, readings: Sequence[Reading]) -> Stay:
    """The stay with the age (years) and the sex that its notes agree on, where they were not given."""
    texts = list({id(reading): reading.plain for reading in readings}.values())
    age, sex = stay.age, stay.sex
    if age is None:
        age = _age(texts)
    if sex is None:
        sex = _sex(texts)  # type: ignore[assignment]
    return replace(stay, age=age, sex=sex)


def _age(texts: Sequence[str]) -> float | None:
    """The first age told of the patient in each text, if the texts do not contradict each other by over two years."""
    ages = []
    for text in texts:
        found = _AGE.search(text)
        if found and float(found[1]) <= 120:
            ages.append(float(found[1]) * _YEARS[found[2]])
    return ages[0] if ages and max(ages) - min(ages) <= 2 else None


def _sex(texts: Sequence[str]) -> str | None:
    """The sex that the words for the patient tell, if one of the two is told at least three times as often."""
    told = Counter[str]()
    for text in texts:
        told["f"] += len(_FEMALE.findall(text))
        told["m"] += len(_MALE.findall(text))
    (first, most), (_other, least) = ((*told.most_common(2), ("", 0), ("", 0)))[:2]
    return first if most and most >= 3 * least else None

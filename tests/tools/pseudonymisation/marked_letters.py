"""Letters with their identifiers marked, `[Jeanne](FIRST_NAME:Patient)`, for the tests of replacement."""

import random
import re

from carnet.tools.pseudonymisation.result import Entity

_MARK = re.compile(r"\[([^\]]*)\]\((\w+)(?::(\w+))?(?:/(\w+))?\)")


def marked(text: str) -> tuple[str, list[Entity]]:
    """The text without its marks, and its entities: `[text](LABEL:Role/kind)`."""
    pieces, entities, position, length = [], [], 0, 0
    for mark in _MARK.finditer(text):
        before = text[position : mark.start()]
        length += len(before)
        pieces += [before, mark[1]]
        end = length + len(mark[1])
        entities.append(Entity(start=length, end=end, text=mark[1], label=mark[2], role=mark[3], kind=mark[4]))
        length, position = end, mark.end()
    return "".join([*pieces, text[position:]]), entities


LETTER = """[CHU d'Angers](HOSPITAL:Carer)   Service de cardiologie
Tél : [02 41 35 36 37](PHONE_NUMBER:Carer) – [secretariat.dupont@chu-angers.fr](EMAIL:Carer)
Mme [Jeanne](FIRST_NAME:Patient) [DUPONT](LAST_NAME:Patient) née [Le Goff](LAST_NAME:Patient), née le\
 [12/03/1954](PATIENT_BIRTHDATE:Patient) à [Cholet](CITY:Patient)
demeurant [12 bis, rue des Tilleuls](ADDRESS:Patient) [49000](ZIP_CODE:Patient) [ANGERS CEDEX 9](CITY:Patient)
NIR [2 54 03 49 007 123 45](IDENTIFIER:Patient/NIR) IPP [8001234567](IDENTIFIER:Patient/IPP)
[mariée, deux enfants](FAMILY_STATUS:Patient), vue le [12 mars 2024](IDENTIFYING_DATE:Patient), revue le\
 [27/03/24](IDENTIFYING_DATE:Patient), essai de [1998](UNIDENTIFYING_DATE).
Sa fille [Sophie](FIRST_NAME:Other) [Dupont-Martin](LAST_NAME:Other), sœur d'[Agathe](FIRST_NAME:Other)\
 [Dupont](LAST_NAME:Other).
Dr [J.](FIRST_NAME:Carer) [Le Berre](LAST_NAME:Carer), Dr [Dupond](LAST_NAME:Carer) — [Hôtel-Dieu](HOSPITAL)
"""
_FIRST = re.split(" ", "Jean Marie Agnès Hélène Mohamed Éloïse Jean-Pierre Yves Zoé Kévin Anne-Laure Oumar Ghislaine")
_LAST = re.split(" ", "Quintrec Bélanger Durand Lopez Ngolo Vanderschoot Ürlings Tran Aubertinot Rasolofo Weil Le~Gall")


def random_letter(rng: random.Random, patient: tuple[str, str] | None = None) -> tuple[str, list[Entity]]:
    """A short letter about a patient (first name, last name), with staff and relatives drawn."""

    def name(role: str, given: tuple[str, str] | None = None) -> str:
        first, last = given or (rng.choice(_FIRST), rng.choice(_LAST).replace("~", " "))
        if rng.random() < 0.5:
            last = last.upper()
        if rng.random() < 0.2:
            first = first[0] + "."
        both = [f"[{first}](FIRST_NAME:{role})", f"[{last}](LAST_NAME:{role})"]
        return " ".join(both if rng.random() < 0.7 else both[::-1])

    lines = [f"Patient : {name('Patient', patient)}, vu par le Dr {name('Carer')}"]
    lines += [f"Accompagné de son proche {name('Other')}." for _ in range(rng.randint(0, 3))]
    lines.append(f"Le [{rng.randint(1, 28):02d}/0{rng.randint(1, 9)}/2021](IDENTIFYING_DATE:Patient)")
    return marked("\n".join(lines))

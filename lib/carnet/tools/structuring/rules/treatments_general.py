"""Drugs that are not of oncology, with their dose: from the list of drugs that a dependency carries."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.text.clean import plain as made_plain
from carnet.text.lexicon.cancer_drugs import drugs
from carnet.text.lexicon.words import folder_of
from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terms import Term, key
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_doses import dose_after

_ATC = re.compile(r"[A-Z]\d\d[A-Z]{1,2}\d{0,2}")
_ALLERGY = re.compile(r"\b(?:allerg\w+|intoleran\w+|anaphyla\w+)\b[^.;\n]{0,40}$")
_TAKEN = re.compile(
    r"\btraitements?[ \n](?:habituel|actuel|comporte|comprend|au long cours|de sortie|d'entree|a l'entree|en cours"
    r"|personnel)"
    r"(?:(?!\b(?:pas|sans|arret|stop|si)\b)[^.;])*$"
)
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class General:
    """A drug that is not of oncology: ATC, and its INN, plain, where the name is a brand."""

    atc: str
    inn: str  # plain, as the list writes it; empty: none, or the name is itself one
    brand: bool


@cache
def _data() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    data: dict[str, Any] = parse_lists((files(__package__) / "treatments_general.yaml").read_text(encoding="utf-8"))
    accents = {made_plain(word): word for word in data["accents"].split()}
    return accents, frozenset(data["salts"].split()), frozenset(data["never"].split())


def _own() -> dict[str, str]:
    data: dict[str, Any] = parse_lists((files(__package__) / "treatments_general.yaml").read_text(encoding="utf-8"))
    own: dict[str, str] = data["own"]
    return own


@cache
def general_drugs() -> dict[str, General]:
    """Brands and substances that are not in the list of cancer drugs, each with its ATC code."""
    table: dict[str, list[str]] = json.loads(
        (folder_of("edsnlp") / "resources" / "drugs.json").read_text(encoding="utf-8")
    )
    cancer = {key(name) for name in drugs().entries}
    _accents, salts, never = _data()
    names: dict[str, General] = {}
    for inn, rest in _own().items():
        atc, _, brands = rest.partition("|")
        for name in (inn, *(brand.strip() for brand in brands.split(","))):
            names[name] = General(atc.strip(), inn, True)
    known = {key(name) for name in names}
    for atc, listed in table.items():
        if not _ATC.fullmatch(atc):
            continue
        inn = next((name for name in reversed(listed) if name.islower()), "")
        inn = _in_order(inn, salts)
        for name in dict.fromkeys([*listed, inn]):
            words = key(name)
            if (
                not words
                or words in cancer
                or words in known
                or not sum(map(len, words)) >= _SHORTEST
                or len(words) > 4
            ):
                continue
            if words[0] in never or words[0].isdigit():
                continue
            brand = not name.islower()
            names.setdefault(name, General(atc, inn, brand))
    return names


def find_general(reading: Reading, terms: list[Term[General]]) -> list[Finding]:
    """The drugs that a dose follows. Nothing in an allergy."""
    found = []
    for term in terms:
        dose = dose_after(reading, term.end)
        if dose is None or dose.unit == "AUC":
            continue
        if _ALLERGY.search(reading.plain, max(0, term.start - 60), term.start):
            continue
        name = _name(reading.text[term.start : term.end], term.entry)
        found.append(
            Finding(
                "treatment",
                f"{name} {dose.value}",
                term.start,
                dose.end,
                "treatment.general",
                code=term.entry.atc,
                system="ATC",
                unit=dose.unit,
                status="present" if _TAKEN.search(reading.plain, max(0, term.start - 160), term.start) else None,
                parts={
                    "type": "drug",
                    "inn": [name],
                    "dose": dose.amount,
                    "dose_unit": dose.unit,
                    "class": "non anticancéreux",
                },
            )
        )
    return found


def _in_order(inn: str, salts: frozenset[str]) -> str:
    """« acetylsalicylique acide » → « acide acetylsalicylique »; the salt goes."""
    words = [word for word in inn.replace(",", " ").split() if word not in salts]
    if len(words) > 1 and words[-1] == "acide":
        words = ["acide", *words[:-1]]
    return " ".join(words) if len(words) <= 3 else inn


def _name(written: str, entry: General) -> str:
    accents, _salts, _never = _data()
    plain_inn = entry.inn and len(entry.inn.split()) < 4 and not {"et", "en", "association"} & set(entry.inn.split())
    name = entry.inn if plain_inn and entry.brand else " ".join(written.split())
    return re.sub(r"[^\W\d_]+", lambda word: accents.get(made_plain(word[0]), word[0].lower()), name)

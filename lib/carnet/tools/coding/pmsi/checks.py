"""What may not be coded, or not together: sex and age, redundant and incompatible codes, explained signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from carnet.language import _
from carnet.text.terminologies.nomenclature import Nomenclature, dotted
from carnet.tools.coding.pmsi.candidates import Candidate
from carnet.tools.coding.pmsi.codes import Family, class_of, family, table
from carnet.tools.coding.result import Caution
from carnet.tools.coding.stay import Stay

_UNSPECIFIED = ("sans précision", "non précisé")
_NOT_VAGUE = "non insulinotraité ou sans précision"  # of diabetes: a text that tells of no insulin says it


@dataclass(frozen=True, slots=True)
class Kept:
    """The candidates that remain, and what the coder is told of the others."""

    candidates: dict[str, Candidate]
    cautions: tuple[Caution, ...]


def check(candidates: dict[str, Candidate], stay: Stay, nomenclature: Nomenclature) -> Kept:
    """Drop what cannot be of this person, then what another code of the stay makes redundant or excludes."""
    kept = dict(candidates)
    impossible = _impossible(kept, stay)
    _redundant(kept, nomenclature)
    return Kept(kept, (*impossible, *_incompatible(kept), *_active(kept), *_sequelae(kept, nomenclature)))


def person_excludes(code: str, stay: Stay) -> str | None:
    """Why a code cannot be of this person, translated; None where nothing forbids it (sex and age unknown: nothing)."""
    if stay.sex == "m" and code in family("female"):
        return _("This code is for women; the stay is of a man.")
    if stay.sex == "f" and code in family("male"):
        return _("This code is for men; the stay is of a woman.")
    for codes, rule in _persons():
        fits = stay.age is None or rule.get("from", 0) <= stay.age <= rule.get("to", 200)
        if not fits and code in codes:
            says: str = rule["says"]
            return _(says)
    return None


@lru_cache(maxsize=16384)
def unspecified(code: str, nomenclature: Nomenclature) -> bool:
    """Whether a code says that something is not known, though others under the same category say it."""
    known = nomenclature.get(code)
    if known is None:
        return False
    label = known.label.lower().replace(_NOT_VAGUE, "")
    return any(word in label for word in _UNSPECIFIED) and len(precise_siblings(code, nomenclature)) > 0


@lru_cache(maxsize=4096)
def precise_siblings(code: str, nomenclature: Nomenclature, position: str = "das") -> tuple[str, ...]:
    """The valid codes of the same category that say more than an unspecified one."""
    category = code[:3]
    return tuple(
        other
        for other in nomenclature.descendants(category)
        if other != code
        and nomenclature.valid(other, position)
        and not any(word in nomenclature.label(other).lower() for word in _UNSPECIFIED)
        and (len(code) < 5 or other[: len(code) - 1] == code[:-1])
    )


def explained(candidates: Mapping[str, Candidate]) -> dict[str, str]:
    """Signs of the stay → the diagnosis of the stay that explains each."""
    found: dict[str, str] = {}
    diseases = [
        (one, Family.of(one.explains))
        for one in candidates.values()
        if not one.past and one.kind not in ("symptom", "history", "family_history")
    ]
    for sign in candidates:
        for disease, explains in diseases:
            if disease.code != sign and (sign in explains or _explains(disease.code, sign)):
                found[sign] = disease.code
                break
    return found


@lru_cache(maxsize=65536)
def _explains(disease: str, sign: str) -> bool:
    return any(sign in signs and disease in by for signs, by in _signs())


@cache
def _signs() -> tuple[tuple[Family, Family], ...]:
    return tuple((Family.of(row["signs"]), Family.of(row["by"])) for row in table("symptoms"))


@cache
def _pairs() -> tuple[tuple[Family, Family], ...]:
    return tuple((Family.of(rule["keep"]), Family.of(rule["drops"])) for rule in table("incompatible")["over"])


@cache
def _persons() -> tuple[tuple[Family, dict[str, Any]], ...]:
    return tuple((Family.of(rule["codes"]), rule) for rule in table("persons"))


def _impossible(kept: dict[str, Candidate], stay: Stay) -> list[Caution]:
    cautions = []
    for code in list(kept):
        why = person_excludes(code, stay)
        if why:
            dropped = kept.pop(code)
            if code[0] not in "OP":  # of the mother in the child's stay, of the child in the mother's: nothing to ask
                cautions.append(Caution(kind="person", code=code, message=why, evidence=dropped.evidence()))
    return cautions


def _sequelae(kept: dict[str, Candidate], nomenclature: Nomenclature) -> list[Caution]:
    """Codes of sequelae (type 4 of the PMSI) go beside the code of what is left: a coder adds them, Carnet does not.

    PARTAGES leaves them out of what it accepts at any position.
    """
    cautions = []
    for code in [one for one in kept if (known := nomenclature.get(one)) and known.mco == "4"]:
        message = _("{code} tells a sequela: it may be added beside the code of what the disease left.")
        told = message.format(code=dotted(code))
        cautions.append(Caution(kind="sequela", code=code, message=told, evidence=kept.pop(code).evidence()))
    return cautions


def _redundant(kept: dict[str, Candidate], nomenclature: Nomenclature) -> None:
    """A category beside a code under it, an unspecified code beside a precise one of the same category: left out.

    The code that stays says it too: nothing to ask a coder.
    """
    several = Family.of(table("incompatible")["several"])
    for code in sorted(kept, key=lambda one: (len(one), one)):
        under = next((other for other in kept if other != code and other.startswith(code)), None)
        if under is None and code not in several and unspecified(code, nomenclature):
            under = next(
                (
                    other
                    for other in kept
                    if other != code and other[:3] == code[:3] and _says_more(other, code, nomenclature)
                ),
                None,
            )
        if under is not None:
            _strengthen(kept[under], kept[code])
            del kept[code]


def _says_more(code: str, than: str, nomenclature: Nomenclature) -> bool:
    """Whether a code says more than an unspecified one of its category (`.9` says least)."""
    return not unspecified(code, nomenclature) or (than[3:4] == "9" and code[3:4] != "9")


def _incompatible(kept: dict[str, Candidate]) -> list[Caution]:
    cautions = []
    rules = table("incompatible")
    for keep, drops in _pairs():
        better = next((code for code in kept if code in keep and kept[code].present), None)
        if better is None:
            continue
        for code in [code for code in kept if code in drops and code not in keep]:
            _strengthen(kept[better], kept[code])
            del kept[code]  # what stays says it too
    for rule in rules["either"]:
        families = [Family.of(one) for one in rule["families"]]
        present = [(number, code) for number, one in enumerate(families) for code in kept if code in one]
        if len({number for number, _code in present}) < 2:
            continue
        best = max(present, key=lambda one: (round(kept[one[1]].strength, 1), -one[0]))
        for number, code in present:
            if number != best[0]:
                cautions.append(_drop(kept, code, best[1]))
    return cautions


def _active(kept: dict[str, Candidate]) -> list[Caution]:
    """The history of a disease beside the same disease: what the stay tells as present wins, else the history."""
    cautions = []
    for past, families in table("incompatible")["history_of"].items():
        if past not in kept:
            continue
        same = Family.of(families)
        for code in [code for code in kept if code in same]:
            if kept[code].past and class_of(code) != "metastasis":
                cautions.append(_drop(kept, code, past))
            elif past in kept:
                cautions.append(_drop(kept, past, code))
    return cautions


def _strengthen(better: Candidate, dropped: Candidate) -> None:
    """The same disease told twice: the better code takes the place in the stay of the one that is left out."""
    if better.present and dropped.present:
        better.strength = max(better.strength, dropped.strength)


def _drop(kept: dict[str, Candidate], code: str, better: str) -> Caution:
    message = _("{code} is left out: it does not stand beside {better}.")
    told = message.format(code=dotted(code), better=dotted(better))
    return Caution(kind="incompatible", code=code, message=told, evidence=kept.pop(code).evidence())

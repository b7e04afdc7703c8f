"""Drugs of oncology and haematology, and protocols of chemotherapy, by all the names that reports give them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from carnet.text.terms import Term, Vocabulary, Words, key

SYSTEMIC = frozenset(
    (
        *("chimiothérapie", "thérapie ciblée", "immunothérapie", "anticorps", "anticorps conjugué"),
        *("hormonothérapie", "autre"),
    )
)
SUPPORT = "soins de support"
_ENGLISH = re.compile(r"(?<=[a-zà-ÿ]{5})(?<![bdt]id)e\b")


@dataclass(frozen=True, slots=True)
class Drug:
    """A substance by its French INN. `atc` is empty where no code is sure. `kind`: one of SYSTEMIC, or SUPPORT."""

    inn: str
    atc: str
    kind: str
    brands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol by its short name; `drugs` are INNs. `ambiguous`: the name alone may mean something else (EC, AC)."""

    name: str
    drugs: tuple[str, ...]
    kind: str
    ambiguous: bool = False


@dataclass(frozen=True)
class TightVocabulary(Vocabulary[Drug]):
    """A vocabulary some names of which are found only where nothing stands between their words (« TDM1 »)."""

    tight: frozenset[tuple[str, ...]] = frozenset()

    def find(self, words: Words, start: int = 0, after: int | None = None) -> list[Term[Drug]]:
        """The terms among words [start, after); see `Vocabulary.find`."""
        return [one for one in super().find(words, start, after) if not self.loose(words, one)]

    def loose(self, words: Words, term: Term[Drug]) -> bool:
        """Whether something stands between the words of a name that must be written in one."""
        if term.after - term.first < 2 or words.forms[term.first : term.after] not in self.tight:
            return False
        return any(words.starts[at + 1] != words.ends[at] for at in range(term.first, term.after - 1))


@cache
def all_drugs() -> tuple[Drug, ...]:
    """Every drug of the list, once."""
    return tuple(drug for drug, _names in _listed())


@cache
def drugs() -> TightVocabulary:
    """Every name of a drug → the drug."""
    names: dict[str, Drug] = {}
    tight: set[tuple[str, ...]] = set()
    loose: set[tuple[str, ...]] = set()
    inns = {drug.inn for drug in all_drugs()}
    for drug, others in _listed():
        compound = "-" in drug.inn and all(part in inns or part == "abiratérone" for part in drug.inn.split("-"))
        for name in others if compound else (drug.inn, *others):
            shut = name.startswith("*")
            for form in _forms(name.lstrip("*")):
                names.setdefault(form, drug)
                (tight if shut else loose).add(key(form))
    return TightVocabulary(names, tight=frozenset(tight - loose))


@cache
def protocols() -> Vocabulary[Protocol]:
    """Every name of a protocol → the protocol."""
    names: dict[str, Protocol] = {}
    for protocol, others in _written_protocols():
        for name in (protocol.name, *others):
            if any(letter.isalpha() for letter in name):  # « 3+7 » is not to be found in « 3/7 »
                names.setdefault(name, protocol)
    return Vocabulary(names)


@cache
def drug_named(inn: str) -> Drug | None:
    """The drug of a French INN as the list writes it."""
    return next((drug for drug in all_drugs() if drug.inn == inn), None)


@cache
def inns_of(drug: Drug) -> tuple[str, ...]:
    """The INNs that a drug holds: two for an association of two drugs of the list."""
    parts = drug.inn.split("-")
    known = {one.inn for one in all_drugs()} | {"abiratérone"}
    if len(parts) > 1 and all(part in known for part in parts):
        return tuple("acétate d'abiratérone" if part == "abiratérone" else part for part in parts)
    return (drug.inn,)


def _forms(name: str) -> Iterable[str]:
    """A name and its English form without the last e, of the words long enough for it."""
    yield name
    english = _ENGLISH.sub("", name)
    if english != name and len(english) >= 8:
        yield english


@cache
def _listed() -> tuple[tuple[Drug, tuple[str, ...]], ...]:
    return tuple(_drugs())


def _drugs() -> Iterator[tuple[Drug, tuple[str, ...]]]:
    kind = ""
    for line in _lines("cancer_drugs.yaml"):
        if not line.startswith(" "):
            kind = line.rstrip(" :")
            continue
        inn, _, rest = line.strip().partition(":")
        atc, _, others = rest.partition("|")
        names = _split(others)
        brands = tuple(name.lstrip("*") for name in names)
        yield Drug(inn, "" if atc.strip() == "-" else atc.strip(), kind, brands), names


@cache
def protocol_named(name: str) -> Protocol | None:
    """The protocol of a short name as the list writes it."""
    return next((protocol for protocol, _others in _written_protocols() if protocol.name == name), None)


def _written_protocols() -> Iterator[tuple[Protocol, tuple[str, ...]]]:
    for line in _lines("protocols.yaml"):
        name, _, rest = line.partition(":")
        held, kind, others = (part.strip() for part in rest.split("|"))
        inns = tuple(inn.strip() for inn in held.split(" + "))
        yield Protocol(name.lstrip("?"), inns, kind, name.startswith("?")), _split(others)


def _lines(name: str) -> Iterator[str]:
    text = (files("carnet.text.lexicon") / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())

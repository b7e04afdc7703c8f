"""What the words of a claim and of a note mean: heads, values, sides, numbers with their units, drugs, concepts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.text.clean import plain as plain_of
from carnet.text.lexicon.cancer_drugs import drugs, inns_of, protocols
from carnet.text.lists import parse_lists
from carnet.text.terms import Vocabulary, key

Meanings = frozenset[str]  # « head:RE », « concept:os », « value:NEG »…


@dataclass(frozen=True, slots=True)
class Token:
    """A meaningful stretch [start, end) of a clean text. `means` is empty for a plain word, named by its `root`.

    A number has `value` (several for « 4+3 », « 35x20 », « 20-30 », joined by `by`), `operator` (<, <=, >, >=),
    `unit` (UCUM), `suffix` (« IIA » is 2 with a). `repr` shows no text.
    """

    start: int
    end: int
    kind: str  # term, drug, tnm, number, code, word, denial, date
    means: Meanings = frozenset()
    root: str = field(default="", repr=False)
    value: tuple[float, ...] = ()
    by: str = ""
    operator: str = ""
    unit: str = ""
    suffix: str = ""

    def ids(self, kind: str) -> frozenset[str]:
        """What it is of one kind: `head`, `sub`, `value`, `side`, `concept`, `drug`, `protocol`."""
        start = kind + ":"
        return frozenset(one[len(start) :] for one in self.means if one.startswith(start))

    def is_a(self, *kinds: str) -> bool:
        """Whether it is of one of these kinds."""
        return any(one.partition(":")[0] in kinds for one in self.means)


@dataclass(frozen=True)
class Lexicon:
    """The words of meaning.yaml."""

    terms: Vocabulary[tuple[tuple[str, bool], ...]]
    denied: Mapping[str, frozenset[str]]
    said_by: Mapping[str, frozenset[str]]
    implies: Mapping[str, str]
    exclusive: tuple[tuple[str, ...], ...]
    narrower: Mapping[str, frozenset[str]]
    ignored: frozenset[str]
    denials: frozenset[str]
    cues: Mapping[str, frozenset[str]]
    rivals: Mapping[str, frozenset[str]]

    def wider(self, wanted: frozenset[str]) -> frozenset[str]:
        """The concepts that support one of `wanted`."""
        found = set(wanted)
        for one in wanted:
            found |= self.narrower.get(one, frozenset())
        return frozenset(found)


@cache
def lexicon() -> Lexicon:
    """The words of meaning.yaml, read once."""
    source = files(__package__).joinpath("meaning.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = parse_lists(source)
    terms: dict[str, set[tuple[str, bool]]] = {}
    for group, kind in (
        ("heads", "head"),
        ("subs", "sub"),
        ("values", "value"),
        ("sides", "side"),
        ("concepts", "concept"),
    ):
        for name, written in table[group].items():
            for term in str(written).split(" | "):
                capitals = term.rstrip().endswith("!")
                for words in _forms(" ".join(key(term))):
                    terms.setdefault(words, set()).add((f"{kind}:{name}", capitals))
    for name in table["markers"].split():
        terms.setdefault(" ".join(key(name.replace("_", " "))), set()).add((f"head:{name}", False))
    for words, meanings in terms.items():
        if re.search(r"\b(?:fum|tabac|tabagi)", words):
            meanings.add(("head:tabac", False))
    return Lexicon(
        Vocabulary({words: tuple(sorted(meanings)) for words, meanings in terms.items()}),
        {name: frozenset(ids) for name, ids in table["denied"].items()},
        {name: frozenset(ids) for name, ids in table["said_by"].items()},
        table["implies"],
        tuple(tuple(ids) for ids in table["exclusive"]),
        {name: frozenset(ids) for name, ids in table["narrower"].items()},
        frozenset(table["ignored"].split()),
        frozenset(table["denials"].split()),
        {kind: frozenset(ids) for kind, ids in table["cues"].items()},
        {kind: frozenset(ids) for kind, ids in table["rivals"].items()},
    )


def _forms(words: str) -> tuple[str, ...]:
    """A term and its feminine, where its last word may have one."""
    if len(words) < 5 or not words[-1].isalpha():
        return (words,) if words else ()
    return (words, words[:-1] + "ve" if words.endswith("if") else words + "e")


@cache
def drug_vocabulary() -> Vocabulary[Any]:
    """Every name of a drug."""
    return drugs()


@cache
def protocol_vocabulary() -> Vocabulary[Any]:
    """Every name of a protocol of chemotherapy."""
    return protocols()


@cache
def drug_ids(name: str) -> frozenset[str]:
    """What a drug of the lexicon is compared by."""
    from carnet.text.lexicon.cancer_drugs import drug_named

    drug = drug_named(name)
    held = inns_of(drug) if drug is not None else (name,)
    return frozenset(f"drug:{plain_of(inn)}" for inn in held)


@cache
def protocol_ids(name: str, drugs: tuple[str, ...]) -> frozenset[str]:
    """What a protocol is compared by: its drugs, and the figure of its name (« FEC 100 » is a FEC, no FEC 75)."""
    held = "protocol:" + "+".join(sorted(plain_of(drug) for drug in drugs))
    figure = "".join(letter for letter in name if letter.isdigit())
    return frozenset((held, f"{held}#{figure}") if figure else (held,))

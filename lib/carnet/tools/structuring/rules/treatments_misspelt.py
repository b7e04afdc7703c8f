"""Names of cancer drugs with one letter wrong, missing, doubled or swapped: « placlitaxel », « trmetinib »."""

import re
from collections.abc import Iterator
from functools import cache

from carnet.text.lexicon.cancer_drugs import Drug, all_drugs
from carnet.text.reading import Reading
from carnet.text.terms import Term, key

_ENDING = re.compile(
    r"[a-z]{3,}(?:mab|nib|ciclib|parib|platinn?e?|taxel|rubicine?|zomib|[ct]abine?|trexed|trexate?|reline?|lutamide|"
    r"[pf]h?osphamide|fosfamide|cristine|blastine|relbine|toposide|tecan|xifene|trozole|domide|zolomide|mycine)"
)
_SHORTEST = 9


def misspelt(reading: Reading, taken: list[tuple[int, int]]) -> Iterator[Term[Drug]]:
    """The words that are one letter away from the name of one drug, and of one only, outside [start, end) taken."""
    words = reading.words
    passed = {at for begun, ended in taken for at in range(words.at(begun), words.at(ended))}
    for at, form in enumerate(words.forms):
        if len(form) < _SHORTEST or at in passed or not _ENDING.fullmatch(form):
            continue
        start, end = words.starts[at], words.ends[at]
        drug = _nearest(form)
        if drug is not None:
            yield Term(start, end, at, at + 1, drug)


@cache
def _shortened() -> dict[str, set[str]]:
    """Every name, and every name without one of its letters → the names it comes from."""
    found: dict[str, set[str]] = {}
    for name in _names():
        for short in (name, *_without_one(name)):
            found.setdefault(short, set()).add(name)
    return found


@cache
def _names() -> dict[str, Drug]:
    return {
        words[0]: drug for drug in all_drugs() if len(words := key(drug.inn)) == 1 and len(words[0]) >= _SHORTEST - 1
    }


def _without_one(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _nearest(form: str) -> Drug | None:
    if form in _names():
        return _names()[form]
    near = set().union(*(_shortened().get(short, set()) for short in (form, *_without_one(form))))
    near = {name for name in near if name[:1] == form[:1] or name[1:] == form[1:]}
    return _names()[near.pop()] if len(near) == 1 else None

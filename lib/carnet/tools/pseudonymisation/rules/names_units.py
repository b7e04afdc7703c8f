"""How a name is read from its first word: initials, particles, hyphens, commas; and which part is the first name."""

import math
from dataclasses import dataclass, field

from carnet.tools.pseudonymisation.rules.tokens import (
    ACRONYM,
    ALPHA,
    CAP,
    CAPS,
    COMMON,
    EPONYM,
    FIRM,
    FIRST,
    INITIAL,
    LAST,
    MEDICAL,
    PARTICLE,
    RARE,
    STOP,
    Tokens,
    around,
    first_rank,
    last_rank,
)

_MOST_UNITS = 6


@dataclass(slots=True)
class Unit:
    """One word of a name, with its particle and hyphens: tokens [start, end)."""

    start: int
    end: int
    initials: bool = False
    particle: bool = False
    flags: int = 0  # of its main word
    words: tuple[str, ...] = ()  # plain, without particles


@dataclass(slots=True)
class Name:
    """A person named once: the token ranges of first and last names, in the order of the text."""

    parts: list[tuple[int, int, str]] = field(default_factory=list)  # tokens [start, end), FIRST_NAME or LAST_NAME
    firsts: tuple[str, ...] = ()
    lasts: tuple[str, ...] = ()
    role: str = ""
    rule: str = ""
    score: float = 0.8
    sex: str = ""

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[-1][1]


def read_unit(tokens: Tokens, i: int, *, lower: bool = False) -> Unit | None:
    """The unit that starts at token i, whatever it means; None where there is none."""
    flags, texts, gaps, count = tokens.flags, tokens.texts, tokens.gaps, len(tokens)
    if i >= count or not flags[i] & ALPHA:
        return None
    if flags[i] & INITIAL or (
        flags[i] & CAP and len(texts[i]) <= 3 and i + 1 < count and texts[i + 1] == "." and gaps[i + 1] == 0
        and tokens.plains[i] in around()["abbreviated_first_names"]
    ):  # fmt: skip
        initials = _initials(tokens, i)
        if initials is not None:
            return initials
        if flags[i] & INITIAL and i + 1 < count and texts[i + 1] in ("°", "º"):  # N°
            return None
    j = i
    while (
        j + 1 < count
        and flags[j] & PARTICLE
        and j - i < 3
        and flags[j + 1] & ALPHA
        and gaps[j + 1] <= 1
        and (flags[j + 1] & (CAP | PARTICLE) or lower)
        and (flags[j + 1] & PARTICLE or not (flags[j + 1] & STOP or (flags[j] & CAP and not flags[j + 1] & CAP)))
    ):
        j += 1
    if j > i and not (flags[j] & CAP or lower):
        j = i
    if not flags[j] & CAP and not lower:
        return None
    end = j + 1
    words = [tokens.plains[j]]
    main = j
    while end < count:
        if texts[end] == "-" and gaps[end] == 0 and end + 1 < count and gaps[end + 1] == 0 and flags[end + 1] & ALPHA:
            words.append(tokens.plains[end + 1])
            end += 2
        elif (
            texts[end].isdigit()
            and gaps[end] == 0
            and len(texts[end]) == 1
            and texts[end] in "015"
            and (end + 1 < count and gaps[end + 1] == 0 and flags[end + 1] & ALPHA)
        ):  # DUP0NT
            words[-1] += "oi   s"[int(texts[end])] + tokens.plains[end + 1]
            end += 2
        else:
            break
    flag = flags[main]
    if len(words) > 1:
        known = [tokens.flags[k] for k in range(main, end) if flags[k] & ALPHA and len(texts[k]) > 1]
        flag = flags[main] & (CAP | CAPS | INITIAL | PARTICLE) | ALPHA
        if all(f & (COMMON | MEDICAL | STOP | ACRONYM) for f in known):
            flag |= COMMON
        if known and all(f & FIRST for f in known):
            flag |= FIRST | (FIRM if any(f & FIRM for f in known) or first_rank("-".join(words)) < 1 << 19 else 0)
        if known and any(f & LAST for f in known):
            flag |= LAST
        if known and all(f & EPONYM for f in known) and not all(f & (RARE | FIRM) for f in known):
            flag |= EPONYM
        double = known and all(f & EPONYM for f in known) and not all(f & RARE for f in known)
        if double and first_rank("-".join(words)) >= 1 << 19:
            flag = flag & ~(FIRST | FIRM) | EPONYM  # Lewis-Santy, Paul-Bunnell
        if len("".join(words)) != sum(map(len, words)) or any(texts[k].isdigit() for k in range(main, end)):
            flag &= ~COMMON
    return Unit(i, end, particle=j > i, flags=flag, words=tuple(words))


def _initials(tokens: Tokens, i: int) -> Unit | None:
    """J. / J.-P. / P.E. / J-P / Ph. — with the dots; None where the letter starts a word (H-Leonard)."""
    flags, texts, gaps, count = tokens.flags, tokens.texts, tokens.gaps, len(tokens)
    end, letters = i + 1, [tokens.plains[i]]
    if end < count and texts[end] in ("°", "º"):  # N°
        return None
    dotted = False
    while end < count and len(letters) <= 3:
        if texts[end] == "." and (gaps[end] == 0 or gaps[end] == 1 and _name_after(tokens, end)):
            end += 1
            dotted = True
        elif texts[end] == "-" and gaps[end] == 0 and end + 1 < count and gaps[end + 1] == 0:
            if not flags[end + 1] & INITIAL:
                return None if flags[end + 1] & CAP else Unit(i, end, initials=True, words=tuple(letters))
            letters.append(tokens.plains[end + 1])
            end += 2
        elif flags[end] & INITIAL and (gaps[end] == 0 or (dotted and gaps[end] == 1 and _dot_after(tokens, end))):
            letters.append(tokens.plains[end])
            end += 1
        else:
            break
    if len(letters) > 3:
        return None
    return Unit(i, end, initials=True, flags=ALPHA | CAP | (INITIAL if dotted else 0), words=tuple(letters))


def _dot_after(tokens: Tokens, i: int) -> bool:
    return i + 1 < len(tokens) and tokens.texts[i + 1] == "." and tokens.gaps[i + 1] == 0


def _name_after(tokens: Tokens, dot: int) -> bool:
    """Whether the dot of « P . Martin » stands alone before a name."""
    after = dot + 1
    if after >= len(tokens) or tokens.gaps[after] != 1 or not tokens.flags[after] & CAP:
        return False
    return bool(tokens.flags[after] & LAST and not tokens.flags[after] & (COMMON | MEDICAL | STOP | ACRONYM))


def named(units: list[Unit], rule: str, score: float, *, alone: str = "LAST_NAME") -> Name:
    """The name made of these units: each one a first or a last name. `alone` labels a word that stands alone."""
    labels = _labels(units, alone)
    name = Name(rule=rule, score=score)
    firsts: list[str] = []
    lasts: list[str] = []
    for unit, label in zip(units, labels, strict=True):
        if name.parts and name.parts[-1][2] == label and name.parts[-1][1] == unit.start:
            name.parts[-1] = (name.parts[-1][0], unit.end, label)
        else:
            name.parts.append((unit.start, unit.end, label))
        (firsts if label == "FIRST_NAME" else lasts).extend(unit.words)
    name.firsts, name.lasts = tuple(firsts), tuple(lasts)
    return name


def _labels(units: list[Unit], alone: str) -> list[str]:
    words = [k for k, unit in enumerate(units) if not unit.initials]
    labels = ["FIRST_NAME"] * len(units)
    if len(words) == 1:
        labels[words[0]] = "LAST_NAME" if len(units) > 1 else alone
        if len(units) == 2 and words == [0] and lone_label(units[0]) == "FIRST_NAME" and not units[0].flags & CAPS:
            labels = ["FIRST_NAME", "LAST_NAME"]  # Sabrina M.
        return labels
    split, first_is_first = _split([units[k] for k in words])
    for place, k in enumerate(words):
        labels[k] = "FIRST_NAME" if (place < split) == first_is_first else "LAST_NAME"
    return labels


def _split(units: list[Unit]) -> tuple[int, bool]:
    """Where first names meet last names, and whether the first names come first."""
    count = len(units)
    if count < 2:
        return 0, True
    scores = [_firstness(unit) for unit in units]
    capitals = [bool(unit.flags & CAPS) for unit in units]
    mixed = len(set(capitals)) == 2
    best, choice = -1e9, (1, True)
    for split in range(1, count):
        for first_is_first in (True, False):
            total = 0.4 if first_is_first else 0.0
            for k in range(count):
                is_first = (k < split) == first_is_first
                total += scores[k] if is_first else -scores[k]
                if mixed and capitals[k] == is_first:
                    total -= 4.0
                if is_first and k and k != split and units[k].start != units[k - 1].end:
                    total -= 0.5
            if total > best:
                best, choice = total, (split, first_is_first)
    return choice


def _firstness(unit: Unit) -> float:
    """How much more a word is a first name than a last name (a log of the ratio of ranks)."""
    if unit.particle and unit.words[0] not in ("marie", "jean"):
        return -3.0
    whole = "-".join(unit.words)
    first = min(first_rank(whole), min(first_rank(word) for word in unit.words) + 200)
    last = min(last_rank(whole), min(last_rank(word) for word in unit.words))
    if unit.flags & INITIAL:  # H-Leonard
        return 2.0
    if first >= 1_000_000 and last >= 1_000_000:
        return -0.6
    if first >= 1_000_000:
        return -3.0
    if last >= 1_000_000:
        return 3.0
    return max(-3.0, min(3.0, math.log((last + 400) / (4 * first + 100)) / 1.2))


def lone_label(unit: Unit) -> str:
    """What a word that stands alone, without a title, most likely is."""
    is_first = unit.flags & FIRM and first_rank(unit.words[0]) < last_rank(unit.words[0]) + 300
    return "FIRST_NAME" if is_first and not unit.particle else "LAST_NAME"


def most_units() -> int:
    """A name has no more words than this."""
    return _MOST_UNITS

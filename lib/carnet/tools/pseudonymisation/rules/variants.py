"""The second reading: a name found once is found everywhere in the letter, however it is written."""

from carnet.tools.pseudonymisation.rules.names_context import eponymous
from carnet.tools.pseudonymisation.rules.names_units import Name
from carnet.tools.pseudonymisation.rules.spelling import one_error
from carnet.tools.pseudonymisation.rules.tokens import (
    ACRONYM,
    ALPHA,
    CAP,
    CAPS,
    COMMON,
    FIRM,
    INITIAL,
    KNOWN,
    MEDICAL,
    PARTICLE,
    STOP,
    Tokens,
    around,
)

_ROLE_ORDER = {"Patient": 0, "Other": 1, "Carer": 2, "": 3}


def find_variants(tokens: Tokens, used: list[bool], names: list[Name]) -> list[Name]:
    """The other places where the words of these names stand; `used` marks their tokens."""
    known = _known_words(names)
    if not known:
        return []
    found: list[Name] = []
    long = [word for word in known if len(word) >= 5]
    for i in range(len(tokens)):
        flags = tokens.flags[i]
        if not flags & CAP and tokens.plains[i] not in known:
            continue
        if used[i] or not flags & ALPHA or tokens.taken[i] not in ("", "CITY", "COUNTRY"):
            continue
        plain, score = tokens.plains[i], 0.75
        if plain not in known:
            near = _mistyped(plain, long) if flags & CAP and len(plain) >= 5 and not flags & (KNOWN | FIRM) else None
            near = near or _of_initials(tokens, i, names, used, found)
            if near is None:
                continue
            plain, score = near, 0.6
        if len(plain) < 2 or not _believable(tokens, i):
            continue
        label, role = known[plain]
        end = i + 1
        start = i
        while (
            start
            and tokens.flags[start - 1] & PARTICLE
            and not used[start - 1]
            and tokens.gaps[start] == 1
            and (tokens.flags[start - 1] & CAP and label == "LAST_NAME")
        ):
            start -= 1
        if start >= 2 and tokens.texts[start - 1] == "." and tokens.flags[start - 2] & INITIAL and not used[start - 2]:
            found.append(Name([(start - 2, start, "FIRST_NAME")], (), (), role, "variant", score))
            used[start - 2 : start] = [True, True]
        found.append(Name([(start, end, label)], (), (), role, "variant", score))
        used[start:end] = [True] * (end - start)
    return found


def _known_words(names: list[Name]) -> dict[str, tuple[str, str]]:
    """Each word of the names found with good evidence → its label and whose it is."""
    known: dict[str, tuple[str, str]] = {}
    for name in names:
        if name.score < 0.55:
            continue
        for words, label in ((name.lasts, "LAST_NAME"), (name.firsts, "FIRST_NAME")):
            for word in words:
                if len(word) < 3:
                    continue
                before = known.get(word)
                if before is None or _ROLE_ORDER[name.role] < _ROLE_ORDER[before[1]]:
                    known[word] = (label, name.role)
    return known


def _believable(tokens: Tokens, i: int) -> bool:
    """Whether a word of a name, seen again, is the name and not the ordinary word."""
    flags = tokens.flags[i]
    if flags & STOP or (eponymous(tokens, i) and not flags & FIRM):
        return False
    ordinary = flags & (COMMON | MEDICAL | ACRONYM)
    if not flags & CAP:
        return not ordinary and len(tokens.texts[i]) >= 4
    if not ordinary:
        return True
    if tokens.capital[i]:
        return False
    if flags & CAPS:
        return len(tokens.texts[i]) >= 4 or not flags & ACRONYM
    if not tokens.starts_sentence(i):
        return True
    after = i + 1
    if after >= len(tokens) or tokens.gaps[after] >= 2 or not tokens.flags[after] & ALPHA:
        return tokens.texts[after : after + 1] != [":"]
    return tokens.plains[after] in around()["verbs"] or bool(tokens.flags[after] & CAP)


def _mistyped(plain: str, long: list[str]) -> str | None:
    """The name that this word is with one typing error, if any."""
    for name in long:
        if plain[0] == name[0] and abs(len(plain) - len(name)) <= 1 and one_error(plain, name):
            return name
    return None


def _of_initials(tokens: Tokens, i: int, names: list[Name], used: list[bool], found: list[Name]) -> str | None:
    """M.D. or M. D. for Marie Dupont: both dots needed."""
    if not tokens.flags[i] & INITIAL or i + 3 >= len(tokens) or i and tokens.gaps[i] == 0:
        return None
    if tokens.texts[i + 1] != "." or not tokens.flags[i + 2] & INITIAL or tokens.texts[i + 3] != ".":
        return None
    first, last = tokens.plains[i], tokens.plains[i + 2]
    for name in names:
        if name.firsts and name.lasts and (name.firsts[0][0], name.lasts[0][0]) in ((first, last), (last, first)):
            if not any(used[i : i + 4]):
                parts = [(i, i + 2, "FIRST_NAME"), (i + 2, i + 4, "LAST_NAME")]
                found.append(Name(parts, (), (), name.role, "variant.initials", 0.6))
                used[i : i + 4] = [True] * 4
            return None
    return None

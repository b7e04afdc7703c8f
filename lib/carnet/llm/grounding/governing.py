"""What a value is said of: the heads that govern it in its sentence."""

import re
from collections.abc import Sequence

from carnet.llm.grounding.meaning import Token

_HARD = re.compile(r"[;\n]|\. ")
_COORDINATED = re.compile(r"[ ]*(?:,|/|&|\+|et|ou|,? ?ainsi que)[ ]*")
_LINK = re.compile(
    r"(?: ?\(?(?:mutation|gene|proteine|statut)?)? ?"
    r"(?:(?:de|du|des|d'|de l'|de la|pour|du gene|des recepteurs|au) ?)*\(?"
)
_COUNTED = re.compile(r"[^.;:,\n\d]{0,40}\b(?:de|des|du|d'|pour|aux?|expriment|exprimant)\b[^.;:,\n\d]{0,25}")
_BRACKETS = re.compile(r"\([^()]*\)")
_CLAUSE = re.compile(r"[,;\n(]|\. |\bet\b|\bpuis\b|\bmais\b|\bavec\b|/")
_NOUN = re.compile(r"(?:ion|ement|ivit|perte|variant)$")
_VALUES = ("number", "code", "tnm", "date")


def is_value(token: Token) -> bool:
    """Whether a token is something said of a head."""
    return token.kind in _VALUES or (token.is_a("value") and not token.is_a("head", "drug"))


def is_head(token: Token) -> bool:
    """Whether values may be said of it."""
    return token.is_a("head", "sub") or token.kind == "drug"


def groups_of(tokens: Sequence[Token], place: int, plain: str) -> list[frozenset[str]]:
    """The heads of the value at `place`: one set for each that is coordinated (« RE et RP : 90 % »), its scale within.

    Empty where nothing governs it.
    """
    before, loose = _before(tokens, place, plain)
    if before and not loose:
        return before
    after, bare = _after(tokens, place, plain)
    if after and not (before and bare and not _NOUN.search(tokens[place].root) and not _parted(tokens, place, plain)):
        return after
    return before if before and not _spent(tokens, place, plain) else []


def _before(tokens: Sequence[Token], place: int, plain: str) -> tuple[list[frozenset[str]], bool]:
    """The heads before, and whether a comma or another value stands between."""
    at = place - 1
    loose = False
    while at >= 0 and not is_head(tokens[at]):
        if _closed(tokens, at, plain):
            return [], True
        loose = loose or is_value(tokens[at])
        at -= 1
    if at < 0 or _closed(tokens, at, plain):
        return [], True
    loose = loose or "," in plain[tokens[at].end : tokens[place].start]
    groups: list[set[str]] = [set(_names(tokens[at]))]
    while at > 0:
        other, between = tokens[at - 1], plain[tokens[at - 1].end : tokens[at].start]
        if not is_head(other) or _HARD.search(between):
            break
        if _COORDINATED.fullmatch(between):
            groups.append(set())
        elif other.kind == "drug" == tokens[at].kind and not other.means & tokens[at].means:
            break  # « nivolumab + ipilimumab (nivo 1 mg/kg + … »
        elif not re.fullmatch(
            r"[ (:)=-]*(?:(?:par|en|de|du|score|statut|le|la|clone|expression) ?)*[ (:)=-]*", between
        ):
            break
        groups[-1] |= _names(other)
        at -= 1
    _main(tokens, at, groups)
    return [frozenset(group) for group in groups], loose


def _closed(tokens: Sequence[Token], at: int, plain: str) -> bool:
    """Whether nothing after the token at `at` is said of it; « 310 (30/04) ; 95 ce jour » goes on."""
    between = plain[tokens[at].end : tokens[at + 1].start]
    if (
        between.strip(" )") == ";"
        and tokens[at + 1].kind == "number"
        and (tokens[at].kind in _VALUES or ")" in between)
    ):
        return False
    return _HARD.search(between) is not None


def _main(tokens: Sequence[Token], at: int, groups: list[set[str]]) -> None:
    """A scale alone takes the nearest head before it: « PD-L1 : TPS 60 %, CPS 65 »."""
    for group in groups:
        if group and all(name.startswith("sub:") for name in group):
            for earlier in range(at - 1, -1, -1):
                heads = tokens[earlier].ids("head")
                if heads and not heads <= {"grade", "stade", "taille"}:
                    group |= {f"head:{name}" for name in heads}
                    break


def _parted(tokens: Sequence[Token], place: int, plain: str) -> bool:
    """Whether a comma stands between a value and the head before it."""
    at = place - 1
    while at >= 0 and not is_head(tokens[at]):
        at -= 1
    return at < 0 or "," in plain[tokens[at].end : tokens[place].start]


def _after(tokens: Sequence[Token], place: int, plain: str) -> tuple[list[frozenset[str]], bool]:
    """The heads after, and whether nothing but a space leads to them."""
    at = place + 1
    while at < len(tokens) and not is_head(tokens[at]):
        if is_value(tokens[at]) and not tokens[at].is_a("value"):
            return [], False
        at += 1
    if at >= len(tokens):
        return [], False
    between = plain[tokens[place].end : tokens[at].start]
    direct = tokens[place].is_a("value") and (_LINK.fullmatch(between) or _COUNTED.fullmatch(between))
    if not direct and not _COUNTED.fullmatch(between):
        return [], False
    bare = not between.strip()
    groups: list[set[str]] = [set(_names(tokens[at]))]
    while at + 1 < len(tokens) and is_head(tokens[at + 1]):
        between = plain[tokens[at].end : tokens[at + 1].start]
        if _COORDINATED.fullmatch(between):
            groups.append(set())
        elif not re.fullmatch(r"[ (-]*", between):
            break
        groups[-1] |= _names(tokens[at + 1])
        at += 1
    return [frozenset(group) for group in groups], bare


def _spent(tokens: Sequence[Token], place: int, plain: str) -> bool:
    """Whether the head before has its value already, and a comma closed it: « HER2 3+, 32 mm »."""
    at = place - 1
    value = False
    while at >= 0 and not is_head(tokens[at]):
        value = value or is_value(tokens[at])
        at -= 1
    return (
        value
        and "," in _BRACKETS.sub("", plain[tokens[at].end : tokens[place].start])
        and tokens[place].kind == "number"
    )


def _names(token: Token) -> set[str]:
    return {one for one in token.means if one.startswith(("head:", "sub:", "drug:", "protocol:"))}


def clause_of(tokens: Sequence[Token], place: int, plain: str) -> range:
    """The indexes of the tokens between the same commas, « et » and brackets as the token at `place`."""
    first = place
    while first > 0 and not _CLAUSE.search(plain, tokens[first - 1].end, tokens[first].start):
        first -= 1
    after = place + 1
    while after < len(tokens) and not _CLAUSE.search(plain, tokens[after - 1].end, tokens[after].start):
        after += 1
    return range(first, after)

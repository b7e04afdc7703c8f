"""Which words may be part of a name, by what stands before: a title, a heading, a kinship, nothing."""

from carnet.text.lexicon.words import common_words
from carnet.tools.pseudonymisation.rules.names_units import Unit, lone_label, most_units, read_unit
from carnet.tools.pseudonymisation.rules.tokens import (
    ACRONYM,
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


def read_units(tokens: Tokens, i: int, *, strict: bool) -> list[Unit]:
    """The units of the name that starts at token i; empty where there is none.

    After a title (not `strict`) nearly any word is a name; after a profession or a kinship (`strict`) only a word
    that is not an ordinary one.
    """
    units: list[Unit] = []
    while len(units) < most_units():
        k = units[-1].end if units else i
        if k >= len(tokens) or (tokens.gaps[k] > 2 and units):
            break
        if units and tokens.texts[k] == "," and _first_after_comma(tokens, units, k):
            k += 1
        unit = read_unit(tokens, k, lower=True)
        if unit is None or not fits(tokens, unit, units, strict=strict):
            break
        if units and tokens.gaps[k] == 2 and not _runs_on(tokens, unit, units):
            break
        if units and tokens.gaps[k] == 0 and tokens.texts[k - 1] not in ".,":
            break
        if strict and not units and unit.particle and tokens.texts[unit.start].islower() and unit.flags & FIRM:
            while tokens.flags[unit.start] & PARTICLE and tokens.texts[unit.start].islower():
                unit.start += 1  # avec l'aide de Cindy
            unit.particle = False
        units.append(unit)
    while units and units[-1].initials and len(units) == 1:
        units.pop()
    return units


def fits(tokens: Tokens, unit: Unit, units: list[Unit], *, strict: bool) -> bool:
    """Whether this unit may follow `units` in a name."""
    if unit.initials:
        return _initial_fits(tokens, unit, units, strict=strict)
    flags = unit.flags
    if flags & STOP and len(unit.words) == 1:
        if not units and not strict and flags & CAP and unit.words[0] in around()["calendar_names"]:
            return not tokens.texts[min(unit.end, len(tokens) - 1)].isdigit()  # Mr Lundi
        if units and units[-1].flags & FIRM and flags & CAPS and unit.words[0] in around()["calendar_names"]:
            return not tokens.capital[unit.start] and not tokens.texts[min(unit.end, len(tokens) - 1)].isdigit()
        if units and units[-1].initials and flags & CAP and unit.words[0] in around()["calendar_names"]:
            return not tokens.texts[min(unit.end, len(tokens) - 1)].isdigit()  # F. Dimanche
        month = unit.words[0] in around()["ambiguous_first_names"]  # Thi Mai, Jean Noël
        return (
            month and bool(units) and bool(flags & CAP) and not tokens.texts[min(unit.end, len(tokens) - 1)].isdigit()
        )
    last = min(map(last_rank, unit.words))
    first = min(map(first_rank, unit.words))
    for k in range(unit.start, unit.end):
        label = tokens.taken[k]
        if label and not (
            label in ("CITY", "COUNTRY", "HOSPITAL")
            and flags & CAP
            and (last < 30000 or first < 3000)
            and (not units and not strict or units and flags & CAPS and not has_last(units))
        ):
            return False
    if flags & PARTICLE and not unit.particle and len(unit.words) == 1:
        return bool(flags & CAP and (units or not strict and flags & (LAST | FIRST)))
    if units and flags & CAPS and unit.words[0] in around()["care_marks"] and last > 10000:
        return False  # Chantal IDE
    if units and flags & COMMON and tokens.texts[unit.end : unit.end + 1] == [":"]:
        return False  # Dr Casanova   Pages : 2
    if not flags & CAP:
        return _lower_fits(unit, units, first, last, strict=strict)
    if flags & EPONYM and not flags & RARE and strict and not units:
        return False
    if not strict and not units and unit.particle and not flags & (MEDICAL | ACRONYM):
        return True  # MME DE LA TOUR
    if not strict and len(units) == 1 and units[0].flags & FIRM and flags & EPONYM:
        return True  # Dr Paul Hodgkin
    if tokens.capital[unit.start]:
        return _capital_fits(unit, units, first, last, strict=strict)
    if not units and not strict and not flags & CAPS:
        return unit.words[0] not in around()["professions"]
    if flags & (MEDICAL | ACRONYM):
        pair = not units and not strict and flags & CAPS and len(unit.words[0]) == 2
        if pair and _name_follows(tokens, unit.end):
            return True  # Dr JC Moulin
        if len(units) == 1 and not strict and flags & FIRST and not flags & CAPS and ends_here(tokens, unit.end):
            return True  # Mme Zhang Li
        return bool(not strict and last < 60000 and not has_last(units)) or first < 800
    if not units:
        known = flags & FIRST and (_name_follows(tokens, unit.end) or (first < 3000 and not flags & CAPS))
        return not (strict and flags & COMMON and not known)
    if not flags & COMMON:
        return True
    if flags & FIRST and (first < 2500 or not has_last(units)):
        return True
    if flags & CAPS and units[-1].flags & CAPS:
        return last < 20000
    if units[-1].initials:
        return True
    following = unit.end < len(tokens) and tokens.gaps[unit.end] == 1 and tokens.texts[unit.end].islower()
    if not has_last(units):
        return not following or last < 60000
    return len(units) == 1 and not following and last < 200000 and not flags & CAPS


def _initial_fits(tokens: Tokens, unit: Unit, units: list[Unit], *, strict: bool) -> bool:
    if any(tokens.taken[k] for k in range(unit.start, unit.end)):
        return False
    if units:
        dotted = bool(unit.flags & INITIAL)
        if tokens.texts[unit.end : unit.end + 1] and tokens.gaps[unit.end] == 0 and tokens.texts[unit.end][0].isdigit():
            return False  # Dr Martin J7
        if unit.end < len(tokens) and not dotted and tokens.plains[unit.start] in ("a", "y", "h", "f", "m", "l", "d"):
            return not tokens.capital[unit.start] and tokens.texts[unit.end] in (")", ",", ":", "\n")
        if unit.end < len(tokens) and tokens.gaps[unit.end] == 1 and _opens_name(tokens, unit.end):
            return False  # A. Durand B. Petit: the next one's
        pair = unit.end - unit.start == 3 and tokens.texts[unit.start + 1] == "-"
        return not units[-1].initials and (dotted or pair or unit.end - unit.start == 1) and tokens.gaps[unit.start] < 2
    following = read_unit(tokens, unit.end, lower=False)
    if following is None or following.initials or tokens.gaps[unit.end] > 2:
        return False
    return fits(tokens, following, [unit], strict=False) and not (
        following.words[0] in around()["species"] or (strict and tokens.gaps[unit.start] == 0)
    )


def _lower_fits(unit: Unit, units: list[Unit], first: int, last: int, *, strict: bool) -> bool:
    flags = unit.flags
    if flags & (MEDICAL | ACRONYM):
        return False
    if strict:
        after_first = bool(units) and bool(units[-1].flags & FIRM) and not units[-1].flags & CAP
        return bool(
            flags & FIRM
            and first < 3000
            or units
            and flags & LAST
            and (not flags & COMMON or after_first and last < 1500)
        )
    if flags & COMMON:
        rare = last < 20000 and max(common_words().get(word, 0) for word in unit.words) < 600
        return (
            not units
            and (last < 1500 or rare)
            or bool(units and not units[0].flags & CAP and flags & FIRST and first < 800)
        )
    if not units:
        return True
    if units[-1].flags & CAP:
        return bool(flags & LAST) and not has_last(units)
    return not has_last(units) or bool(flags & FIRM)


def _capital_fits(unit: Unit, units: list[Unit], first: int, last: int, *, strict: bool) -> bool:
    """In a line of capitals, where an ordinary word looks like a name."""
    flags = unit.flags
    if flags & (MEDICAL | ACRONYM):
        return not strict and not units and (first < 3000 or last < 3000)
    if flags & COMMON:
        if units:
            return first < 400 or (last < 1500 and not has_last(units))
        return not strict and (last < 3000 or first < 400)
    if strict or has_last(units):
        return bool(flags & (FIRST | LAST))
    return True


def ends_here(tokens: Tokens, i: int) -> bool:
    """Whether a sign or a new line stands at token i."""
    return i >= len(tokens) or tokens.gaps[i] >= 2 or tokens.texts[i] in ".,;)("


def has_last(units: list[Unit]) -> bool:
    """Whether a name already has a word that is no first name."""
    return any(not unit.initials and not unit.flags & FIRST for unit in units)


def _opens_name(tokens: Tokens, i: int) -> bool:
    """Whether a capitalised word that is no first name stands at token i."""
    flags = tokens.flags[i]
    if not flags & CAP or flags & (STOP | INITIAL) or (flags & FIRM and not flags & LAST):
        return False
    return not flags & COMMON or last_rank(tokens.plains[i]) < 20000


def _name_follows(tokens: Tokens, i: int) -> bool:
    if i >= len(tokens) or tokens.gaps[i] != 1:
        return False
    flags = tokens.flags[i]
    return bool(flags & CAP and flags & (FIRST | LAST) and not flags & (STOP | MEDICAL | ACRONYM))


def _runs_on(tokens: Tokens, unit: Unit, units: list[Unit]) -> bool:
    """Whether a name goes on at the next line."""
    if not unit.flags & CAP or (unit.flags & COMMON and not unit.initials and not unit.flags & FIRST):
        return False
    if units[-1].initials:
        return not unit.flags & EPONYM or bool(unit.flags & RARE)
    end = unit.end
    alone = end >= len(tokens) or tokens.gaps[end] >= 2 or not tokens.flags[end] & CAP
    if end < len(tokens) and tokens.texts[end] == ":":
        return False
    if not has_last(units):
        return alone and bool(unit.flags & (LAST | FIRST)) or len(units) == 1
    return alone and bool(unit.flags & FIRM) and not any(known.flags & FIRM for known in units)


def _first_after_comma(tokens: Tokens, units: list[Unit], comma: int) -> bool:
    """DUPONT, Jean."""
    unit = read_unit(tokens, comma + 1)
    if unit is None or unit.initials or tokens.gaps[comma + 1] > 1 or tokens.taken[comma + 1]:
        return False
    if lone_label(unit) != "FIRST_NAME" or any(
        known.initials or known.flags & FIRM and not known.flags & CAPS for known in units
    ):
        return False
    return not _name_follows(tokens, unit.end) or bool(units[-1].flags & CAPS and not unit.flags & CAPS)

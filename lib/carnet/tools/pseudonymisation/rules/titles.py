"""Names announced: by a title, a profession, a signature, a field of a form, a kinship."""

import re
from functools import cache

from carnet.tools.pseudonymisation.rules.names_fit import ends_here, read_units
from carnet.tools.pseudonymisation.rules.names_units import Name, Unit, lone_label, named, read_unit
from carnet.tools.pseudonymisation.rules.tokens import (
    ACRONYM,
    ALPHA,
    CAP,
    COMMON,
    FIRM,
    FIRST,
    LAST,
    MEDICAL,
    PARTICLE,
    STOP,
    Tokens,
    around,
    first_rank,
    last_rank,
)

_PIECES = re.compile(r"[^\W\d_]+'?|\S")
_BEFORE_NAME = ("vve", "veuve", "feu", "feue")
_SECOND = ("mme", "mr", "mlle", "madame", "monsieur")
_DUTIES = frozenset({("de", "garde"), ("d'", "astreinte"), ("de", "famille"), ("du", "service")})
_ORDER = (
    ("carer_titles", "carer"),
    ("person_titles", "person"),
    ("last_name_fields", "last"),
    ("first_name_fields", "first"),
    ("full_name_fields", "full"),
    ("signatures", "signature"),
    ("professions", "profession"),
    ("maiden", "maiden"),
    ("kin", "kin"),
    ("patient_titles", "patient"),
)


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word → the phrases that announce a name, the longest first, with what they are."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, kind in _ORDER:
        for entry in around()[name]:
            words = tuple(_PIECES.findall(entry))
            known = table.setdefault(words[0], [])
            if all(words != other for other, _ in known):
                known.append((words, kind))
    for known in table.values():
        known.sort(key=lambda item: -len(item[0]))
    return table


def find_announced(tokens: Tokens, used: list[bool]) -> list[Name]:
    """The names that something announces; `used` marks their tokens."""
    phrases = _phrases()
    plains = tokens.plains
    found: list[Name] = []
    for i in range(len(tokens)):
        if used[i] or plains[i] not in phrases or tokens.taken[i] not in ("", "FAMILY_STATUS", "HOSPITAL"):
            continue
        for words, kind in phrases[plains[i]]:
            if len(words) == 1 or tuple(plains[i : i + len(words)]) == words:
                after = _after_brackets(tokens, i + len(words))
                names = _announced(tokens, i, after, words, kind)
                for name in names:
                    for start, end, _ in name.parts:
                        used[start:end] = [True] * (end - start)
                found += names
                if names:
                    break
    return found


def _announced(tokens: Tokens, i: int, after: int, words: tuple[str, ...], kind: str) -> list[Name]:
    if kind in ("carer", "person"):
        return _titled(tokens, i, after, kind)
    if kind in ("last", "first", "full"):
        return _field(tokens, i, after, words, kind)
    if kind in ("profession", "signature"):
        return _listed(tokens, after, kind)
    if words == ("epouse",) and (i == 0 or tokens.gaps[i] > 1 or not tokens.flags[i - 1] & CAP):
        kind = "kin"  # not Mme X épouse Y
    return _related(tokens, i, after, kind)


def _titled(tokens: Tokens, i: int, after: int, kind: str) -> list[Name]:
    text, plain = tokens.texts[i], tokens.plains[i]
    dotted = after < len(tokens) and tokens.texts[after] == "." and tokens.gaps[after] == 0
    small = plain == "m" == text and dotted and after + 1 < len(tokens) and tokens.flags[after + 1] & (FIRM | LAST)
    if small and (tokens.flags[after + 1] & COMMON or tokens.gaps[after + 1] > 1):
        return []
    if (plain in ("m", "me") and text != plain.title() and not small) or (plain == "mm" and text != "MM"):
        return []
    place, role = _skip(tokens, after), "Carer" if kind == "carer" else ""
    if plain in ("me", "maitre", "abbe"):
        role = "Other"
    sex = "F" if plain.startswith(("mme", "ml", "mel", "mad", "mes", "doctoresse", "docteure")) else ""
    if plain in ("m", "mr", "monsieur", "mm", "messieurs"):
        sex = "M"
    for _ in range(3):  # Mme le Dr, M. le Pr, Dr (Mme)
        if place >= len(tokens):
            return []
        here = tokens.plains[place]
        if (
            here in ("le", "la", "l'")
            and tokens.plains[place + 1 : place + 2]
            and (tokens.plains[place + 1] in around()["carer_titles"])
        ):
            place += 1
        elif here in around()["carer_titles"] and (tokens.gaps[place] < 2 or role):
            role, place = "Carer", _skip(tokens, place + 1)
            kind = "carer"
        elif tuple(tokens.plains[place : place + 2]) in _DUTIES:
            place, kind = _skip(tokens, place + 2), "duty"
        elif here in ("traitant", "traitante", "referent", "referente") and role == "Carer":
            place, kind = _skip(tokens, place + 1), "duty"
        elif here in _BEFORE_NAME or here in _SECOND and tokens.gaps[place] < 2 and role == "Carer":
            place = _skip(tokens, place + 1)
        else:
            break
    if place >= len(tokens) or tokens.gaps[place] == 3:
        return []
    hasty = kind == "duty" or (plain in ("m", "me", "maitre", "abbe", "pr") and not dotted)
    kind = "carer" if kind == "duty" else kind
    if plain == "m" and min(last_rank(tokens.plains[place]), first_rank(tokens.plains[place])) < 5000:
        hasty = False
    if plain == "m" and not dotted and not _is_title(tokens, place):
        return []
    strict = hasty or (tokens.gaps[place] == 2 and not tokens.flags[place] & CAP)
    units = read_units(tokens, place, strict=strict)
    if not units or (plain == "m" and not units[0].flags & (CAP | LAST)):
        return []
    names = [_named(units, role, f"title.{kind}", 0.95, sex=sex)]
    if plain in around()["plural_titles"]:
        names += _more(tokens, units[-1].end, role, f"title.{kind}", names, titled=True)
    return names


def _is_title(tokens: Tokens, place: int) -> bool:
    """Whether a lone M before this token means Monsieur."""
    flags = tokens.flags[place]
    known = flags & LAST or not flags & (COMMON | MEDICAL | ACRONYM)
    return bool(flags & CAP and tokens.gaps[place] == 1 and known and not flags & STOP and len(tokens.texts[place]) > 1)


def _field(tokens: Tokens, i: int, after: int, words: tuple[str, ...], kind: str) -> list[Name]:
    place, colon, inner = after, False, []
    while place < min(after + 7, len(tokens)) and tokens.gaps[place] < 2:
        if tokens.texts[place] in (":", "="):
            colon = True
            break
        if tokens.plains[place] not in around()["field_words"]:
            break
        inner.append(tokens.plains[place])
        place += 1
    if not colon and inner:
        place = after
    place = _skip(tokens, place)
    vague = words[0] in around()["vague_fields"]
    if place >= len(tokens) or tokens.gaps[place] == 3 or (vague and tokens.gaps[place] == 2 and not colon):
        return []
    title = tokens.plains[place] in around()["person_titles"] or tokens.plains[place] in around()["carer_titles"]
    if title and not (tokens.plains[place] == "m" and tokens.texts[place + 1 : place + 2] == ["-"]):
        return []
    about = {*inner, *tokens.plains[max(0, i - 4) : i]} if not vague else set()
    role = "Carer" if about & around()["field_carer"] else "Other" if about & around()["field_other"] else "Patient"
    units = read_units(tokens, place, strict=vague or not colon)
    flags = tokens.flags[place]
    if not units and colon and flags & CAP and flags & LAST and not flags & (COMMON | MEDICAL | ACRONYM):
        units = read_units(tokens, place, strict=False)  # Patient : Szabo
    if not units and colon and _lower_pair(tokens, place):
        units = read_units(tokens, place, strict=False)  # patient : haddad nassim
    if not units and colon and kind != "full" and flags & CAP and not flags & STOP and tokens.gaps[place] < 2:
        unit = read_unit(tokens, place) if flags & (FIRST | LAST) and not flags & ACRONYM else None  # PRENOM: FLEUR
        units = [unit] if unit and not unit.initials and tokens.texts[unit.end : unit.end + 1] != [":"] else []
    if not units:
        return []
    if kind == "last" and colon:
        units = [*units, *_particle_after(tokens, units[-1].end)]
    name = _named(units, role, f"field.{kind}", 0.9)
    if kind == "first" or (kind == "last" and not _has_first(units)):
        label = "FIRST_NAME" if kind == "first" else "LAST_NAME"
        name.parts = [(units[0].start, units[-1].end, label)]
        every = tuple(word for unit in units for word in unit.words)
        name.firsts, name.lasts = (every, ()) if kind == "first" else ((), every)
    names = [name]
    place = units[-1].end
    while kind == "first" and place + 1 < len(tokens) and tokens.texts[place] == ",":  # Prénoms : Marie, Jeanne
        more = read_units(tokens, place + 1, strict=True)
        if not more or tokens.gaps[place + 1] > 1 or not all(unit.flags & FIRST for unit in more):
            break
        names.append(named(more, "field.first", 0.9, alone="FIRST_NAME"))
        names[-1].role, place = role, more[-1].end
    return names


def _particle_after(tokens: Tokens, place: int) -> list[Unit]:
    """The rest of a name with a particle, in the field of a form: « nom : le roux de bretagne »."""
    if place >= len(tokens) or tokens.gaps[place] != 1 or not tokens.flags[place] & PARTICLE:
        return []
    if tokens.starts[place] - tokens.ends[place - 1] > 1:
        return []
    unit = read_unit(tokens, place, lower=True)
    return [unit] if unit and unit.particle and not unit.flags & (STOP | MEDICAL) else []


def _lower_pair(tokens: Tokens, place: int) -> bool:
    """Whether a last name and a first name without capitals stand here."""
    if place + 1 >= len(tokens) or tokens.gaps[place + 1] != 1 or not tokens.flags[place] & LAST:
        return False
    ordinary = COMMON | MEDICAL | STOP | ACRONYM
    firm = tokens.flags[place + 1] & FIRM and first_rank(tokens.plains[place + 1]) < 4000
    return bool(firm and not tokens.flags[place] & ordinary)


def _has_first(units: list[Unit]) -> bool:
    return len(units) > 1 and any(unit.flags & FIRM or unit.initials for unit in units)


def _listed(tokens: Tokens, after: int, kind: str) -> list[Name]:
    """After a profession or a signature: one name, or a list after a colon."""
    alone = tokens.texts[after - 1]
    if alone in ("cc", "CC") and after > 1 and tokens.texts[after - 2][0].isdigit():  # 10 cc
        return []
    if alone.lower() in ("signe", "valide", "dicte", "redige") and tokens.texts[after : after + 1] != [":"]:
        return []  # a sign, not signed
    place, colon = after, kind == "signature"
    limit = min(after + 7, len(tokens))
    while place < limit and tokens.gaps[place] < 2 and (tokens.flags[place] & ALPHA or tokens.texts[place] in "/-()'"):
        if tokens.flags[place] & CAP and not tokens.flags[place] & (COMMON | MEDICAL | STOP | ACRONYM):
            break
        place += 1
    if place < limit and tokens.texts[place] == ":":
        colon = True
    else:
        place = after
    place = _skip(tokens, place)
    if place >= len(tokens) or tokens.gaps[place] == 3 or tokens.plains[place] in around()["carer_titles"]:
        return []
    if alone in ("avocat", "avocate") and tokens.plains[place] == "me" and place + 1 < len(tokens):
        place += 1
    if tokens.plains[place] in around()["person_titles"] and tokens.texts[place + 1 : place + 2] != ["-"]:
        return []
    if tokens.gaps[place] == 2 and not (colon and tokens.flags[place] & CAP):
        return []
    units = read_units(tokens, place, strict=True)
    if not units and colon and tokens.flags[place] & CAP and last_rank(tokens.plains[place]) < 1500:
        units = read_units(tokens, place, strict=False)  # Chirurgien : PETIT
        units = units if units and ends_here(tokens, units[-1].end) else []
    if not units or (not colon and not _solid(units)) or tokens.texts[units[-1].end : units[-1].end + 1] == [":"]:
        return []
    names = [_named(units, "Carer", kind, 0.85)]
    if colon:
        names += _more(tokens, units[-1].end, "Carer", kind, names)
    return names


def _solid(units: list[Unit]) -> bool:
    """Whether these units are known names."""
    words = [unit for unit in units if not unit.initials]
    return bool(words) and any(unit.flags & (FIRM | LAST) and not unit.flags & COMMON for unit in words)


def _more(tokens: Tokens, place: int, role: str, rule: str, names: list[Name], *, titled: bool = False) -> list[Name]:
    """The names that follow in a list: A. Durand, B. Petit et C. Roux."""
    more: list[Name] = []
    while place < len(tokens) and len(more) < 40:
        if tokens.texts[place] == "(":  # (PHC)
            while place < len(tokens) and tokens.texts[place] != ")" and tokens.gaps[place] < 3:
                place += 1
            place += 1
            continue
        if tokens.texts[place] in (",", ";", "/", "&", "+", "-") or tokens.plains[place] == "et":
            place += 1
        elif tokens.gaps[place] != 2 or tokens.plains[place] in around()["person_titles"]:
            break
        if place >= len(tokens) or tokens.gaps[place] > 2 or not tokens.flags[place] & ALPHA:
            break
        if tokens.plains[place] in around()["person_titles"] | around()["carer_titles"]:
            break
        shown = titled and tokens.flags[place] & CAP and tokens.flags[place] & LAST
        units = read_units(tokens, place, strict=not shown)  # Drs Roux & Blanc
        if not units or tokens.texts[units[-1].end : units[-1].end + 1] == [":"]:
            break
        more.append(_named(units, role, rule, 0.85))
        place = units[-1].end
    return more


def _related(tokens: Tokens, i: int, after: int, kind: str) -> list[Name]:
    """Kinship, maiden names, « patient Dupont »."""
    place = after
    if place < len(tokens) and tokens.texts[place] in (":", ",", "(", "-") and tokens.gaps[place] < 2:
        place += 1
    place = _skip(tokens, place)
    if place >= len(tokens) or tokens.gaps[place] > 1 or tokens.plains[place] in around()["person_titles"]:
        return []
    units = read_units(tokens, place, strict=kind != "maiden")
    if not units:
        return []
    if kind == "maiden" and tokens.texts[i] in ("NE", "Ne", "ne"):  # not né
        return []
    if kind == "maiden" and not units[0].flags & CAP and units[0].flags & (COMMON | MEDICAL):
        return []
    if kind == "maiden" and not (units[0].flags & CAP) and tokens.plains[i] not in ("nee", "epouse"):
        return []
    if kind == "maiden":
        name = named(units, "maiden", 0.9)
        name.role = "Patient"
        return [name]
    young = tokens.plains[i] in ("enfant", "nourrisson", "bebe") or tokens.plains[after - 1] == "jeune"
    alone = "FIRST_NAME" if units[0].flags & FIRST and (kind == "kin" or young) else "LAST_NAME"
    name = named(units, kind, 0.85, alone=alone)
    name.role = (
        "Other" if kind == "kin" or tokens.plains[i - 1 : i] in (["son"], ["leur"], ["un"], ["une"]) else "Patient"
    )
    return [name]


def _named(units: list[Unit], role: str, rule: str, score: float, *, sex: str = "") -> Name:
    name = named(units, rule, score, alone="LAST_NAME" if rule.startswith("title") else lone_label(units[0]))
    name.role, name.sex = role, sex
    return name


def _skip(tokens: Tokens, place: int) -> int:
    """Past the dots, colons and quotes between what announces and the name."""
    while (
        place < len(tokens)
        and tokens.texts[place] in (".", ":", "°", '"', "«", "'", "=", "[")
        and tokens.gaps[place] < 3
    ):
        place += 1
    return place


def _after_brackets(tokens: Tokens, place: int) -> int:
    """Past (s), (e), (es) stuck to a word."""
    if (
        tokens.texts[place : place + 1] == ["("]
        and tokens.gaps[place] == 0
        and tokens.texts[place + 2 : place + 3] == [")"]
    ):
        return place + 3
    return place

"""Names that their place announces: the column of a table, the room of a ward, a firm's name."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from carnet.tools.pseudonymisation.rules.names_fit import read_units
from carnet.tools.pseudonymisation.rules.names_units import Name, lone_label, named
from carnet.tools.pseudonymisation.rules.surroundings import tabbed
from carnet.tools.pseudonymisation.rules.tokens import (
    ACRONYM,
    CAP,
    CAPS,
    COMMON,
    EPONYM,
    FIRM,
    INITIAL,
    LAST,
    MEDICAL,
    RARE,
    STOP,
    Tokens,
    around,
    last_rank,
)

_WORDS = re.compile(r"[a-z]+")
_ROOM = re.compile(
    r"(?<![\w.])(?:chambre|chb|ch|lit|box|poste)(?:\.?\s(?:n°\s?)?[a-z]?|\.)?\d{1,4}[a-z]?\s{0,2}[:=-]?\s{0,2}(?=[^\W\d_])"
)
_FIRM = re.compile(
    r"(?<![a-z])(?:(?:(?:sarl|societe|sas) )?(?:taxis?|ambulances?)(?: taxis?)?|vsl(?: taxis?)?|pompes funebres"
    r"|opticien|orthoprothesiste|prestataire)\s{1,2}(?=[^\W\d_])"
)
_INITIALS = re.compile(r"[Ii]nitiales?\s?:?\s(?P<letters>[A-Z](?:[.-]{0,2}\s?[A-Z]){1,3}\.?)(?![\w])")
_NOBODY = ("vide", "libre", "idem", "non", "oui", "inconnu", "inconnue", "x", "sous", "nr", "nc")
_LEAST = 3  # columns of a table


def find_in_rows(tokens: Tokens, used: list[bool]) -> list[Name]:
    """The names of tables, wards and firms; `used` marks their tokens."""
    return [*_tables(tokens, used), *_rooms(tokens, used), *_firms(tokens, used), *_initialled(tokens, used)]


@cache
def _persons() -> frozenset[str]:
    """What heads a column of persons, in one word."""
    single = {word for word in around()["professions"] if " " not in word}
    return frozenset(single | {"patient", "patiente", "patients", "identite", "resident", "usager"})


def _column(heading: str) -> str:
    """What a column holds, by its heading: last, first, full, carer or nothing."""
    words = _WORDS.findall(heading)
    if not words or len(words) > 5:
        return ""
    if "nom" in words or "noms" in words:
        return "full" if {"prenom", "prenoms"} & set(words) else "last"
    if {"prenom", "prenoms"} & set(words):
        return "first"
    if words[0] in ("patient", "patiente", "patients", "identite", "resident", "usager"):
        return "full"
    return "carer" if len(words) <= 2 and words[0] in _persons() else ""


def _cells(text: str, start: int, end: int, sign: str) -> list[tuple[int, int]]:
    """Where the cells of a line are."""
    cells, position = [], start
    for m in re.finditer(re.escape(sign), text[start:end]):
        cells.append((position, start + m.start()))
        position = start + m.end()
    return [*cells, (position, end)]


def _tables(tokens: Tokens, used: list[bool]) -> Iterator[Name]:
    """The names under the headings of a table; its rows have as many cells as its first line."""
    plain = tokens.page.plain
    if "nom" not in plain and "patient" not in plain:
        return
    text = tabbed(tokens.page)
    columns: list[str] = []
    sign, position = "", 0
    for line in text.split("\n"):
        start, end = position, position + len(line)
        position = end + 1
        mark = next((one for one in "|\t;" if line.count(one) >= _LEAST - 1), "")
        if not mark:
            columns = columns if not line.strip() else []
            continue
        cells = _cells(text, start, end, mark)
        headed = [_column(plain[a:b].strip()) if b - a < 40 else "" for a, b in cells]
        if any(kind in ("last", "first", "full") for kind in headed) and not any(map(str.isdigit, line)):
            columns, sign = headed, mark
            continue
        if mark != sign or abs(len(cells) - len(columns)) > 1:
            continue
        for kind, (a, b) in zip(columns, cells, strict=False):
            if kind and (name := _cell(tokens, used, a, b, kind)):
                yield name


def _cell(tokens: Tokens, used: list[bool], a: int, b: int, kind: str) -> Name | None:
    """The name that fills a cell, if letters do."""
    first = bisect_left(tokens.starts, a)
    end = first
    while end < len(tokens) and tokens.starts[end] < b and not tokens.texts[end][0].isdigit():
        end += 1
    while first < end and (not tokens.texts[first][0].isalpha() or tokens.plains[first] in around()["carer_titles"]):
        first += 1
    if not 0 < end - first <= 8 or any(used[first:end]) or tokens.plains[first] in around()["person_titles"]:
        return None
    if any(tokens.taken[k] not in ("", "CITY", "COUNTRY", "HOSPITAL") for k in range(first, end)):
        return None
    if kind in ("full", "carer"):
        units = read_units(tokens, first, strict=False)
        if not units or units[0].flags & (MEDICAL | ACRONYM) and not units[0].flags & LAST:
            return None
        name = named(units, "table", 0.85)
    else:
        if tokens.plains[first] in _NOBODY and end - first == 1:
            return None
        label = "FIRST_NAME" if kind == "first" else "LAST_NAME"
        words = tuple(word for word in tokens.plains[first:end] if len(word) > 1)
        name = Name([(first, end, label)], rule="table", score=0.85)
        name.firsts, name.lasts = (words, ()) if kind == "first" else ((), words)
    name.role = "Carer" if kind == "carer" else "Patient"
    _mark(name, used)
    return name


def _rooms(tokens: Tokens, used: list[bool]) -> Iterator[Name]:
    """« Ch 12 : Martin »: who lies there."""
    for m in _ROOM.finditer(tokens.page.plain):
        i = bisect_left(tokens.starts, m.end())
        if i >= len(tokens) or used[i] or not tokens.flags[i] & LAST or tokens.flags[i] & (ACRONYM | STOP):
            continue
        cased = tokens.flags[i] & CAP or tokens.plains[i] in around()["particles"] and tokens.flags[i + 1 : i + 2]
        if not cased or tokens.plains[i] in around()["person_titles"] | around()["carer_titles"]:
            continue
        units = read_units(tokens, i, strict=False)
        if not units or not units[0].flags & CAP or units[0].flags & (MEDICAL | STOP):
            continue
        after = tokens.texts[units[-1].end : units[-1].end + 1]
        closed = not after or after[0] in ":,;-(." or tokens.gaps[units[-1].end] > 1
        ordinary = units[0].flags & COMMON and not units[0].flags & FIRM
        if units[0].flags & EPONYM and not units[0].flags & (RARE | FIRM):
            continue
        if not closed or ordinary and (last_rank(units[0].words[0]) > 20000 or after == ["."]):
            continue
        name = named(units, "room", 0.7, alone="LAST_NAME")
        name.role = "Patient"
        _mark(name, used)
        yield name


def _initialled(tokens: Tokens, used: list[bool]) -> Iterator[Name]:
    """« Patient : initiales D. K. »."""
    for m in _INITIALS.finditer(tokens.page.text) if "initiales" in tokens.page.plain else ():
        i, end = bisect_left(tokens.starts, m.start("letters")), bisect_left(tokens.starts, m.end())
        if i < end and not any(used[i:end]):
            name = Name([(i, end, "LAST_NAME")], role="Patient", rule="initials", score=0.7)
            _mark(name, used)
            yield name


def _firms(tokens: Tokens, used: list[bool]) -> Iterator[Name]:
    """« Ambulances Berger »: a small firm is called after the person who keeps it."""
    for m in _FIRM.finditer(tokens.page.plain):
        i = bisect_left(tokens.starts, m.end())
        if i >= len(tokens) or used[i] or not tokens.flags[i] & CAP or tokens.flags[i] & (STOP | ACRONYM):
            continue
        if tokens.flags[i] & (COMMON | MEDICAL) and last_rank(tokens.plains[i]) > 20000:
            continue
        if tokens.capital[i] and not tokens.flags[i] & LAST:
            continue
        units = read_units(tokens, i, strict=False)
        if not units or units[0].flags & CAPS and len(units[0].words[0]) < 4:
            continue
        name = named(units, "firm", 0.6, alone=lone_label(units[0]))
        name.role = "Other"
        _mark(name, used)
        yield name


def find_between(tokens: Tokens, used: list[bool]) -> list[Name]:
    """Words that stand between two names in a list: « (Martin, Karanian, Roux) », « A. Martel, L. Oz »."""
    found = []
    for i in [k for k, flags in enumerate(tokens.flags[:-2]) if flags & INITIAL]:
        if (
            i > 1
            and not used[i]
            and used[i - 2]
            and tokens.texts[i - 1] in ",;/"
            and tokens.texts[i + 1] == "."
            and tokens.flags[i + 2] & CAP
            and not used[i + 2]
            and tokens.gaps[i + 2] == 1 == tokens.gaps[i]
            and not tokens.flags[i + 2] & (STOP | INITIAL)
            and tokens.plains[i + 2] not in around()["species"]
        ):
            parts = [(i, i + 2, "FIRST_NAME"), (i + 2, i + 3, "LAST_NAME")]
            found.append(Name(parts, (tokens.plains[i],), (tokens.plains[i + 2],), "", "list", 0.6))
            _mark(found[-1], used)
    for i in [k + 2 for k, taken in enumerate(used[:-4]) if taken]:
        if used[i] or not tokens.flags[i] & CAP or tokens.taken[i] not in ("", "CITY"):
            continue
        if tokens.flags[i] & (COMMON | MEDICAL | STOP | ACRONYM | EPONYM) or len(tokens.texts[i]) < 3:
            continue
        if not (
            tokens.texts[i - 1] == tokens.texts[i + 1] and tokens.texts[i - 1] in ",;/" and used[i - 2] and used[i + 2]
        ):
            continue
        if tokens.gaps[i] > 1 or tokens.gaps[i + 2] > 1:
            continue
        name = Name([(i, i + 1, "LAST_NAME")], (), (tokens.plains[i],), "", "list", 0.6)
        _mark(name, used)
        found.append(name)
    return found


def _mark(name: Name, used: list[bool]) -> None:
    for start, end, _label in name.parts:
        used[start:end] = [True] * (end - start)

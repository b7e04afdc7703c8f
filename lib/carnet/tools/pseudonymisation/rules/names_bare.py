"""Names that nothing announces: a known first name beside a word, initials beside a word, a last name alone."""

from functools import cache

from carnet.text.lexicon.medical import acronyms
from carnet.tools.pseudonymisation.rules.names_context import after_article, after_place, eponymous
from carnet.tools.pseudonymisation.rules.names_units import Name, Unit, lone_label, most_units, named, read_unit
from carnet.tools.pseudonymisation.rules.tokens import (
    ACRONYM,
    CAP,
    CAPS,
    COMMON,
    EPONYM,
    FIRM,
    FIRST,
    INITIAL,
    KNOWN,
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

NAME, AMBIGUOUS, UNKNOWN, ORDINARY, LETTERS, NOTHING = "N", "A", "U", "C", "I", ""


@cache
def _endings() -> tuple[str, ...]:
    """The endings of words of medicine."""
    return tuple(around()["endings"])


def find_bare(tokens: Tokens, used: list[bool]) -> list[Name]:
    """The names that stand by themselves; `used` marks their tokens."""
    found: list[Name] = []
    i, count, flags = 0, len(tokens), tokens.flags
    while i < count:
        if used[i] or not flags[i] & CAP or tokens.taken[i]:
            if flags[i] & FIRM and not flags[i] & CAP and not used[i] and not tokens.taken[i]:
                found += _in_lower_case(tokens, i, used)
            i += 1
            continue
        units, classes = _run(tokens, i, used)
        if not units:
            i = _past(tokens, i)
            continue
        units, rule, score = _judge(tokens, units, classes)
        if units:
            name = named(units, rule, score, alone=lone_label(units[0]))
            for start, end, _ in name.parts:
                used[start:end] = [True] * (end - start)
            found.append(name)
            i = name.end
        else:
            i = _past(tokens, i)
    return found


def _in_lower_case(tokens: Tokens, i: int, used: list[bool]) -> list[Name]:
    """farid khelil: a first name that is no word, and a last name that is no word."""
    k = i + 1
    if (
        tokens.small
        and first_rank(tokens.plains[i]) < 2500
        and not eponymous(tokens, i)
        and (not tokens.flags[i] & EPONYM or tokens.flags[i] & RARE or first_rank(tokens.plains[i]) < _usual(tokens, i))
        and not (k < len(tokens) and tokens.texts[k][0].isdigit())  # eva 4
    ):
        alone = [(i, k, "FIRST_NAME")]
    else:
        alone = []
    if k >= len(tokens) or used[k] or tokens.taken[k] or tokens.gaps[k] != 1 or first_rank(tokens.plains[i]) > 4000:
        return _lone(tokens, alone, used)
    flags = tokens.flags[k]
    if (
        flags & (CAP | KNOWN | EPONYM | PARTICLE)
        or not flags & LAST
        or len(tokens.plains[k]) < 4
        or eponymous(tokens, i)
    ):
        return _lone(tokens, alone, used)
    used[i : k + 1] = [True, True]
    parts = [(i, k, "FIRST_NAME"), (k, k + 1, "LAST_NAME")]
    return [Name(parts, (tokens.plains[i],), (tokens.plains[k],), "", "bare.lower", 0.6)]


def _lone(tokens: Tokens, parts: list[tuple[int, int, str]], used: list[bool]) -> list[Name]:
    """A first name alone, in a page without capitals."""
    for start, _, _ in parts:
        used[start] = True
        return [Name(parts, (tokens.plains[start],), (), "", "bare.lower", 0.55)]
    return []


def _past(tokens: Tokens, i: int) -> int:
    """After the word at i, and what hyphens stick to it."""
    i += 1
    while i + 1 < len(tokens) and tokens.texts[i] == "-" and tokens.gaps[i] == 0 and tokens.gaps[i + 1] == 0:
        i += 2
    return i


def _run(tokens: Tokens, i: int, used: list[bool]) -> tuple[list[Unit], list[str]]:
    """The units in a row that could make one name."""
    units: list[Unit] = []
    classes: list[str] = []
    k = i
    while k < len(tokens) and len(units) < most_units():
        if units and tokens.gaps[k] != 1 and not (tokens.gaps[k] == 0 and tokens.texts[k - 1] == "."):
            if tokens.texts[k] != "," or not _inverted(tokens, units, k):
                break
            k += 1
        if used[k]:
            break
        unit = read_unit(tokens, k)
        if unit is None or any(tokens.taken[j] or used[j] for j in range(unit.start, unit.end)):
            break
        sort = _class(unit)
        if sort == NOTHING and NAME in classes and unit.flags & PARTICLE and not unit.flags & (STOP | CAPS):
            sort = NAME  # Nguyen Van
        if (
            sort == NOTHING
            and unit.flags & CAPS
            and unit.flags & COMMON
            and not tokens.capital[k]
            and len(unit.words[0]) > 4
        ):
            sort = ORDINARY if not unit.flags & (STOP | MEDICAL | ACRONYM) and NAME in classes else NOTHING
        if sort == NOTHING and NAME in classes and unit.flags & CAPS and not tokens.capital[k] and (
            unit.words[0] in around()["calendar_names"] and not tokens.texts[min(unit.end, len(tokens) - 1)].isdigit()
        ):  # fmt: skip
            sort = NAME  # Sophie LUNDI
        if sort == LETTERS and any(s != LETTERS for s in classes) and _begins_name(tokens, unit):
            break  # A. Durand B. Petit
        if sort == NOTHING:
            break
        units.append(unit)
        classes.append(sort)
        k = unit.end
    return units, classes


def _begins_name(tokens: Tokens, unit: Unit) -> bool:
    """Whether these initials belong to the word after them."""
    end = unit.end
    if end >= len(tokens) or tokens.gaps[end] != 1 or not tokens.flags[end] & CAP:
        return False
    return not tokens.flags[end] & (STOP | INITIAL | FIRM)


def _inverted(tokens: Tokens, units: list[Unit], comma: int) -> bool:
    unit = read_unit(tokens, comma + 1) if tokens.gaps[comma] == 0 else None
    before = units[-1].flags
    return bool(unit and not unit.initials and unit.flags & FIRM and before & CAPS and not before & FIRST)


def _class(unit: Unit) -> str:
    flags = unit.flags
    if unit.initials:
        return LETTERS
    if len(unit.words) == 1 and unit.words[0] in around()["places"]:
        return NOTHING
    if flags & INITIAL and flags & FIRST and len(unit.words) > 1:
        return NAME  # J-Pierre
    if flags & FIRST and flags & KNOWN and not flags & CAPS and min(map(first_rank, unit.words)) < 3000 and (
        not flags & STOP or unit.words[0] in around()["ambiguous_first_names"]
    ):  # fmt: skip
        return AMBIGUOUS
    if flags & STOP and len(unit.words) == 1 and not (flags & FIRM):
        return NOTHING
    if flags & EPONYM and not flags & RARE and not flags & FIRM:
        return NOTHING
    if flags & PARTICLE and not unit.particle and len(unit.words) == 1:
        return NOTHING
    if flags & FIRM:
        short = flags & CAPS and len("".join(unit.words)) <= 3
        return NAME if not short or first_rank(unit.words[0]) < 600 else UNKNOWN
    if flags & CAPS and len("".join(unit.words)) <= 3 and last_rank(unit.words[0]) > 3000 and not unit.particle:
        return UNKNOWN if not flags & KNOWN else NOTHING
    if flags & (MEDICAL | ACRONYM):
        return NOTHING
    if flags & COMMON:
        if flags & FIRST and first_rank(unit.words[0]) < 3000:
            return AMBIGUOUS
        return ORDINARY if min(map(last_rank, unit.words)) < 30000 else NOTHING
    if flags & LAST:
        return NAME
    word = "".join(unit.words)
    return UNKNOWN if len(word) >= 3 and not word.endswith(_endings()) else NOTHING


def _judge(tokens: Tokens, units: list[Unit], classes: list[str]) -> tuple[list[Unit], str, float]:
    """The units that make a name, the rule and its score; no unit where it is none."""
    nothing: tuple[list[Unit], str, float] = ([], "", 0.0)
    if after_place(tokens, units[0].start):
        return nothing
    while (
        units
        and classes[-1] == LETTERS
        and not (len(units) > 1 and units[-1].end - units[-1].start <= 2 and NAME in classes)
    ):
        units, classes = units[:-1], classes[:-1]
    if not units:
        return nothing
    words = [unit for unit in units if not unit.initials]
    firm = [unit for unit, sort in zip(units, classes, strict=True) if sort == NAME and unit.flags & FIRM]
    firsts = [
        unit for unit, sort in zip(units, classes, strict=True) if sort in (NAME, AMBIGUOUS) and unit.flags & FIRST
    ]
    if len(words) == 1 and len(units) > 1:
        return _with_initials(tokens, units, classes)
    if len(words) == 1:
        return _alone(tokens, units[0], classes[0])
    if all(unit.flags & EPONYM for unit in words) and eponymous(tokens, units[0].start):
        return nothing
    if firm or (len(firsts) and any(c in (NAME, UNKNOWN) for c in classes)):
        return _pair(tokens, units, classes)
    if (
        classes[:2] == [AMBIGUOUS, ORDINARY]
        and len(units) == 2
        and not tokens.capital[units[0].start]
        and not after_article(tokens, units[0].start)
    ):
        return units, "bare.first", 0.6
    if NAME in classes and not eponymous(tokens, units[0].start):
        kept = [unit for unit, sort in zip(units, classes, strict=True) if sort in (NAME, UNKNOWN, LETTERS)]
        begin = units[0].start
        free = not after_article(tokens, begin) and not (tokens.starts_sentence(begin) and UNKNOWN in classes)
        if free and len(kept) == len(units) > 1 and not tokens.capital[begin]:
            return units, "bare.two", 0.6
    for unit, sort in zip(units, classes, strict=True):
        if sort == NAME:
            kept_one = _alone(tokens, unit, sort)
            if kept_one[0]:
                return kept_one
    return nothing


def _pair(tokens: Tokens, units: list[Unit], classes: list[str]) -> tuple[list[Unit], str, float]:
    """A first name beside other words."""
    capital = tokens.capital[units[0].start]
    start, end = 0, len(units)

    def weak(k: int) -> bool:
        last = min(map(last_rank, units[k].words))
        if classes[k] == ORDINARY:
            return last > (1500 if capital else 30000)
        return classes[k] == UNKNOWN and capital and end - start > 4

    while end - start > 1 and (weak(start) or (
        classes[start] in (ORDINARY, UNKNOWN) and end - start > 2 and not units[start].flags & CAPS
        and tokens.starts_sentence(units[start].start) and NAME in classes[start + 1 : end]
    )):  # fmt: skip
        start += 1
    while end - start > 1 and weak(end - 1):
        end -= 1
    kept = units[start:end]
    words = [unit for unit in kept if not unit.initials]
    if len(words) == 1:
        return _alone(tokens, words[0], classes[units.index(words[0])])
    if capital and not any(unit.flags & LAST or not unit.flags & KNOWN for unit in words):
        return [], "", 0.0
    return kept, "bare.first", 0.85


def _with_initials(tokens: Tokens, units: list[Unit], classes: list[str]) -> tuple[list[Unit], str, float]:
    """J.-P. Martin, E DARGENT, CAVALIER S."""
    word = next(unit for unit in units if not unit.initials)
    sort = classes[units.index(word)]
    if word.words[0] in around()["species"] or (word.flags & EPONYM and eponymous(tokens, units[0].start)):
        return [], "", 0.0
    if not units[0].initials:
        capitals = bool(word.flags & CAPS)
        if (
            sort in (NAME, UNKNOWN)
            and (capitals or units[1].flags & INITIAL)
            and (word.flags & (LAST | FIRM) or capitals)
            and _free_letter(tokens, units[1])
        ):
            return units, "bare.initials", 0.7
        return _alone(tokens, word, sort)
    first = units[0].start
    if first and tokens.flags[first - 1] & EPONYM and tokens.plains[first] in ("i", "v", "x"):
        return [], "", 0.0  # Killip I.
    before = tokens.texts[first - 1] if first else ""
    free = tokens.gaps[first] >= 2 or not before.isalpha() or bool(tokens.flags[first - 1] & (STOP | PARTICLE | CAP))
    dotted = bool(units[0].flags & INITIAL)
    if before.isdigit() and tokens.gaps[first] < 2:
        free = free and dotted
    if tokens.gaps[first] == 0 and before in ("-", "/", "."):
        return _alone(tokens, word, sort)
    if dotted and (
        sort == NAME or (free and (sort in (UNKNOWN, AMBIGUOUS) or (sort == ORDINARY and not tokens.capital[first])))
    ):
        return units, "bare.initials", 0.8
    if not dotted and sort == NAME and free and word.flags & LAST and last_rank(word.words[-1]) < 100000:
        return units, "bare.initials", 0.65
    return _alone(tokens, word, sort)


def _free_letter(tokens: Tokens, unit: Unit) -> bool:
    """Whether a letter after a name is an initial: nothing of the sentence follows it."""
    end = unit.end
    if end >= len(tokens) or tokens.gaps[end] >= 2 or unit.flags & INITIAL and unit.end - unit.start > 2:
        return True
    dotted = bool(unit.flags & INITIAL)
    return tokens.texts[end] in ",;()|:" or bool(tokens.flags[end] & FIRM) or dotted and not tokens.flags[end] & CAP


def _alone(tokens: Tokens, unit: Unit, sort: str) -> tuple[list[Unit], str, float]:
    """A word that could be a name, with nothing beside it."""
    nothing: tuple[list[Unit], str, float] = ([], "", 0.0)
    i, flags = unit.start, unit.flags
    if sort not in (NAME, AMBIGUOUS, UNKNOWN) or eponymous(tokens, i) or after_place(tokens, i):
        return nothing
    after = tokens.texts[unit.end] if unit.end < len(tokens) and tokens.gaps[unit.end] < 2 else ""
    plain_after = tokens.plains[unit.end] if after else ""
    if plain_after in around()["marks"] or after in ("=", "®", "™", "+"):
        return nothing
    if after and tokens.gaps[unit.end] == 0 and (after[0].isdigit() or after in "-/*") and not flags & FIRM:
        return nothing
    joined = i > 0 and tokens.gaps[i] == 0 and tokens.gaps[i - 1] == 0
    if joined and (tokens.texts[i - 1] == "-" or (tokens.texts[i - 1] == "/" and (sort != NAME or flags & CAPS))):
        return nothing
    place = unit.end + 1
    marked = after in (",", "(") and place < len(tokens) and tokens.plains[place] in around()["care_marks"]
    if marked and not flags & (EPONYM | CAPS) and not tokens.capital[i]:
        return [unit], "bare.carer", 0.6
    first, last = min(map(first_rank, unit.words)), min(map(last_rank, unit.words))
    starts = tokens.starts_sentence(i)
    lone = tokens.gaps[i] >= 2 and (unit.end >= len(tokens) or tokens.gaps[unit.end] >= 2)
    capital = tokens.capital[i]
    subject = plain_after in around()["verbs"] or after == ","
    follows = tokens.flags[unit.end] if after and tokens.gaps[unit.end] == 1 else 0
    if flags & EPONYM and (not (flags & FIRM and flags & RARE) or follows & EPONYM and follows & CAP):
        return nothing  # Claude Bernard-Horner
    if flags & FIRM and first < (1500 if capital else 16000):
        if after_article(tokens, i) and first > 400:
            return nothing
        if flags & CAPS and len("".join(unit.words)) <= 4 and (first > 300 or unit.words[0] in acronyms()):
            return nothing
        if starts and not subject and not lone and first > 2500 and not flags & CAPS:
            return nothing
        return [unit], "bare.first", 0.6
    if capital or after_article(tokens, i) or len(unit.words[0]) < 3:
        return nothing
    if sort == AMBIGUOUS:
        return ([unit], "bare.first", 0.5) if first < 700 and not starts and not flags & (CAPS | STOP) else nothing
    if sort == UNKNOWN:
        if flags & CAPS or len("".join(unit.words)) < 4 or after[:1].isdigit() or after == "(":
            return nothing
        if not _person_before(tokens, i):
            return nothing
        if (
            any(character.isupper() for character in tokens.texts[unit.start][1:])
            and "'" not in tokens.texts[unit.start]
        ):
            return nothing
        return [unit], "bare.unknown", 0.45
    if flags & CAPS:
        return ([unit], "bare.last", 0.6) if last < 60000 and len(unit.words[0]) >= 4 and after != ":" else nothing
    if unit.particle and flags & CAP and last_rank(" ".join(tokens.plains[i : unit.end])) < 100000:
        return [unit], "bare.last", 0.6  # Le Dantec
    most = 100000 if not starts else 20000 if subject else 5000 if lone else 0
    return ([unit], "bare.last", 0.55) if last < most else nothing


def _person_before(tokens: Tokens, i: int) -> bool:
    """Whether what stands before a word that nobody knows is followed by persons: chez X, le courrier de X."""
    if not i or tokens.gaps[i] > 1:
        return False
    before = tokens.plains[i - 1]
    if before in around()["before_persons"]:
        return True
    links = before in around()["before_persons_after"]
    return bool(links and i > 1 and tokens.gaps[i - 1] < 2 and tokens.plains[i - 2] in around()["about_persons"])


def _usual(tokens: Tokens, i: int) -> int:
    """The rank under which a first name that is an eponym too is read as a person's."""
    return 400 if i and tokens.plains[i - 1] in ("a", "par", "avec", "et", "ide", "as") else 150

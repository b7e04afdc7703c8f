"""French numbers written in words: what they look like, and what they are worth."""

import re

_SAID = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_TENS |= {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}  # Belgium, Switzerland
_SMALL = {word: value for value, word in enumerate(_SAID.split())} | {"une": 1}
WORDS = frozenset(_SMALL) | frozenset(_TENS) | {"vingts", "cent", "cents", "mille", "mil"}

_WORD = "(?:" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")(?![a-z])"
NUMBER = rf"{_WORD}(?:[ -]{{1,2}}(?:et[ -])?{_WORD}){{0,11}}"  # to be read on plain text (no accents, lower case)
_SPLIT = re.compile(r"[a-z]+")

_RANKS = "second troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme"
ORDINALS = {
    "premier": 1,
    "premiere": 1,
    "seconde": 2,
    "deuxieme": 2,
    "quatorzieme": 14,
    "quinzieme": 15,
    "seizieme": 16,
    "vingtieme": 20,
}
ORDINALS |= {"trentieme": 30} | {word: rank for rank, word in enumerate(_RANKS.split(), 2)}
GROUPS = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20}  # « une quinzaine de jours »
GROUPS |= {"trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100}


def read_number(words: str) -> int | None:
    """What a number in words is worth (plain text: « soixante dix huit », « quatre-vingts »).

    None where it is not one number: « deux trois » is two.
    """
    said = [word for word in _SPLIT.findall(words) if word != "et"]
    value, place = _below_thousand(said, 0)
    if place < len(said) and said[place] in ("mille", "mil") and (place > 0) == (value > 0):
        thousands = value or 1
        value, place = _below_thousand(said, place + 1)
        value += thousands * 1000
    return value if said and place == len(said) else None


def _below_thousand(said: list[str], place: int) -> tuple[int, int]:
    """(value, place after it) of what is said from `place`; the same place where nothing is."""
    digit = _SMALL.get(said[place], 99) if place < len(said) else 99
    after = place + 1 if 2 <= digit <= 9 else place
    if after < len(said) and said[after] in ("cent", "cents"):
        value, end = _below_hundred(said, after + 1)
        return (digit if after > place else 1) * 100 + value, end
    return _below_hundred(said, place)


def _below_hundred(said: list[str], place: int) -> tuple[int, int]:
    if place >= len(said):
        return 0, place
    after = said[place + 1] if place + 1 < len(said) else ""
    if said[place] == "quatre" and after in ("vingt", "vingts"):
        tens, place = 80, place + 2
    elif said[place] in _TENS:
        tens, place = _TENS[said[place]], place + 1
    elif said[place] in _SMALL:
        value = _SMALL[said[place]]
        if value == 10 and after in ("sept", "huit", "neuf"):
            return 10 + _SMALL[after], place + 2
        return value, place + 1
    else:
        return 0, place
    rest, end = _below_hundred(said, place)
    if end > place and 0 < rest < (20 if tens in (60, 80) else 10):
        return tens + rest, end
    return tens, place

"""Surrogates of numbers that identify: same shape, right keys, ranges that no person has."""

import re
from collections.abc import Callable, Mapping

from carnet.tools.pseudonymisation.rules.check_digits import luhn, nir_key
from carnet.tools.pseudonymisation.surrogates.draw import Draw

_OCR = str.maketrans("OoIl|", "00111")

_NAMED = re.compile(
    r"(?:(?:ipp|nip|nda|nir|ins|iep|rpps|finess|adeli|nss|dossier|patient|s[ée]jour|venue|num[ée]ro|num|no?|n°|am)"
    r"(?![^\W_])[\s.:°#=-]*)+",
    re.IGNORECASE,
)


def canonical(written: str) -> str:
    """Letters and figures alone, capitals: what two ways of writing a number have in common."""
    return "".join(c for c in written.upper() if c.isalnum())


Births = Mapping[tuple[int, int], tuple[int, int]]  # year of two figures, month → those of the surrogate


def identifier(draw: Draw, written: str, kind: str = "", births: Births | None = None) -> str:
    """Another number of the same length and format, by the keyed HMAC of its letters and figures.

    What it looks like decides, so that a number is replaced alike wherever it stands. NIR and INS keep their first
    figure (sex); their last three before the key are 000, an order number that INSEE never gives; the key is right.
    RPPS (11 figures) and FINESS (9, `kind` FINESS) satisfy Luhn. `births` gives a NIR the year and month of the
    birth date that stands for the one that it tells, where the note has that one.
    """
    named = _NAMED.match(written)
    if named and any(c.isdigit() for c in written[named.end() :]):  # « IPP 800123 »: the word stays
        return named.group() + identifier(draw, written[named.end() :], kind, births)
    whole = canonical(written)
    if not whole:
        return written
    make: Callable[[Draw, str], str] = _any
    if is_nir(whole, sure=kind in ("NIR", "INS")):
        make = _nir
    elif whole.isdecimal() and _has_luhn(whole, kind):
        make = _luhn
    elif kind in ("NIR", "INS") and len(whole) > 15:  # with its OID or words around it
        inside = re.search(r"[12][\s.]?(?:\d[\s.]?){4}\d[\dABab](?:[\s.]?\d){6,8}", written)
        if inside:
            number = identifier(draw, inside.group(), kind, births)
            return _any_shaped(draw, written[: inside.start()]) + number + _any_shaped(draw, written[inside.end() :])
    drawn = _nir(draw, whole, births) if make is _nir else make(draw, whole)
    characters = iter(drawn)
    return "".join(_cased(c, next(characters)) if c.isalnum() else c for c in written)


def _has_luhn(whole: str, kind: str) -> bool:
    return (len(whole) == 11 and (kind == "RPPS" or luhn(whole))) or (len(whole) == 9 and kind == "FINESS")


def _any_shaped(draw: Draw, written: str) -> str:
    return identifier(draw, written) if any(c.isdigit() for c in written) else written


def _cased(model: str, drawn: str) -> str:
    return drawn.lower() if model.islower() else drawn


def is_nir(whole: str, sure: bool = False) -> bool:
    """Whether these are the 13 characters of a NIR, or 15 with their right key."""
    shape = re.fullmatch(r"[12378]\d{4}\d[\dAB]\d{6}(\d{2})?", whole.translate(_OCR))
    if shape is None:
        return False
    return sure or (len(whole) == 15 and whole[13:] == _key(whole))


def _key(number: str) -> str:
    """The two figures of the key of a NIR; nothing where it has none."""
    key = nir_key(number)
    return "" if key is None else f"{key:02d}"


def _nir(draw: Draw, whole: str, births: Births | None = None) -> str:
    number = draw.number("nir", whole[:13])
    number, year = divmod(number, 100)
    number, month = divmod(number, 12)
    number, department = divmod(number, 95)
    number, town = divmod(number, 900)
    told = whole[1:5].translate(_OCR)
    born = births.get((int(told[:2]), int(told[2:]))) if births and told.isdecimal() else None
    if born is not None:
        year, month = born[0] % 100, born[1] - 1
    department += department >= 19  # 20 was Corsica
    body = f"{whole[0]}{year:02d}{month + 1:02d}{department + 1:02d}{town + 1:03d}000"
    return body + _key(body) if len(whole) == 15 else body


def _luhn(draw: Draw, whole: str) -> str:
    for turn in range(100):
        digits = draw.digits("luhn", f"{whole}/{turn}")
        lead = whole[:2] if len(whole) == 11 else ""
        body = lead + "".join(str(next(digits)) for _ in whole[len(lead) : -1])
        drawn = next(f"{body}{key}" for key in range(10) if luhn(f"{body}{key}"))
        if drawn != whole:
            return drawn
    raise AssertionError("the same number a hundred times")


def _any(draw: Draw, whole: str) -> str:
    """Figures for figures, letters for letters; a first figure that is not 0 stays so."""
    for turn in range(100):
        numbers = draw.digits("identifier", f"{whole}/{turn}")
        drawn = ""
        for place, character in enumerate(whole):
            if character.isdigit():
                digit = next(numbers)
                drawn += str(digit or 1) if place == 0 and character != "0" else str(digit)
            else:
                drawn += "ABCDEFGHJKLMNPQRSTUVWXYZ"[(next(numbers) * 10 + next(numbers)) % 24]
        if drawn != whole:
            return drawn
    return drawn

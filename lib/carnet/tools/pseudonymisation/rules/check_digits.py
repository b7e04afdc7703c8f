"""Check digits of the French health numbers: the key of the NIR, Luhn of RPPS and FINESS, IBAN."""

import re

_NIR = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d\d|2[AB])\d{6}(?:\d\d)?")


def nir_key(number: str) -> int | None:
    """The key (1 to 97) of the 13 first characters of a NIR, Corsica (2A, 2B) included; None where it is no NIR.

    Method: 97 - (number modulo 97); 2A counts as 19 and 2B as 18 (INSEE).
    """
    body = number[:13].upper()
    digits = body[:5] + body[5:7].replace("2A", "19").replace("2B", "18") + body[7:]
    return 97 - int(digits) % 97 if len(digits) == 13 and digits.isascii() and digits.isdigit() else None


def looks_like_nir(number: str) -> bool:
    """Whether 13 or 15 characters have the shape of a NIR: sex, year, month (or its substitutes), place, rank."""
    return bool(_NIR.fullmatch(number.upper()))


def nir_is_valid(number: str) -> bool:
    """Whether 15 characters are a NIR with its right key."""
    number = number.upper()
    return (
        len(number) == 15 and looks_like_nir(number) and number[13:].isdigit() and nir_key(number) == int(number[13:])
    )


def luhn(digits: str) -> bool:
    """Luhn's check of a string of digits, the last being the check digit."""
    if not digits or not digits.isascii() or not digits.isdigit():
        return False
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def rpps_is_valid(number: str) -> bool:
    """An RPPS number: 11 digits, Luhn."""
    return len(number) == 11 and luhn(number)


def finess_is_valid(number: str) -> bool:
    """A FINESS number: 9 characters beginning with the department, Luhn; the letter of Corsica counts as 0."""
    plain = re.sub(r"(?i)^2[ab]", "20", number)
    return len(plain) == 9 and luhn(plain)


def iban_is_valid(number: str) -> bool:
    """An IBAN without spaces: ISO 13616, modulo 97."""
    number = number.upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", number):
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1

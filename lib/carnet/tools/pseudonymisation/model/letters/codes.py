"""Numbers that identify (phones, postcodes, NIR, IPP, RPPS…) and domains of e-mail; none is anybody's on purpose."""

import random

from carnet.tools.pseudonymisation.model.letters.people import plain_ascii

_GAPS = (" ", " ", " ", ".", ".", "", "", "-", "/", "  ")


def _digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def phone(draw: random.Random) -> str:
    """A French telephone number, or a foreign one."""
    body = draw.choice("123456679") + _digits(draw, 8)
    pairs = ["0" + body[0], *(body[i : i + 2] for i in range(1, 9, 2))]
    gap = draw.choice(_GAPS)
    match draw.randrange(14):
        case 0:
            return "+33 " + gap.join([body[0], *pairs[1:]])
        case 1:
            return "+33" + body
        case 2:
            return f"+33 (0){body[0]} " + gap.join(pairs[1:])
        case 3:
            return "0033 " + gap.join([body[0], *pairs[1:]])
        case 4:
            return f"{pairs[0]} {body[1:4]} {body[4:6]} {body[6:]}"
        case 5:
            return (
                draw.choice(("+32 4", "+41 7", "+212 6 ", "+213 5", "+221 7", "+351 9", "+590 690 "))
                + _digits(draw, 2)
                + " "
                + _digits(draw, 3)
                + " "
                + _digits(draw, 3)
            )
        case 6:
            return f"{pairs[0]}{gap}{gap.join(pairs[1:])} / {_digits(draw, 2)}"
    return _spaced(draw, gap.join(pairs), 0.08)


def _spaced(draw: random.Random, code: str, share: float) -> str:
    """Some codes are written digit by digit, as in the boxes of a form, or in threes."""
    if draw.random() > share:
        return code
    digits = "".join(character for character in code if character.isalnum())
    if draw.random() < 0.3:
        return " ".join(digits[place : place + 3] for place in range(0, len(digits), 3))
    return draw.choice((" ", " ", "|", " | ", "  ", "_", ".")).join(digits)


def postcode(draw: random.Random) -> str:
    """Five digits, seldom with a space or the F of abroad."""
    code = f"{draw.choice([*range(1, 96), 97]):02}" + draw.choice(
        ("000", "100", "200", "300", "400", "500", "600", "700", "800", _digits(draw, 3))
    )
    return draw.choices((code, f"{code[:2]} {code[2:]}", f"F-{code}", f"{code[:2]}.{code[2:]}"), (30, 2, 1, 0.3))[0]


def domain(draw: random.Random, town: str) -> str:
    """A domain of e-mail: the hospital's or a common one."""
    place = "".join(c for c in plain_ascii(town) if c.isalpha() or c == "-") or "ville"
    return draw.choice(
        (
            f"chu-{place}.fr",
            f"ch-{place}.fr",
            f"{place}.mssante.fr",
            "gmail.com",
            "orange.fr",
            "wanadoo.fr",
            "free.fr",
            "yahoo.fr",
            "hotmail.fr",
            "laposte.net",
            "outlook.com",
            f"clinique-{place}.com",
            f"hopital-{place}.org",
            "medecin.mssante.fr",
            "sfr.fr",
            f"aphp-{place}.fr",
        )
    )


def url(draw: random.Random, host: str) -> str:
    """An address of the web."""
    page = draw.choice(("", "", "/", "/rdv", "/patients/consultation", "/medecin/profil", "?id=" + _digits(draw, 4)))
    return draw.choice(("www.", "https://www.", "http://", "https://", "https://rdv.")) + host + page


def identifier(draw: random.Random, name: str) -> str:
    """A code of one of the kinds (`ident`: of another)."""
    match name:
        case "nir" | "ins":
            department = draw.choice((f"{draw.randint(1, 95):02}", "2A", "2B", "99", "97"))
            parts = [
                draw.choice("12"),
                _digits(draw, 2),
                f"{draw.randint(1, 12):02}",
                department,
                _digits(draw, 3),
                _digits(draw, 3),
                f"{draw.randint(1, 97):02}",
            ]
            parts = parts[:-1] if draw.random() < 0.12 else parts
            gap = draw.choice((" ", " ", " ", "", "", ".", "-", " . ", "  ", "|", " / "))
            if len(parts) == 7 and draw.random() < 0.3:  # the key apart
                return (
                    gap.join(parts[:-1]) + draw.choice((" ", " / ", " clé ", " - ", "/", " | ", " Clé : ")) + parts[-1]
                )
            return _spaced(draw, gap.join(parts), 0.2)
        case "ipp":
            return _spaced(
                draw,
                draw.choice(
                    (
                        _digits(draw, 7),
                        _digits(draw, 8),
                        _digits(draw, 9),
                        _digits(draw, 10),
                        _digits(draw, 6),
                        "80" + _digits(draw, 8),
                        draw.choice("ABHPX") + _digits(draw, 7),
                        f"{_digits(draw, 3)} {_digits(draw, 3)} {_digits(draw, 3)}",
                        f"IPP{_digits(draw, 6)}",
                        f"{_digits(draw, 4)}-{_digits(draw, 4)}",
                    )
                ),
                0.1,
            )
        case "nda":
            return draw.choice(
                (
                    _digits(draw, 9),
                    _digits(draw, 8),
                    "2" + _digits(draw, 7),
                    f"{_digits(draw, 2)}{draw.choice('ABCH')}{_digits(draw, 6)}",
                    f"{draw.randint(2015, 2026)}-{_digits(draw, 5)}",
                )
            )
        case "rpps":
            return draw.choice(("10" + _digits(draw, 9), f"10{_digits(draw, 3)} {_digits(draw, 3)} {_digits(draw, 3)}"))
        case "finess" | "adeli":
            return (
                _digits(draw, 9)
                if draw.random() < 0.7
                else f"{_digits(draw, 2)} {_digits(draw, 1)} {_digits(draw, 5)} {_digits(draw, 1)}"
            )
        case _:
            return draw.choice(
                (
                    f"{draw.choice(('H', 'B', 'A', 'P', 'E'))}{draw.randint(10, 26)}-{_digits(draw, 5)}",
                    _digits(draw, 7),
                    f"{draw.randint(10, 26)}{draw.choice('HTPX')}{_digits(draw, 5)}",
                    f"{_digits(draw, 6)}{draw.choice('ABCXZ')}",
                    f"{draw.choice('ABCD')}{_digits(draw, 2)}/{_digits(draw, 4)}",
                    _digits(draw, 12),
                )
            )

"""Surrogates of telephone numbers, e-mail addresses and web addresses: nothing that anybody could reach."""

import re
from collections.abc import Callable

from carnet.tools.pseudonymisation.surrogates.draw import Draw, fold, unaccented
from carnet.tools.pseudonymisation.surrogates.identifiers import identifier


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ARCEP keeps these ranges for fiction (decision 2018-0881); numbers beginning with 08 or 09 become 01 99 00
FICTION = {"1": "019900", "2": "026191", "3": "035301", "4": "046571", "5": "053649", "6": "063998", "7": "063998"}
_FRENCH = re.compile(
    r"(?<![\dOo])(?P<lead>(?:\+|00)[\s.-]?33[\s.\-]?(?:\(\s?0\s?\)[\s.\-]?)?|\(33\)[\s.\-]?|[0Oo][\s.]?)"
    r"(?P<rest>[1-9Il](?:[\s.\-/_]{0,3}[\dOoIl]){8})(?![\d])"
)
_FOREIGN = re.compile(r"(?P<lead>(?:\+|00)\d{1,3}(?=\D)|(?:\+|00)\d{2})(?P<rest>.*)", re.DOTALL)
_FUNCTIONS = _words("secretariat sec contact accueil info infos consultation service rdv bureau urgences cs")


def telephone(draw: Draw, written: str) -> str:
    """A number of the ranges kept for fiction, written alike; other figures for what is not a French number.

    A foreign number keeps its country code; what follows begins with 0, as no subscriber's number does.
    """
    position, pieces = 0, []
    for found in _FRENCH.finditer(written):
        pieces += [_extension(draw, written[position : found.start()]), _french(draw, found)]
        position = found.end()
    if not position:
        foreign = _FOREIGN.match(written.strip()) if written.strip()[:1] == "+" or written.strip()[:2] == "00" else None
        if foreign and sum(c.isdigit() for c in foreign["rest"]) >= 6:
            return foreign["lead"] + _shaped(foreign["rest"], "000" + _four(draw, written) * 4)
    return "".join([*pieces, _extension(draw, written[position:])])


def _french(draw: Draw, found: re.Match[str]) -> str:
    lead, rest = found["lead"], found["rest"]
    national = "0" + re.sub(r"\D", "", rest.translate(str.maketrans("OoIl", "0011")))
    begin = FICTION.get(national[1], FICTION["1"])
    number = begin + _four(draw, national, national if national.startswith(begin) else "")
    return (
        _shaped(lead, number[:1]) + _shaped(rest, number[1:])
        if lead.strip(" .") in ("0", "O", "o")
        else lead + _shaped(rest, number[1:])
    )


def _four(draw: Draw, what: str, other: str = "") -> str:
    digits = draw.digits("telephone", re.sub(r"\D", "", what))
    while True:
        drawn = "".join(str(next(digits)) for _ in range(4))
        if not other.endswith(drawn) or not other:
            return drawn


def _extension(draw: Draw, written: str) -> str:
    return (
        identifier(draw, written)
        if any(c.isdigit() for c in written) and not re.search(r"[^\W\d_]", written)
        else (re.sub(r"\d(?:[\s.\-]?\d)*", lambda found: identifier(draw, found.group()), written))
    )


def _shaped(model: str, digits: str) -> str:
    """The figures of `model` replaced in turn; letters that OCR wrote for figures too."""
    figures = iter(digits)
    return "".join(next(figures, "0") if c.isdigit() or c in "OoIl" else c for c in model)


def email(draw: Draw, written: str, known: Callable[[str], str | None]) -> str:
    """An address at example.org (RFC 2606). Names of the note within it follow their surrogates."""
    local, at, _domain = written.partition("@")
    if not at:
        local = re.split(r"\s*[\[({]?\s*(?:arobase|at)\s*[\])}]?\s*", written)[0]

    def word(found: re.Match[str]) -> str:
        folded = fold(found.group())
        surrogate = known(folded)
        if surrogate:
            return unaccented(surrogate).lower()
        if folded in _FUNCTIONS:
            return found.group()
        return identifier(draw, found.group()).lower() if len(folded) > 1 else found.group()

    local = re.sub(r"[^\W\d_]+", word, local.strip())
    local = re.sub(r"\d+", lambda found: identifier(draw, found.group()), local)
    tail = re.search(r"\s*$", written)
    return f"{local}@example.org{tail.group() if tail else ''}"


def url(draw: Draw, written: str) -> str:
    """A web address at example.org; what followed the host is told apart by six figures and letters."""
    found = re.match(
        r"(?P<scheme>(?:[a-z][a-z+.-]*://)?)(?P<www>www\.)?(?P<host>[^/?#\s]*)(?P<path>.*)", written, re.I | re.S
    )
    if found is None:
        return "example.org"
    path = f"/{draw.number('url', written) % 16**6:06x}" if found["path"].strip("/ \n") else found["path"].strip(" \n")
    return f"{found['scheme']}{found['www'] or ''}example.org{path}"

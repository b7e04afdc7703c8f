"""Surrogates of addresses: another number, the same type of street, an authored name; the lines stay."""

import re

from carnet.tools.pseudonymisation.surrogates.date_words import in_letters
from carnet.tools.pseudonymisation.surrogates.draw import Draw, fold, like, long_words, unaccented
from carnet.tools.pseudonymisation.surrogates.places import Towns, data

_TYPES = (
    r"rue|r\.|avenue|av\.?|ave\.?|boulevard|bo?u?le?v?d\.?|bd\.?|chemin|che?m?\.|ch\.|impasse|imp\.?|allees?|all\.|"
    r"place|pl\.?|route|rte\.?|square|sq\.?|quai|cours|passage|sentier|sente|ruelle|venelle|villa|cite|hameau|"
    r"lotissement|lot\.?|esplanade|promenade|mail|montee|cote|traverse|faubourg|fbg?\.?|rond[- ]point|voie|clos|"
    r"chaussee|domaine|parc|zone|z\.?[ai]\.?c?\.?|porte|galerie|parvis|levee|rocade|corniche"
)
_STREET = re.compile(rf"(?<![^\W_])(?P<type>{_TYPES})(?![^\W_])[\s,]*(?P<name>.*)", re.IGNORECASE | re.DOTALL)
_PLACES = re.compile(
    r"(?<![^\W_])(?P<type>residence|res\.?|batiment|bat\.?|immeuble|imm\.?|lieu[- ]?dit|ld\.?|hameau|ferme|manoir|"
    r"chateau|villa|le clos|tour|quartier)(?![^\W_])[\s,:]*(?P<name>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(r"(?<!\d)(?P<code>\d{2} ?\d{3})(?!\d)(?P<gap>[\s,-]*)(?P<town>.*)", re.DOTALL)
_PLAIN = re.compile(
    r"(?:b\.?p\.?|c\.?s\.?|apt\.?|appt\.?|appartement|app\.?|porte|etage|eme|er|bis|ter|quater|escalier|esc\.?|n°|no|"
    r"num\.?|entree|chambre|ch\.?|lot|cedex|boite|postale|cour|[a-d]|\d+|\W)+",
    re.IGNORECASE,
)
_NUMBERS = tuple(fold(in_letters(number)) for number in range(1, 100))
_SEGMENT = re.compile(r"([,;\n]+[ \t]*)")


def address(draw: Draw, written: str, towns: Towns) -> str:
    """Another address of the same shape. Its postcode and town, where they are in it, stay together."""
    pieces = _SEGMENT.split(written)
    for place in range(0, len(pieces), 2):
        pieces[place] = _segment(draw, pieces[place], towns)
    return "".join(pieces)


def _segment(draw: Draw, written: str, towns: Towns) -> str:
    plain = unaccented(written)
    if not fold(written) or len(plain) != len(written):
        return _authored(draw, written, "hamlets") if fold(written) else written
    code = _CODE.search(plain)
    if code:
        head, town = written[: code.start()], written[code.start("town") :]
        codes, name = towns.address(code["code"], town.rstrip())
        head = _segment(draw, head, towns) if fold(head) else head
        return f"{head}{codes}{written[code.end('code') : code.start('town')]}{name}{town[len(town.rstrip()) :]}"
    for pattern, pool in ((_STREET, "streets"), (_PLACES, "hamlets")):
        found = pattern.search(plain)
        if found:
            head, name = written[: found.start()], written[found.start("name") :]
            before = _figures(draw, head) if _PLAIN.fullmatch(plain[: found.start()] or " ") else _other(draw, head)
            kind = written[found.start() : found.start("name")]
            return before + kind + (_name(draw, name, pool) if fold(name) else name)
    if _PLAIN.fullmatch(plain):
        return _figures(draw, written)
    return _authored(draw, written, "hamlets")


def _name(draw: Draw, written: str, pool: str) -> str:
    if _PLAIN.fullmatch(unaccented(written)):
        return _figures(draw, written)
    return _authored(draw, written, pool)


def _other(draw: Draw, head: str) -> str:
    """What stands before the type of street and is no number: « Mme X, 12 » never comes here, « Apt Lilas » does."""
    body = head.rstrip()
    folded = fold(body)
    if folded in ("la", "le", "les", "l", "au", "a", "aux", "de", "du"):
        return head
    if folded in _NUMBERS:
        return _figures(draw, str(_NUMBERS.index(folded) + 1)) + head[len(body) :]
    return _authored(draw, body, "hamlets") + head[len(body) :] if fold(body) else head


def _authored(draw: Draw, written: str, pool: str) -> str:
    body = written.strip()
    own = long_words(body)
    found = draw.among(pool, fold(body), data()[pool], lambda name: bool(long_words(name) & own)) or data()[pool][0]
    if body.isupper():
        found = like(body, found)
    start = written.index(body)
    return written[:start] + found + written[start + len(body) :]


def _figures(draw: Draw, written: str) -> str:
    """Other numbers of as many figures."""

    def other(found: re.Match[str]) -> str:
        number = found.group()
        digits = draw.digits("street number", number)
        while True:
            drawn = str(next(digits) % 9 + 1) + "".join(str(next(digits)) for _ in number[1:])
            if drawn != number:
                return drawn

    return re.sub(r"\d+", other, written)

"""Ages, terms of pregnancy, sizes, dates and stages that cannot be, as texts write them."""

import re
from collections.abc import Iterator
from datetime import date

from carnet.language import _

_AGE = re.compile(
    r"\b(?:age(?:e)? de|(?:homme|femme|patiente?|monsieur|madame|sujet|dame|enfant|garcon|fille|fillette) (?:age(?:e)? )?de) (\d{1,4}) ans\b"
)
_PREGNANCY = re.compile(r"\b(\d{2,3}) ?(?:sa\b|semaines d'amenorrhee)")
_WEIGHT = re.compile(r"\b(?:pese|pesant|poids(?: (?:de|:|a|actuel))*) ?(\d{1,5}(?:,\d+)?) ?kg\b")
_HEIGHT = re.compile(
    r"\b(?:mesure|mesurant|taille(?: (?:de|:))*) ?(\d{1,3}(?:[,.]\d+)?) ?(cm|m)\b(?! de (?:diametre|grand axe|long|large))"
)
_TNM = re.compile(
    r"\b(?:[cpuyra]{0,3}t(?P<t>[0-9])[a-d]?) ?(?:n(?P<n>[0-9])[a-c]?)? ?(?:m(?P<m>[0-9])[a-c]?)?\b(?=.{0,3})"
)
_DATE = re.compile(
    r"\b(\d{1,2})(?:er)?[/. -](\d{1,2}|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)[/. -](\d{4})\b"
)
_DAY = re.compile(
    r"\b(\d{1,2}) (janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b(?! \d{4})"
)
_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_GLASGOW = re.compile(r"\b(?:glasgow|gcs)(?: (?:a|de|:|cote a|est a|est de))* ?(\d{1,2})\b")
_APGAR = re.compile(r"\bapgar(?: (?:a|de|:))* ?(\d{1,2})\b")
_PAIN = re.compile(r"\b(?:eva|en)(?: (?:a|de|:|est a|cotee a))* ?(\d{1,3}) ?/ ?10\b")
_PH = re.compile(r"\bph(?: (?:arteriel|a|de|:|est a|sanguin|=))* ?(\d{1,2}(?:[,.]\d+)?)\b(?! ?(?:%|mm|metr))")


def in_words(plain: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, reason) for each, in the folded text."""
    for match in _AGE.finditer(plain):
        if int(match[1]) > 122:
            yield *match.span(), _("Nobody has this age.")
    for match in _PREGNANCY.finditer(plain):
        if int(match[1]) > 45:
            yield *match.span(), _("No pregnancy lasts that long.")
    for match in _WEIGHT.finditer(plain):
        if _float(match[1]) > 640:
            yield *match.span(), _("Nobody has this weight.")
    for match in _HEIGHT.finditer(plain):
        if match[2] == "m" and not 0.2 <= _float(match[1]) <= 2.75:
            yield *match.span(), _("Nobody has this height.")
    for pattern, least, greatest in ((_GLASGOW, 3, 15), (_APGAR, 0, 10), (_PAIN, 0, 10)):
        for match in pattern.finditer(plain):
            if not least <= int(match[1]) <= greatest:
                yield (
                    *match.span(),
                    _("This score goes from {least} to {greatest}.").format(least=least, greatest=greatest),
                )
    for match in _PH.finditer(plain):
        if not 4 <= _float(match[1]) <= 8.6:
            yield *match.span(), _("No living patient has this value: the figure or its unit is wrong.")
    yield from _stages(plain)
    yield from _dates(plain)


def _stages(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in _TNM.finditer(plain):
        if match["n"] is None and match["m"] is None:
            continue
        t, n, m = (int(match[one]) if match[one] else 0 for one in ("t", "n", "m"))
        if t > 4 or n > 3 or m > 1:
            yield *match.span(), _("This TNM does not exist.")


def _dates(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in _DATE.finditer(plain):
        month = _MONTHS.index(match[2]) + 1 if match[2] in _MONTHS else int(match[2])
        try:
            date(int(match[3]), month, int(match[1]))
        except ValueError:
            yield *match.span(), _("This day is in no calendar.")
    for match in _DAY.finditer(plain):
        try:
            date(2024, _MONTHS.index(match[2]) + 1, int(match[1]))
        except ValueError:
            yield *match.span(), _("This day is in no calendar.")


def _float(digits: str) -> float:
    return float(digits.replace(",", "."))

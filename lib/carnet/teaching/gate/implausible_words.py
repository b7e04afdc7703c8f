"""Ages, terms of pregnancy, sizes, dates and stages that cannot be, as texts write them."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from carnet.language import _
from carnet.teaching.gate.implausible_bodies import bodies
from carnet.teaching.gate.implausible_values import elsewhere, not_alive, not_that_score, pressure
from carnet.teaching.gate.reading import lists

_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_AGE = re.compile(
    r"\b(?:agee? de|(?:homme|femme|patiente?|monsieur|madame|sujet|dame|enfant|garcon|fille|fillette) (?:agee? )?de)"
    r" (\d{1,4}) ans\b"
)
_PREGNANCY = re.compile(r"\b(\d{2,3}) ?(?:sa\b|semaines d'amenorrhee)")
_WEIGHT = re.compile(r"\b(?:pese|pesant|poids(?: (?:de|:|a|actuel))*) ?(\d{1,5}(?:,\d+)?) ?kg\b")
_HEIGHT = re.compile(
    r"\b(?:mesure|mesurant|taille(?: (?:de|:))*) ?(\d{1,3}(?:[,.]\d+)?) ?(cm|m)\b"
    r"(?! de (?:diametre|grand axe|long|large))"
)
_TNM = re.compile(
    r"\b(?:[cpuyra]{0,3}t(?P<t>[0-9])[a-d]?) ?(?:n(?P<n>[0-9])[a-c]?)? ?(?:m(?P<m>[0-9])[a-c]?)?\b(?=.{0,3})"
)
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(rf"\b(\d{{1,2}})(?:er)?[/. -](\d{{1,2}}|{_MONTH})[/. -](\d{{4}})\b")
_DAY = re.compile(rf"\b(\d{{1,2}}) ({_MONTH})\b(?! \d{{4}})")
_TO = r"(?: (?:a|de|=|:|egal a|est a|est de|cote a|cotee a|calcule a|initial a|initial|total de))*[ :=]*"
_PRESSURE = re.compile(
    rf"\b(?:pa|ta|pression arterielle|tension(?: arterielle)?){_TO}"
    r"(\d{1,3}(?:,\d)?) ?/ ?(\d{1,3}(?:,\d)?)(?! ?/|\d|,\d)"
)
_BMI = re.compile(rf"\b(?:imc|indice de masse corporelle){_TO}(\d{{1,4}}(?:,\d+)?)(?! ?(?:kg|g)|\d)")
_HEIGHT_IN_CM = re.compile(r"\b[12],\d{2} ?cm\b(?=.{0,14}\d ?kg)|(?<=kg)(?: pour |, | )[12],\d{2} ?cm\b")
_NO_GRADE = re.compile(
    r"\bnyha (?:v|vi|5|6)\b|\bchild(?:-| )?(?:pugh)? (?:d|e)\b|\bkillip (?:v|5)\b|\bgold [5-9]\b|\bgarden (?:v|vi|5)\b"
    r"|\bfigo (?:v|vi)\b"
)
_OVER_ALL = re.compile(
    r"\b(?:sensibilite|specificite|prevalence|valeur predictive (?:positive|negative)|vpp|vpn|mortalite|letalite"
    r"|taux de (?:survie|guerison|succes|mortalite|rechute)|survie a \d+ ans|couverture vaccinale)"
    r"(?: (?:est |etait )?(?:de|a|:|d'environ))* ?(?:1[1-9]\d|10[1-9]|[2-9]\d\d) ?%"
)
_NOT_OF_AGE = re.compile(
    r"\bnourrisson (?:age )?(?:de )?(?:[3-9]|\d{2,}) ans\b"
    r"|\bnouveau-ne (?:age )?de (?:\d+ (?:ans|mois)|(?:29|[3-9]\d|\d{3,}) jours)\b"
    r"|\b(?:enfant|garcon|fillette|garconnet) (?:age )?de (?:[2-9]\d|\d{3,}) ans\b"
)
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
    for name, pattern in _scores().items():
        least, greatest = lists("ranges")["scores"][name]
        for match in pattern.finditer(plain):
            if not least <= _float(match[1]) <= greatest:
                yield *match.span(), not_that_score(least, greatest)
    for match in _PRESSURE.finditer(plain):
        if reason := pressure(_float(match[1]), _float(match[2])):
            yield *match.span(), reason
    for match in _BMI.finditer(plain):
        if not 7 <= _float(match[1]) <= 205:
            yield *match.span(), not_alive()
    for match in _PH.finditer(plain):
        if not 4 <= _float(match[1]) <= 8.6 and not elsewhere(plain, *match.span()):
            yield *match.span(), not_alive()
    for reason, pattern in _others():
        for match in pattern.finditer(plain):
            yield *match.span(), reason
    yield from bodies(plain)
    yield from _stages(plain)
    yield from _dates(plain)


@cache
def _scores() -> dict[str, re.Pattern[str]]:
    """Scores as they are said, with the number that follows."""
    said = lists("ranges")["said_scores"]
    return {
        name: re.compile(rf"\b(?:{words}){_TO}(\d{{1,3}}(?:,\d)?)\b(?! ?(?:%|h\b|jours|ans))")
        for name, words in said.items()
    }


def _others() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (_("Nobody has this height."), _HEIGHT_IN_CM),
        (_("This class or grade does not exist."), _NO_GRADE),
        (_("A share is at most 100 %."), _OVER_ALL),
        (_("This age is not of this time of life."), _NOT_OF_AGE),
    ]


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

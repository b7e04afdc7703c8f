"""Weights, body mass indices and durations that do not go with the person who is told to have them."""

import re
from collections.abc import Iterator

from carnet.language import _

_ADULT = re.compile(r"\b(?:homme|femme|patiente?) de [2-9]\d ans\b(?P<rest>[^.]{0,120})")
_NEWBORN = re.compile(r"\b(?:nouveau-nee?|nourrisson)\b(?P<rest>[^.]{0,80})")
_KILOS = re.compile(r"(?<![\d,])(\d{1,4}(?:,\d+)?) ?kg\b(?! ?/)(?! de (?:plus|moins|trop))")
_NOT_THEIRS = re.compile(
    r"amaigri|perte|perdu|pris|prise|maigri|fœtus|foetus|accouch|enfant|garcon|fille|bebe|nouveau-ne|pese|charge|port"
)
_BODY = re.compile(
    r"\b(?:1,(?P<m>\d{2}) ?m|1 ?m ?(?P<cm>\d{2})|(?P<all>1\d{2}) ?cm)\b[^.]{0,30}?"
    r"(?P<kg>\d{2,3}(?:,\d)?) ?kg\b[^.]{0,25}?"
    r"\b(?:imc|indice de masse corporelle)[^\d.]{0,12}(?P<bmi>\d{1,3}(?:,\d+)?)"
)
_SINCE = re.compile(
    r"\b(?:homme|femme|patiente?|garcon|fille|enfant) (?:agee? )?de (\d{1,2}) ans\b[^.]{0,120}?\bdepuis (\d{1,2}) ans\b"
)
_PREGNANT = re.compile(
    r"\b(?:femme|patiente|mme) (?:agee? )?(?:de )?(\d{1,2}) ans\b[^.]{0,80}?"
    r"\b(?:primigeste|primipare|enceinte|parturiente|[1-4]\d sa\b|semaines d'amenorrhee)"
)
_OLDEST_MOTHER = 60  # years


def bodies(plain: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, reason) for each, in the folded text."""
    for pattern, least, greatest in ((_ADULT, 22, 640), (_NEWBORN, 0.2, 28)):
        for match in pattern.finditer(plain):
            rest, start = match["rest"], match.start("rest")
            for kilos in _KILOS.finditer(rest):
                before = rest[max(0, kilos.start() - 40) : kilos.start()]
                if not least <= _float(kilos[1]) <= greatest and not _NOT_THEIRS.search(before):
                    yield start + kilos.start(), start + kilos.end(), _("Nobody has this weight.")
    for match in _BODY.finditer(plain):
        height = 1 + _float(match["m"] or match["cm"] or match["all"][1:]) / 100
        expected = _float(match["kg"]) / height**2
        if abs(_float(match["bmi"]) - expected) > 0.2 * expected:
            yield *match.span("bmi"), _("Weight and height do not give this body mass index.")
    for match in _PREGNANT.finditer(plain):
        if int(match[1]) > _OLDEST_MOTHER:
            yield *match.span(), _("Nobody is pregnant at this age.")
    for match in _SINCE.finditer(plain):
        if int(match[2]) > int(match[1]):
            yield *match.span(), _("This began before the patient was born.")


def _float(digits: str) -> float:
    return float(digits.replace(",", "."))

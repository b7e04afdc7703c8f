"""What the weeks and the weight of a newborn say: « né à 34 SA, PN 2 100 g » is P07.3 and P07.1."""

import re
from collections.abc import Iterator

from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mentions_draft import Draft

_ANY = re.compile(r"\d ?(?:sa\b|semaines? d'a|gr?(?:ammes?)?\b)")
_WEEKS = re.compile(
    r"\b(?:nee?|nne?|nouveau-?nee?|prematuree?|naissance|bebe|jumeau|jumelle)s?\b[^.;\n\d]{0,24}(?P<value>[23]\d) ?"
    r"(?:\+ ?\d |sa\b|semaines? d'amenorrhee)"
)
_WEIGHT = re.compile(
    r"\b(?:pn|pdn|poids de naissance|pds de naissance|poids a la naissance"
    r"|ne a \d\d sa[^.;\n\d]{0,12}|premature de \d\d sa,?)"
    r" ?[:=]? ?(?:a |de )?(?P<value>\d ?\d{2,3}) ?g(?:r|rammes?)?\b"
)
# CIM-10 P07: extremely low weight below 1,000 g, low below 2,500 g;
# extreme immaturity below 28 whole weeks, preterm below 37
_BANDS = ((_WEEKS, ((20, 28, "P072"), (28, 37, "P073"))), (_WEIGHT, ((300, 1000, "P070"), (1000, 2500, "P071"))))


def find(reading: Reading, nomenclature: Nomenclature) -> Iterator[Draft]:
    """The codes that weeks and weight at birth mean, where the text is of a newborn."""
    plain = reading.plain
    if not _ANY.search(plain):
        return
    for shape, bands in _BANDS:
        for match in shape.finditer(plain):
            value = int(match["value"].replace(" ", ""))
            code = next((code for low, high, code in bands if low <= value < high), None)
            if code is not None:
                yield Draft(
                    match.start("value") if shape is _WEIGHT else match.start(),
                    match.end(),
                    nomenclature.label(code),
                    "lexicon",
                    0.8,
                    code,
                )

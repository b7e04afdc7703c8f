"""The sex that a title before a name tells, for first names that men and women bear."""

import re
from collections import Counter
from collections.abc import Sequence

from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.surrogates.draw import fold

_MAN = r"M\.?|MR\.?|Mr\.?|[Mm]onsieur|MONSIEUR|[Nn][ée]|NÉ|NE"
_WOMAN = r"M(?:me|ME|mE)\.?|M(?:lle|LLE)\.?|[Mm]adame|MADAME|[Mm]ademoiselle|MADEMOISELLE|[Nn][ée]e|N[ÉE]E"
_TITLE = re.compile(rf"(?<![^\W_])(?:(?P<m>{_MAN})|(?P<f>{_WOMAN}))[ \u00a0]*$")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = 16  # signs before a name where its title stands


def titled_sexes(text: str, entities: Sequence[Entity]) -> Counter[tuple[str, str]]:
    """(folded word of a name, `m` or `f`) → how often a title told so, directly before it or before the names that it
    follows (« Mme N'Guessan Akissi »).
    """
    told: Counter[tuple[str, str]] = Counter()
    sex, end = "", -1
    named = [e for e in entities if e.label in ("FIRST_NAME", "LAST_NAME")]
    for entity in sorted(named, key=lambda entity: entity.start):
        between = text[end : entity.start] if end >= 0 else "."
        if between.strip(" \u00a0-") or len(between) > 3:
            title = _TITLE.search(text[max(0, entity.start - _BEFORE) : entity.start])
            sex = "" if title is None else "m" if title["m"] else "f"
        end = entity.end
        if sex:
            told.update((fold(word), sex) for word in _WORD.findall(entity.text))
    return told

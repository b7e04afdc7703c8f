"""Ages above 89, in figures or in letters: found anywhere in a note and told as « 90 ans ou plus »."""

import re
from collections.abc import Sequence

from carnet.text.clean import CleanText
from carnet.tools.pseudonymisation.labels import KEPT
from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.surrogates.date_words import in_letters
from carnet.tools.pseudonymisation.surrogates.draw import like, unaccented

PRODUCER = "rule:age.above_89"
_LETTERS = "|".join(
    sorted(
        {unaccented(in_letters(n)).replace("-", "[ -]").replace(" et ", "[ -]et[ -]") for n in range(90, 121)},
        key=lambda phrase: -len(phrase),
    )
)
_OLD = r"(?:9[0-9]|1[0-2][0-9])"
_MORE = r"(?: ?(?:et )?(?:\d{1,2} ?mois|demie?))?(?! ou plus)"
_YEARS = re.compile(
    rf"(?<![\d.,/]){_OLD}(?: ?(?:a|-|/|ou|et) ?{_OLD})? ?(?:ans?(?![^\W_])|a(?=[ .,;)\n])(?! \w)){_MORE}|"
    rf"(?<![^\W_.,/]){_OLD}a(?![^\W_]){_MORE}"
)
_SPOKEN = re.compile(rf"(?<![^\W_])(?:{_LETTERS}) ?ans?(?![^\W_]){_MORE}")
_NUMBER = "|".join(
    sorted({unaccented(in_letters(n)).replace("-", "[ -]").replace(" et ", "[ -]et[ -]") for n in range(1, 121)},
           key=lambda phrase: -len(phrase))
)  # fmt: skip
_IN_LETTERS = re.compile(rf"(?<![^\W_])(?:{_NUMBER}) ?ans?(?![^\W_])")
_AGE = re.compile(
    r"(?<![^\W_])(?:age[es]{0,2}|age du patient|age de la patiente) ?(?:: ?|de |= ?|d' ?)?"
    rf"(?P<n>{_OLD})(?![\d/%]|[.,]\d|\s?(?:ans|%))"
)
_BIRTHDAY = re.compile(rf"(?<![\d.,/])(?P<n>{_OLD}) ?(?:e|eme|ieme) (?=anniversaire|annee)")
_WORD = re.compile(r"(?<![^\W_])(?:(?:sur|super)?centenaires?|nonagenaires?)(?![^\W_])")


def without_words_of_ages(note: CleanText, entities: Sequence[Entity]) -> list[Entity]:
    """The entities without the dates that are a piece of a number of years in letters (« quatre » of
    « quatre-vingt-douze ans »): the age is one, and is grouped where it has to be.
    """
    dates = [e for e in entities if e.label.endswith("DATE") and e.label not in KEPT]
    if not any(e.text.replace("-", "").replace(" ", "").isalpha() for e in dates):
        return list(entities)
    spans = [note.original(m.start(), m.end()) for m in _IN_LETTERS.finditer(note.plain)]
    pieces = {
        e.start for e in dates for start, end in spans
        if start <= e.start and e.end <= end and e.end - e.start < end - start
    }  # fmt: skip
    return [e for e in entities if e.start not in pieces]


def old_ages(note: CleanText, text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The ages of 90 and more in a note as entities with their replacement, apart from those within other entities."""
    found: list[Entity] = []
    plain = note.plain
    patterns = [_YEARS]
    patterns += [_SPOKEN] if "vingt" in plain or "cent " in plain else []
    patterns += [_AGE] if "age" in plain else []
    patterns += [_BIRTHDAY] if "ann" in plain else []
    patterns += [_WORD] if "enaire" in plain else []
    for pattern in patterns:
        for match in pattern.finditer(plain):
            group = "n" if "n" in pattern.groupindex else 0
            start, end = note.original(match.start(group), match.end(group))
            if any(e.start < end and start < e.end for e in [*entities, *found]):
                continue
            written = text[start:end]
            told = "de 90 ans ou plus" if pattern is _WORD else "90" if pattern is _BIRTHDAY else "90 ans ou plus"
            found.append(
                Entity(
                    start=start, end=end, text=written, label="IDENTIFYING_DATE", replacement=like(written, told),
                    producers=(PRODUCER,),
                )
            )  # fmt: skip
    return found

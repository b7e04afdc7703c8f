"""Combinations whose elements come back so often that the key is where they meet."""

import re
from collections import Counter
from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, right, unmarked
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "convergence"
_BETWEEN = re.compile(r"\s*(?:[;+,/]| et | - | puis | avec | pendant | associee?s? (?:a |au |aux )| plus )\s*")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_ARTICLE = re.compile(r"^(?:l'|d'|(?:la|le|les|un|une|des|du|de)\b)\s*")
_COMBINED = 3  # propositions that must be combinations


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question with one key where the elements of the combinations meet."""
    for question in closed(item):
        place = meeting_place(question)
        if place:
            yield finding(
                CHECK,
                _("The elements of the combinations meet in the key: counting them is enough to find it."),
                _("Let each element come back as often in the wrong propositions, or ask for each one apart."),
                where=f"{question.id}/{place}",
            )


def elements(text: str) -> frozenset[str]:
    """The elements of a combination, folded, without articles."""
    pieces = _BETWEEN.split(_DECIMAL.sub(".", unmarked(text)).strip(" ."))
    return frozenset(_ARTICLE.sub("", piece).strip() for piece in pieces if piece.strip())


def meeting_place(question: Question) -> str | None:
    """The id of the key, where its elements are the ones that come back most; None else."""
    keys = right(question)
    if len(keys) != 1 or len(question.propositions) < 4:
        return None
    made = {one.id: elements(one.text) for one in question.propositions}
    key = keys[0].id
    if sum(len(one) > 1 for one in made.values()) < _COMBINED or len(made[key]) < 2:
        return None
    counted = Counter(element for one in made.values() for element in one)
    if sum(count > 1 for count in counted.values()) < 2:
        return None
    shared = {place: sum(counted[element] - 1 for element in one) for place, one in made.items()}
    touched = {
        place: sum(bool(one & other) for there, other in made.items() if there != place) for place, one in made.items()
    }
    others = [place for place in made if place != key]
    by_sum = shared[key] > max(shared[one] for one in others)
    by_touch = touched[key] > max(touched[one] for one in others) and shared[key] >= max(shared[one] for one in others)
    if not (by_sum or by_touch):
        return None
    return key if all(counted[element] > 1 for element in made[key]) or touched[key] == len(others) else None

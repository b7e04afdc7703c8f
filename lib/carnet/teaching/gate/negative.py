"""Questions that ask what is not: « sauf », « laquelle est fausse », « n'est pas »."""

import re
from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, last_sentence, pattern, plain
from carnet.teaching.item import Finding, Item

CHECK = "negative_stem"


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question that asks what is not."""
    for question in closed(item):
        match, start = asks_what_is_not(question.stem)
        if match is not None:
            yield finding(
                CHECK,
                _("The question asks what is not (“{words}”): the best students slip on the negation.").format(
                    words=question.stem[start + match.start() : start + match.end()][-40:]
                ),
                _("Ask what is, or name what is to be avoided (“contraindicated”, “to be stopped”)."),
                where=f"{question.id}/stem",
                span=(start + match.start(), start + match.end()),
            )


def asks_what_is_not(stem: str) -> tuple[re.Match[str] | None, int]:
    """The negation of the sentence that asks, if there is one, and where that sentence starts."""
    sentence, start = last_sentence(stem)
    found = pattern("negation", "negative_question").search(plain(sentence))
    if found is None and start and len(sentence) < 30:  # « … sauf une. Laquelle ? »
        found, start = pattern("negation", "negative_question").search(plain(stem)), 0
    return found, start

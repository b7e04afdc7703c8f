"""« Toutes les réponses », « aucune de ces propositions », « A et B »: propositions about the other propositions."""

from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, pattern, unmarked
from carnet.teaching.item import Finding, Item

CHECK = "all_none"


def check(item: Item) -> Iterator[Finding]:
    """A finding for each proposition that speaks of the others."""
    about_others = pattern("words", "all_none")
    for question in closed(item):
        for one in question.propositions:
            if about_others.search(unmarked(one.text)):
                yield finding(
                    CHECK,
                    _("This proposition speaks of the others: knowing one or two of them is enough to answer."),
                    _("Replace it by a proposition of its own, or ask for several answers."),
                    where=f"{question.id}/{one.id}",
                )

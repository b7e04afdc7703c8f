"""Two negations to undo: « n'est pas exclu que … ne soit pas », or a negative question over negative propositions."""

from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.negative import asks_what_is_not
from carnet.teaching.gate.reading import finding, pattern, plain, unmarked
from carnet.teaching.item import Finding, Item

CHECK = "double_negation"


def check(item: Item) -> Iterator[Finding]:
    """A finding for each text with two negations, and for negative propositions under a negative question."""
    litotes = pattern("negation", "litotes")
    negative = pattern("negation", "negative_proposition")
    others = pattern("words", "all_none")
    for question in item.questions:
        texts = [(f"{question.id}/stem", question.stem)]
        texts += [(f"{question.id}/{one.id}", one.text) for one in question.propositions]
        for where, text in texts:
            match = litotes.search(plain(text))
            if match:
                yield finding(
                    CHECK,
                    _("Two negations to undo: this measures reading, not medicine."),
                    _("Say it once, in the affirmative."),
                    where=where,
                    span=match.span(),
                )
        if asks_what_is_not(question.stem) is None:
            continue
        said = [
            one
            for one in question.propositions
            if negative.search(unmarked(one.text)) and not others.search(unmarked(one.text))
        ]
        if said:
            yield finding(
                CHECK,
                _("The question is negative and so is a proposition: two negations to undo."),
                _("Ask what is, or say the propositions in the affirmative."),
                where=f"{question.id}/{said[0].id}",
            )

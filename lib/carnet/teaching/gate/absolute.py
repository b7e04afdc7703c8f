"""Absolute terms (« toujours », « jamais », « tous les patients ») and hedges that only right propositions have."""

from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, pattern, plain, right, unmarked, wrong
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "absolute_terms"


def check(item: Item) -> Iterator[Finding]:
    """A finding for each proposition that is absolute, and one for hedges in the right ones alone."""
    for question in closed(item):
        yield from _absolute(question)
        yield from _hedged(question)


def _absolute(question: Question) -> Iterator[Finding]:
    terms = pattern("words", "absolute")
    about_others = pattern("words", "all_none")
    medicine = pattern("words", "absolute_terms_of_medicine")
    for one in question.propositions:
        folded = plain(one.text)
        if about_others.search(unmarked(one.text)):
            continue
        for match in terms.finditer(folded):
            if any(term.start() < match.end() and match.start() < term.end() for term in medicine.finditer(folded)):
                continue
            said = one.text[match.start() : match.end()]
            yield finding(
                CHECK,
                _("“{words}” is absolute: who knows how questions are written rejects it without knowing why.").format(
                    words=said
                ),
                _("Say how often, in whom, or in which situation."),
                where=f"{question.id}/{one.id}",
                span=match.span(),
            )
            break


def _hedged(question: Question) -> Iterator[Finding]:
    hedges = pattern("words", "vague")
    said = [one for one in right(question) if hedges.search(plain(one.text))]
    if len(said) < 2 or len(said) < len(right(question)) * 2 / 3:
        return
    if any(hedges.search(plain(one.text)) for one in wrong(question)):
        return
    yield finding(
        CHECK,
        _("Only the right propositions are hedged (“often”, “may”…): prudence gives them away."),
        _("Hedge the wrong ones as well, or none."),
        where=question.id,
        stop=False,
    )

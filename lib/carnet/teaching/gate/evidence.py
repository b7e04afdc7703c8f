"""Evidence that resolves, a source for every key, and cited passages that still stand."""

from collections.abc import Callable, Iterator

from carnet.language import _
from carnet.teaching.citation import Citation
from carnet.teaching.gate.reading import finding
from carnet.teaching.gate.report import Cannot
from carnet.teaching.item import Finding, Item
from carnet.text.evidence import Evidence

CHECK = "evidence"


def check(item: Item) -> Iterator[Finding]:
    """A finding for each passage that the item does not hold, and for each key without a source.

    A source is evidence or a citation, of the proposition or of its question. Needed by right propositions and by
    the answers of a QROC; not by the zones of an image (the image shows), a TCS (its panel answers) nor the grid of a
    station.
    """
    parts = item.parts()
    for question in item.questions:
        for one in question.evidence:
            yield from _resolves(one, parts.get(one.note_id), f"{question.id}/stem")
        for proposition in question.propositions:
            for one in proposition.evidence:
                yield from _resolves(one, parts.get(one.note_id), f"{question.id}/{proposition.id}")
            sourced = proposition.evidence or proposition.citations or question.evidence or question.citations
            if proposition.correct and not sourced and question.kind not in ("QZP", "TCS"):
                yield _unsourced(f"{question.id}/{proposition.id}")
        if question.kind == "QROC" and not (question.evidence or question.citations):
            yield _unsourced(f"{question.id}/answers/0")


def _resolves(one: Evidence, text: str | None, where: str) -> Iterator[Finding]:
    if text is None or one.start < 0 or text[one.start : one.end] != one.quote or not one.quote.strip():
        yield finding(
            CHECK,
            _("A passage given as evidence is not in the item as it stands."),
            _("Select the passage again in the case, or remove it."),
            where=where,
        )


def _unsourced(where: str) -> Finding:
    return finding(
        CHECK,
        _("Nothing shows why this answer is right: no passage of the case, no passage of a reference."),
        _("Select the passage of the case that makes it right, or cite a reference."),
        where=where,
    )


def check_citations(item: Item, standing: Callable[[Citation], str] | None) -> Iterator[Finding]:
    """A finding for each cited passage that changed or is gone. Raises Cannot where there is no library to ask."""
    cited = [
        (where, one)
        for question in item.questions
        for where, sources in [
            (f"{question.id}/stem", question.citations),
            *((f"{question.id}/{each.id}", each.citations) for each in question.propositions),
        ]
        for one in sources
    ]
    if not cited:
        return
    if standing is None:
        raise Cannot(_("the item cites references and no library was given to look them up"))
    for where, citation in cited:
        state = standing(citation)
        if state == "same":
            continue
        yield finding(
            "citations",
            _("The document “{title}” changed since this passage was cited.").format(title=citation.title)
            if state == "changed"
            else _("The document “{title}” that this passage was cited from is not in the library.").format(
                title=citation.title
            ),
            _("Read the passage again in today’s version, correct the item if need be, and cite it anew.")
            if state == "changed"
            else _("Add the document again, or cite another one."),
            where=where,
        )

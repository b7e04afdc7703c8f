"""Questions that ask what is not: « sauf », « laquelle est fausse », « n'est pas »."""

import re
from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.reading import finding, pattern, plain
from carnet.teaching.item import Finding, Item

CHECK = "negative_stem"
_SENTENCE = re.compile(r"(?<=[.!?…;])\s*(?=[A-ZÉÈÀÂÎÔŒ«(])")
_ASKS = re.compile(
    r"\?|\b(?:quel(?:le)?s?|lequel|laquelle|lesquel(?:le)?s|indique[rz]?|coche[rz]?|cite[rz]|donne[rz]|cherche[rz]|trouve[rz]|"
    r"propositions?|affirmations?|assertions?|enonces?|choisi(?:ssez|r)|selectionne[rz]|sauf|excepte|hormis|exception)\b"
)


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question that asks what is not."""
    for question in item.questions:
        if question.kind == "TCS":
            continue
        span = asks_what_is_not(question.stem)
        if span is not None:
            start, end = span
            yield finding(
                CHECK,
                _("The question asks what is not (“{words}”): the best students slip on the negation.").format(
                    words=question.stem[max(start, end - 40) : end]
                ),
                _("Ask what is, or name what is to be avoided (“contraindicated”, “to be stopped”)."),
                where=f"{question.id}/stem",
                span=span,
            )


def asks_what_is_not(stem: str) -> tuple[int, int] | None:
    """Where a sentence of a stem that asks says not; None where it asks what is.

    What a stem tells of the patient before it asks (« il ne prend pas de traitement ») is not read.
    """
    negative = pattern("negation", "negative_question")
    starts = [0, *(match.end() for match in _SENTENCE.finditer(stem)), len(stem)]
    for start, end in zip(starts, starts[1:], strict=False):
        folded = plain(stem[start:end])
        if end < len(stem) and not _ASKS.search(folded):
            continue
        match = negative.search(folded)
        if match is not None:
            return start + match.start(), start + match.end()
    whole = negative.search(plain(stem)) if re.search(r"\?|lequel|laquelle", stem[-30:], re.IGNORECASE) else None
    if whole and re.match(
        r"l'une|l'un|une seul|un seul|deux|trois|seul|plusieurs", whole[0]
    ):  # « … sauf une. Laquelle ? »
        return whole.span()
    return None

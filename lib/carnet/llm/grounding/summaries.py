"""A sentence of a summary held against several quotes of a note at once."""

from collections.abc import Sequence

from carnet.language import _
from carnet.llm.grounding.claims import Claim
from carnet.llm.grounding.grounder import Grounded, Grounder
from carnet.llm.grounding.matching import mismatch
from carnet.llm.grounding.passage import Passage, same
from carnet.text.assertion import assert_spans


def ground_together(
    grounder: Grounder, statement: str, quotes: Sequence[str], within: tuple[int, int] | None
) -> list[Grounded] | str:
    """The passages of the quotes, in their order, where together they hold the sentence; else why not.

    Figures, units, dates, sides, drugs, TNM, values and denials of the sentence must all be in the passages, said of
    the same things; of its other words three quarters.
    """
    found: list[Grounded] = []
    for quote in quotes:
        places = (grounder.aligner.places(quote, within=within) if within else []) or grounder.aligner.places(quote)
        places = [one for one in places if not grounder.instructions.touches(one.start, one.end)]
        if not places:
            return _("the quote is not in the note")
        found.append(Grounded(places[0].start, places[0].end, places[0].how))
    if not found:
        return _("the quote is not in the note")
    claim = Claim.of(statement)
    passages = [grounder.passage(one.start, one.end) for one in found]
    together = _joined(passages)
    reason = mismatch(claim, together, strict=False) or _dates(claim, passages) or _denials(claim, passages)
    return reason if reason is not None else found


def _joined(passages: list[Passage]) -> Passage:
    """One passage of several: their tokens in the order of the note."""
    first = passages[0]
    tokens = {(one.start, one.end): one for passage in passages for one in passage.tokens}
    inside = {(passage.tokens[at].start, passage.tokens[at].end) for passage in passages for at in passage.inside}
    ordered = [tokens[place] for place in sorted(tokens)]
    around = [one for passage in passages for one in passage.around]
    start, end = min(one.start for one in passages), max(one.end for one in passages)
    joined = Passage(first.reading, start, end, ordered, around, first.tnms)
    joined.inside = [at for at, one in enumerate(ordered) if (one.start, one.end) in inside]
    joined.tnms = [
        one for one in first.tnms if any(one.start < passage.end and one.end > passage.start for passage in passages)
    ]
    return joined


def _dates(claim: Claim, passages: list[Passage]) -> str | None:
    written = [
        token.root[:10] for passage in passages for token in (*passage.tokens, *passage.around) if token.kind == "date"
    ]
    for token in claim.tokens:
        value = token.root[:10]
        if token.kind != "date" or value.startswith("XXXX-XX"):
            continue
        bare = value.removeprefix("XXXX-")
        if not any(
            bare in one
            if bare != value
            else one.startswith(value) or one.endswith(value[5:]) and one.startswith("XXXX")
            for one in written
        ):
            return _("the date {date} is not that of the passage").format(date=claim.text(token))
    return None


def _denials(claim: Claim, passages: list[Passage]) -> str | None:
    """What the sentence denies the passages must deny, and what it affirms they must not deny."""
    reading = claim.reading
    named = [one for one in claim.content if one.kind in ("term", "drug") and not one.is_a("sub")]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, [(one.start, one.end) for one in named])
    for token, ours in zip(named, said, strict=True):
        theirs = set()
        for passage in passages:
            theirs |= {passage.status_of(at)[0] for at in passage.inside if same(token, passage.tokens[at])}
        if not theirs:
            continue
        if "family" in theirs and ours.status != "family" and len(theirs) == 1:
            return _("the note says it of someone else")
        if ours.status == "absent" and "absent" not in theirs:
            return _("the note does not deny it")
        if ours.status != "absent" and theirs == {"absent"}:
            return _("the note denies it")
        if ours.status in ("present", "history") and theirs <= {"hypothetical", "possible"}:
            return _("the note only considers it")
    return None

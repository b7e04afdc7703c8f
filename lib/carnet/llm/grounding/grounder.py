"""A note ready to be held against what a model says of it: quotes found, statements checked, reasons given."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from carnet.language import _
from carnet.llm.grounding.alignment import Aligner, How
from carnet.llm.grounding.asserting import depends, disagreement, doubted, not_so, of_kin, other_person, ruled_out
from carnet.llm.grounding.claims import Claim
from carnet.llm.grounding.dates import dated, iso
from carnet.llm.grounding.instructions import Instructions, hidden
from carnet.llm.grounding.matching import mismatch
from carnet.llm.grounding.meaning import Token, lexicon
from carnet.llm.grounding.passage import Passage, same
from carnet.llm.grounding.past import of_the_past
from carnet.llm.grounding.tokens import tokens_of
from carnet.text.reading import Reading
from carnet.text.tnm import Tnm, find_tnm

_TRIED = 8  # places of a repeated quote
_CUED = ("metastatic_site", "site")  # what the cue says is denied with it
_PENDING = frozenset(
    (
        "treatment",
        "line",
        "decision",
        "performance_status",
        "response",
        "progression",
        "toxicity",
        "metastatic_site",
        "stage",
    )
)  # what a condition may put off
_ONE_THING = ("event", "toxicity", "comorbidity", "progression")  # a phrase, not a list
_SELF_VALUED = frozenset(("biomarker", "lab", "tobacco", "alcohol", "performance_status", "score", "ctnm", "ptnm"))


@dataclass(frozen=True, slots=True)
class Grounded:
    """A supported statement: its quote at [start, end) of the clean text, the note's assertion, where its date is."""

    start: int
    end: int
    how: How
    assertion: str = "present"
    date_place: tuple[int, int] | None = None


class Grounder:
    """One note, read once for all that a model says of it. Offsets are of the clean text; `repr` shows no text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._tokens: dict[tuple[int, int], list[Token]] = {}

    @cached_property
    def aligner(self) -> Aligner:
        return Aligner(self.reading.clean)

    @cached_property
    def instructions(self) -> Instructions:
        return Instructions(self.reading.plain, hidden(self.reading.clean, self.reading.note.text))

    @cached_property
    def tnms(self) -> tuple[Tnm, ...]:
        return tuple(find_tnm(self.reading.text, self.reading.plain))

    def ground(
        self,
        statement: str,
        quote: str,
        *,
        kind: str = "",
        assertion: str | None = None,
        date: str | None = None,
        laterality: str | None = None,
        within: tuple[int, int] | None = None,
    ) -> Grounded | str:
        """Where the note supports the statement, or why it does not (in the language of the screen).

        A quote that the note repeats is tried where it stands, `within` first. `date` is ISO or as French notes write.
        """
        places = self.aligner.places(quote, within=within) if within else []
        if not places:
            places = self.aligner.places(quote)
        if not places:
            return _("the quote is not in the note")
        reason = ""
        claim = self.claim(statement, kind, laterality)
        for place in places[:_TRIED]:
            found = self._examine(claim, (place.start, place.end), assertion, date)
            if not isinstance(found, str):
                return Grounded(place.start, place.end, place.how, found[0], found[1])
            reason = reason or found
        return reason

    def claim(self, statement: str, kind: str = "", laterality: str | None = None) -> Claim:
        """A statement with its side, where that is said apart."""
        claim = Claim.of(statement, kind)
        if laterality and not claim.sides:
            claim = Claim.of(f"{statement} {laterality}", kind)
        return claim

    def check(
        self, statement: str, place: tuple[int, int], *, kind: str = "", assertion: str | None = None,
        date: str | None = None, laterality: str | None = None,
    ) -> str | None:  # fmt: skip
        """Why the passage at `place` does not support the statement; None where it does."""
        found = self._examine(self.claim(statement, kind, laterality), place, assertion, date)
        return found if isinstance(found, str) else None

    def _examine(
        self, claim: Claim, place: tuple[int, int], assertion: str | None, date: str | None
    ) -> str | tuple[str, tuple[int, int] | None]:
        """Why not; or the note's assertion, and where its date is."""
        start, end = place
        refused = self.inadmissible(start, end, assertion)
        if refused is not None:
            return refused
        passage = self.passage(start, end)
        reason = mismatch(claim, passage, denied=assertion == "absent" or claim.denied)
        if reason is not None:
            return reason
        anchors = anchor_of(claim, passage, assertion == "absent" or claim.denied)
        if claim.kind in _ONE_THING and _scattered(passage, anchors):
            return _("the words of the statement are said of different things")
        status = self._assertion(claim, passage, anchors, assertion)
        if status[0] is None:
            return status[1]
        if date:
            wanted = iso(date)
            at_value = measured(claim, passage)
            spots = [(passage.tokens[at].start, passage.tokens[at].end) for at in at_value or anchors] or [place]
            spot = (min(a for a, _b in spots), max(b for _a, b in spots))
            where = dated(self.reading, wanted, place, spot) if wanted else None
            if where is None:
                return _("the date {date} is not that of the passage").format(date=date)
            return status[0], where
        return status[0], None

    def inadmissible(self, start: int, end: int, assertion: str | None = None) -> str | None:
        """Why a passage is no evidence of anything about the patient; None where it may be."""
        if self.instructions.touches(start, end):
            return _("the passage gives orders to its reader: it is no evidence")
        if assertion != "family" and other_person(self.reading, start, end):
            return _("the note says it of someone else")
        return None

    def gainsaid(self, start: int, end: int, assertion: str | None = None, kind: str = "") -> bool:
        """Whether what is named at [start, end) is a relative's, or ruled out right after, against the assertion."""
        if assertion not in ("family", "absent") and ruled_out(self.reading, end):
            return True
        if assertion in (None, "present", "history"):
            if doubted(self.reading, end) or not_so(self.reading, start, kind):
                return True
            if kind in _PENDING and depends(self.reading, start, end):
                return True
        return assertion != "family" and of_kin(self.reading, start)

    def _assertion(
        self, claim: Claim, passage: Passage, anchors: list[int], assertion: str | None
    ) -> tuple[str | None, str]:
        claimed = assertion or ("absent" if claim.denied else "present")
        valued = claim.kind in _SELF_VALUED and claim.valued
        if claim.denied and claimed == "present" and not valued:
            claimed = "absent"
        said = self._said(claim, passage, anchors, valued)
        reason = disagreement(claimed, said, valued=valued, plan=claim.kind == "decision")
        if reason is not None:
            return None, reason
        if valued and claimed == "present":
            return claimed, ""
        if claimed in ("present", "history"):
            return of_the_past(self.reading, claim.kind, claimed, said, passage)
        return claimed, ""

    def _said(self, claim: Claim, passage: Passage, anchors: list[int], valued: bool) -> list[tuple[str, str]]:
        """What the note asserts of the words of the claim, and what the words around add."""
        said = [passage.status_of(at) for at in anchors] or [("present", "")]
        first = passage.tokens[anchors[0]].start if anchors else passage.start
        last = passage.tokens[anchors[-1]].end if anchors else passage.end
        plainly = all(status in ("present", "history") for status, _rule in said)
        if plainly and claim.kind in _PENDING and depends(self.reading, first, last):
            said = [("hypothetical", "condition")]
            plainly = False
        if plainly and of_kin(self.reading, first):
            return [("family", "kin")]
        if plainly and not valued and ruled_out(self.reading, last):
            said.append(("absent", "ruled_out"))
        doubt = (not_so(self.reading, first, claim.kind) or doubted(self.reading, last)) if plainly else None
        if doubt is not None:
            said = [(doubt, "after")]
        return said

    def passage(self, start: int, end: int) -> Passage:
        """The passage with the sentences that it touches, its heading and the line before."""
        low, high = self._bounds(start, end)
        tokens = self._tokens_of(low, high)
        around: list[Token] = []
        section = self.reading.section_at(start)
        if section is not None and section.body > section.start:
            around += self._tokens_of(section.start, min(section.body, section.start + 200))
        line = self.reading.plain.rfind("\n", 0, max(0, low - 1)) + 1
        if 0 < low - line < 200 and self.reading.plain[line:low].rstrip().endswith(":"):
            around += self._tokens_of(line, low)
        return Passage(self.reading, start, end, tokens, around, self.tnms)

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        first, last = self.reading.sentence_at(start), self.reading.sentence_at(max(start, end - 1))
        low = min(start, first.start) if first else start
        high = max(end, last.end) if last else end
        line = self.reading.plain.rfind("\n", 0, low) + 1
        if low - line < 120 and self.reading.plain[line:low].rstrip().endswith(":"):
            low = line  # a heading on the line of its text
        return low, high

    def _tokens_of(self, start: int, end: int) -> list[Token]:
        if (start, end) not in self._tokens:
            self._tokens[start, end] = tokens_of(self.reading, start, end, self.tnms)
        return self._tokens[start, end]

    def __repr__(self) -> str:
        return f"Grounder({self.reading!r})"


def anchor_of(claim: Claim, passage: Passage, denied: bool = False) -> list[int]:
    """The tokens of the passage that say what the claim names, those nearest to each other where several do."""
    named = [
        one for one in claim.tokens if one in claim.content or one.is_a("value", "side") or one.kind in ("code", "tnm")
    ]
    choices: list[list[int]] = []
    for one in named:
        places = [at for at in passage.inside if _says(one, passage, at)]
        if places:
            choices.append(places)
    if claim.kind in _CUED and choices:
        names = lexicon().cues[claim.kind] | (
            lexicon().cues.get(f"no {claim.kind}", frozenset()) if denied else frozenset()
        )
        cues = [at for at, one in enumerate(passage.tokens) if one.ids("concept") & names or one.ids("head") & names]
        inside = [at for at in cues if at in passage.inside]
        if inside or cues:
            choices.append(inside or cues)
    if not choices:
        return []
    choices.sort(key=len)
    best: list[int] = []
    width = 10**9
    for first in choices[0]:
        chosen = [min(places, key=lambda at: abs(at - first)) for places in choices]
        spread = max(chosen) - min(chosen)
        if spread < width:
            best, width = sorted(set(chosen)), spread
    return best


def measured(claim: Claim, passage: Passage) -> list[int]:
    """Where the passage gives the figure of a measured claim: its date is that of the figure."""
    if claim.kind not in ("biomarker", "lab", "tumour_size"):
        return []
    wanted = {one.value for one in claim.tokens if one.kind == "number"}
    places = [at for at in passage.inside if passage.tokens[at].kind == "number" and passage.tokens[at].value in wanted]
    return places if len(places) == 1 else []


def _scattered(passage: Passage, anchors: list[int]) -> bool:
    """« Paramètre gauche envahi, cloison libre » says nothing of an invaded septum."""
    if len(anchors) < 2:
        return False
    plain, tokens = passage.reading.plain, passage.tokens
    for one, other in zip(anchors, anchors[1:], strict=False):
        parted = any(mark in plain[tokens[one].end : tokens[other].start] for mark in (",", ";", ". "))
        if parted and not any(tokens[at].is_a("head") for at in (one, other)):
            return True
    return False


def _says(one: Token, passage: Passage, at: int) -> bool:
    token = passage.tokens[at]
    if one.is_a("side"):
        return bool(one.ids("side") & token.ids("side"))
    if one.kind == "tnm":
        return token.kind == "tnm"
    if one.is_a("value") and not one.is_a("head", "concept"):
        return bool(passage.values(at) & one.ids("value"))
    return same(one, token) or (one.kind == "code" and one.root == token.root)


def ground(statement: str, quote: str, reading: Reading, **claimed: Any) -> Grounded | str:
    """Where a note supports a statement with its quote, or why it does not; see `Grounder.ground`."""
    return Grounder(reading).ground(statement, quote, **claimed)


def check(
    statement: str, reading: Reading, place: tuple[int, int], *, assertion: str | None = None, **claimed: Any
) -> str | None:
    """Why the passage at `place` (clean offsets) does not support a statement; None where it does."""
    return Grounder(reading).check(statement, place, assertion=assertion, **claimed)


def ground_sentence(
    statement: str, quotes: Sequence[str], reading: Reading | Grounder, *, within: tuple[int, int] | None = None
) -> "list[Grounded] | str":
    """The passages that support a sentence of a summary together, or why they do not; see `sentences`."""
    from carnet.llm.grounding.summaries import ground_together

    grounder = reading if isinstance(reading, Grounder) else Grounder(reading)
    return ground_together(grounder, statement, quotes, within)

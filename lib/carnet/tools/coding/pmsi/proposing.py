"""From a candidate or a situation to a proposal: its label, its passages, its reason in words, what else might be."""

from collections.abc import Sequence

from carnet.language import _
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.pmsi.candidates import Candidate
from carnet.tools.coding.pmsi.checks import precise_siblings, unspecified
from carnet.tools.coding.pmsi.codes import table
from carnet.tools.coding.pmsi.ranking import Ranked
from carnet.tools.coding.pmsi.situations import Told
from carnet.tools.coding.result import Alternative, Position, Proposal

_LEADING = frozenset(("reason", "conclusion", "diagnosis", "title"))


def reason_of(rule: str) -> str:
    """What a rule says to a coder, translated."""
    says: str = table("rules")[rule]["says"]
    return _(says)


def candidate_proposal(
    candidate: Candidate,
    position: Position,
    score: float,
    rule: str,
    nomenclature: Nomenclature,
    ranked: Ranked | None,
) -> Proposal:
    """A candidate in a position, with the others that were near it or that would be more precise."""
    others = [one for one, _score in ranked.order if one is not candidate] if ranked else []
    limit = table("ranking")["dp"]["within"]
    near = [one for one in others if candidate.strength - one.strength <= limit]
    alternatives = alternatives_of(near, score, nomenclature) if ranked else ()
    if unspecified(candidate.code, nomenclature):
        alternatives = (*alternatives, *more_precise(candidate.code, position, score, nomenclature))
    return Proposal(
        code=candidate.code,
        label=candidate.label,
        position=position,
        score=round(score, 3),
        reason=reason_of(rule),
        rule=rule,
        evidence=candidate.evidence(),
        alternatives=alternatives[: table("ranking")["dp"]["alternatives"]],
    )


def situation_proposal(told: Told, position: Position, nomenclature: Nomenclature, ranked: Ranked | None) -> Proposal:
    """A situation of care in a position; the diseases of the stay are its alternatives."""
    points = table("ranking")
    score = points["given_situation"] if told.main else points["weak_situation"]
    others = alternatives_of([one for one, _score in ranked.order], score, nomenclature) if ranked else ()
    return Proposal(
        code=told.code,
        label=nomenclature.label(told.code),
        position=position,
        score=score,
        reason=reason_of(told.rule),
        rule=told.rule,
        evidence=told.evidence,
        alternatives=others[: points["dp"]["alternatives"]],
    )


def alternatives_of(others: Sequence[Candidate], score: float, nomenclature: Nomenclature) -> tuple[Alternative, ...]:
    """Other candidates for the same position, each less sure than what was chosen."""
    says = _("Another diagnosis of this stay.")
    return tuple(
        Alternative(code=one.code, label=one.label, score=round(score / (place + 2), 3), reason=says)
        for place, one in enumerate(others[: table("ranking")["dp"]["alternatives"]])
    )


def more_precise(code: str, position: Position, score: float, nomenclature: Nomenclature) -> tuple[Alternative, ...]:
    """The codes that would say more, for a coder who finds what the text does not say."""
    says = _("More precise, if the record says so.")
    where = "das" if position == "act" else position
    return tuple(
        Alternative(code=one, label=nomenclature.label(one), score=round(score / 10, 3), reason=says)
        for one in precise_siblings(code, nomenclature, where)[: table("ranking")["dp"]["alternatives"]]
    )


def lead_of(candidate: Candidate) -> bool:
    """Whether a disease is told where a stay says what it was for."""
    return any(
        source.placed.mention.section in _LEADING
        and not source.past
        and source.cue not in ("background", "complicating")
        for source in candidate.sources
    )

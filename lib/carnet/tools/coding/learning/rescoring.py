"""A coding with the scores that a site's past stays give it, and none where they say that it is too unsure."""

from carnet.language import _, percent
from carnet.text.terminologies.cim10 import dotted
from carnet.tools.coding.learning.calibration import Calibration
from carnet.tools.coding.result import Caution, CodedStay, Proposal


def rescored(coded: CodedStay, calibration: Calibration) -> CodedStay:
    """The same proposals with calibrated scores. A principal diagnosis under the threshold of abstention is left to
    the coder: a caution then says which it was, with its passages, and the related diagnosis goes with it."""
    known = calibration.positions
    changed = {
        name: tuple(_rescored(one, calibration) if one.position in known else one for one in proposals)
        for name, proposals in (("dp", _some(coded.dp)), ("dr", _some(coded.dr)), ("das", coded.das))
    }
    dp, dr, warnings = next(iter(changed["dp"]), None), next(iter(changed["dr"]), None), coded.warnings
    if coded.dp is not None and dp is not None and calibration.abstains(coded.dp.score):
        told = _("In past stays, a proposal as unsure as {code} was kept {share} of the time: choose it yourself.")
        message = told.format(share=percent(dp.score), code=dotted(dp.code))
        warnings = (*warnings, Caution(kind="abstained", code=dp.code, message=message, evidence=dp.evidence))
        dp = dr = None
    return coded.model_copy(update={"dp": dp, "dr": dr, "das": changed["das"], "warnings": warnings})


def _some(proposal: Proposal | None) -> tuple[Proposal, ...]:
    return () if proposal is None else (proposal,)


def _rescored(proposal: Proposal, calibration: Calibration) -> Proposal:
    score = round(calibration.probability(proposal.position, proposal.score), 3)
    scale = score / proposal.score if proposal.score > 0 else 1.0
    others = tuple(
        one.model_copy(update={"score": round(min(score, one.score * scale), 3)}) for one in proposal.alternatives
    )
    return proposal.model_copy(update={"score": score, "alternatives": others})

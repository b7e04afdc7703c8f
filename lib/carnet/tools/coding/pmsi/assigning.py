"""From the mentions of a stay to its codes by position, by the rules of the PMSI (MCO)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mention import Placed
from carnet.tools.coding.pmsi import doubts
from carnet.tools.coding.pmsi.cancelled import without_cancelled
from carnet.tools.coding.pmsi.candidates import Candidate, can_be_main, gather, strongest
from carnet.tools.coding.pmsi.checks import check, explained, person_excludes
from carnet.tools.coding.pmsi.codes import class_of, family, table
from carnet.tools.coding.pmsi.combining import combined
from carnet.tools.coding.pmsi.proposing import alternatives_of, candidate_proposal, lead_of, situation_proposal
from carnet.tools.coding.pmsi.ranking import Ranked, asked, logistic, rank_main, rank_others
from carnet.tools.coding.pmsi.situations import Told, told
from carnet.tools.coding.result import Caution, Proposal
from carnet.tools.coding.stay import Stay

if TYPE_CHECKING:
    from carnet.tools.coding.learning.ranking import Ranker

_NO_SEVERITIES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Assigned:
    """A stay's diagnoses by position. `dp` is none where the rules abstain: a warning names what was considered."""

    dp: Proposal | None
    dr: Proposal | None
    das: tuple[Proposal, ...]
    warnings: tuple[Caution, ...]


def assign(
    placed: Sequence[Placed],
    stay: Stay,
    nomenclature: Nomenclature,
    *,
    severities: Mapping[str, int] = _NO_SEVERITIES,
    model: "Ranker | None" = None,
    readings: Sequence[Reading] = (),
) -> Assigned:
    """Place the mentions of a stay. Every proposal is valid for its position and has at least one passage.

    `severities`: levels 2 to 4 of the site's list of CMA, by code. `model` re-ranks the codes that the notes attest and
    adds none. `readings`: the stay's notes as read; those without a mention are read again if not given.
    """
    all_readings = _readings(placed, stay, readings)
    gathered = combined(gather(placed, nomenclature, all_readings), placed, nomenclature)
    kept = check(gathered, stay, nomenclature)
    candidates = dict(kept.candidates)
    warnings = list(kept.cautions)
    situations = without_cancelled(told(all_readings, candidates, stay), candidates, all_readings)
    candidates = _sessions_told(candidates, situations)
    learnt = asked(model, stay, candidates, nomenclature)
    signs = explained(candidates)
    ranked = rank_main(_for_main(candidates, situations, signs), nomenclature, learnt.get("dp", {}))
    situation = _situation(situations, ranked, candidates, stay, nomenclature)
    dp: Proposal | None = None
    if situation is not None:
        dp = situation_proposal(situation, "dp", nomenclature, ranked)
    elif ranked.best is not None:
        best, probability = ranked.best
        if probability >= table("ranking")["dp"]["threshold"]:
            dp = candidate_proposal(best, "dp", probability, _main_rule(best, situations), nomenclature, ranked)
    dr = _related(dp, situation, candidates, learnt.get("dr", {}), nomenclature)
    taken = {one.code for one in (dp, dr) if one}
    others = {code: one for code, one in candidates.items() if code not in signs or code in family("kept_sign")}
    das = _associated(placed, others, taken, situations, situation, learnt.get("das", {}), stay, nomenclature)
    settled = {*candidates, *taken, *(one.code for one in das)}
    warnings += doubts.unsettled(placed, settled, nomenclature)
    if dp is None:
        warnings.append(doubts.abstained(ranked, placed, nomenclature))
    elif dp.code in family("symptom") or class_of(dp.code) == "symptom":
        dp = dp.model_copy(update={"alternatives": doubts.with_suspected(dp.alternatives, placed, nomenclature)})
    warnings += doubts.about_proposals([one for one in (dp, dr, *das) if one], candidates, nomenclature, severities)
    return Assigned(_graded(dp, severities), _graded(dr, severities), _ordered(das, severities), tuple(warnings))


def _readings(placed: Sequence[Placed], stay: Stay, given: Sequence[Reading]) -> list[Reading]:
    known = {one.note.note_id: one for one in given}
    for one in placed:
        known.setdefault(one.note.note_id, one.reading)
    return [known.get(note.note_id) or Reading.of(note) for note in stay.notes]


def _sessions_told(candidates: Mapping[str, Candidate], situations: Sequence[Told]) -> dict[str, Candidate]:
    """Without the sessions that are named and not told as done in this stay, unless their code was written."""
    done = {one.code for one in situations}
    return {
        code: one for code, one in candidates.items() if code not in family("session") or code in done or one.written
    }


def _for_main(
    candidates: Mapping[str, Candidate], situations: Sequence[Told], signs: Mapping[str, str]
) -> dict[str, Candidate]:
    """What the principal diagnosis is chosen among: no situation, no sign that a disease of the stay explains."""
    codes = {one.code for one in situations} | set(signs)
    return {code: one for code, one in candidates.items() if code not in codes} or dict(candidates)


def _situation(
    situations: Sequence[Told],
    ranked: Ranked,
    candidates: Mapping[str, Candidate],
    stay: Stay,
    nomenclature: Nomenclature,
) -> Told | None:
    """The situation of care that the stay was for, unless an acute disease of the stay comes before it."""
    for one in situations:
        if not one.main or not nomenclature.valid(one.code, "dp") or person_excludes(one.code, stay):
            continue
        if ranked.best and _comes_before(ranked.best[0], one):
            continue
        return one
    return None


def _comes_before(best: Candidate, situation: Told) -> bool:
    """Whether a disease, rather than the care told beside it, was what the stay was for."""
    leads = lead_of(best)
    if situation.name in ("delivery", "newborn"):
        return False
    if situation.rule == "S1":
        return best.kind in ("acute", "grave", "injury", "complication", "poisoning") and leads
    if situation.name == "palliative":
        return False
    acute = best.kind in ("acute", "grave", "injury", "complication", "poisoning", "obstetric")
    return (acute and leads) or (leads and best.discovered)


def _main_rule(best: Candidate, situations: Sequence[Told]) -> str:
    kind = best.kind
    if any(one.rule == "S2" for one in situations) and kind not in ("care", "status", "symptom"):
        return "S2"
    if kind == "symptom":
        return "D2"
    if kind == "complication":
        return "complication"
    if kind == "metastasis":
        return "metastasis"
    if kind in ("care", "status"):
        return "T3"
    return "D1" if not best.known_before else "T2"


def _related(
    dp: Proposal | None,
    situation: Told | None,
    candidates: Mapping[str, Candidate],
    learnt: Mapping[str, float],
    nomenclature: Nomenclature,
) -> Proposal | None:
    """The related diagnosis: with a principal diagnosis of the chapter XXI alone."""
    if dp is None or dp.code not in family("needs_related"):
        return None
    wanted = situation.related if situation else "tumour_or_disease"
    best = next(iter(_related_candidates(wanted, dp.code, candidates, nomenclature, learnt)), None)
    if best is None:
        return None
    points = table("ranking")["dr"]
    score = logistic(points["a"] + points["b"] * max(0.0, best.strength))
    others = alternatives_of(
        _related_candidates(wanted, dp.code, candidates, nomenclature, learnt)[1:], score, nomenclature
    )
    proposal = candidate_proposal(best, "dr", score, "related", nomenclature, None)
    return proposal.model_copy(update={"alternatives": others})


def _related_candidates(
    wanted: str,
    dp: str,
    candidates: Mapping[str, Candidate],
    nomenclature: Nomenclature,
    learnt: Mapping[str, float],
) -> list[Candidate]:
    if wanted == "none":
        return []
    eligible = [
        one
        for one in strongest(candidates)
        if one.code != dp
        and can_be_main(one, nomenclature, "dr")
        and one.kind not in ("history", "family_history", "care")
    ]
    eligible.sort(key=lambda one: (-learnt.get(one.code, 0.0), -one.strength))
    tumours = [one for one in eligible if one.code in family("primary") and not one.past]
    tumours += [one for one in eligible if one.code in family("primary") and one.past]
    tumours += [one for one in eligible if one.code in family("metastases")]
    if wanted in ("tumour", "active_tumour"):
        return [one for one in tumours if wanted == "tumour" or not one.past]
    if wanted == "tumour_or_disease" and tumours:
        return tumours
    named = table("families").get(f"_{wanted}")
    if named:
        first = [one for one in eligible if one.code in family(f"_{wanted}")]
        return first or [one for one in tumours if wanted == "blood"]
    diseases = [one for one in eligible if one.kind not in ("symptom", "status", "social", "risk")]
    return diseases or [one for one in eligible if one.kind == "risk"]


def _associated(
    placed: Sequence[Placed],
    candidates: Mapping[str, Candidate],
    taken: set[str],
    situations: Sequence[Told],
    chosen: Told | None,
    learnt: Mapping[str, float],
    stay: Stay,
    nomenclature: Nomenclature,
) -> list[Proposal]:
    proposals: dict[str, Proposal] = {}
    for candidate in strongest(candidates):
        code = candidate.code
        if code in taken:
            continue
        if chosen is not None and chosen.rule == "S1" and code[:3] == chosen.code[:3]:
            continue  # another name of the same follow-up
        rule = _associated_rule(candidate, taken)
        if rule == "germ" and not any(one in family("infection") for one in candidates):
            continue
        proposals[code] = candidate_proposal(candidate, "das", rank_others(candidate, learnt), rule, nomenclature, None)
    for one in situations:
        beside = [*one.beside, *([(one.code, one.das_rule)] if one.das and one is not chosen else [])]
        for code, rule in beside:
            if code not in taken and nomenclature.valid(code, "das") and not person_excludes(code, stay):
                added = situation_proposal(replace(one, code=code, rule=rule), "das", nomenclature, None)
                proposals.setdefault(code, added)
    proposals.update(
        (one.code, one)
        for one in doubts.relatives(placed, candidates, nomenclature)
        if one.code not in proposals and one.code not in taken and not person_excludes(one.code, stay)
    )
    return list(proposals.values())


def _associated_rule(candidate: Candidate, taken: set[str]) -> str:
    kind = candidate.kind
    if kind == "tumour" and any(code in family("metastases") for code in taken):
        return "primary"
    if candidate.code in family("asterisk"):
        return "asterisk"
    if kind in ("external", "germ", "resistance", "history", "status", "metastasis", "symptom"):
        return kind
    return "chronic" if candidate.past else "associated"


def _graded(proposal: Proposal | None, severities: Mapping[str, int]) -> Proposal | None:
    if proposal is None or proposal.code not in severities or proposal.position != "das":
        return proposal
    return proposal.model_copy(update={"severity": severities[proposal.code]})


def _ordered(proposals: Sequence[Proposal], severities: Mapping[str, int]) -> tuple[Proposal, ...]:
    """By severity, then by how sure the code is."""
    graded = [one for one in (_graded(proposal, severities) for proposal in proposals) if one]
    return tuple(sorted(graded, key=lambda one: (-(one.severity or 0), -one.score, one.code)))

"""Which diagnosis is the main one: the order of the candidates, and how sure the choice is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.pmsi.candidates import Candidate, can_be_main, strongest
from carnet.tools.coding.pmsi.codes import Family, table
from carnet.tools.coding.stay import Stay

if TYPE_CHECKING:
    from carnet.tools.coding.learning.ranking import Ranker

_SMALLEST = 1e-3
_CAUSES = frozenset(
    ("grave", "acute", "disease", "chronic", "tumour", "metastasis", "injury", "poisoning", "complication")
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates for the principal diagnosis, the best first, each with its probability."""

    order: tuple[tuple[Candidate, float], ...]

    @property
    def best(self) -> tuple[Candidate, float] | None:
        """The first, or None."""
        return self.order[0] if self.order else None


def rank_main(candidates: Mapping[str, Candidate], nomenclature: Nomenclature, learnt: Mapping[str, float]) -> Ranked:
    """Order what may be the principal diagnosis. `learnt`: probabilities of a site's model by code, may be empty."""
    points = table("ranking")["dp"]
    eligible = [one for one in strongest(candidates) if can_be_main(one, nomenclature)]
    strength = {one.code: one.strength + _learnt(learnt, one.code) for one in eligible}
    strength = consequences(eligible, strength)
    eligible.sort(key=lambda one: (-strength[one.code], one.code))
    ranked = []
    for place, one in enumerate(eligible):
        rivals = [strength[other.code] for number, other in enumerate(eligible) if number != place]
        lead = strength[one.code] - max(rivals) if rivals else points["lead"]
        lead = max(-points["lead"], min(points["lead"], lead))
        ranked.append((one, logistic(points["a"] + points["b"] * strength[one.code] + points["c"] * lead)))
    return Ranked(tuple(ranked))


def consequences(candidates: Sequence[Candidate], strength: Mapping[str, float]) -> dict[str, float]:
    """Strengths once what follows from another disease of the stay comes after it; `strength` is not changed.

    A disease among antecedents alone is no cause. Where the rule says so, the strongest cause takes the place in the
    stay of what follows from it (« insuffisance respiratoire aiguë sur pneumopathie »).
    """
    after = dict(strength)
    for follows, of, inherits in _consequences():
        causes = [one.code for one in candidates if one.code in of and not one.past and one.kind in _CAUSES]
        for one in candidates:
            others = [code for code in causes if code != one.code and code not in follows]
            if one.code in follows and others:
                after[one.code] = min(after[one.code], strength[one.code] + table("ranking")["dp"]["consequence"])
                best = max(others, key=lambda code: (after[code], code))
                after[best] = max(after[best], strength[one.code]) if inherits else after[best]
    return after


@cache
def _consequences() -> tuple[tuple[Family, Family, bool], ...]:
    return tuple(
        (Family.of(rule["after"]), Family.of(rule["of"]), bool(rule.get("inherits")))
        for rule in table("incompatible")["consequence"]
    )


def rank_others(candidate: Candidate, learnt: Mapping[str, float]) -> float:
    """The probability that a coder keeps an associated diagnosis."""
    points = table("ranking")["das"]
    total = points["a"] + points["b"] * max(0.0, candidate.strength) + points["score"] * candidate.surest
    total += points["past"] if candidate.past else 0
    total += points["symptom"] if candidate.kind == "symptom" else 0
    return logistic(total + _learnt(learnt, candidate.code))


def asked(
    model: "Ranker | None", stay: Stay, candidates: Mapping[str, Candidate], nomenclature: Nomenclature
) -> dict[str, dict[str, float]]:
    """What the site's model says of the candidates, by position; nothing without a model."""
    if model is None or not candidates:
        return {}
    positions = {
        "dp": [one.code for one in candidates.values() if can_be_main(one, nomenclature)],
        "dr": [one.code for one in candidates.values() if can_be_main(one, nomenclature, "dr")],
        "das": list(candidates),
    }
    answer: Any = model.scores(stay, positions)
    return {position: dict(scores) for position, scores in answer.items()}


def _learnt(learnt: Mapping[str, float], code: str) -> float:
    if code not in learnt:
        return 0.0
    p = min(1 - _SMALLEST, max(_SMALLEST, learnt[code]))
    return float(table("ranking")["model"] * math.log(p / (1 - p)))


def logistic(x: float) -> float:
    """1 / (1 + exp(−x)), without overflow."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0

"""PARTAGES' heads (main, mode, das) and the positions of a stay (DP, DR, DAS): the one from the other."""

from collections.abc import Mapping, Sequence

from carnet.text.coded_stays.cu2 import NO_MODE
from carnet.tools.coding.learning.calibration import Platt, logit
from carnet.tools.coding.learning.examples import Example

HEADS = ("main", "mode", "das")
POSITIONS = ("dp", "dr", "das")
Probabilities = Mapping[str, Mapping[str, float]]  # head or position → code → probability


def targets(example: Example, head: str) -> tuple[str, ...] | None:
    """The classes that a stay has under a head; None where its source does not tell."""
    if head == "main":
        return (example.main,)
    if head == "mode":
        return None if example.mode is None else (example.mode,)
    return example.das


def positions_of(heads: Probabilities) -> dict[str, dict[str, float]]:
    """P(DP = c) = P(mode = c) + P(no mode) · P(main = c); P(DR = c), given a DR, = P(main = c); DAS as they are."""
    main, mode = heads.get("main", {}), heads.get("mode", {})
    alone = mode.get(NO_MODE, 1.0 - sum(mode.values()))
    dp = {code: alone * p for code, p in main.items()}
    for code, p in mode.items():
        if code != NO_MODE:
            dp[code] = dp.get(code, 0.0) + p
    return {"dp": dp, "dr": dict(main), "das": dict(heads.get("das", {}))}


def among(
    probabilities: Probabilities, candidates: Mapping[str, Sequence[str]], platts: Mapping[str, Platt]
) -> dict[str, dict[str, float]]:
    """The calibrated probabilities of the candidates; a code that the model never learnt is left out."""
    return {
        position: {
            code: platts.get(position, Platt())(probabilities[position][code])
            for code in codes
            if code in probabilities.get(position, {})
        }
        for position, codes in candidates.items()
    }


def fit_platts(examples: Sequence[Example], probabilities: Sequence[Probabilities]) -> dict[str, Platt]:
    """One calibration a position, on the candidates of stays that the model did not learn from."""
    fitted = {}
    for position in POSITIONS:
        scores, kept = [], []
        for example, found in zip(examples, probabilities, strict=True):
            right = example.kept(position)
            if right is None or (position == "dr" and not right):
                continue
            for code in example.candidates.get(position, ()):
                if code in found.get(position, {}):
                    scores.append(found[position][code])
                    kept.append(code in right)
        fitted[position] = Platt.fit(scores, kept)
    return fitted


def first_among(scores: Mapping[str, float]) -> str | None:
    """The likeliest code; None without any."""
    return max(scores, key=lambda code: (logit(scores[code]), code)) if scores else None

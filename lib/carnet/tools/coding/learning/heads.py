"""PARTAGES' heads (main, mode, das) and the positions of a stay (DP, DR, DAS): the one from the other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from carnet.text.coded_stays.cu2 import NO_MODE
from carnet.tools.coding.learning.calibration import Platt, logit
from carnet.tools.coding.learning.examples import Example

HEADS = ("main", "mode", "das")
POSITIONS = ("dp", "dr", "das")
Probabilities = Mapping[str, Mapping[str, float]]  # head or position → code → probability
Rates = Mapping[str, Mapping[str, tuple[int, int]]]  # position → code → (times attested, times kept)


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
    probabilities: Probabilities,
    candidates: Mapping[str, Sequence[str]],
    platts: Mapping[str, Platt],
    rates: Rates = MappingProxyType({}),
) -> dict[str, dict[str, float]]:
    """The calibrated probabilities of the candidates. A code that was never learnt has the rate at which coders kept
    it when notes attested it, where that is known (`candidate_rates`); else it is left out."""
    found: dict[str, dict[str, float]] = {}
    for position, codes in candidates.items():
        known, rated = probabilities.get(position, {}), rates.get(position, {})
        platt = platts.get(position, Platt())
        found[position] = {code: platt(known[code]) for code in codes if code in known}
        for code in codes:
            if code not in known and code in rated:
                asked, kept = rated[code]
                found[position][code] = (kept + 0.5) / (asked + 1)
    return found


def candidate_rates(examples: Sequence[Example], fewest: int) -> dict[str, dict[str, tuple[int, int]]]:
    """For each position and code that the notes of `fewest` stays attest at least: in how many, and in how many of them
    a coder put it there."""
    asked: dict[str, Counter[str]] = {position: Counter() for position in POSITIONS}
    kept: dict[str, Counter[str]] = {position: Counter() for position in POSITIONS}
    for example in examples:
        for position in POSITIONS:
            right = example.kept(position)
            if right is None or (position == "dr" and not right):
                continue
            codes = set(example.candidates.get(position, ()))
            asked[position].update(codes)
            kept[position].update(codes & right)
    return {
        position: {code: (n, kept[position][code]) for code, n in sorted(counted.items()) if n >= fewest}
        for position, counted in asked.items()
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

"""How far two coders agree on the stays that both coded, and where they differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Codes = frozenset[tuple[str, str]]  # (position, code without dot)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two coders over `stays` that both coded. Shares are in [0, 1], NaN where nothing can be said.

    `kappa` is Cohen's (1960) for the principal diagnosis, full code and three characters; `das` is the positive
    agreement on the associated diagnoses, 2·common / (first + second) over all stays, which equals the F-measure of one
    coder against the other (Hripcsak & Rothschild, JAMIA 2005;12:296).
    """

    stays: int
    same: int
    dp: float
    dp_three: float
    kappa: float
    kappa_three: float
    das: float


def agreement(first: Mapping[str, Codes], second: Mapping[str, Codes]) -> Agreement:
    """The agreement of two coders, each as the codes of stays; only stays of both count."""
    both = sorted(first.keys() & second.keys())
    pairs = [(_dp(first[stay]), _dp(second[stay])) for stay in both]
    three = [(a[:3], b[:3]) for a, b in pairs]
    common = total = 0
    for stay in both:
        one, other = _das(first[stay]), _das(second[stay])
        common += len(one & other)
        total += len(one) + len(other)
    return Agreement(
        len(both),
        sum(first[stay] == second[stay] for stay in both),
        _share(pairs),
        _share(three),
        kappa(pairs),
        kappa(three),
        2 * common / total if total else float("nan"),
    )


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of paired categories: agreement beyond chance (Cohen, Educ Psychol Meas 1960;20:37). NaN for none,
    and where both always say the same single category."""
    n = len(pairs)
    if not n:
        return float("nan")
    first, second = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    chance = sum(first[category] * second[category] for category in first) / (n * n)
    return (_share(pairs) - chance) / (1 - chance) if chance < 1 else float("nan")


@dataclass(frozen=True, slots=True)
class Difference:
    """A code that one coder gave and the other not: `first`, `second` are its positions there, empty for none."""

    code: str
    first: str
    second: str


def differences(first: Codes, second: Codes) -> list[Difference]:
    """Every code of a stay with its position by each coder, those that both gave too, in the order of the RUM."""
    order = {"dp": 0, "dr": 1, "das": 2, "act": 3, "": 4}
    one, other = {code: position for position, code in first}, {code: position for position, code in second}
    found = [Difference(code, one.get(code, ""), other.get(code, "")) for code in one.keys() | other.keys()]
    return sorted(found, key=lambda d: (min(order[d.first], order[d.second]), d.code))


def _dp(codes: Codes) -> str:
    return next((code for position, code in sorted(codes) if position == "dp"), "")


def _das(codes: Codes) -> set[str]:
    return {code for position, code in codes if position == "das"}


def _share(pairs: Sequence[tuple[str, str]]) -> float:
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else float("nan")

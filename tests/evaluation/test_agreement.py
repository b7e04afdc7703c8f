"""Agreement between coders, with reference values."""

from math import isnan

import pytest

from carnet.evaluation.agreement import Difference, agreement, differences, kappa


def test_kappa_of_a_textbook_table() -> None:
    """20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa .40 (Cohen's example as the literature gives it)."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert isnan(kappa([])) and isnan(kappa([("a", "a")] * 3))


def codes(*said: str) -> frozenset[tuple[str, str]]:
    return frozenset((one.split(":")[0], one.split(":")[1]) for one in said)


def test_only_stays_of_both_count() -> None:
    first = {"1": codes("dp:C504", "das:I10", "das:E1190"), "2": codes("dp:I500"), "3": codes("dp:J440")}
    second = {"1": codes("dp:C509", "das:I10"), "2": codes("dp:I500"), "4": codes("dp:J440")}
    found = agreement(first, second)
    assert (found.stays, found.same) == (2, 1)
    assert (found.dp, found.dp_three) == (0.5, 1.0)
    assert found.das == pytest.approx(2 / 3) and found.kappa_three == 1.0


def test_nothing_in_common_is_said_as_unknown() -> None:
    found = agreement({}, {"1": codes("dp:I10")})
    assert found.stays == 0 and isnan(found.dp) and isnan(found.das)


def test_differences_are_told_by_position() -> None:
    found = differences(codes("dp:Z511", "dr:C509", "das:I10"), codes("dp:C509", "das:I10"))
    assert found == [Difference("C509", "dr", "dp"), Difference("Z511", "dp", ""), Difference("I10", "das", "das")]

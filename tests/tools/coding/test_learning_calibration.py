"""Platt's logistic: it finds the law that drew the labels, and leaves alone what it cannot know."""

import numpy as np
import pytest

from carnet.tools.coding.learning.calibration import Calibration, Platt, abstain_below, logit, sigmoid


def test_the_law_of_the_labels_is_found() -> None:
    drawn = np.random.default_rng(1)
    scores = drawn.uniform(0.05, 0.95, 20_000)
    kept = drawn.uniform(size=len(scores)) < [sigmoid(0.5 * logit(score) - 1) for score in scores]
    found = Platt.fit(list(scores), list(kept))
    assert (found.a, found.b) == (pytest.approx(0.5, abs=0.05), pytest.approx(-1, abs=0.05))
    assert found(0.9) > found(0.5) > found(0.1) and found.n == 20_000


def test_it_agrees_with_scikit_learn() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    drawn = np.random.default_rng(2)
    scores = drawn.uniform(0.05, 0.95, 3_000)
    kept = drawn.uniform(size=len(scores)) < scores**2
    found = Platt.fit(list(scores), list(kept))
    x = np.array([[logit(score)] for score in scores])
    fitted = linear.LogisticRegression(C=1e6).fit(x, kept)
    assert found.a == pytest.approx(fitted.coef_[0][0], rel=0.01)
    assert found.b == pytest.approx(fitted.intercept_[0], rel=0.02)


@pytest.mark.parametrize("kept", [[True] * 50, [False] * 50, [True, False]])
def test_too_little_changes_nothing(kept: list[bool]) -> None:
    found = Platt.fit([0.7] * len(kept), kept)
    assert (found.a, found.b) == (1, 0) and found(0.3) == pytest.approx(0.3)


def test_scores_that_say_the_contrary_are_flattened_and_separable_ones_stay_finite() -> None:
    scores = [n / 100 for n in range(100)]
    assert Platt.fit(scores, [score < 0.5 for score in scores]).a == 0
    sharp = Platt.fit(scores, [score >= 0.5 for score in scores])
    assert 0 < sharp.a < 1_000 and sharp(0.99) > 0.9 > 0.1 > sharp(0.01)


def test_abstention_begins_where_proposals_are_more_often_changed_than_kept() -> None:
    judged = [("dp", n / 200, n >= 80) for n in range(1, 200)]
    found = Calibration.fit(judged)
    assert found.abstains(0.2) and not found.abstains(0.6)
    assert abstain_below([(0.9, True)] * 50, 0.5) == 0 and abstain_below([(0.9, False)] * 5, 0.5) == 0
    assert abstain_below([(n / 100, False) for n in range(50)], 0.5) == 0.49
    assert Calibration.of(found.plain()) == found and Calibration().probability("das", 0.4) == pytest.approx(0.4)

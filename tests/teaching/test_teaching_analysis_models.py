"""Response models against published estimates, a direct computation of the likelihood, and known parameters."""

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermegauss
from scipy.optimize import approx_fprime

from carnet.teaching.analysis import Row, analyse
from carnet.teaching.analysis.classical import cronbach
from carnet.teaching.analysis.response_models import NotConverged, fit

# counts of the 32 patterns, from 00000 to 11111
LSAT6 = [3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298]  # fmt: skip  # noqa: E501
LSAT7 = [12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28, 7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308]  # fmt: skip  # noqa: E501
NAMES = tuple("12345")


def expand(counts):
    return np.array([[float(b) for b in f"{i:05b}"] for i, n in enumerate(counts) for _ in range(n)])


def fitted(x, kind, priors=False):
    names = tuple(str(j + 1) for j in range(x.shape[1]))
    return fit(x, names, tuple(str(i) for i in range(len(x))), kind, priors)


def test_lsat6_rasch_is_that_of_ltm():
    # Rizopoulos, J Stat Softw 2006;17(5): one common slope, abilities N(0, 1)
    found = fitted(expand(LSAT6), "Rasch")
    assert [round(one.difficulty / found.sd, 4) for one in found.items] == pytest.approx(
        [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=2e-4
    )
    assert found.sd == pytest.approx(0.7551, abs=1e-4) and found.sd_se == pytest.approx(0.0694, abs=1e-4)
    assert found.log_likelihood == pytest.approx(-2466.938, abs=1e-3)


def test_lsat6_two_parameters_are_those_of_ltm():
    found = fitted(expand(LSAT6), "2PL")
    assert [one.difficulty for one in found.items] == pytest.approx(
        [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=3e-3
    )
    assert [one.discrimination for one in found.items] == pytest.approx(
        [0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=1e-3
    )
    assert found.items[0].discrimination_se == pytest.approx(0.2581, abs=1e-3)
    assert found.log_likelihood == pytest.approx(-2466.653, abs=1e-3)


def test_lsat7_two_parameters_are_those_of_mirt():
    # Chalmers, J Stat Softw 2012;48(6): slopes and intercepts
    found = fitted(expand(LSAT7), "2PL")
    assert [one.discrimination for one in found.items] == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=2e-3)
    intercepts = [-one.discrimination * one.difficulty for one in found.items]
    assert intercepts == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=2e-3)
    assert found.log_likelihood == pytest.approx(-2658.805, abs=1e-3)


def test_lsat6_alpha_is_that_of_ltm():
    x = expand(LSAT6)
    assert cronbach(x) == pytest.approx(0.2950, abs=5e-5)
    without = [cronbach(np.delete(x, j, axis=1)) for j in range(5)]
    assert without == pytest.approx([0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=5e-5)
    table = [Row(str(i), f"i{j}", "q", v) for i, line in enumerate(x) for j, v in enumerate(line)]
    rest = [one.discrimination for one in analyse(table, models=False).items]
    assert rest == pytest.approx([0.1128, 0.1531, 0.1728, 0.1444, 0.1215], abs=1e-4)  # point biserial, item excluded


POINTS, MASSES = hermegauss(120)


def direct(x, slopes, intercepts):
    """The marginal log-likelihood by Gauss–Hermite integration, student by student."""
    found = 0.0
    for line in x:
        chance = MASSES / MASSES.sum()
        for value, slope, intercept in zip(line, slopes, intercepts, strict=True):
            if np.isfinite(value):
                p = 1 / (1 + np.exp(-(slope * POINTS + intercept)))
                chance = chance * (p if value == 1 else 1 - p)
        found += np.log(chance.sum())
    return found


SMALL = np.array([
    [1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 0, 1], [0, 1, 0], [1, 1, 1], [0, 0, 1], [1, 1, np.nan],
    [np.nan, 0, 0], [1, 1, 1], [0, 0, 0],
])  # fmt: skip


def test_a_small_table_is_at_the_maximum_of_the_direct_likelihood():
    found = fitted(SMALL, "Rasch")
    intercepts = np.array([-one.difficulty for one in found.items])

    def likelihood(parameters):
        return direct(SMALL, np.full(3, parameters[0]), parameters[1:])

    best = np.concatenate([[found.sd], intercepts])
    assert found.log_likelihood == pytest.approx(likelihood(best), abs=1e-7)
    assert np.abs(approx_fprime(best, likelihood, 1e-5)).max() < 2e-3
    # standard errors: curvature of the direct likelihood, by differences
    step = 1e-3
    hessian = np.array([
        [
            (likelihood(best + a + b) - likelihood(best + a - b) - likelihood(best - a + b) + likelihood(best - a - b))
            / (4 * step * step)
            for b in np.eye(4) * step
        ]
        for a in np.eye(4) * step
    ])  # fmt: skip
    errors = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    assert [found.sd_se, *(one.difficulty_se for one in found.items)] == pytest.approx(errors, rel=2e-3)


def simulated(n, k, slopes, seed):
    rng = np.random.default_rng(seed)
    ability, difficulty = rng.normal(size=n), np.linspace(-1.5, 1.5, k)
    chance = 1 / (1 + np.exp(-slopes * (ability[:, None] - difficulty)))
    return (rng.random((n, k)) < chance).astype(float), ability, difficulty


def test_known_parameters_are_found_again():
    slopes = np.tile([0.7, 1.0, 1.6], 5)
    x, ability, difficulty = simulated(1500, 15, slopes, 3)
    found = fitted(x, "2PL", priors=True)
    inside = [
        a.difficulty_interval[0] <= b <= a.difficulty_interval[1] for a, b in zip(found.items, difficulty, strict=True)
    ]
    inside += [a.discrimination_interval[0] <= b <= a.discrimination_interval[1] for a, b in zip(found.items, slopes, strict=True)]  # fmt: skip  # noqa: E501
    assert sum(inside) >= 27  # of 30 intervals at 95 %
    assert np.corrcoef(found.abilities, ability)[0, 1] > 0.85
    assert all(0.75 < one.infit < 1.1 for one in found.items)
    theta = np.array([-1.0, 0.0, 1.0])
    p, low, high = found.items[0].curve(theta)
    assert (low < p).all() and (p < high).all() and np.diff(p).min() > 0
    assert found.information(theta) == pytest.approx(sum(one.information(theta) for one in found.items))


def test_priors_hold_few_students_and_answers_by_chance_do_not_fit():
    x, _ability, _difficulty = simulated(60, 24, 1.2, 5)
    x[:, 0] = np.random.default_rng(1).random(60) < 0.5
    free, held = fitted(x, "2PL"), fitted(x, "2PL", priors=True)
    assert held.priors and max(one.discrimination for one in held.items) <= max(
        one.discrimination for one in free.items
    )
    assert held.log_likelihood <= free.log_likelihood + 1e-6
    rasch = fitted(x, "Rasch")
    assert rasch.items[0].infit == max(one.infit for one in rasch.items) > 1.15 and rasch.items[0].infit_z > 2
    assert np.isfinite(rasch.abilities).all() and not rasch.priors


def test_answers_at_random_have_no_common_ability():
    rng = np.random.default_rng(11)
    x = (rng.random((40, 4)) < 0.5).astype(float)
    x[:, 1] = 1 - x[:, 0]
    try:
        assert fitted(x, "Rasch").sd < 0.2
    except NotConverged:
        table = [Row(str(i), f"i{j}", "q", v) for i, line in enumerate(x) for j, v in enumerate(line)]
        found = analyse(table)
        assert found.rasch is None and "NotEstimated" in {type(one).__name__ for one in found.warnings}

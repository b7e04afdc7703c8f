"""Learning the linear model: one logistic regression a code, calibrated on stays of other patients."""

import warnings
import zlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.coding.learning.calibration import Calibration
from carnet.tools.coding.learning.examples import Example, concepts
from carnet.tools.coding.learning.features import Features
from carnet.tools.coding.learning.heads import (
    HEADS,
    Rates,
    among,
    candidate_rates,
    first_among,
    fit_platts,
    positions_of,
    targets,
)
from carnet.tools.coding.learning.model import CodingModel, LinearHead
from carnet.version import __version__

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEWEST = 5  # stays with a code, for it to be learnt
KEPT = 4_000  # weights kept for a code, the largest
OTHERS = 3_000  # stays without a code that it is told from, or ten times those with it
SHARE = 0.2  # of the persons, on which the probabilities are calibrated
ALPHA = 3e-5
EPOCHS = 40
_MIN_STAYS = 10


class NothingToLearn(CarnetError):
    """Too few stays, or none with a code often enough."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The model, and how it did on the stays of the persons kept apart for its calibration, before it was learnt again
    from all (`first`: that model, None without such stays): of `stays`, `reachable` had the DP among their candidates,
    `ruled` got it first from the rules alone, `learnt` from the model alone."""

    model: CodingModel
    stays: int
    reachable: int
    ruled: int
    learnt: int
    first: CodingModel | None = None


def learn(examples: Sequence[Example], *, fewest: int = FEWEST, workers: int = 0, seed: int = 0) -> Learnt:
    """Learn from stays. A first model, of four persons in five, is calibrated on the fifth; the one that is kept is of
    all of them, with that calibration. `workers`: threads (0: one a core). Raises NothingToLearn."""
    if len(examples) < _MIN_STAYS:
        raise NothingToLearn(
            _("There are too few stays to learn from: {n}.").format(n=len(examples)),
            _("Give at least {n} coded stays; a few thousand are worth it.").format(n=_MIN_STAYS),
        )
    apart = [one for one in examples if held_apart(one.person, SHARE, seed)]
    rest = [one for one in examples if not held_apart(one.person, SHARE, seed)]
    first = _fit(rest, fewest, workers, seed) if apart and len(rest) >= _MIN_STAYS else None
    calibration, counts = Calibration(), (0, 0, 0)
    if first is not None and apart:
        found = [positions_of(one) for one in first.heads_of([(one.text, concepts(one.candidates)) for one in apart])]
        calibration = Calibration(fit_platts(apart, found))
        counts = _agreement(
            apart, [among(p, one.candidates, calibration.positions) for p, one in zip(found, apart, strict=True)]
        )
    last = _fit(examples, fewest, workers, seed)
    if not last.heads["main"].codes:
        raise NothingToLearn(
            _("No principal diagnosis is there in {n} stays or more.").format(n=fewest),
            _("Give more stays, or a smaller --fewest."),
        )
    about = {
        "carnet": __version__,
        "stays": len(examples),
        "persons": len({one.person for one in examples}),
        "fewest": fewest,
        "examples": {name: _counted(examples, name, head.codes) for name, head in last.heads.items()},
        "apart": {"stays": len(apart), "reachable": counts[0], "ruled": counts[1], "learnt": counts[2]},
    }
    model = CodingModel(last.features, last.heads, calibration, _unlearnt(last, examples, fewest), about)
    if first is not None:
        first = replace(first, calibration=calibration, rates=_unlearnt(first, rest, fewest))
    return Learnt(model, len(apart), *counts, first)


def held_apart(person: str, share: float, seed: int = 0) -> bool:
    """Whether a person belongs to the share that is held apart: always the same ones, whatever their order."""
    return zlib.crc32(f"{seed} {person}".encode()) % 10_000 < share * 10_000


def _fit(examples: Sequence[Example], fewest: int, workers: int, seed: int) -> CodingModel:
    pairs = [(one.text, concepts(one.candidates)) for one in examples]
    features = Features.fit(pairs)
    x = features.of(pairs)
    heads = {}
    for name in HEADS:
        told = [targets(one, name) for one in examples]
        rows = [row for row, codes in enumerate(told) if codes is not None]
        counted = Counter(code for codes in told for code in codes or ())
        codes = tuple(sorted(code for code, times in counted.items() if times >= fewest))
        heads[name] = _head(x[rows], [told[row] or () for row in rows], codes, name != "das", workers, seed)
    return CodingModel(features, heads, Calibration())


def _head(
    x: "csr_matrix",
    told: Sequence[tuple[str, ...]],
    codes: tuple[str, ...],
    exclusive: bool,
    workers: int,
    seed: int,
) -> LinearHead:
    from scipy.sparse import csr_matrix, vstack

    from carnet.tools.workers import cores

    rows_of: dict[str, list[int]] = {code: [] for code in codes}
    for row, found in enumerate(told):
        for code in found:
            if code in rows_of:
                rows_of[code].append(row)
    work = partial(_one_code, x, seed)
    with warnings.catch_warnings(), ThreadPoolExecutor(workers or cores()) as pool:  # scikit-learn frees the lock
        warnings.simplefilter("ignore")  # the last of EPOCHS is good enough
        fitted = list(pool.map(work, (rows_of[code] for code in codes)))
    weights = csr_matrix(vstack([one for one, _b in fitted])) if fitted else csr_matrix((0, x.shape[1]))
    return LinearHead(codes, weights, np.array([b for _w, b in fitted], dtype=np.float32), exclusive)


def _one_code(x: "csr_matrix", seed: int, rows: Sequence[int]) -> tuple["csr_matrix", float]:
    """The largest weights and the intercept of one code against all others."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    y = np.zeros(x.shape[0], dtype=np.int8)
    y[list(rows)] = 1
    if y.all():  # every stay has it
        return csr_matrix((1, x.shape[1]), dtype=np.float32), 4.0
    x, y, shift = _sampled(x, y, seed)
    fitting = SGDClassifier(
        loss="log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=1e-4, n_iter_no_change=3, average=True, random_state=seed
    )
    fitting.fit(x, y)
    row = fitting.coef_[0]
    kept = np.flatnonzero(row)
    if len(kept) > KEPT:
        kept = np.sort(kept[np.argpartition(-np.abs(row[kept]), KEPT)[:KEPT]])
    parts = (row[kept].astype(np.float32), (np.zeros(len(kept), dtype=np.int32), kept.astype(np.int32)))
    return csr_matrix(parts, shape=(1, x.shape[1])), float(fitting.intercept_[0]) + shift


def _sampled(x: "csr_matrix", y: np.ndarray, seed: int) -> tuple["csr_matrix", np.ndarray, float]:
    """All stays with the code and enough of the others; and what to add to the intercept, which a share r of the others
    raises by −log r (King & Zeng, Political Analysis 2001)."""
    others = np.flatnonzero(y == 0)
    wanted = max(OTHERS, 10 * int(y.sum()))
    if len(others) <= wanted:
        return x, y, 0.0
    drawn = np.random.default_rng(seed).choice(others, wanted, replace=False)
    rows = np.sort(np.concatenate([np.flatnonzero(y), drawn]))
    return x[rows], y[rows], float(np.log(wanted / len(others)))


def _agreement(apart: Sequence[Example], scores: Sequence[dict[str, dict[str, float]]]) -> tuple[int, int, int]:
    reachable = ruled = learnt = 0
    for one, found in zip(apart, scores, strict=True):
        reachable += one.dp in one.candidates.get("dp", ())
        ruled += any(position == "dp" and code == one.dp for position, code, _score in one.ruled)
        learnt += first_among(found.get("dp", {})) == one.dp
    return reachable, ruled, learnt


def _unlearnt(model: CodingModel, examples: Sequence[Example], fewest: int) -> Rates:
    """The rates of codes that notes attest, but those that the model learnt for the position."""
    main, mode, das = (set(model.heads[name].codes) for name in HEADS)
    learnt = {"dp": main | mode, "dr": main, "das": das}
    return {
        position: {code: pair for code, pair in rates.items() if code not in learnt[position]}
        for position, rates in candidate_rates(examples, fewest).items()
    }


def _counted(examples: Sequence[Example], head: str, codes: Sequence[str]) -> dict[str, int]:
    counted = Counter(code for one in examples for code in targets(one, head) or ())
    return {code: counted[code] for code in codes}

"""What ranks the codes that the notes attest, besides the rules: the site's model, its encoder, a language model."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from carnet.tools.coding.learning.calibration import logit, sigmoid
from carnet.tools.coding.learning.examples import Candidates, concepts, document
from carnet.tools.coding.learning.heads import among
from carnet.tools.coding.learning.model import CodingModel
from carnet.tools.coding.stay import Stay

Scores = Mapping[str, Mapping[str, float]]  # position → candidate → probability that a coder keeps it there
ENCODER = "encoder"  # the folder of the encoder within that of the model


class Ranker(Protocol):
    """Probabilities of codes that the notes attest; it may leave some out, and it never adds one."""

    @property
    def fingerprint(self) -> str:
        """What the probabilities depend on besides the stay."""
        ...

    def scores(self, stay: Stay, candidates: Candidates) -> Scores:
        """{position: {code: probability}} of the candidates given by position."""
        ...


@dataclass(frozen=True)
class LinearRanker:
    """The linear model of a site."""

    model: CodingModel

    @property
    def fingerprint(self) -> str:
        """Of the weights and their calibration."""
        return f"linear:{self.model.fingerprint}"

    def scores(self, stay: Stay, candidates: Candidates) -> Scores:
        """The calibrated probabilities of the candidates that the model learnt."""
        found = self.model.scores(document(stay.notes), concepts(candidates))
        return among(found, candidates, self.model.calibration.positions, self.model.rates)


@dataclass(frozen=True)
class Together:
    """Several rankers: the mean of the logits of those that know a code."""

    rankers: Sequence[Ranker]

    @property
    def fingerprint(self) -> str:
        """Of all of them."""
        told = " ".join(one.fingerprint for one in self.rankers)
        return f"ranked:{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    def scores(self, stay: Stay, candidates: Candidates) -> Scores:
        """The candidates that one of them knows at least."""
        answers = [one.scores(stay, candidates) for one in self.rankers]
        return {
            position: _mean([one.get(position, {}) for one in answers], codes) for position, codes in candidates.items()
        }


def open_ranker(model: str | None, llm: str | None, cache: str | None = None) -> Ranker:
    """What ranks by a model's folder (its linear model, and its encoder where there is one) and a language model.

    Raises CarnetError on a folder that holds no model, or a URI that names none; ValueError where nothing is given.
    """
    rankers: list[Ranker] = []
    if model:
        rankers.append(LinearRanker(CodingModel.load(model)))
        if (Path(model) / ENCODER).is_dir():
            from carnet.tools.coding.learning.encoder import EncoderRanker

            rankers.append(EncoderRanker.open(Path(model) / ENCODER))
    if llm:
        from carnet.tools.coding.learning.rerank import ModelRanker

        rankers.append(ModelRanker.open(llm, cache))
    if not rankers:
        raise ValueError("neither a model nor a language model was given")
    return rankers[0] if len(rankers) == 1 else Together(tuple(rankers))


def _mean(answers: Sequence[Mapping[str, float]], codes: Sequence[str]) -> dict[str, float]:
    found = {}
    for code in codes:
        said = [logit(answer[code]) for answer in answers if code in answer]
        if said:
            found[code] = sigmoid(sum(said) / len(said))
    return found

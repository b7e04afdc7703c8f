"""A linear model learnt from past stays: one logistic a code, in a folder that holds numbers and codes alone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.coding.learning.calibration import Calibration
from carnet.tools.coding.learning.features import BITS, Features, Pair
from carnet.tools.coding.learning.heads import HEADS, POSITIONS, Rates, positions_of
from carnet.version import __version__

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FORMAT = 1
_MODEL, _WEIGHTS = "model.json", "weights.npz"


class ModelRefused(CarnetError):
    """A folder that holds no model, or one that cannot be used."""


def refused(folder: Path) -> ModelRefused:
    """What is said of a folder whose model cannot be read."""
    return ModelRefused(
        _("The coding model in {folder} cannot be read.").format(folder=folder),
        _("Copy it again, or learn it again: carnet learn code."),
    )


@dataclass(frozen=True)
class LinearHead:
    """`weights` (codes × columns, sparse) and `intercepts`, in the order of `codes`. `exclusive`: one code a stay."""

    codes: tuple[str, ...]
    weights: "csr_matrix"
    intercepts: np.ndarray
    exclusive: bool

    def probabilities(self, x: "csr_matrix") -> np.ndarray:
        """Stays × codes; where one code excludes the others, the logistics divided by their sum."""
        logits = np.asarray((x @ self.weights.T).todense()) + self.intercepts
        found = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return found / found.sum(axis=1, keepdims=True) if self.exclusive and found.size else found


@dataclass(frozen=True)
class CodingModel:
    """Built by `carnet.tools.coding.learning.training.learn`. `about`: what it was learnt from, in counts.

    `calibration` is of this model's own probabilities, on candidates of stays that it had not seen; `rates` are of the
    codes that notes attest and that were not learnt.
    """

    features: Features
    heads: Mapping[str, LinearHead]
    calibration: Calibration
    rates: Rates = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def heads_of(self, pairs: Sequence[Pair]) -> list[dict[str, dict[str, float]]]:
        """For each (text, concepts): head → code → probability. `text` as `examples.document` gives it."""
        x = self.features.of(pairs)
        found: list[dict[str, dict[str, float]]] = [{} for _pair in pairs]
        for name, head in self.heads.items():
            for row, values in zip(found, head.probabilities(x), strict=True):
                row[name] = dict(zip(head.codes, map(float, values), strict=True))
        return found

    def scores(self, text: str, concepts: Sequence[str]) -> dict[str, dict[str, float]]:
        """{position: {code: probability}} of all the codes learnt, not calibrated (see `heads.among`)."""
        return positions_of(self.heads_of([(text, concepts)])[0])

    @property
    def fingerprint(self) -> str:
        """Twelve digits that change with the weights, the calibration, the codes."""
        digest = hashlib.sha256(json.dumps(self._told(), sort_keys=True).encode())
        for name, array in sorted(self._arrays().items()):
            digest.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:12]

    def save(self, folder: Path) -> None:
        """Write model.json and weights.npz: no text, no pickle, no date of a stay."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / _WEIGHTS, **self._arrays())  # type: ignore[arg-type]
        told = {**self._told(), "fingerprint": self.fingerprint, "about": dict(self.about)}
        (folder / _MODEL).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: "Path | str") -> "CodingModel":
        """The model of a folder. Nothing that it holds is run; a damaged one is refused (ModelRefused)."""
        folder = Path(folder)
        if not (folder / _MODEL).is_file():
            raise ModelRefused(
                _("There is no coding model in {folder}.").format(folder=folder),
                _("Give a folder that carnet learn code wrote."),
            )
        try:
            told = json.loads((folder / _MODEL).read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise ModelRefused(
                    _("The coding model in {folder} is of another version of Carnet.").format(folder=folder),
                    _("Learn it again: carnet learn code."),
                )
            with (folder / _WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                model = cls._of(told, dict(arrays))
            if model.fingerprint != told["fingerprint"]:
                raise refused(folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
            raise refused(folder) from error
        except Exception as error:
            if isinstance(error, CarnetError):
                raise
            raise refused(folder) from error  # zipfile's and zlib's own
        return model

    @classmethod
    def _of(cls, told: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> "CodingModel":
        from scipy.sparse import csr_matrix

        features = Features(arrays["idf"], tuple(map(str, told["concepts"])))
        if told["bits"] != BITS or len(features.idf) != 2**BITS:
            raise ValueError("another hashing")
        heads = {}
        for name in HEADS:
            if name in told["heads"]:
                about = told["heads"][name]
                codes = tuple(map(str, about["codes"]))
                parts = (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"])
                weights = csr_matrix(parts, shape=(len(codes), features.size))
                weights.check_format(full_check=True)
                intercepts = arrays[f"{name}.intercepts"]
                if intercepts.shape != (len(codes),):
                    raise ValueError("another number of codes")
                heads[name] = LinearHead(codes, weights, intercepts, bool(about["exclusive"]))
        rates = {
            position: {str(code): (int(n), int(kept)) for code, (n, kept) in told["rates"][position].items()}
            for position in POSITIONS
        }
        return cls(features, heads, Calibration.of(told["calibration"]), rates, told.get("about", {}))

    def _told(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "carnet": str(self.about.get("carnet", __version__)),
            "bits": BITS,
            "concepts": list(self.features.concepts),
            "heads": {
                name: {"codes": list(head.codes), "exclusive": head.exclusive} for name, head in self.heads.items()
            },
            "calibration": self.calibration.plain(),
            "rates": {
                position: {code: list(pair) for code, pair in self.rates.get(position, {}).items()}
                for position in POSITIONS
            },
        }

    def _arrays(self) -> dict[str, np.ndarray]:
        arrays: dict[str, np.ndarray] = {"idf": self.features.idf}
        for name, head in self.heads.items():
            arrays[f"{name}.data"] = head.weights.data.astype(np.float32)
            arrays[f"{name}.indices"] = head.weights.indices.astype(np.int32)
            arrays[f"{name}.indptr"] = head.weights.indptr.astype(np.int64)
            arrays[f"{name}.intercepts"] = head.intercepts.astype(np.float32)
        return arrays

"""The tagger at run time: hashed letters, residual dilated convolutions over words, in NumPy alone."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.pseudonymisation.labels import KEPT, KINDS, LABELS, ROLES
from carnet.tools.pseudonymisation.model.features import Floats, lexicon_key, places, same_words, word_buckets
from carnet.tools.pseudonymisation.model.second_look import second_look
from carnet.tools.pseudonymisation.page import Found, Page, Word

CLASSES = tuple(
    name for label in LABELS for name in ([f"{label}:{kind}" for kind in KINDS] if label == "IDENTIFIER" else [label])
)  # output 0 says that a word identifies nothing, 1 + 2 i begins class i, 2 + 2 i goes on with it
DILATIONS = (1, 2, 4, 8)
POOLED_AFTER = 2  # layers, before the words said several times share what they know
_WORDS_AT_ONCE, _OVERLAP, _REMEMBERED = 4096, 48, 60_000


class ModelDamaged(CarnetError):
    """The weights on disk are not the ones that the card describes."""


@dataclass
class Model:
    """A trained tagger. `find` is what detectors do; `probabilities` what it is made of."""

    card: dict[str, Any]
    weights: dict[str, npt.NDArray[Any]]
    _rows: dict[str, int] = field(default_factory=dict, repr=False)
    _known: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32), repr=False)

    @property
    def producer(self) -> str:
        """The id that findings carry."""
        return f"model:{self.card['version']}"

    def find(self, page: Page) -> list[Found]:
        """What identifies on a page: every word whose chance to identify reaches the threshold of its label."""
        if not page.words:
            return []
        chances, roles = self.probabilities(page)
        return second_look(page, self._spans(page, chances, roles))

    def probabilities(self, page: Page) -> tuple[Floats, Floats]:
        """For each word of a page the chance of each output (words, 1 + 2 classes) and of each role (words, roles)."""
        count = len(page.words)
        if count <= _WORDS_AT_ONCE:
            return self._forward(page, 0, count)
        chances, roles = [], []
        for start in range(0, count, _WORDS_AT_ONCE):
            stop = min(count, start + _WORDS_AT_ONCE)
            before, after = max(0, start - _OVERLAP), min(count, stop + _OVERLAP)
            outputs = self._forward(page, before, after)
            chances.append(outputs[0][start - before : stop - before])
            roles.append(outputs[1][start - before : stop - before])
        return np.concatenate(chances), np.concatenate(roles)

    def _forward(self, page: Page, start: int, stop: int) -> tuple[Floats, Floats]:
        w = self.weights
        x = self._embedded(page.words[start:stop]) + places(page, start, stop) @ w["place"] + w["bias"]
        for layer, dilation in enumerate(DILATIONS):
            if layer == POOLED_AFTER:
                x = x + _shared(np.maximum(x @ w["pool_in"], 0), same_words(page, start, stop)) @ w["pool_out"]
            wide = np.zeros((len(x) + 2 * dilation, x.shape[1]), np.float32)
            wide[dilation:-dilation] = x
            near = np.concatenate([wide[: len(x)], x, wide[2 * dilation :]], axis=1)
            hidden = np.maximum(near @ w[f"conv{layer}"] + w[f"conv_bias{layer}"], 0)
            x = x + hidden @ w[f"mix{layer}"] + w[f"mix_bias{layer}"]
        x = np.maximum(x, 0)
        return _softmax(x @ w["label"] + w["label_bias"]), _softmax(x @ w["role"] + w["role_bias"])

    def _embedded(self, words: tuple[Word, ...]) -> Floats:
        """The embeddings of words, remembered from page to page."""
        if len(self._rows) > _REMEMBERED:
            self._rows.clear()
        rows = self._rows
        new = [word for word in words if word.text not in rows]
        if new:
            distinct = {word.text: word.plain for word in new}
            vectors = np.stack([self._vector(text, plain) for text, plain in distinct.items()])
            first = len(rows)
            if first + len(vectors) > len(self._known):
                grown = np.zeros((2 * (first + len(vectors)) + 1024, vectors.shape[1]), np.float32)
                if first:
                    grown[:first] = self._known[:first]
                self._known = grown
            self._known[first : first + len(vectors)] = vectors
            rows.update((text, first + place) for place, text in enumerate(distinct))
        return self._known[np.fromiter((rows[word.text] for word in words), np.int64, len(words))]

    def _vector(self, text: str, plain: str) -> Floats:
        buckets = word_buckets(text, plain, self._code(plain))
        summed = (self.weights["embedding"][buckets] * self.weights["scale"][buckets, None]).sum(axis=0)
        return np.asarray(summed @ self.weights["in"], np.float32)

    def _code(self, plain: str) -> int:
        """What the lexicon in the weights says of a word."""
        keys = self.weights["lexicon_keys"]
        key = keys.dtype.type(hashed(lexicon_key(plain)))  # of the same type, or NumPy copies the keys
        place = int(np.searchsorted(keys, key))
        return int(self.weights["lexicon_codes"][place]) if place < len(keys) and keys[place] == key else 0

    def _spans(self, page: Page, chances: Floats, roles: Floats) -> list[Found]:
        begin, inside = chances[:, 1::2].copy(), chances[:, 2::2]
        of_class = begin + inside
        kept = np.array([name in KEPT for name in CLASSES])
        danger = of_class[:, ~kept].sum(axis=1)
        likeliest = np.where(kept, -1, of_class).argmax(axis=1)
        thresholds = self.card["thresholds"]
        reach = np.array([thresholds.get(name.partition(":")[0], 1.0) for name in CLASSES])
        hidden = danger >= reach[likeliest]
        _join_signs(page.words, hidden, likeliest, begin, inside)
        best = np.where(hidden, likeliest, np.where(of_class[:, kept].sum(axis=1) > 0.5, kept.argmax(), -1))
        places_found = np.flatnonzero(best >= 0)
        if not len(places_found):
            return []
        chosen = best[places_found]
        apart = np.ones(len(places_found), bool)
        apart[1:] = (np.diff(places_found) > 1) | (np.diff(chosen) != 0)
        apart[1:] |= begin[places_found, chosen][1:] > inside[places_found, chosen][1:]
        edges = [*np.flatnonzero(apart).tolist(), len(places_found)]
        found = []
        for first, after in pairwise(edges):
            run = places_found[first:after]
            start, end = page.words[run[0]].start, page.words[run[-1]].end
            if not any(character.isalnum() for character in page.text[start:end]):
                continue
            label, _colon, kind = CLASSES[chosen[first]].partition(":")
            role = ("", *ROLES)[int(roles[run].sum(axis=0).argmax())]
            score = 0.9 * float(danger[run].max() if label not in KEPT else of_class[run, chosen[first]].max())
            found.append(Found(start, end, label, self.producer, role, kind, round(min(score, 0.89), 4)))
        return found


def _join_signs(
    words: tuple[Word, ...],
    hidden: npt.NDArray[np.bool_],
    likeliest: npt.NDArray[np.int64],
    begin: Floats,
    inside: Floats,
) -> None:
    """Signs between two hidden words of one passage belong to it (« 03/09/1948 »): changes what it is given."""
    for place in (np.flatnonzero(hidden[:-2] & hidden[2:]) + 1).tolist():
        before, sign, after = words[place - 1 : place + 2]
        label, following = likeliest[place - 1], likeliest[place + 1]
        if sign.text.isalnum() or (hidden[place] and likeliest[place] == label):
            continue
        same = label == following or ("DATE" in CLASSES[label] and "DATE" in CLASSES[following])
        glued = before.end == sign.start and sign.end == after.start and "_NAME" not in CLASSES[label]
        if same and (glued or inside[place + 1, following] >= begin[place + 1, following]):
            hidden[place] = True
            likeliest[place] = likeliest[place + 1] = label
            begin[place : place + 2, label] = 0


def _softmax(x: Floats) -> Floats:
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _shared(x: Floats, numbers: npt.NDArray[np.int64]) -> Floats:
    """For each word the greatest of what all places of the same word have."""
    order = np.argsort(numbers, kind="stable")
    firsts = np.flatnonzero(np.concatenate([[True], np.diff(numbers[order]) != 0]))
    greatest = np.maximum.reduceat(x[order], firsts, axis=0)
    ranks = np.empty(len(x), np.int64)
    ranks[order] = np.repeat(np.arange(len(firsts)), np.diff([*firsts, len(x)]))
    return np.asarray(greatest[ranks], np.float32)


def hashed(word: str) -> int:
    """A word as the lexicon of the weights keeps it: 32 bits."""
    return int.from_bytes(hashlib.blake2s(word.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


def read(weights: bytes, card: dict[str, Any]) -> Model:
    """A model from its weights and its card; refuses weights that are not those of the card."""
    if hashlib.sha256(weights).hexdigest() != card.get("sha256"):
        raise ModelDamaged(
            _("The weights of the pseudonymisation model are not those that its card describes."),
            _("Install Carnet again, or train the model: python -m carnet.tools.pseudonymisation.model.train"),
        )
    with np.load(io.BytesIO(weights), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    for name, array in arrays.items():
        if array.dtype == np.float16:
            arrays[name] = array.astype(np.float32)
    return Model(card, arrays)


@cache
def load() -> Model:
    """The model that ships with Carnet, read once."""
    folder = files(__package__)
    card = json.loads(folder.joinpath("card.json").read_text(encoding="utf-8"))
    return read(folder.joinpath("weights.npz").read_bytes(), card)

"""How well spans found in notes agree with gold spans: tokens covered, notes fully covered, spans per label."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from carnet.evaluation.rates import Bootstrap, Rate

TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """[start, end) of a note's text, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A note with gold and predicted spans."""

    note_id: str
    text: str
    gold: tuple[Labelled, ...]
    predicted: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label. `token_recall`: gold tokens of the label that any span covers. `precision`: tokens predicted with
    the label that any gold span covers. `exact_*`: spans with the same ends and label."""

    label: str
    token_recall: Rate
    precision: Rate
    exact_gold: int
    exact_predicted: int
    exact_hits: int


@dataclass(frozen=True, slots=True)
class SpanReport:
    """`recall`: gold tokens covered by any predicted span, whatever the label. `precision`: predicted tokens that a
    gold span covers. `notes_covered`: notes with gold of which every gold token is covered.
    `false_alarms_per_1000`: predicted tokens outside gold per thousand tokens of text."""

    notes: int
    tokens: int
    recall: Rate
    precision: Rate
    notes_covered: Rate
    false_alarms_per_1000: float
    labels: tuple[LabelScore, ...]


def score_spans(notes: Sequence[Annotated], *, resamples: int = 1000, seed: int = 0) -> SpanReport:
    """Score predicted spans against gold spans.

    A token (a run of letters, digits, underscores) counts as covered when every character of it is. The intervals
    resample notes, since the tokens of a note are not independent.
    """
    counts = [_note_counts(note) for note in notes]
    labels = sorted({label for one in counts for label in one.by_label})
    rate = Bootstrap(len(notes), resamples, seed).rate
    tokens = sum(one.tokens for one in counts)
    false_alarms = sum(one.predicted - one.predicted_right for one in counts)
    return SpanReport(
        notes=len(notes),
        tokens=tokens,
        recall=rate([(one.gold_covered, one.gold) for one in counts]),
        precision=rate([(one.predicted_right, one.predicted) for one in counts]),
        notes_covered=rate([(int(one.gold_covered == one.gold), 1) if one.gold else (0, 0) for one in counts]),
        false_alarms_per_1000=1000 * false_alarms / tokens if tokens else float("nan"),
        labels=tuple(
            LabelScore(
                label,
                rate([one.by_label.get(label, _ZERO)[:2] for one in counts]),
                rate([one.by_label.get(label, _ZERO)[2:4] for one in counts]),
                *(sum(one.by_label.get(label, _ZERO)[place] for one in counts) for place in (4, 5, 6)),
            )
            for label in labels
        ),
    )


# covered gold tokens, gold tokens, right predicted tokens, predicted tokens, gold spans, predicted spans, same spans
_Seven = tuple[int, int, int, int, int, int, int]
_ZERO: _Seven = (0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Counts:
    tokens: int
    gold: int
    gold_covered: int
    predicted: int
    predicted_right: int
    by_label: Mapping[str, _Seven]


def _note_counts(note: Annotated) -> _Counts:
    size = len(note.text)
    gold, predicted = _mask(note.gold, size), _mask(note.predicted, size)
    ends = np.array([match.span() for match in TOKEN.finditer(note.text)], dtype=np.int64).reshape(-1, 2)
    gold_tokens, predicted_tokens = _touched(gold, ends), _touched(predicted, ends)
    covered = _whole(gold, predicted, ends)
    right = predicted_tokens & gold_tokens
    by_label = {}
    for label in {span.label for span in (*note.gold, *note.predicted)}:
        of_gold = [span for span in note.gold if span.label == label]
        of_predicted = [span for span in note.predicted if span.label == label]
        label_gold = _touched(_mask(of_gold, size), ends)
        label_predicted = _touched(_mask(of_predicted, size), ends)
        by_label[label] = (
            int((covered & label_gold).sum()),
            int(label_gold.sum()),
            int((label_predicted & gold_tokens).sum()),
            int(label_predicted.sum()),
            len(of_gold),
            len(of_predicted),
            len(set(of_gold) & set(of_predicted)),
        )
    return _Counts(
        len(ends),
        int(gold_tokens.sum()),
        int((covered & gold_tokens).sum()),
        int(predicted_tokens.sum()),
        int(right.sum()),
        by_label,
    )


def _mask(spans: Sequence[Labelled], size: int) -> np.ndarray:
    mask = np.zeros(size + 1, dtype=np.int64)
    for span in spans:
        mask[span.start : span.end] = 1
    return mask


def _sums(mask: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(mask)])


def _touched(mask: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which tokens have a character in the mask."""
    sums = _sums(mask)
    return np.asarray(sums[ends[:, 1]] > sums[ends[:, 0]])


def _whole(gold: np.ndarray, predicted: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which tokens have all their gold characters predicted."""
    missed = _sums(gold * (1 - predicted))
    return np.asarray(missed[ends[:, 1]] == missed[ends[:, 0]])

"""Letters as the trainer reads them, and what held-out letters say of a model."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from carnet.text.note import Note
from carnet.tools.pseudonymisation.labels import KEPT, LABELS, ROLES
from carnet.tools.pseudonymisation.model.features import Floats, lexicon_key, places, same_words, word_buckets
from carnet.tools.pseudonymisation.model.letters import Letter, write_letter, write_letters
from carnet.tools.pseudonymisation.model.network import CLASSES, Model
from carnet.tools.pseudonymisation.page import Page

Ints = npt.NDArray[np.int64]
Sample = tuple[Floats, Ints, npt.NDArray[np.bool_]]
SHARES = {
    "LAST_NAME": 0.25,
    "FIRST_NAME": 0.15,
    "IDENTIFYING_DATE": 0.5,
    "PATIENT_BIRTHDATE": 0.2,
    "CITY": 0.1,
    "HOSPITAL": 0.1,
}
GUESSED, CHECKED = 0.7, 0.9  # no threshold below: real letters are harder, and rules check well what has a form
BY_FORM = frozenset({"PHONE_NUMBER", "IDENTIFIER", "EMAIL", "URL", "ZIP_CODE", "IDENTIFYING_DATE", "PATIENT_BIRTHDATE"})
_FORGOTTEN = frozenset({"FIRST_NAME", "LAST_NAME", "CITY"})  # sometimes shown as if no list held them


def gold_words(page: Page, letter: Letter) -> tuple[Ints, Ints]:
    """For each word the output that its gold asks for, and 1 + its role (-1 where nothing identifies)."""
    labels, roles = np.zeros(len(page.words), np.int64), np.full(len(page.words), -1, np.int64)
    gold, at = letter.gold, 0
    for place, word in enumerate(page.words):
        while at < len(gold) and gold[at].end <= word.start:
            at += 1
        if at < len(gold) and gold[at].start < word.end:
            span = gold[at]
            name = f"{span.label}:{span.kind}" if span.kind else span.label
            labels[place] = 1 + 2 * CLASSES.index(name) + (word.start > span.start)
            roles[place] = ROLES.index(span.role) + 1 if span.role else 0
    return labels, roles


def page_of(letter: Letter) -> Page:
    """The letter as detectors read it."""
    return Page.of(Note(note_id="letter", text=letter.text))


@dataclass(frozen=True, slots=True)
class Example:
    """A letter in numbers."""

    rows: Ints
    places: Floats
    same: Ints
    labels: Ints
    roles: Ints


class Examples:
    """New letters for one epoch: more than a quarter of them clinical text in which nothing identifies."""

    def __init__(self, codes: dict[str, int], count: int, seed: int) -> None:
        self._codes = codes
        self._rows: dict[tuple[str, bool], int] = {}
        self._bags: list[list[int]] = []
        draw = random.Random(seed)  # noqa: S311 - letters, not secrets
        self.list: list[Example] = []
        for number in range(count):
            piece = "letter" if draw.random() < 0.72 else "clinical"
            letter = write_letter(seed * 10_000_000 + number, piece=piece)
            page = page_of(letter)
            if page.words:
                self.list.append(self._example(page, letter, draw))

    def _example(self, page: Page, letter: Letter, draw: random.Random) -> Example:
        labels, roles = gold_words(page, letter)
        unknown: dict[str, bool] = {}
        rows = np.empty(len(page.words), np.int64)
        for place, word in enumerate(page.words):
            if word.plain not in unknown:
                label = CLASSES[(labels[place] - 1) // 2] if labels[place] else ""
                unknown[word.plain] = draw.random() < (0.3 if label in _FORGOTTEN else 0.02)
            rows[place] = self._row(word.text, word.plain, unknown[word.plain])
        count = len(page.words)
        return Example(rows, places(page, 0, count), same_words(page, 0, count), labels, roles)

    def _row(self, text: str, plain: str, unknown: bool) -> int:
        key = (text, unknown)
        if key not in self._rows:
            self._rows[key] = len(self._bags)
            code = 0 if unknown else self._codes.get(lexicon_key(plain), 0)
            self._bags.append(word_buckets(text, plain, code))
        return self._rows[key]

    def bags(self, rows: Ints) -> tuple[Ints, Ints]:
        """The buckets of some words one after the other, and where each word's begin."""
        lists = [self._bags[row] for row in rows]
        offsets = np.concatenate([[0], np.cumsum([len(bag) for bag in lists])[:-1]]).astype(np.int64)
        return np.fromiter((bucket for bag in lists for bucket in bag), np.int64), offsets

    def flat(self, batch: list[Example], gap: int) -> tuple[Ints, Floats, Ints, Ints, Ints, Floats]:
        """Letters one after the other with `gap` empty words between: rows, places, same, labels, roles, mask."""
        length = sum(len(example.rows) + gap for example in batch)
        rows, same = np.zeros(length, np.int64), np.zeros(length, np.int64)
        labels, roles = np.full(length, -1, np.int64), np.full(length, -1, np.int64)
        place = np.zeros((length, batch[0].places.shape[1]), np.float32)
        mask = np.zeros((length, 1), np.float32)
        at, numbers = 0, 1  # the empty words share the number 0
        for example in batch:
            here = slice(at, at + len(example.rows))
            rows[here], place[here], labels[here], roles[here] = (
                example.rows,
                example.places,
                example.labels,
                example.roles,
            )
            same[here] = example.same + numbers
            mask[here] = 1
            numbers += int(example.same.max()) + 1
            at += len(example.rows) + gap
        return rows, place, same, labels, roles, mask


def judge(model: Model, seed: int, false_alarms: float, count: int) -> dict[str, Any]:
    """The thresholds that keep to so many false alarms per 1,000 words (dates apart), and what held-out letters give.

    Each label has its share of the false alarms. The letters are generated too: the figures say whether training
    worked, never how well real letters are read.
    """
    letters = _dangers(model, write_letters(count, seed + 900, held=True))
    clinical = _dangers(model, write_letters(count, seed + 901, held=True, piece="clinical"))
    hidden_labels = [label for label in LABELS if label not in KEPT]
    thresholds = {}
    for label in hidden_labels:
        share = false_alarms * SHARES.get(label, 0.04)
        lowest = (_lowest(sample, hidden_labels.index(label), share) for sample in (letters, clinical))
        thresholds[label] = round(min(0.995, max(CHECKED if label in BY_FORM else GUESSED, *lowest)), 3)
    reached = np.array([thresholds[label] for label in hidden_labels])
    figures = {}
    for name, (danger, chosen, gold) in (("held_out_letters", letters), ("held_out_clinical", clinical)):
        hidden = danger >= reached[chosen]
        dates = np.isin(chosen, [hidden_labels.index(label) for label in hidden_labels if "DATE" in label])
        alarms = 1000 * np.array([(hidden & ~gold & ~dates).sum(), (hidden & ~gold & dates).sum()]) / (~gold).sum()
        figures[name] = {
            "words": len(gold),
            "words_hidden_of_those_to_hide": round(float(hidden[gold].mean()), 4) if gold.any() else None,
            "false_alarms_per_1000_words": round(float(alarms[0]), 3),
            "false_alarms_per_1000_words_dates": round(float(alarms[1]), 3),
        }
    return {"thresholds": thresholds, **figures}


def _lowest(sample: Sample, label: int, share: float) -> float:
    """The lowest threshold of a label with at most `share` false alarms per 1,000 words that identify nothing."""
    danger, chosen, gold = sample
    allowed = int(share * (~gold).sum() / 1000)
    wrong = np.sort(danger[~gold & (chosen == label)])[::-1]
    return float(wrong[allowed]) + 1e-4 if len(wrong) > allowed else 0.0


def _dangers(model: Model, letters: Iterable[Letter]) -> Sample:
    """For every word its chance to identify, its likeliest label (of those that are hidden), and whether it does."""
    hidden_labels = [label for label in LABELS if label not in KEPT]
    hides = np.array([name not in KEPT for name in CLASSES])
    label_of = np.array([hidden_labels.index(name.partition(":")[0]) if name not in KEPT else -1 for name in CLASSES])
    dangers, chosen, gold = [], [], []
    for letter in letters:
        page = page_of(letter)
        if not page.words:
            continue
        chances, _roles = model.probabilities(page)
        labels, _wanted = gold_words(page, letter)
        of_class = chances[:, 1::2] + chances[:, 2::2]
        dangers.append(of_class[:, hides].sum(axis=1))
        chosen.append(label_of[np.where(hides, of_class, -1).argmax(axis=1)])
        gold.append((labels > 0) & np.isin((labels - 1) // 2, np.flatnonzero(hides)))
    return np.concatenate(dangers), np.concatenate(chosen), np.concatenate(gold)

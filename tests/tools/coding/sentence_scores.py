"""Sentences of hospital French with their codes, and how well codes are found in them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.coding.tool import Coder

HERE = Path(__file__).parent
Gold = list[frozenset[str]]  # each code to find, with those that are as good


@dataclass(frozen=True)
class Score:
    """Sentences, those exactly right, and codes found, wrong and missed."""

    sentences: int
    exact: int
    found: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def sentences(half: str) -> Iterator[tuple[str, str, Gold]]:
    """(id, sentence, codes) of the half that rules were tuned on (`tuning`) or of the other (`held_out`)."""
    with (HERE / f"sentences_{half}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["id"], row["sentence"], [frozenset(one.split("|")) for one in (row["codes"] or "").split()]


def codes_of(coder: Coder, sentence: str) -> set[str]:
    """What the sentence attests: the codes of what is present, and of what is kept of the past."""
    mentions = [placed.mention for placed in coder.mentions(Reading.of(Note("s", sentence)))]
    return {
        code
        for one in mentions
        if one.code and one.assertion in ("present", "history")
        for code in (one.code, *one.with_codes)
    }


def score(pairs: Sequence[tuple[Gold, set[str]]], length: int = 9) -> Score:
    """The codes found against gold, cut to `length` characters."""
    exact = found = wrong = missed = 0
    for gold, said in pairs:
        asked = [frozenset(code[:length] for code in one) for one in gold]
        cut = {code[:length] for code in said}
        hits = [bool(one & cut) for one in asked]
        extra = cut - frozenset().union(*asked)
        found += sum(hits)
        missed += len(hits) - sum(hits)
        wrong += len(extra)
        exact += all(hits) and not extra
    return Score(len(pairs), exact, found, wrong, missed)

"""Whole letters of many styles, with all that identifies in them; and what must be found, or left."""

import re
from pathlib import Path

import pytest

from carnet.evaluation.inline import read_inline
from carnet.evaluation.spans import Annotated, Labelled, score_spans
from carnet.text.note import Note
from carnet.tools.pseudonymisation.detect import Detector

HERE = Path(__file__).parent
LETTERS = read_inline(HERE / "whole_letters.txt")
RULES = Detector(model=False)


def found_in(text: str) -> tuple[Labelled, ...]:
    return tuple(Labelled(e.start, e.end, e.label) for e in RULES.detect(Note("n", text)))


def test_letters_as_a_whole() -> None:
    notes = [Annotated(str(k), text, gold, found_in(text)) for k, (text, gold) in enumerate(LETTERS)]
    scores = score_spans(notes)
    assert scores.recall.value >= 0.98
    assert scores.precision.value >= 0.97
    assert scores.notes_covered.value >= 0.75
    labels = {label.label: label for label in scores.labels}
    assert labels["PATIENT_BIRTHDATE"].token_recall.value >= 0.95


@pytest.mark.parametrize(("text", "gold"), read_inline(HERE / "phenomena.txt"))
def test_what_is_found_and_what_is_left(text: str, gold: tuple[Labelled, ...]) -> None:
    found = found_in(text)
    for word in re.finditer(r"\w+", text):
        theirs = next((g.label for g in gold if g.start < word.end() and word.start() < g.end), "")
        mine = next((f.label for f in found if f.start < word.end() and word.start() < f.end), "")
        near = {"FIRST_NAME": "LAST_NAME", "HOSPITAL": "CITY", "ADDRESS": "HOSPITAL"}
        assert near.get(mine, mine) == near.get(theirs, theirs), (word.group(), mine, theirs)

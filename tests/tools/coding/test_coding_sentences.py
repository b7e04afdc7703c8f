"""Sentences of hospital French with their codes: both halves keep what was reached (tests/benchmarks/RESULTS.md)."""

import pytest
from sentence_scores import codes_of, score, sentences

from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.tool import Coder


@pytest.mark.parametrize(("half", "least", "least_three"), [("tuning", 0.9, 0.93), ("held_out", 0.75, 0.8)])
def test_codes_are_found_in_sentences(half: str, least: float, least_three: float) -> None:
    coder = Coder()
    pairs = [(gold, codes_of(coder, sentence)) for _id, sentence, gold in sentences(half)]
    assert len(pairs) == 150
    assert score(pairs).f1 >= least
    assert score(pairs, 3).f1 >= least_three


def test_gold_is_made_of_codes_that_may_be_coded() -> None:
    nomenclature = cim10()
    for half in ("tuning", "held_out"):
        for id, _sentence, gold in sentences(half):
            assert all(nomenclature.valid(code, "das") for one in gold for code in one), id

"""Morphology in Cantemist's French reports: ahead of a dictionary of its own strings, above all on strings not seen."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import structure_morphology  # noqa: E402

pytestmark = pytest.mark.corpora


@pytest.fixture(scope="module")
def cases(corpora: Path) -> list[structure_morphology.Case]:
    """A tenth of the reports, all of the half that nobody read."""
    found = structure_morphology.read_cases(corpora)
    assert len(found) == 740
    return found[1::10]


@pytest.fixture(scope="module")
def ours(cases: list[structure_morphology.Case]) -> list[list[structure_morphology.Mention]]:
    """What our rules find there."""
    return structure_morphology.ours(cases)


def test_morphology_on_unread_reports(
    cases: list[structure_morphology.Case], ours: list[list[structure_morphology.Mention]], corpora: Path
) -> None:
    train = structure_morphology.read_cases(corpora)[::2]
    seen = frozenset(case.words(mention) for case in train for mention in case.gold)
    every = structure_morphology.score(cases, ours, None)
    unseen = structure_morphology.score(cases, ours, seen)
    assert every.exact > 0.72  # seen on the whole half: .761
    assert every.overlap > 0.87  # .904
    assert every.code > 0.94  # .968
    assert unseen.exact > 0.30  # .391; a dictionary finds none of them
    assert unseen.overlap > 0.68  # .756
    assert unseen.code > 0.80  # .870


def test_ahead_of_a_dictionary(
    cases: list[structure_morphology.Case], ours: list[list[structure_morphology.Mention]], corpora: Path
) -> None:
    theirs = structure_morphology.dictionary(structure_morphology.read_cases(corpora)[::2])(cases)
    mine, other = (structure_morphology.score(cases, one, None) for one in (ours, theirs))
    assert mine.exact > other.exact + 0.1
    assert mine.end_to_end > other.end_to_end

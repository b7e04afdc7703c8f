"""Markers and laboratory results on public corpora: values linked to their test, and no value without its marker."""

import re
import sys
from pathlib import Path

import pytest

from carnet.text.note import Note
from carnet.tools import structure

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import structure_labs  # noqa: E402


@pytest.mark.corpora
def test_laboratory_values_are_linked_to_their_test(corpora: Path) -> None:
    cases = structure_labs.read_cases(corpora)
    laboratory = structure_labs.count(cases, structure_labs.ours, laboratory=True)
    assert laboratory["gold"] >= 70
    assert structure_labs.f1(laboratory, "values") >= 0.95
    assert structure_labs.f1(laboratory, "linked") >= 0.80
    assert structure_labs.f1(structure_labs.count(cases, structure_labs.ours, laboratory=False), "linked") >= 0.70


@pytest.mark.corpora
def test_each_marker_of_oncology_cases_is_in_its_evidence(corpora: Path) -> None:
    """On French oncology cases: evidence quotes the note, and the number of a value stands in it."""
    tool = structure()
    seen = 0
    for path in sorted((corpora / "text" / "cantemist_fr").glob("*.txt"))[:40]:
        text = path.read_text(encoding="utf-8")
        for one in tool(Note(path.stem, text)).facts:
            if one.kind not in ("biomarker", "lab"):
                continue
            seen += 1
            assert all(text[place.start : place.end] == place.quote for place in one.evidence)
            number = re.search(r"=[<>≤≥~]?(\d+)", one.value)
            if number and not one.rule and not one.value.startswith(("HER2", "Breslow")):
                quotes = " ".join(place.quote for place in one.evidence)
                assert number[1] in re.sub(r"(?<=\d)[ .](?=\d{3})", "", quotes), one.value
    assert seen >= 100

"""CTCAE v5.0 holds our thresholds and terms; graded toxicities and RECIST words of French oncology cases are read."""

import csv
import re
from pathlib import Path

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.deriving_toxicity import SCALES
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules import course
from carnet.tools.structuring.rules.course_toxicity import toxicities

pytestmark = pytest.mark.corpora

Grades = dict[str, list[str]]
NOTES = 40


@pytest.fixture(scope="module")
def ctcae(corpora: Path) -> Grades:
    """The wording of grades 1 to 5 by term."""
    with (corpora / "terminologies" / "ctcae_v5" / "ctcae5.csv").open(encoding="utf-8") as lines:
        return {
            row["CTCAE.Term"]: [text for name, text in row.items() if name and name.startswith("Grade.")]
            for row in csv.DictReader(lines)
        }


@pytest.fixture(scope="module")
def cases(corpora: Path) -> list[tuple[Reading, list[Fact]]]:
    """Cases of cantemist_fr with the facts of the course."""
    found = []
    for path in sorted((corpora / "text" / "cantemist_fr").glob("*.txt"))[:NOTES]:
        reading = Reading.of(Note(path.stem, path.read_text(encoding="utf-8")))
        found.append((reading, assemble(reading, course.find(reading))))
    return found


def test_thresholds_are_those_of_ctcae(ctcae: Grades) -> None:
    """Each bound is written in the grade that it opens, or ends the grade before."""
    for scales in SCALES.values():
        for scale in scales:
            for place, bound in enumerate(scale.bounds):
                if bound is None:
                    continue
                words = f"{ctcae[scale.ctcae][place]} {ctcae[scale.ctcae][place + 1]}".replace(",000", "000")
                numbers = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", words)}
                assert bound in numbers, (scale.ctcae, place + 2, bound)


def test_terms_are_those_of_ctcae(ctcae: Grades) -> None:
    """Every adverse event has a term of CTCAE v5.0."""
    entries = {entry.name: entry.ctcae for entry in toxicities().entries.values()}
    assert len(entries) > 150
    assert [name for name, term in entries.items() if term not in ctcae] == []


GRADED = re.compile(
    r"\b(?:neutropenie|anemie|thrombopenie|diarrhee|mucite|asthenie|nausees|vomissements|neuropathie|alopecie"
    r"|lymphopenie)s?"
    r"(?: de)? (?:grade|g) ?(?:[1-4]|i{1,3}v?|iv)\b"
)
RECIST = re.compile(
    r"\breponse (?:partielle|complete)\b(?! virologique)|\bmaladie stable\b"
    r"|(?<!jusqu'a )(?<!jusqu'a la )\bprogression (?:tumorale|de la maladie)\b"
)


def read_of(
    pattern: re.Pattern[str], kinds: tuple[str, ...], cases: list[tuple[Reading, list[Fact]]]
) -> tuple[int, int]:
    """(mentions that a fact of these kinds stands on, mentions)."""
    hits = total = 0
    for reading, facts in cases:
        spans = [(one.evidence[0].start, one.evidence[0].end) for one in facts if one.kind in kinds]
        for match in pattern.finditer(reading.plain):
            start, end = reading.clean.original(*match.span())
            total += 1
            hits += any(begun < end and start < ended for begun, ended in spans)
    return hits, total


def test_graded_toxicities_are_read(cases: list[tuple[Reading, list[Fact]]]) -> None:
    """At least 95 % of the plainest mentions."""
    hits, total = read_of(GRADED, ("toxicity",), cases)
    assert total > 3 and hits >= 0.95 * total


def test_words_of_recist_are_read(cases: list[tuple[Reading, list[Fact]]]) -> None:
    """At least 95 % of the plainest mentions."""
    hits, total = read_of(RECIST, ("response", "progression"), cases)
    assert total > 15 and hits >= 0.95 * total

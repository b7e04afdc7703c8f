"""First and last names, with whose they are, in letters of many styles."""

import re
from pathlib import Path

import pytest
import yaml

from carnet.text.note import Note
from carnet.tools.pseudonymisation.page import Page
from carnet.tools.pseudonymisation.rules import names

LETTERS = yaml.safe_load((Path(__file__).parent / "letters.yaml").read_text(encoding="utf-8"))
MARK = re.compile(r"\[([^\]]*)\]\(([FLX])(?: ([PCO]))?\)")
LABELS = {"F": "FIRST_NAME", "L": "LAST_NAME"}
ROLES = {"P": "Patient", "C": "Carer", "O": "Other"}


def read(marked: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """A marked letter as its text and its gold: (start, end, label, role)."""
    text, gold, position = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        if match.group(2) != "X":
            gold.append((len(text), len(text) + len(match.group(1)), LABELS[match.group(2)], ROLES[match.group(3)]))
        text += match.group(1)
        position = match.end()
    return text + marked[position:], gold


def judge(marked: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """What is missed, found by mistake, labelled wrong, given the wrong role."""
    text, gold = read(marked)
    found = names.find(Page.of(Note("n", text)))
    missed, extra, label, role = [], [], [], []
    for word in re.finditer(r"[^\W_]+", text):
        a, b = word.span()
        theirs = next((g for g in gold if g[0] < b and a < g[1]), None)
        mine = next((f for f in found if f.start < b and a < f.end), None)
        if theirs and not mine:
            missed.append(word.group())
        elif mine and not theirs:
            extra.append(word.group())
        elif mine and theirs:
            if mine.label != theirs[2]:
                label.append(word.group())
            if mine.role != theirs[3]:
                role.append(word.group())
    return missed, extra, label, role


def test_letters_as_a_whole() -> None:
    totals = [0, 0, 0, 0]
    count = 0
    for marked in LETTERS:
        count += sum(len(re.findall(r"[^\W_]+", m.group(1))) for m in MARK.finditer(marked) if m.group(2) != "X")
        totals = [total + len(part) for total, part in zip(totals, judge(marked), strict=True)]
    missed, extra, label, role = totals
    assert missed <= 0.02 * count
    assert extra <= 0.03 * count
    assert label <= 0.06 * count
    assert role <= 0.06 * count


@pytest.mark.parametrize("marked", LETTERS, ids=range(len(LETTERS)))
def test_nothing_leaks(marked: str) -> None:
    missed, *_ = judge(marked)
    assert missed == []


@pytest.mark.corpora
def test_names_of_the_public_templates(corpora: Path) -> None:
    """Recall of the tokens of names, whatever their label, with the names' rules alone."""
    templates = (corpora / "text" / "pseudonymisation_fr" / "templates.txt").read_text(encoding="utf-8")
    seen = total = 0
    for block in re.split(r"\n\s*\n", templates):
        text, gold, position = "", [], 0
        for match in re.finditer(r"\[([^\]]*)\]\(([A-Z_]+)\)", block):
            text += block[position : match.start()]
            if match.group(2) in ("NOM", "PRENOM"):
                gold.append((len(text), len(text) + len(match.group(1))))
            text += match.group(1)
            position = match.end()
        text += block[position:]
        found = names.find(Page.of(Note("t", text)))
        for word in re.finditer(r"\w+", text):
            if any(a < word.end() and word.start() < b for a, b in gold):
                total += 1
                seen += any(f.start < word.end() and word.start() < f.end for f in found)
    assert total > 500
    assert seen / total >= 0.97


@pytest.mark.corpora
def test_case_reports_name_nobody(corpora: Path) -> None:
    """False names per 1,000 tokens of case reports without patients' names."""
    tokens = alarms = 0
    for path in sorted((corpora / "text" / "cantemist_fr").glob("cc_*.txt"))[:150]:
        text = path.read_text(encoding="utf-8")
        tokens += len(re.findall(r"\w+", text))
        alarms += len(names.find(Page.of(Note("c", text))))
    assert 1000 * alarms / tokens < 0.5

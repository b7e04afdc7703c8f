"""Performance status and scores, as written; the grade of a tumour is neither."""

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules import markers


def read(text: str) -> list[Fact]:
    """What this family of rules reads in a text, by position."""
    reading = Reading.of(Note("n", text))
    found = sorted(markers.find(reading), key=lambda one: (one.start, one.end, one.kind, one.value))
    return assemble(reading, found)


def values(text: str, kind: str) -> list[str]:
    """The values of a kind, in order."""
    return [one.value for one in read(text) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "PS 1": "1",
        "PS=1": "1",
        "OMS 1-2": "1-2",
        "ECOG 0 ou 1": "0-1",
        "ECOG-PS : 0": "0",
        "état général conservé (OMS 0)": "0",
        "performance status à 1": "1",
        "indice de performance OMS à 2": "2",
        "PS OMS\n1": "1",
        "ETAT GENERAL OMS 3": "3",
        "IK 80 %": "Karnofsky 80%",
        "Karnofsky 70": "Karnofsky 70%",
    }.items(),
)
def test_performance_status(text: str, expected: str) -> None:
    assert values(text, "performance_status") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "gliome OMS grade 2",
        "glioblastome OMS 4",
        "grade OMS 3",
        "classification OMS 2016",
        "selon l'OMS 2021",
        "PS 2 mg",
        "ISUP/OMS 2016 2",
    ],
)
def test_what_is_no_performance_status(text: str) -> None:
    assert values(text, "performance_status") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "G8 14/17": "G8=14/17",
        "score G8 = 13": "G8=13/17",
        "Child A5": "Child-Pugh=A5",
        "Child-Pugh B (7)": "Child-Pugh=B7",
        "CHILD PUGH A": "Child-Pugh=A",
        "BCLC stade C": "BCLC=C",
        "MELD 12": "MELD=12",
        "ALBI -2,60": "ALBI=-2,60",
        "ALBI grade 2": "ALBI=grade 2",
        "IPI 3": "IPI=3",
        "IMDC intermédiaire": "IMDC=intermédiaire",
        "groupe défavorable MSKCC": "MSKCC=défavorable",
        "CHA2DS2-VASc à 3": "CHA2DS2-VASc=3",
        "Charlson : 4": "Charlson=4",
        "dyspnée NYHA III": "NYHA=III",
        "ASA 2": "ASA=2",
        "MMSE 28/30": "MMSE=28/30",
        "risque intermédiaire de D'Amico": "D'Amico=intermédiaire",
    }.items(),
)
def test_scores(text: str, expected: str) -> None:
    assert values(text, "score") == [expected]


@pytest.mark.parametrize(
    "text", ["G8 à faire", "MELD en attente", "G8 25/17", "enfant (child) 5 ans", "ASA 300 mg", "EVA 3/10"]
)
def test_no_score(text: str) -> None:
    assert values(text, "score") == []


def test_levels_of_clark_peritoneal_index_and_albi() -> None:
    assert values("Niveau de Clark          : IV", "score") == ["Clark=IV"]
    assert values("niveau III de Clark", "score") == ["Clark=III"]
    assert values("PCI initial 22. ALBI grade 2.", "score") == ["PCI=22", "ALBI=grade 2"]

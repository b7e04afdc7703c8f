"""Dates and frequencies of telegraphic and scanned notes."""

from datetime import date

import pytest

from carnet.text.clean import clean
from carnet.text.dates import find_dates, find_moments


def read(text: str, note_date: date) -> list[tuple[str, str]]:
    """(text, value) of the dates and times found."""
    made = clean(text)
    found = find_dates(made, note_date)
    return [(made.text[m.start : m.end], m.value) for m in found if m.kind in ("date", "time")]


PLANNED = date(2024, 3, 12)
WRITTEN = {
    "dec0mpensation chez une dec0mpensee": [],
    "une dec": [],
    "CAT: TDM TAP LE 14/03": [("14/03", "2024-03-14")],
    "CAT :\n- TDM le 14/03\n- cs le 2/4": [("14/03", "2024-03-14"), ("2/4", "2024-04-02")],
    "CAT : poursuite, débuté le 14/11": [("14/11", "2023-11-14")],
    "TDM TAP le 14/03": [("14/03", "2023-03-14")],
    "Soins 08h : RAS\n20h : calme": [("08h", "T08"), ("20h", "T20")],
    "08h: 38,2\n14h - apyrétique": [("08h", "T08"), ("14h", "T14")],
    "pendant 20h : calme": [],
    "en 2O19": [("2O19", "2019")],
    "le 12/O3/2023": [("12/O3/2023", "2023-03-12")],
    "le l2/03/2023": [("l2/03/2023", "2023-03-12")],
    "né le 18X2027": [],
    "H2O2 10 volumes": [],
    "il y a une quinzaine de jours": [("il y a une quinzaine de jours", "2024-02-26")],
    "opéré le 10": [("10", "2024-03-10")],
    "hospitalisée le 25, sortie le 2": [("25", "2024-02-25"), ("2", "2024-03-02")],
    "rdv le 20": [("20", "2024-03-20")],
    "sortie prévue le 5.": [("5", "2024-04-05")],
    "tumeur vue le 3 mm": [],
    "Noël 2021": [("Noël 2021", "2021-12-25")],
    "depuis Noël": [("Noël", "2023-12-25")],
    "M. Noël Durand": [],
    "lundi 4 mars": [("lundi 4 mars", "2024-03-04")],
    "cs ortho le 10 avril à 14h": [("10 avril", "2024-04-10"), ("14h", "2024-04-10T14")],
    "vu en cs le 10 avril": [("10 avril", "2023-04-10")],
    "prochaine séance sam 16/03": [("sam 16/03", "2024-03-16")],
    "bio ds 1 mois": [("ds 1 mois", "2024-04")],
    "crème 1/j 3 sem": [],
    "bio ds 3m": [("ds 3m", "2024-06")],
    "date op. 18/04": [("18/04", "2024-04-18")],
    "6 sem => fin le 09/04": [("09/04", "2024-04-09")],
    "fin le 09/12": [("09/12", "2023-12-09")],
    "Mardi 05/03/2024": [("Mardi 05/03/2024", "2024-03-05")],
}


@pytest.mark.parametrize(("text", "expected"), WRITTEN.items())
def test_telegraphic_and_scanned_writing(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text, PLANNED) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("infliximab 3mg/kg /8sem", "P8W"), ("15 mg/kg/6h", "PT6H"), ("CU /5min", "PT5M")],
)
def test_frequencies_after_a_slash(text: str, value: str) -> None:
    (found,) = find_dates(clean(text))
    assert (found.kind, found.value) == ("set", value)


def test_how_often_a_drug_is_taken() -> None:
    assert [(m.kind, m.value, m.times) for m in find_moments(clean("crème 1/j, amoxicilline 2/j"))] == [
        ("intake", "P1D", 1.0),
        ("intake", "P1D", 2.0),
    ]


@pytest.mark.parametrize("text", ["2 g/24h", "IDE 7j/7", "24h/24", "24h/24h", "1/2 j"])
def test_units_and_availability_are_no_frequency(text: str) -> None:
    assert [m.rule for m in find_dates(clean(text)) if m.rule == "set.slash"] == []


@pytest.mark.parametrize("text", ["ts les 2 j", "ttes les 2 j", "tous les 2 j"])
def test_abbreviated_frequencies(text: str) -> None:
    (found,) = find_dates(clean(text))
    assert (found.kind, found.value, found.end - found.start) == ("set", "P2D", len(text))

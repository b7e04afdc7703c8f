"""Treatments as notes are really written: slips, one-letter sides, drugs side by side, words with another meaning."""

from datetime import date

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules import treatments


def facts(text: str, kind: str = "treatment") -> list[Fact]:
    reading = Reading.of(Note("1", text, note_date=date(2024, 6, 1)))
    return [one for one in assemble(reading, treatments.find(reading)) if one.kind == kind]


def values(text: str, kind: str = "treatment") -> list[str]:
    return [one.value for one in facts(text, kind)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("placlitaxel", "paclitaxel"),
        ("TRMETINIB", "tramétinib"),
        ("carboplatinne", "carboplatine"),
        ("ipililumab", "ipilimumab"),
        ("tamixifène", "tamoxifène"),
    ],
)
def test_a_slip_of_the_pen(text: str, value: str) -> None:
    assert values(f"Sous {text} depuis mars.") == [value]


@pytest.mark.parametrize("text", ["infliximab", "adalimumab", "tacrolimus", "gabapentine", "combinaison", "machine"])
def test_other_words_are_no_slip(text: str) -> None:
    assert values(f"Sous {text}.") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("2L par carbo AUC 5 alimta 500 mg/m2 q3w", "L2 carboplatine-pémétrexed"),
        ("Sous cisplatine gemcitabine", "cisplatine-gemcitabine"),
        ("12 taxol hebdo + Herceptin", "paclitaxel-trastuzumab"),
        ("Decapeptyl LP 11,25 mg / 3 mois + Zytiga 1000 mg/j depuis 05/2020", "triptoréline-abiratérone"),
        ("témozolomide concomitant puis adjuvant\n(Stupp)", "témozolomide concomitant puis adjuvant (Stupp)"),
        ("DaraKd depuis mars", "D-Kd"),
    ],
)
def test_regimens_in_short(text: str, line: str) -> None:
    assert values(f"{text}.", "line") == [line]


def test_sides_in_one_letter() -> None:
    (breast,) = facts("Mastectomie G le 15/07/2022.")
    assert (breast.value, breast.laterality) == ("mastectomie gauche", "gauche")
    (nodes,) = facts("Curage axillaire D : 3N+/14.")
    assert (nodes.value, nodes.laterality) == ("curage axillaire droit", "droit")


@pytest.mark.parametrize(
    "text",
    [
        "Lymphome IPI 3.",
        "Taux d'interféron-gamma élevé.",
        "Matité et signe de flot positif.",
        "Douleur lombaire avec irradiation dans la fesse droite.",
        "Douleur épigastrique sans irradiation.",
        "CD/DVD joint.",
        "Pontage par allogreffe fémorale.",
        "Essai KEYNOTE-522 en cours dans le service.",
    ],
)
def test_words_that_mean_something_else(text: str) -> None:
    assert values(text) == []


def test_what_is_not_indicated_is_absent() -> None:
    assert [one.assertion for one in facts("Pas d'indication de radiothérapie adjuvante.")] == ["absent"]
    assert values("Contre-indication au bévacizumab.", "decision") == []


def test_reason_and_cycles_in_brackets() -> None:
    text = "Pembrolizumab 1ère ligne depuis 02/2021 (35 cures), arrêté en mars 2023 (fin de traitement)."
    parts = facts(text, "line")[0].parts
    assert (parts["number"], parts["cycles"], parts["start"], parts["stop"], parts["reason"]) == (
        1,
        35,
        "2021-02",
        "2023-03",
        "fin de traitement",
    )


def test_a_regimen_resumed_does_not_take_the_first_start() -> None:
    text = "Pembrolizumab débuté le 01/02/2021, arrêt le 01/03/2023.\nRechute. Reprise du pembrolizumab."
    assert [one.parts.get("start") for one in facts(text)] == ["2021-02-01", None]


def test_a_dose_of_each_fraction_is_no_other_radiotherapy() -> None:
    assert values("Radiothérapie 40 gray en 20 fractions de 2 gray.") == ["radiothérapie 40 Gy en 20 fractions"]


def test_a_family_and_its_patient() -> None:
    text = "ATCD familiaux : mère K sein traitée par mastectomie et tamoxifène\nTraitement habituel : ramipril 5 mg/j"
    assert {(one.value, one.assertion) for one in facts(text)} == {
        ("mastectomie", "family"),
        ("tamoxifène", "family"),
        ("ramipril 5 mg/j", "present"),
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RCP : chirurgie première puis réévaluation.", "chirurgie"),
        ("CAT : immunothérapie seule.", "immunothérapie"),
        ("Proposition : poursuite de l'hormonothérapie.", "poursuite hormonothérapie"),
        ("Décision : radiochimiothérapie.", "radiochimiothérapie"),
    ],
)
def test_decisions_without_drugs(text: str, value: str) -> None:
    assert values(text, "decision") == [value]


def test_treatments_without_drugs_and_days_of_a_cycle() -> None:
    assert values("Traité par chimiothérapie en 2019.") == ["chimiothérapie"]
    assert values("Service de chirurgie digestive. Réunion de chimiothérapie.") == []
    (day,) = facts("C4J1 ce jour.")
    assert (day.value, day.parts["type"], day.parts["cycle"], day.parts["day"]) == ("C4J1", "cycle", 4, 1)
    assert values("Sous FOLFOX, C4J1 ce jour.") == ["FOLFOX"]


def test_the_heading_of_a_line_counts() -> None:
    assert [one.assertion for one in facts("Décision : colectomie droite.")] == ["hypothetical"]
    assert [one.assertion for one in facts("Indication : surveillance après FOLFOX.", "line")] == ["present"]
    assert [one.assertion for one in facts("Décision :\nFOLFOX.")] == ["hypothetical"]


@pytest.mark.parametrize(
    ("text", "trial"),
    [
        ("Patiente incluse dans DESTINY-Breast05, randomisée bras T-DM1.", "DESTINY-Breast05"),
        ("Inclus essai PACIFIC-2. Bon état général. Proposition thérapeutique à venir.", "PACIFIC-2"),
        ("Proposition d'inclusion dans le protocole IMMUNOBOOST.", "IMMUNOBOOST"),
    ],
)
def test_trials_in_short(text: str, trial: str) -> None:
    assert [one.parts["trial"] for one in facts(text, "event")] == [trial]


def test_radiotherapy_keeps_off_the_dates_of_drugs() -> None:
    text = "RT 50 GY + BOOST 16 GY, META EN 2023 : IBRANCE + FASLODEX DU 02/2023 AU 05/2024"
    radiation = [one for one in facts(text) if one.parts["type"] == "radiotherapy"]
    assert [one.parts.get("start") for one in radiation] == [None, None]
    assert facts(text, "line")[0].parts["stop"] == "2024-05"

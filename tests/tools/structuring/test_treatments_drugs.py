"""Drugs, protocols, doses, courses: telegraphic French, capitals, no accents, broken lines, refusals and allergies."""

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
        ("cisplatine 70 mg/m²", "cisplatine 70 mg/m²"),
        ("CDDP 70 MG/M2", "cisplatine 70 mg/m²"),
        ("carboplatine AUC 5", "carboplatine AUC 5"),
        ("Carboplatine AUC5", "carboplatine AUC 5"),
        ("carboplatine (AUC = 5)", "carboplatine AUC 5"),
        ("capécitabine 1000 mg/m² x 2/j", "capécitabine 1 000 mg/m² x 2/j"),
        ("Xeloda 1500 mg 2 fois par jour", "capécitabine 1 500 mg x 2/j"),
        ("pembrolizumab 200 mg IV", "pembrolizumab 200 mg"),
        ("bevacizumab à la dose de 7.5 mg/kg", "bévacizumab 7,5 mg/kg"),
        ("palbociclib 125 mg/j 21j/28", "palbociclib 125 mg/j 21j/28"),
        ("sunitinib 50 mg/j 4 semaines sur 6", "sunitinib 50 mg/j 4 semaines sur 6"),
        ("osimertinib 80 mg par jour", "osimertinib 80 mg/j"),
        ("prednisone 40\nmg/m²", "prednisone 40 mg/m²"),
        ("5-FU 2400 mg/m2", "5-fluorouracile 2 400 mg/m²"),
        ("leuproréline 11,25 mg", "leuproréline 11,25 mg"),
    ],
)
def test_doses(text: str, value: str) -> None:
    assert values(f"Patient sous {text}, bien toléré.") == [value]


def test_code_and_parts_of_a_drug() -> None:
    (drug,) = facts("Sous Keytruda 200 mg depuis le 12/03/2024.")
    assert (drug.code, drug.system, drug.date) == ("L01FF02", "ATC", "2024-03-12")
    assert drug.parts["inn"] == ["pembrolizumab"]
    assert (drug.parts["dose"], drug.parts["dose_unit"], drug.parts["type"]) == ("200", "mg", "drug")
    assert drug.evidence[0].quote == "Keytruda 200 mg"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Chimiothérapie par carboplatine-paclitaxel", "carboplatine-paclitaxel"),
        ("CHIMIOTHERAPIE PAR CARBOPLATINE + TAXOL", "carboplatine-paclitaxel"),
        ("chimio par cisplatine et de gemcitabine", "cisplatine-gemcitabine"),
        ("Traitement par cisplatine/\npemetrexed", "cisplatine-pémétrexed"),
        ("cisplatine 80 mg/m2 J1 et vinorelbine 25 mg/m2 J1 J8", "cisplatine-vinorelbine"),
        ("FOLFIRI + Avastin", "FOLFIRI-bévacizumab"),
        ("palbociclib en association avec le létrozole", "palbociclib-létrozole"),
        ("4 FEC 100 puis 4 Taxotère", "FEC 100-docétaxel"),
        ("sous AC-paclitaxel", "AC-paclitaxel"),
        ("Sous Taxol hebdo", "paclitaxel hebdomadaire"),
        ("Sous cisplatine-5FU-cetuximab", "cisplatine-5FU-cétuximab"),
        ("trastuzumab-\nderuxtecan en 2e ligne", "L2 trastuzumab déruxtécan"),
        ("6 cycles de mFOLFOX6", "FOLFOX"),
        ("Induction par 3+7", "3+7"),
    ],
)
def test_regimens(text: str, line: str) -> None:
    assert values(f"{text}.", "line") == [line]


def test_a_list_of_drugs_is_no_regimen() -> None:
    assert values("A reçu successivement : cisplatine, docétaxel, gemcitabine.", "line") == []
    assert values("FOLFOX, FOLFIRI puis Lonsurf", "line")[:2] == ["FOLFOX", "FOLFIRI"]


def test_doses_in_brackets_are_no_other_line() -> None:
    text = "Sous gemcitabine-nab-paclitaxel (gemcitabine 1 000 mg/m², nab-paclitaxel 125 mg/m²), depuis janvier 2020."
    (line,) = facts(text, "line")
    assert (line.value, line.date) == ("gemcitabine-nab-paclitaxel", "2020-01")
    assert values(text)[2:] == ["gemcitabine 1 000 mg/m²", "nab-paclitaxel 125 mg/m²"]
    text = "FOLFOX-4 (5-fluorouracile, leucovorine et oxaliplatine)"
    assert values(text, "line") == ["FOLFOX"]


@pytest.mark.parametrize(
    "text",
    [
        "EP bilatérale au scanner.",
        "TC thoracique sans anomalie.",
        "AC anti-HBc négatif.",
        "Vessie vide. Marge R2.",
        "Asthénie extrême.",
        "SA 14 3/7.",
        "EXAMEN CLINIQUE : AC REGULIERE. EP ELIMINEE.",
    ],
)
def test_short_names_that_mean_something_else(text: str) -> None:
    assert [one for one in facts(text) if one.parts["type"] != "margin"] == []
    assert facts(text, "line") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("4 cures de EC", "EC"), ("Protocole AIM", "AIM"), ("chimiothérapie adjuvante par TC", "TC"), ("3 BEP", "BEP")],
)
def test_short_names_beside_words_of_treatment(text: str, value: str) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Pas de Keytruda.", "absent"),
        ("Le docétaxel est contre-indiqué.", "absent"),
        ("En cas de progression : Lonsurf.", "hypothetical"),
        ("Proposition de FOLFOX.", "hypothetical"),
        ("Éligible au pembrolizumab.", "hypothetical"),
        ("Sous FOLFOX.", "present"),
        ("Poursuite de FOLFOX.", "present"),
        ("Cancer du sein chez la mère traité par tamoxifène.", "family"),
        ("osimertinib versus placebo", "possible"),
    ],
)
def test_assertion(text: str, assertion: str) -> None:
    assert {one.assertion for one in facts(text)} == {assertion}


def test_allergies_are_no_treatment() -> None:
    assert values("Allergie au docétaxel. Choc anaphylactique au carboplatine.") == []
    assert values("Allergies : paclitaxel, pénicilline\nHistoire : sous FOLFOX") == ["FOLFOX"]


def test_planned_doses_are_marked() -> None:
    (drug,) = facts("Retenu : immunothérapie par pembrolizumab 200 mg, début prévu le 30/06/2024.")
    assert drug.parts["planned"] is True
    (given,) = facts("Sous pembrolizumab 200 mg.")
    assert "planned" not in given.parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FOLFOX débuté le 12/03/24, arrêt en juin 2024 pour toxicité.", ("2024-03-12", "2024-06", "toxicité")),
        ("FOLFOX du 01/02 au 15/06/2023.", ("2023-02-01", "2023-06-15", None)),
        ("Début de FOLFOX le 12/03/2023.", ("2023-03-12", None, None)),
        ("Arrêt du FOLFOX en juin 2023 pour progression.", (None, "2023-06", "progression")),
        ("FOLFOX DEBUTE EN MARS 2023, ARRETE LE 3/5/23 A LA DEMANDE DE LA PATIENTE.", ("2023-03", "2023-05-03", None)),
        ("FOLFOX depuis janvier 2024", ("2024-01", None, None)),
        (
            "FOLFOX instauré le 01/02/2023. Arrêt le 3/6/2023 pour neuropathie.",
            ("2023-02-01", "2023-06-03", "toxicité"),
        ),
    ],
)
def test_courses(text: str, expected: tuple[str | None, str | None, str | None]) -> None:
    fact = facts(text)[0]
    found = (fact.parts.get("start"), fact.parts.get("stop"), fact.parts.get("reason"))
    assert found[:2] == expected[:2]
    assert expected[2] is None or found[2] == expected[2]


def test_dates_go_to_their_own_regimen() -> None:
    text = "FOLFOX débuté le 12/03/24 puis FOLFIRI à partir de mai 2024."
    assert [(one.value, one.parts["start"]) for one in facts(text)] == [
        ("FOLFOX", "2024-03-12"),
        ("FOLFIRI", "2024-05"),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("6 cures de FOLFOX", {"cycles": 6}),
        ("FOLFOX, 8 cycles", {"cycles": 8}),
        ("A reçu six cycles de FOLFOX", {"cycles": 6}),
        ("FOLFOX x 12", {"cycles": 12}),
        ("Keytruda 200 mg C3J1", {"cycle": 3, "day": 1}),
        ("C4 de FOLFOX", {"cycle": 4}),
        ("8ème cure de FOLFOX", {"cycle": 8}),
        ("FOLFOX à 75 % de la dose", {"dose_change": "75 %"}),
        ("FOLFOX avec réduction de dose de 20 %", {"dose_change": "-20 %"}),
        ("FOLFOX à dose réduite", {"dose_change": "réduite"}),
        ("FOLFOX suspendu", {"held": "suspendu"}),
    ],
)
def test_cycles_and_changes_of_dose(text: str, parts: dict[str, object]) -> None:
    found = facts(text)[0].parts
    assert {name: found.get(name) for name in parts} == parts


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("Traitement habituel : ramipril 2,5 mg 1/j", "ramipril 2,5 mg 1/j", "C09AA05"),
        ("KARDEGIC 75 MG/J", "acide acétylsalicylique 75 mg/j", "B01AC06"),
        ("atorvastatine 10 mg/j", "atorvastatine 10 mg/j", "C10AA05"),
        ("LEVOTHYROXINE 100 UG LE MATIN", "lévothyroxine 100 µg le matin", "H03AA01"),
        ("metformine 1000 mg x 2/j", "metformine 1 000 mg x 2/j", "A10BA02"),
        ("tiotropium 18 µg 1 inhalation/j", "tiotropium 18 µg 1 inhalation/j", "R03BB04"),
    ],
)
def test_other_drugs(text: str, value: str, code: str) -> None:
    (drug,) = facts(text)
    assert (drug.value, drug.code) == (value, code)


@pytest.mark.parametrize(
    "text",
    ["Protéine C réactive 12 mg/L", "CRP 5 mg/L, glucose 1 g/L, albumine 38 g/L", "sous statine", "calcium 2,3 mmol/L"],
)
def test_no_drug_without_its_dose(text: str) -> None:
    assert values(text) == []


def test_drugs_that_a_common_library_lacks() -> None:
    text = "Pembrolizumab, nivolumab, osimertinib, palbociclib et trastuzumab déruxtécan reçus."
    assert values(text) == ["pembrolizumab", "nivolumab", "osimertinib", "palbociclib", "trastuzumab déruxtécan"]

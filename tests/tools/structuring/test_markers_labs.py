"""Laboratory results and serum markers: linked to their test, in their normal form."""

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


def facts(text: str) -> list[Fact]:
    """The laboratory results and biomarkers of a text."""
    return [one for one in read(text) if one.kind in ("lab", "biomarker")]


def values(text: str) -> list[str]:
    """Their values, in order."""
    return [one.value for one in facts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "Hb 12,3 g/dL, PNN : 4,37 G/L, plaquettes 235 000/mm3": "hémoglobine=12,3 g/dL|neutrophiles=4,37 G/L"
        "|plaquettes=235 000/mm3",
        "POLYNUCLEAIRES NEUTROPHILES A 3,91 G/L": "neutrophiles=3,91 G/L",
        "Hb\n12 g/dL, plaquettes :\n248 G/L": "hémoglobine=12 g/dL|plaquettes=248 G/L",
        "CYFRA 21-1 à\n11,2 ng/mL, albumine\nà 42,3 g/L": "CYFRA 21-1=11,2 ng/mL|albumine=42,3 g/L",
        "créat 64 µmol/L (N : 50-105)": "créatinine=64 µmol/L",
        "pas d'anémie, Hb 13,1": "hémoglobine=13,1",
        "CRP < 5 mg/L": "CRP=<5 mg/L",
        "CRP négative": "CRP=négatif",
        "CRP 45": "CRP=45",
        "LDH : 2 593 U/L": "LDH=2 593 U/L",
        "ASAT 45 UI/L, ALAT 5N": "ASAT=45 U/L|ALAT=5 N",
        "bilirubine totale 18 µmol/L, bilirubine conjuguée 5": "bilirubine=18 µmol/L|bilirubine conjuguée=5",
        "INR 1,2, TP 78 %, TCA 32/30": "INR=1,2|TP=78%|TCA=32/30",
        "PSA à 12,3 ng/mL": "PSA=12,3 ng/mL",
        "PSA < 0,01 ng/ml": "PSA=<0,01 ng/mL",
        "CA 15-3 = 48 U/mL, ACE 6,57 µg/l": "CA 15-3=48 U/mL|ACE=6,57 ng/mL",
        "CA 19-9 : 1 387 U/mL": "CA 19-9=1 387 U/mL",
        "Ca 19,9 à 121 U/mL": "CA 19-9=121 U/mL",
        "AFP A 60,9 NG/ML": "AFP=60,9 ng/mL",
        "BHCG = 8,6 UI/L": "bHCG=8,6 UI/L",
        "Ca 125 et Ca 19.9 étaient de 69 UI/ml (0,0-35) et 65 UI/ml": "CA 125=69 U/mL|CA 19-9=65 U/mL",
        "ASAT et ALAT à 45 et 60 UI/L": "ASAT=45|ALAT=60 U/L",
        "AFP 1 446 ng/ml (0-10 ng/ml)": "AFP=1 446 ng/mL",
        "ACE normal, CA 15-3 élevé": "ACE=normal|CA 15-3=élevé",
        "Breslow à 3,6 mm": "Breslow=3,6 mm",
        "indice de Breslow de 1,5 cm": "Breslow=15 mm",
        "2652 µmol/l de créatinine et 50 mmol/l d'urée": "créatinine=2 652 µmol/L|urée=50 mmol/L",
    }.items(),
)
def test_a_result_has_its_test_and_its_unit(text: str, expected: str) -> None:
    assert values(text) == expected.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "TA 120/80, poids 72 kg, FC 80/min, température 38,2 °C, SpO2 98 %",
        "cisplatine 70 mg/m², magnésium 500 mg par jour",
        "tumeur de 32 mm, marge de 4 mm",
        "sodium urinaire 17 mEq/L",
        "LCR : glucose 3,5 mmol/L",
        "classée cT4 N2 M0, CT3 N1",
        "panel NGS : TP53 en cours",
        "norme de la CRP < 5",
        "bilan biologique demandé",
        "le PSA augmente lentement",
        "HR 80 bpm",
        "ACE, NSE n'étaient pas élevés",
    ],
)
def test_what_is_no_result_of_blood(text: str) -> None:
    assert values(text) == []


def test_the_value_of_another_test_is_not_taken() -> None:
    assert values("glucose normal, méthylcétone 15 mg/dl") == ["glycémie=normal"]
    assert "natrémie=5 mmol/L" not in values("natrémie, kaliémie 5 mmol/L")


def test_kinds_codes_and_parts() -> None:
    blood, serum = facts("Plaquettes < 100 G/L (150-400), CA 125 à 60")
    assert (blood.kind, blood.code, blood.system, blood.unit) == ("lab", "777-3", "LOINC", "G/L")
    assert {key: blood.parts[key] for key in ("name", "value", "operator", "low", "high")} == {
        "name": "plaquettes", "value": 100, "operator": "<", "low": 150, "high": 400,
    }  # fmt: skip
    assert (serum.kind, serum.parts["marker"], serum.parts["assumed_unit"]) == ("biomarker", "CA 125", "U/mL")


def test_assertion_of_results() -> None:
    assert [one.assertion for one in facts("Pas d'anémie (Hb 13 g/dL).")] == ["present"]
    assert [one.assertion for one in facts("CRP négative.")] == ["present"]
    assert [one.assertion for one in facts("Consulter si PNN < 0,5 G/L.")] == ["hypothetical"]


def test_an_antibody_is_not_a_serum_marker() -> None:
    assert values("IHC : PSA +, thyroglobuline -, ACE négatif") == [
        "PSA=positif",
        "thyroglobuline=négatif",
        "ACE=négatif",
    ]
    assert values("chromogranine +, chromogranine 120 ng/mL") == ["chromogranine=positif", "chromogranine=120 ng/mL"]


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "PSA 14,2 ng/mL le 02/05/2023 (vs 6.1 en 2020)": ["PSA=14,2 ng/mL", "PSA=6,1"],
        "CA 15.3 : 42 (N<30) en baisse vs 210": ["CA 15-3=42", "CA 15-3=210"],
        "PSA 12 ng/mL vs 3 ans plus tôt": ["PSA=12 ng/mL"],
        "l'ACE et le CA 15.3 restent stables (7,6 ng/ml et 452,7 respectivement)": [
            "ACE=7,6 ng/mL",
            "CA 15-3=452,7",
        ],
        "épaisseur de 1,6 mm (indice de Breslow)": ["Breslow=1,6 mm"],
        "une hémoglobine corpusculaire moyenne normale": [],
    }.items(),
)
def test_values_compared_dealt_and_before_their_name(text: str, expected: list[str]) -> None:
    found = read(text)
    assert [one.value for one in found] == expected
    assert {one.assertion for one in found} <= {"present"}

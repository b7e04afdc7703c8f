"""Values and treatments of the note reach the diagnoses that they make precise."""

import pytest
from tests.tools.coding.mentions_of import codes_of, mentions_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DT2 connu.\nTraitement : Lantus 20 UI le soir.", "E1190"),
        ("DT2 sous metformine.", "E1198"),
        ("DT2, jamais d'insuline.", "E1198"),
        ("Obésité. IMC 42,3 kg/m2.", "E6696"),
        ("Obésité.\nPoids 110 kg, taille 170 cm.", "E6695"),
        ("IRC, DFG à 25 ml/min.", "N184"),
        ("Hyperkaliémie à 6,9 mmol/L.", "E8750"),
        ("Hyperkaliémie à 5,9 mmol/L.", "E8758"),
        ("OAP, FEVG 35 %.", "I5012"),
        ("Né à 34 SA, PN 2 100 g.", "P073"),
        ("Né à 34 SA, PN 2 100 g.", "P071"),
    ],
)
def test_a_value_makes_the_code_precise(text: str, code: str) -> None:
    assert code in codes_of(text)


def test_values_that_disagree_are_left_to_the_coder() -> None:
    found = next(
        one for one in mentions_of("IRC. En mars : DFG 25 ml/min.\nEn mai, DFG 45 ml/min.") if one.code == "N189"
    )
    assert found.code == "N189"


def test_the_value_is_shown_with_the_mention() -> None:
    text = "Obésité. IMC 42,3 kg/m2."
    found = next(one for one in mentions_of(text) if one.code == "E6696")
    assert [text[a:b] for a, b in found.also] == ["IMC 42,3 kg/m2"]


def test_a_disease_without_its_kind_is_of_the_kind_named_elsewhere() -> None:
    assert codes_of("Diabète de type 1 depuis 1990.\nSon diabète est suivi.") == {"E109"}

"""Diagnoses are found by their names as notes write them, with what the text asserts and what makes them precise."""

import pytest
from tests.tools.coding.mentions_of import codes_of, mentions_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hypertension arterielle traitée.", "I10"),
        ("HYPERTENSION\nARTÉRIELLE", "I10"),
        ("hypertention artérielle", "I10"),
        ("B.P.C.O. sévère", "J449"),
        ("insuf. rénale chronique", "N189"),
        ("broncho-pneumopathie chronique obstructive", "J449"),
    ],
)
def test_a_disease_is_found_however_it_is_written(text: str, code: str) -> None:
    assert code in codes_of(text)


def test_a_list_shares_its_first_words() -> None:
    found = {one.name for one in mentions_of("Insuffisance cardiaque et rénale chronique.")}
    assert found == {"insuffisance cardiaque", "insuffisance rénale chronique"}


def test_of_two_names_that_cross_the_one_that_reaches_further() -> None:
    assert codes_of("Poussée d'insuffisance cardiaque gauche.") == {"I5019"}


@pytest.mark.parametrize("text", ["FA : 69 UI/L", "Dr PR Martin", "le fa dièse de la gamme"])
def test_an_abbreviation_that_means_something_else_is_no_disease(text: str) -> None:
    assert mentions_of(text) == []


def test_assertion_decides_what_is_of_now() -> None:
    found = {one.name: one for one in mentions_of("Pas d'embolie pulmonaire. Suspicion de phlébite. HTA.")}
    assert found["embolie pulmonaire"].assertion == "absent"
    assert found["hypertension artérielle"].assertion == "present"
    assert {one.assertion for one in found.values()} == {"absent", "possible", "present"}


def test_antecedents_are_of_now_when_the_disease_lasts() -> None:
    found = {one.name: one for one in mentions_of("ATCD : HTA, AVC en 2012, appendicite.\n")}
    assert (found["hypertension artérielle"].assertion, found["hypertension artérielle"].code) == ("present", "I10")
    stroke = found["accident vasculaire cérébral"]
    assert (stroke.assertion, stroke.code) == ("history", "Z8670")
    assert all(one.code is None for name, one in found.items() if name.startswith("appendicite"))


def test_qualifiers_reach_the_mention_that_they_are_said_of() -> None:
    text = "Escarre sacrée stade 3, BPCO stade 2."
    pressure = next(one for one in mentions_of(text) if one.name.startswith("escarre"))
    assert pressure.code == "L892"
    assert [text[a:b] for a, b in pressure.also] == ["stade 3"]


def test_a_qualifier_that_is_denied_does_not_count() -> None:
    assert "J440" not in codes_of("BPCO sans exacerbation.") and "J441" not in codes_of("BPCO sans exacerbation.")


def test_mentions_stand_in_the_text() -> None:
    text = "Motif : dyspnée.\nConclusion : pneumopathie basale droite, FA."
    for one in mentions_of(text):
        assert 0 <= one.start < one.end <= len(text)
        assert all(0 <= a < b <= len(text) for a, b in one.also)

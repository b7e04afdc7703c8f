"""Tumours: one mention a tumour, as precise as site and histology make it, of now or of the past."""

import pytest
from tests.tools.coding.mentions_of import codes_of, mentions_of


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ADK du sein droit QSE avec métastases hépatiques et osseuses.", {"C504", "C787", "C795"}),
        ("K du côlon gauche, mts hép.", {"C186", "C787"}),
        ("Leucémie aiguë myéloïde en aplasie.", {"C920"}),
        ("Cancer bronchique LSD pT2N2M0.", {"C341", "C771"}),
        ("Cancer du sein. Le cancer progresse.", {"C509"}),
    ],
)
def test_a_tumour_has_the_code_of_its_site(text: str, codes: set[str]) -> None:
    found = codes_of(text)
    assert codes <= found
    assert {one for one in found if one[0] == "C"} == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ATCD : cancer du sein gauche opéré en 2010, en rémission.", "Z853"),
        ("K sein gauche traité en 2009 par tumorectomie, en rémission complète.", "Z853"),
        ("Mastectomie gauche en 2015 pour cancer.", "Z853"),
    ],
)
def test_a_cancer_of_the_past_is_a_history(text: str, code: str) -> None:
    assert code in codes_of(text, "history")
    assert not any(one.startswith("C") for one in codes_of(text))


def test_a_cancer_of_the_past_that_comes_back_is_of_now() -> None:
    text = "ATCD : cancer du sein en 2010.\nConclusion : récidive d'un cancer du sein droit, chimiothérapie en cours."
    assert "C509" in codes_of(text)


def test_no_metastasis_where_there_is_none() -> None:
    found = mentions_of("Cancer du rectum, pas de métastase hépatique.")
    assert {(one.code, one.assertion) for one in found} == {("C20", "present"), ("C787", "absent")}

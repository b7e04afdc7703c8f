"""Classes of errors that stays written apart from the rules showed: what a coder must not be told, and what he must."""

import pytest
from mentions_of import codes_of, mentions_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Conclusion : SCA non ST+ troponine négative.", "I200"),
        ("Conclusion : pneumopathie, antigénurie légionelle négative.", "J189"),
        ("Pyélonéphrite aiguë hémocultures négatives.", "N10"),
    ],
)
def test_a_negative_test_denies_no_disease_named_before_it(text: str, code: str) -> None:
    assert code in codes_of(text)


@pytest.mark.parametrize(
    "text", ["Atopie maternelle (asthme).", "Terrain atopique (asthme du père).", "Asthme paternel, eczéma."]
)
def test_a_disease_of_a_parent_is_not_of_the_patient(text: str) -> None:
    assert not any(code.startswith("J45") for code in codes_of(text))
    assert any(one.assertion == "family" for one in mentions_of(text))


def test_a_clinical_n_is_asked_about_and_gives_no_code() -> None:
    found = mentions_of("Carcinome épidermoïde de la glotte cT1N2M0.")
    assert not any(one.code and one.code.startswith("C77") for one in found)
    assert any("C770" in one.choices for one in found)


def test_a_pathologists_n_gives_the_code_of_its_nodes() -> None:
    assert "C773" in codes_of("Carcinome du sein droit pT2N1aM0.")

"""What a note asserts beyond its sentences: boxes, years, tests, lists that go on, words of a name."""

import pytest
from tests.tools.coding.mentions_of import codes_of, mentions_of


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("☐ HTA ☒ Diabète type 2", "hypertension artérielle", "absent"),
        ("Sans fièvre, nausées ou vomissements.", "vomissements", "absent"),
        ("Sérologies (CMV, rubéole, herpès).", "rubéole", "hypothetical"),
        ("Maladie de Kawasaki évoquée puis non retenue.", "maladie de Kawasaki", "absent"),
        ("Menace d'accouchement prématuré.", "menace d'accouchement prématuré", "present"),
        ("Pas d'adénopathie.", "adénopathies", "absent"),
    ],
)
def test_what_the_note_asserts(text: str, name: str, status: str) -> None:
    found = [one.assertion for one in mentions_of(text) if one.name == name]
    assert found
    assert set(found) == {status}


def test_a_year_after_an_acute_disease_makes_it_past() -> None:
    assert "I64" not in codes_of("CRH du 12/03/2024. AVC 2015, HTA 2010.")
    assert "I10" in codes_of("CRH du 12/03/2024. AVC 2015, HTA 2010.")


def test_what_is_found_of_the_past_alone_has_its_history_code_or_none() -> None:
    for one in mentions_of("ATCD : AVC en 2012, appendicite, lipome opéré en 2000."):
        assert one.assertion == "history"
        assert one.code is None or one.code.startswith(("Z", "I69"))


def test_toux_is_not_tous() -> None:
    assert codes_of("Tous les jours, à côté de tous.") == set()
    assert "R05" in codes_of("Toux sèche.")


def test_a_participle_is_not_the_disease_of_its_noun() -> None:
    assert "R02" not in codes_of("Cholécystite gangrénée.")

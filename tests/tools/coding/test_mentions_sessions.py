"""A day of a cycle is a session of chemotherapy where the text says that it is of this stay."""

import pytest
from tests.tools.coding.mentions_of import codes_of


@pytest.mark.parametrize(
    "text", ["Hospitalisé pour C3J1 de FOLFOX.", "C4 carboplatine alimta ce jour.", "Motif : cure 6 de R-CHOP."]
)
def test_a_session_of_today(text: str) -> None:
    assert "Z511" in codes_of(text)


@pytest.mark.parametrize("text", ["Mucite après C2J1.", "C1J1 FEC le 12/03.", "Cure C4J1 prévue.", "C5J1 reporté."])
def test_a_session_of_another_day(text: str) -> None:
    assert "Z511" not in codes_of(text)

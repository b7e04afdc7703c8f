"""Codes written in a note are read; what merely looks like a code is not."""

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.mentions_written import find


def _written(text: str) -> list[str | None]:
    return [one.code for one in find(Reading.of(Note("n", text)), cim10())]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Cancer du sein C50.9.", ["C509"]),
        ("C509", ["C509"]),
        ("CIM10 : C50.9", ["C509"]),
        ("DP : I10\nDAS : N18.3, J44.9", ["I10", "N183", "J449"]),
        ("code n18.3", ["N183"]),
        ("Codage CIM-10 :\n- I10 hypertension\n- K35.8 appendicite", ["I10", "K358"]),
        ("Appendicite (K35.8) opérée.", ["K358"]),
    ],
)
def test_codes_written_are_read(text: str, codes: list[str]) -> None:
    assert _written(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "EVA à 40, glycémie à 11.",
        "J10 de traitement, J10.1",
        "C1J1 de FOLFOX, C50 de la patiente",
        "hernie L5-S1, D10, S1",
        "T2N1 M1, G3P2",
        "vitamine B12 et K1",
        "à H24, I 131, lignée K562",
        "T 37.5, T38.2, K 3.5, N 10.2",
        "chambre B120, dossier F1000",
        "CIM-O3 : C50.4, M8500/3",
        "code postal F7500",
    ],
)
def test_what_merely_looks_like_a_code_is_not(text: str) -> None:
    assert _written(text) == []


def test_a_category_asks_which_of_its_codes() -> None:
    found = find(Reading.of(Note("n", "DP : E11.9")), cim10())[0]
    assert found.code is None
    assert set(found.choices) == {"E1190", "E1198"}


def test_a_code_of_three_characters_follows_the_diagnosis_that_it_codes() -> None:
    from tests.tools.coding.mentions_of import mentions_of

    found = mentions_of("HTA (I10) connue, vitamine (B12).")
    assert [one.code for one in found if one.how == "written"] == ["I10"]

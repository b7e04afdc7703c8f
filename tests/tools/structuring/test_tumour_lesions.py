"""Metastases said by lesions of organs, without the word; sides that an operation tells; sizes of now."""

import pytest
from tumour_reading import facts

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.rules import staging

SPREAD = {
    "Lésions hépatiques multiples évocatrices, nodules pulm bilat suspects.": {
        ("hépatique", "possible"),
        ("pulmonaire", "possible"),
    },
    "Stade IV hépatique et osseux.": {("hépatique", "present"), ("osseuse", "present")},
    "Rechute osseuse, progression hépatique et pulmonaire.": {
        ("osseuse", "present"),
        ("hépatique", "present"),
        ("pulmonaire", "present"),
    },
    "Pas de progression hépatique.": set(),
    "Lyse de L3.": {("osseuse", "possible")},
    "Cibles : S6 foie 32 mm, LID 12 mm.": {("hépatique", "present"), ("pulmonaire", "present")},
    "ADP médiastinales M+.": {("ganglionnaire médiastinale", "present")},
    "T4N3M1c : surr G, os.": {("surrénalienne", "present"), ("osseuse", "present")},
    "Nodule pulmonaire de 6 mm, une localisation secondaire ne pouvant être exclue.": {("pulmonaire", "possible")},
    "IRM cérébrale : 3 lésions rehaussées, évocatrices de métastases.": {("cérébrale", "possible")},
    "IRM cérébrale : pas de métastase.": {("cérébrale", "absent")},
    "Pas d'atteinte pulmonaire ou osseuse.": {("pulmonaire", "absent"), ("osseuse", "absent")},
    "Lésion hépatique en faveur d'un angiome.": set(),
    "Micronodule pulmonaire stable, non spécifique.": set(),
    "Foie : kystes simples. Lésion de L4 d'allure bénigne.": set(),
    "Masse du sein suspecte.": set(),
}


@pytest.mark.parametrize("text", SPREAD)
def test_lesions_of_organs(text: str) -> None:
    found = facts(f"Cancer du sein.\n{text}", "metastatic_site")
    assert {(one.value, one.assertion) for one in found} == SPREAD[text]


def test_lesions_of_the_organ_of_the_tumour_and_notes_without_cancer() -> None:
    assert facts("Carcinome hépatocellulaire. Lésions hépatiques suspectes.", "metastatic_site") == []
    assert facts("Lésions hépatiques suspectes.", "metastatic_site") == []


SIDES = {
    "Mastectomie D pour CCI du sein.": {"droit"},
    "Carcinome rénal à cellules claires. Néphrectomie élargie DT.": {"droit"},
    "Pièce de tumorectomie sein gche. Carcinome infiltrant.": {"gauche"},
    "Sein gche : T 32x25x20 mm, QSE.": {"gauche"},
    "Mélanome choroïdien OD.": {"droit"},
    "Cancer du sein. Mastectomie droite, puis mastectomie gauche.": set(),
    "Cancer du sein gauche. Mastectomie prophylactique droite.": {"gauche"},
    "Tumeur de la paroi latérale droite de la vessie.": set(),
    "Cancer du côlon. Mastectomie D.": set(),
}


@pytest.mark.parametrize("text", SIDES)
def test_side_of_an_operation(text: str) -> None:
    assert {one.value for one in facts(text, "laterality")} == SIDES[text]


SIZES = {
    "Cancer du pancréas. Lésion primitive 42 → 30 mm.": [("30 mm", 42)],
    "Cancer du sein. Masse de 32 mm -> 24 mm.": [("24 mm", 32)],
    "Cancer du sein. Masse de 32 mm contre 40 mm.": [("32 mm", None)],
    "Cancer de la vessie. Nodule pulmonaire LSG de 6 mm.": [],
    "Nodule du LSD de 28 mm (vs 35 mm), CBNPC.": [("28 mm", None)],
    "Carcinome à cellules rénales, rein gche, 7 x 6,5 cm (T3a).": [("70 mm", None)],
    "TV infiltrante de la vessie, mesure 3 cm.": [("30 mm", None)],
}


@pytest.mark.parametrize("text", SIZES)
def test_size_of_now_and_of_the_tumour(text: str) -> None:
    found = [one for one in staging.find(Reading.of(Note("1", text))) if one.kind == "tumour_size"]
    assert [(one.value, one.parts.get("previous_mm")) for one in found] == SIZES[text]

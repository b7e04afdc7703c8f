"""Spread denied or feared without the word metastasis, tumours that a denial takes for granted, textbooks."""

import pytest
from tumour_reading import facts

SPREAD = {
    "Pas de lésion hépatique ni osseuse.": {("hépatique", "absent"), ("osseuse", "absent")},
    "Pas de localisation cérébrale.": {("cérébrale", "absent")},
    "PAS DE NODULE PULMONAIRE": {("pulmonaire", "absent")},
    "Foie homogène, sans lésion focale.": {("hépatique", "absent")},
    "Pas d'adénopathie.": {("ganglionnaire", "absent")},
    "Pas d'ADP axillaire, médiastinale.": {
        ("ganglionnaire axillaire", "absent"),
        ("ganglionnaire médiastinale", "absent"),
    },
    "Adénopathies lombo-aortiques suspectes.": {("ganglionnaire rétropéritonéale", "possible")},
    "Envahissement ganglionnaire axillaire.": {("ganglionnaire axillaire", "present")},
    "Atteinte étendue des ganglions lymphatiques médiastinaux.": {("ganglionnaire médiastinale", "present")},
    "De stade IV avec atteinte pulmonaire et splénique.": {("pulmonaire", "present"), ("splénique", "present")},
    "Pas de nouvelle lésion hépatique.": set(),
    "Pas de lésion cutanée, nodule pulmonaire stable.": set(),
}


@pytest.mark.parametrize("text", SPREAD)
def test_spread_without_the_word(text: str) -> None:
    found = facts(f"Cancer du sein. {text}", "metastatic_site")
    assert {(one.value, one.assertion) for one in found} == SPREAD[text]


def test_without_a_cancer_nothing_is_said_of_spread() -> None:
    assert facts("Pas de lésion hépatique, pas d'adénopathie.", "metastatic_site") == []


def test_the_organ_of_the_tumour_and_the_nodes_of_a_lymphoma_are_no_spread() -> None:
    assert (
        facts("Carcinome hépatocellulaire. Pas de nouvelle lésion, pas de lésion hépatique.", "metastatic_site") == []
    )
    assert facts("Lymphome de Hodgkin. Pas d'adénopathie cervicale.", "metastatic_site") == []


GRANTED = {
    "Cancer du sein gauche RE+ RP- HER2-, Ki67 : 35 %.": {("sein", "present")},
    "Aucun signe de récidive du cancer du sein.": {("sein", "present")},
    "Absence du cancer du sein.": {("sein", "absent")},
    "Ni carcinome embryonnaire ni séminome.": set(),
    "Cancers du sein (12-34 %), du poumon (10-26 %).": set(),
    "Lésions tumorales dans le foie.": set(),
    "Carcinome rénal à cellules claires gauche.": {("rein", "present")},
    "Tumeur germinale extragonadique médiastinale.": {("médiastin", "present")},
}


@pytest.mark.parametrize("text", GRANTED)
def test_what_a_denial_takes_for_granted(text: str) -> None:
    assert {(one.value, one.assertion) for one in facts(text, "site")} == GRANTED[text]


def test_a_calcification_is_no_metastasis() -> None:
    assert facts("Calcification métastatique dans les poumons.", "metastatic_site") == []

"""Responses and progressions: RECIST's words, radiologists' and clinicians'; not receptors, symptoms, nor risks."""

from datetime import date

import pytest
from course_reading import facts, said

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.response_class import Classified, classify
from carnet.tools.structuring.rules import course


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonne réponse partielle selon RECIST 1.1.", "réponse partielle"),
        ("CONCLUSION : STABILITE SELON RECIST 1.1", "maladie stable"),
        ("meilleure réponse : réponse\ncomplète", "réponse complète"),
        ("Réponse métabolique complète au TEP", "réponse complète"),
        ("réponse quasi complète", "réponse partielle"),
        ("En rémission complète depuis 2012", "réponse complète"),
        ("Lésions hépatiques stables", "maladie stable"),
        ("la maladie osseuse est stable", "maladie stable"),
        ("Adenopathies inchangees", "maladie stable"),
        ("Diminution de taille des lésions hépatiques", "réponse partielle"),
        ("Régression de la masse médiastinale", "réponse partielle"),
        ("Disparition complète des lésions connues", "réponse complète"),
        ("Bon contrôle de la maladie", "maladie stable"),
        ("Maladie en progression selon RECIST 1.1", "maladie progressive"),
        ("MALADIE PROGRESSIVE", "maladie progressive"),
        ("stabilité radiologique et biochimique", "maladie stable"),
        ("PD au scanner", "maladie progressive"),
        ("en RP après 4 cures", "réponse partielle"),
        ("RECIST : SD", "maladie stable"),
        ("séminome en réponse complète", "réponse complète"),
        ("réponse dissociée", "réponse dissociée"),
        ("pas de réponse complète", "réponse complète [absent]"),
        ("si réponse partielle, chirurgie", "réponse partielle [hypothetical]"),
    ],
)
def test_responses(text: str, expected: str) -> None:
    """The four normal forms."""
    assert said(text, "response") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "RE 80%, RP 20 %",
        "RP négatif, HER2 3+",
        "stabilité hémodynamique",
        "Stabilité tensionnelle. Poids stable. Patient stable.",
        "Régression de l'œdème",
        "réponse virologique complète",
        "discrète diminution de taille des lésions",
        "disparition de certaines lésions",
        "diminution du marqueur tumoral",
        "Au vu de la stabilité clinique et de la suspicion",
        "disparition de toutes les lésions, à l'exception du foie",
        "Bilan avant RC : rectocolite",
        "évaluation de la réponse à 3 mois",
    ],
)
def test_what_is_no_response(text: str) -> None:
    """Receptors, what is stable but no tumour, what is too little or too vague."""
    assert said(text, "response") == []


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        ("Récidive hépatique", "récidive hépatique", "métastatique"),
        ("RECIDIVE TUMORALE LOCALE", "récidive locale", "local"),
        ("Récidive locorégionale", "récidive locorégionale", "local"),
        ("rechute ganglionnaire médiastinale", "rechute ganglionnaire et médiastinale", "ganglionnaire"),
        ("rechute métastatique pulmonaire", "rechute pulmonaire", "métastatique"),
        ("progression tumorale hépatique et osseuse", "progression hépatique et osseuse", "métastatique"),
        ("récidive au niveau du foie", "récidive hépatique", "métastatique"),
        ("Majoration en taille des lésions hépatiques", "progression hépatique", "métastatique"),
        ("apparition de métastases osseuses", "progression osseuse", "métastatique"),
        ("Récidive biochimique", "récidive biochimique", "biochimique"),
        ("PROGRESSION DE LA MALADIE", "progression", None),
        ("La maladie a progressé", "progression", None),
        ("une progression due à un nouveau nodule", "progression", None),
        ("Récidive de son cancer du sein", "récidive", None),
        ("FOLFOX jusqu'à progression en mars 2020", "progression", None),
        ("progression du léiomyosarcome", "progression", None),
        ("Absence de récidive", "récidive [absent]", None),
        ("sans argument pour une progression", "progression [absent]", None),
        ("Pas d'argument clinique ni biologique pour une rechute.", "rechute [absent]", None),
        ("en cas de progression", "progression [hypothetical]", None),
    ],
)
def test_progressions(text: str, expected: str, kind: str | None) -> None:
    """The word, the sites, and the type that they make."""
    assert said(text, "progression") == [expected]
    assert facts(text, None, "progression")[0].parts.get("type") == kind


@pytest.mark.parametrize(
    "text",
    [
        "progression des symptômes",
        "récidive de la fièvre",
        "Récidive de TVP",
        "risque de récidive",
        "survie sans progression",
        "progression de l'insuffisance rénale",
        "douleur en progression",
        "Progression pondérale",
        "Augmentation du PSA",
        "apparition d'une dyspnée",
        "traitement jusqu'à progression ou toxicité",
    ],
)
def test_what_is_no_progression(text: str) -> None:
    """Symptoms, other illnesses, risks."""
    assert said(text, "progression") == []


def test_the_course_is_dated_rather_than_past() -> None:
    """« en mars 2019 » makes it no history; the date says when."""
    one = facts("Récidive hépatique en mars 2019.", date(2024, 1, 1), "progression")[0]
    assert (one.value, one.assertion, one.date) == ("récidive hépatique", "present", "2019-03")


def of_note(text: str) -> Classified:
    """The class of response of a note of 3 May 2024."""
    reading = Reading.of(Note("n1", text, note_date=date(2024, 5, 3)))
    return classify(assemble(reading, course.find(reading)), reading)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TDM TAP : lésions hépatiques stables.\nCONCLUSION : Réponse partielle.", "ReponsePartielle"),
        ("Réponse complète au TEP.", "ReponseComplete"),
        ("Le 12/03/2019, progression tumorale. Ce jour, maladie stable.", "MaladieStable"),
        ("Progression hépatique, lésions osseuses stables.", "MaladieProgressive"),
        ("FEC débuté en 01/2021, avec maladie stable. En mars 2024, progression tumorale.", "MaladieProgressive"),
        ("Réponse dissociée.", "NonDetermine"),
        ("Réponse complète pulmonaire. Réponse partielle hépatique.", "NonDetermine"),
        ("Diminution de taille des lésions hépatiques.", "ReponsePartielle"),
        ("Récidive biochimique.", "NonDetermine"),
        ("Pas de récidive.", "NonApplicable"),
        ("Entorse de la cheville.", "NonApplicable"),
        ("En cas de progression, FOLFOX.", "NonApplicable"),
    ],
)
def test_the_class_of_a_note(text: str, expected: str) -> None:
    """PARTAGES' six classes, by the stated rules."""
    assert of_note(text).value == expected


def test_the_class_is_justified() -> None:
    """By the passage of the conclusion, where there is one."""
    found = of_note("TDM : lésions stables.\nCONCLUSION :\nRéponse partielle selon RECIST 1.1.")
    assert [one.quote for one in found.justification] == ["Réponse partielle selon RECIST 1.1"]
    assert found.rule == "conclusion"

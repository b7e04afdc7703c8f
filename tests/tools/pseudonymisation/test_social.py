"""Family status, nationality and social identity: only where the words are clear."""

import pytest
from marked_notes import faults

from carnet.tools.pseudonymisation.rules import social

NOTES = [
    "Boulangerie Marie",
    "Patiente [mariée](FAMILY_STATUS/Patient), [3 enfants](FAMILY_STATUS)",
    "[veuf](FAMILY_STATUS) depuis 2 ans, [vit seul](FAMILY_STATUS)",
    "Situation familiale : [célibataire](FAMILY_STATUS)",
    "de nationalité [portugaise](PATIENT_NATIONALITY/Patient)",
    "Patient d'origine [algérienne](PATIENT_NATIONALITY)",
    "Profession : [agent SNCF](PATIENT_SOCIAL_IDENTITY/Patient)",
    "[retraité de la SNCF](PATIENT_SOCIAL_IDENTITY)",
    "[Ancien boulanger](PATIENT_SOCIAL_IDENTITY)",
    "travaille comme [infirmière](PATIENT_SOCIAL_IDENTITY)",
    # nothing of the patient's life
    "Grippe espagnole. Douleur d'origine mécanique, d'origine cardiaque.",
    "La surveillance a été menée. Ancien infarctus, ancienne fracture.",
    "Méthode française, test allemand. L'infirmière passe demain.",
    "5 enfants inclus dans l'étude",
    "Lésion séparée du plan profond",
]


@pytest.mark.parametrize("marked", NOTES)
def test_what_is_said_of_the_patient(marked: str) -> None:
    assert faults(social, marked) == []

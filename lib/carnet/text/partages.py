"""PARTAGES' annotation layer of use case 1 (`EntiteAnonymisation`) and Carnet's labels: the one from the other.

| Carnet | category | | Carnet | category |
| --- | --- | --- | --- | --- |
| FIRST_NAME | Prenom | | ADDRESS | Adresse |
| LAST_NAME | Nom | | CITY | Ville |
| FAMILY_STATUS | SituationFamiliale | | ZIP_CODE | CodePostal |
| PATIENT_SOCIAL_IDENTITY | IdentiteSocialePatient | | COUNTRY | Pays |
| PATIENT_NATIONALITY | NationalitePatient | | EMAIL | AdresseEmail |
| PATIENT_BIRTHDATE | DateNaissancePatient | | PHONE_NUMBER | NumeroTelephone |
| IDENTIFYING_DATE | DateIdentifiante | | URL | Url |
| UNIDENTIFYING_DATE | DateNonIdentifiante | | IDENTIFIER | CodeIdentifiant |

The layer has no category for a hospital: HOSPITAL is written `Adresse` with the role `Hopital`, and read back from it
(unless it starts with a number, as streets do). Roles: Patient, Carer → PersonnelSante, Other → Autre, in RolePER for
persons, RoleLOC for places, RoleNUM for numbers. Kinds: IPP → NIPouIPP, NIR, INS, the others → AUTRE.
"""

from collections.abc import Mapping
from typing import Any

LAYER = "EntiteAnonymisation"
TYPE = f"webanno.custom.{LAYER}"
CATEGORY = "Categorie"
ROLES = ("RolePER", "RoleLOC", "RoleNUM")
CODE_TYPE = "CodeType"

CATEGORIES = {
    "FIRST_NAME": "Prenom",
    "LAST_NAME": "Nom",
    "FAMILY_STATUS": "SituationFamiliale",
    "PATIENT_SOCIAL_IDENTITY": "IdentiteSocialePatient",
    "PATIENT_NATIONALITY": "NationalitePatient",
    "PATIENT_BIRTHDATE": "DateNaissancePatient",
    "IDENTIFYING_DATE": "DateIdentifiante",
    "UNIDENTIFYING_DATE": "DateNonIdentifiante",
    "IDENTIFIER": "CodeIdentifiant",
    "ADDRESS": "Adresse",
    "CITY": "Ville",
    "ZIP_CODE": "CodePostal",
    "COUNTRY": "Pays",
    "EMAIL": "AdresseEmail",
    "PHONE_NUMBER": "NumeroTelephone",
    "URL": "Url",
}
_LABELS = {category: label for label, category in CATEGORIES.items()}
_ROLE_FEATURE = {
    **dict.fromkeys(("FIRST_NAME", "LAST_NAME"), "RolePER"),
    **dict.fromkeys(("ADDRESS", "CITY", "ZIP_CODE", "COUNTRY", "HOSPITAL"), "RoleLOC"),
    **dict.fromkeys(("PHONE_NUMBER", "IDENTIFIER", "EMAIL", "URL"), "RoleNUM"),
}
_ROLES = {"Patient": "Patient", "Carer": "PersonnelSante", "Other": "Autre"}
_ROLES_BACK = {"Patient": "Patient", "PersonnelSante": "Carer", "Hopital": "Carer", "Autre": "Other"}
_CODES = {"IPP": "NIPouIPP", "NIR": "NIR", "INS": "INS"}
_CODES_BACK = {"NIPouIPP": "IPP", "NIR": "NIR", "NSS": "NIR", "INS": "INS", "NIA": "other", "AUTRE": "other"}


def features_of(label: str, role: str | None, kind: str | None) -> dict[str, str] | None:
    """The features of PARTAGES' layer for an entity; None for a label that the layer does not have."""
    category = "Adresse" if label == "HOSPITAL" else CATEGORIES.get(label)
    if category is None:
        return None
    features = {CATEGORY: category}
    where = _ROLE_FEATURE.get(label)
    if label == "HOSPITAL":
        features["RoleLOC"] = "Hopital"
    elif where and role in _ROLES:
        features[where] = _ROLES[role]
    if label == "IDENTIFIER":
        features[CODE_TYPE] = _CODES.get(kind or "", "AUTRE")
    return features


def entity_of(features: Mapping[str, Any], text: str) -> tuple[str, dict[str, Any]]:
    """Carnet's label and attributes (`role`, `kind`) for an annotation of PARTAGES' layer.

    The category is looked for in every feature: projects do not all call it the same.
    """
    category = next((str(value) for value in features.values() if value in _LABELS), "")
    roles = [features[key] for key in ROLES if features.get(key)]
    attributes: dict[str, Any] = {}
    if roles and roles[0] in _ROLES_BACK:
        attributes["role"] = _ROLES_BACK[roles[0]]
    if features.get(CODE_TYPE) in _CODES_BACK:
        attributes["kind"] = _CODES_BACK[features[CODE_TYPE]]
    label = _LABELS.get(category, LAYER)
    if label == "ADDRESS" and roles[:1] == ["Hopital"] and not text[:1].isdigit():
        label = "HOSPITAL"
    return label, attributes

"""What stands for an identifier that is not replaced by one of its kind: a tag, or a mask."""

import re

from carnet.tools.pseudonymisation.result import Entity

TAGS = {
    "FIRST_NAME": "PRENOM",
    "LAST_NAME": "NOM",
    "PATIENT_BIRTHDATE": "DATE_NAISSANCE",
    "IDENTIFYING_DATE": "DATE",
    "UNIDENTIFYING_DATE": "DATE",
    "ADDRESS": "ADRESSE",
    "ZIP_CODE": "CODE_POSTAL",
    "CITY": "VILLE",
    "COUNTRY": "PAYS",
    "HOSPITAL": "HOPITAL",
    "PHONE_NUMBER": "TELEPHONE",
    "EMAIL": "EMAIL",
    "URL": "URL",
    "IDENTIFIER": "IDENTIFIANT",
    "FAMILY_STATUS": "SITUATION_FAMILIALE",
    "PATIENT_NATIONALITY": "NATIONALITE",
    "PATIENT_SOCIAL_IDENTITY": "IDENTITE_SOCIALE",
}
_ROLES = {"Patient": "PATIENT", "Carer": "SOIGNANT", "Other": "AUTRE"}
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINES = re.compile(f"([{BREAKS}]+)")
MASK = "█"


def tag(entity: Entity, role: bool = False) -> str:
    """`[NOM]`, `[NIR]`, `[NOM_PATIENT]` with `role`; one on each line of the entity: no line is lost."""
    name = TAGS.get(entity.label, entity.label)
    if entity.label == "IDENTIFIER" and entity.kind and entity.kind != "other":
        name = entity.kind
    if role and entity.role in _ROLES:
        name += f"_{_ROLES[entity.role]}"
    pieces = _LINES.split(entity.text)
    return "".join(piece if place % 2 or not piece.strip() else f"[{name}]" for place, piece in enumerate(pieces))


def mask(entity: Entity) -> str:
    """A block for every sign, ends of lines kept: the note keeps its length, and other annotations their offsets."""
    return "".join(c if c in BREAKS else MASK for c in entity.text)

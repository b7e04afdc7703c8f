"""Recognises the columns that name a person directly (name, NIR, address…): they never enter a warehouse."""

import re
from collections.abc import Iterable

from carnet.records.importers.endpoints import words_of

_WORDS = {
    "nom",
    "prenom",
    "prenoms",
    "name",
    "surname",
    "firstname",
    "lastname",
    "nir",
    "ins",
    "adresse",
    "address",
    "rue",
    "telephone",
    "tel",
    "portable",
    "phone",
    "mobile",
    "email",
    "mail",
    "courriel",
    "secu",
    "ssn",
    "latitude",
    "longitude",
    "iris",
    "prescripteur",
    "executant",
    "medecin",
    "praticien",
    "chirurgien",
    "operateur",
    "professionnel",
    "rpps",
    "adeli",
    "initiales",
    "commune",
    "ville",
    "zip",
}
_PHRASES = (
    "first name",
    "last name",
    "family name",
    "maiden name",
    "patient name",
    "nom naissance",
    "nom usage",
    "nom patient",
    "nom jeune fille",
    "lieu naissance",
    "code postal",
    "zip code",
    "postal code",
    "code geographique",
    "libelle geographique",
    "securite sociale",
    "social security",
)
_NOT_A_PERSON = {
    "cancer",
    "unit",
    "site",
    "event",
    "treatment",
    "protocol",
    "variable",
    "code",
    "commercial",
    "medicament",
    "produit",
    "drug",
    "gene",
    "study",
    "test",
    "hospital",
    "file",
    "column",
    "row",
}
_NIR = re.compile(r"[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?")
_PHONE = re.compile(r"(?:\+33\s?|0)[1-9](?:[ .-]?\d{2}){4}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")


def is_identifier(column: str, values: Iterable[str] = ()) -> bool:
    """Whether a column names a person, by its own name or because most of its values are NIRs, telephone numbers or
    addresses of mail."""
    words = words_of(column)
    if _NOT_A_PERSON & set(words):
        return False
    text = " ".join(words)
    if _WORDS & set(words) or any(phrase in text for phrase in _PHRASES):
        return True
    filled = [value.strip() for value in values if value.strip()][:200]
    if len(filled) < 3:
        return False
    return any(
        sum(1 for value in filled if pattern.fullmatch(value)) >= 0.8 * len(filled) for pattern in (_NIR, _PHONE, _MAIL)
    )

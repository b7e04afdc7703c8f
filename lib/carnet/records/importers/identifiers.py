"""Recognises the columns that name a person directly (name, NIR, address…): they never enter a warehouse."""

import re
from collections.abc import Iterable

from carnet.records.importers.endpoints import words_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# name a person or a place of living, whatever stands beside them
_ALWAYS = _words(
    "prenom prenoms surname firstname lastname forename nir adresse address rue telephone tel portable phone email "
    "courriel secu ssn latitude longitude iris insee prescripteur executant medecin praticien chirurgien operateur "
    "professionnel rpps adeli initiales commune ville zip identite employeur employer patronyme ipp iep nda noip"
)
# name a person unless another word says of what else they are the name
_ALONE = _words("nom noms name names ins mobile mail fullname")
_PHRASES = (
    "first name",
    "last name",
    "family name",
    "maiden name",
    "patient name",
    "nom naissance",
    "nom usage",
    "nom patient",
    "nom famille",
    "nom jeune fille",
    "lieu naissance",
    "birth place",
    "place birth",
    "code postal",
    "zip code",
    "postal code",
    "code geographique",
    "libelle geographique",
    "securite sociale",
    "social security",
    "personne confiance",
    "personne contact",
    "personne prevenir",
    "contact urgence",
    "contact patient",
    "emergency contact",
    "contact person",
    "next kin",
    "numero ss",
    "num ss",
    "no ss",
    "n ss",
    "nss",
    "cp patient",
    "cp domicile",
    "cp residence",
    "cp naissance",
)
_WHOLE = ("contact", "contacts")  # but not “last contact”, nor “days to contact”
_NOT_A_PERSON = _words(
    "cancer unit site event treatment protocol variable code commercial medicament produit drug gene study test "
    "hospital file column row panel trial cohort regimen procedure surgery therapy disease histology institution "
    "center centre country platform acte molecule dci protocole essai traitement service etude unite etablissement "
    "hopital dispositif examen analyse"
)
_SMALL = _words("a au aux d de des du en et l la le les of the")
_YES_OR_NO = {"0", "1", "oui", "non", "o", "n", "yes", "no", "y", "true", "false", "na", ""}
_GLUED = re.compile(  # nompatient, nomprenom, nom1, identitepatient, prenom2
    r"(?:(?:noms?|prenoms?|identite)(?:et)?(?:du|de)?)+(?:patients?|complet|famille|naissance|usage|usuel|marital|jf)?\d*"
    r"|(?:patient|full|first|last|family|maiden)names?\d*|(?:num|numero|no)(?:ss|secu)|codecommune|codepostal|codeinsee"
)
_BIRTH_WORDS = _words("dob ddn dnaiss ddnaiss naissance naiss birth birthdate birthday")
_FULL_DATE = re.compile(r"\d{1,4}[/.\- ]\d{1,2}[/.\- ]\d{1,4}(?:[T ].*)?|(?:19|20)\d{6}|(?:0[1-9]|[12]\d|3[01])\d{6}")
_NIR = re.compile(r"[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?")
_PHONE = re.compile(r"(?:\+33\s?|0)[1-9](?:[ .-]?\d{2}){4}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_POSTCODE = re.compile(r"\d{4,5}|2[AB]\d{3}")
_LETTERS = re.compile(r"[^\W\d_]+(?:[ ,.'’\-]+[^\W\d_]+)*\.?")


def is_identifier(column: str, values: Iterable[str] = ()) -> bool:
    """Whether a column names a person, by its own name or because most of its values are NIRs, telephone numbers or
    addresses of mail. In doubt, it does."""
    words = [word for word in words_of(column) if word not in _SMALL]
    names = set(words)
    text, glued = f" {' '.join(words)} ", "".join(words)
    filled = [value.strip() for value in values if value.strip()][:200]
    if names & {"ipp", "iep", "nda"} and filled and {value.lower() for value in filled} <= _YES_OR_NO:
        return False  # IPP is also a class of drugs, taken or not
    if names & _ALWAYS or any(f" {phrase} " in text for phrase in _PHRASES) or text.strip() in _WHOLE:
        return True
    if words == ["cp"] and _mostly(_POSTCODE, filled, least=0):  # else the class of Child-Pugh
        return True
    if not names & _NOT_A_PERSON and (names & _ALONE or _GLUED.fullmatch(glued)):
        return True
    if _GLUED.fullmatch(glued) and "code" in names:
        return True
    return any(_mostly(pattern, filled) for pattern in (_NIR, _PHONE, _MAIL))


def is_birth_date(column: str, values: Iterable[str]) -> bool:
    """Whether a column holds full dates of birth by its name and its values; a year, or a number of days, is none."""
    if not _BIRTH_WORDS & set(words_of(column)):
        return False
    return _mostly(_FULL_DATE, [value.strip() for value in values if value.strip()][:200], least=1, share=0.5)


def are_names(values: Iterable[str]) -> bool:
    """Whether the values of a key read as names of people: words of letters only, of several lengths."""
    filled = [value.strip() for value in values if value.strip()][:200]
    if not _mostly(_LETTERS, filled):
        return False
    spaced = sum(1 for value in filled if " " in value)
    return spaced >= 0.5 * len(filled) or (
        len({len(value) for value in filled}) > 1 and sum(1 for value in filled if len(value) >= 4) >= 0.5 * len(filled)
    )


def is_direct_key(column: str, values: Iterable[str]) -> bool:
    """Whether a key names its patient (a NIR, a name): it may join rows, but is never kept."""
    filled = [value.strip() for value in values if value.strip()][:200]
    return bool(set(words_of(column)) & {"nir", "ins", "ssn"}) or _mostly(_NIR, filled) or are_names(filled)


def _mostly(pattern: re.Pattern[str], filled: list[str], least: int = 3, share: float = 0.8) -> bool:
    if len(filled) < least:
        return False
    return sum(1 for value in filled if pattern.fullmatch(value)) >= share * len(filled)

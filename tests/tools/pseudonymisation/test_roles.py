"""Whose name it is: the patient's, a carer's, somebody else's."""

import pytest

from carnet.text.note import Note
from carnet.tools.pseudonymisation.page import Page
from carnet.tools.pseudonymisation.rules import names
from carnet.tools.pseudonymisation.rules.known import KnownPerson, SiteKnowledge


def roles(text: str, knowledge: SiteKnowledge | None = None) -> list[tuple[str, str]]:
    page = Page.of(Note("n", text, person_id="p1"))
    hits = names.find(page, (), knowledge)
    return [(page.text[f.start : f.end], f.role) for f in sorted(hits, key=lambda f: f.start)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le Dr Marchal a vu Mme Marchal.", ["Carer", "Patient"]),
        ("Mme Aubin est venue avec son fils Théo et sa sœur Lise.", ["Patient", "Other", "Other"]),
        ("M. Aubin est venu. Mme Aubin, son épouse, est prévenue.", ["Patient", "Patient"]),
        ("Patient : VIDAL Hugues\nMédecin traitant : Dr Lopez", ["Patient", "Patient", "Carer"]),
        ("Mme Klein, infirmière, a prévenu Mme Roux, née le 12/03/1950.", ["Carer", "Patient"]),
        ("Secrétaire : Mme Collin. Patiente : Mme Roux.", ["Carer", "Patient"]),
        ("Mme Roux Odile née Picard est sortie.", ["Patient", "Patient", "Patient"]),
        ("Tuteur : M. Gallet", ["Other"]),
        ("Personne à prévenir : Julie Gallet (fille)", ["Other", "Other"]),
        ("Cher confrère, je vois M. Gallet.\nCordialement,\nPauline Arnoux", ["Patient", "Carer", "Carer"]),
        ("Vu par Claire Arnoux puis par E. Tissot", ["Carer", "Carer", "Carer", "Carer"]),
    ],
)
def test_roles(text: str, expected: list[str]) -> None:
    assert [role for _, role in roles(text)] == expected


def test_the_site_says_who_the_patient_is() -> None:
    site = SiteKnowledge({"p1": KnownPerson(("Odile",), ("Roux",))})
    assert roles("Mme Klein accompagne Odile Roux.", site) == [
        ("Klein", "Other"),
        ("Odile", "Patient"),
        ("Roux", "Patient"),
    ]

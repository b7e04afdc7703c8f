"""What the lexicons know better than the model: ordinary words, acronyms, the type of a hospital."""

import pytest

from carnet.text.note import Note
from carnet.tools.pseudonymisation.model.second_look import second_look
from carnet.tools.pseudonymisation.page import Found, Page


def look(text: str, words: str, label: str) -> list[str]:
    page = Page.of(Note("1", text))
    start = text.index(words)
    return [text[f.start : f.end] for f in second_look(page, [Found(start, start + len(words), label, "model:x")])]


@pytest.mark.parametrize(
    ("text", "words", "label", "kept"),
    [
        ("Sa fille Fatoumata passe demain", "passe", "LAST_NAME", []),
        ("Vu avec pierre ce jour", "pierre", "FIRST_NAME", ["pierre"]),
        ("mme passe vue ce jour", "passe", "LAST_NAME", ["passe"]),
        ("Coloscopie : RAS", "RAS", "LAST_NAME", []),
        ("Adressé par Zbloz hier", "Zbloz", "LAST_NAME", ["Zbloz"]),
        ("Transféré au CHU Avicenne", "CHU Avicenne", "HOSPITAL", ["Avicenne"]),
        ("Amené à l'Hôpital par le SAMU", "l'Hôpital", "HOSPITAL", []),
        ("Clinique des Tilleuls", "Clinique des Tilleuls", "HOSPITAL", ["Tilleuls"]),
        ("Dit qu'Élodie vient", "qu'Élodie", "FIRST_NAME", ["Élodie"]),
        ("Reste jusqu'à demain", "jusqu'à", "LAST_NAME", []),
        ("Le Pr d'Ormesson", "d'Ormesson", "LAST_NAME", ["d'Ormesson"]),
        ("La fille d'Yves", "d'Yves", "FIRST_NAME", ["Yves"]),
        ("Patient marié", "marié", "FAMILY_STATUS", []),
        ("Né à Sens", "Sens", "CITY", ["Sens"]),
    ],
)
def test_what_is_kept(text: str, words: str, label: str, kept: list[str]) -> None:
    assert look(text, words, label) == kept


def test_three_capitals_are_a_name_beside_a_name() -> None:
    text = "Vu par GOT, et LY Mariama"
    page = Page.of(Note("1", text))
    found = [Found(*(text.index(w), text.index(w) + len(w)), label, "model:x") for w, label in
             (("GOT", "LAST_NAME"), ("LY", "LAST_NAME"), ("Mariama", "FIRST_NAME"))]  # fmt: skip
    assert [text[f.start : f.end] for f in second_look(page, found)] == ["LY", "Mariama"]

"""A name found once is found everywhere in the letter; an ordinary word that looks like it is left alone."""

import pytest

from carnet.text.note import Note
from carnet.tools.pseudonymisation.page import Page
from carnet.tools.pseudonymisation.rules import names
from carnet.tools.pseudonymisation.rules.spelling import one_error


def found(text: str) -> list[tuple[str, str, str]]:
    page = Page.of(Note("n", text))
    return sorted((page.text[f.start : f.end], f.label, f.role) for f in names.find(page))


@pytest.mark.parametrize(
    ("again", "written"),
    [
        ("La famille Kerdoncuff est prévenue.", "Kerdoncuff"),
        ("KERDONCUFF sort demain.", "KERDONCUFF"),
        ("revoir kerdoncuff lundi", "kerdoncuff"),
        ("Kerdonkuff : RDV pris.", "Kerdonkuff"),
        ("Kerdoncuf : RDV pris.", "Kerdoncuf"),
        ("Kerdnocuff : RDV pris.", "Kerdnocuff"),
        ("La mère de Maëlys l'accompagne.", "Maëlys"),
        ("MAELYS dort bien.", "MAELYS"),
    ],
)
def test_found_again(again: str, written: str) -> None:
    hits = found(f"Mme Maëlys Kerdoncuff consulte pour une toux. {again}")
    assert (written, "FIRST_NAME" if written.lower().startswith("ma") else "LAST_NAME", "Patient") in hits


def test_initials_of_the_same_person() -> None:
    hits = found("Mme Maëlys Kerdoncuff consulte. M.K. est stable.")
    assert ("M.", "FIRST_NAME", "Patient") in hits and ("K.", "LAST_NAME", "Patient") in hits


def test_an_ordinary_word_again() -> None:
    hits = [
        text
        for text, *_ in found(
            "M. Petit va bien. Petit nodule stable. un petit nodule. Revoir Petit demain. Petit est sorti."
        )
    ]
    assert hits == ["Petit", "Petit", "Petit"]


def test_an_eponym_is_not_the_patient() -> None:
    hits = found("Mme Parkinson est suivie. Elle n'a pas de maladie de Parkinson.")
    assert [text for text, *_ in hits] == ["Parkinson"]


def test_in_capitals_an_ordinary_word_stays() -> None:
    hits = [
        text for text, *_ in found("MME BLANC EST REVENUE. LE VENTRE EST SOUPLE. ECOULEMENT BLANC. MME BLANC SORT.")
    ]
    assert hits == ["BLANC", "BLANC"]


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("dupont", "dupond", True),
        ("dupont", "dupon", True),
        ("dupont", "dupnot", True),
        ("dupont", "dupont", True),
        ("dupont", "durand", False),
        ("dupont", "upontd", False),
        ("dupont", "dupontel", False),
    ],
)
def test_one_error(a: str, b: str, near: bool) -> None:
    assert one_error(a, b) is near and one_error(b, a) is near

"""A dialogue as a report: the patient's own words, sorted; nothing made of a « oui » alone."""

from pathlib import Path

import pytest

import carnet
from carnet.text.note import Note

DIALOGUE = """Médecin : Bonjour, qu'est-ce qui vous amène ?
Patient : Bonjour docteur, euh, j'ai mal au ventre depuis hier soir.
Médecin : Vous avez de la fièvre ?
Patient : Oui.
Médecin : Des allergies, des opérations ?
Patient : Je suis allergique à la pénicilline, et on m'a opéré de l'appendicite en 2010.
Médecin : Est-ce que la douleur bouge ?
Patient : Ça descend un peu à droite, surtout quand je marche.
Médecin : D'accord. On va faire une prise de sang et une échographie.
"""


def sections(text: str) -> dict[str, list[str]]:
    summary = carnet.tools.summarise().consultation(Note("1", text))
    for section in summary.sections:
        for sentence in section.sentences:
            assert all(text[one.start : one.end] == one.quote for one in sentence.evidence)
    return {section.key: [sentence.text for sentence in section.sentences] for section in summary.sections}


def test_what_was_said_is_sorted_and_a_yes_alone_is_left_out() -> None:
    found = sections(DIALOGUE)
    assert any("mal au ventre" in text for text in found["reason"])
    assert any("pénicilline" in text for text in found["background"])
    assert any("descend un peu à droite" in text for text in found["illness"])
    assert any("échographie" in text for text in found["next"])
    assert not any("fièvre" in text or text.startswith("Oui") for texts in found.values() for text in texts)


def test_what_says_nothing_or_who_somebody_is_is_left_out_and_a_complaint_is_told_once() -> None:
    found = sections(
        "P : J'ai mal au ventre.\nM : Votre nom ?\nP : Je m'appelle Madame Untel.\n"
        "M : Ailleurs ?\nP : Non pas vraiment.\n"
        "M : Où ?\nP : J'ai mal au niveau du ventre.\nM : Tabac ?\nP : Je ne fume pas.\nM : Et ?\nP : Umh (oui)."
    )
    assert found == {"reason": ["J'ai mal au ventre."], "background": ["Je ne fume pas."]}


def test_a_note_that_is_no_dialogue_is_summarised_as_a_report() -> None:
    assert "reason" in sections("Motif : douleur abdominale.\nConclusion : appendicite aiguë.")


@pytest.mark.corpora
def test_real_consultations_have_a_reason_and_a_history(corpora: Path) -> None:
    paths = sorted((corpora / "text/consultations_fr").glob("*/dialogues"))
    found = [sections(path.read_text(encoding="utf-8")) for path in paths]
    assert len(found) >= 15
    assert sum("reason" in one for one in found) >= 0.9 * len(found)
    assert sum("illness" in one for one in found) >= 0.9 * len(found)

"""A report summarised by its own sentences: nothing that it does not say, in sections that a reader expects."""

import re

from hypothesis import given
from hypothesis import strategies as st

import carnet
from carnet.text.note import Note
from carnet.tools.summarisation.titles import REPORT

LETTER = """CENTRE HOSPITALIER DE X - ONCOLOGIE
Cher confrère,
Motif d'hospitalisation : bilan d'une altération de l'état général.
Antécédents : HTA. Tabac 30 PA sevré. Pas d'allergie connue.
Histoire de la maladie : carcinome du sein droit pT2N1M0 HER2 3+ opéré le 12/03/2021 par mastectomie.
Depuis un mois, asthénie et perte de 6 kg.
Examen clinique : OMS 2. Pas de syndrome confusionnel.
Biologie : Hb 8,9 g/dL, plaquettes 120 G/L.
TDM TAP : progression hépatique.
Évolution : transfusion de 2 CGR, bonne tolérance.
Conclusion : progression hépatique d'un cancer du sein droit HER2 3+.
Conduite à tenir : RCP lundi, proposition de trastuzumab déruxtécan.
Confraternellement,
Dr UNTEL"""


def sections(text: str) -> dict[str, list[str]]:
    summary = carnet.tools.summarise()(Note("1", text))
    return {section.key: [sentence.text for sentence in section.sentences] for section in summary.sections}


def test_sections_are_those_a_reader_expects_and_courtesies_are_left_out() -> None:
    found = sections(LETTER)
    assert list(found) == [key for key in REPORT if key in found]
    assert any("altération de l'état général" in text for text in found["reason"])
    assert any("HTA" in text for text in found["background"])
    assert any("progression hépatique d'un cancer du sein" in text for text in found["diagnosis"])
    assert any("trastuzumab" in text for text in found["next"])
    everything = " ".join(text for texts in found.values() for text in texts)
    assert "onfr" not in everything
    assert "CENTRE HOSPITALIER" not in everything


def test_a_repeated_paragraph_is_said_once() -> None:
    found = sections("Conclusion : carcinome du sein droit.\n\nConclusion : carcinome du sein droit.")
    assert sum(map(len, found.values())) == 1


LINES = st.lists(
    st.sampled_from([*LETTER.splitlines(), "", "œdème\u00a0des  MI", "PROGRESSION HEPATIQUE", "\u200bTTT : FEC 100"])
)


@given(LINES)
def test_no_sentence_that_is_not_in_the_note(lines: list[str]) -> None:
    text = "\n".join(lines)
    for section in carnet.tools.summarise()(Note("1", text)).sections:
        for sentence in section.sentences:
            (passage,) = sentence.evidence
            assert text[passage.start : passage.end] == passage.quote
            assert re.sub(r"\s+", " ", passage.quote).strip() == sentence.text


def test_an_empty_note_has_an_empty_summary() -> None:
    assert sections("") == {}

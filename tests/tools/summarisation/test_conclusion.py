"""The conclusion hidden, written again, scored: what leaks is hidden too, what is made up is counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import carnet
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.summarisation.conclusion import ConclusionScore, Hidden, hide_conclusion, score_conclusion

REPORT = """Motif : bilan d'extension d'un carcinome du sein droit.
Histoire : mastectomie droite le 12/03/2021, pT2N1M0, HER2 3+. Docétaxel x 6, dernière cure en août 2021.
TDM du 03/02/2024 : apparition de lésions hépatiques secondaires, pas de lésion osseuse. Progression hépatique.
Carcinome du sein droit HER2 3+ en progression hépatique sous trastuzumab.
Conclusion : carcinome du sein droit HER2 3+ en progression hépatique sous trastuzumab. PS 1.
RCP demandée."""


def test_the_conclusion_and_what_repeats_it_are_hidden() -> None:
    hidden = hide_conclusion(Reading.of(Note("1", REPORT)))
    assert "Conclusion" not in hidden.note.text
    assert "sous trastuzumab" not in hidden.note.text
    assert "lésions hépatiques" in hidden.note.text


HEADINGS = (
    "CONCLUSION :\n",
    "Conclusion :\n",
    "En conclusion, ",
    "Au total : ",
    "AU TOTAL\n",
    "Au total, ",
    "En résumé : ",
    "En résumé, ",
    "Synthèse :\n",
    "SYNTHESE : ",
    "En synthèse, ",
    "Diagnostic retenu : ",
    "En somme, ",
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_conclusion_is_hidden_however_it_is_called(heading: str) -> None:
    text = REPORT.replace("Conclusion : carcinome", f"{heading}carcinome")
    hidden = hide_conclusion(Reading.of(Note("1", text)))
    assert not hidden.reason
    assert "sous trastuzumab" not in hidden.note.text
    assert "lésions hépatiques" in hidden.note.text


def test_a_diagnosis_told_within_a_paragraph_is_no_conclusion() -> None:
    text = (
        "Patiente de 60 ans suivie pour un cancer du sein. Stadification : cT2N1M0, stade II. "
        "Chimiothérapie par FEC 100.\n"
        "Question : que faire devant la progression hépatique de mars 2024 ?\nProposition de paclitaxel hebdomadaire."
    )
    assert hide_conclusion(Reading.of(Note("1", text))).reason == "no conclusion"


def test_elements_are_asked_for_where_the_rest_says_them() -> None:
    score = score_conclusion(carnet.tools.summarise(), Note("1", REPORT))
    assert isinstance(score, ConclusionScore)
    wanted = {(fact.kind, fact.value) for fact in score.elements}
    assert ("biomarker", "HER2=3+") in wanted
    assert ("performance_status", "1") not in {(fact.kind, fact.value) for fact in score.findable}
    assert {fact.id for fact in score.found} <= {fact.id for fact in score.elements}
    assert not score.invented  # sentences of the note say nothing that it does not


def test_a_report_without_conclusion_is_set_aside() -> None:
    score = score_conclusion(carnet.tools.summarise(), Note("1", "Motif : toux.\nExamen normal."))
    assert isinstance(score, Hidden)
    assert score.reason == "no conclusion"


@settings(max_examples=25, deadline=None)
@given(st.permutations(REPORT.splitlines()))
def test_nothing_but_the_hidden_places_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    hidden = hide_conclusion(Reading.of(Note("1", text)))
    if not hidden.reason:
        assert len(hidden.note.text) == len(text) - sum(end - start for start, end in hidden.places)

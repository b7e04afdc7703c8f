"""From findings to facts: what antecedents make a past of, and evidence in the note as given."""

import carnet
from carnet.text.note import Note


def assertions(text: str) -> dict[tuple[str, str], str]:
    facts = carnet.tools.structure()(Note("1", text)).facts
    return {(fact.kind, fact.value): fact.assertion for fact in facts}


def test_a_heading_in_a_line_makes_a_past_of_that_line_only() -> None:
    said = assertions(
        "Antécédents : HTA. Cancer du sein en 2010.\nUn adénocarcinome de l'estomac a été mis en évidence. cT3N2M1."
    )
    assert said["site", "sein"] == "history"
    assert said["site", "estomac"] == "present"
    assert said["ctnm", "cT3N2M1"] == "present"


def test_a_heading_on_its_own_line_makes_a_past_of_its_section() -> None:
    said = assertions("ANTECEDENTS\nHTA\nCancer du sein en 2010\n\nHISTOIRE DE LA MALADIE\nCancer de l'estomac.")
    assert said["site", "sein"] == "history"
    assert said["site", "estomac"] == "present"


def test_a_status_among_antecedents_is_of_today() -> None:
    assert assertions("Antécédents : HTA, DNID. PS 1.")["performance_status", "1"] == "present"


def test_evidence_is_of_the_text_as_given_whatever_its_spaces_and_ligatures() -> None:
    text = "Adénocarcinome\u00a0de l\u2019œsophage\u200b, pT3\tN1 M0\r\nHER2\u202f3+"
    for fact in carnet.tools.structure()(Note("1", text)).facts:
        for passage in fact.evidence:
            assert text[passage.start : passage.end] == passage.quote

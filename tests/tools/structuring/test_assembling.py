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


def test_a_year_near_a_stage_or_a_treatment_is_a_date() -> None:
    said = assertions(
        "En mars 2014, chimiothérapie par FOLFOX d'un cancer du côlon pT3N1M1 avec métastases hépatiques."
    )
    assert said["ptnm", "pT3N1M1"] == said["metastatic_site", "hépatique"] == said["treatment", "FOLFOX"] == "present"
    assert assertions("Cancer du sein en 2010.")["site", "sein"] == "history"
    assert assertions("HDM : Cancer du sein opéré en 2022.")["site", "sein"] == "present"


def test_antecedents_of_oncology_in_prose_tell_the_disease_of_now() -> None:
    prose = (
        "En juillet 2017, on diagnostique chez elle un carcinome rénal de stade IV, et un traitement par sunitinib "
        "est commencé dans le mois qui suit."
    )
    assert assertions(f"Antécédents oncologiques\n{prose}")["stage", "IV"] == "present"
    assert assertions("Antécédents oncologiques\n- cancer du sein pT1N0, 2010")["site", "sein"] == "history"


def test_another_sentence_on_a_line_of_antecedents_may_be_of_the_patient_of_now() -> None:
    said = assertions("ATCD familiaux : mère cancer du sein. Patient traité pour un mélanome.")
    assert said["site", "sein"] == "family"
    assert said["histology", "mélanome"] == "present"
    said = assertions("ATCD familiaux : cancer du côlon chez le frère.\nImmunohistochimie : dMMR, p53 sauvage.")
    assert said["biomarker", "MMR=dMMR"] == "present"


def test_a_category_is_not_denied_and_a_tumour_under_surveillance_is_there() -> None:
    assert assertions("Mélanome sans signe d'ulcération (pT2a).")["ptnm", "pT2a"] == "present"
    assert assertions("Surveillance d'un carcinome du larynx.")["site", "larynx"] == "present"


def test_relatives_with_two_cancers() -> None:
    assert assertions("Cancer du sein et de l'ovaire chez une tante.")["site", "sein"] == "family"
    assert assertions("Père atteint d'un carcinome du côlon et d'un mélanome.")["histology", "mélanome"] == "family"


def test_dots_that_lead_to_a_value_are_a_colon() -> None:
    said = assertions(
        "Carcinome lobulaire du sein\nGrade SBR .......... II\nTaille tumorale .......... 47 mm\n"
        "Récepteurs estrogènes ...... 100 %\nCarcinome in situ ...... absent"
    )
    assert said["grade", "SBR 2"] == said["tumour_size", "47 mm"] == said["biomarker", "RE=100%"] == "present"
    assert said["histology", "carcinome in situ"] == "absent"

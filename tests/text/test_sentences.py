"""Sentences: stops that end one and stops that do not, lines that stand for one and lines that were only wrapped."""

import pytest
from hostile import hostile_texts
from hypothesis import given, settings

from carnet.text.clean import clean
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences


def sentences(text: str) -> list[str]:
    cleaned = clean(text)
    return [cleaned.text[s.start : s.end].replace("\n", " ") for s in find_sentences(cleaned)]


@pytest.mark.parametrize(
    "whole",
    [
        "Vu par le Dr. Martin ce matin.",
        "M. Dupont et Mme. Durand sont venus.",
        "Opéré par J.-P. Martin en 2010.",
        "Opéré par le Pr. J. P. Martin en 2010.",
        "Hb à 12.5 g/dL le 12.03.2024 au matin.",
        "Prélevé le 12. 03. 2024 au matin.",
        "Tumeur de env. 3 cm, cf. compte rendu du 3 mars.",
        "Loi n° 2002-303, art. L. 1111-7 du code.",
        "Lésion post. et inf. du lobe.",
        "Aspirine 75 mg, etc. selon tolérance.",
        "Il dit « ça va… mais pas trop ».",
        "Fièvre (38.5 ?) depuis hier.",
        "12 av. Jean Jaurès, bd. Voltaire.",
        "Tél. 01 02 03 04 05 ou www.hopital.fr.",
    ],
)
def test_stops_that_end_nothing(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["Pas de fièvre.", "Pas de toux."],
        ["pas de fièvre.", "pas de toux."],
        ["Hb : 12.3.", "CRP : 45."],
        ["Hb 12.", "3 culots transfusés."],
        ["Sérologie hépatite B.", "Le bilan est normal."],
        ["Carence en vitamine C.", "Supplémentation."],
        ["Vu en 2010.", "Puis perdu de vue !", "Revu ce jour."],
        ["Il tousse (un peu).", "Il dort."],
        ["Né en 1950.", "67 ans."],
        ["Patient vu ce jour.", "- Abdomen souple"],
        ["Propositions thérapeutiques du jour :", "1) arrêt du tabac", "2) contrôle", "3) revoir dans un mois"],
        ["Ce jour, à la visite :", "- abdomen souple", "- pas de défense"],
    ],
)
def test_stops_and_items_that_end_a_sentence(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_full_stop_without_its_space_ends_a_sentence() -> None:
    assert sentences("Pas de fièvre.Pas de toux.") == ["Pas de fièvre.", "Pas de toux."]
    assert sentences("Vu par M.Martin ce jour.") == ["Vu par M.Martin ce jour."]


def test_lines_of_a_list_are_sentences() -> None:
    text = "HTA\nDT2\nasthme\n- tabac 20 PA\n• alcool\n1. cancer du sein\n2. cancer du côlon"
    assert sentences(text) == text.split("\n")


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "Je vous remercie de m'avoir adressé cette patiente de 67 ans, que je\n"
        "vois ce jour pour une dyspnée d'effort évoluant depuis trois semaines\n"
        "avec une toux sèche. Elle ne fume pas. Elle prend du Kardégic et du\n"
        "Bisoprolol, sans autre traitement\n"
        "Pas d'allergie"
    )
    assert sentences(text) == [
        text[: text.index(" Elle ne")].replace("\n", " "),
        "Elle ne fume pas.",
        "Elle prend du Kardégic et du Bisoprolol, sans autre traitement",
        "Pas d'allergie",
    ]


def test_headings_are_apart_and_no_sentence_crosses_a_section() -> None:
    text = "ATCD : HTA, asthme. Allergies : aucune\nConclusion\nPneumopathie\nCAT : revoir le\n12/03"
    assert sentences(text) == [
        *("ATCD :", "HTA, asthme.", "Allergies :", "aucune", "Conclusion", "Pneumopathie", "CAT :", "revoir le 12/03")
    ]


def test_rows_of_a_table_are_apart() -> None:
    text = "Hb | 12,5 | g/dL\nCRP | 45 | mg/L\n-----------\nplaquettes | 250"
    assert sentences(text) == ["Hb | 12,5 | g/dL", "CRP | 45 | mg/L", "-----------", "plaquettes | 250"]


@settings(max_examples=300, deadline=None)
@given(hostile_texts)
def test_hostile_texts_are_read_whole(text: str) -> None:
    cleaned = clean(text)
    sections = find_sections(cleaned)
    found = find_sentences(cleaned, sections)
    if cleaned.text.strip():
        assert sections[0].start == 0
        assert sections[-1].end == len(cleaned.text)
    for section in sections:
        assert 0 <= section.start <= section.body <= section.end
    assert all(a.end == b.start for a, b in zip(sections, sections[1:], strict=False))
    place = 0
    for sentence in found:
        assert place <= sentence.start < sentence.end <= len(cleaned.text)
        assert not cleaned.text[place : sentence.start].strip(" \n")
        assert not any(sentence.start < section.start < sentence.end for section in sections)
        place = sentence.end
    assert not cleaned.text[place:].strip(" \n")


def test_short_lines_of_a_telegraphic_note_are_not_wrapped() -> None:
    lines = [
        "CAT: Augmentin IV, lasilix 40 IV, O2, aerosols",
        "hospit pneumo",
        "bilan de coagulation, surveillance diurèse",
    ]
    assert sentences("\n".join(lines))[1:] == [lines[0][5:], *lines[1:]]


@pytest.mark.parametrize(
    "lines",
    [
        ["BU: prot 0, leuco ++", "mère porteuse d'une anémie"],
        ["Bandelette urinaire faite ce matin aux urgences : protéines 0, leucocytes ++", "mère porteuse d'une anémie"],
        ["Selles 0 depuis 3j", "20h: patient calme"],
        ["FCU 06/2022 nl HPV-", "Métrorragies depuis 3 semaines"],
        ["Le patient n'a pas eu de selles depuis trois jours et a refusé tous les repas", "20h: patient calme"],
    ],
)
def test_lines_of_telegraphic_notes_stay_apart(lines: list[str]) -> None:
    assert sentences("\n".join(lines)) == lines


def test_one_long_line_among_short_ones_is_not_wrapped() -> None:
    lines = [
        "patiente de 34 ans hospitalisée depuis huit jours pour épisode dépressif",
        "deux tentatives de suicide, pas de consommation d'alcool, cannabis trois joints chaque jour le soir",
        "mère bipolaire",
        "contact bon, sans ralentissement ni idées noires",
        "sertraline poursuivie, permission ce week-end",
    ]
    assert sentences("\n".join(lines)) == lines

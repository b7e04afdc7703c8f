"""Metastatic sites: lists, adjectives before and after, abbreviations, each with its assertion; properties of all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tumour_reading import facts, said

LISTS = [
    (
        "métastases hépatiques, pulmonaires et osseuses",
        [("hépatique", "C78.7"), ("pulmonaire", "C78.0"), ("osseuse", "C79.5")],
    ),
    ("METASTASES HEPATIQUES ET CEREBRALES", [("hépatique", "C78.7"), ("cérébrale", "C79.3")]),
    ("Métas os, foie", [("osseuse", "C79.5"), ("hépatique", "C78.7")]),
    ("MTS osseuses rachidiennes", [("osseuse", "C79.5")]),
    ("M+ osseux", [("osseuse", "C79.5")]),
    ("Métastases :\n- hépatiques\n- osseuses", [("hépatique", "C78.7"), ("osseuse", "C79.5")]),
    ("localisations secondaires surrénaliennes", [("surrénalienne", "C79.7")]),
    ("lésions osseuses secondaires", [("osseuse", "C79.5")]),
    ("nodules pulmonaires métastatiques", [("pulmonaire", "C78.0")]),
    ("carcinose péritonéale", [("péritonéale", "C78.6")]),
    ("lymphangite carcinomateuse", [("pulmonaire", "C78.0")]),
    ("cancer du sein métastatique au foie", [("hépatique", "C78.7")]),
    ("métastases ganglionnaires médiastinales", [("ganglionnaire médiastinale", "C77.1")]),
    ("adénopathie sus-claviculaire métastatique", [("ganglionnaire sus-claviculaire", "C77.0")]),
    ("métastase cérébrale frontale", [("cérébrale", "C79.3")]),
    ("métastase osseuse temporale", [("osseuse", "C79.5")]),
    ("métastases cutanées d'un mélanome", [("cutanée", "C79.2")]),
    ("maladie métastatique (foie, os)", [("hépatique", "C78.7"), ("osseuse", "C79.5")]),
]


@pytest.mark.parametrize(("text", "places"), LISTS, ids=[one[0][:40] for one in LISTS])
def test_places(text: str, places: list[tuple[str, str]]) -> None:
    found = facts(text, "metastatic_site")
    assert [(one.value, one.code) for one in found] == places
    assert {one.system for one in found} == {"CIM-10"}


@pytest.mark.parametrize(
    "text",
    [
        "adénopathie axillaire",
        "lésion osseuse secondaire à un traumatisme",
        "Pas de métastase. Foie normal.",
        "Pas de métastase, foie homogène",
        "métastases d'un cancer du rein",
        "ostéoporose secondaire",
        "métastase d'origine mammaire",
        "bilan métastatique",
        "",
    ],
)
def test_none(text: str) -> None:
    assert facts(text, "metastatic_site") == []


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("Pas de métastase hépatique ni pulmonaire", ["absent", "absent"]),
        ("Absence de métastases hépatiques, pulmonaires ou osseuses", ["absent"] * 3),
        ("Métastases hépatiques sans métastase osseuse", ["present", "absent"]),
        ("Nodules pulmonaires suspects de métastases", ["possible"]),
        ("En cas de métastase cérébrale, radiothérapie", ["hypothetical"]),
        ("Curage : 0 ganglion métastatique sur 18", ["absent"]),
        ("Recherche de métastases osseuses négative", ["absent"]),
    ],
)
def test_assertion_of_each(text: str, statuses: list[str]) -> None:
    assert [one.assertion for one in facts(text, "metastatic_site")] == statuses


def test_metastases_are_whose_the_tumour_is() -> None:
    text = "Sa sœur a eu un cancer de la thyroïde avec métastases pulmonaires."
    assert [one.assertion for one in facts(text, "metastatic_site")] == ["family"]


def test_sides() -> None:
    assert said("métastases pulmonaires bilatérales et surrénale gauche", "metastatic_site") == [
        ("pulmonaire", "C78.0", "bilatéral", "present"),
        ("surrénalienne", "C79.7", "gauche", "present"),
    ]


PIECES = st.sampled_from(
    [
        "carcinome",
        "métastases",
        "du sein",
        "gauche",
        "hépatiques",
        ",",
        "et",
        "\n",
        "œ",
        "grade 3",
        "(",
        ")",
        "LSD",
        "M+",
        "8500/3",
    ]
    + [
        "ﬁ",
        "é",
        ":",
        "- ",
        "secondaires",
        "à",
        "tumeur",
        "pT2N0M0",
        "cellules",
        "claires",
        "\u00a0",
        "CCIS",
        "Gleason 7 (4+3)",
        "osseux",
    ]
)


@given(st.lists(PIECES, max_size=14), st.sampled_from([" ", "", "\n", "  "]))
def test_evidence_is_the_text(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    for one in facts(text):
        assert one.evidence
        for passage in one.evidence:
            assert text[passage.start : passage.end] == passage.quote != ""


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    facts(text)


@given(st.sampled_from([one[0] for one in LISTS]))
def test_case_and_accents_do_not_matter(text: str) -> None:
    def values(written: str) -> list[str]:
        return [one.value for one in facts(written, "metastatic_site")]

    assert values(text) == values(text.upper())

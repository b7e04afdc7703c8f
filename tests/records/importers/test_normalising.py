"""Stages, grades, letters of the TNM and receptors in the spellings of studies; what is unknown is left out."""

import pytest

from carnet.records.importers import canonical
from carnet.records.importers.tumours import code_of_acronym, code_of_name, icd_code, site_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STAGE IIIB", "III"),
        ("2", "II"),
        ("Stage 0/IS", "0"),
        ("0", "0"),
        ("Stage IVA", "IV"),
        ("I", "I"),
        ("STAGE IA3", "I"),
        ("Stade II", "II"),
        ("4", "IV"),
        ("STAGE X", None),
        ("I/II NOS", None),
        ("Unknown", None),
        ("T1c", None),
        ("5", None),
        ("IIIC2", "III"),
    ],
)
def test_stage(text: str, expected: str | None) -> None:
    assert canonical.stage(text) == expected


@pytest.mark.parametrize(
    ("letter", "text", "expected"),
    [
        ("t", "T4A", "T4"),
        ("t", "pT2", "T2"),
        ("n", "N1B", "N1"),
        ("m", "MX", None),
        ("m", "M0 (i+)", "M0"),
        ("t", "Tis", "Tis"),
        ("n", "2", "N2"),
    ],
)
def test_tnm(letter: str, text: str, expected: str | None) -> None:
    assert canonical.tnm(letter)(text) == expected


def test_receptors() -> None:
    assert [canonical.receptor(text) for text in ("Positive", "Positve", "neg", "Equivocal", "+", "-", "1", "0")] == [
        "positive",
        "positive",
        "negative",
        None,
        "positive",
        "negative",
        "positive",
        "negative",
    ]
    assert [canonical.her2(text) for text in ("3+", "2+", "1+", "0", "Amplified")] == [
        "positive",
        None,
        "negative",
        "negative",
        "positive",
    ]


def test_grades() -> None:
    assert [canonical.grade(text) for text in ("G2", "Grade III", "3", "High Grade", "GX", "2.0")] == [
        "2",
        "3",
        "3",
        "high",
        None,
        "2",
    ]


def test_tumours() -> None:
    assert [icd_code(text) for text in ("C34.30", "c50", "C509", "8140/3")] == ["C34.30", "C50", "C50.9", None]
    assert [code_of_acronym(text) for text in ("IDC", "LUAD", "COADREAD", "ZZZ")] == ["C50", "C34", "C18", None]
    assert [code_of_name(text) for text in ("Breast Invasive Ductal Carcinoma", "Non-Small Cell Lung Cancer", "x")] == [
        "C50",
        "C34",
        None,
    ]
    assert [site_of(text) for text in ("C50.4", "Breast Cancer", None)] == ["C50", None, None]

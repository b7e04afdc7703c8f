"""Toxicities: with a grade, with a cause, in a sentence of tolerance, by name; not symptoms; derived from values."""

from typing import Any

import pytest
from course_reading import facts, said

from carnet.tools.structuring.deriving_toxicity import derive
from carnet.tools.structuring.facts import Evidence, Fact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Neutropénie G3", ["neutropénie G3"]),
        ("NEUTROPENIE (GRADE 3 CTCAE)", ["neutropénie G3"]),
        ("nausées (grade 1 CTCAE), mucite gr. 2", ["nausées G1", "mucite G2"]),
        ("asthénie et nausées de grade II", ["asthénie G2", "nausées G2"]),
        ("Toxicités de grade 3 : neutropénie, mucite", ["neutropénie G3", "mucite G3"]),
        ("Diarrhée grade 1-2", ["diarrhée G1-2"]),
        ("diarrhée\nde grade 2", ["diarrhée G2"]),
        ("neuropathie périphérique sensitive des 4 membres, grade 2", ["neuropathie périphérique G2"]),
        ("neuropathie grade 0", ["neuropathie périphérique [absent]"]),
        ("Diarrhée G3 selon CTCAE v5.0", ["diarrhée G3"]),
        ("Pas de mucite de grade 3", ["mucite G3 [absent]"]),
        ("thrombocytopénie de grade III", ["thrombopénie G3"]),
        ("la neutropénie et la thrombopénie de grade 4", ["neutropénie G4", "thrombopénie G4"]),
        ("thrombopénie G-2 prolongée", ["thrombopénie G2"]),
    ],
)
def test_grades(text: str, expected: list[str]) -> None:
    """As they are written, shared in a list."""
    assert said(text, "toxicity") == expected


@pytest.mark.parametrize(
    ("text", "expected", "cause"),
    [
        ("HTA sous bévacizumab", "hypertension artérielle", "bévacizumab"),
        ("Neuropathie secondaire à l'oxaliplatine", "neuropathie périphérique", "oxaliplatine"),
        ("Diarrhée grade 2 sous capécitabine", "diarrhée G2", "capécitabine"),
        ("Sous capécitabine, diarrhée", "diarrhée", "capécitabine"),
        ("mucite induite par la chimiothérapie", "mucite", "chimiothérapie"),
    ],
)
def test_causes(text: str, expected: str, cause: str) -> None:
    """The drug or the treatment that the text says."""
    one = facts(text, None, "toxicity")[0]
    assert (one.value, one.parts["cause"]) == (expected, cause)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tolérance correcte. Ni fièvre ni mucite.", ["mucite [absent]"]),
        ("Effets secondaires : constipation, douleur", ["constipation", "douleur"]),
        ("SYNDROME MAIN-PIED", ["syndrome main-pied"]),
        ("colite immuno-médiée", ["colite immuno-induite"]),
        ("Pas de toxicité cutanée", ["toxicité cutanée [absent]"]),
        ("comme effets secondaires, elle a présenté des nausées et une constipation", ["nausées", "constipation"]),
        ("HTA, diabète. Diarrhée depuis hier.", []),
        ("Effets indésirables attendus expliqués : neutropénie, mucite", []),
        ("anémie sur carcinome grade 3", []),
        ("dyspnée grade 2 NYHA", []),
        ("Hypothyroïdie sous Lévothyrox", []),
        ("Céphalées, vomissements.", []),
        ("tous les patients sous olaparib", []),
    ],
)
def test_without_a_grade(text: str, expected: list[str]) -> None:
    """Only what the text links to a treatment."""
    assert said(text, "toxicity") == expected


def test_a_toxicity_is_no_comorbidity_besides() -> None:
    """« HTA grade 2 sous bévacizumab » is said once."""
    assert said("HTA grade 2 sous bévacizumab") == ["hypertension artérielle G2"]


def lab(name: str, value: float, unit: str, **parts: Any) -> Fact:
    """A laboratory fact as the rules of markers make it."""
    words = f"{name} {value:g} {unit}"
    place = Evidence(note_id="n1", start=0, end=len(words), quote=words)
    kept = {"name": name, "value": value, "unit": unit} | parts
    assertion: Any = kept.pop("assertion", "present")
    return Fact(kind="lab", value=words, unit=unit, parts=kept, evidence=(place,), assertion=assertion)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (lab("hémoglobine", 10.0, "g/dL"), None),
        (lab("hémoglobine", 9.9, "g/dL"), "anémie G2"),
        (lab("hémoglobine", 79, "g/L"), "anémie G3"),
        (lab("hémoglobine", 11, "g/dL", low=12.0), "anémie G1"),
        (lab("neutrophiles", 0.49, "G/L"), "neutropénie G4"),
        (lab("neutrophiles", 0.5, "G/L"), "neutropénie G3"),
        (lab("neutrophiles", 800, "/mm3"), "neutropénie G3"),
        (lab("neutrophiles", 1.2, "G/L"), "neutropénie G2"),
        (lab("neutrophiles", 0.1, "G/L", operator="<"), "neutropénie G4"),
        (lab("neutrophiles", 1.5, "G/L", operator="<"), None),
        (lab("neutrophiles", 0.1, "G/L", operator=">"), None),
        (lab("plaquettes", 20, "G/L"), "thrombopénie G4"),
        (lab("plaquettes", 60, "G/L"), "thrombopénie G2"),
        (lab("lymphocytes", 0.4, "G/L"), "lymphopénie G3"),
        (lab("leucocytes", 1.9, "G/L"), "leucopénie G3"),
        (lab("kaliémie", 2.7, "mmol/L"), "hypokaliémie G3"),
        (lab("kaliémie", 6.5, "mmol/L"), "hyperkaliémie G3"),
        (lab("natrémie", 119, "mmol/L"), "hyponatrémie G4"),
        (lab("natrémie", 122, "mmol/L"), "hyponatrémie G3"),
        (lab("calcémie", 1.8, "mmol/L"), "hypocalcémie G2"),
        (lab("créatinine", 200, "µmol/L"), None),
        (lab("créatinine", 200, "µmol/L", high=100.0), "élévation de la créatinine G2"),
        (lab("ALAT", 450, "U/L", high=40.0), "cytolyse hépatique G3"),
        (lab("bilirubine", 40, "µmol/L", high=20.0), "hyperbilirubinémie G2"),
        (lab("neutrophiles", 0.3, "%"), None),
        (lab("neutrophiles", 0.3, "G/L", assertion="history"), None),
    ],
)
def test_grades_derived_from_values(fact: Fact, expected: str | None) -> None:
    """Thresholds of CTCAE v5.0; with a limit of normal only where the text gives it."""
    found = derive([fact])
    assert [one.value for one in found] == ([expected] if expected else [])
    for one in found:
        assert one.rule and one.rule.startswith("CTCAE v5.0, ") and one.evidence == fact.evidence


def test_what_is_derived_shows_its_rule() -> None:
    """The value and the bounds of the grade."""
    one = derive([lab("neutrophiles", 0.8, "G/L")])[0]
    assert one.rule == "CTCAE v5.0, Neutrophil count decreased: 0,8 G/L, grade 3: < 1 G/L – 0,5 G/L"


def test_calcium_is_not_graded_with_a_low_albumin() -> None:
    """CTCAE grades the corrected value."""
    assert derive([lab("calcémie", 1.8, "mmol/L"), lab("albumine", 32, "g/L")]) == []


def test_the_text_grades_first_and_the_worst_value_counts() -> None:
    """One toxicity for several values; none where the text grades it itself."""
    values = [lab("neutrophiles", 1.2, "G/L"), lab("neutrophiles", 0.4, "G/L")]
    assert [one.value for one in derive(values)] == ["neutropénie G4"]
    assert derive([*values, *facts("Neutropénie G3")]) == []

"""What EDS-NLP 0.23 gets wrong in French clinical text (docs: the anchors of the project), through our pipeline."""

from datetime import date
from itertools import permutations

import pytest

from carnet.text.note import Note
from carnet.text.pipeline import read
from carnet.text.span import Span


def spans(text: str, *labels: str) -> list[Span]:
    return list(read(Note("1", text, note_date=date(2024, 3, 20))).labelled(*labels))


def quantities(text: str) -> dict[str | None, tuple[object, object]]:
    return {
        one.attributes["name"]: (one.attributes["value"], one.attributes["unit"]) for one in spans(text, "QUANTITY")
    }


@pytest.mark.parametrize("word", ["pendant", "durant", "depuis", "sur"])
def test_durations_of_two_digits_keep_both(word: str) -> None:
    for number in range(1, 100):
        for unit, iso in (("jours", f"P{number}D"), ("heures", f"PT{number}H"), ("mois", f"P{number}M")):
            found = spans(f"Traitement {word} {number} {unit}.", "DURATION", "DATE")
            values = {one.attributes["value"] for one in found}
            texts = {one.text for one in found}
            assert any(f"{number} {unit}" in text for text in texts), (number, unit)
            assert word == "depuis" or iso in values, (number, unit, values)


def test_pressure_is_two_numbers() -> None:
    assert quantities("TA 120/80 mmHg")["blood_pressure"] == ((120.0, 80.0), "mm[Hg]")
    assert quantities("TA : 12/8")["blood_pressure"] == ((12.0, 8.0), "cm[Hg]")


def test_ki67_is_not_a_percentage_of_67() -> None:
    found = spans("Ki67 à 20 %", "QUANTITY")
    assert [(one.text, one.attributes["value"], one.attributes["unit"]) for one in found] == [("20 %", 20.0, "%")]
    assert found[0].attributes["name"] == "ki67"


def test_giga_per_litre_are_cells_not_grams() -> None:
    assert quantities("Leucocytes 7,5 G/L")["leukocytes"] == (7.5, "10*9/L")
    assert quantities("Plaquettes : 250 G/l")["platelets"] == (250.0, "10*9/L")
    assert all(unit == "10*9/L" for _value, unit in quantities("PNN 1,2 G/L").values())


def test_a_size_keeps_every_dimension() -> None:
    (found,) = spans("lésion de 35 x 20 mm", "QUANTITY")
    assert (found.attributes["value"], found.attributes["unit"]) == ((35.0, 20.0), "mm")
    (found,) = spans("masse de 3,5 x 2 x 1 cm", "QUANTITY")
    assert found.attributes["value"] == (3.5, 2.0, 1.0)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("CRP 12", "crp", 12.0),
        ("CRP à 145", "crp", 145.0),
        ("SUVmax 4,5", "suv", 4.5),
        ("SUV max à 12", "suv", 12.0),
        ("ECOG 1", "ecog", 1.0),
    ],
)
def test_values_without_a_unit_are_read(text: str, name: str, value: float) -> None:
    assert quantities(text)[name][0] == value


def test_days_of_a_cycle_are_read() -> None:
    for written in ("C1J1", "C 1 J 1", "c1-j1", "C1 J1"):
        found = spans(f"Vu à {written} de FOLFOX", "QUANTITY", "DATE", "DURATION", "CYCLE_DAY")
        assert [(one.label, one.text) for one in found] == [("CYCLE_DAY", written)]
        assert dict(found[0].attributes) == {"cycle": 1, "day": 1}


@pytest.mark.parametrize(
    "text", ["2000 mg de paracétamol", "amoxicilline 2000 mg/j", "perfusion de 2000 ml", "1999 UI"]
)
def test_a_dose_is_not_a_year(text: str) -> None:
    assert not spans(text, "DATE")


@pytest.mark.parametrize("text", ["TA 12/8", "TA : 13/7", "T.A. 12/8", "PA 11/6", "tension à 12/7", "TA=12/8"])
def test_a_pressure_is_not_a_day(text: str) -> None:
    assert not spans(text, "DATE")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Motif", "reason"),
        ("Motif d’hospitalisation", "reason"),
        ("Antécédents", "history"),
        ("ATCD", "history"),
        ("Allergies", "allergies"),
        ("Histoire de la maladie", "present_illness"),
        ("HDM", "present_illness"),
        ("Examen clinique", "examination"),
        ("Biologie", "biology"),
        ("Imagerie", "imaging"),
        ("Anatomopathologie", "pathology"),
        ("RCP", "rcp"),
        ("Traitement de sortie", "discharge_treatment"),
        ("Conclusion", "conclusion"),
        ("Conduite à tenir", "plan"),
        ("CAT", "plan"),
    ],
)
def test_headings_on_the_line_of_their_text(heading: str, kind: str) -> None:
    for written in (heading, heading.upper()):
        text = f"Patient de 60 ans.\n{written} : voir ci-dessous le détail.\nSuite."
        document = read(Note("1", text))
        section = document.section_at(text.index("voir"))
        assert section is not None
        assert section.kind == kind
        assert text[section.body : section.end].startswith("voir")


def test_negation_does_not_need_sorted_spans() -> None:
    text = "Pas de fièvre, toux. Aucune douleur. Sans dyspnée ni frissons. Toux grasse."
    words = ("fièvre", "douleur", "dyspnée", "frissons", "Toux grasse")
    given = [Span.of(text, text.index(word), text.index(word) + len(word), "X") for word in words]
    expected = dict(zip(words, ("absent", "absent", "absent", "absent", "present"), strict=True))
    for order in permutations(given):
        document = read(Note("1", text), order)
        assert {span.text: span.attributes["assertion"] for span in document.labelled("X")} == expected

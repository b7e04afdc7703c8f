"""What a gate still finds of somebody in a text that should name nobody, and what it leaves alone."""

import pytest

from carnet.tools.pseudonymisation.leftovers import leftovers


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Vue par le Dr Martin à Lyon le 12/03/2024.", {"LAST_NAME", "CITY", "IDENTIFYING_DATE"}),
        ("Appeler le 06 12 34 56 78.", {"PHONE_NUMBER"}),
        ("revue par mme durand", {"LAST_NAME"}),
        ("Hospitalisé en mars 2024.", {"IDENTIFYING_DATE"}),
    ],
)
def test_what_identifies_is_found(text: str, labels: set[str]) -> None:
    assert labels <= {label for _start, _end, label in leftovers(text)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Source : Société européenne de cardiologie, cardio-oncologie, 2022.",
        "Scintigraphie cavitaire",
        "Lymphocèle",
        "Syndrome de Claude Bernard-Horner, opération de Hartmann, cellules de Reed-Sternberg.",
        "Maladie de Hodgkin, score de Wells, tumeur de Klatskin, FOLFOX, Lovenox 40 mg/j.",
        "Un homme de 62 ans, marié, retraité, tabagique à 40 paquets-années.",
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert leftovers(text) == []

"""Comorbidities, cancers of the family, habits, admissions, weights and deaths, in the ways of hospital notes."""

import pytest
from course_reading import facts, said
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patient HTA, DT2, BPCO", ["hypertension artérielle", "diabète de type 2", "BPCO"]),
        ("Antécédents : FA, IDM en 2012", ["fibrillation atriale [history]", "infarctus du myocarde [history]"]),
        ("Dans ses antécédents, on note HTA, BPCO.", ["hypertension artérielle [history]", "BPCO [history]"]),
        ("INSUFFISANCE RENALE CHRONIQUE MODEREE", ["insuffisance rénale chronique modérée"]),
        ("diabete non\ninsulino-dependant", ["diabète de type 2"]),
        ("Pas de diabète ni d'HTA", ["diabète [absent]", "hypertension artérielle [absent]"]),
        ("VHC négatif", ["hépatite C [absent]"]),
        ("ATCD d'embolie pulmonaire", ["embolie pulmonaire [history]"]),
        ("Mère : cancer du sein. Père : cancer du côlon", ["cancer du sein [family]", "cancer du côlon [family]"]),
        ("Cancer du sein droit. Mère en bonne santé.", []),
        ("PRESCRIPTEUR : PR NICOLAS, DOMICILIE LIEU-DIT LES VAUX", []),
        ("fa sol la, il les voit", []),
    ],
)
def test_comorbidities(text: str, expected: list[str]) -> None:
    """With what the text asserts of them."""
    assert said(text, "comorbidity") == expected


def test_codes_of_comorbidities() -> None:
    """A past infarction has the code of the past."""
    codes = {one.value: one.code for one in facts("Antécédents : HTA, IDM en 2012", None, "comorbidity")}
    assert codes == {"hypertension artérielle": "I10", "infarctus du myocarde": "I25.2"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Motif : neutropénie fébrile", ["neutropénie fébrile"]),
        ("hospitalisée du 12/03 au 15/03/2024 pour embolie pulmonaire", ["embolie pulmonaire"]),
        ("Consulte aux urgences pour fièvre", ["fièvre"]),
        ("Fièvre depuis hier, dyspnée", []),
        ("ALTERATION DE L'ETAT GENERAL", ["altération de l'état général"]),
        ("Poids : 72 kg. Taille : 165 cm. IMC 26,4 kg/m²", ["poids=72 kg", "taille=165 cm", "IMC=26,4 kg/m²"]),
        ("72 kg pour 1m65", ["poids=72 kg", "taille=165 cm"]),
        ("poids habituel 80 kg", ["poids habituel=80 kg [history]"]),
        ("tumeur de 32 mm de taille, pièce pesant 250 g", []),
        ("perte de poids de 8 kg en 3 mois", ["perte de poids=8 kg"]),
        ("AMAIGRISSEMENT DE 10 %", ["perte de poids=10 %"]),
        ("Décès le 29/10/24, dans le calme", ["décès"]),
        ("DECES LE 28 SEPTEMBRE 2023", ["décès"]),
        ("Décès secondaire à une progression hépatique", ["décès", "cause du décès : progression hépatique"]),
        ("Père décédé d'un cancer", []),
        ("Certificat de décès. Veuve, mari décédé.", []),
    ],
)
def test_events(text: str, expected: list[str]) -> None:
    """What happens to the patient, not to the family; symptoms only as reasons to come."""
    assert said(text, "event") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N'A JAMAIS FUME", "jamais [absent]"),
        ("Absence de tabagisme", "jamais [absent]"),
        ("non fumeur", "jamais [absent]"),
        ("tabac = 0", "jamais [absent]"),
        ("Tabac: Non", "jamais [absent]"),
        ("Tabac : sevré, 43 PA", "sevré 43 PA [history]"),
        ("Tabac : sevré, 20\nPA. Pas d'alcool", "sevré 20 PA [history]"),
        ("Ancien fumeur (44 paquets-années)", "sevré 44 PA [history]"),
        ("30 PA sevré depuis 2010", "sevré 30 PA [history]"),
        ("ex-fumeuse 12 PA", "sevré 12 PA [history]"),
        ("Fumeur actif (13 paquets-années), HTA", "actif 13 PA"),
        ("Tabagisme 20 PA non sevré", "actif 20 PA"),
        ("fume 10 cig/j", "actif"),
        ("Tabac : 40 PA", "40 PA"),
    ],
)
def test_tobacco(text: str, expected: str) -> None:
    """Never, stopped or active, and pack-years."""
    assert said(text, "tobacco") == [expected]


@pytest.mark.parametrize("text", ["Père fumeur", "Tabagisme passif", "PA 12/8", "Tabagisme", "12 PA"])
def test_no_tobacco(text: str) -> None:
    """Others who smoke, a blood pressure, a bare word."""
    assert said(text, "tobacco") == []


def test_when_smoking_stopped() -> None:
    """The year, where it is said."""
    assert facts("30 PA sevré depuis 2010")[0].parts == {"status": "sevré", "pack_years": 30.0, "stop_year": 2010}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pas de consommation d'alcool excessive", ["non excessif [absent]"]),
        ("ALCOOL OCCASIONNEL", ["non excessif [absent]"]),
        ("alcool\noccasionnel", ["non excessif [absent]"]),
        ("OH : 0", ["non excessif [absent]"]),
        ("2 verres de vin par jour", ["non excessif [absent]"]),
        ("alcool : 3 verres/j", ["excessif"]),
        ("buveur de 30 g d'éthanol par jour", ["excessif"]),
        ("Éthylisme chronique", ["excessif"]),
        ("Ethylisme chronique sevré depuis 2015", ["sevré [history]"]),
        ("cirrhose alcoolique, désinfection à l'alcool", []),
    ],
)
def test_alcohol(text: str, expected: list[str]) -> None:
    """Excessive above two glasses a day or ten a week."""
    assert said(text, "alcohol") == expected


WORDS = (
    *(
        "récidive",
        "PROGRESSION",
        "réponse",
        "complète",
        "mucite",
        "grade",
        "2",
        "G3",
        "sous",
        "FOLFOX",
        "tabac",
        "30 PA",
    ),
    *(
        "alcool",
        "verres/j",
        "décès",
        "de",
        "du",
        "pas de",
        "antécédents",
        ":",
        "\n",
        ".",
        ",",
        "(",
        ")",
        "poids 72 kg",
        "mère",
    ),
    *(
        "cancer du sein",
        "HTA",
        "stable",
        "lésions",
        "le 12/03/2020",
        "œdème",
        "diminution",
        "en",
        "et",
        "\n\n",
        "sevré",
    ),
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_every_fact_stands_in_its_note(words: list[str]) -> None:
    """Whatever the order of words; `facts` checks every passage against the text."""
    for one in facts(" ".join(words)):
        assert one.value and one.evidence[0].quote.strip()

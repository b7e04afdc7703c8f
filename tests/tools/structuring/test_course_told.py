"""The course of the disease as it is written in haste: what denies, what is of the past, what is only planned."""

from datetime import date

import pytest

import carnet.tools
from carnet.text.note import Note
from carnet.tools.structuring.facts import Fact

WRITTEN = date(2024, 6, 3)
TOOL = carnet.tools.structure()


def facts(text: str, kind: str, when: date | None = WRITTEN) -> list[Fact]:
    return [fact for fact in TOOL(Note("n1", text, note_date=when)).facts if fact.kind == kind]


def said(text: str, kind: str) -> list[str]:
    """« value » of a present fact, « value [assertion] » of another."""
    return [
        one.value if one.assertion == "present" else f"{one.value} [{one.assertion}]"
        for one in facts(text, kind)
        if not one.rule
    ]


def dates(text: str, kind: str) -> list[str | None]:
    return [one.date for one in facts(text, kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Tabac : non fumeur.", "tobacco", ["jamais [absent]"]),
        ("Nie tout tabac. OH occasionnel.", "alcohol", ["non excessif [absent]"]),
        ("Cirrhose OH sevrée.", "alcohol", ["sevré [history]"]),
        ("fumeur (indice paquet/année de 66)", "tobacco", ["actif 66 PA"]),
        ("La marge de résection est exempte d'infiltration tumorale.", "treatment", ["R0"]),
        ("Bon état général, stabilité des analyses.", "response", []),
        ("Lésion ischémique inchangée.", "response", []),
        ("GGT 39 UI/l, FA : 69 UI/l.", "comorbidity", []),
        ("GGT 40 UI/l, FA 80 UI/l.", "comorbidity", []),
        ("Hépatite B et C négative.", "comorbidity", ["hépatite B [absent]"]),
        ("Les sérologies de l'hépatite B et de l'hépatite C sont normales.", "comorbidity", ["hépatite B [absent]"]),
        ("Une séance d'hémodialyse a suffi.", "comorbidity", []),
        ("diabète insipide", "comorbidity", ["diabète insipide"]),
        ("La notice de la capécitabine décrivant un diabète a été revue.", "comorbidity", []),
        ("Décès le cas échéant.", "event", []),
        ("Cette sœur a été opérée.\nCette sœur est décédée en 2010.", "event", []),
        ("PS 1 / 59 kg", "event", ["poids=59 kg"]),
        ("Perdu 2 kg : 54,0 kg", "event", ["perte de poids=2 kg", "poids=54 kg"]),
        ("Essai PALOMA-X : patiente incluse le 10/01/2022.", "event", ["inclusion essai PALOMA-X"]),
        ("Isolement de Propionibacterium acnes.", "toxicity", []),
        ("De la fièvre et une thrombopénie de grade 4.", "toxicity", ["thrombopénie G4"]),
        ("Fièvre neutropénique de grade 3.", "toxicity", ["neutropénie fébrile G3"]),
        ("Il a eu de la fièvre, G1 nausées et G1 paronychies.", "toxicity", ["nausées G1", "paronychie G1"]),
        ("Diarrhées, mucite et rash de grade 2.", "toxicity", ["diarrhée G2", "mucite G2", "éruption cutanée G2"]),
        (
            "mucite gr 1. alopécie. Pas d'éruption.",
            "toxicity",
            ["mucite G1", "alopécie", "éruption cutanée [absent]"],
        ),
        ("6 cycles (sept 2020 -> janv 2021) : stable.", "response", ["maladie stable"]),
        ("PD en oct 2021, nivolumab.", "response", ["maladie progressive"]),
        ("Deauville 2 = RMC", "response", ["réponse complète"]),
        ("Oligoprogression cérébrale", "progression", ["progression cérébrale"]),
    ],
)
def test_what_is_said(text: str, kind: str, expected: list[str]) -> None:
    """Habits, illnesses, deaths, toxicities and responses: what is there, nothing more."""
    assert [value for value in said(text, kind) if "hépatite C" not in value] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hystérectomie, omentectomie, curage, R0", ["hystérectomie", "omentectomie", "curage", "R0"]),
        ("RT 50 Gy/25 puis boost", ["radiothérapie 50 Gy en 25 fractions"]),
        ("RT 30 Gy en dix séances", ["radiothérapie 30 Gy en 10 fractions"]),
        ("Chimio-radiothérapie exclusive", ["radiochimiothérapie"]),
        ("Cystectomie récusée.", ["cystectomie [absent]"]),
        ("La radiothérapie adjuvante a été rejetée.", ["radiothérapie [absent]"]),
        ("C4 d'EC dose dense", ["EC"]),
        ("CURE DE MAI 2024 FAITE", []),
        ("40 mg d'afatinib par jour", ["afatinib 40 mg/j"]),
        ("paclitaxel 175 mg/m² x 6", ["paclitaxel 175 mg/m²"]),
        ("Les inhibiteurs géfitinib et erlotinib ont démontré une activité.", []),
        ("CONDUITE A TENIR : entretien par olaparib.", ["olaparib [hypothetical]"]),
        ("Sotorasib à débuter le 10/06.", ["sotorasib [hypothetical]"]),
        ("Le BEP a été proposé, dont il a reçu trois cycles.", ["BEP"]),
    ],
)
def test_treatments(text: str, expected: list[str]) -> None:
    """Given, refused or planned; a dose wherever it stands."""
    assert said(text, "treatment") == expected


def test_regimens_joined_over_cycles_brackets_and_doses() -> None:
    """One line of treatment, however its parts are qualified."""
    assert said("FEC x 4 cycles + paclitaxel hebdomadaire 80 mg/m2 en 2013", "line") == ["FEC-paclitaxel hebdomadaire"]
    assert said("Folfox-6 (80 % de la dose) + cetuximab débuté le 06/03/2015", "line") == ["FOLFOX-cétuximab"]
    assert said("du cisplatine 50 mg/m2 et de la gemcitabine 800 mg/m2", "treatment") == [
        "cisplatine 50 mg/m²",
        "gemcitabine 800 mg/m²",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("À l'époque, œsophagite de grade 3.", "toxicity", [None]),
        ("Réduction à C3 pour diarrhée G3.", "toxicity", [None]),
        ("Baisse de dose si asthénie gr 3.", "toxicity", [None]),
        ("Progression hépatique depuis janvier.", "progression", ["2024-01"]),
        ("En mai 2018, trois mois après la progression pulmonaire, toux.", "progression", [None]),
        ("Lors du suivi, en 09-2004, une récidive axillaire a été vue.", "progression", ["2004-09"]),
        ("Suivi jusqu'en juin 2018, date à laquelle récidive locale.", "progression", ["2018-06"]),
        ("10/21 : RTE paroi 50 Gy/25 fr\ndepuis nov 2021 : létrozole", "treatment", ["2021-10", "2021-11"]),
        ("Opérée en juin 2013, avec hystérectomie, omentectomie.", "treatment", ["2013-06", "2013-06"]),
        ("Docétaxel 75 mg/m2, C1 le 04/12/23, C2 le 26/12/23, C3 ce jour", "treatment", ["2023-12-04"]),
        ("FEC 100 fini en 02/2005, suivi d'un traitement par tamoxifène", "treatment", ["2005-02", None]),
        ("Né en 1950, décédé le 02/04/2022.", "event", ["2022-04-02"]),
        (
            "Ex-fumeur.\nRCP du 12/03/2024 : FOLFOX.\nCe jour : poursuite FOLFOX.",
            "decision",
            ["2024-03-12", "2024-06-03"],
        ),
        ("Hémogramme (05-2010) : hémoglobine 12,8 g/dl, plaquettes 186 G/L", "lab", ["2010-05", "2010-05"]),
        (
            '" TDM (27/11/2015). Masse.\n" TDM après BEP (28/03/2016). Par rapport à décembre 2015, réponse partielle.',
            "response",
            ["2016-03-28"],
        ),
        ("ADK du côlon, RAS sauvage, dg 15/06/22", "histology", ["2022-06-15"]),
        ("* 10/2021 dg adk, cT3N1M0", "ctnm", ["2021-10"]),
        ("* 03-04/2022 radiodermite gr 2", "toxicity", ["2022-03"]),
        ("02/23-05/23 : FLOT x4", "treatment", ["2023-02"]),
        ("gastrectomie des 4/5 le 15/01/23", "treatment", ["2023-01-15"]),
        ("TDM TAP 28/10 : progression hépatique", "progression", ["2023-10-28"]),
        ("Dg 06/23 : CCI, cT2N1M0", "ctnm", ["2023-06"]),
        ("- 07/23 -> 09/23 : 4 FEC 100", "treatment", ["2023-07"]),
        ("Prostatectomie en 2014 (pT3a, R1) puis surveillance", "treatment", ["2014", "2014"]),
        ("TDM sept. : progression hépatique", "progression", ["2023-09"]),
        ("Scanner de mars : progression hépatique", "progression", ["2024-03"]),
    ],
)
def test_when(text: str, kind: str, expected: list[str | None]) -> None:
    """A date that is told, or none: never the note's for what is of the past."""
    assert dates(text, kind) == expected

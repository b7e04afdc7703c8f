"""Operations, margins, radiotherapy, decisions, trials, in the words of hospital notes."""

from datetime import date

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules import treatments


def facts(text: str, kind: str = "treatment") -> list[Fact]:
    reading = Reading.of(Note("1", text, note_date=date(2024, 6, 1)))
    return [one for one in assemble(reading, treatments.find(reading)) if one.kind == kind]


def values(text: str, kind: str = "treatment") -> list[str]:
    return [one.value for one in facts(text, kind)]


@pytest.mark.parametrize(
    ("text", "value", "side"),
    [
        ("Mastectomie droite le 12/03/2024.", "mastectomie droite", "droit"),
        (
            "MASTECTOMIE TOTALE GAUCHE AVEC CURAGE AXILLAIRE",
            "mastectomie totale gauche avec curage axillaire",
            "gauche",
        ),
        ("Tumorectomie + GS", "tumorectomie", None),
        ("mastectomie partielle avec exérèse du\nganglion sentinelle", None, None),
        ("Hemicolectomie droite par coelioscopie", "hémicolectomie droite par cœlioscopie", "droit"),
        ("lobectomie supérieure droite", "lobectomie supérieure droite", "droit"),
        ("résection antérieure du rectum", "résection antérieure du rectum", None),
        ("AAP", "amputation abdomino-périnéale", None),
        ("DPC", "duodénopancréatectomie céphalique", None),
        ("RTUV", "résection transurétrale de vessie", None),
        ("NEPHRECTOMIE ELARGIE GAUCHE", "néphrectomie élargie gauche", "gauche"),
        ("Prostatectomie radicale robot-assistée", "prostatectomie radicale robot-assistée", None),
        ("hystérectomie totale avec annexectomie bilatérale", None, "bilatéral"),
        ("métastasectomie hépatique", "métastasectomie hépatique", None),
        ("chimioembolisation", "chimioembolisation", None),
        ("Radiofréquence hépatique", "radiofréquence hépatique", None),
        ("autogreffe de cellules souches", "autogreffe de cellules souches", None),
        ("Thyroïdectomie totale", "thyroïdectomie totale", None),
        ("ganglion sentinelle", "ganglion sentinelle", None),
    ],
)
def test_operations(text: str, value: str | None, side: str | None) -> None:
    found = facts(f"{text}.")
    assert found[0].value == (value or " ".join(text.split()))
    assert found[0].laterality == side
    assert found[0].parts["type"] == "surgery"


@pytest.mark.parametrize(
    "text",
    [
        "Curage : 0N+/12.",
        "Limites d'exérèse à 3 mm.",
        "Exérèse d'un lipome.",
        "Hystérectomie pour fibrome.",
        "Transfusion de 2 CGR.",
        "résection complète",
    ],
)
def test_no_operation_of_a_tumour(text: str) -> None:
    assert [one for one in facts(text) if one.parts["type"] == "surgery" and len(one.value.split()) < 2] == []


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Opérée le 12/03/2024 : mastectomie droite.", "present"),
        ("Indication de mastectomie droite.", "hypothetical"),
        ("Mastectomie droite prévue le 12/06/2024.", "hypothetical"),
        ("Hospitalisation programmée pour mastectomie droite.", "present"),
        ("Pas de mastectomie.", "absent"),
    ],
)
def test_assertion_of_operations(text: str, assertion: str) -> None:
    assert facts(text)[0].assertion == assertion


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Marges : saines (R0).", "R0"),
        ("Limites d'exérèse envahies.", "R1"),
        ("Marges non saines.", "R1"),
        ("MARGES SAINES", "R0"),
        ("Limites chirurgicales non envahies", "R0"),
        ("Résection R2.", "R2"),
        ("pT3 N1 R0", "R0"),
        ("Exérèse macroscopiquement complète, R1", "R1"),
    ],
)
def test_margins(text: str, value: str) -> None:
    found = [one for one in facts(text) if one.parts["type"] == "margin"]
    assert [one.value for one in found] == [value]
    assert found[0].assertion == "present"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Radiothérapie 50 Gy en 25 fractions.", "radiothérapie 50 Gy en 25 fractions"),
        ("RT : 50 Gy/25 fr", "radiothérapie 50 Gy en 25 fractions"),
        ("irradiation de 45 grays en 25 séances", "radiothérapie 45 Gy en 25 fractions"),
        ("RADIOTHERAPIE 66GY EN 33 FRACTIONS", "radiothérapie 66 Gy en 33 fractions"),
        ("Irradiation : 60\nGy en 30 fractions", "radiothérapie 60 Gy en 30 fractions"),
        ("radiothérapie 25 x 2 Gy", "radiothérapie 50 Gy en 25 fractions"),
        ("radiothérapie stéréotaxique 60 Gy en 8 fractions", "radiothérapie stéréotaxique 60 Gy en 8 fractions"),
        ("curiethérapie 7 Gy", "curiethérapie 7 Gy"),
        ("Radiochimiothérapie", "radiochimiothérapie"),
        ("RT pelvienne", "radiothérapie pelvienne"),
        ("radiothérapie à la dose de 50,4 Gy en 28 fractions", "radiothérapie 50,4 Gy en 28 fractions"),
    ],
)
def test_radiotherapy(text: str, value: str) -> None:
    assert values(text) == [value]


def test_boost_and_its_dose() -> None:
    assert values("Radiothérapie 50 Gy en 25 fractions, boost de 16 Gy en 8 fractions.") == [
        "radiothérapie 50 Gy en 25 fractions",
        "boost 16 Gy en 8 fractions",
    ]


@pytest.mark.parametrize("text", ["Service de radiothérapie", "Scanner : 12 mGy", "Médecin : onco-radiothérapeute"])
def test_no_radiotherapy(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RCP du 12/03/2024 : proposition de chimiothérapie par FOLFOX.", "FOLFOX"),
        ("Décision : surveillance.", "surveillance"),
        ("CAT : Poursuite du traitement par cisplatine-pémétrexed.", "poursuite cisplatine-pémétrexed"),
        ("Conduite à tenir : soins de support exclusifs.", "soins de support"),
        ("AU TOTAL : SURVEILLANCE ACTIVE", "surveillance active"),
        ("Avis de la RCP : abstention thérapeutique.", "abstention thérapeutique"),
        ("Retenu : colectomie droite.", "chirurgie"),
        ("Indication d'une radiothérapie 76 Gy en 38 fractions.", "radiothérapie"),
        ("Débuter une chimiothérapie de 2e ligne par FOLFIRI-cétuximab.", "FOLFIRI-cétuximab"),
        ("On poursuit FOLFOX.", "poursuite FOLFOX"),
        ("Décision d'arrêter le docétaxel.", "arrêt docétaxel"),
        ("PROPOSITION D'UNE CHIMIOTHERAPIE NEOADJUVANTE PAR AC-PACLITAXEL", "AC-paclitaxel"),
    ],
)
def test_decisions(text: str, value: str) -> None:
    assert values(text, "decision") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Surveillance des plaquettes.",
        "Indication : Surveillance après FOLFOX.",
        "Question : indication d'une radiothérapie ?",
        "Patiente opérée : mastectomie droite en 2019.",
        "Sous FOLFOX depuis mars.",
    ],
)
def test_no_decision(text: str) -> None:
    assert values(text, "decision") == []


def test_a_meeting_dates_its_decision() -> None:
    (decision,) = facts("RCP du 12/03/2024 : proposition de chimiothérapie par FOLFOX.", "decision")
    assert (decision.date, decision.parts["meeting"], decision.assertion) == ("2024-03-12", "2024-03-12", "present")
    (refused,) = facts("RCP : pas d'indication de radiothérapie.", "decision")
    assert refused.assertion == "absent"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Inclus dans l'essai KEYNOTE-522, bras B.", "inclusion essai KEYNOTE-522"),
        ("Patiente incluse dans l'étude PADA-1.", "inclusion essai PADA-1"),
        ("Inclusion dans l'essai clinique COTEZO (NCT02788279).", "inclusion essai COTEZO"),
        ("Essai NCT02788279", "inclusion essai NCT02788279"),
    ],
)
def test_trials(text: str, value: str) -> None:
    (event,) = facts(text, "event")
    assert event.value == value
    assert event.parts["type"] == "trial"


def test_no_trial() -> None:
    assert values("Inclusion dans un essai clinique : non.", "event") == []
    assert values("Essai thérapeutique : pas d'essai ouvert.", "event") == []


@pytest.mark.parametrize(
    ("text", "value", "setting"),
    [
        ("Chimiothérapie de première ligne par FOLFOX", "L1 FOLFOX", None),
        ("L2 Enhertu", "L2 trastuzumab déruxtécan", None),
        ("3E LIGNE METASTATIQUE PAR LONSURF", "L3 trifluridine-tipiracil", "métastatique"),
        ("docétaxel en 2ème ligne", "L2 docétaxel", None),
        ("deuxième ligne métastatique par paclitaxel", "L2 paclitaxel", "métastatique"),
        ("chimiothérapie néo-adjuvante par FEC 100", "FEC 100", "néoadjuvant"),
        ("hormonothérapie adjuvante par létrozole", "létrozole", "adjuvant"),
        ("entretien par bévacizumab", "bévacizumab", "entretien"),
        ("chimiothérapie concomitante à la radiothérapie par cisplatine hebdomadaire", None, "concomitante"),
    ],
)
def test_lines(text: str, value: str | None, setting: str | None) -> None:
    (line,) = facts(f"{text}.", "line")
    assert line.value == (value or "cisplatine hebdomadaire")
    assert line.parts.get("setting") == setting


def test_a_vertebra_is_no_line() -> None:
    assert values("Tassement de L2, métastase de L3 traitée par radiothérapie.", "line") == []
    assert values("Métastase de L2. Sous FOLFOX.", "line") == ["FOLFOX"]

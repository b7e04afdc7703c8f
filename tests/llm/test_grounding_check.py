"""What a quote cannot fake: figures, units, dates, sides, drugs, TNM, denials, other persons, other subjects."""

from datetime import date

import pytest

from carnet.llm.grounding import Grounded, check, ground, ground_sentence
from carnet.text.note import Note
from carnet.text.reading import Reading


def supported(statement: str, text: str, **claimed: str) -> bool:
    reading = Reading.of(Note("n", text))
    return check(statement, reading, (0, len(reading.plain)), **claimed) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statement", "text", "kind"),
    [
        ("Hb=10,5 g/dL", "Hb 10.5 g/dl", "lab"),
        ("CA 125=1250 U/mL", "CA 125 : 1 250 UI/mL", "biomarker"),
        ("PD-L1 TPS<1%", "PD-L1 TPS inférieur à 1 %", "biomarker"),
        ("6 cycles de FOLFOX", "FOLFOX, six cures de FOLFOX", "treatment"),
        ("SBR 3", "grade SBR III", "grade"),
        ("stade IIIA", "adénocarcinome stade IIIA", "stage"),
        ("HER2=3+", "HER2 +++", "biomarker"),
        ("KRAS=sauvage", "absence de mutation KRAS", "biomarker"),
        ("ALK=négatif", "pas de réarrangement de ALK", "biomarker"),
        ("RE=positif", "récepteurs aux œstrogènes exprimés à 80 %", "biomarker"),
        ("RE=90%", "RE et RP : 90 %", "biomarker"),
        ("RP=90%", "RE et RP : 90 %", "biomarker"),
        ("RE=90%", "90 % des cellules expriment les récepteurs aux œstrogènes", "biomarker"),
        ("trastuzumab déruxtécan", "Enhertu depuis mai", "treatment"),
        ("pembrolizumab", "KEYTRUDA 200 mg", "treatment"),
        ("métastase osseuse", "lésions osseuses secondaires", "metastatic_site"),
        ("cT2N1M0", "T2 N1 M0", "ctnm"),
        ("pT2N1a", "pT2 (m-) pN1a (2/12)", "ptnm"),
        ("mastectomie bilatérale", "mastectomie des deux côtés", "treatment"),
        ("lobe supérieur du poumon", "adénocarcinome LSD pulmonaire", "site"),
    ],
)
def test_the_same_in_other_words(statement: str, text: str, kind: str) -> None:
    assert supported(statement, text, kind=kind)


@pytest.mark.parametrize(
    ("statement", "text", "kind"),
    [
        ("Hb=10,5 g/dL", "Hb 105 g/L", "lab"),
        ("PD-L1 TPS=1%", "PD-L1 TPS < 1 %", "biomarker"),
        ("PD-L1 CPS=60", "PD-L1 TPS 60 %, CPS 65", "biomarker"),
        ("Ki-67=20%", "Ki67 20-30 %", "biomarker"),
        ("SBR 2", "grade SBR III", "grade"),
        ("stade II", "BPCO stade II", "stage"),
        ("grade 3", "neutropénie grade 3", "grade"),
        ("HER2=3+", "HER2 ++", "biomarker"),
        ("KRAS=muté", "absence de mutation KRAS", "biomarker"),
        ("EGFR=T790M", "pas de mutation T790M de l'EGFR", "biomarker"),
        ("ALK=muté", "EGFR muté, ALK négatif", "biomarker"),
        ("RP=90%", "RE 90 %, RP 40 %", "biomarker"),
        ("paclitaxel 70 mg/m²", "cisplatine 70 mg/m², paclitaxel 80 mg/m²", "treatment"),
        ("docétaxel", "allergie au docétaxel", "treatment"),
        ("docétaxel", "docétaxel contre-indiqué", "treatment"),
        ("métastase hépatique", "Foie : pas de métastase", "metastatic_site"),
        ("métastase hépatique", "scanner hépatique de contrôle", "metastatic_site"),
        ("foie", "métastases hépatiques d'un adénocarcinome", "site"),
        ("cT2N1M0", "pT2 N1 M0", "ctnm"),
        ("pT2N0", "pT1 N0 à droite et pT2 N1 à gauche", "ptnm"),
        ("mastectomie gauche", "mastectomie droite et tumorectomie gauche", "treatment"),
        ("diabète", "mère diabétique, patiente sans antécédent", "comorbidity"),
        ("embolie pulmonaire", "recherche d'embolie pulmonaire", "comorbidity"),
        ("cancer du sein", "son épouse est suivie pour un cancer du sein", "site"),
        ("thrombose", "thrombose exclue", "comorbidity"),
        ("envahissement de la paroi", "tumeur envahissante, paroi libre", "event"),
        ("…", "cancer du sein", "site"),
    ],
)
def test_what_the_passage_does_not_say(statement: str, text: str, kind: str) -> None:
    assert not supported(statement, text, kind=kind)


@pytest.mark.parametrize(
    ("assertion", "text"),
    [
        ("absent", "Pas de métastase osseuse."),
        ("possible", "Suspicion de métastase osseuse."),
        ("possible", "Métastase osseuse ?"),
        ("hypothetical", "Radiothérapie si métastase osseuse."),
        ("family", "Père : métastase osseuse d'un cancer de prostate."),
        ("present", "Métastase osseuse."),
    ],
)
def test_the_assertion_must_be_that_of_the_note(assertion: str, text: str) -> None:
    for claimed in ("absent", "possible", "family", "present"):
        agrees = claimed == assertion or {claimed, assertion} == {"possible", "hypothetical"}
        assert supported("métastase osseuse", text, kind="metastatic_site", assertion=claimed) == agrees, claimed


@pytest.mark.parametrize(
    ("said", "agrees"),
    [("2024-03-12", True), ("2024-03", True), ("12/03/2024", True), ("2024-05-02", False), ("2024-03-13", False)],
)
def test_a_date_must_be_that_of_the_fact(said: str, agrees: bool) -> None:
    text = "Mastectomie droite le 12/03/2024, chimiothérapie débutée le 2 mai 2024."
    assert supported("mastectomie droite", text, kind="treatment", date=said) == agrees


def test_a_date_more_precise_than_the_note_is_refused() -> None:
    assert not supported("mastectomie", "Mastectomie en mars 2024.", kind="treatment", date="2024-03-12")
    assert supported("mastectomie", "Mastectomie en mars 2024.", kind="treatment", date="2024-03")
    reading = Reading.of(Note("n", "PS 1 ce jour.", note_date=date(2024, 3, 12)))
    assert isinstance(ground("1", "PS 1", reading, kind="performance_status", date="2024-03-12"), Grounded)


def test_a_repeated_quote_is_taken_where_the_note_supports_it() -> None:
    text = "Bilan initial : pas de métastases hépatiques.\n\nÉvolution : apparition de métastases hépatiques."
    found = ground("hépatique", "métastases hépatiques", Reading.of(Note("n", text)), kind="metastatic_site")
    assert isinstance(found, Grounded) and found.start == text.rindex("métastases")


REPORT = """Adénocarcinome du sigmoïde opéré le 12/01/2025 par sigmoïdectomie. pT3N1b, MSS.
Pas de métastase hépatique. Chimiothérapie par FOLFOX 12 cures, neuropathie grade 2.
Si récidive, discuter FOLFIRI. Père décédé d'un cancer gastrique.
"""


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        ("Adénocarcinome du sigmoïde opéré le 12 janvier 2025.", ["Adénocarcinome du sigmoïde opéré le 12/01/2025"]),
        ("Tumeur pT3N1b, MSS.", ["pT3N1b, MSS"]),
        ("Absence de métastase hépatique.", ["Pas de métastase hépatique"]),
        (
            "Douze cures de FOLFOX, avec une neuropathie de grade 2.",
            ["Chimiothérapie par FOLFOX 12 cures", "neuropathie grade 2"],
        ),
    ],
)
def test_a_sentence_stands_on_its_quotes(sentence: str, quotes: list[str]) -> None:
    found = ground_sentence(sentence, quotes, Reading.of(Note("n", REPORT)))
    assert not isinstance(found, str), found
    assert len(found) == len(quotes)


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        ("Adénocarcinome du sigmoïde opéré le 13 janvier 2025.", ["Adénocarcinome du sigmoïde opéré le 12/01/2025"]),
        ("Tumeur pT4N1b, MSS.", ["pT3N1b, MSS"]),
        ("Métastase hépatique.", ["Pas de métastase hépatique"]),
        ("Dix cures de FOLFOX.", ["Chimiothérapie par FOLFOX 12 cures"]),
        ("Chimiothérapie par FOLFIRI.", ["Chimiothérapie par FOLFOX 12 cures"]),
        ("Le patient a eu un cancer gastrique.", ["Père décédé d'un cancer gastrique"]),
        ("Traité par FOLFIRI.", ["Si récidive, discuter FOLFIRI"]),
        ("Neuropathie de grade 2 sous oxaliplatine.", ["neuropathie grade 2"]),
        ("Adénocarcinome du sigmoïde.", []),
        ("Adénocarcinome du sigmoïde.", ["Adénocarcinome du caecum"]),
        ("Évolution favorable avec reprise du travail.", ["pT3N1b, MSS"]),
    ],
)
def test_a_sentence_without_support_falls(sentence: str, quotes: list[str]) -> None:
    assert isinstance(ground_sentence(sentence, quotes, Reading.of(Note("n", REPORT))), str)

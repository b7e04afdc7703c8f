"""Stage, grade, size and nodes in clinical French: what is a fact of the tumour, and what is not."""

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules.staging import find


def facts(text: str, *kinds: str) -> list[Fact]:
    """The facts of the family, of some kinds."""
    reading = Reading.of(Note("n", text))
    found = assemble(reading, find(reading))
    for fact in found:
        place = fact.evidence[0]
        assert text[place.start : place.end] == place.quote
    return [fact for fact in found if not kinds or fact.kind in kinds]


def values(text: str, *kinds: str) -> list[str]:
    """Their values."""
    return [fact.value for fact in facts(text, *kinds)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Carcinome mammaire pT2N1aM0", "ptnm", "pT2N1aM0"),
        ("CARCINOME MAMMAIRE PT2 N1A M0", "ptnm", "pT2N1aM0"),
        ("adk colon, T3N2M1", "ctnm", "T3N2M1"),
        ("cT3 pN1 M0", "ctnm", "cT3pN1M0"),
        ("classée\ncT2\nN0 M0", "ctnm", "cT2N0M0"),
    ],
)
def test_tnm(text: str, kind: str, value: str) -> None:
    (fact,) = facts(text, "ptnm", "ctnm")
    assert (fact.kind, fact.value, fact.assertion) == (kind, value, "present")


def test_parts_of_a_tnm() -> None:
    (fact,) = facts("ypT1c(m) ypN1a (3/14) cM0 R0 L1 V0 Pn1 (UICC 2017)", "ptnm")
    assert fact.value == "ypT1c(m)N1acM0R0L1V0Pn1"
    assert fact.parts == {
        "prefix": "yp",
        "T": "1c",
        "N": "1a",
        "M": "0",
        "m_prefix": "c",
        "R": "0",
        "L": "1",
        "V": "0",
        "Pn": "1",
        "suffix": "(m)",
        "version": "8",
        "nodes_positive": 3,
        "nodes_examined": 14,
    }


@pytest.mark.parametrize(
    ("text", "value", "scale"),
    [
        ("Cancer du sein stade IIB.", "IIB", None),
        ("ADK COLON STADE IV D'EMBLEE", "IV", None),
        ("stade UICC III", "III", "UICC"),
        ("FIGO IIIC1", "IIIC1", "FIGO"),
        ("carcinome du col, stade IB2 de la FIGO", "IB2", "FIGO"),
        ("Lymphome de Hodgkin Ann Arbor III B", "IIIB", "Ann Arbor"),
        ("lymphome de stade II d'Ann Arbor", "II", "Ann Arbor"),
        ("Adénocarcinome pulmonaire de stade 3", "III", None),
        ("mélanome stade III-C, opéré", "IIIC", None),
        ("cancer du rectum stade\nIIIA", "IIIA", None),
        ("pT3N1M0 (IIIB)", "IIIB", None),
        ("adénocarcinome au stade IV a été opéré", "IV", None),
        ("cancer du larynx stade IV A", "IVA", None),
        ("IRC stade 3b, cancer du sein stade II", "II", None),
        ("Myélome, ISS III", "III", "ISS"),
    ],
)
def test_stage(text: str, value: str, scale: str | None) -> None:
    (fact,) = facts(text, "stage")
    assert (fact.value, fact.system, fact.parts["derived"]) == (value, scale, False)


@pytest.mark.parametrize(
    "text",
    [
        "Insuffisance rénale chronique stade IV",
        "IRC stade 3",
        "MRC stade 3b A2",
        "escarre sacrée de stade 4",
        "BPCO stade III de GOLD",
        "dyspnée stade II NYHA",
        "fibrose hépatique stade 3",
        "AOMI stade IV de Leriche",
        "Clark IV, Breslow 2,1 mm",
        "niveau IV de Clark",
        "Parkinson stade 2",
        "Glomérulonéphrite extramembraneuse. Stade I.",
        "à ce stade, surveillance",
        "cancer de stade II-III",
        "lésions à différents stades d'évolution",
        "enfant au stade 2 de Tanner",
        "sarcoïdose de stade II",
        "oedème papillaire bilatéral stade II",
    ],
)
def test_stage_of_something_else(text: str) -> None:
    assert values(text, "stage") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CCI SBR II (3+2+2)", "SBR 2"),
        ("Carcinome canalaire infiltrant de grade III de SBR", "SBR 3"),
        ("grade 2 d'Elston et Ellis", "SBR 2"),
        ("SBR modifié par Elston et Ellis : grade 3", "SBR 3"),
        ("SBR (2+2+3)", "SBR 2"),
        ("grade histopronostique de Scarff, Bloom et Richardson : I", "SBR 1"),
        ("Nottingham 8/9", "SBR 3"),
        ("CARCINOME LOBULAIRE INFILTRANT. GRADE 2.", "SBR 2"),
        ("Carcinome rénal à cellules claires, Fuhrman II", "Fuhrman 2"),
        ("carcinome rénal de grade 3 de Furhman", "Fuhrman 3"),
        ("CRCC du rein, ISUP 3", "ISUP/OMS 2016 3"),
        ("carcinome papillaire du rein grade 2 OMS/ISUP 2016", "ISUP/OMS 2016 2"),
        ("glioblastome grade IV de l'OMS", "OMS 4"),
        ("astrocytome grade II", "OMS 2"),
        ("adénocarcinome de l'endomètre, grade 2 FIGO", "FIGO 2"),
        ("FIGO grade 1, adénocarcinome endométrioïde", "FIGO 1"),
        ("liposarcome, FNCLCC grade 3", "FNCLCC 3"),
        ("tumeur neuroendocrine du grêle G1", "grade 1"),
        ("carcinome urothélial haut grade", "haut grade"),
        ("TUMEUR DE VESSIE DE BAS GRADE", "bas grade"),
        ("adénocarcinome moyennement\ndifferencie", "moyennement différencié"),
        ("adénocarcinome modérément différencié", "moyennement différencié"),
        ("carcinome peu différencié", "peu différencié"),
        ("adénocarcinome bien à moyennement différencié", "bien à moyennement différencié"),
        ("carcinome indifférencié", "indifférencié"),
        ("TVNIM pT1G3", "grade 3"),
        ("carcinome canalaire infiltrant G2 de 1,6 cm", "grade 2"),
    ],
)
def test_grade(text: str, value: str) -> None:
    assert values(text, "grade") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "neutropénie grade 3",
        "cancer du sein, neutropénie de grade 3 après C2",
        "Carcinome du rein sous sunitinib : mucite de grade 2, HTA grade 3",
        "toxicité hématologique de grade 4",
        "tumeur du rectum, TRG grade 2",
        "varices œsophagiennes grade II",
        "encéphalopathie hépatique grade 2",
        "dysplasie de bas grade sur adénome",
        "patient OMS 2, glioblastome",
        "complication grade 3 de Clavien",
        "fièvre à bas grade",
        "mucite G2",
        "G2P1, grossesse",
        "chondropathie grade 3",
        "radiodermite de grade 2 (CTCAE)",
    ],
)
def test_grade_of_something_else(text: str) -> None:
    assert values(text, "grade") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("adénocarcinome prostatique Gleason 7 (3+4)", ["Gleason 7 (3+4)", "ISUP 2"]),
        ("Gleason 4+3=7, ISUP 3", ["Gleason 7 (4+3)", "ISUP 3"]),
        ("SCORE DE GLEASON 4 + 5", ["Gleason 9 (4+5)", "ISUP 5"]),
        ("score 6 de Gleason", ["Gleason 6", "ISUP 1"]),
        ("Gleason 7", ["Gleason 7"]),
        ("score de Gleason à 8 (4+4), groupe ISUP 4", ["Gleason 8 (4+4)", "ISUP 4"]),
        ("Gleason 3+5", ["Gleason 8 (3+5)", "ISUP 4"]),
        ("Gleason 9 (3+4)", []),
    ],
)
def test_gleason_and_isup(text: str, found: list[str]) -> None:
    assert values(text, "grade") == found


def test_an_isup_that_was_not_written_says_its_rule() -> None:
    derived = facts("adénocarcinome Gleason 7 (4+3)", "grade")[1]
    assert derived.rule == "Groupe ISUP d’après Gleason 7 (4+3) (Epstein, 2016)"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tumeur de 32 x 20 mm", "32 mm"),
        ("TUMEUR DU COLON DE 4 CM", "40 mm"),
        ("Nodule du QSE du sein droit mesurant 18 mm", "18 mm"),
        ("masse rénale gauche de 7,5 cm de grand axe", "75 mm"),
        ("pièce de 12 x 8 cm avec tumeur de 3 cm", "30 mm"),
        ("T de 12 mm", "12 mm"),
        ("taille tumorale : 2,5 mm", "2,5 mm"),
        ("pT2 (32 mm) N0", "32 mm"),
        ("tumeur vulvaire de 15 cm de grand axe et 6 cm de petit axe", "150 mm"),
        ("masse du dos mesurant 82 mm, 112mm, 40 mm", "112 mm"),
        ("lésion hypodense du foie.\nElle mesure 42 mm.", "42 mm"),
        ("lésion cible (27 mm versus 54 mm)", "27 mm"),
    ],
)
def test_size(text: str, value: str) -> None:
    (fact,) = facts(text, "tumour_size")
    assert (fact.value, fact.unit) == (value, "mm")


@pytest.mark.parametrize(
    "text",
    [
        "rein droit mesurant 11 cm",
        "marge de 5 mm",
        "tumeur à 5 mm de la marge",
        "tumeur à 12 cm de la marge anale",
        "adénopathie axillaire de 15 mm",
        "tumeur < 2 cm",
        "pièce de colectomie de 25 cm",
        "kyste du rein de 40 mm",
        "tumeur réséquée avec marges à 3 mm",
        "anévrisme de 45 mm",
        "Pas de nodule de plus de 5 mm",
        "lésion hépatique de 6 mm, trop petite pour être caractérisée",
        "taille 165 cm",
        "foie mesurant 16 cm",
    ],
)
def test_size_of_something_else(text: str) -> None:
    assert values(text, "tumour_size") == []


def test_how_a_size_was_measured() -> None:
    text = "Scanner : masse pulmonaire de 45 mm.\n\nANATOMOPATHOLOGIE\nMacroscopie : tumeur de 32 x 20 mm.\n"
    assert [fact.parts for fact in facts(text, "tumour_size")] == [
        {"dimensions_mm": [45.0], "method": "imagerie"},
        {"dimensions_mm": [32.0, 20.0], "method": "anatomopathologie"},
    ]


@pytest.mark.parametrize(
    ("text", "value", "assertion"),
    [
        ("curage axillaire 3N+/12", "3N+/12", "present"),
        ("curage : 0N+/19", "0N+/19", "absent"),
        ("0 ganglion métastatique sur 17", "0N+/17", "absent"),
        ("trois ganglions métastatiques sur 14", "3N+/14", "present"),
        ("0/12 ganglions envahis", "0N+/12", "absent"),
        ("12 ganglions dont 3 métastatiques", "3N+/12", "present"),
        ("15 GANGLIONS INDEMNES", "0N+/15", "absent"),
        ("métastases dans 5 des 30 ganglions", "5N+/30", "present"),
        ("N+ 2/15", "2N+/15", "present"),
        ("GS : 0/2", "0N+/2", "absent"),
        ("pT2N1 (2/16)", "2N+/16", "present"),
    ],
)
def test_nodes(text: str, value: str, assertion: str) -> None:
    (fact,) = facts(text, "event")
    assert (fact.value, fact.assertion, fact.parts["type"]) == (value, assertion, "nodes")


def test_assertion_is_read_around() -> None:
    assert [one.assertion for one in facts("Antécédents :\nCancer du sein pT1N0 en 2010.", "ptnm")] == ["history"]
    assert [one.assertion for one in facts("Absence de nodule de 12 mm.", "tumour_size")] == ["absent"]
    assert [one.assertion for one in facts("Pas de métastase (cM0).", "ctnm")] == ["present"]


def test_a_report_in_capitals_and_a_line_that_goes_on() -> None:
    assert [one.value for one in facts("ORCHIDECTOMIE LE 15/06/2020 PT2, EMBOLES +", "ptnm")] == ["pT2"]
    assert [one.value for one in facts("IRM : lésion temporale\nrehaussée, 45 x 38 mm.", "tumour_size")] == ["45 mm"]
    assert facts("Masse comprimant la trachée dont la lumière est de 4 mm.", "tumour_size") == []
    assert [one.value for one in facts("implication de 7 des 14 ganglions", "event")] == ["7N+/14"]

"""Telegraphic notes: short ages, the organ in words, a drug decided and begun; doubt makes the writer abstain."""

import pytest

import carnet.tools
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.writing.drafting import family
from carnet.tools.writing.organs import only_organ
from carnet.tools.writing.person import person_of
from carnet.tools.writing.tool import CaseWriter
from carnet.tools.writing.wanted import Wanted

BREAST = """HDM : nodule du QSE du sein droit palpé en janvier, mammographie ACR 5.
Mme X, 56 a. Biopsie : carcinome infiltrant de type non spécifique, grade III, RE 90 %, RP 40 %, HER2 3+.
RCP : chimiothérapie néoadjuvante. 4 cycles d'EC puis paclitaxel + trastuzumab + pertuzumab.
"""
LUNG = """Mr X 68 ans, tabac 45 PA sevré, BPCO. Adressé pour hémoptysie et AEG -8 kg en 3 mois.
Biopsies = ADK bronchique. TEP : surrénale G fixante. cT3N2M1b. OMS 1.
RCP : pembrolizumab monothérapie. J1C1 le 20/03/24. J1C4 : hypothyroïdie grade 2.
"""
OVARY = "Femme de 48 ans. Tumeur de la granulosa, carcinome de l'ovaire droit. Carcinome ovarien. Adénocarcinome."


@pytest.fixture(scope="module")
def writer() -> CaseWriter:
    return carnet.tools.teach()


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("Homme 72 a, ADK prostate", 72, "m"),
        ("Mme Y, 68 a. ATCD : HTA", 68, "f"),
        ("F 54 ans suivie depuis un an", 54, "f"),
        ("H, 61 a. Fumeur", 61, "m"),
        ("54 ans, femme, HTA", 54, "f"),
        ("Femme de 8 mois", 0, "f"),
        ("Homme, lit 12 a consulté", None, "m"),
    ],
)
def test_ages_written_short(text: str, age: int | None, sex: str) -> None:
    person = person_of([Reading.of(Note("n", text))])
    assert (person.age, person.sex) == (age, sex)


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        ("Nodule du sein droit. Pas de lésion hépatique.", "C50.9"),
        ("Nodule du sein droit. Nodule du pancréas.", None),
        ("Mère : cancer du sein. Lésion du rectum.", "C20.9"),
        ("Tumeur de la vessie, insuffisance rénale, embolie pulmonaire.", "C67.9"),
        ("Examen normal.", None),
    ],
)
def test_one_organ_or_none(text: str, organ: str | None) -> None:
    assert only_organ([Reading.of(Note("n", text))]) == organ


def test_the_organ_in_words_makes_the_tumour(writer: CaseWriter) -> None:
    chart = writer.chart([Note("n", BREAST)])
    assert chart.tumour is not None
    assert chart.tumour.id == "breast"
    assert any("HER2" in question.new + item.case for item in writer(BREAST).items for question in item.questions)


def test_a_drug_decided_and_begun_is_a_treatment(writer: CaseWriter) -> None:
    chart = writer.chart([Note("n", LUNG)])
    assert [sorted(line.ids) for line in chart.lines] == [["pembrolizumab"]]
    told = " ".join(item.case for item in writer(LUNG).items)
    assert "perte de 8 kg" in told
    assert "AEG" not in told


def test_another_tumour_of_the_same_organ_is_a_doubt(writer: CaseWriter) -> None:
    assert writer.chart([Note("n", OVARY)]).tumour is None


def test_no_distractor_twice_in_a_case(writer: CaseWriter) -> None:
    items = writer.write([Note("n", BREAST)], Wanted(number=8)).items
    wrong = [
        family(one.text)
        for item in items
        for question in item.questions
        if question.kind == "QRM"
        for one in question.propositions
        if not one.correct
    ]
    assert len(wrong) - len(set(wrong)) <= 1  # where no other is left
    keys = {len(question.key) for item in items for question in item.questions if question.kind == "QRM"}
    assert keys <= {2, 3, 4}


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Notre patient, fumeur depuis l'âge de 16 ans, consulte.", None),
        ("Patient âgé de 44 ans, fumeur depuis l'âge de 22 ans.", 44),
        ("Homme suivi depuis 12 ans, âgé de 70 ans.", 70),
    ],
)
def test_how_long_something_lasts_is_no_age(text: str, age: int | None) -> None:
    assert person_of([Reading.of(Note("n", text))]).age == age

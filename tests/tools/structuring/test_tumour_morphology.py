"""Morphology composed from words in any order: codes, behaviour, names, codes written in the text."""

import pytest
from tumour_reading import facts

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.rules.tumour_histology_mentions import morphology_mentions

CODES = [
    ("carcinome canalaire infiltrant", "8500/3"),
    ("CARCINOME INFILTRANT DE TYPE NON SPECIFIQUE", "8500/3"),
    ("Carcinome mammaire gauche, de type canalaire, infiltrant, grade 3", "8500/3"),
    ("carcinome du sein gauche infiltrant NST", "8500/3"),
    ("CCI grade 2", "8500/3"),
    ("CCIS de haut grade", "8500/2"),
    ("carcinome intracanalaire", "8500/2"),
    ("carcinome lobulaire in situ", "8520/2"),
    ("CLI du sein", "8520/3"),
    ("carcinome lobulaire et canalaire infiltrant", "8522/3"),
    ("ADK moyennement différencié lieberkühnien du côlon", "8140/3"),
    ("adénocarcinome pulmonaire", "8140/3"),
    ("adénocarcinome à cellules indépendantes de l'estomac", "8490/3"),
    ("adenocarcinome mucineux du caecum", "8480/3"),
    ("carcinome épidermoïde kératinisant", "8071/3"),
    ("cancer malpighien de l'œsophage", "8070/3"),
    ("CBNPC", "8046/3"),
    ("carcinome non à petites cellules", "8046/3"),
    ("carcinome neuroendocrine à petites cellules", "8041/3"),
    ("carcinome neuroendocrine à grandes cellules", "8013/3"),
    ("tumeur neuroendocrine bien différenciée G2 de l'iléon", "8240/3"),
    ("carcinome hépatocellulaire", "8170/3"),
    ("carcinome rénal à cellules claires grade 3", "8310/3"),
    ("carcinome à cellules rénales chromophobes", "8317/3"),
    ("carcinome papillaire de la thyroïde", "8260/3"),
    ("Tumeur du lobe droit de la thyroïde : carcinome papillaire", "8260/3"),
    ("carcinome médullaire de la thyroïde", "8345/3"),
    ("carcinome urothélial papillaire de haut grade", "8130/3"),
    ("carcinome séreux de haut grade de l'ovaire", "8461/3"),
    ("tumeur séreuse borderline", "8442/1"),
    ("carcinome endométrioïde", "8380/3"),
    ("mélanome SSM", "8743/3"),
    ("mélanome malin à extension superficielle", "8743/3"),
    ("mélanome in situ", "8720/2"),
    ("LBDGC", "9680/3"),
    ("lymphome diffus à grandes cellules B", "9680/3"),
    ("LNH folliculaire", "9690/3"),
    ("lymphome de Hodgkin scléro-nodulaire", "9663/3"),
    ("LAM", "9861/3"),
    ("leucémie aiguë lymphoblastique", "9835/3"),
    ("glioblastome", "9440/3"),
    ("astrocytome pilocytique", "9421/1"),
    ("méningiome atypique", "9530/1"),
    ("liposarcome dédifférencié", "8858/3"),
    ("GIST gastrique", "8936/3"),
    ("tumeur germinale non séminomateuse", "9065/3"),
    ("tératome mature de l'ovaire", "9080/0"),
    ("métastase hépatique d'un adénocarcinome colique", "8140/6"),
    ("mélanome métastatique", "8720/6"),
    ("Type histologique : canalaire infiltrant", "8500/3"),
]


@pytest.mark.parametrize(("text", "code"), CODES, ids=[one[0][:40] for one in CODES])
def test_code(text: str, code: str) -> None:
    found = facts(text, "histology")
    assert [one.code for one in found] == [code]
    assert found[0].system == "ICD-O-3"
    assert found[0].parts["behaviour"] == code[-1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("carcinome canalaire infiltrant", "carcinome infiltrant de type non spécifique"),
        ("adénocarcinome lieberkühnien", "adénocarcinome lieberkühnien"),
        ("carcinome acinaire de la prostate", "adénocarcinome acinaire"),
        ("adénocarcinome mucineux", "adénocarcinome mucineux"),
        ("carcinome à cellules claires du rein", "carcinome rénal à cellules claires"),
        ("LBDGC", "lymphome B diffus à grandes cellules"),
        ("mélanome métastatique", "mélanome métastatique"),
    ],
)
def test_normal_form(text: str, value: str) -> None:
    assert [one.value for one in facts(text, "histology")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "tumeur de la vessie",
        "lésion du foie",
        "IRM : restriction de diffusion, ADC bas",
        "K+ 4,2 mmol/L",
        "le CCI de Charlson",
        "mutation de MET",
        "taux de TG élevé",
        "RCC par cisplatine",
        "LA PATIENTE VA BIEN. 12 MM DE GRAND AXE",
        "tension artérielle 120/80",
        "prolifération lymphoïde maligne diffuse à petites cellules",
        "",
    ],
)
def test_nothing_specific(text: str) -> None:
    assert facts(text, "histology") == []


def test_abbreviation_and_its_plural_are_two_things() -> None:
    assert [one.code for one in facts("CCI du sein et CCIS", "histology")] == ["8500/3", "8500/2"]
    assert [one.code for one in facts("DES CCI DU SEIN", "histology")] == ["8500/3"]


def test_codes_written() -> None:
    found = facts("ADICAP : BHGSA7B2 ; CIM-O 8500/3, pression 8500/37", "histology")
    assert sorted((one.code, one.system) for one in found) == [("8500/3", "ICD-O-3"), ("BHGSA7B2", "ADICAP")]
    (adicap,) = (one for one in found if one.system == "ADICAP")
    assert adicap.parts["organ_label"].startswith("sein")
    assert "canalaire infiltrant" in adicap.parts["lesion_label"]


def test_emboli() -> None:
    found = facts("Pas d'embole vasculaire. Présence d'engainements périnerveux.", "histology")
    assert [(one.value, one.assertion) for one in found] == [
        ("emboles vasculaires", "absent"),
        ("engainements périnerveux", "present"),
    ]


def test_mentions_hold_more_than_facts() -> None:
    text = "Tumeur du foie. Métastases osseuses, pT2N0M0. Nodules pulmonaires. Cellules tumorales."
    found = morphology_mentions(Reading.of(Note(note_id="1", text=text)))
    assert [(text[one.start : one.end], one.code) for one in found] == [
        ("Tumeur", "8000/1"),
        ("Métastases", "8000/6"),
        ("pT2N0M0", "8000/6"),
        ("Nodules pulmonaires", "8000/6"),
        ("Cellules tumorales", "8001/1"),
    ]
    assert not any(one.specific for one in found)


def test_grade_is_the_sixth_digit() -> None:
    (one,) = morphology_mentions(Reading.of(Note(note_id="1", text="adénocarcinome peu différencié du rectum")))
    assert (one.code, one.grade) == ("8140/3", "3")

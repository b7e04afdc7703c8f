"""The writer: what its items promise, on notes written for the test."""

import pytest

import carnet.tools
from carnet.teaching.item import Item
from carnet.text.note import Note
from carnet.tools.writing.tool import CaseWriter
from carnet.tools.writing.wanted import Wanted

COLON = """Motif d'hospitalisation : chirurgie colique.
M. Albert DURANDEAU, 63 ans, est suivi au CHU de Nantes par le Dr Lambrusque.
ATCD : HTA, diabète de type 2. Tabac : 30 PA, sevré.
Le patient a consulté pour des rectorragies évoluant depuis 3 mois.
La coloscopie retrouve une lésion du côlon sigmoïde, biopsies : adénocarcinome.
Le 12/03/2021, sigmoïdectomie. Anapath : adénocarcinome du côlon sigmoïde pT3N1M0.
RCP : chimiothérapie adjuvante par FOLFOX, débutée le 20/04/2021.
"""
LYMPHOMA = """Femme de 58 ans, sans antécédent.
Lymphome B diffus à grandes cellules, stade III, ECOG 1.
Traitement par R-CHOP, 6 cures. Une semaine après la première cure, neutropénie fébrile.
"""
TWO_CANCERS = """Femme de 66 ans. Carcinome canalaire infiltrant du sein droit en 2012, traité par létrozole.
Adénocarcinome du côlon droit en 2019, opéré. Carcinome du sein et adénocarcinome du côlon en rémission.
Cancer du sein, cancer du côlon : surveillance.
"""
OLD = (
    "Homme de 93 ans suivi pour un adénocarcinome de la prostate avec métastases osseuses. Adénocarcinome prostatique."
)
POOR = "Patient de 45 ans vu pour un certificat de sport. Examen normal."


@pytest.fixture(scope="module")
def writer() -> CaseWriter:
    return carnet.tools.teach()


def written(writer: CaseWriter, text: str, **wanted: object) -> tuple[Item, ...]:
    return writer.write([Note("n1", text)], Wanted(**wanted) if wanted else None).items  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [COLON, LYMPHOMA, OLD])
def test_items_stand(writer: CaseWriter, text: str) -> None:
    items = written(writer, text, number=5)
    assert items
    for item in items:
        parts = item.parts()
        for question in item.questions:
            for one in (*question.evidence, *(e for p in question.propositions for e in p.evidence)):
                assert parts[one.note_id][one.start : one.end] == one.quote
            assert question.answers if question.kind == "QROC" else question.key
            assert question.feedback.count("Source") == 1
            assert all(p.feedback for p in question.propositions)
        for origin in item.origins:
            assert 0 <= origin.start < origin.end <= len(parts[origin.part])
            assert origin.note_end <= len(text)
        report = writer.gate.gate.check(item)
        assert report.open, [(one.check, one.message) for one in report.findings]


def test_no_identifier_is_left(writer: CaseWriter) -> None:
    told = "".join(text for item in written(writer, COLON, number=6) for _, text in item.texts())
    for word in ("DURANDEAU", "Durandeau", "Albert", "Lambrusque", "Nantes", "2021", "12/03"):
        assert word not in told


def test_same_note_same_items(writer: CaseWriter) -> None:
    first, again = written(writer, COLON), written(carnet.tools.teach(), COLON)
    assert first == again
    assert [item.id for item in first] == [f"{first[0].id[:-2]}-{n}" for n in range(1, len(first) + 1)]


def test_a_single_right_answer_in_a_qru(writer: CaseWriter) -> None:
    for item in written(writer, LYMPHOMA, number=8):
        for question in item.questions:
            if question.kind == "QRU":
                assert len(question.key) == 1
            if question.kind == "QRP":
                assert question.expected == len(question.key)


def test_progressive_cases_grow(writer: CaseWriter) -> None:
    (item,) = written(writer, COLON, number=1, kinds=("miniDP",))
    assert item.kind == "miniDP"
    assert 3 <= len(item.questions) <= 4
    assert "FOLFOX" not in item.case
    assert any("FOLFOX" in question.new for question in item.questions)


def test_vignette_tells_what_the_note_tells(writer: CaseWriter) -> None:
    (item, *_) = written(writer, COLON)
    assert "homme de 63 ans consulte pour des rectorragies" in item.case
    assert "diabète de type 2" in item.case
    assert "adénocarcinome du côlon" in item.case


def test_two_cancers_are_not_asked_about_as_one(writer: CaseWriter) -> None:
    for item in written(writer, TWO_CANCERS):
        assert "conclut à" not in item.case


def test_old_ages_are_told_together(writer: CaseWriter) -> None:
    result = writer.write([Note("n1", OLD)])
    assert all("93" not in item.case for item in result.items)
    assert any("89 ans" in item.case for item in result.items)
    assert result.cautions


def test_nothing_rather_than_a_guess(writer: CaseWriter) -> None:
    result = writer(Note("n1", POOR))
    assert result.items == ()
    assert len(result.cautions) == 1


def test_line_is_plain_json(writer: CaseWriter) -> None:
    line = writer(Note("n1", COLON)).line()
    assert line["note_id"] == "n1"
    assert line["producer"].startswith("carnet.writing rules")
    assert Item.model_validate(line["items"][0]).case


def test_topics_and_number_are_respected(writer: CaseWriter) -> None:
    items = written(writer, COLON, number=2, topics=("complication",), kinds=("QRM", "QRU"))
    assert 1 <= len(items) <= 2
    assert {question.topic for item in items for question in item.questions} == {"complication"}


def test_stations_and_concordance_when_asked(writer: CaseWriter) -> None:
    items = written(writer, COLON, number=6, kinds=("ECOS", "TCS"))
    assert {item.kind for item in items} == {"ECOS", "TCS"}
    for item in items:
        assert item.cautions
        if item.station:
            assert any(line.indispensable for line in item.station.grid)
        else:
            assert item.questions[0].panel == ()


def test_key_features_hold_a_qroc_and_a_qrp(writer: CaseWriter) -> None:
    text = "Femme de 61 ans, adénocarcinome bronchique métastatique. Chimiothérapie par cisplatine et pémétrexed. "
    text += "Puis FOLFIRI. Carcinome bronchique : adénocarcinome du poumon. Capécitabine et bévacizumab en 3e ligne."
    for item in written(writer, text, number=1, kinds=("KFP",)):
        kinds = [question.kind for question in item.questions]
        assert len(kinds) == 3
        assert {"QROC", "QRP"} <= set(kinds)


def test_several_notes_of_one_patient(writer: CaseWriter) -> None:
    first = Note("a", "Femme de 52 ans. Biopsie : carcinome infiltrant de type non spécifique du sein gauche.")
    second = Note("b", "Carcinome infiltrant du sein gauche. Chimiothérapie par docétaxel et cyclophosphamide.")
    items = writer.write([first, second]).items
    assert {origin.note_id for item in items for origin in item.origins} >= {"a", "b"}


def test_shown_in_a_notebook(writer: CaseWriter) -> None:
    shown = writer(Note("n1", COLON))._repr_html_()
    assert "☑" in shown
    assert "<script" not in shown

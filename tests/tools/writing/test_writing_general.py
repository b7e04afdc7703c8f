"""Items of general medicine: what a report tells now is asked about; what it denies, or tells of others, is not."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from carnet.text.lists import parse_lists
from carnet.text.note import Note
from carnet.tools.writing.binding import Bound
from carnet.tools.writing.chart import chart_of
from carnet.tools.writing.conditions import Presentation, presentation_of
from carnet.tools.writing.drafting import draft
from carnet.tools.writing.general_knowledge import conditions, general_blueprints, labs
from carnet.tools.writing.items import isolated
from carnet.tools.writing.passages import Passage
from carnet.tools.writing.tool import CaseWriter

_NOTES = parse_lists((Path(__file__).parent / "general_notes.yaml").read_text(encoding="utf-8"))


@cache
def _writer() -> CaseWriter:
    return CaseWriter()


def _told(text: str) -> Presentation:
    return presentation_of(chart_of([Note("n", text)], _writer().structurer))


@pytest.mark.parametrize("note", _NOTES[::3], ids=lambda note: note["id"])
def test_what_is_present_is_found_and_what_is_denied_is_not(note: dict[str, Any]) -> None:
    told = _told(note["text"])
    assert told.has(note["about"])
    assert not [name for name in note["never"] if told.has(name)]


@pytest.mark.parametrize("note", _NOTES[1::7], ids=lambda note: note["id"])
def test_a_report_gives_items_whose_evidence_is_in_them(note: dict[str, Any]) -> None:
    written = _writer()(Note(note["id"], note["text"]))
    assert written.items
    for item in written.items:
        parts = item.parts()
        for question in item.questions:
            proofs = [*question.evidence, *(proof for one in question.propositions for proof in one.evidence)]
            assert proofs
            assert all(parts[proof.note_id][proof.start : proof.end] == proof.quote for proof in proofs)
            assert question.feedback


def test_the_same_note_gives_the_same_items() -> None:
    note = Note("n", _NOTES[15]["text"])
    assert _writer()(note).items == _writer()(note).items


def test_what_is_asked_is_not_told_before() -> None:
    items = _writer()(Note("n", _NOTES[0]["text"])).items
    for item in items:
        if item.questions[0].stem == "Quel est le diagnostic le plus probable ?":
            assert "décompensation" not in item.case
            assert "insuffisance cardiaque" not in item.case


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Homme de 60 ans. Suspicion d'embolie pulmonaire. Angioscanner normal.", "pulmonary_embolism"),
        ("Homme de 60 ans. Mère : AVC ischémique. Hospitalisé pour bilan.", "ischemic_stroke"),
        ("ATCD : pyélonéphrite en 2012. Femme de 50 ans vue pour asthénie.", "pyelonephritis"),
        ("Femme de 50 ans. Conclusion : pas de pneumopathie, pas de décompensation cardiaque.", "pneumonia"),
        ("Homme de 80 ans. Prévention des chutes. Risque de dénutrition.", "malnutrition"),
    ],
)
def test_feared_family_and_past_are_not_present(text: str, absent: str) -> None:
    assert not _told(text).has(absent)


def test_results_and_vital_signs_are_read_in_the_unit_of_the_table() -> None:
    told = _told(
        "Femme de 50 ans. Examen : TA 13/8, FC 88, T 38,5, FR 22. Biologie : K 6,2 mmol/L, INR 3,1, Hb 91 g/L."
    )
    assert [words for words, _ in told.vitals] == [
        "température à 38,5 °C",
        "fréquence cardiaque à 88/min",
        "pression artérielle à 130/80 mmHg",
        "fréquence respiratoire à 22/min",
    ]
    assert {one.name: one.value for one in told.results} == {"kaliémie": 6.2, "INR": 3.1}


def test_a_line_of_a_report_is_enough() -> None:
    items = _writer()("Pt 68 a, décompensation cardiaque, BNP 1800, K 5,4, FEVG 35 %, FA sous apixaban.").items
    assert len(items) >= 2
    assert all(item.specialty == "cardiologie" for item in items)


@pytest.mark.parametrize(
    "text",
    [
        "Femme de 34 ans, enceinte de 28 SA, douleur du mollet gauche. TA 110/70. Conclusion : TVP poplitée.",
        "Enfant de 4 ans, fièvre à 39,8°C, vomissements. CRP 80 mg/L. Conclusion : pyélonéphrite aiguë.",
    ],
)
def test_where_the_key_would_differ_nothing_is_asked(text: str) -> None:
    assert not _writer()(text).items


def test_names_and_dates_of_the_note_are_not_in_the_items() -> None:
    text = "Mme Jeanne MARTIN, 71 ans, née le 03/02/1953.\n" + _NOTES[4]["text"]
    items = _writer()(Note("n", text)).items
    assert items
    told = " ".join(text for item in items for text in item.parts().values())
    assert "MARTIN" not in told
    assert "1953" not in told


def test_every_question_passes_the_gate_and_names_known_things() -> None:
    writer = _writer()
    chart = writer.chart([Note("n", "Patient de 60 ans hospitalisé pour fièvre.")])
    who = Passage("who", "Un homme de 60 ans est hospitalisé.", "Un homme de 60 ans", chart.person.source)
    known = {one.id for one in conditions()}
    stopped = []
    for blueprint in general_blueprints():
        needs = blueprint.needs
        assert {*needs.condition, *needs.also, *needs.without} <= known, blueprint.id
        assert {*needs.labs, *needs.without_labs} <= set(labs()), blueprint.id
        made = draft(Bound(blueprint, extras={"who": who}), chart)
        assert made is not None
        item = isolated(made, chart, "x-1", "p")
        stopped += [(blueprint.id, one.check) for one in writer.gate.gate.check_writing(item) if one.level == "stop"]
    assert not stopped


def test_ids_are_one_of_a_kind() -> None:
    ids = [one.id for one in general_blueprints()]
    assert len(set(ids)) == len(ids)
    assert len({one.id for one in conditions()}) == len(conditions())

"""A patient's history from facts: in time, with sources, without what is denied, feared or somebody else's."""

from datetime import date as day
from typing import Any

import carnet
from carnet.text.note import Note
from carnet.tools.structuring.facts import Evidence, Fact, StructuredNote
from carnet.tools.structuring.patient import patient_history
from carnet.tools.summarisation.history import written_date

TEXT = "x" * 990


def fact(kind: str, value: str, start: int, **fields: Any) -> Fact:
    note = fields.pop("note", "1")
    evidence = (Evidence(note_id=note, start=start, end=start + 1, quote="x"),)
    return Fact(kind=kind, value=value, evidence=evidence, **fields)  # type: ignore[arg-type]


def summary(*facts: Fact, text: str = TEXT) -> dict[str, list[str]]:
    notes = [Note("1", text, person_id="7", note_date=day(2024, 5, 1)), Note("2", text, person_id="7")]
    results = [
        StructuredNote(
            note_id=note.note_id, facts=tuple(one for one in facts if one.evidence[0].note_id == note.note_id)
        )
        for note in notes
    ]
    history = patient_history(notes, results)
    made = carnet.tools.summarise().patient(history)
    known = {passage.start for one in facts for passage in one.evidence}
    for section in made.sections:
        for sentence in section.sentences:
            assert sentence.evidence
            assert {passage.start for passage in sentence.evidence} <= known
    assert sum(len(section.sentences) for section in made.sections) <= 50
    return {section.key: [sentence.text for sentence in section.sentences] for section in made.sections}


def drug(value: str, start: int, **fields: Any) -> Fact:
    parts = {"type": "drug", "inn": [value.split(" ")[0]], "class": "chimiothérapie"} | fields.pop("parts", {})
    return fact("treatment", value, start, parts=parts, **fields)


def surgery(value: str, start: int, **fields: Any) -> Fact:
    return fact("treatment", value, start, parts={"type": "surgery"}, **fields)


def test_by_problem_and_in_time() -> None:
    found = summary(
        drug("docétaxel", 9, date="2022-01"),
        surgery("mastectomie droite", 8, date="2021-03-12"),
        fact("histology", "carcinome lobulaire", 0, code="8520/3"),
        fact("site", "sein", 1, code="C50.9", laterality="droit", date="2021-02-01"),
        fact("grade", "SBR 2", 5, parts={"scale": "SBR"}),
        fact("biomarker", "HER2=3+", 2, parts={"marker": "HER2", "status": "positif"}),
        fact("biomarker", "HER2=positif", 12, parts={"marker": "HER2", "status": "positif"}),
        fact("biomarker", "RE=80%", 7, parts={"marker": "RE"}),
        fact("progression", "progression hépatique", 3, date="2023"),
    )
    assert found["disease"] == ["1er février 2021 : carcinome lobulaire (sein droit), grade SBR 2."]
    assert found["treatments"] == ["12 mars 2021 : mastectomie droite.", "Janvier 2022 : docétaxel."]
    assert found["markers"] == ["RE 80\u00a0%, HER2 3+."]
    assert found["course"] == ["2023 : progression hépatique."]
    assert "discordant" not in found


def test_a_protocol_its_line_and_its_drugs_are_one_line_with_its_response_and_its_end() -> None:
    text = "FOLFOX, 12 cures, réponse partielle. " + "x" * 900
    line = {"treatment": "FOLFOX", "inn": ["oxaliplatine"], "number": 1, "start": "2017-07-28", "stop": "2018-01-12"}
    found = summary(
        fact("line", "L1 FOLFOX", 0, date="2017-07-28", parts=line | {"cycles": 12}),
        fact("treatment", "FOLFOX", 1, date="2017-07-28", parts={"type": "protocol", "inn": ["oxaliplatine"]}),
        drug("oxaliplatine 85 mg/m²", 2, date="2017-08"),
        fact("response", "réponse partielle", 18),
        fact("progression", "progression", 100, date="2019-12"),
        fact("progression", "progression hépatique", 140, date="2019-12-09"),
        drug("paclitaxel", 200, date="2020-01-06", parts={"start": "2020-01-06"}),
        text=text,
    )
    assert found["treatments"] == [
        "28 juillet 2017 – 12 janvier 2018 : L1 FOLFOX, 12 cures ; réponse partielle ;"
        " progression hépatique (9 décembre 2019).",
        "6 janvier 2020 : paclitaxel.",
    ]
    assert "course" not in found


def test_usual_drugs_are_background_and_what_surrounds_an_operation_is_left_out() -> None:
    other = {"class": "non anticancéreux"}
    found = summary(
        drug("céfazoline 2 g", 0, code="J01DB04", date="2021-03-12", parts=other),
        drug("paracétamol 1 g", 1, code="N02BE01", parts=other),
        drug("atorvastatine 20 mg", 2, code="C10AA05", date="2020", parts=other),
        drug("atorvastatine 40 mg", 3, code="C10AA05", date="2021", parts=other),
        fact("comorbidity", "dyslipidémie", 4),
        fact("tobacco", "jamais", 5, assertion="absent"),
        fact("event", "poids=72 kg", 6, parts={"type": "weight"}),
        fact("lab", "hémoglobine=12 g/dL", 7),
    )
    assert found == {
        "background": ["Dyslipidémie.", "Traitement habituel : atorvastatine 40 mg.", "Tabac : jamais."],
    }


def test_what_only_its_note_dates_is_told_as_such_and_the_most_precise_date_is_shown() -> None:
    found = summary(
        surgery("colectomie droite", 0, date="2024-05-01", date_rule="note"),
        fact("progression", "progression", 1, date="2023-04", date_rule="sentence"),
        fact("progression", "progression", 2, date="2023-04-09", date_rule="sentence", note="2"),
    )
    assert found["treatments"] == ["Colectomie droite (compte rendu du 1er mai 2024)."]
    assert found["course"] == ["9 avril 2023 : progression."]


def test_the_latest_state_and_death() -> None:
    found = summary(
        fact("performance_status", "0", 0, date="2020", parts={"scale": "ECOG"}),
        fact("performance_status", "1", 1, date="2021-02-03", parts={"scale": "ECOG"}),
        fact("decision", "surveillance", 2, date="2021-02-03"),
    )
    assert found["now"] == [
        "3 février 2021 : indice de performance OMS 1.",
        "3 février 2021 : dernière décision : surveillance.",
    ]
    died = summary(fact("event", "décès", 0, date="2022", parts={"type": "death"}), fact("decision", "chirurgie", 1))
    assert died["now"] == ["2022 : décès."]


def test_a_section_too_long_tells_what_it_leaves_out() -> None:
    found = summary(*[fact("event", f"chute {number}", number, date=f"20{number:02}") for number in range(10, 30)])
    assert len(found["course"]) == 7
    assert found["course"][-1] == "14 autres lignes ne sont pas montrées."


def test_what_is_denied_feared_or_familial_is_no_part_of_it() -> None:
    found = summary(
        fact("metastatic_site", "osseuse", 0, assertion="absent"),
        fact("treatment", "FOLFOX", 1, assertion="hypothetical"),
        fact("comorbidity", "cancer du sein", 2, assertion="family"),
        fact("treatment", "capécitabine", 3, parts={"type": "drug", "planned": True, "inn": ["capécitabine"]}),
    )
    assert found == {}


def test_notes_that_disagree_are_told_apart_with_the_date_of_each() -> None:
    found = summary(
        fact("biomarker", "HER2=3+", 0, date="2023-02", parts={"marker": "HER2"}),
        fact("biomarker", "HER2=1+", 5, date="2024-05-01", date_rule="note", parts={"marker": "HER2"}),
    )
    assert found["discordant"] == ["HER2 3+ (février 2023) / HER2 1+ (compte rendu du 1er mai 2024)."]


def test_dates_are_as_precise_as_they_are() -> None:
    assert [written_date(one) for one in ("2024-03-12", "2024-03", "2024", None, "")] == [
        "12 mars 2024",
        "mars 2024",
        "2024",
        "",
        "",
    ]

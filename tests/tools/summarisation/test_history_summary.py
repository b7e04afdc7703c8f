"""A patient's history from facts: in time, with sources, without what is denied, feared or somebody else's."""

from typing import Any

import carnet
from carnet.text.note import Note
from carnet.tools.structuring.facts import Evidence, Fact, StructuredNote
from carnet.tools.structuring.patient import patient_history
from carnet.tools.summarisation.history import written_date


def fact(kind: str, value: str, start: int, **fields: Any) -> Fact:
    evidence = (Evidence(note_id="1", start=start, end=start + 1, quote="x"),)
    return Fact(kind=kind, value=value, evidence=evidence, **fields)  # type: ignore[arg-type]


def summary(*facts: Fact) -> dict[str, list[str]]:
    history = patient_history([Note("1", "x" * 99, person_id="7")], [StructuredNote(note_id="1", facts=facts)])
    made = carnet.tools.summarise().patient(history)
    assert all(sentence.evidence for section in made.sections for sentence in section.sentences)
    return {section.key: [sentence.text for sentence in section.sentences] for section in made.sections}


def test_by_problem_and_in_time() -> None:
    found = summary(
        fact("treatment", "docétaxel", 9, date="2022-01"),
        fact("treatment", "mastectomie droite", 8, date="2021-03-12"),
        fact("histology", "carcinome lobulaire", 0, code="8520/3"),
        fact("site", "sein", 1, code="C50.9", laterality="droit", date="2021-02-03"),
        fact("biomarker", "HER2=3+", 2, parts={"marker": "HER2"}),
        fact("progression", "progression hépatique", 3, date="2023"),
    )
    assert found["disease"] == ["3 février 2021 : carcinome lobulaire (sein droit)."]
    assert found["treatments"] == ["12 mars 2021 : mastectomie droite.", "Janvier 2022 : docétaxel."]
    assert found["markers"] == ["HER2 3+."]
    assert found["course"] == ["2023 : progression hépatique."]


def test_what_is_denied_feared_or_familial_is_no_part_of_it() -> None:
    found = summary(
        fact("metastatic_site", "osseuse", 0, assertion="absent"),
        fact("treatment", "FOLFOX", 1, assertion="hypothetical"),
        fact("comorbidity", "cancer du sein", 2, assertion="family"),
    )
    assert found == {}


def test_notes_that_disagree_are_told_apart() -> None:
    found = summary(
        fact("biomarker", "HER2=3+", 0, parts={"marker": "HER2"}),
        fact("biomarker", "HER2=1+", 5, parts={"marker": "HER2"}),
    )
    assert found["discordant"] == ["HER2 1+ / HER2 3+"]


def test_dates_are_as_precise_as_they_are() -> None:
    assert [written_date(one) for one in ("2024-03-12", "2024-03", "2024", None, "")] == [
        "12 mars 2024",
        "mars 2024",
        "2024",
        "",
        "",
    ]

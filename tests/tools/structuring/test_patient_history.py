"""Many notes, one history: what is said twice is one fact, what disagrees is shown, nothing is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.structuring.facts import Evidence, Fact, StructuredNote
from carnet.tools.structuring.patient import PatientFact, merged, patient_history

NOTES = [Note(f"n{day}", "x" * 200, person_id="1", note_date=date(2024, day, 1)) for day in (1, 2, 3)]


def fact(kind: str, value: str, note: int = 1, **fields: object) -> Fact:
    when = {"date": f"2024-0{note}-01", "date_rule": "note"} | fields
    evidence = (Evidence(note_id=f"n{note}", start=0, end=1, quote="x"),)
    return Fact(kind=kind, value=value, evidence=evidence, **when)  # type: ignore[arg-type]


def history(*facts: Fact) -> tuple[PatientFact, ...]:
    results = [
        StructuredNote(
            note_id=note.note_id,
            facts=tuple(one for one in facts if one.evidence[0].note_id == note.note_id),
        )
        for note in NOTES
    ]
    return patient_history(NOTES, results).facts


def test_a_state_copied_from_note_to_note_is_one_fact_with_its_first_date() -> None:
    (one,) = history(
        fact("biomarker", "HER2=3+", 1, parts={"marker": "HER2"}),
        fact("biomarker", "HER2=3+", 2, parts={"marker": "HER2"}, date="2023-12", date_rule="sentence"),
        fact("biomarker", "HER2=3+", 3, parts={"marker": "HER2"}),
    )
    assert len(one.mentions) == 3
    assert (one.fact.date, one.fact.date_rule) == ("2023-12", "sentence")
    assert not one.conflicts


def test_two_values_of_a_receptor_disagree_unless_their_texts_date_them_apart() -> None:
    low, high = (fact("biomarker", f"HER2={n}", 1, parts={"marker": "HER2"}) for n in ("1+", "3+"))
    assert [one.conflicts for one in history(low, high)] == [(high,), (low,)]
    later = high.model_copy(update={"date": "2024-02-14", "date_rule": "sentence"})
    first = low.model_copy(update={"date": "2022-01", "date_rule": "sentence"})
    assert not any(one.conflicts for one in history(first, later))


def test_a_marker_in_blood_is_a_series_not_a_conflict() -> None:
    values = [fact("biomarker", f"PSA={n} ng/mL", n, parts={"marker": "PSA"}) for n in (1, 2, 3)]
    facts = history(*values)
    assert [one.fact.value for one in facts] == ["PSA=1 ng/mL", "PSA=2 ng/mL", "PSA=3 ng/mL"]
    assert not any(one.conflicts for one in facts)


def test_a_quadrant_names_the_breast_more_precisely_and_the_other_side_disagrees() -> None:
    breast = fact("site", "sein", 1, code="C50.9", parts={"organ": "sein"})
    quadrant = fact(
        "site", "quadrant supéro-externe du sein", 2, code="C50.4", laterality="droit", parts={"organ": "sein"}
    )
    (one,) = history(breast, quadrant)
    assert one.fact.value == "quadrant supéro-externe du sein"
    left = fact("site", "sein", 3, code="C50.9", laterality="gauche", parts={"organ": "sein"})
    assert any(one.conflicts for one in history(quadrant, left))


def test_what_is_denied_one_day_and_found_another_is_not_a_conflict() -> None:
    absent = fact("metastatic_site", "osseuse", 1, assertion="absent")
    present = fact("metastatic_site", "osseuse", 3)
    facts = history(absent, present)
    assert len(facts) == 2
    assert not any(one.conflicts for one in facts)
    same_day = present.model_copy(update={"date": absent.date})
    assert all(one.conflicts for one in history(absent, same_day))


def test_an_operation_told_again_later_is_the_same_operation() -> None:
    done = fact("treatment", "mastectomie droite", 1, date="2023-11-02", date_rule="sentence")
    facts = history(done, fact("treatment", "mastectomie droite", 2), fact("treatment", "mastectomie droite", 3))
    assert [(one.fact.date, len(one.mentions)) for one in facts] == [("2023-11-02", 3)]


def test_family_history_is_never_the_patients() -> None:
    facts = history(
        fact("comorbidity", "cancer du sein", 1, assertion="family"), fact("comorbidity", "cancer du sein", 2)
    )
    assert len(facts) == 2
    assert not any(one.conflicts for one in facts)


def test_notes_of_two_patients_are_refused() -> None:
    with pytest.raises(CarnetError, match="plusieurs patients"):
        patient_history([Note("a", "x", person_id="1"), Note("b", "x", person_id="2")], [])


KINDS = st.sampled_from(["site", "biomarker", "lab", "treatment", "stage", "toxicity", "event"])
FACTS = st.builds(
    fact,
    KINDS,
    st.sampled_from(["a", "b=1", "b=2"]),
    st.integers(1, 3),
    assertion=st.sampled_from(["present", "absent", "history", "family"]),
)


@given(st.lists(FACTS, max_size=12))
def test_every_mention_is_kept_exactly_once_whatever_the_order(facts: list[Fact]) -> None:
    groups = list(merged(facts))
    assert sorted(one.id for group in groups for one in group) == sorted(one.id for one in facts)
    again = list(merged(reversed(facts)))
    assert sorted(sorted(one.id for one in group) for group in groups) == sorted(
        sorted(one.id for one in group) for group in again
    )


@given(st.lists(FACTS, max_size=8))
def test_conflicts_are_mutual_and_never_with_what_says_the_same(facts: list[Fact]) -> None:
    found = history(*facts)
    for one in found:
        for other in one.conflicts:
            assert other.kind == one.kind
            assert other not in one.mentions


def test_a_stage_written_and_the_same_stage_derived_are_one_and_the_written_one_leads() -> None:
    derived = fact("stage", "IIA", 1, rule="T2 N0 M0", parts={"scale": "AJCC8"})
    (one,) = history(derived, fact("stage", "II", 1))
    assert (one.fact.value, len(one.mentions)) == ("II", 2)
    assert all(one.conflicts for one in history(derived, fact("stage", "III", 1)))


def test_the_day_that_one_note_tells_completes_the_month_that_another_does() -> None:
    month = fact("treatment", "mastectomie", 2, date="2023-11", date_rule="sentence")
    (one,) = history(month, fact("treatment", "mastectomie", 1, date="2023-11-08", date_rule="sentence"))
    assert one.fact.date == "2023-11-08"


def test_a_weight_of_each_visit_is_a_fact_of_its_own_day() -> None:
    facts = history(*(fact("event", "poids=57 kg", day, parts={"type": "weight"}) for day in (1, 3)))
    assert [one.fact.date for one in facts] == ["2024-01-01", "2024-03-01"]

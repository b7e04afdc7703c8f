"""Cases of the clinic where merging or conflicts could mislead."""

from datetime import date

import pytest

from carnet.text.note import Note
from carnet.tools.structuring.facts import Evidence, Fact, StructuredNote
from carnet.tools.structuring.patient import PatientFact, patient_history

DAYS = {"a": date(2020, 1, 10), "b": date(2020, 3, 2), "c": date(2024, 5, 6)}
NOTES = [Note(name, "x" * 50, person_id="1", note_date=day) for name, day in DAYS.items()]


def fact(kind: str, value: str, note: str = "a", at: int = 0, **fields: object) -> Fact:
    when = {"date": DAYS[note].isoformat(), "date_rule": "note"} | fields
    evidence = (Evidence(note_id=note, start=at, end=at + 1, quote="x"),)
    return Fact(kind=kind, value=value, evidence=evidence, **when)  # type: ignore[arg-type]


def marker(value: str, status: str = "", note: str = "a", name: str = "", **parts: object) -> Fact:
    told = {"marker": name or value.partition("=")[0], "status": status} | parts
    return fact("biomarker", value, note, parts=told)


def history(*facts: Fact) -> tuple[PatientFact, ...]:
    results = [
        StructuredNote(
            note_id=note.note_id, facts=tuple(one for one in facts if one.evidence[0].note_id == note.note_id)
        )
        for note in NOTES
    ]
    return patient_history(NOTES, results).facts


def site(side: str, note: str, **fields: object) -> Fact:
    return fact("site", "sein", note, code="C50.9", laterality=side, parts={"organ": "sein"}, **fields)


AGREE = {
    "two breast cancers, years apart": (
        site("droit", "a", date="2015", date_rule="sentence"),
        site("gauche", "c", date="2024-04", date_rule="sentence"),
    ),
    "score and hybridisation": (marker("HER2=2+", "équivoque"), marker("HER2 ISH=amplifié", "amplifié", name="HER2")),
    "score and what it means": (marker("HER2=1+", "négatif"), marker("HER2=négatif", "négatif", "b")),
    "low is 1+": (marker("HER2=1+", "négatif"), marker("HER2-low", "low", name="HER2")),
    "TPS and CPS": (
        marker("PD-L1 TPS=60%", name="PD-L1", score="TPS"),
        marker("PD-L1 CPS=70", name="PD-L1", score="CPS"),
    ),
    "sensitive and resistant mutations": (marker("EGFR=L858R", "muté"), marker("EGFR=T790M", "muté", "b")),
    "relapse": (fact("stage", "IIA", "a"), fact("stage", "IV", "c")),
    "before and after chemotherapy": (
        fact("ptnm", "pT2N1M0", "a", parts={"prefix": "p", "T": "2", "N": "1", "M": "0"}),
        fact("ptnm", "ypT0N0", "b", parts={"prefix": "yp", "T": "0", "N": "0"}),
    ),
    "clinical and pathological": (
        fact("ctnm", "cT2N0M0", "a", parts={"prefix": "c", "T": "2", "N": "0", "M": "0"}),
        fact("ptnm", "pT1cN1a", "b", parts={"prefix": "p", "T": "1c", "N": "1a"}),
    ),
    "a category and its subdivision": (
        fact("ptnm", "pT1N0", "a", parts={"prefix": "p", "T": "1", "N": "0"}),
        fact("ptnm", "pT1cN0", "b", parts={"prefix": "p", "T": "1c", "N": "0"}),
    ),
    "biopsy, then specimen": (
        fact("grade", "SBR 2", "a", date="2020-01-03", date_rule="sentence", parts={"scale": "SBR"}),
        fact("grade", "SBR 3", "b", date="2020-02-20", date_rule="sentence", parts={"scale": "SBR"}),
    ),
    "two scales": (
        fact("grade", "Gleason 7 (3+4)", parts={"scale": "Gleason"}),
        fact("grade", "ISUP 2", parts={"scale": "ISUP"}),
    ),
    "status over time": tuple(
        fact("performance_status", value, note, parts={"scale": "ECOG"}) for value, note in (("0", "a"), ("2", "c"))
    ),
    "stopped smoking": (fact("tobacco", "actif 41 PA", "a"), fact("tobacco", "sevré", "c", assertion="history")),
    "a general morphology": (
        fact("histology", "carcinome", code="8010/3"),
        fact("histology", "carcinome lobulaire", at=5, code="8520/3"),
    ),
    "features of one tumour": (fact("histology", "emboles vasculaires"), fact("histology", "engainements", at=5)),
}
DISAGREE = {
    "a side copied wrongly": (site("droit", "a"), site("gauche", "b")),
    "two scores": (marker("HER2=1+", "négatif"), marker("HER2=3+", "positif", "b")),
    "mutated and not": (marker("KRAS=G12C", "muté"), marker("KRAS=sauvage", "sauvage", "b")),
    "microsatellites": (marker("MSI=MSI-H", "MSI-H"), marker("MSI=MSS", "MSS", "b")),
    "two stages of one time": (fact("stage", "II", "a"), fact("stage", "III", "b")),
    "stages of one work-up": (fact("stage", "II", "a"), fact("stage", "IV", "b")),
    "two states of one day": tuple(
        fact("performance_status", value, "a", at, parts={"scale": "ECOG"}) for at, value in enumerate("03")
    ),
    "never, and a smoker": (fact("tobacco", "jamais", "a", assertion="absent"), fact("tobacco", "actif 20 PA", "b")),
    "two morphologies": (
        fact("histology", "carcinome épidermoïde", code="8070/3"),
        fact("histology", "adénocarcinome", at=5, code="8140/3"),
    ),
}


@pytest.mark.parametrize("facts", AGREE.values(), ids=AGREE)
def test_no_conflict_where_both_may_be_so(facts: tuple[Fact, Fact]) -> None:
    assert [one.conflicts for one in history(*facts) if one.conflicts] == []


@pytest.mark.parametrize("facts", DISAGREE.values(), ids=DISAGREE)
def test_a_conflict_is_shown_on_both_sides(facts: tuple[Fact, Fact]) -> None:
    assert [len(one.conflicts) for one in history(*facts)] == [1, 1]


SAME = {
    "a percentage and the word": (
        marker("RE=70%", "positif", unit="%"),
        marker("RE=positif", "positif", "b"),
        "RE=70%",
    ),
    "a variant and the word": (marker("KRAS=muté", "muté"), marker("KRAS=G12C", "muté", "b"), "KRAS=G12C"),
    "a score and its pattern": (
        fact("grade", "Gleason 7 (3+4)", "a", parts={"scale": "Gleason"}),
        fact("grade", "Gleason 7 (3+4)", "c", parts={"scale": "Gleason"}),
        "Gleason 7 (3+4)",
    ),
    "a line, its number said once": (
        fact("line", "L1 FOLFOX", "a", parts={"treatment": "FOLFOX", "number": 1}),
        fact("line", "FOLFOX", "b", parts={"treatment": "FOLFOX"}),
        None,
    ),
}


@pytest.mark.parametrize(("one", "other", "leads"), SAME.values(), ids=SAME)
def test_one_more_precise_than_the_other_is_one_fact(one: Fact, other: Fact, leads: str | None) -> None:
    for given in ((one, other), (other, one)):
        (found,) = history(*given)
        assert len(found.mentions) == 2
        assert leads in (None, found.fact.value)


def test_a_drug_stopped_and_begun_again_is_given_twice_and_ten_mentions_are_once() -> None:
    dated = [
        fact("treatment", "FOLFOX", note, date=day, date_rule="sentence")
        for note, day in (("a", "2020-01-10"), ("c", "2024-05-01"))
    ]
    told = [fact("treatment", "FOLFOX", "b", at) for at in range(10)]
    assert [len(one.mentions) for one in history(*dated, *told)] == [11, 1]

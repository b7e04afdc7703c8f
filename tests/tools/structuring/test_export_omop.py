"""Facts into a warehouse: found again whole, where the cohort explorer looks, once however often they are sent."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from carnet.compute import to_arrow
from carnet.errors import CarnetError
from carnet.records import Warehouse
from carnet.text.note import Note
from carnet.tools.structuring.export.notes import new_warehouse
from carnet.tools.structuring.export.omop import read_facts, send
from carnet.tools.structuring.facts import Evidence, Fact

TEXT = (
    "Carcinome du sein droit pT2 N1 M0, HER2 3+, PSA 12 ng/mL. Mastectomie le 02/11/2023 puis paclitaxel. Pas de MTS."
)


@pytest.fixture
def notes(tmp_path: Path) -> list[Note]:
    given = [
        Note("a.txt", TEXT, person_id="Mme A", note_date=date(2024, 3, 12)),
        Note("b.txt", TEXT, person_id="Mme A", note_date=date(2024, 4, 12)),
        Note("c.txt", TEXT, person_id="Mme C"),
    ]
    return new_warehouse(tmp_path / "w", given)


def fact(kind: str, value: str, quote: str, note: str = "1", **fields: Any) -> Fact:
    start = TEXT.index(quote)
    evidence = (Evidence(note_id=note, start=start, end=start + len(quote), quote=quote),)
    return Fact(kind=kind, value=value, evidence=evidence, **fields)  # type: ignore[arg-type]


def facts_of(note: str, **when: Any) -> list[Fact]:
    breast = {"code": "C50.9", "system": "ICD-O-3", "parts": {"cim10": "C50.9", "organ": "sein"}}
    tnm = {"prefix": "p", "T": "2", "N": "1", "M": "0"}
    psa = {"code": "2857-1", "system": "LOINC", "unit": "ng/mL", "parts": {"marker": "PSA", "value": 12.0}}
    return [
        fact("site", "sein", "sein", note, laterality="droit", **breast, **when),
        fact("ptnm", "pT2N1M0", "pT2 N1 M0", note, parts=tnm, **when),
        fact("stage", "IIB", "pT2 N1 M0", note, rule="T2 N1 M0", **when),
        fact("biomarker", "HER2=3+", "HER2 3+", note, parts={"marker": "HER2", "score": "3+"}, **when),
        fact("biomarker", "PSA=12 ng/mL", "PSA 12 ng/mL", note, **psa, **when),
        fact("treatment", "mastectomie", "Mastectomie", note, parts={"type": "surgery"}, date="2023-11-02"),
        fact(
            "treatment", "paclitaxel", "paclitaxel", note, parts={"type": "drug", "inn": ["paclitaxel"]}, date="2023-12"
        ),
        fact("metastatic_site", "osseuse", "MTS", note, code="C79.5", assertion="absent", **when),
    ]


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    warehouse = Warehouse.open(folder)
    return to_arrow(warehouse.read(table)).to_pylist() if warehouse.has(table) else []


def test_round_trip(tmp_path: Path, notes: list[Note]) -> None:
    facts = facts_of("1")
    sent = send(tmp_path / "w", notes, facts, who="Dr X")
    assert sent.rows["note_nlp"] == len(facts)
    assert read_facts(Warehouse.open(tmp_path / "w")) == facts
    for row in rows(tmp_path / "w", "note_nlp"):
        start = int(row["offset"])
        assert TEXT[start : start + len(row["lexical_variant"])] == row["lexical_variant"]
    assert dict(sent.kept_as_text) == {"absent": 1}


def test_the_tumour_and_its_modifiers_are_where_cohorts_look(tmp_path: Path, notes: list[Note]) -> None:
    send(tmp_path / "w", notes, facts_of("1"))
    (tumour,) = rows(tmp_path / "w", "condition_occurrence")
    assert (tumour["condition_source_value"], tumour["condition_status_source_value"]) == ("C50.9", "primary")
    assert tumour["condition_start_date"] == date(2024, 3, 12)  # the note's: the text gives none
    found = {row["measurement_source_value"]: row for row in rows(tmp_path / "w", "measurement")}
    assert (found["stage"]["value_source_value"], found["t"]["value_source_value"]) == ("IIB", "T2")
    assert found["her2_ihc"]["value_source_value"] == "3+"
    assert (found["2857-1"]["value_as_number"], found["2857-1"]["unit_source_value"]) == (12.0, "ng/mL")
    assert {row["measurement_event_id"] for row in found.values()} == {tumour["condition_occurrence_id"]}
    (drug,) = rows(tmp_path / "w", "drug_exposure")
    assert drug["drug_exposure_start_date"] == date(2023, 12, 1)


def test_the_explorer_finds_them(tmp_path: Path, notes: list[Note]) -> None:
    import carnet

    send(tmp_path / "w", notes, facts_of("1", date="2024-03-01", date_rule="sentence"))
    cohort = carnet.open(str(tmp_path / "w")).cohort("Sein").entry(condition="C50", first=True)
    assert cohort.n == 1
    assert cohort.with_stage("II").n == 1
    assert cohort.with_stage("III").n == 0
    assert cohort.where("her2_ihc", "3+").n == 1


def test_said_in_two_notes_written_once_and_sent_twice_added_once(tmp_path: Path, notes: list[Note]) -> None:
    both = [*facts_of("1"), *facts_of("2")]
    send(tmp_path / "w", notes, both)
    assert len(rows(tmp_path / "w", "condition_occurrence")) == 1
    assert len(rows(tmp_path / "w", "procedure_occurrence")) == 1
    assert len(rows(tmp_path / "w", "note_nlp")) == len(both)
    again = send(tmp_path / "w", notes, both)
    assert (dict(again.rows), again.already) == ({}, len(both))


def test_a_later_note_that_repeats_adds_only_its_mentions(tmp_path: Path, notes: list[Note]) -> None:
    send(tmp_path / "w", notes, facts_of("1"))
    later = send(tmp_path / "w", notes, facts_of("2"))
    assert later.rows["note_nlp"] == len(facts_of("2"))
    assert "condition_occurrence" not in later.rows


def test_a_fact_without_any_date_stays_a_finding_of_the_text(tmp_path: Path, notes: list[Note]) -> None:
    undated = fact("comorbidity", "HTA", "HER2", "3", code="I10", assertion="history")
    sent = send(tmp_path / "w", notes, [undated])
    assert dict(sent.kept_as_text) == {"undated": 1}
    assert rows(tmp_path / "w", "condition_occurrence") == []


def test_a_note_that_the_warehouse_does_not_have_is_refused_and_nothing_is_written(
    tmp_path: Path, notes: list[Note]
) -> None:
    with pytest.raises(CarnetError, match="entrepôt"):
        send(tmp_path / "w", [*notes, Note("99", TEXT, person_id="1")], facts_of("1"))
    assert rows(tmp_path / "w", "note_nlp") == []


def test_a_warehouse_is_never_made_over_another(tmp_path: Path, notes: list[Note]) -> None:
    with pytest.raises(CarnetError, match="déjà"):
        new_warehouse(tmp_path / "w", notes)


def test_what_is_denied_feared_planned_or_of_others_reaches_no_table_of_the_patient(
    tmp_path: Path, notes: list[Note]
) -> None:
    told = ("absent", "possible", "hypothetical", "family")
    facts = [one.model_copy(update={"assertion": status}) for status in told for one in facts_of("1")]
    sent = send(tmp_path / "w", notes, facts)
    assert set(sent.rows) == {"note_nlp"}
    assert {row["term_exists"] for row in rows(tmp_path / "w", "note_nlp")} == {"N"}


def test_lines_told_in_several_sendings_are_numbered_over_the_whole_history(tmp_path: Path, notes: list[Note]) -> None:
    def drug(name: str, note: str, day: str) -> Fact:
        parts = {"type": "drug", "inn": [name], "start": day}
        return fact("treatment", name, "paclitaxel", note, date=day, date_rule="sentence", parts=parts)

    first = drug("paclitaxel", "1", "2023-12-01")
    progression = fact("progression", "progression", "MTS", "2", date="2024-03-20", date_rule="sentence")
    second = [drug("paclitaxel", "2", "2023-12-01"), progression, drug("docétaxel", "2", "2024-04-01")]
    send(tmp_path / "w", notes, [first])
    send(tmp_path / "w", notes, second)
    told = sorted((row["episode_number"], row["episode_source_value"]) for row in rows(tmp_path / "w", "episode"))
    assert told == [(1, "paclitaxel"), (1, "progression"), (2, "docétaxel")]
    assert len(rows(tmp_path / "w", "drug_exposure")) == 2
    assert len(rows(tmp_path / "w", "episode_event")) == 2


def test_patients_sent_one_by_one_are_those_sent_together(tmp_path: Path) -> None:
    kept = []
    for way in ("together", "apart"):
        folder = tmp_path / way
        given = [Note(str(n), TEXT, person_id=str(n), note_date=date(2024, 3, 12)) for n in (1, 2, 3)]
        notes = new_warehouse(folder, given)
        groups = [facts_of(note.note_id) for note in notes]
        for group in [sum(groups, [])] if way == "together" else [*groups, *groups]:
            send(folder, [note for note in notes if note.note_id in {one.evidence[0].note_id for one in group}], group)
        tables = ("condition_occurrence", "measurement", "drug_exposure", "note_nlp", "episode")
        kept.append({name: sorted(str(row) for row in rows(folder, name)) for name in tables})
    assert kept[0] == kept[1]


def test_rows_carry_the_visit_whose_days_they_are_of_and_the_tumour_that_their_note_names(tmp_path: Path) -> None:
    from carnet.records import Provenance

    given = [Note(name, TEXT, person_id="1", note_date=date(2024, 3, day)) for day, name in ((12, "a"), (20, "b"))]
    folder = tmp_path / "w"
    new_warehouse(folder, given[:1])
    with Warehouse.write(folder, provenance=Provenance(source="t", format="t"), mode="append") as writer:
        visit = {"visit_occurrence_id": [7], "person_id": [1], "visit_concept_id": [0], "visit_type_concept_id": [0]}
        writer.add(
            "visit_occurrence", visit | dict.fromkeys(("visit_start_date", "visit_end_date"), [date(2024, 3, 20)])
        )
        note = {"note_id": [2], "person_id": [1], "note_date": [date(2024, 3, 20)], "visit_occurrence_id": [7]}
        zeros = ("note_type_concept_id", "note_class_concept_id", "encoding_concept_id", "language_concept_id")
        writer.add("note", note | dict.fromkeys(zeros, [0]) | {"note_text": [TEXT]})
    notes = [Note("1", TEXT, person_id="1"), Note("2", TEXT, person_id="1")]
    colon = {"code": "C18.7", "system": "ICD-O-3", "parts": {"cim10": "C18.7", "organ": "côlon"}}
    marker = fact("biomarker", "MSI=MSS", "PSA", "2", parts={"marker": "MSI", "status": "MSS"})
    facts = [facts_of("1")[0], fact("site", "côlon", "Carcinome", "2", **colon), marker]
    send(folder, notes, [*facts, facts_of("2")[5]])
    tumours = {row["condition_source_value"]: row for row in rows(folder, "condition_occurrence")}
    (msi,) = [row for row in rows(folder, "measurement") if row["measurement_source_value"] == "msi"]
    assert msi["measurement_event_id"] == tumours["C18.7"]["condition_occurrence_id"]
    assert (msi["visit_occurrence_id"], tumours["C50.9"]["visit_occurrence_id"]) == (7, None)
    assert rows(folder, "procedure_occurrence")[0]["visit_occurrence_id"] is None  # told, not done, in that visit


def test_two_sendings_at_once_write_everything_once(tmp_path: Path, notes: list[Note]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def attempt(_n: int) -> bool:
        try:
            send(tmp_path / "w", notes, facts_of("1"))
        except CarnetError:  # another import is writing
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(attempt, range(4)))
    assert any(done)
    assert len(rows(tmp_path / "w", "note_nlp")) == len(facts_of("1"))
    assert len(rows(tmp_path / "w", "condition_occurrence")) == 1


def test_the_drugs_of_a_line_are_its_events(tmp_path: Path, notes: list[Note]) -> None:
    parts = {"inn": ["paclitaxel"], "start": "2023-11-05", "stop": "2024-02-01", "number": 1, "treatment": "paclitaxel"}
    line = fact("line", "L1 paclitaxel", "puis paclitaxel", date="2023-11-05", date_rule="sentence", parts=parts)
    send(tmp_path / "w", notes, [*facts_of("1"), line])
    (drug,) = rows(tmp_path / "w", "drug_exposure")
    (event,) = rows(tmp_path / "w", "episode_event")
    assert (event["event_id"], event["episode_event_field_concept_id"]) == (drug["drug_exposure_id"], 1147094)


def test_words_are_as_long_as_the_columns_of_omop(tmp_path: Path, notes: list[Note]) -> None:
    long = fact("treatment", "mastectomie " * 9, "Mastectomie", parts={"type": "surgery"}, date="2023-11-02")
    send(tmp_path / "w", notes, [long])
    assert len(rows(tmp_path / "w", "procedure_occurrence")[0]["procedure_source_value"]) == 50
    assert read_facts(Warehouse.open(tmp_path / "w")) == [long]

"""OSIRIS, FHIR and tables: what goes out comes back, and nothing that is denied goes out as so."""

import csv
from pathlib import Path
from typing import Any

import pytest

from carnet.text.note import Note
from carnet.tools.structuring.export import fhir, osiris, table
from carnet.tools.structuring.facts import Evidence, Fact, StructuredNote
from carnet.tools.structuring.patient import PatientHistory, patient_history

TEXT = "=Carcinome du sein droit pT2 N1 M0. Mère : cancer de l'ovaire."


def fact(kind: str, value: str, place: int = 0, **fields: Any) -> Fact:
    evidence = (Evidence(note_id="1", start=place, end=place + 5, quote=TEXT[place : place + 5]),)
    return Fact(kind=kind, value=value, evidence=evidence, **fields)  # type: ignore[arg-type]


@pytest.fixture
def history() -> PatientHistory:
    facts = (
        fact(
            "site", "sein", code="C50.9", system="ICD-O-3", laterality="droit", date="2024-03", parts={"organ": "sein"}
        ),
        fact("histology", "carcinome lobulaire", code="8520/3", system="ICD-O-3"),
        fact("ptnm", "pT2N1M0", 1, parts={"prefix": "p", "T": "2", "N": "1", "M": "0"}),
        fact("stage", "IIB", 1, system="AJCC8", rule="T2 N1 M0"),
        fact("biomarker", "HER2=3+", 2, parts={"marker": "HER2", "score": "3+"}),
        fact("treatment", "mastectomie droite", 3, date="2024-04-02", parts={"type": "surgery"}),
        fact("treatment", "paclitaxel", 4, date="2024-05", parts={"type": "drug", "inn": ["paclitaxel"]}),
        fact("toxicity", "neutropénie G3", 5, date="2024-06", parts={"term": "neutropénie", "grade": 3}),
        fact("response", "réponse partielle", 6, date="2024-07", parts={"partages": "ReponsePartielle"}),
        fact("metastatic_site", "osseuse", 7, code="C79.5", system="CIM-10", assertion="absent"),
        fact("comorbidity", "cancer de l'ovaire", 8, assertion="family"),
        fact("treatment", "capécitabine", 9, assertion="hypothetical", parts={"type": "drug"}),
    )
    return patient_history([Note("1", TEXT, person_id="A 7")], [StructuredNote(note_id="1", facts=facts)])


def test_osiris_pivot_files_hold_what_is_so_and_come_back(tmp_path: Path, history: PatientHistory) -> None:
    counts = osiris.write_pivot(tmp_path / "o", [history])
    files = osiris.read_pivot(tmp_path / "o")
    assert {name: len(rows) for name, rows in files.items()} == counts
    (tumour,) = files["TumorPathologyEvent"]
    assert tumour["TumorPathologyEvent_TopographyCode"] == "C50.9"
    assert tumour["TumorPathologyEvent_MorphologyCode"] == "8520/3"
    assert tumour["TumorPathologyEvent_Laterality"] == "UMLS:C0205090"
    assert tumour["TumorPathologyEvent_StadeValue"] == "IIB"
    assert tumour["TumorPathologyEvent_StartDate"] == "2024-03-01"
    (tnm,) = files["TNM"]
    assert [tnm[f"TNM_{letter}"] for letter in ("T", "N", "M")] == ["2", "1", "0"]
    assert files["ResponseEvaluation"][0]["ResponseEvaluation_Status"] == "RECIST:PR"
    assert files["AdverseEvent"][0]["AdverseEvent_Grade"] == "3"
    assert files["Biomarker"][0]["Biomarker_Value"] == "3+"
    assert files["Treatment"][0]["Treatment_SurgeryNature"] == "mastectomie droite"
    assert "osseuse" not in (tmp_path / "o" / "OSIRIS_pivot_TumorPathologyEvent.csv").read_text()
    assert (tmp_path / "o" / "OSIRIS_pivot_Patient.csv").stat().st_mode & 0o077 == 0


def test_references_between_osiris_files_hold(tmp_path: Path, history: PatientHistory) -> None:
    osiris.write_pivot(tmp_path, [history])
    files = osiris.read_pivot(tmp_path)
    tumours = {row["Instance_Id"] for row in files["TumorPathologyEvent"]}
    treatments = {row["Instance_Id"] for row in files["Treatment"]}
    assert all(row["TumorPathologyEvent_Ref"] in tumours for row in (*files["TNM"], *files["Treatment"]))
    assert all(row["Treatment_Ref"] in treatments for row in files["Drug"])


def test_a_bundle_is_valid_and_gives_every_fact_back(history: PatientHistory) -> None:
    pytest.importorskip("fhir.resources")
    made = fhir.bundle(history)
    assert fhir.read_bundle(made) == [one.fact for one in history.facts]
    counts = fhir.resource_counts(made)
    assert counts["FamilyMemberHistory"] == 1
    assert counts["Procedure"] == 1
    text = made.model_dump_json()
    assert '"refuted"' in text
    assert "8520/3" in text


def test_a_cohort_has_one_row_a_patient_with_the_explorers_columns(history: PatientHistory) -> None:
    (row,) = table.cohort_rows([history])
    assert (row["site"], row["laterality"], row["stage"], row["t"], row["her2_ihc"]) == (
        "sein",
        "right",
        "IIB",
        "2",
        "3+",
    )
    assert row["metastases"] == ""
    assert row["treatments"] == "mastectomie droite; paclitaxel"


def test_a_spreadsheet_never_runs_what_a_note_says(tmp_path: Path, history: PatientHistory) -> None:
    path = tmp_path / "f.csv"
    table.write_csv(path, table.fact_rows([one.fact for one in history.facts]))
    with path.open(encoding="utf-8-sig", newline="") as file:
        quotes = [row["quote"] for row in csv.DictReader(file)]
    assert "'=Carc" in quotes
    assert not any(quote.startswith("=") for quote in quotes)


def test_the_table_of_facts_is_arrow(history: PatientHistory) -> None:
    made = table.facts_table([one.fact for one in history.facts])
    assert made.num_rows == len(history.facts)
    assert table.facts_table([]).num_rows == 0

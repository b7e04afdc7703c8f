"""cBioPortal studies: folder, archive, file and exported table give the same patients, endpoints and attributes."""

import tarfile
import zipfile
from pathlib import Path

import pytest
from records.importers.study_files import PATIENT_COLUMNS, endpoints, patients, rejected, table, values, write

from carnet.errors import CarnetError, ImportRefused
from carnet.records import Warehouse
from carnet.records.importers import detect_format, import_source

ROWS = [
    "P1\t61.9\tFemale\t12.5\t1:DECEASED\tSTAGE IIIB",
    "P2\t45\tMale\t0\t0:LIVING\tSTAGE I",
    "P3\tNA\t\t30\t0:LIVING\t[Not Available]",
]


def test_a_study_folder(tmp_path: Path) -> None:
    report = import_source(patients(tmp_path / "s", ROWS), tmp_path / "w")
    assert (report.format, report.persons) == ("cbioportal", 3)
    assert [(e.name, e.n, e.events, e.unit, e.missing) for e in report.endpoints] == [("os", 3, 1, "month", 0)]
    assert endpoints(tmp_path / "w", "os") == {"P1": (12.5, True), "P2": (0.0, False), "P3": (30.0, False)}
    people = {row["person_source_value"]: row for row in table(tmp_path / "w", "person")}
    assert people["P1"]["gender_concept_id"] == 8532
    assert people["P2"]["gender_concept_id"] == 8507
    assert people["P3"]["gender_concept_id"] == 0
    assert [people[p]["year_of_birth"] for p in ("P1", "P2", "P3")] == [1939, 1955, 1900]
    assert values(tmp_path / "w", "stage") == {"P1": "III", "P2": "I"}
    assert values(tmp_path / "w", "AJCC_PATHOLOGIC_TUMOR_STAGE") == {"P1": "STAGE IIIB", "P2": "STAGE I"}
    deaths = table(tmp_path / "w", "death")
    assert len(deaths) == 1 and deaths[0]["death_date"].isoformat() == "2001-01-15"
    attributes = {row["attribute"]: row for row in table(tmp_path / "w", "attribute")}
    assert attributes["AGE"]["kind"] == "number" and attributes["AGE"]["label"] == "Diagnosis Age"
    assert attributes["stage"]["domain"] == "observation"


def test_the_same_without_the_four_header_lines(tmp_path: Path) -> None:
    import_source(patients(tmp_path / "s", ROWS, header=""), tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {"P1": (12.5, True), "P2": (0.0, False), "P3": (30.0, False)}


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
def test_an_archive_of_it(tmp_path: Path, suffix: str) -> None:
    folder = patients(tmp_path / "study_2020", ROWS)
    path = tmp_path / f"study{suffix}"
    if suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(folder / "data_clinical_patient.txt", "study_2020/data_clinical_patient.txt")
    else:
        with tarfile.open(path, "w:gz") as archive:
            archive.add(folder, "study_2020")
    assert detect_format(path) == "cbioportal"
    assert import_source(path, tmp_path / "w").persons == 3


@pytest.mark.parametrize(
    ("encoding", "separator", "newline"),
    [("utf-8-sig", "\t", "\n"), ("cp1252", ",", "\r\n"), ("utf-16", "\t", "\n"), ("latin-1", ";", "\r\n")],
)
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str, newline: str) -> None:
    lines = ["PATIENT_ID\tHÔPITAL\tOS_MONTHS\tOS_STATUS", "P1\tSaint-Éloi\t3\tDECEASED", "P2\tÉvry\t4\tLIVING"]
    path = write(
        tmp_path / "data_clinical_patient.txt", newline.join(lines).replace("\t", separator) + newline, encoding
    )
    import_source(path, tmp_path / "w")
    assert values(tmp_path / "w", "HÔPITAL") == {"P1": "Saint-Éloi", "P2": "Évry"}
    assert endpoints(tmp_path / "w", "os") == {"P1": (3.0, True), "P2": (4.0, False)}


def test_the_table_that_the_site_exports(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x_clinical_data.tsv",
        "Study ID\tPatient ID\tSample ID\tDiagnosis Age\tDisease Free (Months)\tDisease Free Status\tMonths of "
        "disease-specific survival\t"
        "Disease-specific Survival status\tOncotree Code\tSex\tSample Type\tER Status By IHC\tProgress Free "
        "Survival (Months)\t"
        "Progression Free Status\n"
        "st\tA\tA-2\t50\t10\t1:Recurred/Progressed\t20\t1:DEAD WITH TUMOR\tIDC\tFemale\tMetastasis\tNegative\t5\t"
        "1:PROGRESSION\n"
        "st\tA\tA-1\t50\t10\t1:Recurred/Progressed\t20\t1:DEAD WITH TUMOR\tIDC\tFemale\tPrimary\tPositive\t5\t"
        "1:PROGRESSION\n"
        "st\tB\tB-1\t60\t11\t0:DiseaseFree\t21\t0:ALIVE OR DEAD TUMOR FREE\tILC\tFemale\tPrimary\tEquivocal\t6\t"
        "0:CENSORED\n",
    )
    report = import_source(path, tmp_path / "w")
    assert report.persons == 2
    assert {e.name: (e.n, e.events) for e in report.endpoints} == {"dfs": (2, 1), "dss": (2, 1), "pfs": (2, 1)}
    assert values(tmp_path / "w", "ER Status By IHC") == {"A": "Positive", "B": "Equivocal"}, (
        "the first primary sample speaks for the patient"
    )
    assert values(tmp_path / "w", "er") == {"A": "positive"}
    assert values(tmp_path / "w", "site") == {"A": "C50", "B": "C50"}
    assert len(table(tmp_path / "w", "specimen")) == 3
    assert values(tmp_path / "w", "sample:Sample Type") == {"A": "Metastasis"}


def test_samples_of_patients_that_the_patient_file_does_not_name(tmp_path: Path) -> None:
    folder = patients(tmp_path / "s", ROWS[:2])
    write(
        folder / "data_clinical_sample.txt",
        "PATIENT_ID\tSAMPLE_ID\tONCOTREE_CODE\tTMB_NONSYNONYMOUS\nP2\tP2-1\tLUAD\t1.5\nP9\tP9-1\tLUAD\t2.5\n",
    )
    report = import_source(folder, tmp_path / "w")
    assert report.persons == 3
    assert values(tmp_path / "w", "TMB_NONSYNONYMOUS") == {"P2": "1.5", "P9": "2.5"}
    assert values(tmp_path / "w", "site") == {"P2": "C34", "P9": "C34"}
    assert any("data_clinical_patient.txt" in note for note in report.notes)


def test_mutations_and_timelines(tmp_path: Path) -> None:
    folder = patients(tmp_path / "s", ROWS[:2])
    write(folder / "data_clinical_sample.txt", "PATIENT_ID\tSAMPLE_ID\nP1\tP1-1\nP2\tP2-1\n")
    write(
        folder / "data_mutations.txt",
        "#version 2.4\nHugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\n"
        "TP53\tMissense_Mutation\tP1-1\tp.R175H\nKRAS\tSilent\tZZ\tp.G12G\nEGFR\tSplice_Site\tP2-1\t\n",
    )
    write(folder / "data_cna.txt", "Hugo_Symbol\tP1-1\nTP53\t-2\n")
    write(
        folder / "data_timeline_treatment.txt",
        "PATIENT_ID\tSTART_DATE\tSTOP_DATE\tEVENT_TYPE\tAGENT\nP1\t10\t20\tTREATMENT\tCisplatin\n"
        "P8\t1\t2\tTREATMENT\tX\n",
    )
    report = import_source(folder, tmp_path / "w")
    assert values(tmp_path / "w", "mutation") == {"P1": "TP53 p.R175H", "P2": "EGFR"}
    assert report.rejected[("observation", "unknown_sample")] == 1
    drugs = table(tmp_path / "w", "drug_exposure")
    assert [(d["drug_source_value"], d["drug_exposure_start_date"].isoformat()) for d in drugs] == [
        ("Cisplatin", "2000-01-11")
    ]
    assert any("data_cna.txt" in note for note in report.notes)


def test_bad_cells_lose_only_what_they_are_in(tmp_path: Path) -> None:
    rows = [
        "P1\t50\tF\t-3\t1:DECEASED\tI",
        "P2\t50\tF\tsoon\t1:DECEASED\tI",
        "P3\t50\tF\t5\tperhaps\tI",
        "P4\t50\tF\t7\t\tI",
        "P5\t50\tF\t\t0:LIVING\tI",
        "P6\t50\tF",
        "P7\t50\tF\t9\t0:LIVING\tI",
    ]
    report = import_source(patients(tmp_path / "s", rows), tmp_path / "w")
    assert report.persons == 6
    assert endpoints(tmp_path / "w", "os") == {"P7": (9.0, False)}
    assert dict(report.rejected) == {
        ("endpoint", "negative_time"): 1,
        ("endpoint", "unreadable_time"): 1,
        ("endpoint", "unknown_status"): 1,
        ("person", "ragged_row"): 1,
    }
    assert report.endpoints[0].missing == 2
    assert {(row["row"], row["reason"]) for row in rejected(tmp_path / "w", "endpoint")} == {
        (6, "negative_time"),
        (7, "unreadable_time"),
        (8, "unknown_status"),
    }
    assert rejected(tmp_path / "w", "person")[0]["row"] == 11


def test_repeated_patients(tmp_path: Path) -> None:
    report = import_source(
        patients(tmp_path / "s", [*ROWS, ROWS[0], "P2\t46\tMale\t3\t0:LIVING\tSTAGE I"]), tmp_path / "w"
    )
    assert report.persons == 3
    assert report.duplicates == 1
    assert dict(report.rejected) == {("person", "conflicting_duplicate"): 1}
    assert rejected(tmp_path / "w", "person")[0]["row"] == 10
    assert endpoints(tmp_path / "w", "os")["P2"] == (0.0, False)


def test_numbers_with_a_few_words_stay_numbers_and_the_words_are_kept(tmp_path: Path) -> None:
    rows = [f"P{i}\t{i + 40}\tF\t5\t0:LIVING\tI" for i in range(30)] + ["P30\t>89\tF\t5\t0:LIVING\tI"]
    report = import_source(patients(tmp_path / "s", rows), tmp_path / "w")
    ages = {row["value_source_value"]: row["value_as_number"] for row in table(tmp_path / "w", "measurement")}
    assert ages["41"] == 41.0
    assert ages[">89"] is None
    assert any("AGE" in note for note in report.notes)


def test_a_coded_column_is_a_category_with_its_number(tmp_path: Path) -> None:
    path = write(
        tmp_path / "data_clinical_patient.txt",
        "PATIENT_ID\tTumor Stage\tWeight (kg)\nP1\t2\t61.5\nP2\t0\t70.2\nP3\tNA\t80\n",
    )
    import_source(path, tmp_path / "w")
    found = [row for row in table(tmp_path / "w", "observation") if row["observation_source_value"] == "Tumor Stage"]
    assert [(row["value_as_string"], row["value_as_number"]) for row in found] == [("2", 2.0), ("0", 0.0)]
    assert values(tmp_path / "w", "stage") == {"P1": "II", "P2": "0"}
    weights = [row for row in table(tmp_path / "w", "measurement") if row["measurement_source_value"] == "Weight (kg)"]
    assert weights[0]["unit_source_value"] == "kg"


def test_an_attribute_of_the_study_is_not_overwritten(tmp_path: Path) -> None:
    path = write(
        tmp_path / "data_clinical_patient.txt", "PATIENT_ID\tStage\tTUMOR_STAGE\nP1\tlimited\t2\nP2\textended\t4\n"
    )
    import_source(path, tmp_path / "w")
    assert values(tmp_path / "w", "Stage") == {"P1": "limited", "P2": "extended"}
    assert values(tmp_path / "w", "stage") == {}


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", PATIENT_COLUMNS.encode(), bytes(range(256)) * 100, b"AGE\tOS_MONTHS\tOS_STATUS\n1\t2\t0:LIVING\n"],
)
def test_what_cannot_be_imported_is_refused_and_the_old_warehouse_stays(tmp_path: Path, content: bytes) -> None:
    import_source(patients(tmp_path / "s", ROWS), tmp_path / "w")
    version = Warehouse.open(tmp_path / "w").version
    path = tmp_path / "data_clinical_patient.txt"
    path.write_bytes(content)
    with pytest.raises(ImportRefused) as error:
        import_source(path, tmp_path / "w", format="cbioportal")
    assert error.value.remedy
    assert "data_clinical_patient.txt" in error.value.message
    assert Warehouse.open(tmp_path / "w").version == version


def test_nothing_of_a_patient_in_a_refusal(tmp_path: Path) -> None:
    path = write(tmp_path / "data_clinical_patient.txt", 'PATIENT_ID,NOTE,OS_MONTHS\nP1,"secret,3\nP2,x,4\n')
    with pytest.raises(CarnetError) as error:
        import_source(path, tmp_path / "w")
    assert "secret" not in str(error.value)


def test_a_header_that_comes_again_is_no_patient(tmp_path: Path) -> None:
    report = import_source(patients(tmp_path / "s", [ROWS[0], PATIENT_COLUMNS.rstrip(), ROWS[1]]), tmp_path / "w")
    assert report.persons == 2
    assert dict(report.rejected) == {("person", "repeated_header"): 1}


def test_nothing_is_left_of_a_refused_first_import(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        import_source(write(tmp_path / "data_clinical_patient.txt", "PATIENT_ID\tAGE\n"), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_values_that_spell_plus_and_minus(tmp_path: Path) -> None:
    text = "PATIENT_ID\tER_STATUS\tOTHER\nP1\t+\t-\nP2\t-\ta\nP3\tNA\tb\n"
    import_source(write(tmp_path / "data_clinical_patient.txt", text), tmp_path / "w")
    assert values(tmp_path / "w", "ER_STATUS") == {"P1": "+", "P2": "-"}
    assert values(tmp_path / "w", "er") == {"P1": "positive", "P2": "negative"}
    assert values(tmp_path / "w", "OTHER") == {"P2": "a", "P3": "b"}


def test_blank_and_last_lines_do_not_shift_row_numbers(tmp_path: Path) -> None:
    text = "PATIENT_ID\tOS_MONTHS\tOS_STATUS\nP1\t1\t0:LIVING\n\nP2\t-1\t0:LIVING\nP3\nP4\t-2\t0:LIVING"
    import_source(write(tmp_path / "data_clinical_patient.txt", text), tmp_path / "w")
    assert [row["row"] for row in rejected(tmp_path / "w", "endpoint")] == [4, 6]
    assert [row["row"] for row in rejected(tmp_path / "w", "person")] == [5]

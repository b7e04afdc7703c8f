"""Tables of patients: what is proposed is said, can be corrected, and leaves out what names a person."""

from pathlib import Path

import openpyxl
import pytest
from records.importers.study_files import endpoints, rejected, table, values, write

from carnet.errors import ImportRefused
from carnet.records.importers import Mapping, import_source, propose_mapping


def test_a_table_without_identifiers_and_r_statuses(tmp_path: Path) -> None:
    path = write(tmp_path / "lung.csv", "time,status,age,sex\n306,2,74,1\n1010,1,56,2\n883,2,60,1\n")
    report = import_source(path, tmp_path / "w")
    assert report.persons == 3
    assert endpoints(tmp_path / "w", "os") == {"1": (306.0, True), "2": (1010.0, False), "3": (883.0, True)}
    assert [row["gender_concept_id"] for row in table(tmp_path / "w", "person")] == [8507, 8532, 8507]
    assert report.endpoints[0].unit == "day"
    assert any("status" in note and "R" in note for note in report.notes)


def test_a_mapping_goes_to_yaml_and_back_and_can_be_corrected(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "id,time,status,arm\na,10,0,x\nb,20,1,y\nc,30,2,y\n")
    proposed = propose_mapping(path)
    assert Mapping.from_yaml(proposed.to_yaml()).endpoints == proposed.endpoints
    assert import_source(path, tmp_path / "w").rejected == {("endpoint", "unknown_status"): 3}
    text = (
        proposed.to_yaml()
        .replace("événement: []", "événement: ['2']")
        .replace("censuré: []", "censuré: ['0', '1']")
        .replace("os:", "dss:")
        .replace("unité: an", "unité: mois")
    )
    corrected = write(tmp_path / "m.yaml", text)
    report = import_source(path, tmp_path / "w", mapping=corrected)
    assert report.rejected == {}
    assert endpoints(tmp_path / "w", "dss") == {"a": (10.0, False), "b": (20.0, False), "c": (30.0, True)}
    assert report.endpoints[0].unit == "month"


@pytest.mark.parametrize(
    "text",
    [
        "patient: nobody",
        "- a\n- b",
        "critères:\n  os:\n    temps: time",
        "what: 1",
        "a: [",
        "tables:\n- fichier: a\n  table: x",
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "t.csv", "id,time,status\na,10,0\n")
    with pytest.raises(ImportRefused):
        import_source(path, tmp_path / "w", mapping=write(tmp_path / "m.yaml", text))


def test_several_rows_per_patient_by_event_type(tmp_path: Path) -> None:
    path = write(
        tmp_path / "colon.csv", "id,rx,status,time,etype\n1,A,1,1521,2\n1,A,1,968,1\n2,B,0,3087,2\n2,B,0,3087,1\n"
    )
    report = import_source(path, tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {"1": (1521.0, True), "2": (3087.0, False)}
    assert endpoints(tmp_path / "w", "ttr") == {"1": (968.0, True), "2": (3087.0, False)}
    assert values(tmp_path / "w", "rx") == {"1": "A", "2": "B"}
    assert any("etype" in note for note in report.notes)


def test_a_censoring_column(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "id,time,censor\na,600,1\nb,700,0\n")
    import_source(path, tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {"a": (600.0, False), "b": (700.0, True)}


def test_one_that_means_alive(tmp_path: Path) -> None:
    path = write(
        tmp_path / "k.csv",
        "patient_id,overall_survival_months,overall_survival,death_from_cancer\n1,10,1,Living\n"
        "2,20,0,Died of Disease\n",
    )
    report = import_source(path, tmp_path / "w", format="table")
    assert endpoints(tmp_path / "w", "os") == {"1": (10.0, False), "2": (20.0, True)}
    assert any("death_from_cancer" in note for note in report.notes)


def test_identifiers_never_enter(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.csv",
        "ipp;Nom;Prénom;NIR;adresse;contact;Âge;IMC;délai_mois;décès\n"
        + "".join(
            f"{i};DUPONTEL;Zoé;28509441537265{i};1 rue X;06 12 34 56 7{i};5{i};2{i},5;{i},5;"
            f"{'oui' if i % 2 else 'non'}\n"
            for i in range(1, 6)
        ),
    )
    report = import_source(path, tmp_path / "w")
    assert any("NIR" in note and "Nom" in note for note in report.notes)
    assert endpoints(tmp_path / "w", "os")["1"] == (1.5, True)
    assert [
        row["value_as_number"]
        for row in table(tmp_path / "w", "measurement")
        if row["measurement_source_value"] == "IMC"
    ][0] == 21.5
    written = b"".join(file.read_bytes() for file in (tmp_path / "w").rglob("*") if file.is_file())
    everything = str(
        [table(tmp_path / "w", name) for name in ("person", "observation", "measurement", "attribute", "endpoint")]
    )
    for secret in ("DUPONTEL", "Zoé", "28509441537265", "rue X", "06 12"):
        assert secret not in everything
        assert secret.encode() not in written


def test_dates_give_overall_survival(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.csv",
        "patient;date_diagnostic;date_deces;date_dernieres_nouvelles\na;01/02/2020;03/02/2020;\n"
        "b;15/01/2020;;31/01/2020\n"
        "c;30/02/2020;;01/03/2020\nd;10/01/2020;;01/01/2020\n",
    )
    report = import_source(path, tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {"a": (2.0, True), "b": (16.0, False)}
    assert report.rejected[("endpoint", "not_a_date")] == 1
    assert report.rejected[("endpoint", "negative_time")] == 1
    assert report.persons == 4
    assert {row["death_date"].isoformat() for row in table(tmp_path / "w", "death")} == {"2020-02-03"}


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "futime", "fustat", "groupe"], ["p1", 59, 1, "a"], ["p2", 1115.5, 0, "b"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    import_source(tmp_path / "t.xlsx", tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {"p1": (59.0, True), "p2": (1115.5, False)}


def test_weeks_are_kept_as_days(tmp_path: Path) -> None:
    import_source(write(tmp_path / "t.csv", "timeWeeks,delta\n4,1\n43,0\n"), tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {"1": (28.0, True), "2": (301.0, False)}


def test_a_table_without_header(tmp_path: Path) -> None:
    report = import_source(write(tmp_path / "t.csv", "1,0,?,67.5\n0,1,3,70\n1,1,2,71\n"), tmp_path / "w")
    assert report.persons == 3
    assert set(values(tmp_path / "w", "column_4").values()) == {"67.5", "70", "71"}


def test_a_hospital_in_several_files(tmp_path: Path) -> None:
    folder = tmp_path / "chu"
    write(
        folder / "patients.csv",
        "IPP;NOM;PRENOM;DDN;SEXE\n10;DUPONTEL;ZOE;25/12/1950;F\n11;MARTINEAU;LUC;01/02/1960;H\n",
    )
    write(
        folder / "sejours.csv",
        "NDA;IPP;date_entree;date_sortie;mode_sortie\nS1;10;02/01/2024;05/01/2024;Domicile\n"
        "S2;11;31/02/2024;05/01/2024;X\n",
    )
    write(
        folder / "diagnostics.csv",
        "IPP;NDA;code_cim10;type;libelle\n10;S1;C50.4;DP;x\n10;S1;C79.5;DAS;x\n12;S9;I10;DP;x\n",
    )
    write(folder / "actes.csv", "IPP;NDA;code_ccam;date_acte\n10;S1;QEFA004;03/01/2024\n")
    write(
        folder / "biologie.csv",
        "IPP;code_loinc;valeur;unite;date_prelevement\n10;718-7;12,5;g/dL;02/01/2024\n10;6690-2;<0,1;G/L;02/01/2024\n",
    )
    write(folder / "prescriptions.csv", "IPP;code_atc;date_debut;date_fin\n10;L01CD01;02/01/2024;\n")
    proposed = propose_mapping(folder)
    assert Mapping.from_yaml(proposed.to_yaml()).files == proposed.files
    report = import_source(folder, tmp_path / "w")
    assert report.persons == 2
    people = table(tmp_path / "w", "person")
    assert [
        (row["person_source_value"], row["year_of_birth"], row["month_of_birth"], row["gender_concept_id"])
        for row in people
    ] == [("10", 1950, 12, 8532), ("11", 1960, 2, 8507)]
    conditions = table(tmp_path / "w", "condition_occurrence")
    assert sorted(
        (row["condition_source_value"], row["condition_start_date"].isoformat(), row["condition_status_source_value"])
        for row in conditions
    ) == [("C50.4", "2024-01-02", "DP"), ("C79.5", "2024-01-02", "DAS")]
    assert [row["procedure_source_value"] for row in table(tmp_path / "w", "procedure_occurrence")] == ["QEFA004"]
    results = {
        row["measurement_source_value"]: (row["value_as_number"], row["value_source_value"])
        for row in table(tmp_path / "w", "measurement")
    }
    assert results == {"718-7": (12.5, "12,5"), "6690-2": (None, "<0,1")}
    assert [row["drug_source_value"] for row in table(tmp_path / "w", "drug_exposure")] == ["L01CD01"]
    assert rejected(tmp_path / "w", "condition_occurrence")[0]["reason"] == "unknown_person"
    assert "DUPONTEL" not in str(people)


def test_a_date_of_birth_gives_the_year_alone(tmp_path: Path) -> None:
    import_source(
        write(tmp_path / "t.csv", "id;temps_mois;statut;date_naissance\na;10;1;24/12/1950\nb;20;0;01/02/1961\n"),
        tmp_path / "w",
    )
    assert [row["year_of_birth"] for row in table(tmp_path / "w", "person")] == [1950, 1961]
    assert values(tmp_path / "w", "date_naissance") == {}


def test_a_time_without_its_status_is_said(tmp_path: Path) -> None:
    report = import_source(write(tmp_path / "t.csv", "patient_id,PFS_MONTHS,grade\na,10,1\nb,20,2\n"), tmp_path / "w")
    assert report.endpoints == []
    assert any("PFS_MONTHS" in note for note in report.notes)


def test_months_first_when_a_day_says_so(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.csv",
        "patient,date_diagnostic,date_deces,date_dernieres_nouvelles\na,02/01/2020,02/13/2020,\nb,01/15/2020,,01/31/2020\n",
    )
    import_source(path, tmp_path / "w")
    assert endpoints(tmp_path / "w", "os")["b"] == (16.0, False)

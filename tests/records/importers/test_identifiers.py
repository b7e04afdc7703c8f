"""What names a person is recognised by its name or its values, and never enters a warehouse."""

from pathlib import Path

import pytest
from records.importers.study_files import table, write

from carnet.records.importers import import_source
from carnet.records.importers.identifiers import are_names, is_birth_date, is_identifier

NAMES = ["MARTIN", "BERNARD", "DUBOIS", "PETIT", "MOREAU", "LAURENT", "GARCIA", "ROUX"]


def everything(into: Path) -> str:
    """All that the warehouse says, and the bytes of its files."""
    names = ("person", "observation", "measurement", "attribute", "endpoint", "death", "specimen")
    written = b"".join(file.read_bytes() for file in into.rglob("*") if file.is_file())
    return str([table(into, name) for name in names]) + written.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    "column",
    [
        "NOMPATIENT",
        "NomPatient",
        "nomprenom",
        "NOM_PRENOM",
        "nom1",
        "identite",
        "Lieu de naissance",
        "personne_de_confiance",
        "contact_urgence",
        "employeur",
        "CP",
        "INSEE",
        "code_commune",
        "codepostal",
        "IPP",
        "IEP",
        "NDA",
        "Numéro SS",
        "N° SS",
        "contact",
        "LAST_NAME",
        "PATIENT_DISPLAY_NAME",
        "PHONE",
        "Nom de famille",
        "tél.",
        "Médecin référent",
        "Code postal",
        "Personne à prévenir",
    ],
)
def test_columns_that_name_a_person(column: str) -> None:
    assert is_identifier(column)


@pytest.mark.parametrize(
    "column",
    [
        "nombre",
        "Nombre de cycles",
        "denomination",
        "nomenclature",
        "DAYS_TO_LAST_CONTACT",
        "INT_CONTACT",
        "Last contact date",
        "CP_SCORE",
        "Nom du protocole",
        "nom_acte",
        "gene_name",
        "INSTITUTION_NAME",
        "Code CIM10",
        "phenotype",
        "sample_type",
        "ss",
        "npm1",
    ],
)
def test_columns_that_name_none(column: str) -> None:
    assert not is_identifier(column)


def test_values_decide_where_a_name_has_two_meanings() -> None:
    assert is_identifier("CP", ["69003", "75012"])
    assert not is_identifier("CP", ["A", "B", "C"])
    assert not is_identifier("IPP", ["oui", "non"])
    assert is_birth_date("ddn", ["03/04/1950"])
    assert not is_birth_date("Année de naissance", ["1950"])
    assert are_names(["MARTIN Marie", "Petit Jean", "D’Arc Jeanne"])
    assert not are_names(["P-01", "P-02", "P-03"])
    assert not are_names(["A", "B", "C"])


def test_a_unique_key_is_preferred_to_names(tmp_path: Path) -> None:
    rows = [
        f"{i};{name} Marie;{name};{name} Marie;03/04/19{50 + i};04/04/19{50 + i};8{i}77;69123;{name};A;{i + 1},5;1"
        for i, name in enumerate(NAMES)
    ]
    header = "id;Patient;NOMPATIENT;contact_urgence;ddn;dob;IEP;code_commune;nom1;bras;OS_MONTHS;OS_STATUS\n"
    report = import_source(write(tmp_path / "t.csv", header + "\n".join(rows) + "\n"), tmp_path / "w")
    people = table(tmp_path / "w", "person")
    assert [row["person_source_value"] for row in people] == [str(i) for i in range(8)]
    assert {row["year_of_birth"] for row in people} == {1950 + i for i in range(8)}
    said = everything(tmp_path / "w")
    for secret in (*NAMES, "/04/19", "8377", "69123"):
        assert secret not in said
    (note,) = [note for note in report.notes if "NOMPATIENT" in note]
    for column in ("Patient", "contact_urgence", "IEP", "code_commune", "nom1"):
        assert column in note


def test_names_as_the_only_key_join_rows_and_are_not_kept(tmp_path: Path) -> None:
    rows = [f"{name} Marie,A,{i + 1},1" for i, name in enumerate(NAMES)]
    text = "Patient,arm,OS_MONTHS,OS_STATUS\n" + "\n".join([*rows, rows[0]]) + "\n"
    report = import_source(write(tmp_path / "t.csv", text), tmp_path / "w")
    assert (report.persons, report.duplicates) == (8, 1)
    said = everything(tmp_path / "w")
    assert not any(name in said for name in NAMES)


def test_last_news_may_be_called_ddn(tmp_path: Path) -> None:
    text = "id;date_diagnostic;date_deces;ddn\n" + "".join(f"{i};01/02/201{i};;01/02/202{i}\n" for i in range(4))
    import_source(write(tmp_path / "t.csv", text), tmp_path / "w")
    assert len(table(tmp_path / "w", "endpoint")) == 4

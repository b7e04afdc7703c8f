"""What the site knows is found first, with typing errors, and its files are read with errors one can act on."""

from datetime import date
from pathlib import Path

import pytest

from carnet.text.note import Note
from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules import known, known_files
from carnet.tools.pseudonymisation.rules.known import KnownPerson, SiteKnowledge

PERSON = KnownPerson(
    first_names=("Marie-Thérèse",),
    last_names=("DELACROIX", "Petit"),
    birth_date=date(1948, 3, 7),
    identifiers={"IPP": "8001234567", "NIR": "2 48 03 75 116 001 54"},
    address=("12 rue des Lilas",),
    zip_code="75011",
    city="Paris",
    phones=("06 12 34 56 78",),
)
SITE = SiteKnowledge({"p1": PERSON}, staff=("Dr Sylvain KERMORVAN", "Boulanger"), places=("Unité Jonquilles",))


def found(text: str, person: str | None = "p1") -> dict[str, Found]:
    page = Page.of(Note("n", text, person_id=person))
    return {page.text[item.start : item.end]: item for item in known.find(page, SITE)}


def test_the_patient_is_found_with_her_role() -> None:
    hits = found("Mme Delacroix Marie-Thérèse, née le 07/03/1948, 12 rue des lilas 75011 PARIS")
    assert {hits[t].label for t in ("Delacroix",)} == {"LAST_NAME"}
    assert hits["Marie-Thérèse"].label == "FIRST_NAME"
    assert hits["07/03/1948"].label == "PATIENT_BIRTHDATE"
    assert hits["12 rue des lilas"].label == "ADDRESS"
    assert hits["75011"].label == "ZIP_CODE" and hits["PARIS"].label == "CITY"
    assert all(item.score == 1.0 and item.role == "Patient" for item in hits.values())


@pytest.mark.parametrize("written", ["Delacriox", "Delacrois", "DELACOIX", "Dellacroix", "d'elacroix"[2:], "delacroix"])
def test_one_typing_error(written: str) -> None:
    assert found(f"La patiente {written} va bien.")[written].label == "LAST_NAME"


def test_another_word_is_not_a_typing_error() -> None:
    assert not found("La délocalisation du service. Delaroche vient.")


def test_an_ordinary_word_needs_its_capital() -> None:
    assert not found("un petit nodule")
    assert found("revoir Petit demain")["Petit"].role == "Patient"


def test_numbers_however_they_are_spaced() -> None:
    hits = found("IPP 8001234567 NIR 248037511600154 tel 06.12.34.56.78 née 7/3/48")
    assert hits["8001234567"].kind == "IPP" and hits["248037511600154"].kind == "NIR"
    assert hits["06.12.34.56.78"].label == "PHONE_NUMBER"
    assert hits["7/3/48"].label == "PATIENT_BIRTHDATE"


def test_the_staff_and_the_places() -> None:
    hits = found("Vu par Sylvain Kermorvan, unité Jonquilles, avec BOULANGER", person=None)
    assert hits["Sylvain"].label == "FIRST_NAME" and hits["Kermorvan"].role == "Carer"
    assert hits["unité Jonquilles"].label == "HOSPITAL"
    assert "BOULANGER" in hits


def test_an_elision_stays_out() -> None:
    assert found("le dossier d'Delacroix")["Delacroix"].label == "LAST_NAME"


def test_nothing_known_nothing_found() -> None:
    page = Page.of(Note("n", "Mme Delacroix", person_id="p2"))
    assert known.find(page, SITE) == [] and known.find(page, None) == []


def test_no_name_in_a_repr() -> None:
    assert "DELACROIX" not in repr(SITE) and "DELACROIX" not in repr(PERSON)


def test_persons_from_csv_and_lists(tmp_path: Path) -> None:
    persons = tmp_path / "persons.csv"
    persons.write_text(
        "person_id;last_name;first_name;birth_date;ipp;phone\n1;Dupont;Jean|Paul;12/03/1956;800;06|07\n1;Durand;;;;\n",
        "utf-8",
    )
    staff = tmp_path / "staff.txt"
    staff.write_text("# médecins\nDr Roux\n\n", "utf-8")
    site = known_files.load(persons, staff)
    person = site.persons["1"]
    assert person.last_names == ("Dupont", "Durand") and person.first_names == ("Jean", "Paul")
    assert (
        person.birth_date == date(1956, 3, 12)
        and person.identifiers == {"IPP": "800"}
        and person.phones == ("06", "07")
    )
    assert site.staff == ("Dr Roux",) and site.places == ()


def test_persons_from_json(tmp_path: Path) -> None:
    path = tmp_path / "persons.jsonl"
    path.write_text('{"person_id": 7, "last_name": "Roy", "first_name": ["Ann", "Lee"], "birth_date": null}\n', "utf-8")
    assert known_files.load(path).persons["7"].first_names == ("Ann", "Lee")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "person_id,first_name\n1,Secret\n", "last_name"),
        ("a.csv", "person_id,last_name,first_name\n,Secret,A\n", "1"),
        ("a.csv", "person_id,last_name,first_name,birth_date\n1,A,B,Secret\n", "birth_date"),
        ("a.json", '[{"person_id": 1, Secret]', "a.json"),
        ("a.json", "[3]", "a.json"),
    ],
)
def test_errors_say_where_and_never_what(tmp_path: Path, name: str, content: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(known_files.UnreadableKnowledge) as error:
        known_files.load(path)
    assert words in str(error.value) and "Secret" not in str(error.value) and error.value.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(known_files.UnreadableKnowledge):
        known_files.load(tmp_path / "none.csv")

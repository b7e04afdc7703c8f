"""The patient's page without a browser: a warehouse or files in, a record read, shown, reviewed, sent."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dossier_notes import NOTES, OPERATION, SCAN, VISIT, SmallTool

from carnet.apps import dossier_record
from carnet.apps.dossier import Dossier
from carnet.apps.dossier_record import Record
from carnet.language import set_language
from carnet.records import Warehouse
from carnet.records.demo import build_demo
from carnet.records.reviews import Reviews

FILES = [("opération.txt", OPERATION.encode()), ("consultation.txt", VISIT.encode()), ("scanner.txt", SCAN.encode())]


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dossier") / "hospital"
    build_demo(folder, 20, 7)
    return folder


@pytest.fixture
def page(hospital: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dossier]:
    """The page on the small hospital; notes are read by the small tool."""
    monkeypatch.setenv("CARNET_HOSPITAL", str(hospital))
    monkeypatch.setenv("CARNET_REVIEWS", str(tmp_path / "reviews.sqlite"))
    monkeypatch.delenv("CARNET_LLM", raising=False)
    set_language("fr")
    yield opened()
    set_language("fr")


def opened() -> Dossier:
    made = Dossier("nowhere")  # no warehouse of this name: nothing is read yet
    made._tools["rules"] = SmallTool()
    made.view.say("", "")
    made.visited()
    return made


def hidden(widget: Any) -> bool:
    return widget.layout.display == "none"


def shown(page: Dossier) -> Record:
    assert page.record is not None
    return page.record


def brought(page: Dossier) -> dict[str, Any]:
    """The three notes, brought as files; the rows by value."""
    page.view.drop.bring(FILES)
    return {row["value"]: row for row in page.view.facts.rows}


def bright(page: Dossier) -> str:
    start, end = page.view.source.bright[0]
    return page.view.source.text[start:end]


def test_without_a_hospital_it_says_what_to_do_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    set_language("fr")
    page = Dossier()
    assert not hidden(page.view.empty) and not hidden(page.view.drop_card) and hidden(page.view.page.columns)
    assert "Lire le dossier d’un patient" in page.view.lead.value and page.view.message.value == ""
    page.visited()
    assert not hidden(page.view.empty)


def test_a_fictitious_record_needs_nothing_and_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    monkeypatch.delenv("CARNET_REVIEWS", raising=False)
    set_language("fr")
    page = Dossier()
    page.view.example.click()
    assert hidden(page.view.empty) and len(shown(page).notes) == 4 and page.view.page.header.fictitious
    values = {row["value"]: row for row in page.view.facts.rows}
    assert {"HER2=3+", "neutropénie G3"} <= set(values) and page.view.summary.sections
    assert values["HER2=3+"]["conflicts"] and values["neutropénie G3"]["mentions"] == 1
    page.view.facts.ask("accept", id=values["neutropénie G3"]["id"])
    assert page.view.facts.patch["put"][0]["state"] == "accepted" and not list(tmp_path.glob("reviews*"))


def test_a_warehouse_without_notes_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_demo(tmp_path / "hospital", 5, 7, notes=False)
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    set_language("fr")
    page = Dossier()
    assert "Aucun compte rendu" in page.view.lead.value and not hidden(page.view.drop_card)


def test_the_first_patient_is_there_and_one_goes_to_others(page: Dossier) -> None:
    bar = page.view.bar
    first = shown(page).person
    assert bar.place[0] == 1 and bar.place[1] > 5 and "comptes rendus" in bar.about and "né" in bar.about
    assert "données fictives" in page.view.page.header.fictitious and not hidden(page.view.timeline)
    bar.ask("step", by=1)
    second = shown(page).person
    assert second != first and bar.place[0] == 2
    bar.ask("step", by=-1)
    bar.ask("jump", id=str(second))
    assert shown(page).person == second and bar.notice == ""
    bar.ask("jump", id="99999999")
    assert shown(page).person == second and "identifiant" in bar.notice
    bar.ask("jump", id="'; DROP TABLE person")
    assert shown(page).person == second and page.view.message.value == ""


def test_only_the_patients_of_a_site(page: Dossier) -> None:
    bar = page.view.bar
    every = bar.place[1]
    value, _name = bar.sites[1]
    bar.site = value
    assert 0 < bar.place[1] < every and page.patients is not None and shown(page).person in page.patients.ids
    bar.site = "nonsense"
    assert bar.place[1] == every


def test_a_click_opens_the_sentence_wherever_it_comes_from(page: Dossier) -> None:
    rows = brought(page)
    view = page.view
    assert view.bar.name == "Comptes rendus apportés" and len(rows) == 7 and not hidden(view.timeline)
    view.facts.selected = rows["HER2=2+"]["id"]
    assert bright(page) == "HER2 2+" and "😀" in view.source.text  # after a character of two units
    view.facts.ask("open", id=rows["pT2N1a"]["id"])
    one = view.source.note
    assert bright(page) == "pT2 N1a" and view.source.mention[:2] == [1, 2]
    view.facts.ask("mention", by=1)
    assert view.source.note != one and view.source.mention[:2] == [2, 2] and bright(page) == "pT2 N1a"
    view.source.ask("mention", by=1)
    assert view.source.note == one
    view.source.note = "scanner"
    assert view.source.text == SCAN and view.source.bright == []
    id, start, end = next(one for one in view.source.passages if one[0] == rows["hépatique"]["id"])
    view.source.ask("pick", id=id, start=start)
    assert view.facts.selected == id and bright(page) == SCAN[start:end]
    for _heading, lines in view.summary.sections:
        for line in lines:
            for _words, keys in line:
                view.summary.ask(keys[0])
                assert view.summary.selected == keys[0] and view.source.bright


def test_the_marks_of_the_timeline_open_notes_and_facts(page: Dossier) -> None:
    record = Record.of(7, NOTES)
    page.begin(record)
    marks = {mark[3]: mark[0] for mark in page.view.cursor.marks}
    page.view.cursor.ask(next(id for words, id in marks.items() if "neutropénie" in words))
    assert bright(page) == "Neutropénie G3" and page.view.cursor.selected.startswith("f:")
    page.view.cursor.ask("n:3")
    assert page.view.source.note == "3" and page.view.cursor.selected == "n:3"
    page.view.cursor.ask("n:unheard of")
    assert page.view.source.note == "3" and page.view.message.value == ""
    assert "Frise" in page.view.figure.alt and len(page.view.figure._table["rows"]) == len(marks)


def test_decisions_with_the_keyboard_send_a_row_and_are_kept(page: Dossier, tmp_path: Path) -> None:
    rows = brought(page)
    facts = page.view.facts
    sent: list[str] = []
    facts.observe(lambda change: sent.append(change["name"]))
    facts.ask("accept", id=rows["32 mm"]["id"])
    assert sent == ["patch"] and facts.patch["put"][0]["state"] == "accepted"
    facts.ask("change", id=rows["HER2=2+"]["id"], value="HER2 un", assertion="present", date="")
    assert {row["value"]: row["state"] for row in facts.rows}["HER2=2+"] == "proposed"  # refused
    facts.ask("change", id=rows["HER2=2+"]["id"], value=" HER2=1+ ", assertion="possible", date="03/2024")
    facts.ask("reject", id=rows["neutropénie G3"]["id"])
    facts.ask("undo")
    facts.ask("undo")
    facts.ask("redo")
    facts.ask("accept", id="unheard of")
    states = {row["value"]: row["state"] for row in facts.rows}
    assert states["HER2=1+"] == "changed" and states["neutropénie G3"] == "proposed" and facts.patch["undone"] is False
    assert len(Reviews(tmp_path / "reviews.sqlite").history("structure")) == 6
    again = opened()
    states = {value: row["state"] for value, row in brought(again).items()}
    assert states["32 mm"] == "accepted" and states["HER2=1+"] == "changed"


def test_what_no_sentence_supports_stands_apart(page: Dossier) -> None:
    brought(page)
    assert "1 énoncé non étayé" in page.view.doubt.value and "ne sont pas des faits" in page.view.doubt.value
    assert "Stade &lt;b&gt;IV" in page.view.doubt.value
    assert not any("IV" in row["value"] for row in page.view.facts.rows)


def test_a_note_that_fails_stops_nothing_and_says_nothing(page: Dossier, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page.view.drop.bring([*FILES, ("x.txt", b"Madame Zzyzx illisible"), ("image.png", b"\x89PNG")])
    assert len(page.view.facts.rows) == 7 and "carnet-notice-warn" in page.view.message.value
    assert "Zzyzx" not in page.view.message.value + caplog.text
    page.view.drop.bring([("image.png", b"\x89PNG")])
    assert "carnet-notice-stop" in page.view.message.value and len(page.view.facts.rows) == 7


def test_files_are_forgotten_when_one_goes_back(page: Dossier) -> None:
    person = shown(page).person
    brought(page)
    assert shown(page).person is None and page.view.bar.place == [0, 0]
    assert page.view.page.header.where == ["les fichiers restent sur ce serveur"] and not hidden(page.view.back)
    assert page.view.page.header.fictitious == ""  # nobody knows whose notes these are
    page.view.back.click()
    assert shown(page).person == person and page.view.bar.name == f"Patient {person}"
    assert page.view.page.header.fictitious and hidden(page.view.back)


def test_a_model_is_one_that_the_site_gives(page: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hidden(page.view.way)
    page.choose_way("openai:http://elsewhere.example/v1#model")
    assert page.way == "rules"
    monkeypatch.setenv("CARNET_LLM", "openai:http://127.0.0.1:9/v1#petit")
    assert [name for _uri, name in dossier_record.ways()] == ["Règles seules", "Règles et petit"]


def test_the_page_in_english(page: Dossier) -> None:
    page.view.page.header.language = "en"
    assert "born in" in page.view.bar.about and page.view.bar.sites[0][1] == "Every site"
    page.view.page.header.language = "fr"
    rows = brought(page)
    page.view.facts.selected = rows["HER2=2+"]["id"]
    page.view.page.header.language = "en"
    assert page.view.facts.title == "Facts" and page.view.page.header.title == "Patient record"
    assert bright(page) == "HER2 2+"
    page.view.page.header.language = "fr"
    assert page.view.facts.title == "Faits"


def test_facts_are_sent_only_when_asked_and_confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_demo(tmp_path / "hospital", 20, 7)
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    monkeypatch.setenv("CARNET_REVIEWS", str(tmp_path / "reviews.sqlite"))
    set_language("fr")
    page = Dossier()  # with the rules of the house
    before = Warehouse.open(tmp_path / "hospital")
    items = shown(page).items()
    assert len(items) > 5 and not hidden(page.view.sending)
    for item in items[:4]:
        page.view.facts.ask("accept", id=item.id)
    page.view.sending.value = True
    assert "fictif" in page.view.send_box.children[0].value
    assert Warehouse.open(tmp_path / "hospital").version == before.version
    page.taking.send(True)
    after = Warehouse.open(tmp_path / "hospital")
    assert after.version != before.version and "carnet-notice-ok" in page.view.send_box.children[0].value
    assert after.summary().rows["note_nlp"] > before.summary().rows["note_nlp"]
    assert after.summary().persons == before.summary().persons and after.fictitious
    person = shown(page).person
    page.view.bar.ask("step", by=1)  # the page reads the new version
    assert shown(page).person != person and len(shown(page).items()) > 2 and page.view.message.value == ""
    page.view.bar.ask("step", by=-1)
    page.taking.send(True)
    assert "déjà" in page.view.send_box.children[0].value
    page.view.sending.value = False
    assert hidden(page.view.send_card)

"""The teachers' page without a browser: notes to drafts, review by a second person, references, files in and out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_studio import added, hidden, question, site  # noqa: F401 (a fixture)

from carnet.apps.studio import Studio
from carnet.apps.studio_notes import NoteSource
from carnet.apps.studio_view import BANK, CASE, REFERENCES, REVIEW
from carnet.apps.studio_wizard import wanted_of
from carnet.records.demo import build_demo
from carnet.teaching.exchange import read

REPORT = """COMPTE RENDU D'HOSPITALISATION
Madame DURAND Odile, 58 ans, est adressée pour un carcinome canalaire infiltrant du sein droit, classé pT2 N1 M0.
Les récepteurs aux estrogènes sont positifs, HER2 négatif. Traitement par tamoxifène.
"""


@pytest.fixture
def page(site: pytest.MonkeyPatch) -> Studio:  # noqa: F811
    return Studio()


def checks(page: Studio) -> dict[str, str]:
    return {row["check"]: row["status"] for row in page.review.desk_view.report["checks"]}


def actions(page: Studio) -> list[str]:
    return [one[0] for one in page.review.desk_view.item["actions"]]


def test_two_people_take_an_item_to_its_publication(page: Studio, site: pytest.MonkeyPatch) -> None:  # noqa: F811
    added(page)
    page.go(REVIEW)
    page.review.desk_view.ask("choose", id="ep-1")
    assert actions(page)[0] == "alone" and "quatre yeux" in page.review.desk_view.item["note"]
    assert page.review.desk_view.report["open"] and checks(page)["identifiers"] == "ok"
    assert checks(page)["solver_finds_key"] == "none"
    site.setenv("CARNET_USER", "Bruno")
    other = Studio()
    assert other.view.tabs.tabs[REVIEW] == "Relecture (1)"
    other.go(REVIEW)
    other.review.desk_view.ask("choose", id="ep-1")
    assert actions(other)[:2] == ["pass", "back"]
    other.review.desk_view.ask("back", reason="Le mollet : quel côté ?")
    item = other.desk.item("ep-1")
    assert item.state == "draft" and item.history[-1].reason == "Le mollet : quel côté ?"
    page.open("ep-1")
    assert "quel côté" in page.editing.editor.meta["note"]
    assert actions(other)[:2] == ["pass", "back"]  # Anne is still its author
    other.review.desk_view.ask("pass")
    other.review.desk_view.ask("approve")
    assert other.desk.item("ep-1").state == "approved" and "Approuvé" in other.view.message.value
    other.review.desk_view.ask("open", id="ep-1")
    assert other.view.tabs.selected == BANK and other.editing.current == "ep-1"


def test_a_stop_is_let_through_with_a_reason_that_is_kept(page: Studio) -> None:
    bad = question().model_copy(
        update={"case": "Patiente : Madame DURAND Odile, née le 12/03/1990. " + question().case}
    )
    page.desk.save(bad)
    page.go(REVIEW)
    page.review.desk_view.ask("choose", id="ep-1")
    assert checks(page)["identifiers"] == "stop" and checks(page)["evidence"] == "stop"
    assert not page.review.desk_view.report["open"]
    page.review.desk_view.ask("alone", reason="seule enseignante du service")
    assert "approve" not in actions(page)
    for row in page.review.desk_view.report["checks"]:
        for found in row["findings"]:
            if found["able"]:
                page.review.desk_view.ask(
                    "override", check=row["check"], where=found["where"], reason="ce n’est pas un nom"
                )
    page.review.desk_view.ask("approve")
    item = page.desk.item("ep-1")
    assert item.state == "approved"
    assert {one.check for one in item.overrides} >= {"four_eyes", "identifiers", "evidence"}
    assert all(one.who == "Anne" and one.reason for one in item.overrides)


def test_references_are_added_cited_and_followed(page: Studio, tmp_path: Path) -> None:
    course = tmp_path / "cours-ep.md"
    course.write_text("# Embolie pulmonaire\n\nLe mollet douloureux et tendu évoque une thrombose veineuse profonde.\n")
    added(page)
    page.go(REFERENCES)
    page.references.received(course)
    assert page.references.title.value == "cours ep"
    page.references.licence.value = "CC BY 4.0"
    page.references.dated.value = date(2024, 1, 2)
    page.references.add.click()
    assert "cours ep" in page.references.list.value and "CC BY 4.0" in page.references.list.value
    page.open_from_elsewhere("ep-1")
    page.editing.editor.ask("search", query="mollet douloureux", number=1)
    assert page.editing.editor.found["rows"][0]["title"] == "cours ep"
    sent: list[dict[str, Any]] = []
    page.editing.editor.send = lambda content, buffers=None: sent.append(content)
    page.editing.editor.ask("cite", number=1, index=0)
    data = question().model_dump(mode="json")
    data["questions"][0]["propositions"][0]["citations"] = [sent[0]["citation"]]
    page.editing.editor.ask("edit", number=1, opened=page.editing.editor.openings, item=data)
    page.editing.editor.ask("save", reason="référence")
    assert page.editing.editor.meta["stale"] == []
    page.desk.move("ep-1", "retired")
    page.desk.move("ep-1", "draft")
    page.go(REVIEW)
    page.review.desk_view.ask("choose", id="ep-1")
    page.review.desk_view.ask("alone", reason="personne d’autre")
    course.write_text("# Embolie pulmonaire\n\nLe chapitre est réécrit.\n")
    page.references.received(course)
    page.references.title.value = "cours ep"
    page.references.add.click()
    page.go(BANK)
    page.go(REVIEW)
    assert page.review.desk_view.groups[0]["title"].startswith("À revoir")
    page.open_from_elsewhere("ep-1")
    assert page.editing.editor.meta["stale"] and page.editing.editor.checked["findings"][-1]["check"] == "citations"


def test_files_come_in_with_what_was_set_aside_and_go_out_with_what_they_lose(page: Studio, tmp_path: Path) -> None:
    path = tmp_path / "banque.jsonl"
    path.write_text(question().model_dump_json() + '\n{"id": 3}\n', encoding="utf-8")
    page.exchange.open()
    page.exchange.received(path)
    assert "1 item lu" in page.exchange.told.value and "mis de côté" in page.exchange.told.value
    assert "1 item" in page.exchange.add.description
    page.exchange.add.click()
    assert page.desk.item("ep-1").state == "draft" and hidden(page.exchange.panel)
    page.exchange.received(path)
    assert page.exchange.waiting == []  # there already
    saved: list[tuple[str, bytes]] = []
    page.exchange.saver.save = lambda name, content, type="": saved.append((name, content))
    page.bank.list.ask("mark", ids=["ep-1"])
    page.exchange.exported("json")
    (tmp_path / saved[0][0]).write_bytes(saved[0][1])
    assert read(tmp_path / saved[0][0]).items[0].case == question().case
    page.exchange.exported("docx")
    assert saved[1][0] == "items-docx.zip" and saved[1][1].startswith(b"PK")
    page.exchange.exported("frenchmedmcqa")
    assert "no format" in page.view.message.value or "format" in page.view.message.value


def test_notes_come_from_a_warehouse_or_are_brought(site: pytest.MonkeyPatch, tmp_path: Path) -> None:  # noqa: F811
    build_demo(tmp_path / "hospital", 5, 7)
    site.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    said: list[str] = []
    source = NoteSource(lambda kind, title, text: said.append(title), lambda: None)
    source.relabel()
    source.open()
    assert source.notes and source.chosen and source.rows()[0]["title"]
    first = source.person
    source.go("step", {"by": 1})
    assert source.person != first
    source.go("jump", {"id": "nobody"})
    assert source.bar.notice and source.bar.place[1] > 1
    source.bring([("lettre.txt", REPORT.encode()), ("image.png", b"\x89PNG")])
    assert [source.notes[id].text for id in source.chosen] == [REPORT] and said


def test_drafts_are_written_read_kept_or_dropped(page: Studio) -> None:
    page.go(CASE)
    page.wizard.source.bring([("lettre.txt", REPORT.encode())])
    assert page.wizard.wanted.rows and page.wizard.wanted.reading["text"] == REPORT
    page.wizard.wanted.ask("write", wanted={"number": 3, "kinds": ["QRM", "QRU", "XYZ"], "way": "elsewhere"})
    readings = page.wizard.cards.items
    assert readings and not hidden(page.wizard.drafts) and hidden(page.wizard.first)
    assert "DURAND" not in str(readings)
    for one in readings:
        for part in one["questions"]:
            for proposition in part["propositions"]:
                for quote in proposition["quotes"]:
                    text = next(each["text"] for each in one["parts"] if each["id"] == quote["part"])
                    assert text[quote["start"] : quote["end"]] == quote["quote"]
    ids = [one["id"] for one in readings]
    page.wizard.cards.ask("edit", id=ids[0])
    assert page.view.tabs.selected == BANK and page.editing.current == ids[0] and page.editing.unsaved()
    if ids[1:]:
        page.wizard.cards.ask("add", ids=[*ids[1:], "nothing"])
        assert {row.id for row in page.desk.find().rows} == set(ids[1:])
    assert wanted_of({"number": 900, "kinds": "QRM", "topics": ["treatment"]}).number == 30

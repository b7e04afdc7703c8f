"""The teachers' page without a browser: the bank, drafts that are not lost, checks beside fields, who may enter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carnet.apps.studio import Studio
from carnet.apps.studio_draft import blank
from carnet.apps.studio_view import BANK, REVIEW
from carnet.language import set_language
from carnet.teaching.item import Item


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("CARNET_TEACHING", str(tmp_path / "teaching.sqlite"))
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "nowhere"))
    monkeypatch.setenv("CARNET_USER", "Anne")
    for name in ("JUPYTERHUB_USER", "CARNET_STUDENT_DOOR", "CARNET_TEACHERS", "CARNET_LLM", "CARNET_REFERENCES"):
        monkeypatch.delenv(name, raising=False)
    set_language("fr")
    yield monkeypatch
    set_language("fr")


@pytest.fixture
def page(site: pytest.MonkeyPatch) -> Studio:
    return Studio()


def hidden(widget: Any) -> bool:
    return bool(widget.layout.display == "none")


def question() -> Item:
    """A small sound item."""
    texts = ("Une embolie pulmonaire", "Une pneumopathie aiguë", "Un pneumothorax droit", "Une péricardite aiguë")
    case = "Une femme de 34 ans consulte pour une dyspnée apparue la veille. Le mollet droit est tendu et douloureux."
    quote = "Le mollet droit est tendu et douloureux"
    start = case.index(quote)
    evidence = [{"note_id": "case", "start": start, "end": start + len(quote), "quote": quote}]
    propositions = [
        {"id": "abcd"[i], "text": text, "correct": i == 0, "feedback": "Signes de thrombose.", "evidence": evidence}
        for i, text in enumerate(texts)
    ]
    asked = {
        "id": "q1",
        "kind": "QRU",
        "stem": "Quel diagnostic évoquez-vous en premier ?",
        "propositions": propositions,
    }
    return Item.model_validate({"id": "ep-1", "kind": "QRU", "title": "Dyspnée", "case": case, "questions": [asked]})


def added(page: Studio) -> Item:
    saved: Item = page.desk.save(question(), "essai")
    page.changed()
    return saved


def typed(page: Studio, change: Any, number: int = 1) -> None:
    """What the page sends when something is typed."""
    data = page.editing.draft.data if page.editing.draft else {}
    sent = Item.model_validate(data).model_dump(mode="json") if page.editing.draft and page.editing.draft.item else data
    change(sent)
    page.editing.editor.ask("edit", number=number, opened=page.editing.editor.openings, item=sent)


def flaws(page: Studio) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in page.editing.editor.checked["findings"]:
        found.setdefault(one["where"], []).append(one["check"])
    return found


def test_a_student_is_refused_in_plain_words(site: pytest.MonkeyPatch) -> None:
    site.setenv("JUPYTERHUB_USER", "eleve")
    page = Studio()
    assert page.desk is None and not hidden(page.view.empty) and hidden(page.view.line)
    assert "enseignants" in page.view.lead.value and "eleve" in page.view.lead.value
    page.speak("en")
    assert "teachers" in page.view.lead.value
    site.setenv("CARNET_TEACHERS", "eleve, autre")
    assert Studio().desk is not None


def test_a_store_that_cannot_be_opened_is_told(site: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    site.setenv("CARNET_TEACHING", str(tmp_path / "file" / "teaching.sqlite"))
    page = Studio()
    assert page.desk is None and "teaching.sqlite" in page.view.lead.value


def test_an_empty_bank_says_what_to_do_first(page: Studio) -> None:
    assert not hidden(page.view.empty) and hidden(page.view.page.columns) and "Aucun item" in page.view.lead.value
    page.view.from_note.click()
    assert page.view.tabs.selected == 1 and hidden(page.view.empty)
    page.go(BANK)
    page.view.bring.click()
    assert not hidden(page.exchange.panel)


def test_the_bank_is_searched_and_an_item_opened(page: Studio) -> None:
    added(page)
    rows = page.bank.list.found["rows"]
    assert [row["id"] for row in rows] == ["ep-1"] and rows[0]["stateName"] == "brouillon"
    page.bank.list.ask("search", query={"text": "mollet", "kind": "QRU", "state": "draft"}, number=3, offset=0)
    assert page.bank.list.found["total"] == 1 and page.bank.list.found["number"] == 3
    for query in (
        {"kind": "DP"},
        {"rank": "A"},
        {"objective": "OIC-226-01-A"},
        {"from": "50", "to": "80"},
        {"text": "x"},
    ):
        page.bank.list.ask("search", query=query, number=4)
        assert page.bank.list.found["total"] == 0
    page.bank.list.ask("search", query={"objective": "?", "from": "a", "item_number": "-1", "topic": []}, number=5)
    assert page.bank.list.found["total"] == 1  # what makes no sense asks nothing
    page.bank.list.ask("open", id="ep-1")
    assert page.editing.editor.opened["item"]["title"] == "Dyspnée" and flaws(page) == {}
    assert page.editing.preview.sheet.question["stem"].startswith("Quel diagnostic")
    assert "correct" not in str(page.editing.preview.sheet.question)
    page.bank.list.ask("open", id="nothing")
    assert "nothing" in page.view.message.value


def test_flaws_stand_beside_their_field_as_one_types(page: Studio) -> None:
    added(page)
    page.open("ep-1")

    def flawed(item: dict[str, Any]) -> None:
        item["questions"][0]["propositions"][1]["text"] = "Ce n’est jamais une pneumopathie"
        item["questions"][0]["propositions"][0]["evidence"][0]["start"] += 2

    typed(page, flawed)
    found = flaws(page)
    assert "absolute_terms" in found["q1/b"] and any("evidence" in checks for checks in found.values())
    assert all(one["label"] and one["message"] for one in page.editing.editor.checked["findings"])
    typed(page, lambda item: item.update(item_number=999), 2)  # no item any more: said at the field, kept
    assert "item_number" in flaws(page) and page.editing.unsaved()
    page.editing.editor.ask("save", reason="")
    assert "ne peut pas encore" in page.view.message.value and page.desk.item("ep-1").version == 1


def test_what_is_typed_is_not_lost_when_another_item_is_opened(page: Studio) -> None:
    added(page)
    page.open("ep-1")
    first = page.editing.editor.openings
    page.new("QROC")
    assert page.editing.editor.opened["item"]["kind"] == "QROC"
    sent = question().model_dump(mode="json") | {"title": "Tapée trop tard"}
    page.editing.editor.ask("edit", number=1, opened=first, item=sent)  # it was still on its way
    assert [row["title"] for row in page.bank.list.found["rows"] if row["changed"]] == [
        "Nouvel item",
        "Tapée trop tard",
    ] or (len(page.editing.unsaved()) == 2)
    page.open("ep-1")
    assert page.editing.editor.opened["item"]["title"] == "Tapée trop tard" and page.editing.editor.meta["dirty"]
    page.editing.editor.ask("revert")
    assert page.editing.editor.opened["item"]["title"] == "Dyspnée" and len(page.editing.unsaved()) == 1


def test_saving_makes_a_version_with_its_reason_and_history_tells_it(page: Studio) -> None:
    added(page)
    page.open("ep-1")
    typed(page, lambda item: item["questions"][0]["propositions"][2].update(text="Un pneumothorax gauche"))
    page.editing.editor.ask("save", reason="côté corrigé")
    saved = page.desk.item("ep-1")
    assert saved.version == 2 and saved.history[-1].reason == "côté corrigé" and not page.editing.unsaved()
    page.editing.editor.ask("history")
    rows = page.editing.editor.history
    assert [row["version"] for row in rows] == [2, 1] and rows[0]["diff"][0][2] == "Un pneumothorax gauche"
    page.editing.editor.ask("restore", version=1)
    page.editing.editor.ask("save", reason="retour")
    again = page.desk.item("ep-1")
    assert again.version == 3 and again.questions[0].propositions[2].text == "Un pneumothorax droit"
    page.editing.editor.ask("copy")
    assert page.editing.current != "ep-1" and "copie" in page.editing.editor.opened["item"]["title"]
    page.editing.editor.ask("save", reason="")
    assert page.desk.find().total == 2


def test_somebody_elses_version_is_not_overwritten(page: Studio) -> None:
    item = added(page)
    page.open("ep-1")
    typed(page, lambda sent: sent.update(title="Le mien"))
    page.desk.save(item.model_copy(update={"title": "Le sien"}))
    page.editing.editor.ask("save", reason="")
    assert page.desk.item("ep-1").title == "Le sien" and page.editing.unsaved()
    assert page.view.message.value


def test_a_blank_item_of_each_kind_opens_with_what_is_to_be_written(page: Studio) -> None:
    for kind in ("QRU", "QRPL", "QROC", "QZP", "TCS", "KFP", "miniDP", "DP", "ECOS"):
        page.new(kind)
        assert page.editing.editor.opened["item"]["kind"] == kind and page.editing.editor.checked["findings"]
        page.editing.editor.ask("look", question="q1")
        page.editing.editor.ask("revert")
        assert page.editing.draft is None
    assert blank("DP", "Anne").questions


def test_an_image_known_already_does_not_travel_again(page: Studio) -> None:
    page.new("QZP")
    picture = {"media_type": "image/png", "data": "QUJD", "width": 4, "height": 3, "alternative": "Un thorax"}
    typed(page, lambda item: item["questions"][0].update(image=picture))
    typed(page, lambda item: item["questions"][0].update(image=picture | {"data": "=", "alternative": "Autre"}), 2)
    draft = page.editing.draft
    assert draft and draft.item and draft.item.questions[0].image
    assert draft.item.questions[0].image.data == "QUJD" and draft.item.questions[0].image.alternative == "Autre"


def test_the_page_speaks_english(page: Studio) -> None:
    added(page)
    page.open("ep-1")
    page.go(REVIEW)
    page.speak("en")
    assert page.view.tabs.tabs[0] == "Bank" and page.editing.editor.texts["save"] == "Save"
    assert page.bank.list.texts["filters"] == "Filters" and page.wizard.wanted.texts["write"] == "Write the drafts"

"""The coder's page without a browser: a hospital, its stays, codes decided, validated, found again, taken away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carnet.apps.codage import Codage
from carnet.apps.codage_record import StayRecord
from carnet.language import set_language
from carnet.records.demo import build_demo
from carnet.records.reviews import Reviews


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("codage") / "hospital"
    build_demo(folder, 20, 7)
    return folder


@pytest.fixture
def site(hospital: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("CARNET_HOSPITAL", str(hospital))
    monkeypatch.setenv("CARNET_REVIEWS", str(tmp_path / "reviews.sqlite"))
    monkeypatch.setenv("CARNET_USER", "Anne")
    set_language("fr")
    yield monkeypatch
    set_language("fr")


@pytest.fixture
def page(site: pytest.MonkeyPatch) -> Codage:
    return opened()


@pytest.fixture(scope="module")
def coder() -> Any:
    from carnet.tools import code

    return code()


@pytest.fixture(autouse=True)
def one_coder(coder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool is opened once for all these pages."""
    monkeypatch.setattr("carnet.tools.code", lambda: coder)


def opened() -> Codage:
    return Codage()


def shown(page: Codage) -> StayRecord:
    assert page.record is not None
    return page.record


def hidden(widget: Any) -> bool:
    return bool(widget.layout.display == "none")


def cards(page: Codage, position: str = "") -> dict[str, dict[str, Any]]:
    rows: list[dict[str, Any]] = page.view.cards.get_state()["rows"]
    return {row["code"]: row for row in rows if row["position"] == position or not position}


def words(page: Codage) -> list[dict[str, Any]]:
    """What the page says over the cards, from now on."""
    said: list[dict[str, Any]] = []
    page.view.cards.send = lambda content, buffers=None: said.append(content)
    return said


def complete(page: Codage) -> None:
    """Accept what is proposed; where no principal diagnosis is, add one."""
    record = shown(page)
    if not record.review.at("dp"):
        page.view.cards.ask("add")
        page.view.search.ask("choose", code="C509")
    page.view.cards.ask("validate", how="all")


def test_without_a_hospital_one_can_try_with_a_fictitious_stay(site: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site.setenv("CARNET_HOSPITAL", str(tmp_path / "nowhere"))
    page = opened()
    assert not hidden(page.view.empty) and hidden(page.view.line) and hidden(page.view.page.columns)
    assert "Coder les séjours" in page.view.lead.value and page.view.message.value == ""
    page.visited()
    page.view.example.click()
    assert hidden(page.view.empty) and page.view.bar.name == "Séjour fictif" and len(shown(page).notes) == 2
    assert page.view.page.header.fictitious and page.view.stays_card not in page.view.page.columns.children
    found = {item.now.code for item in shown(page).review.in_order()}
    assert {"C504", "I10"} <= found and "I269" not in found  # what is denied is not coded
    page.view.cards.ask("accept", id=page.view.cards.rows[0]["id"])
    assert page.view.cards.rows[0]["state"] == "accepted" and not list(tmp_path.glob("reviews*"))


def test_a_warehouse_without_stays_says_so(site: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build_demo(tmp_path / "hospital", 5, 7, notes=False)
    site.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    page = opened()
    assert "Aucun séjour à coder" in page.view.lead.value and not hidden(page.view.empty)


def test_the_first_stay_is_open_with_its_evidence_lit(page: Codage) -> None:
    record = shown(page)
    assert page.stays.order[0] == record.stay.stay_id == page.view.stays.current
    assert record.stay.stay_id in page.view.bar.name and page.view.bar.place == [1, len(page.stays.order)]
    item = record.review.items[page.view.cards.selected]
    start, end = page.view.source.bright[0]
    assert page.view.source.text[start:end] == item.evidence[0].quote
    for one in page.view.cards.rows:
        assert one["label"] and one["reason"] and one["quotes"] and one["sure"] in ("high", "likely", "check")


def test_decisions_survive_and_the_list_says_how_far_the_stay_is(page: Codage) -> None:
    record = shown(page)
    id = record.stay.stay_id
    item = record.review.in_order()[0]
    page.view.cards.ask("accept", id=item.id)
    page.view.cards.ask("comment", id=item.id, text="  À relire  ")
    assert page.view.stays.patch["put"] == {"0": 1} and page.stays.status[id] == "begun"
    after = opened()
    row = next(row for row in after.view.cards.rows if row["id"] == item.id)
    assert row["state"] == "accepted" and row["comment"] == "À relire" and "Anne" in row["decided"]
    after.view.cards.ask("undo")  # a new visit has nothing to take back
    assert after.stays.status[id] == "begun"
    page.view.cards.ask("undo")
    page.view.cards.ask("undo")
    assert id not in page.stays.status and page.view.stays.patch["put"] == {"0": 0}
    page.view.cards.ask("redo")
    assert cards(page)[row["code"]]["state"] == "accepted"


def test_a_code_is_checked_before_it_is_taken(page: Codage) -> None:
    said = words(page)
    item = shown(page).review.in_order()[0]
    before = page.view.cards.get_state()["rows"]
    for code, told in (("C50", "subdivisé"), ("Q00Z", "n’est pas un code"), (9, "n’est pas un code")):
        page.view.cards.ask("replace", id=item.id, code=code)
        assert said[-1]["wrong"] and told in said[-1]["text"]
    page.view.cards.ask("move", id=item.id, position="act")
    page.view.cards.ask("move", id=item.id, position="nowhere")
    page.view.cards.ask("accept", id="nothing")
    assert page.view.cards.get_state()["rows"] == before and Reviews().history("code") == []


def test_search_replaces_a_code_or_adds_one_with_its_evidence(page: Codage) -> None:
    record = shown(page)
    item = record.review.in_order()[0]
    page.view.cards.ask("search", id=item.id)
    assert page.view.searching and page.view.search.branch["below"]  # the codes beside it
    page.view.search.ask("search", query="fracture de la clavicule", number=1)
    assert "S4200" in [row["code"] for row in page.view.search.found["rows"]]
    page.view.search.ask("choose", code="S4200")
    assert not page.view.searching and "S42.00" in cards(page)
    note = record.stay.notes[0]
    page.view.cards.ask("add", note=note.note_id, start=2, end=12)
    assert page.view.search.query == " ".join(note.text[2:12].split())
    page.view.search.ask("choose", code="E1190")
    added = cards(page)["E11.90"]
    assert added["state"] == "added" and len(added["quotes"]) == 1 and page.view.cards.selected == added["id"]
    assert page.view.source.note == note.note_id
    page.view.cards.ask("add", note=note.note_id, start=5, end=3)
    page.view.search.ask("choose", code="E11")
    assert page.view.searching  # one that cannot stand there leaves the search open
    page.view.search.ask("choose", code="R522")
    assert cards(page)["R52.2"]["quotes"] == []  # without evidence, and shown so
    page.view.cards.ask("add")
    page.view.search.ask("leave")
    assert not page.view.searching


def test_a_stay_is_validated_once_all_is_read_and_one_principal_diagnosis_stands(page: Codage) -> None:
    said, record = words(page), shown(page)
    id = record.stay.stay_id
    page.view.cards.ask("validate", how="")
    assert said[-1]["kind"] == "left"
    for item in list(record.review.in_order()):
        page.view.cards.ask("reject", id=item.id)
    page.view.cards.ask("validate", how="")
    assert said[-1]["wrong"] and "diagnostic principal" in said[-1]["text"] and page.stays.status[id] == "begun"
    page.view.cards.ask("add")
    page.view.search.ask("choose", code="C509")
    sent: list[Any] = []
    page.view.stays.send = lambda content, buffers=None: sent.append(content)
    page.view.cards.ask("validate", how="")
    assert page.stays.status[id] == "validated" and sent == [{"kind": "advance"}]
    assert "validé par Anne" in page.view.cards.validated
    (kept,) = page.stays.validations()
    assert kept.codes == (("dp", "C509"),) and kept.who == "Anne"
    page.view.cards.ask("undo")  # and begun again
    assert page.stays.status[id] == "begun" and page.view.cards.validated == ""
    other = opened()
    assert other.stays.status[id] == "begun"
    page.view.cards.ask("redo")
    page.view.cards.ask("validate", how="")
    other.visited()  # prepared before its reader came: what was decided since is there
    assert other.stays.status[id] == "validated" and other.view.stays.get_state()["statuses"][0] == 2
    assert other.view.stays.current == other.stays.order[1]


def test_two_coders_who_differ_are_told_apart_and_settled(page: Codage, site: pytest.MonkeyPatch) -> None:
    id = shown(page).stay.stay_id
    complete(page)
    site.setenv("CARNET_USER", "Bruno")
    other = opened()
    other.view.blind.value = True
    other.heard_of_stays("open", {"id": id})
    assert not shown(other).review.touched and other.view.cards.validated == ""  # nothing of Anne's is seen
    complete(other)
    other.view.cards.ask("add")
    other.view.search.ask("choose", code="E440")
    other.view.cards.ask("validate", how="all")
    assert other.stays.status[id] == "disagreement" and other.view.tabs.tabs[1] == "Double codage (1)"
    other.view.tabs.selected = 1
    assert hidden(other.view.page.columns) and not hidden(other.view.double_card)
    other.following.settle(id, other.stays.disagreements()[id][0].codes)
    assert other.stays.status[id] == "validated" and other.view.tabs.tabs[1] == "Double codage"
    other.view.tabs.selected = 2
    assert not hidden(other.view.activity_card) and len(other.view.activity.widget.children) > 1
    other.view.tabs.selected = 0
    assert not hidden(other.view.page.columns)


def test_what_is_coded_is_taken_away(page: Codage) -> None:
    sent: list[tuple[str, str]] = []
    page.view.export.send_file = lambda text, name, type="": sent.append((name, text))
    code: list[str] = []
    page.view.export.send_code = code.append
    page.taking.exported("rum")
    assert sent == [] and "Aucun code" in page.view.message.value
    page.taking.exported("all")
    assert "Aucun séjour n’est encore validé" in page.view.message.value
    id = shown(page).stay.stay_id
    complete(page)
    for kind in ("rum", "fhir", "all", "code"):
        page.taking.exported(kind)
    principal = next(item.now.code for item in shown(page).review.at("dp"))
    assert [name.split(".")[-1] for name, _text in sent] == ["csv", "json", "csv"]
    assert all(name.startswith("CONFIDENTIEL") for name, _text in sent)
    assert principal in sent[0][1] and id in sent[2][1] and '"Claim"' in sent[1][1]
    compile(code[0], "cell", "exec")


def test_another_stay_another_language_and_a_tool_that_fails(page: Codage, site: pytest.MonkeyPatch) -> None:
    page.go("jump", {"id": page.stays.order[1]})
    assert page.view.stays.current == page.stays.order[1] and page.view.bar.place[0] == 2
    page.go("jump", {"id": "nobody"})
    assert page.view.bar.notice and page.view.stays.current == page.stays.order[1]
    page.speak("en")
    assert page.view.cards.texts["accept"] == "Accept" and page.view.bar.name.startswith("Stay ")
    page.speak("fr")

    class Broken:
        nomenclature = page.nomenclature

        def stay(self, _stay: Any) -> None:
            raise ValueError("Madame Zzyzx")

    page._coder = Broken()  # type: ignore[assignment]
    page.open(page.stays.order[0])
    assert "Aucun code n’a pu être proposé" in page.view.message.value and "Zzyzx" not in page.view.message.value
    assert shown(page).coded is None and page.view.source.text and "ajoutez" in page.view.cards.empty


def test_where_the_store_cannot_be_used_decisions_count_on_the_page(site: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    site.setenv("CARNET_REVIEWS", str(tmp_path / "file" / "reviews.sqlite"))
    page = opened()
    assert "ne sont pas gardées" in page.view.message.value
    item = shown(page).review.in_order()[0]
    page.view.cards.ask("accept", id=item.id)
    page.open(page.stays.order[1])
    page.open(page.stays.order[0])
    assert shown(page).review.items[item.id].now.state == "accepted"

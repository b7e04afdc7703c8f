"""The Studio's sessions without a browser: what is said before opening, what is done to a running one, the door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_class import copied, made_stores, of_kind, sat

from carnet.apps import studio_sessions_door as door
from carnet.apps.studio_sessions import SessionsView
from carnet.language import set_language
from carnet.teaching.classroom import Person, StudentDesk, TeacherDesk
from carnet.teaching.question import Response

DRAFT = of_kind("TCS")[0].id


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank, made once and copied for each test."""
    return made_stores(tmp_path_factory.mktemp("sessions"), lambda desk: None, [DRAFT])[0]


@pytest.fixture
def desk(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TeacherDesk]:
    monkeypatch.delenv(door.ADDRESS, raising=False)
    yield from copied(store, tmp_path)


@pytest.fixture
def view(desk: TeacherDesk) -> SessionsView:
    made = SessionsView(desk)
    made.open()
    return made


def hidden(widget: Any) -> bool:
    return bool(widget.layout.display == "none")


def told(view: SessionsView) -> list[str]:
    return [note["text"] for note in view.form.notes]


def choose(view: SessionsView, *kinds: str) -> list[str]:
    ids = [one.id for one in of_kind(*kinds)]
    view.form.ask("search", text="", type="", approved=False)
    for id in ids:
        view.form.ask("add", id=id)
    return ids


def opened(view: SessionsView, *kinds: str, **fields: Any) -> str:
    choose(view, *kinds)
    for name, value in fields.items():
        view.form.ask("set", field=name, value=value)
    view.form.ask("start")
    assert view.message.value == "", view.message.value
    return view.current


def test_the_bank_is_searched_and_items_are_put_in_order(view: SessionsView) -> None:
    assert not hidden(view.form_card) and hidden(view.board_card)
    assert DRAFT not in {row["id"] for row in view.form.found["rows"]}  # only approved ones at first
    view.form.ask("search", text="kaliemie", type="", approved=True)
    assert "exemple-03-kaliemie" in {row["id"] for row in view.form.found["rows"]}
    assert "exemple-01-sca" not in {row["id"] for row in view.form.found["rows"]}
    view.form.ask("search", text="", type="QRM", approved=True)
    assert {row["second"].split(" ")[0] for row in view.form.found["rows"]} == {"QRM"}
    first, second = choose(view, "QRU", "QRM")
    view.form.ask("add", id=first)  # once
    view.form.ask("place", id=second, by=-1)
    assert [row["id"] for row in view.form.chosen] == [second, first]
    assert view.form.summary == "2 questions · environ 3 min"
    view.form.ask("remove", id=second)
    assert [row["id"] for row in view.form.chosen] == [first]


def test_what_is_to_be_known_before_opening_is_said(view: SessionsView, desk: TeacherDesk) -> None:
    ids = choose(view, "QRU", "QRM", "TCS")
    assert told(view) == ["1 item n’est pas approuvé : la séance ne peut pas être ouverte avec lui."]
    view.form.ask("start")
    assert "pas approuvés" in view.message.value and not view.current
    view.form.ask("remove", id=DRAFT)
    view.form.ask("set", field="mode", value="exam")
    assert any("jusqu’à ce que vous" in one for one in told(view))
    assert any("2 items sont ouverts à l’entraînement libre" in one for one in told(view))
    view.form.ask("set", field="minutes", value="1")
    assert any("c’est court" in one for one in told(view))
    sat(desk, of_kind("QRU"), 1, "training")
    view.open()
    assert ids[0] and any("1 item a déjà été vu en séance d’entraînement." in one for one in told(view))


def test_extra_time_is_given_by_pseudonym(view: SessionsView) -> None:
    view.form.ask("extra", name=" Zoé ", factor=4 / 3)
    view.form.ask("extra", name="Yann", factor=9.0)
    view.form.ask("extra", name="Yann", factor=0)
    assert view.form.plan["extra"] == [["Zoé", "un tiers de plus"]]
    code = opened(view, "QRU", mode="exam", minutes="30")
    assert view.desk.session(code).plan.extra == {"Zoé": 4 / 3}


def test_an_exam_is_followed_from_its_code_to_its_correction(view: SessionsView, desk: TeacherDesk) -> None:
    code = opened(view, "QRU", "QRM", mode="exam", minutes="30", correction="when_released")
    assert hidden(view.form_card) and view.board.session["code"] == code and view.board.members == []
    assert [one["kind"] for one in view.board.actions] == ["start"] and all(one["ask"] for one in view.board.actions)
    student = StudentDesk(desk.store, Person("", "student"))
    student.join(code, "Zoé")
    view.board.ask("tick")
    assert [(one["name"], one["told"]) for one in view.board.members] == [("Zoé", "en attente")]
    view.board.ask("act", what="start")
    assert view.list.rows[0]["stage"] == "running" and 1700 < view.board.session["remaining"] <= 1800
    question = of_kind("QRU")[0].questions[0]
    student.answer("exemple-01-sca", "q1", Response(ticked=tuple(question.key)), flagged=True)
    beat = view.board.beat
    view.board.ask("tick")
    member, asked = view.board.members[0], view.board.questions[0]
    assert view.board.beat == beat + 1 and member["where"] == "1" and (member["answered"], member["flagged"]) == (1, 1)
    assert (asked["answered"], asked["correct"], asked["mean"]) == (1, 1, 1.0)
    view.board.ask("time", name="Zoé", minutes=10)
    assert "10 min données à Zoé" in view.message.value and view.board.members[0]["left"] > 2300
    view.board.ask("back", name="Zoé")
    assert "Zoé peut entrer de nouveau" in view.message.value
    view.board.ask("act", what="close")
    assert view.board.session["told"] == "terminée" and view.board.members[0]["told"] == "temps écoulé"
    assert [one["kind"] for one in view.board.actions] == ["release"]
    view.board.ask("act", what="release")
    assert view.board.session["told"] == "terminée, correction publiée" and view.board.actions == []


def test_answers_still_to_decide_are_told_before_the_release(view: SessionsView, desk: TeacherDesk) -> None:
    code = sat(desk, of_kind("QROC", "QRU"), 4)
    view.open()
    view.list.ask("open", code=code)
    assert view.board.actions[0]["kind"] == "release"
    assert view.board.actions[0]["ask"].startswith("1 réponse rédigée, proche d’une réponse acceptée, reste à décider")


def test_only_what_changed_is_sent(view: SessionsView) -> None:
    opened(view, "QRU")
    sent: list[str] = []
    view.board.observe(lambda change: sent.append(change["name"]))
    view.board.ask("tick")
    assert sent == ["beat"]


def test_what_the_page_says_is_checked(view: SessionsView) -> None:
    code = opened(view, "QRU")
    for kind, fields in (
        ("act", {"what": "decide"}),
        ("act", {}),
        ("time", {"name": "Personne", "minutes": 5}),
        ("time", {"minutes": "x"}),
        ("nonsense", {}),
    ):
        view.board.ask(kind, **fields)
    assert view.desk.session(code).stage == "running"
    view.list.ask("open", code="AAAAAA")
    assert view.current == code
    view.list.ask("new")
    for name, value in (("mode", "party"), ("scale", "none"), ("minutes", "-3"), ("correction", 3)):
        view.form.ask("set", field=name, value=value)
    assert (view.draft.mode, view.draft.scale, view.draft.minutes, view.draft.correction) == (
        "training",
        "",
        None,
        "at_end",
    )


def test_results_are_asked_for_where_the_page_can_show_them(view: SessionsView, desk: TeacherDesk) -> None:
    code = sat(desk, of_kind("QRU"), 2)
    heard: list[str] = []
    view.on_results = heard.append
    view.open()
    view.list.ask("open", code=code)
    view.board.ask("act", what="results")
    assert heard == [code]


def test_the_words_follow_the_language(view: SessionsView) -> None:
    opened(view, "QRU")
    set_language("en")
    view.relabel()
    assert view.board.texts["copy"] == "Copy" and view.list.rows[0]["told"] == "running"


def test_the_door_is_told_while_it_is_open(view: SessionsView, monkeypatch: pytest.MonkeyPatch) -> None:
    url = view.desk.store.url
    assert door.door_address(url) == ""
    door.tell_door(url, "https://eleves.exemple.fr/")
    opened(view, "QRU")
    assert view.board.session["address"] == "https://eleves.exemple.fr/"
    door.forget_door(url)
    assert door.door_address(url) == ""
    Path(url).with_suffix(".door.json").write_text('{"address": "x", "pid": 999999999, "host": "elsewhere"}')
    assert door.door_address(url) == "x"  # another machine's: it cannot be told whether it lives
    Path(url).with_suffix(".door.json").write_text("[]")
    assert door.door_address(url) == ""
    monkeypatch.setenv(door.ADDRESS, "https://hub/")
    assert door.door_address(url) == door.door_address("postgresql://x") == "https://hub/"

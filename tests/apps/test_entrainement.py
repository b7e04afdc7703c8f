"""The students' page without a browser: training, exam, progressive case, station, a store that fails, languages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carnet.apps.entrainement import Entrainement
from carnet.apps.entrainement_desk import Read
from carnet.apps.entrainement_words import points
from carnet.language import set_language
from carnet.teaching.classroom import Person, Session, SessionPlan, TeacherDesk
from carnet.teaching.examples import items
from carnet.teaching.store import TeachingStore

DP = "exemple-08-colon"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the example items approved."""
    path = tmp_path_factory.mktemp("teaching") / "teaching.sqlite"
    store = TeachingStore(path)
    writer, reader = (TeacherDesk(store, Person(name, "teacher")) for name in ("Anne", "Bruno"))
    writer.save_all(items())
    for item in items():
        reader.move(item.id, "reviewed")
        reader.move(item.id, "approved", report=Read())
    return path


@pytest.fixture
def teacher(stocked: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TeacherDesk]:
    monkeypatch.setenv("CARNET_TEACHING", str(stocked))
    monkeypatch.setenv("CARNET_USER", "Camille")
    monkeypatch.delenv("CARNET_TEACHING_SERVER", raising=False)
    set_language("fr")
    desk = TeacherDesk(TeachingStore(stocked), Person("Anne", "teacher"))
    yield desk
    set_language("fr")
    for session in desk.sessions():  # an item of an exam that goes on is practised and corrected nowhere
        if session.stage == "running":
            desk.close(session.code)


def opened(teacher: TeacherDesk, *ids: str, mode: Any = "exam", rule: Any = "when_released", **more: Any) -> Session:
    wanted = [item.id for item in items() if any(item.id.startswith(f"exemple-{n}") for n in ids)]
    session = teacher.open_session(SessionPlan("Épreuve", tuple(wanted), mode, correction=rule, **more))
    if mode == "exam":
        teacher.start(session.code)
    return session


def joined(session: Session, name: str) -> Entrainement:
    page = Entrainement()
    page.view.join.ask("join", code=session.code, pseudonym=name)
    assert page.view.join.error == "" and page.sitting is not None
    return page


def hidden(widget: Any) -> bool:
    return bool(widget.layout.display == "none")


def heard(widget: Any) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    widget.send = lambda content, buffers=None: said.append(content)
    return said


def answer(page: Entrainement, number: int = 1, **given: Any) -> None:
    question = page.view.sheet.question
    page.view.sheet.ask("answer", item=question["item"], question=question["id"], number=number, seconds=3, **given)


def state(page: Entrainement, number: int) -> str:
    return str(page.view.bar.rows[number - 1]["state"])


def everything_sent(page: Entrainement) -> str:
    """All that the page's widgets hold, as it goes to the browser."""
    parts = (page.view.sheet, page.view.bar, page.view.case, page.view.recap, page.view.station, page.view.correction)
    states = [{k: v for k, v in part.get_state().items() if k not in ("_esm", "_css", "texts")} for part in parts]
    return json.dumps([*states, page.view.told.value], ensure_ascii=False, default=str)


def test_an_empty_place_offers_examples_and_makes_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_TEACHING", str(tmp_path / "none.sqlite"))
    page = Entrainement()
    assert not hidden(page.view.home) and hidden(page.view.page.columns)
    assert page.view.example.button_style == "primary" and "Aucune question" in page.view.lead.value
    page.view.example.click()
    assert page.view.bar.title == "Questions d’exemple" and page.view.sheet.question["validate"]
    assert len(page.view.bar.rows) == sum(len(item.questions) or 1 for item in items())
    assert not (tmp_path / "none.sqlite").exists() and page.view.ticket.kept == ""


def test_a_training_question_is_answered_then_corrected_with_its_evidence(teacher: TeacherDesk) -> None:
    page = joined(opened(teacher, "01", "04", mode="training", rule="at_once"), "Ada")
    view = page.view
    assert "indispensable" not in everything_sent(page)
    view.sheet.ask("hint", item="exemple-01-sca", question="q1")
    assert "120 minutes" in view.sheet.question["hint"]
    answer(page, ticked=["b"])
    shown = view.correction.corrected
    assert not hidden(view.correction) and hidden(view.sheet)
    assert shown["verdict"] == "wrong" and "Barème EDN 2024" in shown["scale"]
    first = shown["propositions"][0]
    assert first["correct"] and not first["chosen"] and not first["good"] and first["feedback"]
    case = {part["id"]: part["text"] for part in view.case.parts}
    for quote in first["quotes"]:
        assert case[quote["part"]][quote["start"] : quote["end"]] == quote["quote"]
    assert state(page, 1) == "wrong"
    view.correction.ask("next")
    assert view.sheet.question["kind"] == "QROC"
    answer(page, text="fibrillation auriculaire")
    assert view.correction.corrected["verdict"] == "right" and view.correction.corrected["answers"]
    view.correction.ask("next")  # all is answered: handed in without a recap
    assert "10,0 sur 20" in view.told.value
    view.bar.ask("retry")
    assert view.sheet.question["id"] == "q1" and state(page, 1) == "todo"


def test_answers_of_an_exam_are_kept_and_found_again_by_the_ticket(teacher: TeacherDesk) -> None:
    session = opened(teacher, "01", "02", minutes=30, extra={"Bea": 4 / 3})
    page = joined(session, "Bea")
    view = page.view
    assert 39 * 60 < (view.bar.remaining or 0) <= 40 * 60  # a third more
    answer(page, number=1, ticked=["b"])
    assert view.sheet.kept["number"] == 1 and len(view.sheet.kept["when"]) == 8 and state(page, 1) == "answered"
    view.sheet.ask("flag", item="exemple-01-sca", question="q1", on=True)
    view.sheet.ask("go", by=1, item="exemple-01-sca", question="q1")
    answer(page, number=2, ticked=["a", "c"])
    other = Entrainement()  # a new kernel
    other.view.ticket.ask("here", ticket=page.view.ticket.kept)
    assert other.sitting is not None and state(other, 1) == "answered" and other.view.bar.rows[0]["flagged"]
    other.view.bar.ask("open", item="exemple-02-ep", question="q1")
    assert other.view.sheet.question["answer"]["ticked"] == ["a", "c"]
    other.view.bar.ask("recap")
    assert "Toutes les questions ont une réponse." in other.view.recap.recap["told"]
    other.view.recap.ask("submit")
    assert "Copie rendue" in other.view.told.value and other.view.bar.every > 0
    sent = everything_sent(other)
    assert "angioplastie primaire est la stratégie" not in sent and '"correct"' not in sent
    teacher.close(session.code)
    teacher.release(session.code)
    other.view.bar.ask("look")
    assert "sur 20" in other.view.told.value and state(other, 1) == "wrong"
    assert "à partir de 11 étudiants" in other.view.told.value


def test_a_progressive_case_locks_what_was_passed(teacher: TeacherDesk) -> None:
    page = joined(opened(teacher, "08"), "Chloe")
    view = page.view
    assert [row["state"] for row in view.bar.rows] == ["todo"] * 4 and view.bar.rows[1]["closed"]
    assert "gastroscopie" not in everything_sent(page)
    assert view.sheet.question["warn"] and view.sheet.question["next"] == "Verrouiller et continuer"
    answer(page, ticked=["a"])
    view.sheet.ask("go", by=1, item=DP, question="q1")
    assert view.sheet.question["id"] == "q2" and "gastroscopie" in view.case.parts[-1]["text"]
    view.bar.ask("open", item=DP, question="q1")
    assert view.sheet.question["locked"] and state(page, 1) == "locked"
    said = heard(view.sheet)
    answer(page, number=9, ticked=["b"])
    assert said[-1]["kind"] == "refused" and view.message.value
    view.bar.ask("recap")
    view.recap.ask("submit")
    assert page.sitting is not None and page.sitting.over


def test_a_case_counts_for_one_item_in_the_mark(teacher: TeacherDesk) -> None:
    session = opened(teacher, "01", "08")
    page = joined(session, "Elsa")
    answer(page, ticked=["a"])
    page.view.bar.ask("recap")
    page.view.recap.ask("submit")
    teacher.close(session.code)
    teacher.release(session.code)
    page.view.bar.ask("look")
    told = page.view.told.value
    assert "Chaque item compte autant" in told and "4 questions pour un seul item" in told
    assert told.count('scope="rowgroup"') == 2
    assert points(0.5625, 20) == "11,25 sur 20" and points(0.5, 20) == "10,0 sur 20"


def test_what_the_page_sends_is_not_trusted(teacher: TeacherDesk) -> None:
    page = joined(opened(teacher, "01"), "Dina")
    said = heard(page.view.sheet)
    place = {"item": "exemple-01-sca", "question": "q1", "number": 1}
    for given in ({"ticked": 4}, {"degree": 9}, {"ticked": ["zz"]}, {"text": "x" * 900}, {"seconds": "long"}):
        page.view.sheet.ask("answer", **place, **given)
    page.view.sheet.ask("answer", item="other", question="q1", number=1, ticked=["a"])
    assert [one["kind"] for one in said] == ["refused"] * 6 and page.view.sheet.kept == {}
    page.view.bar.ask("open", item="other", question="q9")
    page.view.practice.ask("practise", by="everything", value=3)
    page.view.ticket.ask("here", ticket="not a ticket")
    assert page.view.sheet.question["id"] == "q1"
    other = Entrainement()
    other.view.ticket.ask("here", ticket="{}")
    assert other.sitting is None
    other.view.ticket.heard = False
    other.view.ticket.ask("here", ticket='{"secret": "nobody", "code": "AAAAAA", "pseudonym": "x"}')
    assert other.sitting is None and other.view.ticket.kept == "" and not hidden(other.view.home)


def test_an_answer_that_cannot_be_written_is_not_said_to_be_saved(
    teacher: TeacherDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = joined(opened(teacher, "01"), "Elsa")
    desk: Any = page.sitting.desk if page.sitting else None
    url, engine = desk.room.store.url, desk.room.store.engine
    broken = TeachingStore(Path(url).with_name("other.sqlite"))  # a store that knows nobody: its tables are gone
    with broken.engine.begin() as connection:
        for table in ("teaching_answer", "teaching_ticket"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    desk.room.store.engine = broken.engine
    answer(page, ticked=["a"])
    assert page.view.sheet.trouble and page.view.sheet.kept == {}
    desk.room.store.engine = engine
    answer(page, ticked=["a"])  # the page sends it again
    assert not page.view.sheet.trouble and page.view.sheet.kept["number"] == 1


def test_a_station_is_timed_then_its_grid_is_filled(teacher: TeacherDesk) -> None:
    page = joined(opened(teacher, "09", mode="training", rule="at_once"), "Fanny")
    station = page.view.station
    assert station.station["phase"] == "ready" and "scanner" not in everything_sent(page)
    station.ask("start")
    assert station.station["phase"] == "running" and station.station["minutes"] == 8
    station.ask("stop")
    assert station.station["phase"] == "grid" and len(station.station["lines"]) == 10
    station.ask("grade", grid={"g1": 1, "g2": 1, "g7": 0.5})
    station.ask("finish")
    assert station.station["phase"] == "done" and station.station["verdict"] == "partly"


def test_a_station_of_an_exam_ends_without_its_grid(teacher: TeacherDesk) -> None:
    page = joined(opened(teacher, "09"), "Gwen")
    page.view.station.ask("start")
    page.view.station.ask("stop")
    assert page.view.station.station["phase"] == "ended" and state(page, 1) == "answered"
    page.view.station.ask("grade", grid={"g1": 1})
    assert "scanner" not in everything_sent(page)


def test_practice_alone_progress_and_what_is_not_there(teacher: TeacherDesk) -> None:
    page = Entrainement()
    page.view.practice.ask("practise", by="objective", value="OIC-001-01-A", questions=5)
    assert page.view.practice.error and page.sitting is None
    page.view.practice.ask("practise", by="objective", value="OIC-339-06-A", questions=5)
    assert page.sitting is not None and page.view.bar.every == 0
    right = [one["id"] for one in page.view.sheet.question["propositions"]]
    answer(page, ticked=right[:1])
    page.view.bar.ask("leave")
    assert not hidden(page.view.resume_card) and not hidden(page.view.progress_card)
    assert page.view.practice.choices["objectives"] == ["OIC-339-06-A"]
    assert page.progress.table.rows[0][0] == "OIC-339-06-A"
    page.view.resume.click()
    assert not hidden(page.view.page.columns) and not hidden(page.view.correction)
    page.view.bar.ask("leave")
    page.view.not_me.click()  # somebody else at this computer
    assert page.view.ticket.kept == "" and hidden(page.view.resume_card) and hidden(page.view.progress_card)
    assert page.view.practice.choices["objectives"] == []


def test_what_stands_in_an_exam_that_goes_on_is_corrected_later(teacher: TeacherDesk) -> None:
    page = joined(opened(teacher, "01", mode="training", rule="at_once"), "Hugo")
    exam = opened(teacher, "01")
    answer(page, ticked=["a"])
    assert "examen" in page.view.message.value and not hidden(page.view.sheet)
    assert page.view.sheet.kept["number"] == 1
    page.view.bar.ask("recap")
    page.view.recap.ask("submit")
    assert "Copie rendue" in page.view.told.value and "examen" in page.view.told.value
    teacher.close(exam.code)
    page.view.bar.ask("look")
    assert "sur 20" in page.view.told.value


def test_wrong_codes_and_the_other_language(teacher: TeacherDesk) -> None:
    page = Entrainement()
    page.view.join.ask("join", code="ZZZZZZ", pseudonym="Gil")
    assert page.view.join.error and page.sitting is None
    session = opened(teacher, "01")
    page.view.join.ask("join", code=session.code, pseudonym="")
    assert page.view.join.error
    page.view.join.ask("join", code=session.code, pseudonym="Gil")
    page.speak("en")
    assert page.view.sheet.texts["validate"] == "Validate" and page.view.page.header.title == "Training"
    page.speak("fr")
    assert page.view.sheet.question["heading"] == "Question"

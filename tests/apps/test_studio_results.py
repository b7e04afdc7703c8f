"""The Studio's results without a browser: tiles, questions, answers in words, errata with their preview, files."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_class import copied, made_stores, of_kind, sat

from carnet.apps.studio_results import ResultsView
from carnet.apps.studio_results_export import marks_csv
from carnet.language import set_language
from carnet.teaching.classroom import Person, SessionPlan, StudentDesk, TeacherDesk

KINDS = ("QRM", "QRU", "QROC")
QRM, QRU, QROC = (f"{one.id}/{one.questions[0].id}" for one in of_kind(*KINDS))


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store with a bank, and one where twelve students also sat an exam: made once, copied for each test."""
    return made_stores(tmp_path_factory.mktemp("results"), lambda desk: sat(desk, of_kind(*KINDS)))


@pytest.fixture
def desk(stores: tuple[Path, Path], tmp_path: Path) -> Iterator[TeacherDesk]:
    yield from copied(stores[0], tmp_path)


@pytest.fixture
def sat_desk(stores: tuple[Path, Path], tmp_path: Path) -> Iterator[TeacherDesk]:
    yield from copied(stores[1], tmp_path)


@pytest.fixture(scope="module")
def seen(stores: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ResultsView]:
    """The tab on the exam, for the tests that change nothing."""
    for desk in copied(stores[1], tmp_path_factory.mktemp("seen")):
        made = ResultsView(desk)
        made.open()
        yield made


@pytest.fixture
def view(sat_desk: TeacherDesk) -> ResultsView:
    made = ResultsView(sat_desk)
    made.open()
    assert made.parts.message.value == ""
    return made


def hidden(widget: Any) -> bool:
    return bool(widget.layout.display == "none")


def question(view: ResultsView, id: str) -> dict[str, Any]:
    view.parts.table.ask("open", id=id)
    return dict(view.parts.question.question)


def sent(view: ResultsView, kind: str) -> dict[str, Any]:
    """The file that the page is given."""
    told: list[dict[str, Any]] = []
    view.parts.menu.send = lambda content, buffers=None: told.append(content)
    view.parts.say("", "")
    view.exported(kind)
    assert view.parts.message.value == "", view.parts.message.value
    return told[0]


def code(view: ResultsView) -> str:
    assert view.results is not None
    return view.results.session.code


def test_without_a_session_one_is_told_what_to_do(desk: TeacherDesk) -> None:
    view = ResultsView(desk)
    view.open()
    assert "Pas encore de résultats" in view.parts.empty.value and hidden(view.parts.filled)
    session = desk.open_session(SessionPlan("Vide", (of_kind("QRU")[0].id,)))
    student = StudentDesk(desk.store, Person("", "student"))
    student.join(session.code, "Zoé")
    view.open()
    assert view.parts.session.value == session.code
    view.exported("marks")


def test_the_session_is_summed_up_with_its_cautions(seen: ResultsView) -> None:
    tiles = seen.parts.tiles.value
    assert "<dd>12<small>3 questions" in tiles and "Moyenne sur 20" in tiles and "IC 95 %" in tiles
    assert "12 étudiants" in seen.parts.cautions.value
    assert [row["id"] for row in seen.parts.table.rows] == [QRM, QRU, QROC]
    assert seen.parts.table.rows[2]["check"] == 1
    assert seen.parts.distribution.figure is not None and seen.parts.distribution.figure.drawn["data"]
    assert "12" in seen.parts.distribution.alt
    assert seen.parts.map.alt and "Rasch" in seen.parts.model_words.value


def test_a_question_is_shown_with_its_key_and_who_chose_what(seen: ResultsView) -> None:
    shown = question(seen, QRM)
    item = of_kind("QRM")[0].questions[0]
    assert [one["id"] for one in shown["key"] if one["correct"]] == [one.id for one in item.propositions if one.correct]
    assert all(len(one["thirds"]) == 3 and "n = " in one["all"] for one in shown["key"])
    assert not hidden(seen.parts.detail_card) and not hidden(seen.parts.distractors)
    assert seen.parts.distractors.figure is not None and seen.parts.map.figure is None
    seen.parts.tabs.selected = 1
    assert seen.parts.map.figure is not None and seen.parts.map.figure.drawn["data"]
    seen.parts.tabs.selected = 0
    seen.parts.question.ask("close")
    assert hidden(seen.parts.detail_card) and seen.parts.table.current == ""
    seen.parts.table.ask("open", id="nothing/q1")
    assert hidden(seen.parts.detail_card)


def test_an_answer_in_words_is_decided_for_all_who_wrote_it(view: ResultsView) -> None:
    assert view.results is not None
    question(view, QROC)
    near = view.parts.question.near[0]
    assert near["near"] and near["told"] == "rien" and int(near["n"]) == 5
    before = dict(view.results.totals)
    view.parts.question.ask("decide", text=near["text"], category=2)
    now = next(one for one in view.parts.question.near if one["text"] == near["text"])
    assert now["told"] == "un demi-point" and now["decided"] == 2 and view.parts.table.rows[2]["check"] == 0
    gained = [name for name, mark in view.results.totals.items() if mark > before[name]]
    assert len(gained) == 5
    view.parts.question.ask("decide", text=near["text"], category=7)
    assert view.parts.question.near[0]["decided"] != 7


@pytest.mark.parametrize("what", ["key", "neutralised", "cancelled"])
def test_an_erratum_is_seen_before_it_is_applied(view: ResultsView, sat_desk: TeacherDesk, what: str) -> None:
    assert view.results is not None
    before = dict(view.results.totals)
    shown = question(view, QRM)
    bad = next(one["id"] for one in shown["key"] if not one["correct"])
    good = [one["id"] for one in shown["key"] if one["correct"]]
    asked = {"what": what, "outcome": "full", "reason": "Référence changée"}
    asked["keys"] = [bad, *good[1:]] if what == "key" else [bad, good[0]]  # type: ignore[assignment]
    view.parts.question.ask("preview", **asked)
    preview = dict(view.parts.question.preview)
    assert preview["lines"] and "changent" in preview["told"] and dict(view.results.totals) == before
    view.parts.question.ask("apply", **asked)
    assert "Erratum appliqué" in view.parts.message.value
    after = dict(view.results.totals)
    changed = {name for (name, _n), mark in after.items() if abs(mark - before[name, 1]) > 1e-9}
    assert changed == {line[0] for line in preview["lines"]}
    for name, _old, new in preview["lines"]:
        assert f"{20 * after[name, 1]:.2f}".replace(".", ",") == new
    item = sat_desk.item(QRM.split("/")[0])
    assert item.state == ("draft" if what == "key" else "approved")


def test_errata_on_two_questions_are_both_kept(view: ResultsView) -> None:
    for id in (QRM, QRU):
        question(view, id)
        asked = {"what": "cancelled", "keys": [], "outcome": "excluded", "reason": "Deux réponses"}
        view.parts.question.ask("preview", **asked)
        view.parts.question.ask("apply", **asked)
    assert [row["id"] for row in view.parts.table.rows] == [QROC]
    assert view.results is not None
    assert {row.question_id for row in view.results.rows if row.excluded} == {"q1"}


def test_what_is_no_erratum_is_refused_in_words(seen: ResultsView) -> None:
    shown = question(seen, QRM)
    good = [one["id"] for one in shown["key"] if one["correct"]]
    for asked, words in (
        ({"what": "key", "keys": good, "reason": "rien"}, "déjà la réponse attendue"),
        ({"what": "key", "keys": [], "reason": "rien"}, "une proposition juste"),
        ({"what": "neutralised", "keys": good, "reason": "tout"}, "aucune proposition juste"),
        ({"what": "neutralised", "keys": [], "reason": "rien"}, "Choisissez"),
        ({"what": "cancelled", "keys": [], "reason": " "}, "motif"),
        ({"what": "other", "keys": [], "reason": "abc"}, "pas un erratum"),
    ):
        seen.parts.question.ask("preview", **asked)
        assert words in seen.parts.message.value, (asked, seen.parts.message.value)
        assert not seen.parts.question.preview


def test_marks_are_taken_away_by_pseudonym(view: ResultsView, sat_desk: TeacherDesk) -> None:
    file = sent(view, "marks")
    rows = list(csv.reader(io.StringIO(file["text"]), delimiter=";"))
    assert file["name"] == f"notes-{code(view)}.csv" and rows[0][:2] == ["étudiant", "note sur 20"]
    assert rows[0][2:] == [QRM, QRU, QROC] and len(rows) == 13
    mark = float(rows[1][1].replace(",", "."))
    assert view.results is not None and abs(mark / 20 - view.results.totals[rows[1][0], 1]) < 1e-3
    session = sat_desk.open_session(SessionPlan("Tableur", (of_kind("QRU")[0].id,)))
    student = StudentDesk(sat_desk.store, Person("", "student"))
    student.join(session.code, "=1+1")
    assert "\n'=1+1;" in marks_csv(sat_desk.results(session.code))


def test_statements_analysis_and_correction_are_taken_away(seen: ResultsView) -> None:
    lines = [json.loads(line) for line in sent(seen, "xapi")["text"].splitlines()]
    assert {line["verb"]["id"].rsplit("/", 1)[-1] for line in lines} >= {"answered", "scored"}
    assert "É00" not in json.dumps(lines, ensure_ascii=False) and "correctResponsesPattern" not in json.dumps(lines)
    said = json.loads(sent(seen, "analysis")["text"])
    assert said["test"]["students"] == 12 and len(said["questions"]) == 3 and said["warnings"]
    saved: list[tuple[Any, Any]] = []
    seen.parts.saver.send = lambda content, buffers=None: saved.append((content, buffers))
    seen.exported("pdf")
    assert saved[0][0]["name"] == f"correction-{code(seen)}.pdf" and bytes(saved[0][1][0]).startswith(b"%PDF")


def test_the_words_follow_the_language(seen: ResultsView) -> None:
    set_language("en")
    seen.relabel()
    assert "Mean out of 20" in seen.parts.tiles.value and seen.parts.table.texts["flags"] == "To look at"
    set_language("fr")
    seen.relabel()


def test_another_session_is_chosen(view: ResultsView, sat_desk: TeacherDesk) -> None:
    other = sat(sat_desk, of_kind("QRU"), 3)
    view.choose(other)
    assert code(view) == other and len(view.parts.table.rows) == 1 and "<dd>3<small>" in view.parts.tiles.value
    view.choose("AAAAAA")
    assert code(view) == other

"""The bank: versions, history, search, states; the same in SQLite and in PostgreSQL."""

import stat
from pathlib import Path

import pytest
from classroom_parts import ANNE, PAUL, ZOE, Gate, isolated, multiple, progressive, station
from sqlalchemy import func, select

from carnet.teaching.classroom import BankQuery, Conflict, NotAllowed, NotFound, NotReady, TeacherDesk
from carnet.teaching.history import diff
from carnet.teaching.item import Finding, Override
from carnet.teaching.store import StoreTrouble, TeachingStore, default_url
from carnet.teaching.store.tables import versions


def test_each_save_is_a_version_and_the_history_says_who_why_what(store: TeachingStore) -> None:
    anne, paul = TeacherDesk(store, ANNE), TeacherDesk(store, PAUL)
    first = anne.save(isolated(), "brouillon")
    assert (first.version, first.state, first.authors) == (1, "draft", ("anne",))
    changed = first.model_copy(update={"case": "Une femme de 60 ans.", "questions": (multiple(right="abc"),)})
    second = paul.save(changed, "clé corrigée")
    assert second.version == 2 and [one.who for one in second.history] == ["anne", "paul"]
    told = {one["path"]: (one["before"], one["after"]) for one in second.history[-1].diff}
    assert told["case"] == ("Une femme de 52 ans.", "Une femme de 60 ans.")
    assert told["questions/q1/propositions/b/correct"] == (False, True)
    assert second.history[-1].reason == "clé corrigée"
    assert anne.item("i1", 1).case == "Une femme de 52 ans." and len(anne.item("i1", 1).history) == 1
    assert anne.save(second, "rien").version == 2  # nothing changed, nothing written
    with pytest.raises(Conflict):
        anne.save(first.model_copy(update={"title": "Autre"}))
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(versions)).scalar() == 2


def test_an_item_is_found_by_words_without_accents_and_by_its_columns(store: TeachingStore) -> None:
    anne = TeacherDesk(store, ANNE)
    anne.save_all(
        [
            isolated("a", case="Cancer de l’œsophage découvert au scanner."),
            isolated("b", rank="B", objectives=("OIC-300-02-B",), item_number=300, difficulty=0.3, use="exam"),
            progressive("c"),
            station("d"),
        ]
    )

    def ids(**query: object) -> set[str]:
        found = anne.find(BankQuery(**query))  # type: ignore[arg-type]
        assert found.total == len(found.rows)
        return {row.id for row in found.rows}

    assert ids(text="OESOPH decouv") == {"a"} and ids(text="œsophage") == {"a"}
    assert ids(text='" OR 1 | & :* ) (') == set() and ids(text="  ") == {"a", "b", "c", "d"}
    assert ids(ranks=("B",)) == {"b"} and ids(objectives=("OIC-300-02-B", "OIC-312-01-A")) == {"a", "b"}
    assert ids(item_numbers=(300,)) == {"b"} and ids(item_numbers=(30,)) == set()
    assert ids(kinds=("DP", "ECOS")) == {"c", "d"} and ids(difficulty=(0.2, 0.4)) == {"b"}
    assert ids(use="exam") == {"b"} and ids(author="anne", states=("draft",)) == {"a", "b", "c", "d"}
    page = anne.find(BankQuery(limit=2, offset=3))
    assert page.total == 4 and len(page.rows) == 1
    anne.save(anne.item("a").model_copy(update={"case": "Autre cas."}))
    assert ids(text="oesophage") == set() and ids(text="autre cas") == {"a"}


def test_four_eyes_then_the_gate(store: TeachingStore) -> None:
    anne, paul = TeacherDesk(store, ANNE), TeacherDesk(store, PAUL)
    anne.save(isolated())
    with pytest.raises(NotReady):
        anne.move("i1", "approved", report=Gate())  # not reviewed
    with pytest.raises(NotReady):
        anne.move("i1", "reviewed")  # her own
    assert paul.move("i1", "reviewed", "lu").state == "reviewed"
    stop = Finding(check="longest_key", level="stop", message="…", where="q1/a")
    for closed in (
        None,
        Gate((stop,), open=False),
        Gate((), ("evidence: pas de texte",), open=False),
        Gate(open=False),
    ):
        with pytest.raises(NotReady):
            anne.move("i1", "approved", report=closed)
    override = Override(check="longest_key", where="q1/a", who="x", when="2020-01-01T00:00:00Z", reason="assumé")
    with pytest.raises(NotReady):
        anne.move("i1", "approved", report=Gate((stop,), ("evidence: …",), open=False), overrides=(override,))
    done = anne.move("i1", "approved", report=Gate((stop,), open=False), overrides=(override,))
    assert done.state == "approved" and done.overrides[0].who == "anne" and done.overrides[0].when.year > 2020
    again = anne.save(done.model_copy(update={"title": "Nouveau"}))
    assert (again.state, again.overrides, again.version) == ("draft", (), 4)
    assert [one.state for one in again.history] == ["draft", "reviewed", "approved", "draft"]
    assert anne.item("i1", 3).overrides[0].reason == "assumé"  # nothing is lost


def test_alone_one_reviews_her_own_item_with_a_reason_that_is_kept(store: TeachingStore) -> None:
    anne = TeacherDesk(store, ANNE)
    anne.save(isolated())
    reason = Override(check="four_eyes", who="?", when="2020-01-01T00:00:00Z", reason="seule en stage")
    assert anne.move("i1", "reviewed", overrides=(reason,)).overrides[0].reason == "seule en stage"
    with pytest.raises(NotReady):
        anne.move("i1", "draft") and anne.move("i1", "approved", report=Gate())


def test_an_item_that_comes_from_elsewhere_begins_as_a_draft(store: TeachingStore) -> None:
    anne = TeacherDesk(store, ANNE)
    came = isolated().model_copy(update={"state": "approved", "version": 7, "authors": ("Ailleurs",)})
    (saved,) = anne.save_all([came], "import")
    assert (saved.state, saved.version, saved.authors) == ("draft", 1, ("Ailleurs",))
    assert anne.save_all([came])[0].version == 1  # imported again: the same
    with pytest.raises(NotReady):
        anne.save_all([came, came])


def test_what_is_not_there_and_who_may_not(store: TeachingStore) -> None:
    with pytest.raises(NotAllowed):
        TeacherDesk(store, ZOE)
    anne = TeacherDesk(store, ANNE)
    for ask in (lambda: anne.item("x"), lambda: anne.versions("x"), lambda: anne.move("x", "retired")):
        with pytest.raises(NotFound):
            ask()


def test_the_file_is_its_owners_alone_and_errors_name_the_store_alone(tmp_path: Path) -> None:
    path = tmp_path / "teaching.sqlite"
    store = TeachingStore(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(StoreTrouble) as raised, store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES ('secret')")
    assert "secret" not in str(raised.value) and "teaching.sqlite" in str(raised.value)
    store.close()
    with pytest.raises(StoreTrouble) as raised:
        TeachingStore(tmp_path / "nowhere" / "t.sqlite")
    assert str(tmp_path) not in str(raised.value)


def test_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_TEACHING", "postgresql://db/teaching")
    assert default_url() == "postgresql://db/teaching"
    monkeypatch.delenv("CARNET_TEACHING")
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    assert default_url() == str(tmp_path / "teaching.sqlite")


def test_a_difference_names_what_was_added_taken_away_and_moved() -> None:
    before = progressive()
    first, second, third = before.questions
    after = before.model_copy(update={"questions": (second, first, multiple("q4"))})
    told = {one["path"]: one for one in diff(before, after)}
    assert told["questions/q3"]["after"] is None and told["questions/q4"]["before"] is None
    assert told["questions/order"] == {"path": "questions/order", "before": ["q1", "q2"], "after": ["q2", "q1"]}
    assert diff(before, before) == ()

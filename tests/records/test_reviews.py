"""The review store: nothing is lost, what was undone does not count, many write at once, no text leaves."""

import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.records.reviews import Decision, Mark, Reviews, ReviewTrouble, default_url, text_hash

TEXT = "Mme Bellerive, vue par le Dr Verneret."
NAME, DOCTOR = Mark(4, 13, "LAST_NAME", "Patient"), Mark(29, 37, "LAST_NAME", "Carer")


@pytest.fixture(params=["sqlite", "postgresql"])
def reviews(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reviews]:
    if request.param == "sqlite":
        store = Reviews(tmp_path / "reviews.sqlite")
    else:
        store = Reviews(request.getfixturevalue("postgres"))
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM review_decision")
    yield store
    store.close()


def decision(verdict: str, mark: Mark = NAME, **more: object) -> Decision:
    return Decision("pseudonymise", "n1", text_hash(TEXT), verdict, mark, **more)  # type: ignore[arg-type]


def now(store: Reviews) -> list[tuple[str, Mark]]:
    return [(d.verdict, d.mark) for d in store.current("pseudonymise", "n1", text_hash(TEXT))]


def test_the_last_word_counts_and_every_word_is_kept(reviews: Reviews) -> None:
    first = reviews.add(decision("accepted", who="anne", tool="carnet 1", producer="rule:names.title.person"))
    assert first.number > 0 and first.when is not None
    other = Mark(4, 13, "FIRST_NAME", "Patient")
    reviews.add(decision("changed", other, previous=NAME))
    reviews.add(decision("rejected", DOCTOR))
    assert now(reviews) == [("changed", other), ("rejected", DOCTOR)]
    history = reviews.history("pseudonymise", "n1")
    assert [d.verdict for d in history] == ["accepted", "changed", "rejected"]
    assert history[0].who == "anne" and history[0].producer == "rule:names.title.person" and history[1].previous == NAME
    assert reviews.history("another task") == []


def test_undoing_is_a_decision(reviews: Reviews) -> None:
    reviews.add(decision("accepted"))
    other = Mark(4, 13, "CITY", "")
    reviews.add(decision("changed", other, previous=NAME))
    reviews.add(decision("undone", NAME, previous=other, verdict_again="accepted"))
    assert now(reviews) == [("accepted", NAME)]
    reviews.add(decision("undone", NAME))
    assert now(reviews) == [] and reviews.reviewed("pseudonymise") == []
    assert len(reviews.history("pseudonymise")) == 4


def test_another_text_of_the_same_note_is_another_review(reviews: Reviews) -> None:
    reviews.add(decision("accepted"))
    assert reviews.current("pseudonymise", "n1", text_hash(TEXT + " ")) == []


def test_many_write_at_once(reviews: Reviews) -> None:
    def write(who: int) -> None:
        own = Reviews(reviews.url)
        for i in range(15):
            own.add(decision("accepted", Mark(i, i + 1, "CITY", ""), who=str(who)))
        own.close()

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = reviews.history("pseudonymise")
    assert len(history) == 60 and len({d.number for d in history}) == 60
    assert len(now(reviews)) == 15


def test_gold_holds_what_was_confirmed_and_is_private(reviews: Reviews, tmp_path: Path) -> None:
    reviews.add(decision("accepted"))
    reviews.add(decision("rejected", DOCTOR))
    path = tmp_path / "gold.jsonl"
    assert reviews.export_gold("pseudonymise", path, {"n1": TEXT}) == 1
    line = json.loads(path.read_text(encoding="utf-8"))
    entity = {"start": 4, "end": 13, "label": "LAST_NAME", "role": "Patient", "text": "Bellerive"}
    assert line["text"] == TEXT and line["entities"] == [entity]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    without = list(reviews.gold("pseudonymise", {"n1": "another text"}))
    assert "text" not in without[0] and "text" not in without[0]["entities"][0]


def test_text_is_kept_only_where_the_site_says_so(tmp_path: Path) -> None:
    quiet, full = Reviews(tmp_path / "a.sqlite"), Reviews(tmp_path / "b.sqlite", keep_text=True)
    for store in (quiet, full):
        store.add(decision("accepted"), TEXT)
        store.close()
    held = [b"Bellerive" in b"".join(p.read_bytes() for p in tmp_path.glob(f"{n}.sqlite*")) for n in "ab"]
    assert held == [False, True]
    assert next(Reviews(tmp_path / "b.sqlite").gold("pseudonymise"))["text"] == TEXT
    assert stat.S_IMODE((tmp_path / "a.sqlite").stat().st_mode) == 0o600


def test_sqlite_is_in_wal_mode(tmp_path: Path) -> None:
    store = Reviews(tmp_path / "r.sqlite")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_trouble_names_the_store_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(ReviewTrouble) as trouble:
        Reviews(tmp_path / "absent" / "r.sqlite")
    assert "r.sqlite" in str(trouble.value) and str(tmp_path) not in str(trouble.value)
    store = Reviews(tmp_path / "r.sqlite")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE review_decision")
    with pytest.raises(ReviewTrouble) as trouble:
        store.add(Decision("t", "Madame Zzyzx", "h", "accepted", NAME))
    assert "Zzyzx" not in str(trouble.value) and trouble.value.__cause__ is None


def test_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARNET_REVIEWS", raising=False)
    assert default_url(tmp_path) == str(tmp_path / "reviews.sqlite")
    monkeypatch.setenv("CARNET_REVIEWS", "postgresql://db/reviews")
    assert default_url(tmp_path) == "postgresql://db/reviews"


def test_what_a_fact_was_corrected_to_is_kept_and_found_in_the_gold(reviews: Reviews) -> None:
    before = Mark(0, 3, "biomarker", "a1", '{"value": "HER2=3+", "assertion": "present"}')
    after = Mark(0, 3, "biomarker", "a1", '{"value": "HER2=2+", "assertion": "possible"}')
    reviews.add(Decision("structure", "n1", text_hash(TEXT), "changed", after, before))
    (kept,) = reviews.current("structure", "n1", text_hash(TEXT))
    assert kept.mark == after and kept.previous == before
    (line,) = reviews.gold("structure", {"n1": TEXT})
    assert line["entities"][0]["value"] == "HER2=2+" and line["entities"][0]["assertion"] == "possible"


def test_a_store_of_the_first_version_is_still_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    store = Reviews(path)
    store.add(Decision("pseudonymise", "n1", text_hash(TEXT), "accepted", NAME))
    with store.engine.begin() as connection:
        for name in ("detail", "previous_detail"):
            connection.exec_driver_sql(f"ALTER TABLE review_decision DROP COLUMN {name}")
    store.close()
    again = Reviews(path)
    assert [d.mark for d in again.current("pseudonymise", "n1", text_hash(TEXT))] == [NAME]
    again.add(Decision("structure", "n1", text_hash(TEXT), "accepted", Mark(0, 3, "stage", "", '{"value": "IIA"}')))
    assert again.current("structure", "n1", text_hash(TEXT))[0].mark.fields() == {"value": "IIA"}

"""The widgets of the patient's page without a browser: what they send, what they hear."""

from typing import Any

from carnet.language import set_language
from carnet.widgets.fact_list import FactList, FactRow
from carnet.widgets.patient_bar import PatientBar
from carnet.widgets.source_note import SourceNote
from carnet.widgets.summary_text import SummaryText
from carnet.widgets.timeline_cursor import TimelineCursor

KINDS = [("tumour", "Tumeur"), ("biomarkers", "Biomarqueurs")]
ROWS = [FactRow("a", "tumour", "pT2N1aM0"), FactRow("b", "biomarkers", "HER2=3+", conflicts=(("c", "HER2=2+"),))]


def test_only_the_rows_that_changed_are_sent() -> None:
    facts = FactList()
    facts.show(KINDS, ROWS)
    sent: list[Any] = []
    facts.observe(lambda change: sent.append(change["name"]))
    facts.follow([FactRow("a", "tumour", "pT2N1aM0", state="accepted")], (True, False))
    assert sent == ["patch"] and [row["id"] for row in facts.patch["put"]] == ["a"]
    assert facts.get_state()["rows"][0]["state"] == "accepted"  # a page that opens later has the whole
    assert facts.rows[1]["conflicts"] == [["c", "HER2=2+"]]


def test_another_patient_forgets_what_was_selected() -> None:
    facts = FactList()
    facts.show(KINDS, ROWS)
    facts.selected = "b"
    facts.show(KINDS, ROWS[:1])
    assert facts.selected == ""


def test_what_is_asked_is_heard_and_nonsense_is_not() -> None:
    facts, heard = FactList(), []
    facts.on_word(lambda kind, fields: heard.append((kind, fields)))
    for word in (
        {"kind": "accept", "id": "a"},
        {"kind": "drop"},
        {"kind": 3},
        "accept",
        None,
        {"kind": "mention", "by": 1},
    ):
        facts._heard(facts, word, [])
    assert heard == [("accept", {"id": "a"}), ("mention", {"by": 1})]


def test_the_words_follow_the_language() -> None:
    facts = FactList()
    set_language("fr")
    facts.relabel("Faits", [("present", "●", "présent")])
    assert facts.texts["accept"] == "Accepter" and facts.assertions == [["present", "●", "présent"]]
    set_language("en")
    facts.relabel("Facts", [])
    assert facts.texts["accept"] == "Accept"
    set_language("fr")


def test_a_note_that_stays_is_not_sent_again() -> None:
    note = SourceNote()
    note.show("n1", "HER2 3+, \ud800 RE 70 %", [("a", 0, 7)], bright=[(0, 7)], mention=(1, 2, "HER2=3+"))
    assert "\ud800" not in note.text and len(note.text) == len("HER2 3+, x RE 70 %")
    sent: list[str] = []
    note.observe(lambda change: sent.append(change["name"]))
    note.show("n1", "HER2 3+, \ud800 RE 70 %", [("a", 0, 7)], bright=[(11, 18)], mention=(1, 1, "RE=70%"))
    assert set(sent) == {"bright", "mention"}
    heard: list[Any] = []
    note.on_word(lambda kind, fields: heard.append((kind, fields)))
    note._heard(note, {"kind": "pick", "id": "a", "start": 0}, [])
    note._heard(note, {"kind": "erase"}, [])
    assert heard == [("pick", {"id": "a", "start": 0})]


def test_a_summary_a_cursor_and_a_bar_say_what_was_clicked() -> None:
    summary, cursor, bar = SummaryText(), TimelineCursor(), PatientBar()
    heard: list[Any] = []
    summary.on_open(heard.append)
    cursor.on_open(heard.append)
    bar.on_word(lambda kind, fields: heard.append((kind, fields)))
    summary.show([("Tumeur", [[("pT2 N1a", ["s1"]), (", HER2 3+", ["s2"])]])])
    assert summary.sections == [["Tumeur", [[["pT2 N1a", ["s1"]], [", HER2 3+", ["s2"]]]]]]
    summary._heard(summary, {"kind": "open", "key": "s2"}, [])
    cursor._heard(cursor, {"kind": "open", "id": "f:a"}, [])
    cursor._heard(cursor, {"kind": "open", "id": 3}, [])
    bar._heard(bar, {"kind": "step", "by": -1}, [])
    assert heard == ["s2", "f:a", ("step", {"by": -1})]

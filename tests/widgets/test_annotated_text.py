"""The annotated text without a browser: decisions, undoing, and what is sent to the page."""

from typing import Any

import pytest

from carnet.widgets.annotated_text import AnnotatedText, SpanLabel
from carnet.widgets.annotated_text_notes import NoteDrop
from carnet.widgets.annotated_text_review import Change, TextSpan

TEXT = "😀 Mme Bellerive, <script>alert(1)</script>, Dr Verneret"
LABELS = [SpanLabel("LAST_NAME", "Nom", "NOM", 1), SpanLabel("CITY", "Ville", "VILLE", 3)]
ROLES = [("Patient", "patient"), ("Carer", "soignant")]


def span(word: str, id: str) -> TextSpan:
    start = TEXT.index(word)
    return TextSpan(id, start, start + len(word), "LAST_NAME", "Patient", why="une règle")


@pytest.fixture
def widget() -> AnnotatedText:
    made = AnnotatedText("Texte", labels=LABELS, roles=ROLES)
    made.show(TEXT, [span("Bellerive", "a"), span("Verneret", "b")])
    return made


def states(widget: AnnotatedText) -> dict[str, str]:
    return {one.id: one.state for one in widget.review.in_order()}


def test_decisions_and_their_undoing(widget: AnnotatedText) -> None:
    heard: list[Change] = []
    widget.on_change(heard.append)
    widget.decide("accept", id="a")
    widget.decide("change", id="b", label="CITY", role="")
    widget.decide("reject", id="b")
    assert states(widget) == {"a": "accepted", "b": "rejected"}
    assert [one.id for one in widget.review.standing()] == ["a"]
    widget.decide("undo")
    assert states(widget)["b"] == "changed" and heard[-1].undone
    widget.decide("undo")
    assert widget.review.spans["b"] == span("Verneret", "b")
    widget.decide("redo")
    assert states(widget)["b"] == "changed" and widget.review.spans["b"].label == "CITY"
    assert len(heard) == 6 and widget.decide("redo") is not None and widget.decide("redo") is None


def test_a_span_is_added_once_and_taken_away_again(widget: AnnotatedText) -> None:
    change = widget.decide("add", start=2, end=5, label="CITY", role="Carer")
    assert change is not None and change.after is not None
    added = change.after
    assert TEXT[added.start : added.end] == "Mme" and added.state == "added"
    again = widget.decide("add", start=2, end=5, label="LAST_NAME", role="")
    assert again is not None and again.after is not None and again.after.id == added.id
    widget.decide("undo")
    widget.decide("undo")
    assert len(widget.review.spans) == 2 and widget.patch["gone"] == [added.id]


@pytest.mark.parametrize(
    "what",
    [
        {"kind": "add", "start": -1, "end": 4, "label": "CITY", "role": ""},
        {"kind": "add", "start": 3, "end": 3, "label": "CITY", "role": ""},
        {"kind": "add", "start": 0, "end": 10_000, "label": "CITY", "role": ""},
        {"kind": "add", "start": True, "end": "5", "label": "CITY", "role": ""},
        {"kind": "add", "start": 0, "end": 3, "label": "<b>", "role": ""},
        {"kind": "change", "id": "a", "label": "CITY", "role": "King"},
        {"kind": "accept", "id": "no such span"},
        {"kind": "__class__"},
        {"kind": 3},
        {},
        "accept",
    ],
)
def test_what_a_browser_invents_is_left_out(widget: AnnotatedText, what: Any) -> None:
    before = dict(widget.review.spans)
    widget._heard(widget, what, [])
    assert widget.review.spans == before


def test_only_what_changed_is_sent_but_a_later_page_receives_the_whole(widget: AnnotatedText) -> None:
    sent: list[str] = []
    widget.observe(lambda change: sent.append(change["name"]), names=["spans", "patch", "text"])
    widget.decide("accept", id="a")
    assert sent == ["patch"] and len(widget.patch["put"]) == 1
    assert [one[5] for one in widget.get_state()["spans"]] == ["accepted", "proposed"]


def test_read_only_decides_nothing(widget: AnnotatedText) -> None:
    widget.read_only = True
    assert widget.decide("accept", id="a") is None and states(widget)["a"] == "proposed"


def test_half_a_character_keeps_the_offsets(widget: AnnotatedText) -> None:
    widget.show("a\ud800b", [TextSpan("x", 2, 3, "CITY")])
    assert widget.text == "a\ufffdb"


def test_files_are_put_together_in_memory() -> None:
    drop, got = NoteDrop([".txt"], limit=10), []
    drop.on_files(got.extend)
    for content, piece in [
        ({"kind": "begin"}, b""),
        ({"kind": "file", "name": "a.txt"}, b""),
        ({"kind": "piece"}, b"abc"),
        ({"kind": "piece"}, b"de"),
        ({"kind": "file", "name": "b.txt"}, b""),
        ({"kind": "end"}, b""),
    ]:
        drop._heard(drop, content, [memoryview(piece)] if piece else [])
    assert got == [("a.txt", b"abcde"), ("b.txt", b"")]
    drop._heard(drop, {"kind": "file", "name": "c.txt"}, [])
    drop._heard(drop, {"kind": "piece"}, [memoryview(b"x" * 11)])
    drop._heard(drop, {"kind": "end"}, [])
    assert len(got) == 2


def test_a_thousand_spans_of_a_long_text_are_one_message_each_way() -> None:
    text = "Mme Bellerive vit ici. " * 2200
    made = AnnotatedText("Texte", labels=LABELS, roles=ROLES)
    made.show(text, [TextSpan(str(i), 46 * i + 4, 46 * i + 13, "LAST_NAME") for i in range(1000)])
    made.decide("reject", id="500")
    assert len(made.spans) == 1000 and len(made.patch["put"]) == 1

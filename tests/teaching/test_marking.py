"""A file of answers marked with a bank: a line for a line, and what cannot be marked told by its line and field."""

import json
from pathlib import Path

import pytest

from carnet.teaching.examples import items as examples
from carnet.teaching.item import Item
from carnet.teaching.marking import NotMarked, mark_lines, read_items
from carnet.teaching.question import Proposition, Question


def qrm(id: str = "q") -> Item:
    propositions = tuple(
        Proposition(id=name, text=f"proposition {name}", correct=name in "abc", indispensable=name == "a")
        for name in "abcde"
    )
    return Item(id=id, kind="QRM", questions=(Question(id="q1", kind="QRM", stem="?", propositions=propositions),))


def marked(*answers: dict, scale: str | None = None) -> list:
    return list(mark_lines((json.dumps(one) for one in answers), {"q": qrm()}, scale))


def test_each_answer_is_marked_by_the_scale_that_the_line_then_says() -> None:
    whole, half, zero, none = marked(
        {"student": "s1", "item": "q", "question": "q1", "ticked": ["a", "b", "c"], "seconds": 30},
        {"student": "s2", "item": "q", "ticked": ["a", "b"]},
        {"student": "s3", "item": "q", "ticked": ["b", "c"]},
        {"student": "s4", "item": "q"},
    )
    assert [one["points"] for one in (whole, half, zero, none)] == [1, 0.5, 0, 0]
    assert whole["scale"] == "EDN-2024" and whole["seconds"] == 30 and whole["version"] == 1
    assert half["discordances"] == 1 and zero["zeroed_by"] == ["a"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{not json", "JSON"),
        ('{"student": "s"}', "item"),
        ('{"student": "s", "item": "other"}', "other"),
        ('{"student": "s", "item": "q", "question": "q9"}', "q9"),
        ('{"student": "s", "item": "q", "ticked": ["z"]}', "ticked"),
        ('{"student": "s", "item": "q", "degree": 7}', "degree"),
        ('{"student": "s", "item": "q", "text": 3}', "text"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_field_and_the_others_are_marked(line: str, told: str) -> None:
    good = '{"student": "s", "item": "q", "ticked": ["a"]}'
    first, bad, last = mark_lines([good, "", line, good], {"q": qrm()})
    assert isinstance(first, dict) and isinstance(last, dict)
    assert isinstance(bad, NotMarked) and bad.line == 3 and told in bad.reason


def test_items_are_read_from_a_bank_and_from_what_the_tool_wrote(tmp_path: Path) -> None:
    some = examples()[:3]
    bank, run = tmp_path / "bank.jsonl", tmp_path / "out.jsonl"
    bank.write_text("".join(one.model_dump_json() + "\n" for one in some))
    line = {"note_id": "n1", "producer": "", "items": [json.loads(one.model_dump_json()) for one in some]}
    run.write_text(json.dumps({"note_id": "n0", "error": "empty"}) + "\n" + json.dumps(line) + "\n")
    assert read_items(bank) == read_items(run) == {one.id: one for one in some}

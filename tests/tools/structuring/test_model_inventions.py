"""A model that invents facts: they do not get through; true ones worded as models do, do."""

import json
import sys
from functools import cache
from pathlib import Path

import pytest
from scripted_model import cases, item, notes, read

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.model.way import ModelWay, Said

sys.path.insert(0, str(Path(__file__).parents[2] / "llm"))
from loopback import ScriptedServer, says  # noqa: E402

SETS = ("1", "2", "3", "4", "5", "6", "7", "8")


@cache
def said_of(which: str, names: str) -> dict[str, Said]:
    """What came of each note of a set, its cases said together."""
    tried = cases(f"model_{which}_{names}")
    return {
        name: read(text, [item(case) for case in tried if case["n"] == name], name)
        for name, text in notes(f"model_notes_{names}").items()
    }


def passed(which: str, names: str) -> list[bool]:
    """Of each case, whether it came out as a fact."""
    said = said_of(which, names)
    return [
        not any(
            one.quote == case["q"] and one.statement.startswith(str(case["v"])) for one in said[case["n"]].unsupported
        )
        for case in cases(f"model_{which}_{names}")
    ]


@pytest.mark.parametrize(
    ("names", "through", "lost"),
    [("1", 2, 5), ("2", 1, 3), ("3", 1, 2), ("4", 1, 2), ("5", 1, 2), ("6", 1, 2), ("7", 2, 5), ("8", 1, 3)],
)
def test_inventions_do_not_get_through_and_true_facts_do(names: str, through: int, lost: int) -> None:
    false, true = cases(f"model_false_{names}"), cases(f"model_true_{names}")
    came = [case for case, got in zip(false, passed("false", names), strict=True) if got]
    missed = [case for case, got in zip(true, passed("true", names), strict=True) if not got]
    assert len(came) <= through, came
    assert len(missed) <= lost, missed


@pytest.mark.parametrize("names", SETS)
def test_every_fact_shows_its_passage_and_every_refusal_its_reason(names: str) -> None:
    texts = notes(f"model_notes_{names}")
    for which in ("false", "true"):
        for name, said in said_of(which, names).items():
            for fact in said.facts:
                assert fact.producer == "llm:script:facts"
                for one in fact.evidence:
                    assert texts[name][one.start : one.end] == one.quote
            for lost in said.unsupported:
                assert lost.reason and lost.note_id == name
                assert "statement" not in repr(lost) and lost.quote not in repr(lost)


def test_the_same_through_a_real_server() -> None:
    pytest.importorskip("openai")
    text = notes("model_notes_1")["sein"]
    false = [item(case) for case in cases("model_false_1") if case["n"] == "sein"]
    true = [item(case) for case in cases("model_true_1") if case["n"] == "sein"]
    answer = "Voici les faits :\n```json\n" + json.dumps({"faits": false + true}, ensure_ascii=False) + "\n```"
    with ScriptedServer(says(answer)) as server:
        way = ModelWay.open(server.uri())
        try:
            said = way.read(Reading.of(Note("sein", text)))
        finally:
            way.model.close()
    assert len(said.unsupported) == len(false)
    assert {one.quote for one in said.unsupported} == {case["citation"] for case in false}
    assert len(said.facts) >= len(true) - 2


@pytest.mark.parametrize("quote", ["trastuzumab déruxtécan", "Si progression, trastuzumab déruxtécan."])
def test_what_depends_on_a_condition_is_not_given(quote: str) -> None:
    text = "FEC 100 débuté le 12/03/2024, bonne tolérance. Si progression, trastuzumab déruxtécan."
    said = read(text, [item({"k": "treatment", "v": "trastuzumab déruxtécan", "q": quote})])
    assert not said.facts and said.unsupported[0].reason
    planned = {"k": "treatment", "v": "trastuzumab déruxtécan", "q": quote, "a": "hypothetical"}
    assert [fact.assertion for fact in read(text, [item(planned)]).facts] == ["hypothetical"]

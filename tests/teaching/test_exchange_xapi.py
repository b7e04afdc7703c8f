"""xAPI statements: their shape by the specification, pseudonyms, and the key for teachers alone."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from exchange_examples import isolated, progressive, question, script, station

from carnet.errors import CarnetError
from carnet.teaching.exchange.xapi import Attempt, statements, write
from carnet.teaching.question import Response
from carnet.teaching.scoring import STATION, mark, mark_station

HOME = "https://faculte.example.fr"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def attempts() -> list[Attempt]:
    case, concordance, played = progressive(), isolated(script()), station()
    given = [
        (case, "q1", Response(ticked=("a", "c"))), (case, "q2", Response(text="embolie pulmonaire")),
        (case, "q3", Response(ticked=("b",))), (case, "q4", Response()), (concordance, "q1", Response(degree=2)),
    ]  # fmt: skip
    made = [
        Attempt("Élodie Martin", "ABC234", item, name, response, mark(item.question(name), response),
                NOON + timedelta(minutes=n), 12.5)
        for n, (item, name, response) in enumerate(given)
    ]  # fmt: skip
    grid = Response(grid={"g1": 1.0, "g2": 0.5})
    made.append(Attempt("Élodie Martin", "ABC234", played, STATION, grid, mark_station(played, grid), NOON))
    return made


def iri(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in text


def language_map(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", key) for key in one)
        and all(isinstance(text, str) for text in one.values())
    )


def check(one: dict[str, Any]) -> None:
    """The requirements of xAPI 1.0.3 (part 2, section 2.4) on the properties that we use."""
    assert set(one) <= {"id", "actor", "verb", "object", "result", "context", "timestamp", "version"}
    UUID(one["id"])
    assert one["version"] == "1.0.3" and datetime.fromisoformat(one["timestamp"]).tzinfo is not None
    assert set(one["actor"]) == {"objectType", "account"} and one["actor"]["objectType"] == "Agent"
    account = one["actor"]["account"]
    assert set(account) == {"homePage", "name"} and iri(account["homePage"]) and account["name"]
    assert iri(one["verb"]["id"]) and language_map(one["verb"]["display"])
    thing = one["object"]
    assert thing["objectType"] == "Activity" and iri(thing["id"])
    definition = thing["definition"]
    assert iri(definition["type"]) and language_map(definition["name"])
    kind = definition.get("interactionType")
    if kind is not None:
        assert kind in ("choice", "fill-in", "likert") and definition["type"].endswith("cmi.interaction")
        assert ("choices" in definition) == (kind == "choice") and ("scale" in definition) == (kind == "likert")
        for part in definition.get("choices", []) + definition.get("scale", []):
            assert set(part) == {"id", "description"} and part["id"] and language_map(part["description"])
    result = one["result"]
    assert set(result) <= {"score", "success", "completion", "response", "duration"}
    score = result["score"]
    assert -1 <= score["scaled"] <= 1 and score["min"] <= score["raw"] <= score["max"] and score["min"] < score["max"]
    assert isinstance(result.get("response", ""), str) and isinstance(result.get("success", True), bool)
    if "duration" in result:
        assert re.fullmatch(r"PT\d+(\.\d{1,2})?S", result["duration"])
    UUID(one["context"]["registration"])
    assert all(iri(key) for key in one["context"].get("extensions", {}))


def test_every_statement_is_as_the_specification_says() -> None:
    made = list(statements(attempts(), home_page=HOME))
    for one in made:
        check(one)
    verbs = [one["verb"]["id"].rsplit("/", 1)[1] for one in made]
    assert verbs == ["answered"] * 6 + ["completed"] * 3 + ["scored"]
    assert len({one["id"] for one in made}) == len(made)
    assert len({one["context"]["registration"] for one in made}) == 1
    assert made[0]["result"]["response"] == "a[,]c" and made[0]["result"]["success"] is True
    assert made[0]["result"]["duration"] == "PT12.50S" and made[4]["result"]["response"] == "2"
    done = made[6]["result"]["score"]
    assert done["raw"] == pytest.approx((1 + 1 + 2 * 0.5 + 0) / 5)
    assert made[-1]["result"]["score"]["max"] == 3


def test_the_same_attempts_give_the_same_statements_and_no_name(tmp_path: Path) -> None:
    first, again = (list(statements(attempts(), home_page=HOME, secret="s")) for _time in range(2))
    assert first == again
    write(attempts(), tmp_path / "a.jsonl", home_page=HOME, secret="s")
    text = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == first
    assert "Élodie" not in text and "Martin" not in text
    other = next(statements(attempts(), home_page=HOME, secret="t"))
    assert other["actor"] != first[0]["actor"]


def test_the_key_is_for_teachers_alone() -> None:
    assert "correctResponsesPattern" not in json.dumps(list(statements(attempts(), home_page=HOME)))
    made = list(statements(attempts(), home_page=HOME, teacher=True))
    patterns = [one["object"]["definition"].get("correctResponsesPattern") for one in made[:5]]
    assert patterns[0] == ["a[,]c"] and patterns[1][0] == "Embolie pulmonaire" and patterns[4] == ["1"]


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CarnetError):
        write([], tmp_path / "a.jsonl", home_page=HOME)
    with pytest.raises(CarnetError):
        write(attempts(), tmp_path / "a.jsonl", home_page="faculté")
    item = isolated(question())
    naive = Attempt("x", "s", item, "q1", Response(), mark(item.questions[0], None), datetime(2026, 1, 1))
    with pytest.raises(CarnetError):
        write([naive], tmp_path / "a.jsonl", home_page=HOME)
    assert not list(tmp_path.iterdir())

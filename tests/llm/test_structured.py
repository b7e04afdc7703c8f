"""Answers that must follow a schema, from servers that follow it, ignore it, invent, and stop half-way."""

import json
from typing import Literal

import pytest
from loopback import Reply, ScriptedServer, drops, refuses, says
from pydantic import BaseModel, ConfigDict, Field, field_validator

from carnet.llm.chat import ModelUnavailable, open_llm
from carnet.llm.model import LanguageModel
from carnet.llm.prompts import load
from carnet.llm.provenance import producer
from carnet.llm.retrying import Retrying
from carnet.llm.structured import Structured, generate, generate_all, with_schema

pytest.importorskip("openai")
QUESTION = (("system", "Vous lisez des comptes rendus."), ("user", "Mme Zylberstein, carcinome du sein."))
SOON = Retrying(times=1, first=0.01)


class Finding(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["site", "grade"]
    value: str = Field(max_length=20)
    score: int = Field(ge=0, le=3)

    @field_validator("value")
    @classmethod
    def no_name(cls, value: str) -> str:
        if "Zylberstein" in value:
            raise ValueError(f"{value} is a name")
        return value


class Findings(BaseModel):
    findings: list[Finding] = Field(max_length=4)


GOOD = {"findings": [{"kind": "site", "value": "sein", "score": 2}]}


def asked(*script: Reply, **options: object) -> tuple[Structured, ScriptedServer]:
    with ScriptedServer(*script) as server:
        return generate(open_llm(server.uri(), retrying=SOON), QUESTION, Findings, **options), server  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"Voici :\n```json\n{json.dumps(GOOD, indent=2)}\n```\nBien à vous {{}}",
        f"Je lis {{le texte}}. {json.dumps(GOOD)} Voilà.",
        f"<think>peut-être {json.dumps({'findings': []})} ?</think>{json.dumps(GOOD)}",
        '{"note": 1} ' + json.dumps(GOOD),
        json.dumps(GOOD).replace("sein", "sein\\t").replace("\\t", ""),
    ],
)
def test_what_is_right_is_found_where_it_is(text: str) -> None:
    result, server = asked(says(text))
    assert result.value == Findings.model_validate(GOOD)
    assert (result.attempts, result.trouble, len(server.asked)) == (1, "", 1)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"findings": [{"kind": "stade", "value": "II", "score": 1}]}, "findings.0.kind : valeur attendue : 'site'"),
        ({"findings": [{"kind": "site", "value": "sein", "score": 7}]}, "inférieur ou égal à 3"),
        ({"findings": [{"kind": "site", "value": "sein", "score": "deux"}]}, "findings.0.score : nombre entier"),
        ({"findings": [{"kind": "site", "value": "sein"}]}, "findings.0.score : champ obligatoire"),
        ({"findings": [{"kind": "site", "value": "s" * 30, "score": 1}]}, "20 caractères au plus"),
        ({"findings": [GOOD["findings"][0]] * 9}, "4 éléments au plus"),
        ({"findings": [{**GOOD["findings"][0], "Mme Zylberstein": 1}]}, "findings.0.… : champ inconnu"),
        ({"findings": [{**GOOD["findings"][0], "value": "Mme Zylberstein"}]}, "valeur refusée par le schéma"),
        ({"faits": []}, "findings : champ obligatoire"),
    ],
)
def test_what_is_wrong_is_told_and_asked_again_without_the_words_of_the_answer(bad: dict, told: str) -> None:
    result, server = asked(says(json.dumps(bad)), says(json.dumps(GOOD)))
    assert result.value == Findings.model_validate(GOOD) and result.attempts == 2
    first, second = (body["messages"] for body in server.asked)
    assert [message["role"] for message in second] == [message["role"] for message in first]  # roles still alternate
    assert second[0] == first[0] and second[1]["content"].startswith(first[1]["content"])
    added = second[1]["content"].removeprefix(first[1]["content"])
    assert told in added and "Zylberstein" not in added and "deux" not in added


@pytest.mark.parametrize(
    ("text", "finish"),
    [
        ('{"findings": [{"kind": "site", "va', "length"),
        ("Je ne peux pas.", "stop"),
        ("[]", "stop"),
        ("", "stop"),
        ('{"findings": [{"kind": "site", "value": "sein", "score": NaN}]}', "stop"),
        ("{" * 5000, "stop"),
        ('{"a":' * 20000, "length"),
        ("null", "stop"),
    ],
)
def test_what_is_never_right_is_no_exception(text: str, finish: str) -> None:
    reply = says(text, finish=finish)
    result, server = asked(reply, reply, reply)
    assert result.value is None and result.attempts == 3 == len(server.asked) and result.trouble
    assert "Zylberstein" not in result.trouble + repr(result)


def test_half_an_object_is_asked_again_with_more_room() -> None:
    result, server = asked(says('{"findings": [', finish="length"), says(json.dumps(GOOD)), max_tokens=100)
    assert result.value is not None and [body["max_tokens"] for body in server.asked] == [100, 200]


def test_a_repair_that_is_refused_leaves_the_bad_answer_and_no_exception() -> None:
    result, _server = asked(says("?"), refuses(400), refuses(400))
    assert result.value is None and result.attempts == 1 and result.trouble


def test_seeds_differ_between_attempts_and_are_the_same_between_runs() -> None:
    seeds = [[body["seed"] for body in asked(says("?"), says("?"), says("?"), seed=5)[1].asked] for _time in range(2)]
    assert seeds == [[5, 6, 7], [5, 6, 7]]


def test_no_repair_where_none_is_wanted() -> None:
    result, server = asked(says("?"), repairs=0)
    assert result.value is None and len(server.asked) == 1


def test_a_server_that_is_down_is_an_error() -> None:
    with pytest.raises(ModelUnavailable):
        asked(drops(), drops())


def test_many_at_a_time_each_repaired_for_itself() -> None:
    bad: set[str] = {"q1", "q3"}

    def some(body: dict) -> object:
        text = body["messages"][-1]["content"]
        name = text[:2]
        if name == "q4":
            return refuses(403)
        if name in bad and "refusée" not in text:
            return says("pas encore")
        return says(json.dumps({"findings": [{"kind": "site", "value": name, "score": 1}]}))

    with ScriptedServer(otherwise=some) as server:  # type: ignore[arg-type]
        model: LanguageModel = open_llm(server.uri())
        results = generate_all(model, [(("user", f"q{n}"),) for n in range(6)], Findings)
    assert isinstance(results[4], ModelUnavailable)
    rest = [result for result in results if isinstance(result, Structured)]
    assert [result.value.findings[0].value for result in rest] == ["q0", "q1", "q2", "q3", "q5"]  # type: ignore[union-attr]
    assert [result.attempts for result in rest] == [1, 2, 1, 2, 1]
    assert generate_all(model, [], Findings) == []


def test_the_schema_is_told_to_servers_that_ignore_it() -> None:
    (role, system), user = with_schema(QUESTION, Findings)
    assert role == "system" and '"maximum":3' in system and "title" not in system and user == QUESTION[1]
    assert with_schema(QUESTION[1:], Findings)[0][0] == "system"


def test_a_schema_whose_field_is_called_title_keeps_it() -> None:
    class Section(BaseModel):
        title: str

    assert '"title":{"type":"string"}' in with_schema(QUESTION, Section)[0][1]


def test_what_a_result_came_from() -> None:
    with ScriptedServer() as server:
        made = producer(open_llm(server.uri("mistral")), load("repair"), seed=3, max_tokens=100, temperature=0.5)
    assert made.text.endswith(f"#mistral repair-v1-{load('repair').hash} seed=3 max_tokens=100 temperature=0.5")

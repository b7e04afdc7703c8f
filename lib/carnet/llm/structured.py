"""Answers that follow a schema: asked for, always validated, asked for again a bounded number of times."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm import json_answers
from carnet.llm.model import Answer, Cancelled, LanguageModel, Messages, NoText, Request
from carnet.llm.prompts import load
from carnet.llm.schema_errors import complaints

REPAIRS = 2
MAX_TOKENS = 2048


@dataclass(frozen=True)
class Structured:
    """What came of asking. `value` is None where no attempt was valid, and `trouble` says why, without the text.

    `answer` is the last one; its `repr` and this one show no text. `attempts` counts the questions asked.
    """

    value: BaseModel | None = field(repr=False)
    attempts: int
    answer: Answer
    trouble: str = ""


def generate(
    model: LanguageModel,
    messages: Messages,
    schema: type[BaseModel],
    *,
    repairs: int = REPAIRS,
    max_tokens: int = MAX_TOKENS,
    seed: int = 0,
    temperature: float = 0.0,
    cancel: threading.Event | None = None,
) -> Structured:
    """Ask a model for an object of `schema`, and again, at most `repairs` times, with what was wrong.

    A bad answer is no exception: `value` is None. Raises ModelUnavailable where the model does not answer at all.
    """
    result = generate_all(
        model,
        [messages],
        schema,
        repairs=repairs,
        max_tokens=max_tokens,
        seed=seed,
        temperature=temperature,
        cancel=cancel,
    )[0]
    if isinstance(result, CarnetError):
        raise result
    return result


def generate_all(
    model: LanguageModel,
    prompts: Sequence[Messages],
    schema: type[BaseModel],
    *,
    repairs: int = REPAIRS,
    max_tokens: int = MAX_TOKENS,
    seed: int = 0,
    temperature: float = 0.0,
    cancel: threading.Event | None = None,
) -> list[Structured | CarnetError]:
    """The same for many prompts at a time, in their order; a prompt that the model does not answer gives the error."""
    results: list[Structured | CarnetError | None] = [None] * len(prompts)
    asked = {place: with_schema(messages, schema) for place, messages in enumerate(prompts)}
    said: dict[int, str] = {}
    cut: set[int] = set()
    for attempt in range(1 + max(0, repairs)):
        if not asked:
            break
        requests = [
            Request(
                with_repair(messages, said[place]) if place in said else messages,
                schema,
                max_tokens=2 * max_tokens if place in cut else max_tokens,
                temperature=temperature,
                seed=seed + attempt,
            )
            for place, messages in asked.items()
        ]
        answers = _ask(model, requests, cancel)
        for place, answer in zip(list(asked), answers, strict=True):
            if isinstance(answer, NoText):
                answer = Answer("", model.uri, "empty")
            if isinstance(answer, CarnetError):
                if results[place] is None or isinstance(answer, Cancelled):
                    results[place] = answer  # else the bad answer before it stays, with its trouble
                del asked[place]
                continue
            value, trouble, said[place] = _judge(answer, schema)
            results[place] = Structured(value, attempt + 1, answer, trouble)
            if value is not None:
                del asked[place]
            elif answer.finish == "length":
                cut.add(place)
    return [result for result in results if result is not None]


def with_schema(messages: Messages, schema: type[BaseModel]) -> Messages:
    """The messages, the first one telling the schema: a server that ignores `response_format` still knows it."""
    text = json.dumps(_plain(schema.model_json_schema()), ensure_ascii=False, separators=(",", ":"))
    told = load("schema").render(schema=text)[0][1]
    for place, (role, content) in enumerate(messages):
        if role == "system":
            return (*messages[:place], (role, f"{content}\n\n{told}"), *messages[place + 1 :])
    return (("system", told), *messages)


def with_repair(messages: Messages, said: str) -> Messages:
    """The messages, the last one telling what was wrong with the answer before; nothing of that answer is in it."""
    role, content = messages[-1]
    return (*messages[:-1], (role, f"{content}\n\n{load('repair').render(errors=said)[0][1]}"))


def _ask(
    model: LanguageModel, requests: list[Request], cancel: threading.Event | None
) -> Sequence[Answer | CarnetError]:
    given: dict[str, Any] = {} if cancel is None else {"cancel": cancel}
    if len(requests) > 1:
        return model.answer_all(requests, **given)
    try:
        return [model.answer(requests[0], **given)]
    except CarnetError as error:
        return [error]


def _judge(answer: Answer, schema: type[BaseModel]) -> tuple[BaseModel | None, str, str]:
    """The value, the trouble for people, the trouble for the model."""
    try:
        return json_answers.read(answer.text, schema), "", ""
    except json_answers.NoJson as error:
        if not answer.text.strip():
            return None, _("the model answered without text"), "- La réponse était vide."
        if error.cut or answer.finish == "length":
            return (
                None,
                _("the model’s answer stops before its end"),
                "- L’objet JSON n’était pas terminé : soyez plus bref.",
            )
        return None, _("the model’s answer holds no JSON object"), "- La réponse ne contenait pas d’objet JSON."
    except ValidationError as error:
        lines = complaints(error, schema)
        trouble = _("the model’s answer does not follow the schema ({fields})")
        return (
            None,
            trouble.format(fields=", ".join(sorted({place for place, _why in lines})[:5])),
            "\n".join(f"- {place} : {why}" for place, why in lines),
        )


def _plain(schema: Any) -> Any:
    """A JSON schema without the titles that pydantic makes of the names."""
    if isinstance(schema, dict):
        return {
            key: {name: _plain(one) for name, one in value.items()} if key in ("properties", "$defs") else _plain(value)
            for key, value in schema.items()
            if not (key == "title" and isinstance(value, str))
        }
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema

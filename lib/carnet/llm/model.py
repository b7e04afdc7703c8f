"""What a language model is for the rest of the house: a question, an answer, one protocol behind every model."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from carnet.errors import CarnetError

if TYPE_CHECKING:
    from pydantic import BaseModel

Messages = tuple[tuple[str, str], ...]  # (role, content); roles: system, user, assistant


class ModelUnavailable(CarnetError):
    """A model that cannot be reached or does not answer. The message never holds the prompt."""


class NoText(ModelUnavailable):
    """A model that answered, but without text."""


class Cancelled(CarnetError):
    """A question that was given up before its answer came."""


@dataclass(frozen=True)
class Request:
    """One question. `repr` shows no text: it holds a patient's.

    schema: the answer is to be a JSON object of this pydantic model; a local model is held to it token by token, a
    server is asked for it and may ignore it (`carnet.llm.structured.generate` validates). temperature 0: the most
    likely answer; above it tokens are drawn by `seed`. max_tokens 0: as many as the model lets.
    """

    messages: Messages
    schema: type[BaseModel] | None = None
    max_tokens: int = 2048
    temperature: float = 0.0
    seed: int = 0

    def __repr__(self) -> str:
        named = self.schema.__name__ if self.schema else None
        return f"Request({len(self.messages)} messages, schema={named}, max_tokens={self.max_tokens})"


@dataclass(frozen=True)
class Answer:
    """What a model said. `finish` is `stop`, `length` (cut at max_tokens) or the server's own word; tokens are counts.

    `repr` shows no text.
    """

    text: str
    model: str
    finish: str = "stop"
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached: bool = False

    def __repr__(self) -> str:
        return f"Answer({len(self.text)} characters, model={self.model!r}, finish={self.finish!r})"


class LanguageModel(Protocol):
    """A model that answers questions; its calls block, from any thread, inside a running event loop too.

    `uri` is how the site names it, `fingerprint` what its answers depend on besides the request. Setting `cancel`
    gives up what is pending within a tenth of a second; so does Ctrl-C.
    """

    @property
    def uri(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def answer(self, request: Request, *, cancel: threading.Event | None = None) -> Answer:
        """The whole answer. Raises ModelUnavailable, Cancelled."""
        ...

    def answer_all(
        self, requests: Sequence[Request], *, cancel: threading.Event | None = None
    ) -> list[Answer | CarnetError]:
        """The answers in the order of the requests, many at a time; what failed stands in its place as an error."""
        ...

    def stream(self, request: Request, *, cancel: threading.Event | None = None) -> Iterator[str]:
        """The answer piece by piece; closing the iterator stops the model. Raises ModelUnavailable, Cancelled."""
        ...

    def complete(self, prompt: str) -> str:
        """The text of the answer to one prompt, at temperature 0. Raises ModelUnavailable."""
        ...

    def close(self) -> None:
        """Let go of connections, threads and memory. The next question takes them again."""
        ...

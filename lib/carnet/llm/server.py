"""A model behind an OpenAI-compatible server (vLLM, TGI, Ollama, Mistral, `transformers serve`), asked over HTTP."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm.background import Background, cancelled
from carnet.llm.connection import http_client
from carnet.llm.model import Answer, Cancelled, ModelUnavailable, NoText, Request
from carnet.llm.retrying import Retrying, untrusted, worth_another_try

CONCURRENCY = 8  # questions under way at a time
TIMEOUT = 120.0  # seconds for one attempt at one answer; between two pieces of a streamed one


@dataclass(eq=False)
class ChatModel:
    """A model of a server. Nothing is sent before the first question; an instance may be used by several threads.

    `retrying` says how often and how long to wait after 429, 5xx or a lost connection. A server that refuses
    `response_format` or `seed` is asked without from then on.
    """

    uri: str
    address: str
    model: str
    concurrency: int = CONCURRENCY
    timeout: float = TIMEOUT
    retrying: Retrying = field(default_factory=Retrying)
    _schemas: bool = field(default=True, init=False, repr=False)  # whether the server takes them
    _seeds: bool = field(default=True, init=False, repr=False)
    _background: Background = field(default_factory=Background, init=False, repr=False)
    _connected: tuple[asyncio.AbstractEventLoop, Any, asyncio.Semaphore] | None = field(
        default=None, init=False, repr=False
    )

    @property
    def fingerprint(self) -> str:
        """The URI: a server does not tell which weights are behind a name."""
        return self.uri

    def answer(self, request: Request, *, cancel: threading.Event | None = None) -> Answer:
        """The whole answer.

        Raises:
            ModelUnavailable: no connection, no answer in time, a refusal, or (NoText) an answer without text.
            Cancelled: `cancel` was set.
        """
        return self._background.run(self._answer(request), cancel)

    def answer_all(
        self, requests: Sequence[Request], *, cancel: threading.Event | None = None
    ) -> list[Answer | CarnetError]:
        """The answers, at most `concurrency` under way, in the order of the requests; errors in their places."""
        answers: list[Answer | CarnetError] = [cancelled() for _request in requests]

        async def one(place: int, request: Request) -> None:
            try:
                answers[place] = await self._answer(request)
            except CarnetError as error:
                answers[place] = error

        async def every() -> None:
            await asyncio.gather(*(one(place, request) for place, request in enumerate(requests)))

        with suppress(Cancelled):  # what came before stays
            self._background.run(every(), cancel)
        return list(answers)

    def stream(self, request: Request, *, cancel: threading.Event | None = None) -> Iterator[str]:
        """The answer piece by piece; what breaks after the first piece is not asked again."""
        return self._background.iterate(lambda: self._pieces(request), cancel)

    def complete(self, prompt: str) -> str:
        """The answer to a prompt, at temperature 0, as long as the server lets it be. Raises as `answer` does."""
        return self.answer(Request((("user", prompt),), max_tokens=0)).text

    def close(self) -> None:
        """Close connections and the thread that serves them."""
        self._background.close()
        self._connected = None

    def __getstate__(self) -> dict[str, Any]:
        kept = ("_background", "_connected")
        return {name: value for name, value in self.__dict__.items() if name not in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _background=Background(), _connected=None)

    async def _answer(self, request: Request) -> Answer:
        client, turn = self._client()
        async with turn:
            attempt = 0
            while True:
                try:
                    async with asyncio.timeout(self.timeout):
                        return self._read(await self._ask(client, request))
                except Exception as error:  # noqa: BLE001 - the client's, the connection's, a body that is no answer
                    pause = self.retrying.pause(error, attempt)
                    if pause is None:
                        raise self._told(error) from None
                await asyncio.sleep(pause)
                attempt += 1

    async def _ask(self, client: Any, request: Request, **how: Any) -> Any:
        """The server's completion. What an old or strict server refuses (400, 422) is left out, from then on."""
        import openai

        wanted = request.schema is not None and self._schemas
        ways = [(wanted, self._seeds)]
        if wanted:
            ways.append((False, self._seeds))
        refused: Exception | None = None
        for held, seeded in ways:  # grows
            try:
                found = await client.chat.completions.create(**self._body(request, held, seeded), **how)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = refused or error
                if seeded and error.status_code == 422:
                    ways.append((held, False))
                continue
            if (held, seeded) != ways[0]:  # it was that: without, it answers
                self._schemas = self._schemas and held == wanted
                self._seeds = self._seeds and seeded
            return found
        raise refused or AssertionError

    async def _pieces(self, request: Request) -> AsyncIterator[str]:
        client, turn = self._client()
        begun, attempt = False, 0
        async with turn:
            while True:
                try:
                    async with asyncio.timeout(self.timeout) as limit:
                        async with await self._ask(client, request, stream=True) as chunks:
                            async for chunk in chunks:
                                limit.reschedule(asyncio.get_running_loop().time() + self.timeout)
                                piece = chunk.choices[0].delta.content if chunk.choices else None
                                if piece:
                                    begun = True
                                    yield str(piece)
                    if not begun:
                        raise NoText("")
                    return
                except Exception as error:  # noqa: BLE001 - as in `_answer`
                    pause = None if begun else self.retrying.pause(error, attempt)
                    if pause is None:
                        raise self._told(error) from None
                await asyncio.sleep(pause)
                attempt += 1

    def _body(self, request: Request, held: bool, seeded: bool) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": role, "content": content} for role, content in request.messages],
            "temperature": request.temperature,
        }
        if seeded:
            body["seed"] = request.seed
        if request.max_tokens:
            body["max_tokens"] = request.max_tokens
        if held and request.schema is not None:
            named = {"name": request.schema.__name__, "schema": request.schema.model_json_schema(), "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        return body

    def _read(self, completion: Any) -> Answer:
        choice = completion.choices[0]
        text = choice.message.content
        if isinstance(text, list):  # parts, thoughts among them
            text = "".join(str(part.get("text", "")) for part in text if part.get("type") == "text")
        if not text or not isinstance(text, str):
            raise NoText("")
        used = completion.usage
        return Answer(
            text,
            str(completion.model or self.model),
            str(choice.finish_reason or "stop"),
            used.prompt_tokens if used else None,
            used.completion_tokens if used else None,
        )

    def _client(self) -> tuple[Any, asyncio.Semaphore]:
        """The client and the turnstile of the loop that runs."""
        loop = asyncio.get_running_loop()
        if self._connected is None or self._connected[0] is not loop:
            import openai

            logging.getLogger("openai").setLevel(logging.WARNING)  # at DEBUG it would log the prompts
            client = openai.AsyncOpenAI(
                base_url=self.address,
                api_key=os.environ.get("CARNET_LLM_API_KEY") or "none",
                timeout=self.timeout,
                max_retries=0,
                http_client=http_client(self.address, self.concurrency, self.timeout),
            )
            self._background.at_end(client.close)
            self._connected = (loop, client, asyncio.Semaphore(self.concurrency))
        return self._connected[1], self._connected[2]

    def _told(self, error: Exception) -> CarnetError:
        """The error for people. It tells a status or a type, never a message: a server's may quote the prompt."""
        if isinstance(error, CarnetError) and error.message:
            return error
        status = getattr(error, "status_code", None)
        kind: type[ModelUnavailable] = ModelUnavailable
        if status is not None:
            why = _("answered {status}").format(status=status)
        elif isinstance(error, TimeoutError) or type(error).__name__ == "APITimeoutError":
            why = _("no answer within {seconds} s").format(seconds=f"{self.timeout:g}")
        elif isinstance(error, (NoText, IndexError, AttributeError, TypeError)):
            kind, why = NoText, _("answered without text")
        elif untrusted(error):
            why = _("its certificate is not trusted: CARNET_LLM_CA names the authorities to trust")
        elif worth_another_try(error):
            why = _("no connection")
        else:
            why = type(error).__name__
        return kind(
            _("The model at {address} gave no answer ({why}).").format(address=self.address, why=why),
            _("Check the address, that the server runs, and CARNET_LLM_API_KEY if it wants a key."),
        )

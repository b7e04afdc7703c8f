"""A model in a local folder (`transformers:PATH`), run here: batched, held to schemas, offline."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _, number
from carnet.llm.background import cancelled
from carnet.llm.local_folder import LocalFolder, read_place
from carnet.llm.local_weights import Weights, weights_of
from carnet.llm.model import Answer, Cancelled, ModelUnavailable, NoText, Request

_LOOK = 0.05  # seconds between two looks at `cancel`
_LONGEST = 4096  # tokens of an answer to which no limit is set
_ROWS = {"cpu": 8}  # rows of a batch; elsewhere:
_ROWS_GPU = 32


@dataclass(eq=False)
class LocalModel:
    """A model of a folder. Nothing is loaded before the first question; one batch runs at a time."""

    uri: str
    folder: LocalFolder
    _weights: Weights | None = field(default=None, init=False, repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """Name and digest of the folder, bits, numbers and kind of device: what its answers depend on."""
        device, dtype = self.folder.device_and_dtype()
        name = f"transformers:{Path(self.folder.place).name}@{self.folder.digest()}"
        return f"{name}-{dtype}-{device.partition(':')[0]}" + (
            f"-{self.folder.bits}bit" if self.folder.bits < 16 else ""
        )

    def answer(self, request: Request, *, cancel: threading.Event | None = None) -> Answer:
        """The whole answer. Raises ModelUnavailable (cannot be loaded, prompt too long, NoText), Cancelled."""
        found = self.answer_all([request], cancel=cancel)[0]
        if isinstance(found, CarnetError):
            raise found
        return found

    def answer_all(
        self, requests: Sequence[Request], *, cancel: threading.Event | None = None
    ) -> list[Answer | CarnetError]:
        """The answers in the order of the requests, those of like length generated together; errors in their places."""
        try:
            weights = self._ready()
        except CarnetError as error:
            return [error for _request in requests]
        answers: list[Answer | CarnetError] = [cancelled() for _request in requests]
        prompts: dict[int, list[int]] = {}
        for place, request in enumerate(requests):
            prompt = weights.prompt(request.messages)
            if len(prompt) + 1 > weights.positions:
                answers[place] = _too_long(len(prompt), weights.positions)
            else:
                prompts[place] = prompt
        rows = self.folder.batch or _ROWS.get(weights.device, _ROWS_GPU)
        todo = sorted(prompts, key=lambda place: (-len(prompts[place]), place))
        with suppress(Cancelled), _turn(weights, cancel):
            while todo and not (cancel is not None and cancel.is_set()):
                batch = todo[:rows]
                try:
                    found = _generate(weights, [(prompts[at], requests[at]) for at in batch], cancel)
                except MemoryError:
                    if len(batch) > 1:
                        rows = len(batch) // 2
                        continue
                    found = [_too_large(self.folder.place)]
                for place, one in zip(batch, found, strict=True):
                    answers[place] = one if one is not None else cancelled()
                    if isinstance(one, Answer):
                        answers[place] = Answer(one.text, self.fingerprint, *_rest(one)) if one.text else _no_text(self)
                todo = todo[len(batch) :]
        return answers

    def stream(self, request: Request, *, cancel: threading.Event | None = None) -> Iterator[str]:
        """The answer piece by piece; closing the iterator stops the generation at its next token."""
        from transformers import TextIteratorStreamer

        weights = self._ready()
        prompt = weights.prompt(request.messages)
        if len(prompt) + 1 > weights.positions:
            raise _too_long(len(prompt), weights.positions)
        streamer = TextIteratorStreamer(weights.tokenizer, skip_prompt=True, timeout=_LOOK, skip_special_tokens=True)
        closed = threading.Event()
        failed: list[BaseException] = []

        def work() -> None:
            try:
                _generate(weights, [(prompt, request)], cancel, closed, streamer)
            except BaseException as error:  # noqa: BLE001 - told on the other thread
                failed.append(error)
                streamer.end()

        with _turn(weights, cancel):
            thread = threading.Thread(target=work, name="carnet-llm-stream", daemon=True)
            thread.start()
            try:
                while True:
                    try:
                        piece = next(streamer)
                    except queue.Empty:
                        continue  # Stopped looks at `cancel`
                    except StopIteration:
                        break
                    if piece:
                        yield piece
            finally:
                closed.set()
                thread.join()
        if cancel is not None and cancel.is_set():
            raise cancelled()
        if failed:
            raise _too_large(self.folder.place) if isinstance(failed[0], MemoryError) else failed[0]

    def complete(self, prompt: str) -> str:
        """The text of the answer to one prompt, at temperature 0. Raises as `answer` does."""
        return self.answer(Request((("user", prompt),), max_tokens=0)).text

    def close(self) -> None:
        """Free the memory of the weights, where no other model shares them."""
        self._weights = None
        import gc
        import sys

        gc.collect()
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_available():
            torch.cuda.empty_cache()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_weights": None}

    def _ready(self) -> Weights:
        if self._weights is None:
            self._weights = weights_of(self.folder)
        return self._weights


def open_local(uri: str) -> LocalModel:
    """The model of the folder that a URI names. Raises CarnetError as `read_place` does."""
    return LocalModel(uri, read_place(uri))


@contextmanager
def _turn(weights: Weights, cancel: threading.Event | None) -> Iterator[None]:
    while not weights.turn.acquire(timeout=_LOOK):
        if cancel is not None and cancel.is_set():
            raise cancelled()
    try:
        yield
    finally:
        weights.turn.release()


def _generate(
    weights: Weights,
    asked: Sequence[tuple[list[int], Request]],
    cancel: threading.Event | None,
    closed: threading.Event | None = None,
    streamer: Any = None,
) -> list[Answer | CarnetError | None]:
    """One batch; None for a row that was given up. Raises MemoryError where the device has too little."""
    import torch
    from transformers import GenerationConfig

    from carnet.llm.constrained import Drawn, HeldToSchemas, Stopped

    longest = max(len(prompt) for prompt, _request in asked)
    pad = weights.tokenizer.pad_token_id
    ids = torch.tensor([[pad] * (longest - len(prompt)) + prompt for prompt, _request in asked])
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt, _request in asked])
    limits = [min(one.max_tokens or _LONGEST, weights.positions - len(prompt)) for prompt, one in asked]
    requests = [request for _prompt, request in asked]
    processors: list[Any] = []
    if any(request.schema for request in requests):
        matchers = [weights.grammars.matcher(one.schema) if one.schema else None for one in requests]
        processors.append(HeldToSchemas(matchers, weights.grammars.allowed, longest))
    if any(request.temperature > 0 for request in requests):
        processors.append(
            Drawn([one.temperature for one in requests], [one.seed for one in requests], weights.model.device.type)
        )
    given_up = [event for event in (cancel, closed) if event is not None]
    settings = GenerationConfig(
        do_sample=False,
        max_new_tokens=max(limits),
        eos_token_id=list(weights.ends) or None,
        pad_token_id=pad,
        use_cache=True,
    )
    try:
        with torch.inference_mode():
            written = weights.model.generate(
                input_ids=ids.to(weights.model.device),
                attention_mask=mask.to(weights.model.device),
                generation_config=settings,
                logits_processor=processors,
                stopping_criteria=[Stopped(limits, longest, given_up)],
                streamer=streamer,
            )[:, longest:].tolist()
    except torch.OutOfMemoryError:
        torch.cuda.empty_cache()
        raise MemoryError from None
    if any(event.is_set() for event in given_up):
        return [None for _one in asked]
    return [
        _read(weights, row, limit, len(prompt)) for row, limit, (prompt, _r) in zip(written, limits, asked, strict=True)
    ]


def _read(weights: Weights, row: list[int], limit: int, prompt_tokens: int) -> Answer:
    row = row[:limit]
    ended = next((place for place, token in enumerate(row) if token in weights.ends), None)
    text = weights.tokenizer.decode(row[:ended], skip_special_tokens=True)
    count = len(row) if ended is None else ended + 1
    return Answer(text, "", "length" if ended is None else "stop", prompt_tokens, count)


def _rest(answer: Answer) -> tuple[str, int | None, int | None]:
    return answer.finish, answer.prompt_tokens, answer.completion_tokens


def _no_text(model: LocalModel) -> NoText:
    return NoText(
        _("The model in {folder} answered without text.").format(folder=model.folder.place),
        _("Ask again with another seed, or try another model."),
    )


def _too_long(tokens: int, positions: int) -> ModelUnavailable:
    return ModelUnavailable(
        _("The question has {tokens} tokens; the model reads {positions}.").format(
            tokens=number(tokens), positions=number(positions)
        ),
        _("Split the note into shorter parts, or choose a model with a longer context."),
    )


def _too_large(place: str) -> ModelUnavailable:
    return ModelUnavailable(
        _("The memory is too small for the model in {folder} and this text.").format(folder=place),
        _("Choose a smaller model, ?bits=4 or 8 on a GPU, or shorter parts."),
    )

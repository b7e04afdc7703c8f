"""Generation held to schemas token by token (xgrammar), drawn by seed, and stopped, each row of a batch for itself.

xgrammar is used as it is rather than through outlines, whose backend holds a batch to one schema, lets a model write
spaces without end, and breaks off where weights have more rows than the tokenizer has tokens, as most models' have.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any

import torch
import xgrammar
from pydantic import BaseModel
from transformers import LogitsProcessor, StoppingCriteria


class Grammars:
    """Compiles schemas for one vocabulary; each is kept. `rows`: of the output weights, tokens or not.

    `allowed` is a mask without the tokens that no answer holds although xgrammar allows them inside a string: raw
    control characters, which are not JSON there, and special tokens, which would be lost when the answer is read.
    """

    def __init__(self, tokenizer: Any, rows: int, ends: Sequence[int]) -> None:
        about = xgrammar.TokenizerInfo.from_huggingface(
            tokenizer, vocab_size=rows, stop_token_ids=list(ends) if ends else None
        )
        self._compiler = xgrammar.GrammarCompiler(about, max_threads=2)
        special = set(tokenizer.all_special_ids) - set(ends)
        raw = {token for token, written in enumerate(about.decoded_vocab) if any(byte < 0x20 for byte in written)}
        self.allowed = _bits(rows, raw | special)
        self._compiled: dict[type[BaseModel], Any] = {}

    def matcher(self, schema: type[BaseModel]) -> Any:
        """What follows one answer; None where the schema says what no grammar can (it is validated afterwards)."""
        if schema not in self._compiled:
            told = json.dumps(schema.model_json_schema())
            try:
                self._compiled[schema] = self._compiler.compile_json_schema(told, any_whitespace=False)
            except (RuntimeError, ValueError):
                self._compiled[schema] = None
        grammar = self._compiled[schema]
        return None if grammar is None else xgrammar.GrammarMatcher(grammar)


def _bits(rows: int, never: set[int]) -> Any:
    """A mask of one bit a token, as xgrammar's, without the tokens of `never`."""
    mask = xgrammar.allocate_token_bitmask(1, rows)
    mask.fill_(-1)
    words = mask[0].numpy().view("uint32")
    for token in never:
        words[token // 32] &= ~(1 << token % 32) & 0xFFFFFFFF
    return mask


class HeldToSchemas(LogitsProcessor):
    """Forbids, in each row, the tokens that its schema does not allow next."""

    def __init__(self, matchers: Sequence[Any], allowed: Any, prompt_tokens: int) -> None:
        self._matchers = list(matchers)
        self._allowed = allowed
        self._prompt_tokens = prompt_tokens
        self._mask: Any = None

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if self._mask is None:
            self._mask = xgrammar.allocate_token_bitmask(len(self._matchers), scores.shape[1])
        last = input_ids[:, -1].tolist() if input_ids.shape[1] > self._prompt_tokens else None
        held = []
        for row, matcher in enumerate(self._matchers):
            if matcher is None or matcher.is_terminated():
                continue
            if last is not None and not matcher.accept_token(last[row]):
                self._matchers[row] = None  # padding, after the row's last token
                continue
            if not matcher.is_terminated():
                matcher.fill_next_token_bitmask(self._mask, row)
                held.append(row)
        if held:
            self._mask &= self._allowed
            xgrammar.apply_token_bitmask_inplace(scores, self._mask.to(scores.device), indices=held)
        return scores


class Drawn(LogitsProcessor):
    """Draws the next token of rows whose temperature is above 0: the largest score after Gumbel noise is a sample.

    Each row has its own generator, so that what it draws depends on its seed alone, not on the rows beside it
    (Gumbel 1954; Maddison, Tarlow, Minka 2014).
    """

    def __init__(self, temperatures: Sequence[float], seeds: Sequence[int], device: str) -> None:
        self._rows = [
            (row, temperature, torch.Generator(device).manual_seed(seed % 2**63))
            for row, (temperature, seed) in enumerate(zip(temperatures, seeds, strict=True))
            if temperature > 0
        ]

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        for row, temperature, generator in self._rows:
            uniform = torch.rand(scores.shape[1], generator=generator, device=scores.device)
            scores[row] = scores[row] / temperature - torch.log(-torch.log(uniform.clamp(1e-20, 1 - 1e-7)))
        return scores


class Stopped(StoppingCriteria):
    """Stops a row at its own limit of tokens, and all of them once somebody gave up."""

    def __init__(self, limits: Sequence[int], prompt_tokens: int, given_up: Sequence[threading.Event]) -> None:
        self._limits = torch.tensor(list(limits))
        self._prompt_tokens = prompt_tokens
        self._given_up = given_up

    def __call__(self, input_ids: Any, scores: Any, **_kwargs: Any) -> Any:
        if any(event.is_set() for event in self._given_up):
            return torch.ones(len(self._limits), dtype=torch.bool, device=input_ids.device)
        return (input_ids.shape[1] - self._prompt_tokens >= self._limits).to(input_ids.device)

"""Weights and tokenizer of a local folder in memory, once a process however many models name them."""

from __future__ import annotations

import os
import re
import threading
import weakref
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from carnet.language import _
from carnet.llm.fencing import disarm
from carnet.llm.local_folder import LocalFolder
from carnet.llm.model import Messages, ModelUnavailable

_ENDS_OF_TURN = ("<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|eot|>", "<|endoftext|>", "<|return|>")
_NAMES = {"system": "Consigne", "user": "Demande", "assistant": "Réponse"}

_loading = threading.Lock()
_loaded: weakref.WeakValueDictionary[tuple[object, ...], Weights] = weakref.WeakValueDictionary()


@dataclass(eq=False)
class Weights:
    """A model ready to generate. `turn` lets one batch run at a time; `ends` are the tokens that end an answer."""

    model: Any
    tokenizer: Any
    device: str
    ends: tuple[int, ...]
    positions: int  # tokens of prompt and answer together
    turn: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def grammars(self) -> Any:
        """The compiler of schemas for this vocabulary."""
        from carnet.llm.constrained import Grammars

        return Grammars(self.tokenizer, self.model.get_output_embeddings().weight.shape[0], self.ends)

    def prompt(self, messages: Messages) -> list[int]:
        """The tokens of a conversation, by the tokenizer's chat template, else by a plain French one.

        Control tokens that a message holds are taken apart: no note opens or closes a turn.
        """
        clean = [(role, disarm(self._control.sub(_apart, content))) for role, content in messages]
        if not self.tokenizer.chat_template:
            text = "".join(f"{_NAMES.get(role, role)} :\n{content}\n\n" for role, content in clean)
            return list(self.tokenizer(f"{text}{_NAMES['assistant']} :\n")["input_ids"])
        try:
            text = self._templated(clean)
        except Exception:  # noqa: BLE001 - templates raise what they like, most often where a system message is not known
            text = self._templated(_without_system(clean))
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def _templated(self, messages: list[tuple[str, str]]) -> str:
        turns = [{"role": role, "content": content} for role, content in messages]
        return str(
            self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True, enable_thinking=False)
        )

    @cached_property
    def _control(self) -> re.Pattern[str]:
        tokens = {str(token) for token in self.tokenizer.added_tokens_decoder.values() if token.special}
        tokens |= set(self.tokenizer.all_special_tokens)
        longest_first = sorted((re.escape(token) for token in tokens if len(token) > 1), key=len, reverse=True)
        return re.compile("|".join(longest_first) or r"(?!)")


def weights_of(folder: LocalFolder) -> Weights:
    """The weights of a folder, loaded now or shared with who loaded them before.

    Raises ModelUnavailable where they cannot be loaded.
    """
    device, dtype = folder.device_and_dtype()
    key = (folder.place, folder.digest(), folder.bits, device, dtype)
    with _loading:
        found = _loaded.get(key)
        if found is None:
            found = _loaded[key] = _load(folder, device, dtype)
        return found


def _load(folder: LocalFolder, device: str, dtype: str) -> Weights:
    if not folder.download:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig
    from transformers.utils import logging

    safe: dict[str, Any] = {"local_files_only": not folder.download, "trust_remote_code": False}
    options: dict[str, Any] = {"dtype": getattr(torch, dtype), "use_safetensors": True, **safe}
    if folder.bits < 16:
        options |= {"quantization_config": _quantised(folder.bits, dtype), "device_map": {"": device}}
    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder.place, padding_side="left", **safe)
        model = AutoModelForCausalLM.from_pretrained(folder.place, **options).eval()
        if folder.bits == 16:
            model = model.to(device)
    except Exception as error:  # noqa: BLE001 - whatever transformers raises about a folder, a person must read what to do
        raise ModelUnavailable(
            _("The model in {folder} cannot be loaded ({error}).").format(
                folder=folder.place, error=type(error).__name__
            ),
            _("Check that it is a model that writes text, with its tokenizer, and needs no code of its own."),
        ) from error
    finally:
        if bars:
            logging.enable_progress_bar()
    ends = _ends(model, tokenizer)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token_id = ends[0] if ends else 0
    model.generation_config = GenerationConfig()  # the folder's may sample, penalise, force lengths
    positions = int(getattr(model.config.get_text_config(), "max_position_embeddings", 0) or 0)
    named = int(min(tokenizer.model_max_length, 10_000_000))
    return Weights(model, tokenizer, device, ends, min(positions or named, named))


def _quantised(bits: int, dtype: str) -> Any:
    import torch
    from transformers import BitsAndBytesConfig

    if bits == 8:
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=getattr(torch, dtype)
    )


def _ends(model: Any, tokenizer: Any) -> tuple[int, ...]:
    """Every token that ends an answer: the tokenizer's, the configurations', the end of a turn of the template."""
    found: list[int] = []
    for named in (tokenizer.eos_token_id, model.generation_config.eos_token_id, model.config.eos_token_id):
        found += named if isinstance(named, list) else [named] if named is not None else []
    vocabulary = tokenizer.get_vocab()
    found += [vocabulary[name] for name in _ENDS_OF_TURN if name in vocabulary]
    return tuple(dict.fromkeys(int(one) for one in found))


def _without_system(messages: list[tuple[str, str]]) -> list[tuple[str, str]]:
    told = "\n\n".join(content for role, content in messages if role == "system")
    rest = [message for message in messages if message[0] != "system"]
    if not rest or not told:
        return rest or [("user", told)]
    return [(rest[0][0], f"{told}\n\n{rest[0][1]}"), *rest[1:]]


def _apart(match: re.Match[str]) -> str:
    return f"{match[0][0]} {match[0][1:]}"

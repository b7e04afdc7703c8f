"""The model that a URI names: `openai:http://gpu01:8000/v1#model` or `transformers:/models/mistral-7b`."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm.model import Cancelled, LanguageModel, ModelUnavailable, NoText
from carnet.llm.server import ChatModel

__all__ = ["Cancelled", "ChatModel", "ModelUnavailable", "NoText", "open_llm"]


def open_llm(uri: str, *, cache: Path | str | None = None, **options: Any) -> LanguageModel:
    """The model that a URI names. Nothing is sent and nothing is loaded before the first question.

    cache: a folder where answers are kept (they hold what patients' notes say: 0600, see `carnet llm-cache`); off by
    default, `CARNET_LLM_CACHE` names one for all.
    options: of `carnet.llm.server.ChatModel` (concurrency, timeout, retrying); a local model takes its own in the URI
    (`transformers:/models/x?bits=4&device=cuda:1&dtype=bfloat16&batch=8`).

    Raises:
        CarnetError: a URI that names no model, a folder that holds none, or the `llm` extra is not installed.
    """
    model = _model(uri, options)
    folder = cache or os.environ.get("CARNET_LLM_CACHE")
    if folder:
        from carnet.llm.cache import AnswerCache, CachedModel

        return CachedModel(model, AnswerCache(Path(folder)))
    return model


def _model(uri: str, options: dict[str, Any]) -> LanguageModel:
    scheme, _colon, rest = uri.partition(":")
    if scheme == "transformers" and rest:
        from carnet.llm.local import open_local

        return open_local(uri)
    address, _hash, model = rest.partition("#")
    parts = urlsplit(address)
    if scheme != "openai" or parts.scheme not in ("http", "https") or not parts.hostname or not model:
        raise CarnetError(
            _("This does not name a model: “{uri}”.").format(uri=_shown(uri)),
            _("Write openai:http://host:8000/v1#model, or transformers:/folder/of/the/model."),
        )
    if parts.username or parts.password:
        raise CarnetError(
            _("A model’s address holds no password."), _("Put the key into the variable CARNET_LLM_API_KEY.")
        )
    if find_spec("openai") is None:
        raise CarnetError(_("The openai client is not installed."), _("pip install 'carnet[llm]'"))
    return ChatModel(uri, address, model, **options)


def _shown(uri: str) -> str:
    return uri.split("@")[-1][:200]

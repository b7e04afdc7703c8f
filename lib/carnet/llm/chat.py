"""A chat model behind an OpenAI-compatible server, named by a URI: `openai:http://gpu01:8000/v1#model`."""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from carnet.errors import CarnetError
from carnet.language import _

TIMEOUT = 120.0  # seconds for one answer
RETRIES = 3  # with the client's exponential backoff, on 429, 5xx and lost connections


class ModelUnavailable(CarnetError):
    """A model that cannot be reached or does not answer. The message never holds the prompt."""


@dataclass(frozen=True)
class ChatModel:
    """A model of a server. `complete` asks one question and waits for the whole answer."""

    uri: str
    address: str
    model: str

    def complete(self, prompt: str) -> str:
        """The answer to a prompt, at temperature 0.

        Raises:
            ModelUnavailable: no connection, no answer in time, a refusal, or an answer without text.
        """
        import openai

        try:
            answer = self._client().chat.completions.create(
                model=self.model, messages=[{"role": "user", "content": prompt}], temperature=0, seed=0
            )
            content = answer.choices[0].message.content
        except openai.APIStatusError as error:
            raise self._unavailable(_("answered {status}").format(status=error.status_code)) from None
        except (openai.APIError, IndexError, AttributeError, TypeError) as error:
            raise self._unavailable(type(error).__name__) from None
        if not content:
            raise self._unavailable(_("answered without text"))
        return str(content)

    def _client(self) -> Any:
        import openai

        key = os.environ.get("CARNET_LLM_API_KEY", "none")
        return openai.OpenAI(base_url=self.address, api_key=key, timeout=TIMEOUT, max_retries=RETRIES)

    def _unavailable(self, why: str) -> ModelUnavailable:
        return ModelUnavailable(
            _("The model at {address} gave no answer ({why}).").format(address=self.address, why=why),
            _("Check the address, that the server runs, and CARNET_LLM_API_KEY if it wants a key."),
        )


def open_llm(uri: str) -> ChatModel:
    """The model that a URI names. Nothing is sent before the first question.

    Raises:
        CarnetError: a URI that is not `openai:URL#model`, or the `llm` extra is not installed.
    """
    scheme, _colon, rest = uri.partition(":")
    address, _hash, model = rest.partition("#")
    parts = urlsplit(address)
    if scheme != "openai" or parts.scheme not in ("http", "https") or not parts.netloc or not model:
        raise CarnetError(
            _("This does not name a model: “{uri}”.").format(uri=uri), _("Write openai:http://host:8000/v1#model.")
        )
    from importlib.util import find_spec

    if find_spec("openai") is None:
        raise CarnetError(_("The openai client is not installed."), _("pip install 'carnet[llm]'"))
    return ChatModel(uri, address, model)

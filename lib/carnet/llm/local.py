"""A model in a local folder (`transformers:PATH`), run by transformers: batched, constrained, offline."""

from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm.model import LanguageModel


def open_local(uri: str, place: str, **options: Any) -> LanguageModel:
    """The model of a folder."""
    raise CarnetError(_("This does not name a model: “{uri}”.").format(uri=uri), "transformers:PATH")

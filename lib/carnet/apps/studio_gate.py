"""The publication gate of the teachers' page: the pseudonymiser looks for identifiers, the site's model solves."""

import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from carnet.teaching.gate import Gate
from carnet.teaching.item import Item

if TYPE_CHECKING:
    from carnet.teaching.gate.duplicates import Index
    from carnet.teaching.references import Library

MODEL = "CARNET_LLM"


def gate_of(bank: "Iterable[Item] | Index" = (), library: "Library | None" = None, *, solve: bool = False) -> Gate:
    """A gate with what this site has. `solve`: ask the configured model too (it takes its time)."""
    return Gate(bank, find_identifiers, _model() if solve else None, library)


def find_identifiers(text: str) -> list[tuple[int, int, str]]:
    """What the pseudonymiser finds in a text: names, places, numbers, whole dates."""
    from carnet.text.note import Note
    from carnet.tools.pseudonymisation.labels import KEPT

    result = _pseudonymiser()(Note("item", text))
    return [(one.start, one.end, one.label) for one in result.entities if one.label not in KEPT]


def model_name() -> str:
    """The model that the site has configured (the first, where there are several), empty for none."""
    return next(iter(os.environ.get(MODEL, "").split()), "")


@cache
def _pseudonymiser() -> Any:
    from carnet.tools import pseudonymise

    return pseudonymise(mode="tag")


def _model() -> Any:
    if not model_name():
        return None
    from carnet.llm.chat import open_llm

    return open_llm(model_name())

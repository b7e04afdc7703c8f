"""The publication gate of the teachers' page: the pseudonymiser looks for identifiers, the site's model solves."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from carnet.teaching.gate import Gate
from carnet.teaching.item import Item
from carnet.tools.pseudonymisation.leftovers import leftovers

if TYPE_CHECKING:
    from carnet.teaching.gate.duplicates import Index
    from carnet.teaching.references import Library

MODEL = "CARNET_LLM"


def gate_of(bank: "Iterable[Item] | Index" = (), library: "Library | None" = None, *, solve: bool = False) -> Gate:
    """A gate with what this site has. `solve`: ask the configured model too (it takes its time)."""
    return Gate(bank, leftovers, _model() if solve else None, library)


def model_name() -> str:
    """The model that the site has configured (the first, where there are several), empty for none."""
    return next(iter(os.environ.get(MODEL, "").split()), "")


def _model() -> Any:
    if not model_name():
        return None
    from carnet.llm.chat import open_llm

    return open_llm(model_name())

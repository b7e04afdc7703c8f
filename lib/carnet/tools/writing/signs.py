"""The findings of a case: events, toxicities and results that are abnormal beyond doubt."""

import re
from collections.abc import Iterator, Sequence

from carnet.tools.structuring.facts import Fact
from carnet.tools.writing.knowledge import Sign, signs

_SPACE = re.compile(r"\s+")


def signs_of(present: Sequence[Fact]) -> Iterator[tuple[Sign, str, int | None, tuple[str, int, int]]]:
    """Each finding once: the sign, its result in words, its grade, where it was read."""
    for sign in signs():
        for fact in present:
            told = _told(sign, fact)
            if told is not None:
                first = fact.evidence[0]
                yield sign, told, fact.parts.get("grade"), (first.note_id, first.start, first.end)
                break


def _told(sign: Sign, fact: Fact) -> str | None:
    if fact.kind == "lab":
        return _result(sign, fact)
    if sign.lab is None and fact.kind in sign.kinds and not fact.parts.get("derived"):
        name = fact.parts.get("term") or fact.value
        return "" if name in sign.terms else None
    return None


def _result(sign: Sign, fact: Fact) -> str | None:
    """« 3,1 mmol/L » if the result is that sign's."""
    value = fact.parts.get("value")
    if sign.lab != fact.parts.get("name") or not isinstance(value, int | float) or fact.parts.get("operator"):
        return None
    if fact.parts.get("assumed_unit") or fact.parts.get("unit") != sign.unit:
        return None
    beyond = (sign.above is not None and value > sign.above) or (sign.below is not None and value < sign.below)
    believed = (sign.floor is None or value >= sign.floor) and (sign.ceiling is None or value <= sign.ceiling)
    if not beyond or not believed:
        return None
    return _SPACE.sub(" ", fact.value.partition("=")[2]).strip()

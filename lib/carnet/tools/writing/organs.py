"""The organ that the notes speak of, where no fact gives the site of the tumour: one alone, or none."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from carnet.text.assertion import assert_spans
from carnet.text.lists import parse_lists
from carnet.text.reading import Reading

_SAID = ("present", "possible", "history")  # « absent », « family », « hypothetical » name no organ of the patient's


def only_organ(readings: Sequence[Reading]) -> str | None:
    """The code (CIM-O-3) of the single organ that the notes name of the patient; None where they name two."""
    found: set[str] = set()
    for reading in readings:
        aside = [one.span() for one in _aside().finditer(reading.plain)]
        named = [
            (code, one.span())
            for code, pattern in _organs()
            for one in pattern.finditer(reading.plain)
            if not any(start <= one.start() and one.end() <= end for start, end in aside)
        ]
        spans = [span for _, span in named]
        judged = assert_spans(reading.clean, reading.sentences, reading.sections, spans)
        found |= {code for (code, _), said in zip(named, judged, strict=True) if said.status in _SAID}
    return found.pop() if len(found) == 1 else None


@cache
def _organs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, re.compile(rf"\b(?:{pattern})\b")) for code, pattern in _read()["organs"].items())


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_read()['aside']})\b")


@cache
def _read() -> dict[str, dict[str, str]]:
    return parse_lists((files(f"{__package__}.knowledge") / "organs.yaml").read_text(encoding="utf-8"))

"""The symptoms that revealed the disease, as the opening of the notes tells them of the patient."""

import re
from functools import cache
from importlib.resources import files

from carnet.text.assertion import assert_spans
from carnet.text.lists import parse_lists
from carnet.tools.writing.chart import Chart, Source, first_told

_REACH = 1400  # the opening of a note
_MOST = 4


def symptoms_of(chart: Chart) -> tuple[list[str], Source] | None:
    """Up to four symptoms with their articles, told as present before any treatment; the place of the first."""
    for reading in chart.readings:
        treated = first_told(chart, ("treatment", "line", "progression", "response", "toxicity"), reading.note.note_id)
        limit = min(_REACH, treated if treated is not None else _REACH)
        found: dict[str, tuple[int, int]] = {}
        for name, pattern, fields in _patterns():
            if not _fits(chart, fields):
                continue
            seen = pattern.search(reading.plain, 0, limit)
            if seen is not None:
                found[name] = seen.span()
        names = sorted(found, key=lambda name: found[name])
        spans = [found[name] for name in names]
        judged = assert_spans(reading.clean, reading.sentences, reading.sections, spans)
        kept = [name for name, one in zip(names, judged, strict=True) if one.status == "present"][:_MOST]
        if kept:
            return kept, (reading.note.note_id, *reading.clean.original(*found[kept[0]]))
    return None


def plausible(chart: Chart, plain: str) -> bool:
    """Whether no symptom told in a text is of another field than the tumour's."""
    return all(_fits(chart, fields) for _name, pattern, fields in _patterns() if pattern.search(plain))


def _fits(chart: Chart, fields: tuple[str, ...]) -> bool:
    return not fields or chart.tumour is None or chart.tumour.specialty in fields


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    read = parse_lists((files(f"{__package__}.knowledge") / "symptoms.yaml").read_text(encoding="utf-8"))
    return tuple((one["name"], re.compile(rf"\b(?:{one['written']})\b"), tuple(one["fields"])) for one in read)

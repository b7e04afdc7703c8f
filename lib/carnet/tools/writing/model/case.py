"""The case that a model is shown: the safe sentences of the vignette, in order, each with where the notes say it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from carnet.teaching.item import Origin
from carnet.tools.writing.chart import Chart, Source
from carnet.tools.writing.kept import kept
from carnet.tools.writing.passages import (
    Passage,
    background,
    disease,
    in_order,
    marker,
    performance,
    sign,
    stage,
    treatment,
    who,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A passage of the case, and the words of a note that it comes from."""

    text: str = field(repr=False)
    source: Source | None = None


@dataclass(frozen=True)
class SafeCase:
    """The passages of a case, in the order in which they are told. Nothing else of the notes is shown to a model."""

    passages: tuple[Told, ...] = ()

    def __bool__(self) -> bool:
        return any(one.text.strip() for one in self.passages)

    def numbered(self) -> str:
        """The passages as a model sees them: « 1. Une femme de 67 ans consulte pour… »."""
        return "\n".join(f"{place}. {one.text}" for place, one in enumerate(self.passages, 1))

    def part(self, name: str, first: int, last: int) -> tuple[str, tuple[Origin, ...]]:
        """Passages `first` (from 0) to `last` (excluded) as the text of a part of an item, with their origins."""
        text, origins = "", []
        for one in self.passages[first:last]:
            start = len(text) + (1 if text else 0)
            text = f"{text} {one.text}" if text else one.text
            if one.source:
                note_id, note_start, note_end = one.source
                origins.append(
                    Origin(
                        part=name,
                        start=start,
                        end=len(text),
                        note_id=note_id,
                        note_start=note_start,
                        note_end=note_end,
                    )
                )
        return text, tuple(origins)


def safe_case(chart: Chart) -> SafeCase:
    """All that the rules can tell of a chart without telling who it is, in the order of care."""
    return SafeCase(tuple(Told(one.text, one.source) for one in in_order(list(_passages(chart)))))


def _passages(chart: Chart) -> "Iterator[Passage | None]":
    found = {one.key: one for one in kept(chart)}
    yield who(chart)
    yield background(chart)
    yield performance(chart)
    yield from _given(found, ("examination", "imaging"))
    yield disease(chart)
    for name in chart.markers:
        yield marker(chart, name)
    yield stage(chart)
    for line in chart.lines:
        if line.drugs:
            yield treatment(chart, line)
    for seen in chart.signs:
        yield sign(chart, seen)


def _given(found: dict[str, Passage], names: Sequence[str]) -> "Iterator[Passage | None]":
    for name in names:
        if name in found:
            yield found[name]

"""The first findings of a case that the notes tell in no whole sentence: examination, imaging, biology."""

from collections.abc import Iterator
from functools import lru_cache

from carnet.tools.writing.chart import Chart
from carnet.tools.writing.conditions import LabSeen, presentation_of
from carnet.tools.writing.french import listed
from carnet.tools.writing.kept import kept
from carnet.tools.writing.passages import Passage
from carnet.tools.writing.revealing import Same, before_treatment, examined, imaged

_TOLD = 6


def found(chart: Chart) -> tuple[Passage, ...]:
    """Whole sentences of the notes first, then those made of their phrases; each read once for a chart."""
    return _found(Same(chart))


@lru_cache(maxsize=2)
def _found(same: Same) -> tuple[Passage, ...]:
    return (*kept(same.chart), *_made(same.chart))


def _made(chart: Chart) -> Iterator[Passage]:
    """« L’examen clinique retrouve… », « Le bilan biologique montre : … », « L’imagerie met en évidence… »."""
    signs = examined(chart)
    if signs:
        words = listed([one.words for one in signs])
        yield Passage("examination", f"L’examen clinique retrouve {words}.", signs[0].words, signs[0].source)
    results = _first_results(chart) if chart.oncology else []
    if results:
        text = f"Le bilan biologique montre : {', '.join(one.words for one in results)}."
        yield Passage("biology", text, results[0].words, results[0].source)
    image = imaged(chart)
    if image is not None:
        yield Passage("imaging", f"L’imagerie met en évidence {image.words}.", image.words, image.source)


def _first_results(chart: Chart) -> list[LabSeen]:
    """Results of before any treatment, where the notes give at least two."""
    limits = {reading.note.note_id: before_treatment(chart, reading) for reading in chart.readings}
    told = [one for one in presentation_of(chart).results if one.source[2] < limits[one.source[0]]]
    told = [one for one in told if not chart.identifies(one.source)]
    return told[:_TOLD] if len(told) >= 2 else []

"""What was measured: biomarkers, laboratory results, performance status, scores."""

import re
from dataclasses import replace

from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding

_DENIES = re.compile(
    r"\b(?:pas|sans|absen\w+|aucune?|ni|non|negati\w*|jamais|exclu\w*|elimin\w*|sauvages?|normal\w*|perte)\b"
)
_REACH = 150


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text.

    A value that denies (« HER2 négatif », « CRP normale ») is a present fact, and so is a number after a negation
    (« pas d'anémie, Hb 13 »): what is the family's, possible, hypothetical or past stays so.
    """
    from carnet.tools.structuring.rules import markers_labs, markers_scores, markers_tissue

    tissue = markers_tissue.find(reading)
    found = [*tissue, *markers_scores.find(reading)]
    taken = [(one.start, one.end) for one in found]
    for one in markers_labs.find(reading):
        if one.rule == "markers.labs" or not any(a < one.end and one.start < b for a, b in taken):
            found.append(one)
    return _asserted(reading, found)


def _asserted(reading: Reading, found: list[Finding]) -> list[Finding]:
    plain = reading.plain
    doubtful = [
        place
        for place, one in enumerate(found)
        if one.status is None and _DENIES.search(plain, max(0, one.start - _REACH), one.end + 40)
    ]
    spans = [(found[place].start, found[place].end) for place in doubtful]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, spans) if spans else []
    for place, known in zip(doubtful, said, strict=True):
        if known.status == "absent":
            found[place] = replace(found[place], status="present")
    return found

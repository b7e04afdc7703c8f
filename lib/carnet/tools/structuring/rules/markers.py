"""What was measured: biomarkers, laboratory results, performance status, scores."""

from dataclasses import replace

from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.text.taken import Taken
from carnet.tools.structuring.finding import Finding


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text.

    A value that denies (« HER2 négatif », « CRP normale ») is a present fact, and so is a number after a negation
    (« pas d'anémie, Hb 13 »): what is the family's, possible, hypothetical or past stays so.
    """
    from carnet.tools.structuring.rules import markers_labs, markers_scores, markers_tissue

    tissue = markers_tissue.find(reading)
    found = [*tissue, *markers_scores.find(reading)]
    taken = Taken(len(reading.plain), ((one.start, one.end) for one in found))
    for one in markers_labs.find(reading):
        if one.rule == "markers.labs" or not taken.meets(one.start, one.end):
            found.append(one)
    return _asserted(reading, found)


def _measured(reading: Reading, one: Finding, said: str) -> bool:
    """Whether a value stands whatever is said around: of something denied, or in brackets after something likely."""
    if said != "possible":
        return said == "absent"
    if one.rule == "markers.labs":
        return True  # a number was measured, whatever it is compared with (« vs ») or taken for
    bracket = reading.plain.rfind("(", max(0, one.start - 40), one.start)
    return bracket >= 0 and ")" not in reading.plain[bracket : one.start]


def _asserted(reading: Reading, found: list[Finding]) -> list[Finding]:
    spans = [(one.start, one.end) for one in found]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, spans) if spans else []
    return [
        replace(one, status="present") if one.status is None and _measured(reading, one, known.status) else one
        for one, known in zip(found, said, strict=True)
    ]

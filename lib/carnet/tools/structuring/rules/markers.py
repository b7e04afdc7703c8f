"""What was measured: biomarkers, laboratory results, performance status, scores."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    from carnet.tools.structuring.rules import markers_tissue

    return markers_tissue.find(reading)

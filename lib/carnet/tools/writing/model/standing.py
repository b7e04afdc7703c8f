"""Where a quote of a model stands: in what the student has read of the case, or in a reference given to it."""

from collections.abc import Mapping, Sequence

from carnet.language import _
from carnet.llm.grounding import align
from carnet.teaching.citation import Citation
from carnet.teaching.references import Library, Passage
from carnet.text.evidence import Evidence

Source = Evidence | Citation


class Standing:
    """Finds quotes. `read` are the parts that the student has read, by id; `later` what comes after, in one text."""

    def __init__(
        self, read: Mapping[str, str], later: str, passages: Sequence[Passage] = (), library: Library | None = None
    ) -> None:
        self.read = read
        self.later = later
        self.passages = passages
        self.library = library

    def of(self, quote: str) -> Source | str:
        """The evidence or the citation, its offsets counted in our own text, or why there is none."""
        if not quote.strip():
            return _("no passage is quoted")
        for part, text in self.read.items():
            found = align(text, quote) if text else None
            if found is not None:
                return Evidence(note_id=part, start=found.start, end=found.end, quote=text[found.start : found.end])
        if self.library is not None:
            for passage in self.passages:
                found = align(passage.text, quote)
                if found is not None:
                    start = passage.piece.start + found.start
                    return self.library.cite(passage, start, passage.piece.start + found.end)
        if self.later and align(self.later, quote) is not None:
            return _("the passage quoted is told later in the case")
        return _("the passage quoted is neither in the case nor in the references")

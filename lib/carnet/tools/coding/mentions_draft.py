"""A mention before its assertion is read, and which of several over the same words is kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from carnet.tools.coding.lexicon import Diagnosis
from carnet.tools.coding.mention import How
from carnet.tools.structuring.facts import Status

_RANK: dict[How, int] = {"written": 0, "structured": 1, "lexicon": 1, "label": 1, "act": 1, "retrieved": 2}


@dataclass(frozen=True, slots=True)
class Draft:
    """A diagnosis at [start, end) of the clean text; fields as in `Mention`.

    `status`: the assertion, where the finder knows it. `judged`: the stretch whose assertion counts, where it is
    another. `past`: the code when it is of the past; `lasting`: under antecedents it is still there.
    """

    start: int
    end: int
    name: str
    how: How
    score: float
    code: str | None
    entry: Diagnosis | None = None
    choices: tuple[str, ...] = ()
    also: tuple[tuple[int, int], ...] = ()
    with_codes: tuple[str, ...] = ()
    status: Status | None = None
    judged: tuple[int, int] | None = None
    past: str | None = None
    lasting: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """The stretch that the assertion is read at."""
        return self.judged or (self.start, self.end)

    def __repr__(self) -> str:
        return f"Draft({self.start}, {self.end}, {self.how!r}, {self.code!r})"


def apart(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts without overlap, by position: codes as written first, then the longest, then the most precise."""
    order = sorted(
        drafts, key=lambda one: (_RANK[one.how], one.start - one.end, -len(one.code or ""), one.how != "lexicon")
    )
    kept: list[Draft] = []
    of_diseases: set[int] = set()
    of_care: set[int] = set()  # « surveillance d'un cancer du sein »: the care hides no disease, nor the reverse
    for one in order:
        taken = of_care if one.code is not None and "Z00" <= one.code[:3] < "Z60" else of_diseases
        if one.start in taken or one.end - 1 in taken or any(place in taken for place in range(one.start, one.end)):
            continue
        taken.update(range(one.start, one.end))
        kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))

"""What a past stay teaches: its text, the codes that its notes attest, those that were kept, the rules’ own choice."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from carnet.language import _
from carnet.text.clean import plain
from carnet.text.coded_stays import CodedRecord
from carnet.text.coded_stays.cu2 import swapped
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.coding.stay import Stay
from carnet.tools.workers import in_order

if TYPE_CHECKING:
    from carnet.tools.coding.tool import Coder

Candidates = Mapping[str, Sequence[str]]  # position → the codes that the notes attest and that may stand there
_HEADING = re.compile(
    r"^[ \t]*(?:motif|conclusion|diagnostic|indication|au total|synthese|hospitalisee? pour)\b[^\n]*(?:\n[^\n]+)?",
    re.MULTILINE,
)
_DIGITS = re.compile(r"\d{3,}")  # record numbers, telephones, dates without separators


@dataclass(frozen=True, slots=True)
class Example:
    """A stay to learn from; `repr` shows no text.

    `main`, `mode`, `das`: PARTAGES' heads (the DR if there is one, else the DP; what the stay was for if there is a
    DR, else Z769; the associated diagnoses), None where the source does not tell. `ruled`: (position, code, score)
    of what the rules alone propose. `raw`: the notes as they are written, for encoders.
    """

    stay_id: str
    person: str
    text: str
    candidates: Candidates
    dp: str
    dr: str | None
    main: str
    mode: str | None
    das: tuple[str, ...] | None
    raw: str = ""
    ruled: tuple[tuple[str, str, float], ...] = ()

    def kept(self, position: str) -> frozenset[str] | None:
        """The codes that the coder put in a position; None where the source does not tell of it."""
        if position == "dp":
            return frozenset((self.dp,))
        if position == "dr":
            return None if self.mode is None else frozenset((self.dr,) if self.dr else ())
        return None if self.das is None else frozenset(self.das)

    def __repr__(self) -> str:
        return f"Example({self.stay_id!r}, {len(self.text)} characters)"


class Recorder:
    """Stands where a ranker would, keeps the candidates that it was asked about, and says what `ranker` says."""

    fingerprint = "recorder"

    def __init__(self, ranker: Any = None) -> None:
        self.ranker = ranker
        self.candidates: dict[str, tuple[str, ...]] = {}

    def scores(self, stay: Stay, candidates: Candidates) -> Mapping[str, Mapping[str, float]]:
        """What the ranker says; nothing without one."""
        self.candidates = {position: tuple(codes) for position, codes in candidates.items()}
        return self.ranker.scores(stay, candidates) if self.ranker is not None else {}


def stay_of(record: CodedRecord) -> Stay:
    """The stay of a record, without its codes."""
    person = record.notes[0].person_id if record.notes else None
    return Stay(record.stay_id, record.notes, person, record.age, record.sex, record.admission, record.discharge)


@dataclass(frozen=True)
class Rules:
    """The rules, as workers receive them: `terminologies` is the site's folder of official files, `ranker` what ranks
    besides them (none: the rules alone)."""

    terminologies: str | None = None
    ranker: Any = None

    @cached_property
    def coder(self) -> "Coder":
        """The coder without model."""
        from carnet.tools.coding.tool import Coder

        return Coder(self.terminologies)

    def prepare(self) -> None:
        """Load vocabularies now."""
        self.coder.prepare()

    def __getstate__(self) -> dict[str, Any]:
        return {"terminologies": self.terminologies, "ranker": self.ranker}


def examples_of(
    records: Iterable[CodedRecord], rules: Rules | None = None, workers: int = 1
) -> Iterator["Example | str"]:
    """The example of each record, in order, read by the rules in `workers` processes (0: one a core).

    A stay on which the program fails gives the reason (no text) instead. Raises CarnetError for a file of the site's
    that cannot be read.
    """
    rules = rules or Rules()
    rules.prepare()  # what is wrong is told here, before a worker dies of it
    yield from in_order(rules, records, workers, _example)


def _example(rules: Rules, record: CodedRecord) -> "Example | str":
    from carnet.tools.coding.person import with_person
    from carnet.tools.coding.pmsi.assigning import assign

    coder = rules.coder
    recorder = Recorder(rules.ranker)
    stay = stay_of(record)
    try:
        readings = [Reading.of(note) for note in stay.notes]
        placed = [one for reading in readings for one in coder.mentions(reading)]
        assigned = assign(placed, with_person(stay, readings), coder.nomenclature, model=recorder, readings=readings)
    except Exception as error:  # noqa: BLE001  one bad stay of ten thousand does not end the learning
        return _("the stay could not be read ({kind})").format(kind=type(error).__name__)
    ruled = [one for one in (assigned.dp, assigned.dr) if one] + list(assigned.das)
    known = set(record.positions)
    main, mode = swapped(record.dp, record.dr)
    return Example(
        record.stay_id,
        record.person,
        document(record.notes),
        recorder.candidates,
        record.dp,
        record.dr,
        main,
        mode if "dr" in known else None,
        record.das if "das" in known else None,
        raw_text(record.notes),
        tuple((one.position, one.code, one.score) for one in ruled),
    )


def document(notes: Iterable[Note]) -> str:
    """The text that models read: all notes, plain, without long numbers; what motive and conclusion say comes first."""
    text = plain("\n".join(note.text for note in notes))
    first = "\n".join(match[0] for match in _HEADING.finditer(text))
    return _DIGITS.sub("0", f"{first}\n{text}")


def raw_text(notes: Iterable[Note]) -> str:
    """The notes as they are written, one after the other."""
    return "\n\n".join(note.text for note in notes)


def concepts(candidates: Candidates) -> tuple[str, ...]:
    """The codes that the notes attest and their three-character categories, each once."""
    codes = {code for found in candidates.values() for code in found}
    return tuple(sorted(codes | {f"{code[:3]}-" for code in codes}))

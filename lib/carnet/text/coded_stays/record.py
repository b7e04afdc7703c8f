"""A past stay with its codes, and the rows of a file that make none."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.note import Note
from carnet.text.terminologies.cim10 import undotted

Sex = Literal["f", "m"]
ALL = ("dp", "dr", "das")
_CODE = re.compile(r"[A-Z]\d{2}[0-9+]{0,5}")
_SEXES = dict.fromkeys(("f", "w", "2", "femme", "feminin", "féminin", "female"), "f") | dict.fromkeys(
    ("m", "h", "1", "homme", "masculin", "male"), "m"
)


@dataclass(frozen=True, slots=True)
class CodedRecord:
    """A stay, its notes and the codes that it was given, without dots.

    `positions` are those that the source tells of: where `das` is not among them, an empty `das` means unknown.
    `age` in years. `repr` shows no text.
    """

    stay_id: str
    notes: tuple[Note, ...]
    dp: str
    dr: str | None = None
    das: tuple[str, ...] = ()
    age: float | None = None
    sex: Sex | None = None
    admission: date | None = None
    discharge: date | None = None
    positions: tuple[str, ...] = ALL

    @property
    def person(self) -> str:
        """What stays of one person share; a stay of nobody known is its own."""
        return self.notes[0].person_id or f"stay {self.stay_id}" if self.notes else f"stay {self.stay_id}"

    def __repr__(self) -> str:
        return f"CodedRecord({self.stay_id!r}, {len(self.notes)} notes, dp={self.dp!r})"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that could not be used. `reason` is translated and holds no text."""

    row: int
    reason: str


@dataclass(slots=True)
class SetAsides:
    """The rows that a reading set aside; a reader adds to it as it goes."""

    rows: list[SetAside] = field(default_factory=list)

    def add(self, row: int, reason: str) -> None:
        """Set a row aside."""
        self.rows.append(SetAside(row, reason))

    def counted(self) -> dict[str, int]:
        """How many, by reason, the commonest first."""
        return dict(Counter(one.reason for one in self.rows).most_common())

    def __len__(self) -> int:
        return len(self.rows)


class CodedStaysRefused(CarnetError):
    """A file of coded stays that cannot be read."""


def shapes() -> str:
    """What a file may hold, for remedies."""
    return _(
        "Give the columns note_id, note_text, dp, das, mdp (PARTAGES); PARHAF’s files; "
        "or lines with note_id, text and given (dp, dr, das)."
    )


def one_code(value: Any) -> str | None:
    """A CIM-10 code as it is kept, of text; None for nothing, or for what is no code."""
    if not isinstance(value, str):
        return None
    code = undotted(value)
    return code if _CODE.fullmatch(code) else None


def codes(value: Any) -> tuple[str, ...]:
    """The codes of a list, or of a text that separates them (`I10, E119`, `I10|E119`, `["I10"]`); each once."""
    if value is None:
        return ()
    items: Iterable[Any] = re.split(r"[\s,;|\[\]'\"]+", value) if isinstance(value, str) else value
    try:
        found = [one_code(item) for item in items]
    except TypeError:
        return ()
    return tuple(dict.fromkeys(code for code in found if code))


def sex_of(value: Any) -> Sex | None:
    """`f`, `m`, or None for what is neither."""
    return _SEXES.get(str(value).strip().lower()) if value is not None else None  # type: ignore[return-value]


def years(value: Any, unit: Any = "ans") -> float | None:
    """An age in years, of a number and its unit (ans, mois, semaines, jours; or English); None for what is none."""
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return None
    word = str(unit or "ans").strip().lower()
    per_year = next(
        (
            n
            for start, n in (("m", 12), ("s", 52.18), ("w", 52.18), ("j", 365.25), ("d", 365.25))
            if word.startswith(start)
        ),
        1,
    )
    age = number / per_year
    return age if 0 <= age <= 130 else None


def day_of(value: Any) -> date | None:
    """A day, of text or of a date."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None

"""The stays to code: tens of thousands in a list that scrolls, filtered as one types, each with its status."""

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget
from carnet.widgets.patient_bar import PatientBar

_HERE = Path(__file__).parent
_LINES = re.compile(r"[\n\r]")
STATUSES = ("todo", "begun", "validated", "disagreement")
NUMBERS = 6  # of each stay: admission, discharge, kind, unit, notes, age
UNKNOWN = -1
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class StayLine:
    """A stay as the list shows it; `age` in years, `sex` `f` or `m`."""

    id: str
    person: str
    admission: date | None = None
    discharge: date | None = None
    kind: str = ""
    unit: str = ""
    notes: int = 0
    age: int | None = None
    sex: str | None = None


class StayList(AskingWidget):
    """`StayList()`, then `show(lines, kinds, statuses)`; `follow({id: status})` sends the statuses that changed.

    `on_word(callback)` hears `open` (the stay `id`). The lines travel packed: names by line breaks, the rest as 32-bit
    numbers (days since 1970, positions in `kinds` and `units`; -1 for unknown), so that 30,000 stays are one message
    of 1 MB; the page filters and draws only what is in sight. `step(by)` opens the stay beside the one shown among
    those that the filters leave, `advance()` the next one that is to be coded.
    """

    WORDS = ("open",)
    _esm = _HERE / "js" / "stay_list.js"
    _css = _HERE / "style" / "stay_list.css"

    ids = traitlets.Unicode("", help="identifiers, one a line").tag(sync=True)
    persons = traitlets.Unicode("", help="patients (and `f` or `m` before them), one a line").tag(sync=True)
    numbers = traitlets.Bytes(b"").tag(sync=True)
    kinds = traitlets.List(help="names of the kinds of stays").tag(sync=True)
    units = traitlets.List(help="names of the units").tag(sync=True)
    statuses = traitlets.Bytes(b"", help="a byte each: its place in STATUSES").tag(sync=True)
    patch = traitlets.Dict(help="number, put: {place of the stay: place of its status}").tag(sync=True)
    current = traitlets.Unicode("", help="the stay shown").tag(sync=True)
    busy = traitlets.Bool(False, help="whether it is still being opened").tag(sync=True)

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._patches = 0
        super().__init__(_texts())

    def relabel(self, kinds: Sequence[str] | None = None) -> None:
        """The words in the language in use; the names of the kinds, in the order of those shown."""
        with self.hold_sync():
            self.texts = _texts()
            if kinds is not None:
                self.kinds = list(kinds)

    def show(self, lines: Sequence[StayLine], kinds: Mapping[str, str], statuses: Mapping[str, str]) -> None:
        """Show the stays, in their order. `kinds` names each kind; a stay without a status is to be coded."""
        kind_at = {kind: i for i, kind in enumerate(kinds)}
        units = sorted({line.unit for line in lines if line.unit})
        unit_at = {unit: i for i, unit in enumerate(units)}
        packed = array("i")
        for line in lines:
            packed.extend(
                (
                    _days(line.admission),
                    _days(line.discharge),
                    kind_at.get(line.kind, UNKNOWN),
                    unit_at.get(line.unit, UNKNOWN),
                    line.notes,
                    UNKNOWN if line.age is None else line.age,
                )
            )
        self._places = {line.id: i for i, line in enumerate(lines)}
        with self.hold_sync():
            self.kinds, self.units = list(kinds.values()), units
            self.persons = "\n".join(f"{line.sex or '-'}{_LINES.sub(' ', line.person)}" for line in lines)
            self.numbers = packed.tobytes()
            self.statuses = bytes(STATUSES.index(statuses.get(line.id, "todo")) for line in lines)
            self.ids = "\n".join(_LINES.sub(" ", line.id) for line in lines)

    def follow(self, statuses: Mapping[str, str]) -> None:
        """Statuses that changed: they alone are sent."""
        put = {str(self._places[id]): STATUSES.index(status) for id, status in statuses.items() if id in self._places}
        if not put:
            return
        whole = bytearray(self.statuses)
        for place, status in put.items():
            whole[int(place)] = status
        self._patches += 1
        self._trait_values["statuses"] = bytes(whole)
        self.patch = {"number": self._patches, "put": put}

    def step(self, by: int) -> None:
        """Have the page open the stay after or before, among those that it shows."""
        self.send({"kind": "step", "by": by})

    def advance(self) -> None:
        """Have the page open the next stay that is to be coded, among those that it shows."""
        self.send({"kind": "advance"})


class StayBar(PatientBar):
    """The stay shown: its name, what is known of it, the one before and the one after (`step`), another (`jump`)."""

    def relabel(self, sites: Sequence[tuple[str, str]] = ()) -> None:
        """The words in the language in use."""
        super().relabel(sites)
        words = {"previous": _("Previous stay"), "next": _("Next stay"), "jump": _("Stay identifier")}
        self.texts = self.texts | words


def _days(day: date | None) -> int:
    return UNKNOWN if day is None else (day - _EPOCH).days


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "title": _("Stays"),
        "count": _("{shown} of {all}"),
        "search": _("Stay, patient or unit"),
        "kind": _("Type of stay"),
        "unit": _("Every unit"),
        "status": _("Status"),
        "kindName": _("Kind of stay"),
        "unitName": _("Unit"),
        "statusName": _("Status"),
        "from": _("Discharged from"),
        "to": _("Discharged until"),
        "statuses": [_("To code"), _("Begun"), _("Validated"), _("Disagreement")],
        "none": _("No stay with these filters."),
        "clear": _("Clear the filters"),
        "woman": _("F"),
        "man": _("M"),
        "years": _("{n} y"),
        "notes": _("{n} notes"),
        "note": _("1 note"),
        "last": _("No other stay to code with these filters."),
    }

"""The stays of a warehouse as the page lists them, and how far each is: begun, validated, coded otherwise by two."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from carnet.apps.codage_compare import disagreements
from carnet.apps.codage_store import CodeKeeper, Status, Validation, statuses, stay_key, validations
from carnet.records.reviews import Decision
from carnet.widgets.stay_list import StayLine

if TYPE_CHECKING:
    from carnet.study.stays import StayRow


class Stays:
    """`rows` by stay, in the order of the list; what the store says of each."""

    def __init__(self, rows: "Iterable[StayRow]", keeper: CodeKeeper) -> None:
        self.rows = {row.stay_id: row for row in rows}
        self.order = list(self.rows)
        self.place = {stay: i for i, stay in enumerate(self.order)}
        self.keeper = keeper
        self._history: dict[str, list[Decision]] = {}
        self.status: dict[str, Status] = {}
        if self.rows:
            self.refresh()

    def refresh(self) -> None:
        """What the store says now, of what others did too."""
        self._history = {}
        for one in self.keeper.stays():
            self._history.setdefault(one.note_id, []).append(one)
        self.status = statuses([one for group in self._history.values() for one in group])

    def lines(self) -> list[StayLine]:
        """The stays as the list shows them."""
        return [
            StayLine(
                row.stay_id,
                row.person_id,
                row.admission,
                row.discharge,
                row.kind,
                row.unit,
                row.notes,
                row.age,
                row.sex,
            )
            for row in self.rows.values()
        ]

    def kinds(self) -> dict[str, str]:
        """The kinds of stays and their names, the most frequent first."""
        found: dict[str, int] = {}
        for row in self.rows.values():
            found[row.kind] = found.get(row.kind, 0) + 1
        return {kind: kind[:1].upper() + kind[1:] for kind in sorted(found, key=lambda kind: -found[kind]) if kind}

    def keep(self, decision: Decision) -> None:
        """A stay was begun or validated here."""
        group = self._history.setdefault(decision.note_id, [])
        group.append(decision)
        id = str(decision.mark.fields().get("stay"))
        found = statuses(group)
        if id in found:
            self.status[id] = found[id]
        else:
            self.status.pop(id, None)

    def validations(self) -> list[Validation]:
        """Every validation, in order."""
        every = (one for group in self._history.values() for one in group)
        return validations(sorted(every, key=lambda one: one.number))

    def agreed(self) -> list[Validation]:
        """The last validation of each stay that is validated and that coders agree on."""
        last = {one.stay_id: one for one in self.validations()}
        return [one for id, one in last.items() if self.status.get(id) == "validated"]

    def disagreements(self) -> dict[str, tuple[Validation, ...]]:
        """The stays that coders coded otherwise, and each coding."""
        return {id: each for id, each in disagreements(self.validations()).items() if id in self.rows}

    def last(self, stay_id: str, who: str = "") -> Validation | None:
        """The last validation of a stay (of one coder), where nobody began it again."""
        if not who and self.status.get(stay_id) not in ("validated", "disagreement"):
            return None
        found = [one for one in validations(self._history.get(stay_key(stay_id), [])) if not who or one.who == who]
        return found[-1] if found else None

    def first(self) -> str | None:
        """The stay to open first: the first that is to be coded."""
        waiting = (id for id in self.order if self.status.get(id, "todo") in ("todo", "begun"))
        return next(waiting, self.order[0] if self.order else None)

    def after(self, stay_id: str) -> str | None:
        """The next stay in the list that is to be coded."""
        at = self.place.get(stay_id, -1)
        return next((id for id in self.order[at + 1 :] if self.status.get(id, "todo") == "todo"), None)

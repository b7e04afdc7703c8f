"""How far each stay is, as the page follows it: begun, validated, settled; and the two parts that tell of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from carnet.apps.codage_record import StayRecord
from carnet.apps.codage_stays import Stays
from carnet.apps.codage_store import CodeKeeper
from carnet.apps.codage_taking import Taking
from carnet.apps.codage_view import ACTIVITY, DOUBLE, CodageView
from carnet.apps.guard import guarded
from carnet.apps.pseudonymiser_notes import who
from carnet.language import _
from carnet.language import date as day_text

if TYPE_CHECKING:
    from carnet.records import Warehouse


class Following:
    """Keeps and shows how far each stay is."""

    def __init__(self, view: CodageView, keeper: CodeKeeper, taking: Taking) -> None:
        self.view, self.keeper, self.taking = view, keeper, taking
        self.stays = Stays((), keeper)
        self.warehouse: Warehouse | None = None

    def open(self, stays: Stays, warehouse: "Warehouse") -> None:
        """The stays of another warehouse."""
        self.stays, self.warehouse = stays, warehouse

    def begun(self, record: StayRecord, something: bool) -> bool:
        """A decision was made about a stay; `something`: whether any is left. False where it could not be kept."""
        id = record.stay.stay_id
        status = self.stays.status.get(id)
        if (status == "begun") == something or (status is None and not something):
            return True
        decision = self.keeper.begin(record.stay, who(), undone=not something)
        if decision is None:
            return False
        self.stays.keep(decision)
        self._follow(id)
        return True

    def validated(self, record: StayRecord, codes: Sequence[tuple[str, str]]) -> bool:
        """A stay was validated: kept, and the next one that is to be coded is opened."""
        id = record.stay.stay_id
        if record.example:
            self.view.cards.validated = _("validated")
            return True
        settles = id in self.stays.disagreements() and not self.view.blind.value
        decision = self.keeper.validate(record.stay, codes, who(), seconds=record.seconds, settled=settles)
        if decision is None:
            return False
        record.seconds = 0.0
        self.stays.keep(decision)
        self._follow(id)
        self.view.cards.validated = self.validated_words(id)
        self.view.cards.say(_("Stay {id} is validated.").format(id=id))
        self.view.stays.advance()
        return True

    def validated_words(self, id: str) -> str:
        """« validé par M. Durand, 12 mars 2024 »."""
        last = self.stays.last(id, who() if self.view.blind.value else "")
        if last is None:
            return ""
        day = day_text(last.when.astimezone().date())
        if not last.who:
            return _("validated, {day}").format(day=day)
        return _("validated by {who}, {day}").format(who=last.who, day=day)

    def _follow(self, id: str) -> None:
        self.view.stays.follow({id: self.stays.status.get(id, "todo")})
        self.view.show_tabs(len(self.stays.disagreements()))
        self.taking.entries(len(self.stays.agreed()))

    def refresh(self) -> None:
        """What the store says now, of what others did too."""
        before = set(self.stays.status)
        self.stays.refresh()
        now = self.stays.status
        self.view.stays.follow({id: now.get(id, "todo") for id in before | set(now) if id in self.stays.rows})
        self.view.show_tabs(len(self.stays.disagreements()))

    def show_tab(self, chosen: int) -> None:
        """What the store says now, for the part chosen."""
        if chosen not in (DOUBLE, ACTIVITY):
            return
        with guarded(self.view.say):
            self.refresh()
            if chosen == DOUBLE:
                self.view.double.show([one for one in self.stays.validations() if one.stay_id in self.stays.rows])
            else:
                self.view.activity.show(self.stays.validations(), self.keeper.codes())

    def settle(self, id: str, codes: tuple[tuple[str, str], ...]) -> None:
        """The coding of one of two coders is the right one."""
        from carnet.study.stays import load_stay

        with guarded(self.view.say):
            if id not in self.stays.rows or self.warehouse is None:
                return
            stay = load_stay(self.warehouse, self.stays.rows[id])
            decision = self.keeper.validate(stay, codes, who(), settled=True)
            if decision is None:
                self.view.say("warn", _("Your decisions are not kept: the review store cannot be used."))
                return
            self.stays.keep(decision)
            self._follow(id)
            self.show_tab(DOUBLE)

    def name(self, id: str) -> str:
        """A stay as it is called in a list: « 1042 · Urologie · 12 mars 2024 »."""
        row = self.stays.rows.get(id)
        parts = [id, row.unit if row else "", day_text(row.discharge) if row and row.discharge else ""]
        return " · ".join(filter(None, parts))

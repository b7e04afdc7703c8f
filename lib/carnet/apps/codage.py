"""The coder's page: a stay, its notes, the codes proposed with their sentences, decided with the keyboard."""

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from carnet.apps.codage_compare import DisagreementView
from carnet.apps.codage_deciding import Deciding
from carnet.apps.codage_example import example_stay
from carnet.apps.codage_figures import ActivityView
from carnet.apps.codage_following import Following
from carnet.apps.codage_record import StayRecord
from carnet.apps.codage_search import CodeFinder
from carnet.apps.codage_shown import Shown
from carnet.apps.codage_stays import Stays
from carnet.apps.codage_store import CodeKeeper
from carnet.apps.codage_taking import Taking
from carnet.apps.codage_view import CODE, CodageView
from carnet.apps.guard import guarded
from carnet.apps.places import Place, find, open_place, places
from carnet.apps.pseudonymiser_notes import who
from carnet.errors import CarnetError
from carnet.language import _, ngettext, number, set_language
from carnet.records import Warehouse
from carnet.tools.coding.stay import Stay
from carnet.widgets.code_search import CodeSearch

if TYPE_CHECKING:
    from carnet.text.terminologies.cim10 import Nomenclature
    from carnet.tools.coding.result import CodedStay
    from carnet.tools.coding.tool import Coder

KEPT = 24  # stays whose proposals stay in memory
TELL_AFTER = 0.6  # seconds of reading before a bar says what is done
Opened = tuple[Stay, "CodedStay | None"]


class Codage:
    """The page. Proposals stay in the memory of its kernel; decisions go to the review store."""

    def __init__(self, name: str | None = None) -> None:
        self.place: Place | None = None
        self.warehouse: Warehouse | None = None
        self.keeper = CodeKeeper()
        self.wanted = ""  # the stay asked for last
        self._coder: Coder | None = None
        self._known: OrderedDict[str, Opened] = OrderedDict()
        self._records: dict[str, StayRecord] = {}  # those of this visit, for where the store cannot be used
        self._trouble: dict[str, tuple[str, ...]] = {}  # why nothing could be proposed for a stay
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening = True  # nobody looks yet: what is read is there when the page is
        self.finder: CodeFinder = CodeFinder(self.nomenclature)
        search = CodeSearch(self.finder.search, self.finder.branch)
        double = DisagreementView(
            lambda code: self.nomenclature.label(code),
            lambda id: self.following.name(id),
            self.open_from_double,
            lambda id, codes: self.following.settle(id, codes),
        )
        self.view = view = CodageView(lambda kind: self.taking.exported(kind), search, double, ActivityView())
        self.shown = Shown(view, lambda: self.nomenclature)
        self.taking = Taking(self.shown, lambda: self.stays.agreed())
        self.following = Following(self.view, self.keeper, self.taking)
        self.deciding = Deciding(self.shown, self.keeper, self.finder, self.following)
        view.page.on_language(self.speak)
        view.bar.on_word(self.go)
        view.stays.on_word(self.heard_of_stays)
        view.cards.on_word(self.deciding.heard)
        view.cards.observe(lambda change: self.shown.choose(change["new"]), names="selected")
        view.search.on_word(self.deciding.heard_of_search)
        view.source.on_word(self.heard_of_source)
        view.source.observe(lambda change: self.shown.choose_note(change["new"]), names="note")
        view.tabs.observe(lambda change: self.following.show_tab(change["new"]), names="selected")
        view.blind.observe(lambda _change: self.reopen(), names="value")
        view.example.on_click(lambda _button: self.try_example())
        view.visit.observe(lambda _change: self.visited(), names=["warehouse", "asked"])
        with guarded(view.say):
            known = places()
            if name or known:
                self.load(find(name) if name else known[0])
            else:
                self.nothing()
        self._opening = False

    @property
    def record(self) -> StayRecord | None:
        """The stay shown."""
        return self.shown.record

    @property
    def stays(self) -> Stays:
        """The stays of the warehouse, and how far each is."""
        return self.following.stays

    @property
    def coder(self) -> "Coder":
        """The coding tool."""
        if self._coder is None:
            from carnet.tools import code

            self._coder = code()
        return self._coder

    @property
    def nomenclature(self) -> "Nomenclature":
        """The nomenclature in force."""
        return self.coder.nomenclature

    # which warehouse

    def nothing(self) -> None:
        """No warehouse: what to do first."""
        self.view.show_nothing(
            _("Code the stays of a hospital"),
            _("No warehouse is open here. Build the demo hospital on the home page, or try with a fictitious stay."),
            steps=(
                _("The notes of a stay are read: diagnoses, histories, complications, acts."),
                _("Codes are proposed as DP, DR, DAS and acts, each with the sentence that attests it."),
                _("You accept, replace or reject with the keyboard, validate, and take the RUM away."),
            ),
        )
        self.view.page.relabel(_("Coding"), where=[])

    def load(self, place: Place) -> None:
        """Open a warehouse and the first stay that is to be coded."""
        from carnet.study.stays import stay_rows

        self.warehouse, self.place = open_place(place), place
        self._known.clear()
        self.shown.record = None
        try:
            rows = stay_rows(self.warehouse)
        except CarnetError as error:
            rows, told = [], error.message
        else:
            told = _("“{name}” has no stay with notes.").format(name=self.warehouse.name)
        self.following.open(Stays(rows, self.keeper), self.warehouse)
        self.taking.rows, self.taking.place = self.stays.rows, place
        self.label()
        if not rows:
            remedy = _("Import the stays and the notes of a hospital, or try with a fictitious stay.")
            self.view.show_nothing(_("No stay to code"), f"{told} {remedy}")
            return
        self.view.stays.show(self.stays.lines(), self.stays.kinds(), self.stays.status)
        self.view.show_parts(True)
        self.view.show_tabs(len(self.stays.disagreements()))
        if (first := self.stays.first()) is not None:
            self.open(first)

    def label(self) -> None:
        """The header: where one is."""
        if self.record is not None and self.record.example:
            self.view.page.header.fictitious = _("fictitious data")
            self.view.page.relabel(_("Coding"), where=[])
        elif self.warehouse is not None:
            n = len(self.stays.rows)
            told = ngettext("{n} stay with notes", "{n} stays with notes", n).format(n=number(n))
            self.view.page.header.fictitious = _("fictitious data") if self.warehouse.fictitious else ""
            self.view.page.relabel(_("Coding"), where=[self.warehouse.name, told])

    def visited(self) -> None:
        """The page is there: open the warehouse that its address names, or the present state of the one shown."""
        first, self.view.visit.heard = not self.view.visit.heard, True
        with guarded(self.view.say):
            name = self.view.visit.warehouse
            place = find(name) if name else (self.place or next(iter(places()), None))
            if place is None:
                if self.record is None:
                    self.nothing()
            elif self.place != place or (self.warehouse and open_place(place).version != self.warehouse.version):
                self.load(place)
            elif first and self.record is not None and self.record.row is not None:
                self.following.refresh()  # the page was prepared before its reader came
                self.open(self.stays.first() or self.record.stay.stay_id)

    # which stay

    def heard_of_stays(self, kind: str, fields: dict[str, Any]) -> None:
        """A stay was asked for in the list."""
        if kind == "open" and (id := str(fields.get("id", ""))) in self.stays.rows:
            with guarded(self.view.say):
                self.open(id)

    def go(self, kind: str, fields: dict[str, Any]) -> None:
        """Previous, next among those that the list shows, or the stay of an identifier."""
        with guarded(self.view.say):
            if kind == "step":
                self.view.stays.step(1 if fields.get("by") == 1 else -1)
                return
            id = str(fields.get("id", "")).strip()[:60]
            self.view.bar.notice = "" if id in self.stays.rows else _("No stay with notes has this identifier.")
            if id in self.stays.rows:
                self.open(id)

    def open_from_double(self, id: str) -> None:
        """A stay that two coders coded otherwise."""
        if id in self.stays.rows:
            self.view.tabs.selected = CODE
            self.open(id)

    def reopen(self) -> None:
        """The stay shown, from what the store says."""
        if self.record is not None and self.record.row is not None:
            with guarded(self.view.say):
                self.open(self.record.stay.stay_id)

    def open(self, id: str) -> None:
        """Open a stay: beside the page where there is a loop, else here and now."""
        self.wanted = id
        self.view.close_search()
        self.view.say("", "")
        self.view.stays.current = id
        if id in self._known:
            self._show(id, self._known[id])
            return
        try:
            loop = None if self._opening else asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None:
            self._show(id, self._read(id))
            return
        self.view.busy(True)
        loop.call_later(TELL_AFTER, self._tell, id)
        self._run(loop, self._open(id))

    def _tell(self, id: str) -> None:
        if self.wanted == id and self.view.stays.busy:
            self.view.progress.show(_("Reading the notes of the stay…"))

    def _run(self, loop: asyncio.AbstractEventLoop, work: Any) -> None:
        task = loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open(self, id: str) -> None:
        with guarded(self._failed):
            opened = await asyncio.to_thread(self._read, id)
            if self.wanted == id:
                self._show(id, opened)
                await self._read_ahead(id)

    async def _read_ahead(self, id: str) -> None:
        """Read the next stay that is to be coded while this one is looked at."""
        await asyncio.sleep(0.5)
        following = self.stays.after(id)
        if following is not None and following not in self._known and self.wanted == id:
            await asyncio.to_thread(self._read, following)

    def _failed(self, kind: str, title: str, text: str) -> None:
        self.view.busy(False)
        self.view.say(kind, title, text)

    def _read(self, id: str) -> Opened:
        """The notes of a stay and what is proposed for it; nothing proposed where the tool failed."""
        from carnet.study.stays import load_stay

        assert self.warehouse is not None
        stay = load_stay(self.warehouse, self.stays.rows[id])
        opened = (stay, self._coded(stay))
        if opened[1] is not None:
            self._known[id] = opened
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return opened

    def _coded(self, stay: Stay) -> "CodedStay | None":
        with guarded(lambda _kind, *told: self._trouble.__setitem__(stay.stay_id, told)):
            return self.coder.stay(stay)
        return None

    def _show(self, id: str, opened: Opened) -> None:
        stay, coded = opened
        record = self._record(stay, coded)
        self.keeper.bring_back(record.review, stay, who() if self.view.blind.value else "")
        if self.keeper.failed:
            record = self._records.setdefault(id, record)
        record.heard()
        self.view.busy(False)
        self._present(record)
        if coded is None:
            self.view.say(
                "warn", _("Codes could not be proposed for this stay."),
                [_("Its notes are shown: it can be coded by hand."), *self._trouble.pop(id, ())],
            )  # fmt: skip
        elif self.keeper.failed:
            self.deciding.say_not_kept()

    def _record(self, stay: Stay, coded: "CodedStay | None") -> StayRecord:
        nomenclature = self.nomenclature
        return StayRecord.of(
            stay, coded, lambda code, at: _may(nomenclature, code, at), self.stays.rows.get(stay.stay_id)
        )

    def _present(self, record: StayRecord) -> None:
        id = record.stay.stay_id
        place = (self.stays.place[id] + 1, len(self.stays.order)) if id in self.stays.place else (0, 0)
        self.shown.show(record, place, self.following.validated_words(id))
        self.taking.entries(len(self.stays.agreed()))

    def try_example(self) -> None:
        """The stay about nobody."""
        with guarded(self.view.say):
            self.view.progress.show(_("Reading the notes of the stay…"))
            stay = example_stay()
            record = self._record(stay, self._coded(stay))
            self.view.progress.clear()
            record.example = True
            self.shown.record = record
            self.view.show_parts(True, stays=False)
            self._present(record)
            self.label()

    # what the coder does

    def heard_of_source(self, kind: str, fields: dict[str, Any]) -> None:
        """What a person asks over the note: another passage, or a code clicked in the text."""
        record = self.record
        if record is None:
            return
        with guarded(self.view.say):
            record.heard()
            item = record.review.items.get(self.view.cards.selected)
            if kind == "mention" and item is not None:
                self.shown.show_item(item, self.shown.passage + (1 if fields.get("by") == 1 else -1))
            elif kind == "pick":
                found = record.at(str(fields.get("id", "")), self.view.source.note, fields.get("start"))
                if found is not None:
                    self.shown.show_item(*found)

    def speak(self, code: str) -> None:
        """Show the page in the other language; what is proposed is worded anew."""
        with guarded(self.view.say):
            set_language(code)
            self.view.relabel(len(self.stays.disagreements()))
            self.label()
            self._known.clear()
            if self.record is None:
                if self.place is None:
                    self.nothing()
                else:
                    self.load(self.place)
            elif self.record.example:
                self.try_example()
            else:
                self.open(self.record.stay.stay_id)
            self.following.show_tab(int(self.view.tabs.selected))


def _may(nomenclature: "Nomenclature", code: str, position: str) -> bool:
    return position == "act" or nomenclature.valid(code, position)


def show() -> None:
    """Show the page as the output of the cell."""
    Codage().view.page.display()

"""The patient's page: every fact of the notes with its sentence, to be read, reviewed and sent to the warehouse."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from carnet.apps.dossier_example import example_notes
from carnet.apps.dossier_patients import Patients
from carnet.apps.dossier_record import Record, ways
from carnet.apps.dossier_reviewing import Reviewing
from carnet.apps.dossier_shown import Shown
from carnet.apps.dossier_store import FactKeeper
from carnet.apps.dossier_taking import Taking
from carnet.apps.dossier_view import RULES, DossierView
from carnet.apps.guard import guarded
from carnet.apps.places import Place, find, open_place, places
from carnet.language import _, ngettext, number, set_language
from carnet.records import Warehouse
from carnet.text.note import Note

MOST_NOTES = 300  # brought at once, as those of one patient
KEPT = 12  # records whose results stay in memory
TELL_AFTER = 0.4  # seconds of reading before a bar says how far it is
AHEAD = 0.05  # seconds of reading ahead between two rests
SHOW_EVERY = 1.0  # seconds between two showings of facts while a record is being read


class Dossier:
    """The page. Results stay in the memory of its kernel; decisions go to the review store.

    It opens on a warehouse (the one named, else the first), or on a `record` given.
    """

    def __init__(self, name: str | None = None, record: Record | None = None) -> None:
        self.place: Place | None = None
        self.warehouse: Warehouse | None = None
        self.patients: Patients | None = None
        self.keeper = FactKeeper()
        self.way = RULES
        self._tools: dict[str, Any] = {}
        self._known: OrderedDict[tuple[str, str, int], Record] = OrderedDict()
        self._running: asyncio.Task[None] | None = None
        self._ahead: asyncio.Task[None] | None = None
        self._opening = True  # nobody looks yet: what is read is there when the page is
        self.view = DossierView(lambda kind: self.taking.exported(kind))
        self.shown = Shown(self.view)
        self.reviewing = Reviewing(self.shown, self.keeper)
        self.taking = Taking(self.shown, self.written)
        view = self.view
        view.page.on_language(self.speak)
        view.bar.on_word(self.go)
        view.bar.observe(lambda change: self.choose_site(change["new"]), names="site")
        view.drop.on_files(self.brought)
        view.example.on_click(lambda _button: self.try_example())
        view.back.on_click(lambda _button: self.back())
        view.way.observe(lambda change: self.choose_way(change["new"]), names="value")
        view.sending.observe(lambda change: self.taking.ask_to_send(change["new"]), names="value")
        view.facts.on_word(self.reviewing.heard)
        view.facts.observe(lambda change: self.shown.choose(change["new"]), names="selected")
        view.summary.on_open(self.shown.open_source)
        view.cursor.on_open(self.shown.open)
        view.source.on_word(self.reviewing.heard_of_source)
        view.source.observe(lambda change: self.shown.choose_note(change["new"]), names="note")
        view.visit.observe(lambda _change: self.visited(), names=["warehouse", "asked"])
        view.visit.observe(lambda _change: self.shown.draw_timeline(), names="width")
        view.show_ways(ways(), self.way)
        with guarded(view.say):
            known = places()
            if record is not None:
                self.begin(record)
                self.view.show_drop(False)
                self.label()
            elif name or known:
                self.load(find(name) if name else known[0])
            else:
                self.nothing()
        self._opening = False

    @property
    def record(self) -> Record | None:
        """The record shown."""
        return self.shown.record

    # which warehouse, which patient

    def nothing(self) -> None:
        """No warehouse: what to do first."""
        self.view.show_nothing(
            _("Read the record of a patient"),
            _("No warehouse is open here. Build the demo hospital on the home page, or bring a patient’s notes."),
            steps=(
                _("Every note is read: tumours, stages, biomarkers, treatments, responses, toxicities."),
                _("Each fact keeps its sentence: you accept, correct or reject it with the keyboard."),
                _("What you accept goes to the warehouse or into a file."),
            ),
        )
        self.view.page.relabel(_("Patient record"), where=[])
        self.view.bar.show("", "", (0, 0))
        self.view.show_drop(True)

    def load(self, place: Place) -> None:
        """Open a warehouse and its first patient."""
        self.warehouse, self.place = open_place(place), place
        self.patients = self.shown.patients = Patients.of(self.warehouse)
        self.taking.place, self.taking.warehouse = place, self.warehouse
        self._known.clear()
        self.shown.record = None
        self.label()
        person = self.patients.beside(None, 1)
        if person is None:
            self.shown.record = None
            self.view.show_nothing(
                _("No notes in this warehouse"),
                _("“{name}” has no clinical notes. Import some, or bring the notes of one patient.").format(
                    name=self.warehouse.name
                ),
            )
            self.view.bar.show("", "", (0, 0))
            self.view.show_drop(True)
        else:
            self.view.show_drop(False)
            self.show_person(person)

    def written(self, warehouse: Warehouse) -> None:
        """The warehouse has a new version: it is the one to read from now on."""
        self.warehouse = warehouse
        self._known.clear()
        if self.patients is not None:
            self.patients.warehouse = warehouse

    def label(self) -> None:
        """The header: where one is."""
        if self.record is not None and self.record.person is None:
            self.view.page.header.fictitious = _("fictitious data") if self.record.example else ""
            self.view.page.relabel(_("Patient record"), where=[_("files stay on this server")])
            return
        if self.warehouse is None or self.patients is None:
            return
        with self.shown.quietly():
            self.view.bar.relabel(self.patients.site_list() if len(self.patients.all) else [])
            self.view.bar.site = self.patients.site
        n = len(self.patients.all)
        with_notes = ngettext("{n} patient with notes", "{n} patients with notes", n).format(n=number(n))
        self.view.page.header.fictitious = _("fictitious data") if self.warehouse.fictitious else ""
        self.view.page.relabel(_("Patient record"), where=[self.warehouse.name, with_notes])

    def visited(self) -> None:
        """The page is there: open the warehouse that its address names, or the present state of the one shown."""
        self.view.visit.heard = True
        with guarded(self.view.say):
            name = self.view.visit.warehouse
            place = find(name) if name else (self.place or next(iter(places()), None))
            if place is None:
                if self.record is None:
                    self.nothing()
            elif self.place != place or (self.warehouse and open_place(place).version != self.warehouse.version):
                self.load(place)
            elif self.record is not None and not self.record.waiting:  # prepared before its reader was known
                self.begin(self.record)

    def go(self, kind: str, fields: dict[str, Any]) -> None:
        """Previous, next, or the patient of an identifier."""
        if self.patients is None:
            return
        with guarded(self.view.say):
            if kind == "step":
                here = self.record.person if self.record else None
                person = self.patients.beside(here, 1 if fields.get("by") == 1 else -1)
            else:
                person = self.patients.find(str(fields.get("id", ""))[:60])
                self.view.bar.notice = "" if person is not None else _("No patient with notes has this identifier.")
            if person is not None:
                self.show_person(person)

    def choose_site(self, site: str) -> None:
        """Only the patients with a tumour of a site: the first of them, unless the one shown is among them."""
        if self.shown.setting or self.patients is None:
            return
        with guarded(self.view.say):
            self.patients.choose(site)
            here = self.record.person if self.record else None
            if here is not None and self.patients.position(here):
                self.shown.show_place()
            elif (first := self.patients.beside(None, 1)) is not None:
                self.show_person(first)

    def choose_way(self, way: str) -> None:
        """Rules alone, or the site's model beside them: the record is read again."""
        if way == self.way or way not in {value for value, _name in ways()}:
            return
        self.way = way
        self.taking.llm = None if way == RULES else way
        with guarded(self.view.say):
            record = self.record
            if record is None:
                return
            if record.person is not None:
                self.show_person(record.person)
            else:
                self.begin(Record(None, record.notes, record.named))

    def show_person(self, person: int) -> None:
        """The record of a patient of the warehouse."""
        key, record = self._read_person(person)
        self._keep(key, record)
        self.begin(record)

    def brought(self, files: list[tuple[str, bytes]]) -> None:
        """Files arrived: their notes are read as those of one patient, in memory."""
        from carnet.text.note import UnreadableNote
        from carnet.text.readers import Rejected, read_bytes

        notes: list[Note] = []
        trouble: list[str] = []
        with guarded(self.view.say):
            for name, content in files:
                try:
                    for read in read_bytes(name, content):
                        if isinstance(read, Rejected):
                            trouble.append(read.reason if read.file in read.reason else f"{read.file} : {read.reason}")
                        elif len(notes) < MOST_NOTES:
                            notes.append(replace(read, person_id=""))
                except UnreadableNote as error:
                    trouble.append(error.message if name in error.message else f"{name} : {error.message}")
            if not notes:
                self.view.say("stop", _("None of these files could be read."), trouble)
                return
            self.begin(Record.of(None, notes, named=False))
            self.view.show_drop(False)
            self.label()
            if trouble:
                n = len(trouble)
                said = ngettext("{n} file could not be read.", "{n} files could not be read.", n)
                self.view.say("warn", said.format(n=number(n)), trouble[:5])

    def try_example(self) -> None:
        """The record about nobody."""
        with guarded(self.view.say):
            record = Record.of(None, example_notes(), named=False)
            record.example = True
            self.begin(record)
            self.view.show_drop(False)
            self.label()

    def back(self) -> None:
        """From the notes brought to the warehouse."""
        with guarded(self.view.say):
            if self.place is not None:
                self.load(self.place)

    # reading

    def begin(self, record: Record) -> None:
        """Show a record, and read what is not read yet: beside the page where there is a loop, else here and now."""
        self.shown.record = record
        self.shown.mention = 0
        self.view.say("", "")
        self.view.show_send([])
        self.view.show_parts(True)
        self.view.show_back(record.person is None and self.place is not None)
        self.shown.show_place()
        with self.shown.quietly():
            self.view.source.offer(record.names())
        if not record.waiting:
            self.finish(record)
            return
        self.shown.show_facts(record)
        first = next(iter(record.notes), "")
        self.shown.show_note(first)
        try:
            loop = None if self._opening else asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None:
            record.take(record.read_some(self.tool(), seconds=3600))
            self.finish(record)
            return
        self._running = loop.create_task(self._read(record))

    async def _read(self, record: Record) -> None:
        began = shown = time.monotonic()
        with guarded(self.view.say):
            tool = await asyncio.to_thread(self.tool)
            while record.waiting and self.record is record:
                record.take(await asyncio.to_thread(record.read_some, tool))
                if self.record is not record:
                    return
                if time.monotonic() - began > TELL_AFTER:
                    self._tell(record)
                if record.waiting and time.monotonic() - shown > SHOW_EVERY and record.results:
                    shown = time.monotonic()
                    self._merge(record)
                    self.shown.show_facts(record)
            if self.record is record:
                self.finish(record)
                return
        if self.record is record:
            self.view.progress.clear()

    def read_ahead(self) -> None:
        """Read the next patient while this one is looked at, where the page has a loop."""
        record = self.record
        if record is None or record.person is None or self.way != RULES:
            return
        try:
            self._ahead = asyncio.get_running_loop().create_task(self._read_ahead(record, record.person))
        except RuntimeError:
            return

    async def _read_ahead(self, record: Record, person: int) -> None:
        await asyncio.sleep(1)
        with guarded(lambda *_notice: None):  # what fails here is told when that patient is opened
            following = self.patients.beside(person, 1) if self.patients else None
            if following is None or self.record is not record:
                return
            key, ahead = self._read_person(following)
            while ahead.waiting and self.record is record:
                ahead.take(await asyncio.to_thread(ahead.read_some, self.tool(), AHEAD))
                await asyncio.sleep(AHEAD)
            if not ahead.waiting:
                ahead.merge()
                self._keep(key, ahead)

    def _read_person(self, person: int) -> tuple[tuple[str, str, int], Record]:
        """The record of a patient, read before or not."""
        from carnet.study.notes import notes_of

        assert self.warehouse is not None and self.patients is not None
        key = (self.warehouse.version, self.way, person)
        if key in self._known:
            return key, self._known[key]
        return key, Record.of(person, list(notes_of(self.warehouse, [person])))

    def _keep(self, key: tuple[str, str, int], record: Record) -> None:
        self._known[key] = record
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    def tool(self) -> Any:
        """The structuring tool in the way chosen."""
        if self.way not in self._tools:
            from carnet.tools import structure

            self._tools[self.way] = structure(llm=None if self.way == RULES else self.way)
        return self._tools[self.way]

    def _tell(self, record: Record) -> None:
        self.view.progress.show(_("Reading the notes…"), record.done, len(record.notes))

    def _merge(self, record: Record) -> None:
        record.merge()
        self._bring_back(record)

    def _bring_back(self, record: Record) -> None:
        if not record.example:
            self.keeper.bring_back(record.review, record.notes, record.named)

    def finish(self, record: Record) -> None:
        """Everything is read: the whole page."""
        self.view.progress.clear()
        chosen = self.view.facts.selected
        if record.history is None or len(record.history.notes) != len(record.results):
            record.merge()
        self._bring_back(record)
        self.shown.show_facts(record)
        self.reviewing.say_state(record)
        items = record.items()
        item = record.review.items.get(chosen) or next(iter(items), None)
        if item is not None:
            self.shown.show_fact(item)
        elif record.notes:
            self.shown.show_note(next(iter(record.notes)))
        self.read_ahead()

    def speak(self, code: str) -> None:
        """Show the page in the other language."""
        with guarded(self.view.say):
            set_language(code)
            self.view.relabel(self.patients.site_list() if self.patients and len(self.patients.all) else [])
            self.view.show_ways(ways(), self.way)
            self.label()
            if self.record is None:
                if self.place is None:
                    self.nothing()
                else:
                    self.load(self.place)
                return
            self.begin(self.record)


def show() -> None:
    """Show the page as the output of the cell."""
    Dossier().view.page.display()

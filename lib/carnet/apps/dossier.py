"""The patient's page: every fact of the notes with its sentence, to be read, reviewed and sent to the warehouse."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from carnet.apps import dossier_send as sending
from carnet.apps.dossier_export import dossier_cell, facts_csv, gold_jsonl, menu_entries
from carnet.apps.dossier_facts import FactItem, Step, places_of, row_of
from carnet.apps.dossier_patients import Patients, notes_line
from carnet.apps.dossier_record import Record, ways
from carnet.apps.dossier_store import FactKeeper
from carnet.apps.dossier_summary import Sources, sections_of_facts, sections_of_summary, summariser
from carnet.apps.dossier_timeline import FACT, NOTE, marks_of, moments_of, note_name, note_said
from carnet.apps.dossier_values import iso, problem, tidy
from carnet.apps.dossier_view import RULES, DossierView
from carnet.apps.dossier_words import group_list, lane_list
from carnet.apps.guard import guarded
from carnet.apps.places import Place, find, open_place, places
from carnet.apps.pseudonymiser_notes import who
from carnet.errors import CarnetError
from carnet.figures.timeline import timeline_alt, timeline_drawing, timeline_rows
from carnet.language import _, ngettext, number, set_language
from carnet.records import Warehouse
from carnet.text.note import Note

MOST_NOTES = 300  # brought at once, as those of one patient
KEPT = 12  # records whose results stay in memory
SHOW_EVERY = 1.0  # seconds between two showings of facts while a record is being read


class Dossier:
    """The page. Results stay in the memory of its kernel; decisions go to the review store."""

    def __init__(self, name: str | None = None) -> None:
        self.place: Place | None = None
        self.warehouse: Warehouse | None = None
        self.patients: Patients | None = None
        self.record: Record | None = None
        self.mention = 0
        self.sources = Sources()
        self.keeper = FactKeeper()
        self.way = RULES
        self._tools: dict[str, Any] = {}
        self._known: OrderedDict[tuple[str, str, int], Record] = OrderedDict()
        self._running: asyncio.Task[None] | None = None
        self._setting = False
        self.view = DossierView(self.exported)
        view = self.view
        view.page.on_language(self.speak)
        view.bar.on_word(self.go)
        view.bar.observe(lambda change: self.choose_site(change["new"]), names="site")
        view.drop.on_files(self.brought)
        view.back.on_click(lambda _button: self.back())
        view.way.observe(lambda change: self.choose_way(change["new"]), names="value")
        view.sending.observe(lambda change: self.ask_to_send(change["new"]), names="value")
        view.facts.on_word(self.heard)
        view.facts.observe(lambda change: self.choose(change["new"]), names="selected")
        view.summary.on_open(self.open_source)
        view.cursor.on_open(self.open)
        view.source.on_word(self.heard_of_source)
        view.source.observe(lambda change: self.choose_note(change["new"]), names="note")
        view.visit.observe(lambda _change: self.visited(), names=["warehouse", "asked"])
        view.visit.observe(lambda _change: self.draw_timeline(), names="width")
        view.show_ways(ways(), self.way)
        with guarded(view.say):
            known = places()
            if name or known:
                self.load(find(name) if name else known[0])
            else:
                self.nothing()

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
        self.patients = Patients.of(self.warehouse)
        self._known.clear()
        self.label()
        person = self.patients.beside(None, 1)
        if person is None:
            self.record = None
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

    def label(self) -> None:
        """The header: where one is."""
        if self.warehouse is None or self.patients is None:
            return
        self._setting = True
        try:
            self.view.bar.relabel(self.patients.site_list() if len(self.patients.all) else [])
            self.view.bar.site = self.patients.site
        finally:
            self._setting = False
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
        if self._setting or self.patients is None:
            return
        with guarded(self.view.say):
            self.patients.choose(site)
            here = self.record.person if self.record else None
            if here is not None and self.patients.position(here):
                self.show_place()
            elif (first := self.patients.beside(None, 1)) is not None:
                self.show_person(first)

    def choose_way(self, way: str) -> None:
        """Rules alone, or the site's model beside them: the record is read again."""
        if way == self.way or way not in {value for value, _name in ways()}:
            return
        self.way = way
        with guarded(self.view.say):
            record = self.record
            if record is None:
                return
            if record.person is not None:
                self.show_person(record.person)
            else:
                self.begin(Record(None, record.notes, record.named, record.about))

    def show_person(self, person: int) -> None:
        """The record of a patient of the warehouse."""
        from carnet.study.notes import notes_of

        assert self.warehouse is not None and self.patients is not None
        key = (self.warehouse.version, self.way, person)
        record = self._known.get(key)
        if record is None:
            record = Record.of(person, list(notes_of(self.warehouse, [person])), about=self.patients.about(person))
            self._known[key] = record
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
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
                            trouble.append(f"{read.file} : {read.reason}")
                        elif len(notes) < MOST_NOTES:
                            notes.append(replace(read, person_id=""))
                except UnreadableNote as error:
                    trouble.append(f"{name} : {error.message}")
            if not notes:
                self.view.say("stop", _("None of these files could be read."), trouble)
                return
            self.begin(Record.of(None, notes, named=False))
            self.view.show_drop(False, back=self.place is not None)
            if trouble:
                n = len(trouble)
                said = ngettext("{n} file could not be read.", "{n} files could not be read.", n)
                self.view.say("warn", said.format(n=number(n)), trouble[:5])

    def back(self) -> None:
        """From the notes brought to the warehouse."""
        with guarded(self.view.say):
            if self.place is not None:
                self.load(self.place)

    # reading

    def begin(self, record: Record) -> None:
        """Show a record, and read what is not read yet: beside the page where there is a loop, else here and now."""
        self.record = record
        self.mention = 0
        self.view.say("", "")
        self.view.show_send([])
        self.view.show_parts(True)
        self.show_place()
        with self._quietly():
            self.view.source.offer(record.names())
        if not record.waiting:
            self.finish(record)
            return
        self.show_facts(record)
        first = next(iter(record.notes), "")
        self.show_note(first)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            record.take(record.read_some(self.tool(), seconds=3600))
            self.finish(record)
            return
        self._tell(record)
        self._running = loop.create_task(self._read(record))

    async def _read(self, record: Record) -> None:
        shown = time.monotonic()
        with guarded(self.view.say):
            tool = await asyncio.to_thread(self.tool)
            while record.waiting and self.record is record:
                record.take(await asyncio.to_thread(record.read_some, tool))
                if self.record is not record:
                    return
                self._tell(record)
                if record.waiting and time.monotonic() - shown > SHOW_EVERY and record.results:
                    shown = time.monotonic()
                    self._merge(record)
                    self.show_facts(record)
            if self.record is record:
                self.finish(record)
                return
        if self.record is record:
            self.view.progress.clear()

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
        self.keeper.bring_back(record.review, record.notes, record.named)

    def finish(self, record: Record) -> None:
        """Everything is read: the whole page."""
        self.view.progress.clear()
        chosen = self.view.facts.selected
        if record.history is None or len(record.history.notes) != len(record.results):
            self._merge(record)
        self.show_facts(record)
        self.say_state(record)
        items = record.items()
        item = record.review.items.get(chosen) or next(iter(items), None)
        if item is not None:
            self.show_fact(item)
        elif record.notes:
            self.show_note(next(iter(record.notes)))

    def say_state(self, record: Record) -> None:
        """What is to be known of this record: notes that failed, decisions that cannot be kept."""
        n = len(record.failed)
        if n:
            names = dict(record.names())
            lines = [f"{names[id]} : {reason}" for id, reason in list(record.failed.items())[:4]]
            title = ngettext("{n} note could not be read", "{n} notes could not be read", n).format(n=number(n))
            self.view.say(
                "warn" if record.results else "stop", title, [*lines, _("What is shown comes from the others.")]
            )
        elif self.keeper.failed:
            self.view.say(
                "warn", _("Your decisions are not kept: the review store cannot be used."),
                _("They count on this page and in what you download."),
            )  # fmt: skip

    # showing

    def show_place(self) -> None:
        """Which patient, among how many."""
        record = self.record
        assert record is not None
        notes = list(record.notes.values())
        if record.person is None:
            self.view.bar.show(_("Notes brought"), notes_line(notes), (0, 0))
            return
        assert self.patients is not None
        about = " · ".join(part for part in (record.about, notes_line(notes)) if part)
        place = (self.patients.position(record.person), len(self.patients.ids))
        self.view.bar.show(_("Patient {id}").format(id=record.person), about, place)

    def show_facts(self, record: Record) -> None:
        """The list, the summary, the timeline and what has no support, as read so far."""
        items = record.items()
        rows = [row_of(item, record.review) for item in items]
        none = _("No fact yet.") if record.waiting else ""
        with self._quietly():
            self.view.facts.show(group_list(), rows, able=record.review.able, empty=none)
        self.show_summary(record)
        self.draw_timeline()
        names = dict(record.names())
        doubts = record.history.unsupported if record.history else ()
        self.view.show_doubt([(one, names.get(one.note_id, "")) for one in doubts])
        self.entries()

    def show_summary(self, record: Record) -> None:
        """The summary: the summariser's, or short lines over the facts."""
        self.sources = Sources()
        sections, about = [], ""
        write = None if record.waiting or record.history is None else summariser()
        if write is not None and record.history is not None:
            try:
                sections = sections_of_summary(write(record.history), self.sources)
            except (CarnetError, NotImplementedError):
                sections = []
        if not sections:
            sections = sections_of_facts(record.items(), self.sources)
            about = _("from the facts")
        empty = _("Reading…") if record.waiting else _("Nothing was found to summarise.")
        self.view.summary.show(sections, about=about if sections else "", empty=empty)

    def draw_timeline(self) -> None:
        """The timeline of the record, for the width there is."""
        record = self.record
        if record is None:
            return
        names = {id: note_said(note) for id, note in record.notes.items()}
        moments = moments_of(list(record.notes.values()), names, record.review.items.values())
        lanes = lane_list()
        figure = self.view.figure
        width = self.view.visit.width - 34 if self.view.visit.width else 1358
        with figure.hold_sync():
            figure.alt = timeline_alt(moments, lanes)
            figure.set_table(*timeline_rows(moments, lanes))
            figure.put(timeline_drawing(moments, lanes, width=max(width, 300)))
        self.view.cursor.show(marks_of(moments))

    def entries(self) -> None:
        """What can be taken away or sent now."""
        record = self.record
        if record is None:
            return
        self.view.export.entries = [list(one) for one in menu_entries(record.review, record.person is not None)]
        able = record.person is not None and bool(record.review.items)
        self.view.sending.layout.display = None if able else "none"

    # opening

    def open(self, id: str) -> None:
        """A mark of the timeline: a fact or a note."""
        record = self.record
        if record is None:
            return
        with guarded(self.view.say):
            if id.startswith(FACT) and (item := record.review.items.get(id[len(FACT) :])) is not None:
                self.show_fact(item)
            elif id.startswith(NOTE):
                self.show_note(id[len(NOTE) :])

    def choose(self, id: str) -> None:
        """A fact was chosen in the list."""
        if not self._setting and self.record is not None and (item := self.record.review.items.get(id)) is not None:
            with guarded(self.view.say):
                self.show_fact(item)

    def choose_note(self, id: str) -> None:
        """A note was chosen over its text."""
        if not self._setting:
            with guarded(self.view.say):
                self.show_note(id)

    def open_source(self, key: str) -> None:
        """A number of the summary."""
        place = self.sources.places.get(key)
        if place is None or self.record is None:
            return
        with guarded(self.view.say):
            found = self.record.review.at(*place)
            if found is not None:
                self.show_fact(*found, key=key)
            else:
                self.show_note(place[0], bright=[place[1:]], key=key)

    def show_fact(self, item: FactItem, mention: int = 0, *, key: str = "") -> None:
        """A fact: its sentence in the note, and where it stands in the list, the summary and the timeline."""
        record = self.record
        assert record is not None
        mentions = item.mentions
        self.mention = mention % len(mentions)
        fact = mentions[self.mention]
        first = fact.evidence[0]
        note = record.notes.get(first.note_id)
        if note is None:
            return
        bright = [(one.start, one.end) for one in places_of(fact)]
        with self._quietly():
            self.view.source.show(
                first.note_id, note.text, record.review.passages(first.note_id), about=self._about(note), bright=bright,
                mention=(self.mention + 1, len(mentions), item.words),
            )  # fmt: skip
            self.view.facts.selected = item.id
        marks = {mark[0] for mark in self.view.cursor.marks}
        self.view.cursor.selected = FACT + item.id if FACT + item.id in marks else NOTE + first.note_id
        self.view.summary.selected = key or self.sources.of(first.note_id, first.start, first.end)

    def show_note(self, id: str, bright: Any = (), *, key: str = "") -> None:
        """A note, without a fact."""
        record = self.record
        if record is None or (note := record.notes.get(id)) is None:
            return
        with self._quietly():
            self.view.source.show(id, note.text, record.review.passages(id), about=self._about(note), bright=bright)
        self.view.cursor.selected = NOTE + id
        self.view.summary.selected = key

    def _about(self, note: Note) -> str:
        record = self.record
        if record is not None and note.note_id in record.failed:
            return _("This note could not be read: no fact comes from it.")
        return "" if note_name(note) else note.note_id

    # reviewing

    def heard(self, kind: str, fields: dict[str, Any]) -> None:
        """What a person asks in the list of facts."""
        record = self.record
        if record is None:
            return
        with guarded(self.view.say):
            review, id, me = record.review, str(fields.get("id", "")), who()
            if kind in ("open", "mention"):
                item = review.items.get(id or self.view.facts.selected)
                by = 0 if kind == "open" else (1 if fields.get("by") == 1 else -1)
                if item is not None:
                    self.show_fact(item, self.mention + by if kind == "mention" else 0)
            elif kind == "change":
                self.correct(record, id, fields)
            elif kind in ("accept", "reject"):
                self.decided(record, getattr(review, kind)(id, me))
            elif kind in ("undo", "redo"):
                self.decided(record, getattr(review, kind)())

    def correct(self, record: Record, id: str, fields: dict[str, Any]) -> None:
        """A correction, where its value is one of its kind."""
        item = record.review.items.get(id)
        if item is None:
            return
        value, assertion, when = tidy(fields.get("value", "")), fields.get("assertion"), iso(fields.get("date", ""))
        wrong = problem(item.kind, value, str(assertion), when) if value != item.source.fact.value else (
            problem("", value, str(assertion), when)
        )  # fmt: skip
        if wrong:
            self.view.facts.refuse(wrong)
            return
        step = record.review.change(id, value, assertion, when or None, who())  # type: ignore[arg-type]
        if step is None:
            self.view.facts.unchanged()
        self.decided(record, step)

    def decided(self, record: Record, step: Step | None) -> None:
        """A decision: the row, the store; the summary and the timeline where they change."""
        if step is None:
            return
        review = record.review
        kept = self.keeper.keep(review, step, record.notes, record.named, who(), record.producer)
        item = review.items[step.id]
        put = [row_of(item, review)]
        if (step.before.state == "rejected") != (step.after.state == "rejected"):
            put += [
                row_of(other, review) for other in review.items.values() if other.source.conflicts and other is not item
            ]
        self.view.facts.follow(put, review.able, undone=step.undone)
        said = [(one.value, one.assertion, one.date, one.state == "rejected") for one in (step.before, step.after)]
        if said[0] != said[1]:
            self.show_summary(record)
            self.draw_timeline()
        self.entries()
        if not kept:
            self.say_state(record)

    def heard_of_source(self, kind: str, fields: dict[str, Any]) -> None:
        """What a person asks over the note: another mention, or a fact clicked in the text."""
        record = self.record
        if record is None:
            return
        with guarded(self.view.say):
            if kind == "mention":
                self.heard("mention", fields)
            elif (item := record.review.items.get(str(fields.get("id", "")))) is not None:
                note, start = self.view.source.note, fields.get("start")
                places = [fact.evidence[0] for fact in item.mentions]
                at = next((i for i, one in enumerate(places) if (one.note_id, one.start) == (note, start)), 0)
                self.show_fact(item, at)

    # taking away and sending

    def exported(self, kind: str) -> None:
        """Something to take away."""
        record = self.record
        if record is None:
            return
        with guarded(self.view.say):
            name = f"dossier-{record.person}" if record.person is not None else "dossier"
            if kind == "csv":
                self.view.export.send_file(facts_csv(record.items(), record.notes), f"CONFIDENTIEL-{name}-faits.csv")
            elif kind == "gold":
                text = gold_jsonl(record.review, record.notes)
                self.view.export.send_file(text, f"CONFIDENTIEL-{name}-reference.jsonl", "application/x-ndjson")
            elif kind == "code" and self.place is not None and record.person is not None:
                llm = None if self.way == RULES else self.way
                self.view.export.send_code(dossier_cell(self.place.folder, record.person, llm))

    def ask_to_send(self, asked: bool) -> None:
        """Before anything is written: which facts, how many, where."""
        record = self.record
        if not asked or record is None or self.warehouse is None or self.view.send_box.children:
            if not asked:
                self.view.show_send([])
            return
        with guarded(self.view.say):
            form = sending.SendForm(record.review, self.warehouse.name, self.warehouse.fictitious, self.send)
            form.cancel.on_click(lambda _button: self.view.show_send([]))
            self.view.show_send(form.children)

    def send(self, reviewed_only: bool) -> None:
        """Send the facts of this record, and say what was written."""
        record, place = self.record, self.place
        if record is None or place is None:
            return
        with guarded(self.view.say):
            sent = sending.send(place.folder, list(record.notes.values()), record.review, reviewed_only, who())
            self.warehouse = open_place(place)
            self.view.show_send(sending.sent_children(sent, lambda: self.view.show_send([])))

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

    def _quietly(self) -> "_Quiet":
        return _Quiet(self)


class _Quiet:
    """What the app itself sets is not heard as a choice of the person."""

    def __init__(self, page: Dossier) -> None:
        self.page = page

    def __enter__(self) -> None:
        self.before, self.page._setting = self.page._setting, True

    def __exit__(self, *_error: object) -> None:
        self.page._setting = self.before


def show() -> None:
    """Show the page as the output of the cell."""
    Dossier().view.page.display()

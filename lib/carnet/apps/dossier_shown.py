"""A record as it is shown: list, summary, timeline and note, with one fact, note or passage chosen in all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from carnet.apps.dossier_export import menu_entries
from carnet.apps.dossier_facts import FactItem, places_of, row_of
from carnet.apps.dossier_patients import Patients, notes_line
from carnet.apps.dossier_record import Record
from carnet.apps.dossier_summary import Sources, sections_of_facts, sections_of_summary, summariser
from carnet.apps.dossier_timeline import FACT, NOTE, marks_of, moments_of, note_name, note_said
from carnet.apps.dossier_view import DossierView
from carnet.apps.dossier_words import group_list, lane_list
from carnet.apps.guard import guarded
from carnet.errors import CarnetError
from carnet.figures.timeline import timeline_alt, timeline_drawing, timeline_rows
from carnet.language import _
from carnet.text.note import Note


class Shown:
    """The record on the page. `setting`: what the app itself sets is not heard as a choice of the person."""

    def __init__(self, view: DossierView) -> None:
        self.view = view
        self.record: Record | None = None
        self.patients: Patients | None = None
        self.mention = 0
        self.sources = Sources()
        self.setting = False

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """While the app sets what a person may also choose."""
        before, self.setting = self.setting, True
        try:
            yield
        finally:
            self.setting = before

    def show_place(self) -> None:
        """Which patient, among how many."""
        record = self.record
        assert record is not None
        notes = list(record.notes.values())
        if record.person is None:
            name = _("Fictitious record") if record.example else _("Notes brought")
            self.view.bar.show(name, notes_line(notes), (0, 0))
            return
        assert self.patients is not None
        about = " · ".join(part for part in (self.patients.about(record.person), notes_line(notes)) if part)
        place = (self.patients.position(record.person), len(self.patients.ids))
        self.view.bar.show(_("Patient {id}").format(id=record.person), about, place)

    def show_facts(self, record: Record) -> None:
        """The list, the summary, the timeline and what has no support, as read so far."""
        items = record.items()
        rows = [row_of(item, record.review, record.written) for item in items]
        none = _("No fact yet.") if record.waiting else ""
        with self.quietly():
            self.view.facts.show(group_list(), rows, able=record.review.able, empty=none)
        for show in (lambda: self.show_summary(record), self.draw_timeline):  # one that fails leaves the others
            with guarded(self.view.say):
                show()
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
                sections = sections_of_summary(write(record.review.reviewed(record.history)), self.sources)
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
        if not self.setting and self.record is not None and (item := self.record.review.items.get(id)) is not None:
            with guarded(self.view.say):
                self.show_fact(item)

    def choose_note(self, id: str) -> None:
        """A note was chosen over its text."""
        if not self.setting:
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
        with self.quietly():
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
        with self.quietly():
            self.view.source.show(id, note.text, record.review.passages(id), about=self._about(note), bright=bright)
        self.view.cursor.selected = NOTE + id
        self.view.summary.selected = key

    def _about(self, note: Note) -> str:
        record = self.record
        if record is not None and note.note_id in record.failed:
            return _("This note could not be read: no fact comes from it.")
        return "" if note_name(note) else note.note_id

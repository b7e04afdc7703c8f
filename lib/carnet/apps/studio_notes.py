"""Where the wizard's notes come from: the patients of a warehouse, or files and texts that the teacher brings."""

from collections.abc import Callable
from typing import Any

import ipywidgets

from carnet.apps.dossier_patients import Patients, notes_line
from carnet.apps.guard import guarded
from carnet.apps.places import find, open_place, places
from carnet.apps.studio_running import Say
from carnet.language import _, date, number
from carnet.records import Warehouse
from carnet.text.note import Note, UnreadableNote
from carnet.text.readers import READABLE, Rejected, read_bytes
from carnet.widgets.annotated_text_notes import NoteDrop
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.patient_bar import PatientBar

FEW = 8  # notes that are all chosen at first
MOST = 60  # brought at once


class NoteSource:
    """`notes` by id, in order; `changed()` is called when they are others."""

    def __init__(self, say: Say, changed: Callable[[], None]) -> None:
        self.say, self.changed = say, changed
        self.notes: dict[str, Note] = {}
        self.chosen: list[str] = []
        self.brought: dict[str, Note] = {}
        self.warehouse: Warehouse | None = None
        self.patients: Patients | None = None
        self.person: int | None = None
        self.place = ipywidgets.Dropdown(options=[])
        self.bar = PatientBar()
        self.drop = NoteDrop(sorted(READABLE), limit=64 * 1024 * 1024)
        self.from_place = named_box([self.place, self.bar], "sx-place")
        self.box = named_box([self.from_place, self.drop], "carnet-card", "sx-source")
        self.place.observe(lambda change: self.load(change["new"]), names="value")
        self.bar.on_word(self.go)
        self.drop.on_files(self.bring)
        self.known = False

    def relabel(self) -> None:
        """The words in the language in use."""
        self.place.description = _("Warehouse")
        self.bar.relabel([])
        self.drop.relabel()
        self._show_bar()

    def open(self) -> None:
        """Look for warehouses with notes, once they are needed."""
        if self.known:
            return
        self.known = True
        names = [one.name for one in places()]
        set_shown(self.from_place, bool(names))
        if names:
            self.place.options = names
            self.place.value = names[0]
            if self.warehouse is None:
                self.load(names[0])

    def load(self, name: str | None) -> None:
        """A warehouse: its first patient with notes."""
        if not name:
            return
        with guarded(self.say):
            self.warehouse = open_place(find(name))
            self.patients = Patients.of(self.warehouse)
            set_shown(self.bar, bool(len(self.patients.ids)))
            first = self.patients.beside(None, 1)
            if first is None:
                self.notes = dict(self.brought)
                self.say(
                    "info", _("“{name}” has no notes.").format(name=name), _("Choose another one, or bring a report.")
                )
                self.changed()
            else:
                self.choose(first)

    def go(self, kind: str, fields: dict[str, Any]) -> None:
        """The patient before, after, or of an identifier."""
        if self.patients is None:
            return
        with guarded(self.say):
            if kind == "step":
                to = self.patients.beside(self.person, 1 if fields.get("by") == 1 else -1)
            else:
                to = self.patients.find(str(fields.get("id", ""))[:60])
                self.bar.notice = "" if to is not None else _("No patient with notes has this identifier.")
            if to is not None:
                self.choose(to)

    def choose(self, person: int) -> None:
        """The notes of a patient, after those that were brought."""
        from carnet.study.notes import notes_of

        assert self.warehouse is not None
        self.person = person
        found = list(notes_of(self.warehouse, [person]))
        self.notes = self.brought | {one.note_id: one for one in found}
        self.chosen = [one.note_id for one in found] if len(found) <= FEW else [found[0].note_id]
        self._show_bar(found)
        self.changed()

    def _show_bar(self, notes: list[Note] | None = None) -> None:
        if self.patients is None or self.person is None:
            return
        mine = notes if notes is not None else [one for one in self.notes.values() if one.person_id == str(self.person)]
        about = " · ".join(part for part in (self.patients.about(self.person), notes_line(mine)) if part)
        place = (self.patients.position(self.person), len(self.patients.ids))
        self.bar.show(_("Patient {id}").format(id=self.person), about, place)

    def bring(self, files: list[tuple[str, bytes]]) -> None:
        """Files or a text: their notes alone are chosen."""
        came: list[str] = []
        with guarded(self.say):
            for name, content in files:
                try:
                    for read in read_bytes(name, content):
                        if isinstance(read, Rejected):
                            self.say("warn", _("{name} could not be read").format(name=read.file), read.reason)
                        elif len(came) < MOST:
                            id = (
                                f"{read.note_id}-{len(self.brought) + 1}"
                                if read.note_id in self.notes
                                else read.note_id
                            )
                            self.brought[id] = Note(
                                id, read.text, read.person_id, None, read.note_date, None, read.title or name
                            )
                            came.append(id)
                except UnreadableNote as error:
                    self.say("warn", error.message, error.remedy)
        if came:
            self.notes = self.brought | {id: one for id, one in self.notes.items() if id not in self.brought}
            self.chosen = came
            self.changed()

    def _join(self, read: Note, name: str) -> str:
        """A note that was brought, under an id that no other has."""
        id = read.note_id if read.note_id not in self.notes else f"{read.note_id}-{len(self.brought) + 1}"
        self.brought[id] = Note(id, read.text, read.person_id, None, read.note_date, None, read.title or name)
        return id

    def rows(self) -> list[dict[str, str]]:
        """The notes as the page lists them."""
        return [{"id": id, "title": note.title or note.note_type or _("Note"), "about": _about(note)}
                for id, note in self.notes.items()]  # fmt: skip


def _about(note: Note) -> str:
    words = _("{n} words").format(n=number(len(note.text.split())))
    return " · ".join(part for part in (date(note.note_date) if note.note_date else "", words) if part)

"""What leaves the patient's page: files, the cell that reproduces, and facts into the warehouse when asked to."""

from collections.abc import Callable

from carnet.apps import dossier_send as sending
from carnet.apps.dossier_export import dossier_cell, facts_csv, gold_jsonl
from carnet.apps.dossier_shown import Shown
from carnet.apps.guard import guarded
from carnet.apps.places import Place, open_place
from carnet.apps.pseudonymiser_notes import who
from carnet.language import _
from carnet.records import Warehouse


class Taking:
    """Takes away what is shown; `place` is the warehouse that it comes from and that facts are sent to."""

    def __init__(self, shown: Shown, written: Callable[[Warehouse], None]) -> None:
        """`written` hears the warehouse, opened anew, once facts were sent to it."""
        self.shown = shown
        self.written = written
        self.view = shown.view
        self.place: Place | None = None
        self.warehouse: Warehouse | None = None
        self.llm: str | None = None

    def exported(self, kind: str) -> None:
        """Something to take away."""
        record = self.shown.record
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
                self.view.export.send_code(dossier_cell(self.place.folder, record.person, self.llm))

    def ask_to_send(self, asked: bool) -> None:
        """Before anything is written: which facts, how many, where."""
        record = self.shown.record
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
        record, place = self.shown.record, self.place
        if record is None or place is None:
            return
        with guarded(self._failed):
            self.view.progress.show(_("Sending to the warehouse…"))
            sent = sending.send(place.folder, list(record.notes.values()), record.review, reviewed_only, who())
            self.warehouse = open_place(place)
            self.written(self.warehouse)
            self.view.progress.clear()
            self.view.show_send(sending.sent_children(sent, lambda: self.view.show_send([])))

    def _failed(self, kind: str, title: str, text: str) -> None:
        self.view.progress.clear()
        self.view.say(kind, title, text)

"""The pseudonymiser's page: notes in, passages reviewed, texts without a name out."""

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any

from carnet.apps import pseudonymiser_example as example_letter
from carnet.apps.guard import guarded
from carnet.apps.pseudonymiser_export import KINDS, export, reviewed
from carnet.apps.pseudonymiser_notes import (
    DONE,
    FAILED,
    WAITING,
    WORKING,
    NoteItem,
    counted,
    differs,
    progress,
    state,
)
from carnet.apps.pseudonymiser_store import Keeper
from carnet.apps.pseudonymiser_view import PseudonymiserView
from carnet.apps.pseudonymiser_words import (
    caption,
    label_list,
    menu_entries,
    menu_texts,
    mode_list,
    role_list,
)
from carnet.errors import CarnetError
from carnet.language import _, number, set_language
from carnet.text.note import Note
from carnet.widgets.annotated_text_review import Change

if TYPE_CHECKING:
    from carnet.tools.pseudonymisation.tool import Pseudonymiser

MOST_NOTES = 2000  # for more there is the command
TELL_EVERY = 0.25  # seconds between two tellings of the progress


class Pseudonymisation:
    """The page. Notes live in the memory of its kernel; decisions go to the review store (the example’s do not)."""

    def __init__(self) -> None:
        self.items: dict[str, NoteItem] = {}
        self.shown: NoteItem | None = None
        self.mode = "tag"
        self.key: Any = None
        self._one_time: Any = None
        self._tools: dict[tuple[str, bool], Pseudonymiser] = {}
        self.keeper = Keeper()
        self._running: asyncio.Task[None] | None = None
        self._setting = False
        self._told = 0.0
        self.view = PseudonymiserView(self.try_example, self.exported)
        self.view.page.on_language(self.speak)
        self.view.drop.on_files(self.brought)
        self.view.list.observe(lambda change: self.choose(change["new"]), names="chosen")
        self.view.panel.observe(lambda _change: self.filtered(), names="choices")
        self.view.original.on_change(self.changed)
        self.view.original.on_whole(self.read_whole)
        with guarded(self.view.say):
            self._find_key()
            self.mode = "surrogate" if self.key else "tag"

    def _find_key(self) -> None:
        from carnet.tools.pseudonymisation.key import FILE_VARIABLE, KEY_VARIABLE, SiteKey

        if os.environ.get(FILE_VARIABLE) or os.environ.get(KEY_VARIABLE):
            self.key = SiteKey.load()

    # bringing notes

    def try_example(self) -> None:
        """The letter about nobody, with invented names under a key of this moment alone."""
        if "example" not in self.items:
            note = Note(example_letter.NAME, example_letter.TEXT, person_id=example_letter.NAME)
            item = NoteItem("example", _("Fictitious letter"), note, example=True)
            self.items = {"example": item, **self.items}
            if self.mode == "tag" and not self.key and len(self.items) == 1:
                self.mode = "surrogate"
        self.begin("example")

    def brought(self, files: list[tuple[str, bytes]]) -> None:
        """Files arrived: their notes join the list; a file that cannot be read stands in it with the reason."""
        from carnet.text.note import UnreadableNote
        from carnet.text.readers import Rejected, read_bytes

        self.view.quiet()
        first = ""
        for name, content in files:
            with guarded(self.view.say):
                try:
                    for row, read in enumerate(read_bytes(name, content), 1):
                        if len(self.items) >= MOST_NOTES:
                            raise CarnetError(
                                _("A page takes {n} notes at most: the others were left out, from {name} on.").format(
                                    n=number(MOST_NOTES), name=name
                                ),
                                _("Use « carnet run pseudonymise » for more."),
                            )
                        if isinstance(read, Rejected):
                            place = f"{read.file} ({read.row})" if read.row else read.file
                            item = self._join(place, None, (read.reason, _("The other notes go on.")))
                        else:
                            item = self._join(read.note_id, read)
                            item.file, item.row = name, row
                        first = first or item.id
                except UnreadableNote as error:
                    item = self._join(name, None, (error.message, error.remedy))
                    first = first or item.id
        if first:
            if self.mode == "surrogate" and not self.key:
                self.mode = "tag"
            self.begin(first)

    def _join(self, name: str, note: Note | None, trouble: tuple[str, str] = ("", "")) -> NoteItem:
        id = f"n{len(self.items) + 1}"
        item = NoteItem(id, name, note, FAILED if note is None else WAITING, trouble=trouble)
        self.items[id] = item
        return item

    # the work, beside the page

    def begin(self, show: str) -> None:
        """Show a note, and work on those that wait: in the background where there is a loop, else here and now."""
        self.list_notes()
        self.view.list.chosen = show
        self.choose(show)
        if self._running is not None and not self._running.done():
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            for item in [item for item in self.items.values() if item.status == WAITING]:
                self._work(item)
                self._worked(item)
            self._rest()
            return
        self._running = loop.create_task(self._work_through())

    async def _work_through(self) -> None:
        while waiting := [item for item in self.items.values() if item.status == WAITING]:
            item = self.shown if self.shown in waiting and self.shown is not None else waiting[0]
            item.status = WORKING
            self._tell()
            await asyncio.to_thread(self._work, item)
            with guarded(self.view.say):
                self._worked(item)
        with guarded(self.view.say):
            self._rest()

    def _work(self, item: NoteItem) -> None:
        """Find and replace in one note. Whatever goes wrong is that note's trouble; the others go on."""
        assert item.note is not None

        def failed(_kind: str, title: str, text: str) -> None:
            item.status, item.trouble = FAILED, (title, text)

        with guarded(failed):
            item.found(self.tool(item)(item.note))

    def _worked(self, item: NoteItem) -> None:
        if item.status == DONE:
            self.keeper.bring_back(item)
            if item.review.decided:
                self._replace(item)
        if item is self.shown:
            self.show()
        self._tell()

    def _tell(self) -> None:
        """Say how far the work is, not more often than one can read."""
        if time.monotonic() - self._told < TELL_EVERY:
            return
        self._told = time.monotonic()
        notes = [item for item in self.items.values() if item.note is not None]
        done = sum(item.status in (DONE, FAILED) for item in notes)
        text = _("Pseudonymising…") if done else _("Preparing the word lists…")
        self.view.progress.show(text, done, len(notes))
        self.list_notes()

    def _rest(self) -> None:
        self._told = 0.0
        self.view.progress.clear()
        self.list_notes()
        self.view.export.texts = menu_texts()

    def tool(self, item: NoteItem) -> "Pseudonymiser":
        """The pseudonymiser in the mode chosen; the example has a key of its own, made now and kept nowhere."""
        from carnet.tools.pseudonymisation.key import SiteKey
        from carnet.tools.pseudonymisation.tool import Pseudonymiser

        own = item.example and self.key is None
        mode: Any = "tag" if self.mode == "surrogate" and self.key is None and not own else self.mode
        if (mode, own) not in self._tools:
            if own and self._one_time is None:
                self._one_time = SiteKey(os.urandom(32))
            made = Pseudonymiser(mode=mode, key=self._one_time if own else self.key, model=_weights_are_there())
            for other in self._tools.values():  # word lists and weights are loaded once
                if "detector" in other.__dict__:
                    made.__dict__["detector"] = other.detector
            self._tools[(mode, own)] = made
        return self._tools[(mode, own)]

    def _replace(self, item: NoteItem) -> None:
        """Write the replaced text again, from what stands now."""
        if item.note is not None and item.status == DONE:
            item.result = self.tool(item).replacement.replace(item.note, item.standing())

    # showing

    def list_notes(self) -> None:
        """The list with the state of each note."""
        self.view.show_notes(any(item.status == DONE for item in self.items.values()))
        self.view.export.entries = menu_entries(*reviewed(list(self.items.values())))
        self.view.list.rows = [[item.id, item.name, *state(item)] for item in self.items.values()]

    def choose(self, id: str) -> None:
        """Show another note."""
        item = self.items.get(id)
        if item is None or item is self.shown:
            return
        self.shown = item
        with guarded(self.view.say):
            self._setting = True
            try:
                self.view.forget_filter()  # what is hidden in one note would be missed in the next
            finally:
                self._setting = False
            self.show()

    def show(self) -> None:
        """The note chosen, as it stands."""
        if (item := self.shown) is None:
            return
        self.view.show_heading(item.name, progress(item), item.example)
        self.view.show_note(item.status == DONE)
        if item.status == FAILED:
            self.view.say_of_note("stop", item.trouble[0], item.trouble[1])
        elif item.status != DONE:
            self.view.say_of_note("info", _("This note waits for its turn."), _("The page can be used meanwhile."))
        elif item.note is not None:
            self._say_state(item)
            self.label(item)
            self._filter(item)
            self.view.original.show(item.note.text, item.review, whole=item.whole)
            self._show_replaced(item)

    def _say_state(self, item: NoteItem) -> None:
        if self.keeper.failed and not item.example:
            self.view.say_of_note(
                "warn", _("Your decisions are not kept: the review store cannot be used."),
                _("They count on this page and in what you download."),
            )  # fmt: skip
        elif self.mode == "surrogate" and self.key is None and not item.example:
            self.view.say_no_key()
        elif not item.entities and not item.review.spans:
            self.view.say_of_note(
                "warn", _("Nothing was found in this note."), _("Read it: select what identifies somebody to add it.")
            )
        else:
            self.view.say_of_note("", "", "")

    def _show_replaced(self, item: NoteItem) -> None:
        if item.result is None:
            return
        selected = self.view.replaced.selected
        self.view.replaced.caption = caption(item.result.mode, item.example and self.key is None)
        self.view.replaced.show(item.result.text, item.replaced_spans())
        self.view.replaced.selected = selected

    def label(self, item: NoteItem) -> None:
        """The panel: how passages are replaced, and the filters with their counts."""
        labels, roles = counted(item)
        shown = [{"value": one.value, "label": one.name, "count": number(labels[one.value])} for one in label_list()
                 if one.value in labels]  # fmt: skip
        names = [*role_list(), ("nobody", _("nobody’s"))]
        whose = [{"value": v, "label": name, "count": number(roles[v])} for v, name in names if v in roles]
        self._setting = True
        try:
            self.view.show_panel(self.mode, shown, whose)
        finally:
            self._setting = False

    # what a person does

    def filtered(self) -> None:
        """The mode or a filter changed."""
        if self._setting or self.shown is None:
            return
        with guarded(self.view.say):
            mode = self.view.panel.choices.get("mode")
            item = self.shown
            if mode != self.mode and mode in {value for value, _name in mode_list()}:
                self.mode = str(mode)
                for other in self.items.values():
                    self._replace(other)
                if item.status == DONE:
                    self._say_state(item)
            if item.status == DONE:
                self.label(item)
                self._filter(item)
                self.view.original.refresh()
                self._show_replaced(item)

    def _filter(self, item: NoteItem) -> None:
        facets = self.view.panel.choices.get("facets")
        facets = facets if isinstance(facets, dict) else {}
        chosen = [facets.get(name) for name in ("label", "role")]
        labels, roles = ({str(v) for v in one} if isinstance(one, list) else set() for one in chosen)
        item.show_only(labels, roles)

    def changed(self, change: Change) -> None:
        """A decision: the replaced text follows, and the store keeps it."""
        item = self.shown
        if item is None or item.status != DONE:
            return
        with guarded(self.view.say):
            moved = differs(change)
            if moved:
                self._replace(item)
                self._show_replaced(item)
                self.label(item)
            else:
                self.view.replaced.follow(item.replaced_spans())
            self.view.show_heading(item.name, progress(item), item.example)
            self.list_notes()
            if not self.keeper.keep(item, change):
                self._say_state(item)

    def read_whole(self, whole: bool) -> None:
        """A person says that the note is read as a whole, or takes it back."""
        item = self.shown
        if item is None or item.status != DONE:
            return
        with guarded(self.view.say):
            item.whole = whole
            self.view.show_heading(item.name, progress(item), item.example)
            self.list_notes()
            if not self.keeper.keep_whole(item):
                self._say_state(item)

    def exported(self, kind: str) -> None:
        """Something to take away."""
        with guarded(self.view.say):
            if kind in KINDS:
                name, content, type = export(kind, list(self.items.values()))
                self.view.original.send_file(name, content, type)
                self.view.export.send_word(_("{name}: ready.").format(name=name))

    def speak(self, code: str) -> None:
        """Show the page in the other language."""
        with guarded(self.view.say):
            set_language(code)
            self.view.relabel()
            for item in self.items.values():
                item.say_again()
            if self.items:
                self._rest()
                self.show()


def _weights_are_there() -> bool:
    from importlib.resources import files

    return files("carnet.tools.pseudonymisation").joinpath("model", "card.json").is_file()


def show() -> None:
    """Show the page as the output of the cell."""
    Pseudonymisation().view.page.display()

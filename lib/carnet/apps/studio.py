"""The teachers' page: from a report to an item, from an item to a session whose results can be trusted."""

import importlib
from typing import Any

from carnet.apps.guard import guarded
from carnet.apps.studio_bank import Bank
from carnet.apps.studio_editor import Editing
from carnet.apps.studio_examples import add_examples
from carnet.apps.studio_exchange import Exchange
from carnet.apps.studio_library import LibraryPanel
from carnet.apps.studio_review import ReviewPanel
from carnet.apps.studio_running import Runner
from carnet.apps.studio_view import BANK, CASE, REFERENCES, RESULTS, REVIEW, SESSIONS, StudioView, items_told
from carnet.apps.studio_wizard import Wizard
from carnet.errors import CarnetError
from carnet.language import _, set_language
from carnet.teaching.classroom import BankQuery, NotAllowed, here
from carnet.teaching.item import Item

OTHERS = {SESSIONS: ("studio_sessions", "SessionsView"), RESULTS: ("studio_results", "ResultsView")}


class Studio:
    """The page. Everything lasting is in the teaching store; unsaved drafts are in the memory of its kernel."""

    def __init__(self) -> None:
        self.view = view = StudioView()
        self.others: dict[int, Any] = {}
        self.desk: Any = None
        self.person = here()
        view.page.on_language(self.speak)
        try:
            self._enter()
        except NotAllowed as error:
            self.refusal = error
            view.refuse(self.person.name, error.message, error.remedy)
        except CarnetError as error:
            view.refuse("", error.message, error.remedy)

    def _enter(self) -> None:
        from carnet.teaching.classroom.person import must_teach

        must_teach(self.person)
        from carnet.teaching.classroom.teacher import TeacherDesk
        from carnet.teaching.store import TeachingStore

        self.desk = desk = TeacherDesk(TeachingStore(), self.person)
        view = self.view
        self.runner = Runner(self._failed)
        self.references = LibraryPanel(view.say)
        library = self.references.library
        self.editing = Editing(desk, view.say, library, self.changed)
        self.bank = Bank(desk, view.say, self.open, self.editing.unsaved)
        self.exchange = Exchange(desk, self.bank, view.say, self.changed)
        self.wizard = Wizard(desk, view.say, self.references, self.drafted, self.correct)
        self.review = ReviewPanel(desk, view.say, library, self.changed, self.open_from_elsewhere)
        self.editing.on_review = self.show_review
        view.build(self.bank, self.editing, self.exchange, self.new)
        view.mount(CASE, self.wizard.box)
        view.mount(REVIEW, self.review.box)
        view.mount(REFERENCES, self.references.box)
        for tab, (module, name) in OTHERS.items():
            with guarded(view.say):
                made = getattr(importlib.import_module(f"carnet.apps.{module}"), name)(desk)
                self.others[tab] = made
                view.mount(tab, made.box)
        if SESSIONS in self.others and RESULTS in self.others:
            self.others[SESSIONS].on_results = self.show_results
        view.tabs.observe(lambda change: self.shown(change["new"]), names="selected")
        view.from_note.on_click(lambda _button: self.go(CASE))
        view.bring.on_click(lambda _button: self.bring())
        view.example.on_click(lambda _button: self.try_examples())
        view.visit.observe(lambda _change: self.visited(), names="asked")
        view.show_item(False)
        self.changed()

    # where one is

    def go(self, tab: int) -> None:
        """Show a tab."""
        self.view.tabs.selected = tab

    def shown(self, tab: int) -> None:
        """A tab is shown: it reads what it needs."""
        with guarded(self.view.say):
            self.view.say("", "")
            self.exchange.close()
            self.references.leave()
            if tab == BANK:
                self.changed()
            elif tab == CASE:
                self.wizard.open()
            elif tab == REVIEW:
                self.review.open()
            elif tab == REFERENCES:
                self.references.open()
            elif tab in self.others:
                self.others[tab].open()

    def visited(self) -> None:
        """The page has come to its reader: what was saved since it was prepared is there."""
        first, self.view.visit.heard = not self.view.visit.heard, True
        if first:
            with guarded(self.view.say):
                self.changed()

    def changed(self) -> None:
        """The bank is no longer what it was."""
        total = self.desk.find(BankQuery(limit=1)).total
        self.view.show_bank(bool(total or self.editing.unsaved()))
        self.view.name_tabs(self.review.count())
        self.view.page.relabel(_("Studio"), where=[self.person.name, items_told(total)])
        if self.view.filled:
            self.bank.refresh()
        self.view.show_item(self.editing.draft is not None)
        self.bank.list.current = self.editing.current

    # items

    def open(self, id: str) -> None:
        """An item of the bank, under the editor."""
        with guarded(self.view.say):
            self.view.say("", "")
            self.exchange.close()
            self.editing.open(id)
            self.view.show_item(True)
            self.bank.list.current = id

    def open_from_elsewhere(self, id: str) -> None:
        """The same, from another tab."""
        self.go(BANK)
        self.open(id)

    def new(self, kind: str) -> None:
        """An item to write from nothing."""
        with guarded(self.view.say):
            self.view.say("", "")
            self.exchange.close()
            self.editing.new(kind)

    def bring(self) -> None:
        """Import into an empty bank."""
        self.view.show_bank(True)
        self.view.show_item(False)
        self.exchange.open()

    def show_results(self, code: str) -> None:
        """The results of a session."""
        self.go(RESULTS)
        with guarded(self.view.say):
            self.others[RESULTS].choose(code)

    def show_review(self, id: str) -> None:
        """The review of an item."""
        self.go(REVIEW)
        self.review.choose(id)

    def drafted(self, ids: list[str]) -> None:
        """The wizard added drafts: they are shown in the bank, the first one open."""
        self.go(BANK)
        self.changed()
        if ids:
            self.open(ids[0])

    def correct(self, item: Item) -> None:
        """A draft of the wizard, under the editor."""
        self.go(BANK)
        with guarded(self.view.say):
            self.editing.adopt(item)

    def try_examples(self) -> None:
        """The items that come with Carnet."""
        self.view.progress.show(_("Adding the examples…"))

        def then(ids: list[str]) -> None:
            self.view.progress.clear()
            self.changed()
            self.open(ids[0])

        self.runner.run(lambda: add_examples(self.desk), then, self.view.progress.clear)

    def _failed(self, kind: str, title: str, text: str) -> None:
        self.view.progress.clear()
        self.view.say(kind, title, text)

    def speak(self, code: str) -> None:
        """Show the page in the other language."""
        with guarded(self.view.say):
            set_language(code)
            if self.desk is None:
                error = getattr(self, "refusal", None)
                self._say_refusal(error)
                return
            self.view.say("", "")
            self.view.relabel()
            for part in (self.editing, self.bank, self.exchange, self.wizard, self.review, self.references):
                part.relabel()
            for part in self.others.values():
                part.relabel()
            self.changed()

    def _say_refusal(self, error: CarnetError | None) -> None:
        from carnet.teaching.classroom.person import must_teach

        try:
            must_teach(self.person)
        except NotAllowed as again:
            self.view.refuse(self.person.name, again.message, again.remedy)
        else:
            if error is not None:
                self.view.refuse("", error.message, error.remedy)


def show() -> None:
    """Show the page as the output of the cell."""
    Studio().view.page.display()

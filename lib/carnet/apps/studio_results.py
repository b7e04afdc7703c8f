"""The Studio's tab of results: what came out of a session, question by question, and what one does about it."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from carnet.apps.guard import guarded
from carnet.apps.studio_results_errata import Asked, Decided, Preview, apply, preview, told
from carnet.apps.studio_results_export import (
    analysis_json,
    changed_csv,
    correction_pdf,
    marks_csv,
    statements_text,
)
from carnet.apps.studio_results_question import shown, written
from carnet.apps.studio_results_rows import cautions, lines, tiles
from carnet.apps.studio_sessions_words import day_told, stage_short
from carnet.language import _, ngettext, number
from carnet.teaching.classroom import Results, Session
from carnet.teaching.item import Item
from carnet.widgets.boxes import named_box, set_shown

if TYPE_CHECKING:
    from carnet.apps.studio_results_view import ResultsParts
    from carnet.teaching.analysis import Analysis


class ResultsView:
    """The tab: `box` is what the page shows."""

    def __init__(self, desk: Any) -> None:
        """`desk` is the teacher's (`carnet.teaching.classroom.TeacherDesk`)."""
        self.desk = desk
        self.sessions: tuple[Session, ...] = ()
        self.results: Results | None = None
        self.analysis: Analysis | None = None
        self.by_item: Analysis | None = None
        self.items: dict[tuple[str, int], Item] = {}
        self.current = ""  # the question shown
        self.previewed: Preview | None = None
        self._filling = False
        self.box = named_box([], "rs-page")

    @cached_property
    def parts(self) -> "ResultsParts":
        """The widgets, made when the tab is first shown: figures take time, and not every visit looks at results."""
        from carnet.apps.studio_results_view import ResultsParts

        parts = ResultsParts(self.exported)
        self.box.children = [parts.box]
        parts.session.observe(lambda change: self._chosen(change["new"]), names="value")
        parts.again.on_click(lambda _button: self._read_again())
        parts.table.on_word(self._guard(lambda _kind, fields: self.show_question(str(fields.get("id", "")))))
        parts.question.on_word(self._guard(self._heard))
        parts.show_question({}, [], None)
        return parts

    def _guard(self, callback: Any) -> Any:
        def heard(kind: str, fields: dict[str, Any]) -> None:
            self.parts.say("", "")
            with guarded(self.parts.say):
                callback(kind, fields)

        return heard

    # which session

    def open(self) -> None:
        """The tab is shown: the sessions as they are, and the results of the one that was shown."""
        with guarded(self.parts.say):
            self._list()
            code = self.parts.session.value
            if code and (self.results is None or self.results.session.code != code or self._running()):
                self.read(code)

    def _running(self) -> bool:
        return self.results is not None and self.results.session.stage == "running"

    def _list(self) -> None:
        self.sessions = tuple(one for one in self.desk.sessions() if one.stage != "waiting" and one.members)
        kept = self.parts.session.value
        options = [
            (f"{one.plan.title} · {one.code} · {day_told(one)} · {stage_short(one)}", one.code) for one in self.sessions
        ]
        codes = [code for _label, code in options]
        self._filling = True
        try:
            self.parts.session.options = options
            self.parts.session.value = kept if kept in codes else (codes[0] if codes else None)
        finally:
            self._filling = False
        set_shown(self.parts.line, bool(options))
        if not options:
            self.parts.show_nothing(
                _("No results yet."), _("Open a session, give its code to students: what they answer is analysed here.")
            )

    def _chosen(self, code: str | None) -> None:
        if code and not self._filling:
            with guarded(self.parts.say):
                self.parts.say("", "")
                self.current = ""
                self.read(code)

    def _read_again(self) -> None:
        with guarded(self.parts.say):
            self.parts.say("", "")
            self._list()
            if self.parts.session.value:
                self.read(self.parts.session.value)

    def choose(self, code: str) -> None:
        """Show the results of a session."""
        with guarded(self.parts.say):
            self._list()
            if any(one.code == code for one in self.sessions):
                self._filling = True
                self.parts.session.value = code
                self._filling = False
                self.current = ""
                self.read(code)

    def read(self, code: str) -> None:
        """Read and analyse a session."""
        from carnet.teaching.analysis import analyse, rows_of

        parts = self.parts
        parts.progress.show(_("Analysing the answers…"))
        try:
            self.results = results = self.desk.results(code)
            wanted = {(row.item_id, row.version) for row in results.rows}
            self.items = {key: self.desk.item(*key) for key in sorted(wanted)}
            used = list(self.items.values())
            rows = list(rows_of(row for row in results.rows if not row.excluded))
            self.analysis = analysis = analyse(rows, used)
            self.by_item = by_item = analyse(rows, used, unit="item", models=False)
        finally:
            parts.progress.clear()
        if not analysis.items:
            parts.show_nothing(_("Nobody has answered."), _("Read again once students have answered."))
            return
        known = {one.id: one for one in used}
        parts.fill(
            tiles(results, analysis, by_item), cautions(analysis), lines(results, analysis, known), analysis, by_item
        )
        self.show_question(self.current)

    def relabel(self) -> None:
        """The words in the language in use."""
        if "parts" not in self.__dict__:
            return
        self.parts.relabel()
        self.parts.say("", "")
        if self.results is not None:
            with guarded(self.parts.say):
                self._list()
                self.read(self.results.session.code)

    # one question

    def used(self, item_id: str) -> Item:
        """The version of an item that marks the session."""
        return next(item for (id, _version), item in self.items.items() if id == item_id)

    def show_question(self, id: str) -> None:
        """A question under the table; another than those there takes it away."""
        assert self.analysis is not None and self.results is not None
        self.previewed = None
        place = next((n for n, one in enumerate(self.analysis.items, 1) if one.id == id), 0)
        self.current = id if place else ""
        if not place:
            self.parts.show_question({}, [], None)
            return
        one = self.analysis.items[place - 1]
        item = self.used(one.item)
        rows = written(self.results.rows, item, one.question)
        self.parts.show_question(shown(item, one.question, one, place), rows, one)

    def _heard(self, kind: str, fields: dict[str, Any]) -> None:
        if kind == "close":
            self.show_question("")
        elif self.current and kind == "decide":
            self._decide(str(fields.get("text", "")), fields.get("category"))
        elif self.current and kind == "preview":
            self._preview(fields)
        elif self.current and kind == "apply":
            self._apply(fields)
        elif self.previewed is not None and kind == "take":
            self.parts.menu.send_file(changed_csv(self.previewed.marks), f"erratum-{self._code()}.csv")

    def _code(self) -> str:
        assert self.results is not None
        return self.results.session.code

    def _decide(self, text: str, category: Any) -> None:
        if category not in (0, 1, 2) or not text.strip():
            return
        item_id, question_id = self.current.split("/", 1)
        self.desk.decide(self._code(), item_id, question_id, text, category)
        self.read(self._code())
        self.parts.say("ok", _("Decided; the marks follow."))

    def _preview(self, fields: dict[str, Any]) -> None:
        assert self.results is not None
        item_id, question_id = self.current.split("/", 1)
        used = self.used(item_id)
        present = self.desk.item(item_id)
        asked = Asked.of(fields)
        before = Decided.of(self.desk, self._code(), item_id)
        found = preview(self.results, present, used, question_id, asked, self.desk.person.name, before)
        self.previewed = found
        self.parts.question.preview = told(found)
        if found.item is not None and _content(present) != _content(used):
            self.parts.say(
                "warn",
                _("The bank has a later version of this item than the one that marks the session."),
                _("The erratum is made on the bank’s version: everything that differs counts."),
            )

    def _apply(self, fields: dict[str, Any]) -> None:
        asked = Asked.of(fields)
        if self.previewed is None or self.previewed.asked != asked:
            self._preview(fields)  # what is applied is what was seen
            return
        n = apply(self.desk, self._code(), self.used(self.current.split("/", 1)[0]), self.previewed)
        self.read(self._code())
        words = ngettext("{n} answer is marked otherwise.", "{n} answers are marked otherwise.", n)
        self.parts.say("ok", _("Erratum applied."), words.format(n=number(n)))

    # taking away

    def exported(self, kind: str) -> None:
        """What the menu asks for."""
        with guarded(self.parts.say):
            if self.results is None or self.analysis is None or self.by_item is None:
                return
            menu, code = self.parts.menu, self._code()
            if kind == "marks":
                menu.send_file(marks_csv(self.results), f"notes-{code}.csv")
            elif kind == "xapi":
                menu.send_file(statements_text(self.results, self.items), f"xapi-{code}.jsonl", "application/jsonl")
            elif kind == "analysis":
                text = analysis_json(self.results, self.analysis, self.by_item)
                menu.send_file(text, f"analyse-{code}.json", "application/json")
            elif kind == "pdf":
                order = [self.used(id) for id in self.results.session.plan.item_ids]
                content = correction_pdf(self.results.session.plan.title, order)
                self.parts.saver.save(f"correction-{code}.pdf", content, "application/pdf")
                menu.send_word("")


def _content(item: Item) -> dict[str, Any]:
    return item.model_dump(exclude={"version", "state", "history", "overrides"})

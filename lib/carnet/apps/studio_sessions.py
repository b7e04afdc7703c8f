"""The Studio's tab of sessions: a session built from approved items, opened, followed live, closed, corrected."""

from collections.abc import Callable
from typing import Any

import ipywidgets

from carnet.apps.guard import guarded
from carnet.apps.studio_results_rows import undecided
from carnet.apps.studio_sessions_door import door_address
from carnet.apps.studio_sessions_live import actions, may_release, shown_members, shown_questions, shown_session
from carnet.apps.studio_sessions_plan import Draft, bank_line, notes, summary
from carnet.apps.studio_sessions_words import day_told, form_choices, stage_short
from carnet.language import _, number
from carnet.teaching.classroom import BankQuery, BankRow, Live, Session
from carnet.teaching.item import ITEM_KINDS, Item
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.live_board import LiveBoard
from carnet.widgets.notices import notice_html
from carnet.widgets.session_board import SessionBoard
from carnet.widgets.session_builder import SessionBuilder

PAGE = 25  # items of the bank shown at once


class SessionsView:
    """The tab: `box` is what the page shows. `on_results` hears the code of a session whose results are asked for."""

    def __init__(self, desk: Any) -> None:
        """`desk` is the teacher's (`carnet.teaching.classroom.TeacherDesk`)."""
        self.desk = desk
        self.on_results: Callable[[str], None] | None = None
        self.draft = Draft.fresh()
        self.sessions: tuple[Session, ...] = ()
        self.current = ""  # the code of the session shown
        self._found: list[BankRow] = []
        self._query = BankQuery(states=("approved",), limit=PAGE)
        self._counted: tuple[Any, int] = ((), 0)  # for what was counted, the answers still to decide
        self._items: list[Item] = []
        self.message = ipywidgets.HTML()
        self.list = SessionBoard()
        self.form = SessionBuilder()
        self.board = LiveBoard()
        self.list_card = named_box([self.list], "carnet-card")
        self.form_card = named_box([self.form], "carnet-card")
        self.board_card = named_box([self.board], "carnet-card")
        self.main = named_box([self.form_card, self.board_card], "ss-main")
        self.columns = named_box([self.list_card, self.main], "ss-columns")
        self.box = named_box([self.message, self.columns], "ss-page")
        self.list.on_word(self._guard(self._heard_list))
        self.form.on_word(self._guard(self._heard_form))
        self.board.on_word(self._guard(self._heard_board))
        self.form.relabel(form_choices())
        self.say("", "")
        self._show_part()
        self._show_draft()

    def _guard(self, callback: Callable[[str, dict[str, Any]], None]) -> Callable[[str, dict[str, Any]], None]:
        def heard(kind: str, fields: dict[str, Any]) -> None:
            if kind != "tick":
                self.say("", "")
            with guarded(self.say):
                callback(kind, fields)

        return heard

    def say(self, kind: str, title: str, text: Any = "") -> None:
        """A notice over everything; an empty title takes it away."""
        self.message.value = notice_html(kind, title, text) if title else ""
        set_shown(self.message, bool(title))

    # what the page calls

    def open(self) -> None:
        """The tab is shown: the sessions and the bank as they are now."""
        with guarded(self.say):
            self._counted = ((), 0)  # what the tab of results decided since
            self._read_sessions()
            self._search()
            self._check_draft()
            if not self.current:
                running = next((one for one in self.sessions if one.stage == "running"), None)
                if running is not None and not self.draft.rows:
                    self._open(running.code)
            else:
                self._tick()

    def relabel(self) -> None:
        """The words in the language in use."""
        if not self.draft.rows:
            self.draft.title = Draft.fresh().title
        self.list.relabel()
        self.form.relabel(form_choices())
        self.board.relabel()
        self.say("", "")
        with guarded(self.say):
            self._show_draft()
            self._show_found()
            self._show_list()
            if self.current:
                self._tick()

    def choose(self, rows: list[BankRow]) -> None:
        """Begin a session with these items of the bank."""
        self.current = ""
        for row in rows:
            self.draft.add(row)
        with guarded(self.say):
            self._check_draft()
        self._show_part()

    # the list

    def _read_sessions(self) -> None:
        self.sessions = tuple(self.desk.sessions())
        self._show_list()

    def _show_list(self) -> None:
        self.list.show(
            [
                {
                    "code": one.code,
                    "title": one.plan.title,
                    "stage": one.stage,
                    "told": stage_short(one),
                    "second": day_told(one, "d MMM"),
                    "when": day_told(one),
                }
                for one in self.sessions
            ]
        )

    def _heard_list(self, kind: str, fields: dict[str, Any]) -> None:
        if kind == "new":
            self.current = ""
            self._check_draft()
            self._show_part()
        elif any(one.code == fields.get("code") for one in self.sessions):
            self._open(str(fields["code"]))

    def _open(self, code: str) -> None:
        self.current = code
        self._tick()
        self._show_part()

    def _show_part(self) -> None:
        self.list.current = self.current
        set_shown(self.form_card, not self.current)
        set_shown(self.board_card, bool(self.current))

    # the form

    def _heard_form(self, kind: str, fields: dict[str, Any]) -> None:
        id = str(fields.get("id", ""))
        if kind == "search":
            asked = fields.get("type")
            self._query = BankQuery(
                text=str(fields.get("text", ""))[:120],
                kinds=(asked,) if asked in ITEM_KINDS else (),
                states=("approved",) if fields.get("approved") else (),
                limit=PAGE,
            )
            self._search()
            return
        if kind == "more":
            self._search(more=True)
            return
        if kind == "start":
            self._start()
            return
        if kind == "add":
            for row in self._found:
                if row.id == id:
                    self.draft.add(row)
        elif kind == "remove":
            self.draft.remove(id)
        elif kind == "place":
            self.draft.place(id, 1 if fields.get("by") == 1 else -1)
        elif kind == "set":
            self.draft.set(str(fields.get("field")), fields.get("value"))
        elif kind == "extra":
            given = fields.get("factor")
            self.draft.give(str(fields.get("name", "")), float(given) if isinstance(given, int | float) else 0)
        self._check_draft()

    def _search(self, more: bool = False) -> None:
        from dataclasses import replace

        query = replace(self._query, offset=len(self._found)) if more else self._query
        found = self.desk.find(query)
        self._found = [*self._found, *found.rows] if more else list(found.rows)
        self._total = found.total
        self._show_found()

    def _show_found(self) -> None:
        total = getattr(self, "_total", 0)
        told = _("{shown} of {all}").format(shown=number(len(self._found)), all=number(total)) if total else ""
        self.form.found = {"rows": [bank_line(one) for one in self._found], "total": total, "told": told}

    def _check_draft(self) -> None:
        self._items = self.desk.items(one.id for one in self.draft.rows) if self.draft.rows else []
        self.draft.renewed(self._items)
        self._show_draft()

    def _show_draft(self) -> None:
        told = notes(self.draft, self.sessions, self._items) if self.draft.rows else []
        with self.form.hold_sync():
            self.form.plan = self.draft.fields()
            self.form.chosen = self.draft.lines()
            self.form.summary = summary(self.draft, self._items)
            self.form.notes = [{"level": level, "text": text} for level, text in told]

    def _start(self) -> None:
        session = self.desk.open_session(self.draft.plan())
        self.draft = Draft.fresh()
        self._items = []
        self._show_draft()
        self._read_sessions()
        self._open(session.code)

    # the board

    def _heard_board(self, kind: str, fields: dict[str, Any]) -> None:
        code = self.current
        if not code:
            return
        if kind == "act":
            what = fields.get("what")
            if what in ("start", "close", "release"):
                getattr(self.desk, what)(code)
                self._read_sessions()
            elif what == "results" and self.on_results is not None:
                self.on_results(code)
        elif kind == "time":
            minutes = fields.get("minutes")
            name = str(fields.get("name", ""))
            if isinstance(minutes, int | float):
                self.desk.give_time(code, name or None, float(minutes))
                told = _("{n} min given to {name}.").format(n=number(minutes), name=name or _("everybody"))
                self.say("ok", told)
        elif kind == "back":
            name = str(fields.get("name", ""))
            self.desk.let_back(code, name)
            self.say("ok", _("{name} may enter again with the session's code.").format(name=name))
        self._tick()

    def _tick(self) -> None:
        live = self.desk.live(self.current)
        store = getattr(getattr(self.desk, "store", None), "url", "")
        known = next((one for one in self.sessions if one.code == self.current), None)
        if known is not None and known.stage != live.session.stage:
            self._read_sessions()
        offered = actions(live.session, self._undecided(live))
        if self.on_results is not None and live.members and live.session.stage != "waiting":
            offered.append({"kind": "results", "label": _("See the results")})
        self.board.show(shown_session(live, door_address(store)), offered, shown_members(live), shown_questions(live))

    def _undecided(self, live: Live) -> int:
        """The written answers still to decide, where the correction may be released; read again when answers came."""
        if not may_release(live.session):
            return 0
        now = (self.current, live.session.stage, sum(one.answered for one in live.members))
        if self._counted[0] != now:
            self._counted = (now, undecided(self.desk.results(self.current)))
        return self._counted[1]

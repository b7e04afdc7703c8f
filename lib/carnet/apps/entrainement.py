"""The students' page: join a session or practise alone, answer, be corrected, follow one's progress."""

import json
from typing import Any, get_args

from carnet.apps.entrainement_answering import Answering
from carnet.apps.entrainement_desk import Examples, has_store, open_desk, server
from carnet.apps.entrainement_progress import ProgressView
from carnet.apps.entrainement_showing import Showing
from carnet.apps.entrainement_sitting import Sitting
from carnet.apps.entrainement_view import EntrainementView
from carnet.apps.guard import guarded
from carnet.errors import CarnetError
from carnet.language import _, ngettext, number, set_language
from carnet.teaching.classroom import NotAllowed, NotFound, Ticket, here
from carnet.teaching.question import Rank
from carnet.widgets.boxes import set_shown
from carnet.widgets.escaping import safe_html

RANKS: dict[str, Rank] = {rank: rank for rank in get_args(Rank)}


class Entrainement:
    """The page. The store has everything that counts; the browser keeps a ticket, this kernel nothing."""

    def __init__(self) -> None:
        self.ticket: Ticket | None = None
        self.alone = False  # whether that ticket is of a practice without a teacher
        self.examples: Examples | None = None
        self.progress = ProgressView()
        self.view = view = EntrainementView(self.progress.widget)
        self.showing = Showing(view)
        self.at_sheet = Answering(self.showing, lambda: self.leave())
        view.page.on_language(self.speak)
        view.ticket.on_word(self.arrived)
        view.join.on_word(lambda _kind, fields: self.join(fields))
        view.practice.on_word(lambda _kind, fields: self.practise(fields))
        view.resume.on_click(lambda _button: self.resume())
        view.not_me.on_click(lambda _button: self.not_me())
        view.example.on_click(lambda _button: self.try_examples())
        view.say("", "")
        with guarded(view.say):
            person = here()
            view.join.known = person.name if person.known else ""
        self.home()

    @property
    def sitting(self) -> Sitting | None:
        """The sheet at which the student is."""
        return self.showing.sitting

    def under_way(self) -> str:
        """« Séance K7M2QX en cours, sous le nom de Camille »."""
        assert self.ticket is not None
        if self.alone:
            return _("You were practising alone.")
        return _("Session {code} under way, as {name}").format(code=self.ticket.code, name=self.ticket.pseudonym)

    # home

    def home(self) -> None:
        """What one finds first: a session to join, something to practise, how far one is."""
        view = self.view
        stocked = False
        with guarded(view.say):
            stocked = has_store()
        set_shown(view.practice, True)
        due = self.progress.due
        told = ngettext("{n} objective", "{n} objectives", len(due)).format(n=number(len(due))) if due else ""
        view.practice.choices = {
            "ranks": [[rank, _("Rank {rank}").format(rank=rank)] for rank in get_args(Rank)[:2]],
            "objectives": self.progress.objectives,
            "due": told,
            "first": bool(due),
        }
        view.join.primary = stocked and not due and self.ticket is None
        lead = _(
            "Nine questions and cases, one of each kind, with their correction. Nothing is kept of what you answer."
        )
        if not stocked:
            lead = _("No question has been written here yet.") + " " + lead
        view.offer_examples(lead, first=not stocked)
        set_shown(view.resume_card, self.ticket is not None)
        view.show_home()

    def arrived(self, _kind: str, fields: dict[str, Any]) -> None:
        """The page is there, with the ticket that the browser had kept, if any."""
        if self.view.ticket.heard:
            return
        self.view.ticket.heard = True
        text = fields.get("ticket")
        if not isinstance(text, str) or not text.strip():
            return
        try:
            kept = json.loads(text)
            self.alone = isinstance(kept, dict) and kept.pop("alone", False) is True
            self.ticket = Ticket.model_validate(kept)
        except ValueError:
            self.view.ticket.keep("")
            return
        self.resume()

    def resume(self) -> None:
        """Back to the sheet of the ticket."""
        if self.ticket is None:
            return
        with guarded(self.view.say):
            self.view.say("", "")
            self.view.busy.show(_("Finding your sheet again…"))
            try:
                sitting = Sitting.of(open_desk(self.ticket))
            except NotFound:
                self.forget()
                self.home()
                return
            except CarnetError:
                set_shown(self.view.resume_card, True)
                self.label()
                raise
            finally:
                self.view.busy.clear()
            self.sit(sitting, alone=self.alone)

    def forget(self) -> None:
        """This ticket opens nothing any more."""
        self.ticket = None
        self.view.ticket.keep("")

    def not_me(self) -> None:
        """Somebody else at a computer where a ticket was left: this browser keeps it no longer."""
        with guarded(self.view.say):
            self.forget()
            self.progress.clear()
            set_shown(self.view.progress_card, False)
            self.label()
            self.home()
            self.view.say("info", _("This browser has forgotten the session."), _("Its answers stay with the teacher."))

    def join(self, fields: dict[str, Any]) -> None:
        """A code and a pseudonym were given."""
        code, name = str(fields.get("code", ""))[:12], str(fields.get("pseudonym", ""))[:60]
        error = ""
        with guarded(self.view.say):
            self.view.say("", "")
            try:
                desk = open_desk(self.ticket)
                desk.join(code, self.view.join.known or name)
                self.keep(desk.ticket, alone=False)
                self.sit(Sitting.of(desk))
            except (NotFound, NotAllowed) as refused:
                error = f"{refused.message} {refused.remedy}".strip()
        self.view.join.say(error)

    def practise(self, fields: dict[str, Any]) -> None:
        """Something to practise alone was chosen."""
        by, value = fields.get("by"), str(fields.get("value", ""))[:20]
        questions = fields.get("questions")
        size = questions if isinstance(questions, int) and 1 <= questions <= 60 else 10
        self.view.practice.error = ""
        with guarded(self.view.say):
            self.view.say("", "")
            desk = open_desk(self.ticket)
            person = here()
            mine = person.known or not server()  # behind the students' door the account is the site's
            name = person.name if mine else ""
            try:
                if by == "objective":
                    desk.free_practice("objective", objective=value, questions=size, pseudonym=name)
                elif by == "rank" and (rank := RANKS.get(value)):
                    desk.free_practice("rank", rank=rank, questions=size, pseudonym=name)
                elif by in ("due", "any"):
                    desk.free_practice("due" if by == "due" else "any", questions=size, pseudonym=name)
                else:
                    return
            except NotFound as nothing:
                self.view.practice.error = f"{nothing.message} {nothing.remedy}".strip()
                return
            self.keep(desk.ticket, alone=True)
            self.sit(Sitting.of(desk), alone=True)

    def try_examples(self) -> None:
        """The example questions, on a store that goes with the page."""
        with guarded(self.view.say):
            self.view.busy.show(_("Preparing the example questions…"))
            try:
                self.examples = self.examples or Examples()
                sitting = Sitting.of(self.examples.open())
            finally:
                self.view.busy.clear()
            self.sit(sitting, alone=True, example=True)

    def keep(self, ticket: Ticket | None, *, alone: bool) -> None:
        """Have the browser keep the ticket; `alone`: of a practice without a teacher."""
        self.ticket, self.alone = ticket, alone
        known = {"alone": alone} if alone else {}
        self.view.ticket.keep(json.dumps({**ticket.model_dump(), **known}) if ticket else "")

    def sit(self, sitting: Sitting, *, alone: bool = False, example: bool = False) -> None:
        """Show a sitting, from where its student was."""
        self.showing.sitting, self.showing.alone, self.showing.example = sitting, alone, example
        sitting.correct_all()
        self.label()
        self.at_sheet.show(focus=True)

    def leave(self) -> None:
        """Back home; the ticket stays, so that one can go on."""
        self.showing.sitting = None
        self.view.say("", "")
        self.label()
        self.home()
        self.look_at_progress()
        self.home()  # with what is due now

    def look_at_progress(self) -> None:
        """How far the student is, where she has a ticket."""
        if self.ticket is None:
            return
        with guarded(self.view.say):
            self.view.busy.show(_("Reading your progress…"))
            try:
                self.progress.show(open_desk(self.ticket))
            finally:
                self.view.busy.clear()
            set_shown(self.view.progress_card, self.progress.filled)

    def label(self) -> None:
        """The header and the words of « go on »."""
        where = []
        if self.sitting is not None and not self.showing.example:
            where = [self.sitting.sheet.title, "" if self.showing.alone else self.sitting.sheet.pseudonym]
        self.view.page.header.where = [part for part in where if part]
        known = self.ticket
        self.view.resume_words.value = safe_html("{words}", words=self.under_way()) if known else ""

    def speak(self, code: str) -> None:
        """Show the page in the other language."""
        with guarded(self.view.say):
            set_language(code)
            self.view.relabel()
            self.label()
            self.progress.relabel()
            if self.sitting is None:
                self.home()
            else:
                self.at_sheet.again()


def show() -> None:
    """Show the page as the output of the cell."""
    Entrainement().view.page.display()

"""What a student does at her sheet: answers kept one by one, going from question to question, handing in."""

import logging
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from carnet.apps.entrainement_showing import Showing
from carnet.apps.entrainement_sitting import Place, Sitting
from carnet.apps.guard import guarded
from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.classroom import STATION, NotAllowed, NotFound
from carnet.teaching.question import Response

log = logging.getLogger("carnet.apps")


class Answering:
    """Hears what is done at the sheet. `leave()` is called when the student goes back home."""

    def __init__(self, showing: Showing, leave: Callable[[], None]) -> None:
        self.showing, self.view, self.leave = showing, showing.view, leave
        self.troubled = False  # whether the page says that the classroom does not answer
        view = self.view
        view.sheet.on_word(self.heard_of_sheet)
        view.correction.on_word(self.heard_of_correction)
        view.station.on_word(self.heard_of_station)
        view.bar.on_word(self.heard_of_bar)
        view.recap.on_word(self.heard_of_recap)

    @property
    def sitting(self) -> Sitting | None:
        """The sheet at which the student is."""
        return self.showing.sitting

    def show(self, *, focus: bool = False) -> None:
        """The sitting as it stands; the correction of a question whose correction was seen is asked for again."""
        sitting = self.sitting
        if sitting is None:
            return
        if sitting.over and sitting.corrections and sitting.at is None:
            self.showing.results()
            return
        self.correct_again(sitting)
        if sitting.over and sitting.corrections and focus:
            self.showing.time()
            self.showing.results()
            return
        self.showing.show(focus=focus)

    def correct_again(self, sitting: Sitting) -> None:
        """Ask again for the correction of a question whose correction was seen (the page was opened anew)."""
        place = sitting.at
        if place is None or not sitting.question(place).corrected or sitting.corrected(place):
            return
        try:
            sitting.correct(place)
        except NotAllowed as refused:
            self.view.say("info", refused.message, refused.remedy)

    def open(self, place: Place) -> None:
        """Another question of the sheet."""
        sitting = self.sitting
        if sitting is None or place not in sitting.places():
            return
        sitting.at = place
        if not self.troubled:
            self.view.say("", "")
        self.correct_again(sitting)
        self.showing.show(focus=True)

    def step(self, by: int) -> None:
        """The question before or after; what follows a locked question is asked for."""
        sitting = self.sitting
        if sitting is None or sitting.at is None:
            return
        if by > 0 and sitting.must_go_on(sitting.at) and not sitting.over:
            sitting.go_on()
            self.open(sitting.at)
        elif (to := sitting.neighbour(by)) is not None:
            self.open(to)
        elif by > 0:
            self.finish()

    def finish(self) -> None:
        """After the last question: the recap, or the results."""
        sitting = self.sitting
        if sitting is None:
            return
        if sitting.over:
            self.showing.results()
        elif sitting.sheet.at_once and not sitting.unanswered():
            self.submit()
        else:
            self.showing.recap()

    def submit(self) -> None:
        """Hand in, then the results where they may be seen."""
        sitting = self.sitting
        assert sitting is not None
        sitting.submit()
        self.show(focus=True)

    def again(self) -> None:
        """What is shown, once more: in another language."""
        if self.sitting is None:
            return
        self.showing.again.get(self.showing.what, self.show)()

    def look(self) -> None:
        """The sheet as it is on the server now; the page moves only if something did."""
        sitting = self.sitting
        if sitting is None:
            return
        before = (sitting.sheet.stage, sitting.over, bool(sitting.corrections))
        sitting.look()
        after = (sitting.sheet.stage, sitting.over, bool(sitting.corrections))
        if before != after:
            self.show(focus=after[1] and after[2])
        else:
            self.showing.time()

    def look_again(self) -> None:
        """Look, from time to time: a classroom that does not answer is said, and no longer once it does."""
        try:
            self.look()
        except CarnetError as trouble:
            self.troubled = True
            self.view.say("warn", trouble.message, trouble.remedy)
        else:
            self.well()

    def well(self) -> None:
        """The classroom answers again."""
        if self.troubled:
            self.view.say("", "")
        self.troubled = False

    def heard_of_sheet(self, kind: str, fields: dict[str, Any]) -> None:
        """What a student does with a question."""
        sitting = self.sitting
        place = (str(fields.get("item", "")), str(fields.get("question", "")))
        if sitting is None:
            return
        if kind == "answer":
            self.answered(sitting, place, fields)
            return
        with guarded(self.view.say):
            if place not in sitting.places():
                return
            if kind == "go":
                self.step(1 if fields.get("by") == 1 else -1)
            elif kind == "hint":
                sitting.hint(place)
                self.showing.place()
            elif kind == "flag":
                sitting.answer(place, None, 0, flagged=fields.get("on") is True)
                self.showing.place()

    def answered(self, sitting: Sitting, place: Place, fields: dict[str, Any]) -> None:
        """Save an answer; it is said to be saved once the store has said so, and never before."""
        view = self.view
        numbered = fields.get("number")
        try:
            given = {"ticked": fields.get("ticked") or (), "text": fields.get("text") or ""}
            response = Response.model_validate(given | {"degree": fields.get("degree")})
            count, seconds = int(numbered or 0), float(fields.get("seconds") or 0)
        except (ValidationError, TypeError, ValueError):
            view.sheet.refuse(*place)
            return
        if place not in sitting.places():
            view.sheet.refuse(*place)
            return
        try:
            saved = sitting.answer(place, response, seconds)
        except (NotAllowed, NotFound) as refused:
            view.sheet.refuse(*place)
            with guarded(view.say):
                view.say("warn", refused.message, refused.remedy)
                self.look()
            return
        except CarnetError:
            view.sheet.trouble = True  # the page keeps the answer and sends it again
            return
        except Exception as error:  # noqa: BLE001 - an answer is never lost to a mistake of ours: it is sent again
            log.error("answer not saved: %s", type(error).__name__)
            view.sheet.trouble = True
            return
        view.sheet.trouble = False
        self.well()
        view.sheet.keep(*place, count, f"{saved.when.astimezone():%H:%M:%S}")
        with guarded(view.say):
            if sitting.sheet.at_once and not response.empty:
                try:
                    sitting.correct(place)
                except NotAllowed as refused:  # its item stands in an exam that goes on
                    view.say("info", refused.message, refused.remedy)
                if sitting.at == place:
                    self.showing.place(focus=True)
                    return
            self.showing.bar()

    def heard_of_correction(self, kind: str, fields: dict[str, Any]) -> None:
        """What a student asks over a correction."""
        with guarded(self.view.say):
            if kind == "next":
                self.step(1)
            elif kind == "go":
                self.step(1 if fields.get("by") == 1 else -1)
            elif kind == "back":
                self.showing.results()
            elif kind == "retry":
                self.retry()

    def heard_of_station(self, kind: str, fields: dict[str, Any]) -> None:
        """What a student does at a station."""
        sitting = self.sitting
        if sitting is None or sitting.at is None or not sitting.is_station(sitting.at):
            return
        place = sitting.at
        with guarded(self.view.say):
            if kind == "start":
                sitting.stations[place[0]] = "running"
            elif kind == "stop":
                sitting.answer(place, Response(text=_("done")), 0)
                sitting.stations[place[0]] = "grid"
                if sitting.sheet.at_once:
                    sitting.correct(place)
                else:
                    sitting.stations[place[0]] = "ended"
            elif kind == "grade":
                if not sitting.sheet.at_once or not sitting.corrected(place):
                    return  # the grid is filled in once it was shown
                grid = fields.get("grid")
                response = Response(text=_("done"), grid=grid if isinstance(grid, dict) else {})
                try:
                    saved = sitting.answer((place[0], STATION), response, 0)
                except NotAllowed:
                    sitting.grids[place[0]] = dict(response.grid)
                    return
                self.view.station.saved = "✓ " + _("Saved at {time}").format(time=f"{saved.when.astimezone():%H:%M:%S}")
                self.showing.bar()
                return
            elif kind == "finish":
                sitting.stations[place[0]] = "done"
                sitting.correct(place)
            elif kind == "next":
                self.step(1)
                return
            self.showing.place()

    def heard_of_bar(self, kind: str, fields: dict[str, Any]) -> None:
        """Another question by its number, or what is done at the end."""
        with guarded(self.view.say):
            if kind == "open":
                self.open((str(fields.get("item", "")), str(fields.get("question", ""))))
            elif kind == "recap" and self.sitting is not None:
                (self.showing.results if self.sitting.over else self.showing.recap)()
            elif kind == "leave":
                self.leave()
            elif kind == "retry":
                self.retry()
            elif kind == "look":
                self.look_again()

    def heard_of_recap(self, kind: str, fields: dict[str, Any]) -> None:
        """Back to a question, or hand in."""
        with guarded(self.view.say):
            if kind == "submit" and self.view.sheet.trouble:
                self.view.say(
                    "warn",
                    _("An answer is not saved yet."),
                    _("The page goes on trying: hand in once it says that it is saved."),
                )
            elif kind == "submit":
                self.submit()
            elif kind == "open":
                self.open((str(fields.get("item", "")), str(fields.get("question", ""))))
            else:
                self.showing.show(focus=True)

    def retry(self) -> None:
        """The same sheet once more."""
        if self.sitting is not None:
            self.sitting.retry()
            self.show(focus=True)

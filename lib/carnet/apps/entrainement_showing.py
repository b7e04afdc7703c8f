"""What the page shows of a sitting: the question or its correction, the case beside, the place in the sheet."""

from collections.abc import Callable
from typing import Any

from carnet.apps.entrainement_results import table, told
from carnet.apps.entrainement_shown import (
    asked,
    case_parts,
    corrected,
    grid_lines,
    left_words,
    picture,
    question_words,
)
from carnet.apps.entrainement_sitting import Place, Sitting
from carnet.apps.entrainement_view import EntrainementView
from carnet.apps.entrainement_words import group_mean, heading, kind_tag, points, verdict
from carnet.language import _
from carnet.teaching.classroom import SheetItem, SheetQuestion
from carnet.widgets.exam_bar import state_words

SIGNS = {"todo": "–", "answered": "●", "locked": "■", "right": "✓", "partly": "◐", "wrong": "✕"}
LOOK = {"waiting": 5, "exam": 20, "training": 30, "released": 15}  # seconds between two looks at the sheet


class Showing:
    """Draws a sitting into the view. `example`: nothing of it is kept."""

    def __init__(self, view: EntrainementView) -> None:
        self.view = view
        self.sitting: Sitting | None = None
        self.example = False
        self.what = ""  # "recap" or "results", else the question or what is told instead of it
        self.again: dict[str, Callable[[], None]] = {"recap": self.recap, "results": self.results}
        self.alone = False  # free practice: no teacher, nothing to wait for

    def present(self) -> Sitting:
        """The sitting. Raises where there is none."""
        assert self.sitting is not None
        return self.sitting

    def show(self, *, focus: bool = False) -> None:
        """Everything, as it stands now."""
        sitting, self.what = self.present(), ""
        self.time()
        if sitting.sheet.stage == "waiting":
            self._told(_("The session has not begun"), [_("This page opens by itself when the teacher starts it.")])
        elif not sitting.places():
            self._told(_("This session has no question"), [])
        elif sitting.over and not sitting.corrections:
            self._handed_in()
        else:
            self.place(focus=focus)
            return
        self.bar()

    def time(self) -> None:
        """The clock, and how often the page looks again."""
        sitting = self.present()
        sheet, bar = sitting.sheet, self.view.bar
        bar.tell_time(sheet.remaining if sheet.stage == "running" else None)
        if sheet.stage == "waiting":
            every = LOOK["waiting"]
        elif sitting.over:
            every = 0 if sitting.corrections or self.alone else LOOK["released"]
        else:
            every = 0 if self.alone else LOOK[sheet.mode]
        bar.every = every

    def place(self, *, focus: bool = False) -> None:
        """The question where one is: to be answered, or corrected."""
        sitting, view = self.present(), self.view
        assert sitting.at is not None
        place = sitting.at
        item, question = sitting.item(place[0]), sitting.question(place)
        sitting.spent[place] = question.seconds or 0.0
        parts = case_parts(item, question.id)
        if sitting.is_station(place):
            view.station.saved = ""
            view.station.station = self.station(item, question)
            middle: Any = view.station
            parts = [("case", "", item.case)] if item.case else []
        elif sitting.corrected(place):
            view.correction.corrected = self.correction(place)
            middle = view.correction
        else:
            view.sheet.taking = focus
            view.sheet.question = self.question(item, question)
            middle = view.sheet
        images = [shown for image in item.images if (shown := picture(image))]
        view.case.show(item.id, parts, images, self._title(item), unfolded=middle is view.station)
        view.show_sheet(middle, case=bool(parts or images))
        if focus and middle is not view.station:
            middle.take_focus()
        self.bar()

    def _title(self, item: SheetItem) -> str:
        """The title of a case, once its correction may be seen."""
        found = next((one for (id, _q), (one, _c) in self.present().corrections.items() if id == item.id), None)
        return found.title if found else ""

    def question(self, item: SheetItem, question: SheetQuestion) -> dict[str, Any]:
        """A question to be answered, as the sheet widget draws it."""
        sitting = self.present()
        place = (item.id, question.id)
        shown = asked(item, question, sitting.count, at_once=sitting.sheet.at_once and not sitting.over)
        after = sitting.neighbour(1)
        if question.locked:
            shown["locked"] = (
                _("Nothing can be changed any more.") if sitting.over else _("Locked: you went on to what follows.")
            )
        if sitting.must_go_on(place) and not question.locked:
            words = _("Lock and go on")
            shown["warn"] = [_("The next question brings new data. This one will be locked: there is no going back.")]
        else:
            words = _("Next question") if after else _("Finish")
        if shown["validate"]:
            shown["skip"] = "" if sitting.must_go_on(place) or not after else _("Skip")
            shown["warn"] = []
        else:
            shown["next"] = words
        shown["flags"] = not sitting.over
        shown["hint"] = sitting.hints.get(place, "")
        return shown

    def correction(self, place: Place) -> dict[str, Any]:
        """A corrected question, as the correction widget draws it; propositions in the order of the sheet."""
        sitting = self.present()
        found = sitting.corrected(place)
        assert found is not None
        item, question = found
        order = {one.id: n for n, one in enumerate(sitting.question(place).propositions)}
        question = question.model_copy(
            update={"propositions": tuple(sorted(question.propositions, key=lambda one: order.get(one.id, 99)))}
        )
        total = sitting.item(place[0]).total
        whole = item.model_copy(update={"questions": sitting.item(place[0]).questions})
        shown = corrected(whole, question, sitting.count, of_item=total, attempt=sitting.sheet.attempt)
        if sitting.must_go_on(place) and not sitting.over:
            shown["actions"] = [["next", _("Go on with the case")]]
        elif sitting.neighbour(1):
            shown["actions"] = [["next", _("Next question")]]
        elif not sitting.over:
            shown["actions"] = [["next", _("Finish")]]
        else:
            shown["actions"] = [["back", _("Results")]]
        return shown

    def station(self, item: SheetItem, question: SheetQuestion) -> dict[str, Any]:
        """A station in its present phase."""
        sitting = self.present()
        place = (item.id, question.id)
        found = sitting.corrected(place)
        grid = sitting.grids.get(item.id) or (question.response.grid if question.response else {})
        done = found is not None and (sitting.over or sitting.stations.get(item.id) == "done")
        default = "grid" if found is not None else "ended" if question.answered or sitting.over else "ready"
        phase = "done" if done else sitting.stations.get(item.id, default)
        if phase == "grid" and found is None:
            phase = "ready"
        after = [["next", _("Next question") if sitting.neighbour(1) else _("Finish")]]
        later = [["next", _("Skip")]] if sitting.neighbour(1) else []
        actions = {
            "ready": [["start", _("Begin the station")], *later] if not sitting.over else after,
            "ended": after if not sitting.over or sitting.neighbour(1) else [],
            "running": [["stop", _("End the station")]],
            "grid": [["finish", _("See the mark")]],
            "done": after if not sitting.over else [["next", _("Next question")]] if sitting.neighbour(1) else [],
        }[phase]
        shown: dict[str, Any] = {
            "item": item.id,
            "attempt": sitting.sheet.attempt,
            "phase": phase,
            "heading": heading(question.number, sitting.count),
            "tags": [kind_tag("ECOS")],
            "task": question.stem,
            "minutes": question.minutes or 8,
            "locked": "",
            "lines": [],
            "grid": grid,
            "verdict": "wrong",
            "points": "",
            "reasons": [] if grid else [_("The grid was not filled in.")],
            "group": "",
            "actions": actions,
        }
        if found:
            _item, one = found
            worth = sitting.worth(place)
            if item.id in sitting.grids:
                shown["reasons"].append(_("This self-evaluation is not kept."))
            names = {row.id: row.text for row in one.answers}
            shown |= {
                "lines": grid_lines(one, grid),
                "verdict": verdict(worth),
                "points": points(worth),
                "reasons": [
                    *shown["reasons"],
                    *(_named(reason, names) for reason in one.reasons if grid and not sitting.grids.get(item.id)),
                ],
                "group": group_mean(one),
            }
        return shown

    # the place in the sheet

    def bar(self) -> None:
        """The questions by number, and what can be done at the end."""
        sitting = self.present()
        rows: list[dict[str, Any]] = []
        for item in sitting.sheet.items:
            linked = kind_tag(item.kind) if item.total > 1 else ""
            for question in item.questions:
                place = (item.id, question.id)
                state = self.state(place, question)
                words = [state_words()[state]] + ([state_words()["flagged"]] if question.flagged else [])
                rows.append(
                    {
                        "item": item.id,
                        "question": question.id,
                        "label": str(question.number),
                        "state": state,
                        "flagged": question.flagged,
                        "current": place == sitting.at,
                        "linked": linked,
                        "words": question_words(question.number, words),
                    }
                )
            first = item.questions[-1].number if item.questions else 0
            for n in range(first + 1, first + 1 + item.total - len(item.questions)):
                words_ = question_words(n, [_("not seen yet")])
                rows.append({"item": item.id, "question": "", "label": str(n), "state": "todo", "flagged": False,
                             "current": False, "closed": True, "linked": linked, "words": words_})  # fmt: skip
        actions: list[tuple[str, str, bool]] = []
        if sitting.sheet.stage == "running" and not sitting.over:
            actions.append(("recap", _("Recap") if sitting.exam else _("Finish"), False))
        if sitting.over and sitting.corrections:
            actions.append(("recap", _("Results"), False))
        if sitting.over and sitting.sheet.retry:
            actions.append(("retry", _("Begin again"), False))
        actions.append(("leave", _("Leave"), False))
        title = sitting.sheet.title if not self.example else _("Example questions")
        self.view.bar.show(title, rows, actions)

    def state(self, place: Place, question: SheetQuestion) -> str:
        """The state of a question, one of `state_words`."""
        sitting = self.present()
        found = sitting.corrected(place)
        if found and question.kind == "ECOS" and not sitting.over and sitting.stations.get(place[0]) != "done":
            return "answered"
        if found:
            return verdict(sitting.worth(place))
        if question.locked:
            return "locked"
        return "answered" if question.answered else "todo"

    # the end

    def recap(self) -> None:
        """What is left before handing in."""
        sitting, self.what = self.present(), "recap"
        self.bar()
        rows = []
        for row in self.view.bar.rows:
            answered = bool(row["question"]) and sitting.question((row["item"], row["question"])).answered
            words = _("not seen yet") if row.get("closed") else _("answered") if answered else _("not answered")
            if row["state"] == "locked":
                words = _("{state}, locked").format(state=words)
            label = _("Question {n}").format(n=row["label"])
            state = "todo" if not answered else row["state"]
            rows.append({**row, "label": label, "sign": SIGNS[row["state"]], "words": words, "state": state})
        self.view.recap.recap = {
            "title": _("Before handing in") if sitting.exam else _("Before finishing"),
            "sure": _("Hand in?") if sitting.exam else _("Finish now?"),
            "submit": _("Hand in") if sitting.exam else _("Finish"),
            "told": left_words(sitting.unanswered(), sitting.flagged()),
            "rows": rows,
        }
        self.view.show_sheet(self.view.recap, case=False)

    def results(self) -> None:
        """The marks of a sheet that is over."""
        sitting, self.what = self.present(), "results"
        self.view.tell(_("Results"), told(sitting, alone=self.alone), table(sitting))
        self.view.show_sheet(self.view.told, case=False)
        self.bar()

    def _handed_in(self) -> None:
        sitting = self.present()
        title = _("Handed in") if sitting.sheet.submitted else _("The exam is over")
        kept = _("Every answer that was saved counts.")
        later = _("The correction opens on this page when the teacher releases it, or when the session is over.")
        self._told(title, [kept, sitting.kept_back or later])

    def _told(self, title: str, text: list[str]) -> None:
        self.view.tell(title, text)
        self.view.show_sheet(self.view.told, case=False)


def _named(reason: str, names: dict[str, str]) -> str:
    """A reason that names a line of the grid by its id, with the line itself."""
    for id, text in names.items():
        if reason.endswith(f" {id}."):
            return f"{reason.removesuffix(f' {id}.')} {text}."
    return reason

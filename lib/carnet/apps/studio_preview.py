"""The item as a student will see it, beside the editor: the very widgets of the students' page, without any key."""

from typing import Any

from carnet.apps.entrainement_shown import asked, case_parts, picture
from carnet.language import _
from carnet.teaching.classroom.public import public_item
from carnet.teaching.item import Item
from carnet.widgets.answer_sheet import AnswerSheet
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.case_text import CaseText
from carnet.widgets.escaping import html, safe_html


class Preview:
    """`show(item, question)`; nothing of it is kept: answers given here go nowhere."""

    def __init__(self) -> None:
        self.title = html("")
        self.case = CaseText()
        self.sheet = AnswerSheet()
        self.sheet.taking = False
        self.sheet.on_word(self._tried)
        self.task = html("")
        self.box = named_box([self.title, self.case, self.task, self.sheet], "sx-preview")
        self.relabel()

    def relabel(self) -> None:
        """The words in the language in use."""
        self.title.value = safe_html('<h2 class="sx-preview-title">{words}</h2>', words=_("As the student sees it"))
        self.case.relabel()
        self.sheet.relabel()

    def _tried(self, kind: str, fields: dict[str, Any]) -> None:
        """An answer tried here goes nowhere; the sheet is told that there is nothing to send again."""
        if kind == "answer" and isinstance(fields.get("number"), int):
            self.sheet.keep(str(fields.get("item")), str(fields.get("question")), fields["number"], "")

    def show(self, item: Item | None, question_id: str = "") -> None:
        """A question of an item, with what the case says by then; nothing where there is no item."""
        set_shown(self.box, item is not None)
        if item is None:
            self.sheet.question = {}
            return
        seen = public_item(item)
        ids = [one.id for one in seen.questions]
        place = ids.index(question_id) if question_id in ids else 0
        parts = case_parts(seen, ids[place] if ids else None)
        if item.kind == "ECOS":
            parts = [("case", "", item.case)]
        images = [made for one in seen.images if (made := picture(one))]
        set_shown(self.case, any(text for _id, _title, text in parts) or bool(images))
        self.case.show(item.id, parts, images)
        station = item.station if item.kind == "ECOS" else None
        set_shown(self.sheet, station is None and bool(ids))
        set_shown(self.task, station is not None)
        if station is not None:
            self.task.value = safe_html(
                '<div class="sx-station"><h3>{title}</h3><p>{task}</p><p class="carnet-second">{time}</p></div>',
                title=_("Task of the student"),
                task=station.task,
                time=_("{n} minutes").format(n=station.minutes),
            )
        if station is None and ids:
            shown = asked(seen, seen.questions[place], len(ids), at_once=True)
            self.sheet.question = shown | {"validate": False, "answer": {"ticked": [], "text": "", "degree": None}}

"""What one sees on the students' page; no state but what is shown."""

from collections.abc import Sequence

import ipywidgets
from markupsafe import Markup

from carnet.apps.entrainement_words import help_words
from carnet.language import _
from carnet.widgets.answer_sheet import AnswerSheet
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.case_text import CaseText
from carnet.widgets.correction import Correction
from carnet.widgets.escaping import safe_html
from carnet.widgets.exam_bar import ExamBar
from carnet.widgets.exam_recap import ExamRecap
from carnet.widgets.join_form import JoinForm
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.page import Page
from carnet.widgets.practice_menu import PracticeMenu
from carnet.widgets.station_sheet import StationSheet
from carnet.widgets.ticket import TicketKeeper


class EntrainementView:
    """The widgets of the page, and the few ways to fill them: home, or a sheet with one thing in its middle."""

    def __init__(self, progress: ipywidgets.Widget) -> None:
        self.ticket = TicketKeeper()
        self.message = ipywidgets.HTML()
        self.busy = Progress()
        self.join = JoinForm()
        self.practice = PracticeMenu()
        self.resume_words = ipywidgets.HTML()
        self.resume = ipywidgets.Button(button_style="primary")
        self.not_me = ipywidgets.Button()
        self.resume_line = ipywidgets.Box([self.resume_words, ipywidgets.HBox([self.resume, self.not_me])])
        self.resume_line.add_class("en-row")
        self.resume_card = named_box([self.resume_line], "carnet-card", "en-wide")
        self.lead = ipywidgets.HTML()
        self.example = ipywidgets.Button()
        self.example_card = named_box([self.lead, self.example], "carnet-card", "en-wide")
        self.progress_card = named_box([progress], "carnet-card", "en-wide")
        self.home = ipywidgets.Box(
            [
                self.resume_card,
                named_box([self.join], "carnet-card"),
                named_box([self.practice], "carnet-card"),
                self.progress_card,
                self.example_card,
            ]
        )
        self.home.add_class("en-home")
        self.bar = ExamBar()
        self.sheet = AnswerSheet()
        self.correction = Correction()
        self.station = StationSheet()
        self.recap = ExamRecap()
        self.told = ipywidgets.HTML()
        self.case = CaseText()
        self.middle = (self.sheet, self.correction, self.station, self.recap, self.told)
        self.top = named_box([self.message, self.busy, self.ticket], "en-top")
        self.page = Page("", choose=[named_box([self.bar], "carnet-card")], see=[named_box(self.middle, "carnet-card")])
        self.case_card = named_box([self.case], "carnet-card")
        self.page.children = [*self.page.children[:2], self.top, self.home, self.page.columns]
        self.page.add_class("en-page")
        for card in (self.resume_card, self.example_card, self.progress_card):
            set_shown(card, False)
        self.relabel()
        self.show_home()

    def relabel(self, where: Sequence[str] = ()) -> None:
        """The words in the language in use."""
        self.page.relabel(_("Training"), where=where, help=help_words())
        for part in (self.bar, self.sheet, self.correction, self.station, self.recap, self.case, self.join):
            part.relabel()
        self.practice.relabel()
        self.resume.description = _("Go on")
        self.not_me.description = _("This is not me")
        self.example.description = _("Try with example questions")

    def show_home(self) -> None:
        """The page as one finds it."""
        set_shown(self.home, True)
        set_shown(self.page.columns, False)

    def show_sheet(self, middle: ipywidgets.Widget, *, case: bool) -> None:
        """The page at work, with one thing in its middle; `case`: whether there is a text beside."""
        set_shown(self.home, False)
        for one in self.middle:
            set_shown(one, one is middle)
        beside = [self.case_card] if case else []
        if list(self.page.evidence.children) != beside:
            self.page.evidence.children = beside
            self.page.arrange()
        set_shown(self.page.columns, True)

    def say(self, kind: str, title: str, text: str | Sequence[str] = "") -> None:
        """A notice over everything; an empty title takes it away."""
        self.message.value = notice_html(kind, title, text) if title else ""
        set_shown(self.message, bool(title))

    def tell(self, title: str, text: Sequence[str], below: Markup | str = "") -> None:
        """What stands in the middle when there is no question: waiting, handed in, results."""
        lines = Markup("").join(safe_html("<p>{line}</p>", line=line) for line in text if line)
        self.told.value = safe_html(
            '<h2 tabindex="-1">{title}</h2><div class="en-lead" role="status">{lines}</div>{below}',
            title=title, lines=lines, below=below,
        )  # fmt: skip

    def offer_examples(self, lead: str, *, first: bool) -> None:
        """The example items, as the page's first act where there is nothing else yet."""
        self.lead.value = safe_html('<p class="en-lead">{lead}</p>', lead=lead)
        self.example.button_style = "primary" if first else ""
        set_shown(self.example_card, bool(lead))

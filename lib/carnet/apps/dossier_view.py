"""What one sees on the patient's page; no state but what is shown."""

from collections.abc import Callable, Sequence

import ipywidgets

from carnet.apps.dossier_words import assertion_list, help_words, menu_texts, readable
from carnet.language import _, ngettext, number
from carnet.text.readers import READABLE
from carnet.tools.structuring.facts import Unsupported
from carnet.widgets.annotated_text_notes import NoteDrop
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.cohort_export import ExportMenu
from carnet.widgets.cohort_figure import LiveFigure
from carnet.widgets.cohort_visit import Visit
from carnet.widgets.escaping import join_html, safe_html
from carnet.widgets.fact_list import FactList
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.page import Page
from carnet.widgets.patient_bar import PatientBar
from carnet.widgets.source_note import SourceNote
from carnet.widgets.summary_text import SummaryText
from carnet.widgets.timeline_cursor import TimelineCursor

RULES = "rules"


class DossierView:
    """The widgets of the page, and the few ways to fill them."""

    def __init__(self, exported: Callable[[str], None]) -> None:
        self.bar = PatientBar()
        self.export = ExportMenu(exported)
        self.export.add_class("ds-export")
        self.bring = ipywidgets.ToggleButton(value=False)
        self.way = ipywidgets.Dropdown(options=[("", RULES)])
        self.sending = ipywidgets.ToggleButton(value=False)
        self.back = ipywidgets.Button()
        self.line = ipywidgets.Box([self.bar, self.way, self.back, self.sending, self.bring, self.export])
        self.line.add_class("ds-bar")
        self.drop = NoteDrop(READABLE)
        self.drop_words = ipywidgets.HTML()
        self.drop_card = named_box([self.drop, self.drop_words], "carnet-card")
        self.message = ipywidgets.HTML()
        self.progress = Progress()
        self.send_box = ipywidgets.VBox()
        self.send_card = named_box([self.send_box], "carnet-card", "ds-send")
        self.figure = LiveFigure(filename="frise")
        self.cursor = TimelineCursor()
        self.timeline = named_box([self.figure, self.cursor], "carnet-card", "ds-timeline")
        self.lead = ipywidgets.HTML()
        self.example = ipywidgets.Button(button_style="primary")
        self.empty = named_box([self.lead, self.example], "carnet-card", "ds-empty")
        self.facts = FactList()
        self.doubt = ipywidgets.HTML()
        self.facts_card = named_box([self.facts, self.doubt], "carnet-card", "ds-column")
        self.summary = SummaryText()
        self.summary_card = named_box([self.summary], "carnet-card", "ds-column")
        self.source = SourceNote()
        self.source_card = named_box([self.source], "carnet-card", "ds-column")
        self.visit = Visit()
        top = [
            self.line,
            self.empty,
            self.drop_card,
            self.message,
            self.progress,
            self.send_card,
            self.timeline,
            self.visit,
        ]
        self.top = named_box(top, "ds-top")
        self.page = Page("", choose=[self.facts_card], see=[self.summary_card], evidence=[self.source_card])
        self.page.children = [*self.page.children[:2], self.top, self.page.columns]
        self.page.add_class("ds-page")
        self.bring.observe(lambda _change: self.show_drop(self.bring.value), names="value")
        self.relabel([])
        self.show_back(False)
        self.show_nothing("", "")

    def relabel(self, sites: Sequence[tuple[str, str]]) -> None:
        """The words in the language in use."""
        self.page.relabel(_("Patient record"), help=help_words())
        self.bar.relabel(sites)
        self.drop.relabel()
        self.facts.relabel(_("Facts"), assertion_list())
        self.summary.relabel(_("Summary"))
        self.source.relabel()
        self.cursor.relabel()
        self.export.texts = menu_texts()
        self.way.description = _("Reading")
        self.bring.description = _("Bring a record…")
        self.bring.tooltip = _("Read the notes of one patient that are in no warehouse")
        self.example.description = _("Try with a fictitious record")
        self.back.description = _("Back to the warehouse")
        self.drop_words.value = safe_html(
            '<p class="carnet-second">{words}</p>',
            words=_("They are read as the notes of one patient. They stay in the memory of this server."),
        )
        self.sending.description = _("Send…")
        self.sending.tooltip = _("Send the reviewed facts to the warehouse")

    def show_nothing(self, title: str, text: str, *, steps: Sequence[str] = ()) -> None:
        """No patient: why, and what to do first."""
        list_ = join_html(safe_html("<li>{step}</li>", step=step) for step in steps)
        self.lead.value = safe_html(
            '<h2 class="ps-title">{title}</h2><p class="ds-lead">{text}</p><ol class="ps-steps">{list}</ol>',
            title=title, text=text, list=list_,
        )  # fmt: skip
        self.show_parts(False)
        set_shown(self.empty, bool(title))
        set_shown(self.line, not title)

    def show_parts(self, visible: bool) -> None:
        """The timeline and the three columns."""
        for box in (self.timeline, self.page.columns, self.export):
            set_shown(box, visible)
        if visible:
            set_shown(self.empty, False)
            set_shown(self.line, True)
            self.page.add_class("ds-filled")
        else:
            self.page.remove_class("ds-filled")
            set_shown(self.sending, False)
            self.show_send([])

    def show_drop(self, visible: bool) -> None:
        """The place where notes are brought."""
        set_shown(self.drop_card, visible)
        if self.bring.value != visible:
            self.bring.value = visible

    def show_back(self, visible: bool) -> None:
        """The way back from notes that were brought to the warehouse."""
        set_shown(self.back, visible)

    def show_ways(self, ways: Sequence[tuple[str, str]], chosen: str) -> None:
        """How notes are read (value, name); nothing to choose where there is one way."""
        self.way.options = [(name, value) for value, name in ways]
        self.way.value = chosen
        set_shown(self.way, len(ways) > 1)

    def show_send(self, children: Sequence[ipywidgets.Widget]) -> None:
        """What is asked before facts are sent, or what was sent."""
        self.send_box.children = list(children)
        set_shown(self.send_card, bool(children))
        if self.sending.value != bool(children):
            self.sending.value = bool(children)

    def say(self, kind: str, title: str, text: str | Sequence[str] = "") -> None:
        """A notice over everything; an empty title takes it away."""
        self.message.value = notice_html(kind, title, text) if title else ""
        set_shown(self.message, bool(title))

    def show_doubt(self, unsupported: Sequence[tuple[Unsupported, str]]) -> None:
        """What a model said and no note supports, apart from the facts; (statement, name of its note)."""
        n = len(unsupported)
        if not n:
            self.doubt.value = ""
            set_shown(self.doubt, False)
            return
        said: dict[tuple[str, str], list[str]] = {}  # what a model says of several notes is one row
        for one, note in unsupported:
            said.setdefault((readable(one.statement), one.reason), []).append(note)
        item = "<li>{statement}<small>{reason} · {notes}</small></li>"
        rows = join_html(
            safe_html(item, statement=statement, reason=reason, notes=_notes(notes))
            for (statement, reason), notes in said.items()
        )
        self.doubt.value = safe_html(
            '<details class="ds-doubt"><summary>{title}</summary><p class="carnet-second">{why}</p>'
            "<ul>{rows}</ul></details>",
            title=ngettext("○ {n} statement without support", "○ {n} statements without support", n).format(
                n=number(n)
            ),
            why=_("The model said this and no sentence of the notes supports it: these are no facts, none is kept."),
            rows=rows,
        )
        set_shown(self.doubt, True)


def _notes(names: Sequence[str]) -> str:
    different = list(dict.fromkeys(names))
    if len(different) <= 2:
        return " ; ".join(different)
    return ngettext("{n} note", "{n} notes", len(different)).format(n=number(len(different)))

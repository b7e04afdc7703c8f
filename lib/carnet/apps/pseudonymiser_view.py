"""What one sees on the pseudonymiser's page; no state but what is shown."""

import json
from collections.abc import Callable
from typing import Any

import ipywidgets

from carnet.apps.pseudonymiser_words import (
    help_words,
    key_steps,
    label_list,
    menu_texts,
    mode_list,
    panel_texts,
    role_list,
)
from carnet.language import _
from carnet.text.readers import READABLE
from carnet.widgets.annotated_text import AnnotatedText
from carnet.widgets.annotated_text_notes import NoteDrop, NoteList
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.cohort_export import ExportMenu
from carnet.widgets.cohort_panel import CohortPanel, choice_facet, select
from carnet.widgets.escaping import join_html, safe_html
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.page import Page

GROUP = "note"


class PseudonymiserView:
    """The widgets of the page, and the few ways to fill them."""

    def __init__(self, try_example: Callable[[], None], exported: Callable[[str], None]) -> None:
        self.drop = NoteDrop(READABLE)
        self.list = NoteList()
        self.list_card = named_box([self.list], "carnet-card")
        self.panel = CohortPanel()
        self.export = ExportMenu(exported)
        self.progress = Progress()
        self.drop_card = named_box([self.drop, self.progress], "carnet-card")
        self.message = ipywidgets.HTML()
        self.lead = ipywidgets.HTML()
        self.example = ipywidgets.Button(button_style="primary")
        self.example.on_click(lambda _button: try_example())
        self.empty = named_box([self.lead, self.example], "carnet-card")
        self.empty.add_class("ps-empty")
        self.heading = ipywidgets.HTML()
        self.notice = ipywidgets.HTML()
        self.original = AnnotatedText(group=GROUP)
        self.replaced = AnnotatedText(group=GROUP, read_only=True, bar=False, signs=False)
        self.pair = ipywidgets.Box([self.original, self.replaced])
        self.pair.add_class("ps-pair")
        self.note = named_box([self.heading, self.notice, self.pair], "carnet-card")
        choose = [self.drop_card, self.list_card, self.export, self.panel]
        self.page = Page("", choose=choose, see=[self.message, self.empty, self.note])
        self.page.choose.add_class("ps-side")
        self.relabel()
        self.show_nothing()

    def relabel(self) -> None:
        """The words in the language in use."""
        self.page.relabel(_("Pseudonymise"), where=[_("files stay on this server")], help=help_words())
        self.drop.relabel()
        self.list.title, self.list.label = _("Clinical notes"), _("Notes brought")
        self.original.relabel(_("Original text"), label_list(), role_list())
        self.replaced.relabel(_("Pseudonymised text"), label_list(), role_list())
        self.example.description = _("Try with a fictitious letter")
        self.export.texts = menu_texts()
        self.panel.spec = {**self.panel.spec, "texts": panel_texts()}
        self.lead.value = safe_html(
            '<h2 class="ps-title">{title}</h2><p class="ps-lead">{text}</p><ol class="ps-steps">{steps}</ol>',
            title=_("Take the names out of hospital letters"),
            text=_(
                "Bring letters on the left, or try with a letter about nobody. Each passage that identifies somebody "
                "is found, shown with its reason, and replaced; you correct what is wrong."
            ),
            steps=join_html(
                safe_html("<li>{step}</li>", step=step)
                for step in (
                    _("Names, dates, addresses, telephones and numbers are found in the text."),
                    _("You go through them with the keyboard: accept, change, reject, add."),
                    _("You take away the texts without a name, or your decisions as gold."),
                )
            ),
        )

    def show_nothing(self) -> None:
        """No note yet."""
        set_shown(self.empty, True)
        for box in (self.note, self.list_card, self.panel, self.export, self.message):
            set_shown(box, False)

    def show_notes(self, some_done: bool) -> None:
        """Notes are there."""
        set_shown(self.empty, False)
        set_shown(self.list_card, True)
        set_shown(self.export, some_done)

    def show_heading(self, name: str, rest: str, fictitious: bool) -> None:
        """The note shown, and how far its review is."""
        self.page.header.fictitious = _("fictitious data") if fictitious else ""
        self.heading.value = safe_html('<h2 class="ps-title">{name} <small>{rest}</small></h2>', name=name, rest=rest)

    def show_note(self, visible: bool) -> None:
        """The pair of texts."""
        set_shown(self.note, True)
        set_shown(self.pair, visible)
        set_shown(self.panel, visible)

    def show_panel(self, mode: str, labels: list[dict[str, str]], roles: list[dict[str, str]]) -> None:
        """How passages are replaced, and the filters with their counts."""
        facets: Any = self.panel.choices.get("facets", {})
        chosen = json.dumps(facets, default=str)  # the panel is drawn anew when it changes
        self.panel.spec = {
            "selects": [select("mode", _("Replace by"), mode_list())],
            "facets": [
                choice_facet("label", _("What"), labels, chosen=chosen, none=_("No passage"), more=_("more labels")),
                choice_facet("role", _("Whose"), roles, none=_("No passage")),
            ],
            "addable": [],
            "texts": panel_texts(),
        }
        if self.panel.choices.get("mode") != mode:
            self.panel.choices = {"mode": mode, "facets": facets, "added": []}

    def forget_filter(self) -> None:
        """Show everything again."""
        if self.panel.choices.get("facets"):
            self.panel.choices = {**self.panel.choices, "facets": {}}

    def say(self, kind: str, title: str, text: str) -> None:
        """A notice over everything."""
        self.message.value = notice_html(kind, title, text)
        set_shown(self.message, True)

    def quiet(self) -> None:
        """No notice over everything."""
        self.message.value = ""
        set_shown(self.message, False)

    def say_of_note(self, kind: str, title: str, text: str | list[str]) -> None:
        """A notice over the note; an empty title takes it away."""
        self.notice.value = notice_html(kind, title, text) if title else ""
        set_shown(self.notice, bool(title))

    def say_no_key(self) -> None:
        """Surrogates were asked for without the site's key: how it is made, and what is written meanwhile."""
        title = _("Invented names need the site’s key: tags are written meanwhile")
        self.say_of_note("warn", title, key_steps())

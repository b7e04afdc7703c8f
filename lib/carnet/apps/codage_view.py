"""What one sees on the coder's page; no state but what is shown."""

from collections.abc import Callable, Sequence

import ipywidgets

from carnet.apps.codage_compare import DisagreementView
from carnet.apps.codage_figures import ActivityView
from carnet.apps.codage_words import help_words, menu_texts, position_list, tab_list
from carnet.language import _
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.code_cards import CodeCards
from carnet.widgets.code_search import CodeSearch
from carnet.widgets.cohort_export import ExportMenu
from carnet.widgets.cohort_tabs import TabRow
from carnet.widgets.cohort_visit import Visit
from carnet.widgets.escaping import join_html, safe_html
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.page import Page
from carnet.widgets.source_note import SourceNote
from carnet.widgets.stay_list import StayBar, StayList

CODE, DOUBLE, ACTIVITY = range(3)


class CodageView:
    """The widgets of the page, and the few ways to fill them."""

    def __init__(
        self, exported: Callable[[str], None], search: CodeSearch, double: DisagreementView, activity: ActivityView
    ) -> None:
        self.tabs = TabRow(tabs=[], label="")
        self.bar = StayBar()
        self.export = ExportMenu(exported)
        self.export.add_class("cg-export")
        self.line = ipywidgets.Box([self.tabs, self.bar, self.export])
        self.line.add_class("cg-line")
        self.message = ipywidgets.HTML()
        self.progress = Progress()
        self.visit = Visit()
        self.lead = ipywidgets.HTML()
        self.example = ipywidgets.Button(button_style="primary")
        self.empty = named_box([self.lead, self.example], "carnet-card", "cg-empty")
        self.stays = StayList()
        self.stays_card = named_box([self.stays], "carnet-card", "cg-column")
        self.source = SourceNote()
        self.source_card = named_box([self.source], "carnet-card", "cg-column")
        self.search = search
        self.search_card = named_box([self.search], "carnet-card", "cg-search")
        self.cards = CodeCards()
        self.cards_card = named_box([self.cards], "carnet-card", "cg-column")
        self.blind = ipywidgets.Checkbox(value=False, indent=False)
        self.blind_words = ipywidgets.HTML()
        self.double = double
        self.activity = activity
        self.double_card = named_box([self.blind, self.blind_words, self.double.widget], "carnet-card")
        self.activity_card = named_box([self.activity.widget], "carnet-card")
        self.other = named_box([self.double_card, self.activity_card], "cg-other")
        self.top = named_box([self.line, self.message, self.progress, self.empty, self.visit], "cg-top")
        self.page = Page("", choose=[self.stays_card], see=[self.source_card])
        self.page.evidence.children = [self.search_card, self.cards_card]
        self.page.arrange()
        self.page.children = [*self.page.children[:2], self.top, self.page.columns, self.other]
        self.page.add_class("cg-page")
        self.tabs.observe(lambda change: self.show_tab(change["new"]), names="selected")
        self.filled = False
        self.relabel(0)
        self.close_search()
        self.show_nothing("", "")

    def relabel(self, disagreements: int) -> None:
        """The words in the language in use."""
        self.page.relabel(_("Coding"), help=help_words())
        self.tabs.label = _("Parts of the page")
        self.show_tabs(disagreements)
        self.bar.relabel()
        self.stays.relabel()
        self.source.relabel()
        self.cards.relabel(position_list())
        self.search.relabel(_("Search a code"))
        self.export.texts = menu_texts()
        self.example.description = _("Try with a fictitious stay")
        self.blind.description = _("Code without seeing what others decided")
        self.blind_words.value = safe_html(
            '<p class="carnet-second">{words}</p>',
            words=_("For a second, independent coding: only your own decisions are shown on the stays you open."),
        )

    def show_tabs(self, disagreements: int) -> None:
        """The three parts, and how many stays two coders coded otherwise."""
        self.tabs.tabs = tab_list(disagreements)

    def show_tab(self, chosen: int) -> None:
        """One of the three parts."""
        here = self.filled
        for widget, tab in ((self.page.columns, CODE), (self.double_card, DOUBLE), (self.activity_card, ACTIVITY)):
            set_shown(widget, here and chosen == tab)
        set_shown(self.other, here and chosen != CODE)
        set_shown(self.bar, here and chosen == CODE)
        (self.page.add_class if here and chosen == CODE else self.page.remove_class)("cg-filled")

    def show_nothing(self, title: str, text: str, *, steps: Sequence[str] = ()) -> None:
        """No stay: why, and what to do first."""
        list_ = join_html(safe_html("<li>{step}</li>", step=step) for step in steps)
        self.lead.value = safe_html(
            '<h2 class="ps-title">{title}</h2><p class="cg-lead">{text}</p><ol class="ps-steps">{list}</ol>',
            title=title, text=text, list=list_,
        )  # fmt: skip
        self.show_parts(False)
        set_shown(self.empty, bool(title))

    def show_parts(self, visible: bool, *, stays: bool = True) -> None:
        """The page as it is with stays; `stays`: whether there is a list of them."""
        self.filled = visible
        set_shown(self.line, visible)
        set_shown(self.empty, False)
        set_shown(self.tabs, stays)
        columns = [self.page.choose] if stays else []
        self.page.columns.children = [*columns, self.page.see, self.page.evidence]
        (self.page.add_class if not stays else self.page.remove_class)("cg-alone")
        self.show_tab(int(self.tabs.selected))

    def open_search(self, title: str, query: str, code: str) -> None:
        """The search over the cards, on a query or on the branch of a code."""
        self.search.title = title
        set_shown(self.search_card, True)
        self.search.start(query, code)

    def close_search(self) -> None:
        """The cards alone."""
        set_shown(self.search_card, False)

    @property
    def searching(self) -> bool:
        """Whether the search is open."""
        return bool(self.search_card.layout.display != "none")

    def busy(self, working: bool) -> None:
        """A stay is being opened: the list says so at once; `progress` tells more where it lasts."""
        self.stays.busy = working
        (self.page.add_class if working else self.page.remove_class)("cg-busy")
        if not working:
            self.progress.clear()

    def say(self, kind: str, title: str, text: str | Sequence[str] = "") -> None:
        """A notice over everything; an empty title takes it away."""
        self.message.value = notice_html(kind, title, text) if title else ""
        set_shown(self.message, bool(title))

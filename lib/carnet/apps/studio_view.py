"""What one sees on the teachers' page; no state but what is shown."""

from collections.abc import Callable, Sequence

import ipywidgets

from carnet.apps.studio_bank import Bank
from carnet.apps.studio_editor import Editing
from carnet.apps.studio_exchange import Exchange
from carnet.apps.studio_words import kind_options
from carnet.language import _, ngettext, number
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.cohort_export import ExportMenu, menu_words
from carnet.widgets.cohort_tabs import TabRow
from carnet.widgets.cohort_visit import Visit
from carnet.widgets.escaping import html, join_html, safe_html
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.page import Page

BANK, CASE, REVIEW, REFERENCES, SESSIONS, RESULTS = range(6)
EXAMPLES = "examples"  # what the menu of new items offers after the kinds
CASES = ("miniDP", "DP", "KFP", "ECOS")  # kinds that a menu lists after the isolated ones


class StudioView:
    """The frame: tabs, the bank with its editor and preview, the empty state, the refusal."""

    def __init__(self) -> None:
        self.tabs = TabRow(tabs=[], label="")
        self.line = ipywidgets.Box([self.tabs])
        self.line.add_class("sx-line")
        self.message = ipywidgets.HTML()
        self.progress = Progress()
        self.visit = Visit()
        self.lead = html("")
        self.from_note = ipywidgets.Button(button_style="primary")
        self.bring = ipywidgets.Button()
        self.example = ipywidgets.Button()
        self.first = ipywidgets.Box([self.from_note, self.bring, self.example])
        self.first.add_class("st-row")
        self.empty = named_box([self.lead, self.first], "carnet-card", "sx-empty")
        self.hint = html("")
        self.choose_hint = named_box([self.hint], "carnet-card", "sx-hint")
        self.other = named_box([], "sx-other")
        self.top = named_box([self.line, self.message, self.progress, self.empty, self.visit], "sx-top")
        self.page = Page("")
        self.panels: dict[int, ipywidgets.Widget] = {}
        self.filled = False
        self.waiting = 0
        self.page.children = [*self.page.children[:2], self.top, self.page.columns, self.other]
        self.page.add_class("sx-page")
        set_shown(self.message, False)

    def build(self, bank: Bank, editing: Editing, exchange: Exchange, new: Callable[[str], None]) -> None:
        """Put the parts of the bank in their columns."""
        self.bank, self.editing, self.exchange = bank, editing, exchange
        self.create = ExportMenu(lambda kind: self._create(kind, new))
        self.create.add_class("sx-new")
        exchange.menu.add_class("sx-export")
        self.import_button = ipywidgets.Button()
        self.import_button.on_click(lambda _button: exchange.open())
        self.actions = ipywidgets.Box([self.create, self.import_button, exchange.menu])
        self.actions.add_class("sx-actions")
        self.bank_card = named_box([self.actions, bank.list, exchange.saver], "carnet-card", "sx-column", "sx-bank")
        self.editor_card = named_box([editing.editor], "carnet-card", "sx-column", "sx-editor")
        self.preview_card = named_box([editing.preview.box], "carnet-card", "sx-column", "sx-preview-card")
        self.page.choose.children = [self.bank_card]
        self.page.see.children = [exchange.panel, exchange.progress, self.choose_hint, self.editor_card]
        self.page.evidence.children = [self.preview_card]
        self.page.arrange()
        self.tabs.observe(lambda change: self.show_tab(change["new"]), names="selected")
        self.relabel()

    def relabel(self) -> None:
        """The words in the language in use."""
        self.page.relabel(_("Studio"), help=help_words())
        self.tabs.label = _("Parts of the page")
        self.name_tabs(self.waiting)
        self.from_note.description = _("Start from a note")
        self.bring.description = _("Import items")
        self.example.description = _("Try with the examples")
        self.import_button.description = _("Import…")
        entries = [(kind, words, "") for kind, words in kind_options()]
        entries.append((EXAMPLES, _("Try with the examples"), ""))
        self.create.set(entries, menu_words(_("New item")))
        self.hint.value = safe_html(
            '<h2 class="ps-title">{title}</h2><p class="carnet-second">{text}</p>',
            title=_("Choose an item in the bank"),
            text=_(
                "It opens here, with what the student will see beside it. Or write a new one, or start from a note."
            ),
        )

    def _create(self, kind: str, new: Callable[[str], None]) -> None:
        if kind == EXAMPLES:
            self.example.click()
        else:
            new(kind)
        self.create.send_word("")

    def name_tabs(self, waiting: int) -> None:
        """The parts, and how many items wait for a second person."""
        self.waiting = waiting
        review = _("Review ({n})").format(n=number(waiting)) if waiting else _("Review")
        self.tabs.tabs = [_("Bank"), _("New case"), review, _("References"), _("Sessions"), _("Results")]

    def mount(self, tab: int, box: ipywidgets.Widget) -> None:
        """The panel of a tab other than the bank."""
        self.panels[tab] = box
        box.add_class("sx-panel")
        self.other.children = list(self.panels.values())
        self.show_tab(int(self.tabs.selected))

    def show_tab(self, chosen: int) -> None:
        """One of the parts."""
        bank = chosen == BANK
        set_shown(self.empty, bank and not self.filled)
        set_shown(self.page.columns, bank and self.filled)
        for tab, panel in self.panels.items():
            set_shown(panel, tab == chosen)
        set_shown(self.other, not bank)
        (self.page.add_class if bank and self.filled else self.page.remove_class)("sx-filled")

    def show_bank(self, filled: bool) -> None:
        """The bank, or what to do first where it is empty."""
        self.filled = filled
        self.show_tab(int(self.tabs.selected))
        if not filled:
            self.lead.value = _lead(
                _("No item yet"),
                _("Start from a report, import items, or try with the examples."),
                (
                    _("Choose a report: it becomes a case without a name, with draft questions and their proofs."),
                    _("Correct them here: what is not right is said beside each field as you type."),
                    _("A colleague reviews; then a session opens with a code; its results tell which questions work."),
                ),
            )

    def show_item(self, open_: bool) -> None:
        """The editor and the preview, or a word on what to do."""
        set_shown(self.editor_card, open_)
        set_shown(self.choose_hint, not open_)
        self.page.evidence.children = [self.preview_card] if open_ else []
        self.page.arrange()
        (self.page.add_class if open_ else self.page.remove_class)("sx-open")

    def refuse(self, name: str, title: str, remedy: str) -> None:
        """The page is not for whoever is here."""
        set_shown(self.line, False)
        set_shown(self.page.columns, False)
        set_shown(self.other, False)
        set_shown(self.first, False)
        set_shown(self.empty, True)
        self.empty.add_class("sx-refused")
        where = safe_html('<a href="entrainement.ipynb">{words}</a>', words=_("Go to the training page"))
        self.lead.value = safe_html(
            '<p class="sx-lock" aria-hidden="true">⚿</p>{lead}<p>{where}</p>',
            lead=_lead(title, remedy, (), name),
            where=where,
        )
        self.page.relabel(_("Studio"), where=[])

    def say(self, kind: str, title: str, text: str | Sequence[str] = "") -> None:
        """A notice over everything; an empty title takes it away."""
        lines = text.split("\n") if isinstance(text, str) else text
        self.message.value = notice_html(kind, title, lines) if title else ""
        set_shown(self.message, bool(title))


def _lead(title: str, text: str, steps: Sequence[str], name: str = "") -> str:
    rows = join_html(safe_html("<li>{step}</li>", step=step) for step in steps)
    list_ = safe_html('<ol class="ps-steps">{rows}</ol>', rows=rows) if steps else ""
    who = (
        safe_html('<p class="carnet-second">{who}</p>', who=_("You are here as {name}.").format(name=name))
        if name
        else ""
    )
    return safe_html(
        '<h2 class="ps-title">{title}</h2><p class="sx-lead">{text}</p>{who}{list}',
        title=title,
        text=text,
        who=who,
        list=list_,
    )


def help_words() -> str:
    """What the page is for, one paragraph a line."""
    return "\n".join(
        [
            _("Bank: search, open an item, correct it. What the checks say stands beside each field, with the remedy."),
            _("New case: from a report to draft questions, each with the words of the case that prove it."),
            _("Review: a second person reads, the checks are told in full, then the item is approved for sessions."),
            _("Ctrl+S saves a new version; Alt+↑ and Alt+↓ move a proposition; Enter goes to the next one."),
            _("Nothing typed is lost when you open another item: the draft keeps its mark ● until it is saved."),
        ]
    )


def items_told(n: int) -> str:
    """« 1 284 items »."""
    return ngettext("{n} item", "{n} items", n).format(n=number(n))

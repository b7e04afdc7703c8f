"""What one sees in the Studio's tab of results; no state but what is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets
from markupsafe import Markup

from carnet.apps.studio_results_rows import model_rows, model_words
from carnet.language import _
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.cards import empty_html
from carnet.widgets.cohort_export import ExportMenu, menu_words
from carnet.widgets.cohort_figure import LiveFigure
from carnet.widgets.cohort_tabs import TabRow
from carnet.widgets.escaping import join_html, safe_html
from carnet.widgets.file_saver import FileSaver
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.result_question import ResultQuestion
from carnet.widgets.result_table import ResultTable
from carnet.widgets.table import Table

if TYPE_CHECKING:
    from carnet.teaching.analysis import Analysis, ItemStatistics

QUESTIONS, MAP, MODELS = range(3)
WIDE, NARROW = 640, 520  # pixels of the figures: beyond the room there is, their box scrolls


class FigureBox(ipywidgets.VBox):
    """A figure that is made when it is first seen: one made where nothing shows is not drawn."""

    def __init__(self, filename: str, seen: bool = False) -> None:
        super().__init__([])
        self.add_class("rs-figure")
        self.filename, self.seen = filename, seen
        self.drawn: Any = None
        self.alt = ""
        self.figure: LiveFigure | None = None

    def put(self, drawn: Any, alt: str, columns: Sequence[str] = (), rows: Sequence[Sequence[Any]] = ()) -> None:
        """What it shows from now on."""
        self.drawn, self.alt, self.table = drawn, alt, (columns, rows)
        self._fill()

    def show(self, seen: bool) -> None:
        """Show it or not."""
        self.seen = seen
        set_shown(self, seen)
        self._fill()

    def _fill(self) -> None:
        if self.drawn is None or (self.figure is None and not self.seen):
            return
        made = self.figure or LiveFigure(filename=self.filename)
        made.put(self.drawn)
        made.alt = self.alt
        made.set_table(*self.table)
        if self.figure is None:
            self.figure, self.children = made, (made,)


class ResultsParts:
    """The widgets of the tab, and the few ways to fill them."""

    def __init__(self, exported: Callable[[str], None]) -> None:
        self.message = ipywidgets.HTML()
        self.progress = Progress()
        self.session = ipywidgets.Dropdown(options=[], layout={"width": "auto"})
        self.session.add_class("carnet-stacked")
        self.again = ipywidgets.Button()
        self.menu = ExportMenu(exported)
        self.saver = FileSaver()
        self.line = ipywidgets.Box([self.session, self.again, self.menu, self.saver])
        self.line.add_class("rs-line")
        self.empty = ipywidgets.HTML()
        self.tiles = ipywidgets.HTML()
        self.cautions = ipywidgets.HTML()
        self.distribution = FigureBox("notes", seen=True)
        self.top = ipywidgets.Box([named_box([self.tiles, self.cautions]), self.distribution])
        self.top.add_class("rs-top")
        self.modelled = False
        self.tabs = TabRow(tabs=[], label="")
        self.table = ResultTable()
        self.map = FigureBox("carte_des_questions")
        self.wright = FigureBox("carte_de_wright")
        self.model_words = ipywidgets.HTML()
        self.model_table = Table(heads=True)
        self.models = named_box([self.model_words, self.wright, self.model_table])
        self.question = ResultQuestion()
        self.distractors = FigureBox("distracteurs")
        self.detail = ipywidgets.Box([self.question, self.distractors])
        self.detail.add_class("rs-detail")
        self.detail_card = named_box([self.detail], "carnet-card")
        self.filled = named_box(
            [
                named_box([self.top], "carnet-card"),
                named_box([self.tabs, self.table, self.map, self.models], "carnet-card"),
                self.detail_card,
            ],
            "rs-filled",
        )
        self.box = named_box(
            [self.message, named_box([self.line], "carnet-card"), self.progress, self.empty, self.filled], "rs-page"
        )
        self.tabs.observe(lambda _change: self.show_tab(), names="selected")
        self.relabel()
        self.say("", "")
        self.show_nothing(_("No session yet."), "")
        self.show_tab()

    def relabel(self) -> None:
        """The words in the language in use."""
        self.session.description = _("Session")
        self.again.description = _("Read again")
        self.tabs.label = _("Parts of the results")
        self.tabs.tabs = [_("Questions"), _("Map"), _("Rasch and 2PL")]
        self.table.relabel()
        self.question.relabel()
        self.menu.set(
            [
                ("marks", _("Marks (CSV)"), _("a line a student, by pseudonym")),
                ("xapi", _("Statements (xAPI)"), _("one a line, for a learning record store; without the keys")),
                ("analysis", _("Analysis (JSON)"), _("everything that was computed, with the warnings")),
                ("pdf", _("Correction (PDF)"), _("the questions with their keys and reasons, to print")),
            ],
            menu_words(_("Export")),
        )

    def say(self, kind: str, title: str, text: Any = "") -> None:
        """A notice over everything; an empty title takes it away."""
        self.message.value = notice_html(kind, title, text) if title else ""
        set_shown(self.message, bool(title))

    def show_nothing(self, title: str, text: str) -> None:
        """Nothing to analyse: why, and what to do."""
        self.empty.value = empty_html(title, text)
        set_shown(self.empty, True)
        set_shown(self.filled, False)
        set_shown(self.menu, False)

    def show_tab(self) -> None:
        """One of the three parts."""
        chosen = int(self.tabs.selected)
        set_shown(self.table, chosen == QUESTIONS)
        set_shown(self.models, chosen == MODELS)
        self.map.show(chosen == MAP)
        self.wright.show(chosen == MODELS and self.modelled)

    def fill(
        self, tiles: Markup, told: Markup, lines: Sequence[dict[str, Any]], analysis: "Analysis", by_item: "Analysis"
    ) -> None:
        """A session that has answers."""
        from carnet.figures.teaching import item_map, score_distribution
        from carnet.figures.teaching_words import distribution_alt, map_alt

        self.tiles.value, self.cautions.value = tiles, told
        set_shown(self.empty, False)
        set_shown(self.filled, True)
        set_shown(self.menu, True)
        self.table.show(lines)
        test = replace(by_item.test, questions=analysis.test.questions)  # its marks are those of the session
        columns = [_("Student"), _("Mark out of 20")]
        self.distribution.put(score_distribution(test, width=WIDE), distribution_alt(test), columns, _scores(by_item))
        self.map.put(item_map(analysis, width=WIDE + 100), map_alt(analysis))
        self._fill_models(analysis)

    def _fill_models(self, analysis: "Analysis") -> None:
        words = join_html(safe_html("<p>{line}</p>", line=line) for line in model_words(analysis))
        self.model_words.value = safe_html('<div class="carnet-second">{words}</div>', words=words)
        self.modelled = analysis.rasch is not None
        set_shown(self.model_table, self.modelled)
        if analysis.rasch is not None:
            from carnet.figures.teaching import question_names
            from carnet.figures.teaching_models import wright_alt, wright_map

            names = question_names(analysis)
            self.wright.put(wright_map(analysis.rasch, names, width=WIDE), wright_alt(analysis.rasch, names))
            columns, rows = model_rows(analysis)
            self.model_table.show(columns, rows, caption=_("Parameters with their 95% intervals"))
        self.show_tab()

    def show_question(self, question: dict[str, Any], near: list[dict[str, Any]], one: "ItemStatistics | None") -> None:
        """A question, under the table; an empty one takes it away."""
        set_shown(self.detail_card, bool(question))
        self.table.current = question.get("id", "")
        has = one is not None and bool(one.propositions)
        (self.detail.remove_class if has else self.detail.add_class)("rs-alone")
        if has and one is not None:
            from carnet.figures.teaching import distractor_bars
            from carnet.figures.teaching_words import distractor_alt

            self.distractors.put(distractor_bars(one, width=NARROW), distractor_alt(one))
        self.distractors.show(has)
        self.question.show(question, near)


def _scores(by_item: "Analysis") -> list[list[Any]]:
    return [[name, round(20 * score, 2)] for name, score in zip(by_item.test.names, by_item.test.scores, strict=True)]

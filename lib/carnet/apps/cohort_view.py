"""What one sees on the page of cohorts: the count, the curves, and under them the tabs; no state but what is shown."""

from collections.abc import Callable

import ipywidgets
from markupsafe import Markup

from carnet.apps.cohort_tables import Sheet, groups_sheet, risk_sheet
from carnet.cohorts.comparison import Comparison
from carnet.cohorts.masking import THRESHOLD, masked_note
from carnet.cohorts.regression import CoxModel
from carnet.figures.attrition import attrition_chart
from carnet.figures.axes import time_ticks
from carnet.figures.curves import drawn_curves
from carnet.figures.forest import forest_plot
from carnet.figures.survival import survival_spec
from carnet.figures.words import alt_text, forest_subtitle, persons, survival_subtitle, survival_title
from carnet.language import _, number
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.cards import empty_html
from carnet.widgets.cohort_figure import LiveFigure
from carnet.widgets.cohort_panel import CohortPanel
from carnet.widgets.cohort_tabs import Tabs
from carnet.widgets.cohort_visit import Visit
from carnet.widgets.escaping import join_html, safe_html
from carnet.widgets.notices import Progress, notice_html

GROUPS, COX, TABLE_ONE, ATTRITION = range(4)
SLOTS = 8
FIRST_WIDTH = 1040  # of a figure before the page has said how wide it is (1440 pixels of screen)
UNIT = "month"


class CohortView:
    """The widgets of the centre; each `show_…` puts one result on the page."""

    def __init__(self, undo: Callable[[], None], recompute: Callable[[], None]) -> None:
        self.visit = Visit()
        self.count = _html("cohort-count-line")
        self.message = _html("cohort-message")
        self.undo = ipywidgets.Button()
        self.undo.on_click(lambda _button: undo())
        self.heading = _html("cohort-heading-line")
        self.figure = LiveFigure()
        self.figure_box = named_box([self.figure], "cohort-figure")
        self.below = _html("cohort-below")
        parts = [self.count, self.message, self.undo, self.heading, self.figure_box, self.below, self.visit]
        self.card = named_box(parts, "carnet-card")
        self.groups = _html("cohort-groups")
        self.covariates = CohortPanel()
        self.cox_busy = Progress()
        self.cox_heading = _html("cohort-heading-line")
        self.cox_figure = LiveFigure()
        self.cox_figure_box = named_box([self.cox_figure], "cohort-figure")
        self.cox_table = _html("cohort-cox")
        self.table_one = _html("cohort-table-one")
        self.flow = LiveFigure()
        self.flow_box = named_box([self.flow], "cohort-figure")
        self.flow_table = _html("cohort-flow")
        # figures of tabs that are not open yet are not on the page: they would be drawn for nobody
        self.cox_box = named_box([self.covariates, self.cox_busy], "cohort-tab")
        self.attrition_box = named_box([], "cohort-tab")
        panels = [named_box([self.groups], "cohort-tab"), self.cox_box, named_box([self.table_one], "cohort-tab"),
                  self.attrition_box]
        self.tabs = Tabs(panels, [""] * len(panels))
        self.tabs.row.observe(lambda _change: recompute(), names="selected")
        self.tab_card = named_box([self.tabs], "carnet-card")
        self.boxes = [self.card, self.tab_card]
        self.relabel()

    @property
    def width(self) -> int:
        """Pixels that a figure may take."""
        return self.visit.width or FIRST_WIDTH

    def relabel(self) -> None:
        """The words of the page in the language in use."""
        self.tabs.row.tabs = [_("Groups"), _("Cox model"), _("Table 1"), _("Attrition")]
        self.tabs.row.label = _("Results")
        self.undo.description = _("Remove the last criterion")

    def show_count(self, n: int, total: int) -> None:
        """« 1 284 patients sur 20 000 », said aloud when it changes; what is left out is masked when it is few."""
        if 0 < total < THRESHOLD:
            text, rest = persons(None), _("the whole warehouse")
        elif n == total:
            text, rest = persons(n), _("the whole warehouse")
        elif 0 < total - n < THRESHOLD:
            text, rest = _("Nearly all patients"), _("of {total}").format(total=number(total))
        else:
            text = persons(None if 0 < n < THRESHOLD else n)
            rest = _("of {total}").format(total=number(total))
        self.count.value = safe_html(
            '<div role="status"><h2 class="cohort-count-line">{text} <small>{rest}</small></h2></div>',
            text=text[:1].upper() + text[1:], rest=rest)

    def show_notice(self, kind: str, title: str, text: str, *, undo: bool = False) -> None:
        """A notice in place of the figure."""
        self.message.value = _notice(kind, title, text)
        set_shown(self.message, True)
        set_shown(self.undo, undo)
        for box in (self.heading, self.figure_box, self.below):
            set_shown(box, False)

    def show_aside(self, kind: str, title: str, text: str) -> None:
        """A notice over the figure, which stays."""
        self.message.value = _notice(kind, title, text)
        set_shown(self.message, True)
        set_shown(self.undo, False)

    def show_tabs(self, visible: bool) -> None:
        """The tabs stand under a figure only."""
        set_shown(self.tab_card, visible)

    def show_comparison(self, comparison: Comparison) -> None:
        """The curves, their title, and what to beware of; the figure on the page is updated in place."""
        drawn = survival_spec(comparison, unit=UNIT, width=self.width, title=False, slots=SLOTS)
        self.figure.put(drawn)
        ticks = [float(t) for t in drawn["layout"]["xaxis"]["tickvals"]]
        sheet = risk_sheet(comparison, UNIT, ticks)
        self.figure.alt = alt_text(comparison, unit=UNIT)
        self.figure.filename = "survie"
        self.figure.set_table(sheet.columns, sheet.rows)
        self.heading.value = _headline(survival_title(comparison, UNIT), survival_subtitle(comparison))
        words = list(comparison.warnings)
        unknown = (
            (comparison.n_missing, comparison.by_label), (comparison.n_missing_endpoint, comparison.endpoint_label))
        words += [_left_out(n, label) for n, label in unknown if n != 0]
        self.below.value = _list(words)
        for box in (self.message, self.undo):
            set_shown(box, False)
        for box in (self.heading, self.figure_box):
            set_shown(box, True)
        set_shown(self.below, bool(words))

    def show_groups(self, comparison: Comparison) -> None:
        """The tab of the groups."""
        self.groups.value = _with_note(groups_sheet(comparison, UNIT))

    def show_cox(self, model: CoxModel, sheet: Sheet) -> None:
        """The tab of the model."""
        self.cox_busy.clear()
        self.cox_figure.put(forest_plot(model, width=self.width, title=False))
        self.cox_figure.alt = alt_text(model)
        self.cox_figure.set_table(sheet.columns, sheet.rows)
        words = list(model.warnings)
        if model.n_missing != 0:
            words.append(_("{persons} with a missing value are left out.").format(persons=persons(model.n_missing)))
        self.cox_heading.value = _headline(_("Cox model, {endpoint}").format(endpoint=model.endpoint_label),
                                           forest_subtitle(model))
        self.cox_table.value = join_html([_with_note(sheet), _list(words)])
        parts = (self.cox_heading, self.cox_figure_box, self.cox_table)
        for box in parts:
            set_shown(box, True)
        _put(self.cox_box, [self.covariates, self.cox_busy, *parts])

    def show_cox_notice(self, kind: str, title: str, text: str) -> None:
        """A notice in place of the model."""
        self.cox_busy.value = _notice(kind, title, text)
        for box in (self.cox_heading, self.cox_figure_box, self.cox_table):
            set_shown(box, False)

    def show_table_one(self, sheet: Sheet, notes: tuple[str, ...]) -> None:
        """The tab of Table 1."""
        self.table_one.value = join_html([_with_note(sheet), _list([n for n in notes if n != masked_note(THRESHOLD)])])

    def show_attrition(self, attrition: object, sheet: Sheet) -> None:
        """The tab of the flow."""
        width = min(self.width, 760)
        self.flow.put(attrition_chart(attrition, width=width))  # type: ignore[arg-type]
        self.flow.alt = alt_text(attrition)
        self.flow.filename = "attrition"
        self.flow.set_table(sheet.columns, sheet.rows)
        self.flow_table.value = _with_note(sheet)
        _put(self.attrition_box, [self.flow_box, self.flow_table])

    def ticks(self, comparison: Comparison) -> list[float]:
        """The times of the axis of a comparison."""
        end = max((float(c.time[-1]) for c in drawn_curves(comparison, unit=UNIT, mask=THRESHOLD) if len(c.time)),
                  default=0.0)
        return time_ticks(end, UNIT, 700)


def _html(name: str) -> ipywidgets.HTML:
    widget = ipywidgets.HTML()
    widget.add_class(name)
    return widget



def _put(box: ipywidgets.VBox, children: list[ipywidgets.Widget]) -> None:
    if list(box.children) != children:
        box.children = children


def _notice(kind: str, title: str, text: str) -> Markup:
    return empty_html(title, text) if kind == "empty" else notice_html(kind, title, text)


def _headline(title: str, subtitle: str) -> Markup:
    return safe_html('<h3 class="cohort-figure-title">{title}</h3><div class="cohort-figure-subtitle">{subtitle}</div>',
                     title=title, subtitle=subtitle)


def _left_out(n: int | None, column: str) -> str:
    """Who is left out; a number that is masked may be small, or hide one that is."""
    if n is None:
        return _("Patients without a value of “{column}” are left out (number masked).").format(column=column)
    return _("{persons} without a value of “{column}” are left out.").format(persons=persons(n), column=column)


def _list(words: list[str]) -> Markup:
    if not words:
        return Markup("")
    return safe_html('<ul class="cohort-warnings">{items}</ul>',
                     items=join_html(safe_html("<li>{word}</li>", word=word) for word in words))


def _with_note(sheet: Sheet) -> Markup:
    note = masked_note(THRESHOLD)
    return join_html([sheet.html(), safe_html('<p class="cohort-figure-subtitle">{note}</p>', note=note)])

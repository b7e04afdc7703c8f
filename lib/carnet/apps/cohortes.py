"""The page of cohorts: what was chosen, and what happens when it changes."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from carnet.apps.cohort_choices import Choices, read_choices, without_last
from carnet.apps.cohort_code import cohort_cell
from carnet.apps.cohort_cox import masked_model
from carnet.apps.cohort_facets import EVERYONE, Selection, facets, first_by, first_covariates
from carnet.apps.cohort_tables import attrition_sheet, cox_sheet, csv_text, groups_sheet, risk_sheet, table_one_sheet
from carnet.apps.cohort_view import ATTRITION, COX, GROUPS, TABLE_ONE, UNIT, CohortView
from carnet.apps.cohort_words import help_words, menu_words, panel_words
from carnet.apps.guard import guarded
from carnet.apps.places import Place, find, open_place, places
from carnet.cohorts.attrition import Attrition
from carnet.cohorts.build import build
from carnet.cohorts.columns import Column
from carnet.cohorts.comparison import Comparison, compare
from carnet.cohorts.describe import TableOne, table_one
from carnet.cohorts.endpoints import Endpoint, available
from carnet.cohorts.groups import groups_of
from carnet.cohorts.masking import THRESHOLD
from carnet.cohorts.regression import CoxModel, cox_model
from carnet.cohorts.table import CohortTable
from carnet.errors import CarnetError
from carnet.figures.axes import unit_name
from carnet.figures.curves import figure_rows
from carnet.figures.forest import forest_plot
from carnet.figures.paper import for_print
from carnet.figures.survival import survival_curves, too_many
from carnet.figures.template import SERIES_LIMIT
from carnet.figures.words import persons
from carnet.language import _, set_language
from carnet.records import Warehouse
from carnet.widgets.cohort_export import ExportMenu
from carnet.widgets.cohort_panel import CohortPanel, choice_facet, select
from carnet.widgets.page import Page


class Cohortes:
    """The page: `choices` of the panel in, curves and tables out; everything shown or exported is masked under 11."""

    def __init__(self, name: str | None = None) -> None:
        self.place: Place | None = None
        self.warehouse: Warehouse | None = None
        self.endpoints: list[Endpoint] = []
        self.selection: Selection | None = None
        self.first_by = EVERYONE
        self.chosen: Choices | None = None
        self.members: CohortTable | None = None  # who meet the criteria
        self.cohort: CohortTable | None = None  # of them, those whose endpoint is known: all that this page counts
        self.comparison: Comparison | None = None
        self.model: CoxModel | None = None
        self.lacking = 0  # persons who meet the criteria but whose endpoint is unknown
        self.drawn_tabs: set[int] = set()
        self._setting = False

        self.panel = CohortPanel()
        self.export = ExportMenu(self.exported)
        self.view = CohortView(self.undo, self.show_tab)
        self.page = Page(_("Cohorts"), choose=[self.panel, self.export], see=self.view.boxes, help=help_words())
        self.page.on_language(self.speak)
        self.panel.observe(lambda _change: self.changed(), names="choices")
        self.view.covariates.observe(lambda _change: self.covariates_changed(), names="choices")
        self.view.visit.observe(lambda _change: self.visited(), names=["warehouse", "asked"])
        self.view.visit.observe(lambda _change: self.resized(), names="width")
        with guarded(self.view.show_notice):
            known = places()
            if name or known:
                self.load(find(name) if name else known[0])
            else:
                self.nothing()

    # opening

    def nothing(self) -> None:
        """No warehouse yet: say where to begin."""
        self.view.show_notice("empty", _("No warehouse yet"),
                              _("Build the demo hospital or import a study on the home page."))
        self.view.show_tabs(False)
        self.panel.spec = {"selects": [], "facets": [], "addable": [], "texts": panel_words()}
        self.export.set([], menu_words())

    def load(self, place: Place, choices: dict[str, Any] | None = None) -> None:
        """Open a warehouse and show its first comparison (or the choices given)."""
        warehouse = open_place(place)
        table = build(warehouse)
        self.place, self.warehouse = place, warehouse
        self.selection, self.endpoints, self.first_by = Selection(table), available(warehouse), first_by(table)
        self.label()
        raw = choices or {"endpoint": self.endpoints[0].name if self.endpoints else "", "by": self.first_by,
                          "facets": {}, "added": []}
        self._set(self.panel, "choices", {**raw, "warehouse": place.name})
        self._set(self.view.covariates, "choices", {"facets": {"covariates": first_covariates(table)}, "added": []})
        self.refresh()

    def label(self) -> None:
        """The header: where one is."""
        assert self.warehouse is not None
        assert self.selection is not None
        n, kept = self.warehouse.summary().persons, self.selection.table.n
        if 0 < n - kept < THRESHOLD:  # the few who have no index would follow from the two numbers
            n = kept
        where = [self.warehouse.name, persons(None if 0 < n < THRESHOLD else n), self.warehouse.engine.label]
        self.page.header.fictitious = _("fictitious data") if self.warehouse.fictitious else ""
        self.page.relabel(_("Cohorts"), where=where, help=help_words())

    def visited(self) -> None:
        """The page is there: open the warehouse that its address names, or the present state of the one shown."""
        self.view.visit.heard = True
        with guarded(self.view.show_aside):
            name = self.view.visit.warehouse
            place = find(name) if name else (self.place or next(iter(places()), None))
            if place is None:
                self.nothing()
            elif self.place != place or (self.warehouse and open_place(place).version != self.warehouse.version):
                self.load(place)

    def speak(self, code: str) -> None:
        """Show the page in the other language."""
        with guarded(self.view.show_notice):
            set_language(code)
            self.view.relabel()
            if self.place is None:
                self.page.relabel(_("Cohorts"), help=help_words())
                self.nothing()
            else:
                self.load(self.place, dict(self.panel.choices))

    # choosing

    def changed(self) -> None:
        """Something was chosen in the panel."""
        if self._setting:
            return
        with guarded(self.view.show_notice):
            name = self.panel.choices.get("warehouse")
            if self.place is not None and name != self.place.name:
                self.load(find(str(name)))
            else:
                self.refresh()

    def undo(self) -> None:
        """Take the last criterion away."""
        self.panel.choices = without_last(self.panel.choices)

    def resized(self) -> None:
        """The figures have another width."""
        with guarded(self.view.show_notice):
            self.drawn_tabs.discard(COX)
            self.drawn_tabs.discard(ATTRITION)
            if self.comparison is not None and self.comparison.groups:
                self.draw()
                self.show_tab()

    def refresh(self) -> None:
        """Everything that depends on the choices: the count, the curves, the live counts, the tab that is open."""
        selection = self.selection
        assert selection is not None
        table = selection.table
        self.chosen = read_choices(self.panel.choices, selection, [e.name for e in self.endpoints], self.first_by)
        kept = selection.choose(self.chosen.criteria)
        selection.known = (np.asarray(table.endpoint(self.chosen.endpoint).known) if self.endpoints
                           else np.ones(table.n, dtype=bool))
        self.lacking = int((kept & ~selection.known).sum())
        self.members = table if kept.all() else table.filter(kept)
        self.cohort = self.members if not self.lacking else table.filter(kept & selection.known)
        self.drawn_tabs.clear()
        self.comparison = self.model = None
        self.view.show_count(self.cohort.n, table.n)
        with guarded(self.view.show_notice):
            self.compare()
        self.panel.spec = self.spec()
        self.view.show_tabs(self.comparison is not None)
        self.entries()
        self.show_tab()

    def compare(self) -> None:
        """The comparison of the groups, masked, and its figure; or why there is none."""
        assert self.cohort is not None and self.chosen is not None
        criteria = bool(self.chosen.criteria)
        if not self.endpoints:
            self.view.show_notice("empty", _("No endpoint in this warehouse"),
                                  _("No time with a status that was understood, nor dates to derive it from."))
        elif self.cohort.n == 0:
            self.view.show_notice("empty", _("No patient meets all the criteria"),
                                  _("The last criterion can be removed; the others stay."), undo=criteria)
        elif self.cohort.n < THRESHOLD:
            self.view.show_notice("empty", _("Too few patients to be shown"),
                                  _("Fewer than {n} patients meet all the criteria: their results are masked.").format(
                                      n=THRESHOLD), undo=criteria)
        else:
            self.few_groups()
            assert self.selection is not None and self.members is not None
            found = compare(self.members, self.chosen.endpoint, self.chosen.by)
            outside = self.cohort.n - (found.n or 0)  # of those counted on this page: their endpoint is known
            found = replace(found, n_missing=outside, n_missing_endpoint=self.lacking)
            found = found.masked(THRESHOLD, self.selection.left_out)
            if not any(group.curve is not None for group in found.groups):
                self.view.show_notice("empty", _("No group is large enough to be drawn"),
                                      _("Their results are masked. Widen the criteria, or group by a variable with "
                                        "fewer values."), undo=criteria)
                return
            self.comparison = found
            self.draw()

    def few_groups(self) -> None:
        """Refuse more groups than a figure can show before they are computed."""
        assert self.cohort is not None and self.chosen is not None
        n = len(groups_of(self.cohort, self.chosen.by).names) if self.chosen.by else 1
        if n > SERIES_LIMIT:
            raise too_many(n)

    def draw(self) -> None:
        """The curves of the present comparison."""
        assert self.comparison is not None
        self.view.show_comparison(self.comparison)

    def spec(self) -> dict[str, Any]:
        """What the panel offers now."""
        assert self.selection is not None and self.chosen is not None
        offered = self.columns()
        core = [c for c in offered if c.source == "core"]
        others = sorted((c for c in offered if c.source != "core"), key=lambda c: c.label.casefold())
        return {
            "selects": [
                select("warehouse", _("Warehouse"), [(place.name, _name_of(place)) for place in places()]),
                select("endpoint", _("Endpoint"), [(e.name, e.label) for e in self.endpoints]),
                select("by", _("Group by"),
                       [(EVERYONE, _("All together")), *((c.id, c.label) for c in [*core, *others])]),
            ],
            "facets": facets(self.selection, self.chosen),
            "addable": [[c.id, c.label] for c in others if c.id not in self.chosen.added],
            "texts": panel_words(),
        }

    def columns(self) -> list[Column]:
        """The columns that say something here: known for somebody, and no years where the study gave no dates."""
        assert self.selection is not None
        table = self.selection.table
        return [c for c in table.columns() if c.n_known != 0 and not (c.id == "year" and table.relative_dates)]

    # tabs

    def show_tab(self) -> None:
        """Compute the tab that is open, when it is not there yet."""
        tab = self.view.tabs.selected
        self.entries()
        if self.comparison is None or self.cohort is None or self.chosen is None or tab in self.drawn_tabs:
            return
        with guarded(self.view.show_cox_notice if tab == COX else self.view.show_aside):
            if tab == GROUPS:
                self.view.show_groups(self.comparison)
            elif tab == COX:
                self.show_cox()
            elif tab == TABLE_ONE:
                described = self.described()
                self.view.show_table_one(table_one_sheet(described), described.notes)
            elif tab == ATTRITION:
                self.show_attrition()
            self.drawn_tabs.add(tab)

    def show_attrition(self) -> None:
        """The flow from the warehouse to the cohort."""
        assert self.selection is not None and self.chosen is not None
        flow = self.flow()
        self.view.show_attrition(flow, attrition_sheet(flow))

    def described(self) -> TableOne:
        """Table 1 of the cohort."""
        assert self.selection is not None and self.chosen is not None and self.cohort is not None
        return table_one(self.cohort, by=self.chosen.by, threshold=THRESHOLD, others=self.selection.left_out)

    def flow(self) -> Attrition:
        """The steps of the cohort; the last leaves those whose endpoint is known."""
        assert self.selection is not None and self.chosen is not None and self.cohort is not None
        flow = self.selection.attrition(self.chosen.criteria)
        return flow.then(_("endpoint known"), self.cohort.n, self.lacking) if self.lacking else flow

    def covariates_changed(self) -> None:
        """Other covariates were chosen."""
        if not self._setting:
            self.drawn_tabs.discard(COX)
            self.show_tab()

    def covariates(self) -> list[str]:
        """The covariates chosen, those that this warehouse has."""
        assert self.selection is not None
        raw = self.view.covariates.choices
        known = {c.id for c in self.selection.table.columns()}
        wanted = (raw.get("facets") or {}).get("covariates") or []
        return [name for name in wanted if name in known]

    def show_cox(self) -> None:
        """Fit the model of the covariates chosen, saying so while it is being done."""
        assert self.selection is not None and self.cohort is not None and self.chosen is not None
        columns = self.columns()
        added = set(self.view.covariates.choices.get("added") or [])
        offered = [c for c in columns if c.source == "core" or c.id in added]
        names = self.covariates()
        self.view.covariates.spec = {
            "selects": [], "texts": {**panel_words(), "filters": "", "add": _("add a covariate")},
            "facets": [choice_facet("covariates", _("Covariates"), [_option(c) for c in offered], short=True)],
            "addable": [[c.id, c.label] for c in columns if c not in offered],
        }
        if not names:
            self.model = None
            self.view.show_cox_notice("empty", _("No covariate chosen"), _("Tick at least one covariate above."))
            return
        self.view.cox_busy.show(_("Fitting the model…"))
        model = cox_model(self.cohort, self.chosen.endpoint, names)
        self.model = masked_model(model, self.cohort, self.selection.left_out)
        self.view.show_cox(self.model, cox_sheet(self.model))
        self.entries()

    # taking away

    def entries(self) -> None:
        """The entries of the export menu: what is on the page now."""
        if self.comparison is None:
            self.export.set([], menu_words())
            return
        entries = [(f"{kind}-{mm}", _("Curves, {format}").format(format=kind.upper()), f"{mm} mm")
                   for kind in ("png", "svg") for mm in (85, 170)]
        if self.view.tabs.selected == COX and self.model is not None:
            entries += [("forest-170", _("Forest plot, SVG"), "170 mm"), ("cox", _("Cox model"), "CSV")]
        entries += [("curves", _("Data of the curves"), "CSV"), ("risk", _("Patients at risk"), "CSV"),
                    ("groups", _("Groups"), "CSV"), ("table1", _("Table 1"), "CSV"),
                    ("attrition", _("Attrition"), "CSV"), ("code", _("Python cell"), _("reproduces"))]
        self.export.set(entries, menu_words())

    def exported(self, kind: str) -> None:
        """Answer one entry of the menu."""
        def refused(_kind: str, title: str, _text: str) -> None:
            self.export.send_word(title)

        with guarded(refused):
            if self.comparison is None or self.cohort is None or self.chosen is None or self.selection is None:
                raise CarnetError(_("There is nothing to export yet."))
            name, dash, width = kind.partition("-")
            if name in {"png", "svg"} and dash:
                figure = for_print(survival_curves(self.comparison, unit=UNIT), float(width))
                self.export.send_image(figure, f"survie-{self.chosen.endpoint}", name, float(width))
            elif name == "forest" and self.model is not None:
                self.export.send_image(for_print(forest_plot(self.model), float(width)), "cox", "svg", float(width))
            elif kind == "code":
                assert self.place is not None
                covariates = tuple(self.covariates()) if self.model is not None else ()
                self.export.send_code(cohort_cell(self.place.folder, _("Cohort"), self.chosen, covariates))
            else:
                columns, rows = self.csv(kind)
                self.export.send_file(csv_text(columns, rows), f"{kind}-{self.chosen.endpoint}.csv")

    def csv(self, kind: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Headings and rows of one export, masked like the screen."""
        assert self.comparison and self.cohort and self.chosen and self.selection
        if kind == "curves":
            rows = figure_rows(self.comparison, unit=UNIT, mask=THRESHOLD)
            heads = (_("group"), _("time"), _("unit"), _("survival"), _("lower limit"), _("upper limit"), _("at risk"))
            return heads, [tuple((row | {"unit": unit_name(UNIT)}).values()) for row in rows]
        if kind == "risk":
            sheet = risk_sheet(self.comparison, UNIT, self.view.ticks(self.comparison))
        elif kind == "groups":
            sheet = groups_sheet(self.comparison, UNIT)
        elif kind == "table1":
            sheet = table_one_sheet(self.described())
        elif kind == "cox" and self.model is not None:
            sheet = cox_sheet(self.model)
        else:
            sheet = attrition_sheet(self.flow())
        return sheet.columns, list(sheet.rows)

    def _set(self, widget: Any, trait: str, value: Any) -> None:
        """Set a trait without hearing of it."""
        self._setting = True
        try:
            setattr(widget, trait, value)
        finally:
            self._setting = False


def _option(column: Column) -> dict[str, str]:
    return {"value": column.id, "label": column.label, "count": ""}


@cache
def _name_of(place: Place) -> str:
    try:
        return open_place(place).name
    except CarnetError:
        return place.name


def show(name: str | None = None) -> None:
    """Show the page as the output of the cell."""
    Cohortes(name).page.display()

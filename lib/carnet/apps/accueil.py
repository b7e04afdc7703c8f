"""The page where one lands: which records these are, what the pages are for, and how a study is brought in."""

import datetime
from collections.abc import Callable
from urllib.parse import quote

import ipywidgets

from carnet.apps.guard import guarded
from carnet.apps.places import Place, find, hospital_folder, open_place, places
from carnet.apps.study_import import StudyImport
from carnet.language import _, date, number, set_language
from carnet.records import Warehouse
from carnet.records.summary import WarehouseSummary
from carnet.widgets.cards import count, empty_html, facts, tiles
from carnet.widgets.cohort_visit import Visit
from carnet.widgets.escaping import join_html, safe_html
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.page import Page

DEMO_PERSONS = 20_000
NO_DATES = datetime.date(2000, 1, 1)  # the index date given to everyone in a study that has none


class Accueil:
    """The home page: one warehouse is shown at a time, chosen by name; a study imported here is shown next."""

    def __init__(self) -> None:
        self.place: Place | None = None
        self.visit = Visit()
        self.message = ipywidgets.HTML()
        self.chooser = ipywidgets.Dropdown()
        self.chooser.add_class("carnet-stacked")
        self.chooser.add_class("home-chooser")
        self.chooser.observe(self._chosen, names="value")
        self.summary = ipywidgets.HTML()
        self.build = ipywidgets.Button(button_style="primary")
        self.build.on_click(lambda _button: self.build_demo())
        self.progress = Progress()
        self.card = ipywidgets.VBox([self.chooser, self.summary, self.build, self.progress])
        self.card.add_class("carnet-card")
        self.pages = ipywidgets.HTML()
        self.study = StudyImport(self.imported)
        self.below = ipywidgets.Box([self.pages, self.study.box])
        self.below.add_class("home-below")
        self.page = Page("Carnet", see=[self.message, self.card, self.below, self.visit], home=False)
        self.page.on_language(self.speak)
        self.visit.observe(lambda _change: self.visited(), names=["warehouse", "asked"])
        self.refresh()

    def refresh(self) -> None:
        """Everything again: the warehouses there are, the one shown, the words in the language in use."""
        self.message.value, self.message.layout.display = "", "none"
        with guarded(self._say):
            known = places()
            if self.place not in known:
                self.place = known[0] if known else None
            self.label(known)
            if self.place is None:
                self.empty()
            else:
                self.show(open_place(self.place))
        self.study.relabel()

    def label(self, known: list[Place]) -> None:
        """The words that do not depend on the warehouse, and the list of warehouses."""
        self.build.description = _("Build the demo hospital")
        self.chooser.description = _("Warehouse")
        self.chooser.unobserve(self._chosen, names="value")
        self.chooser.options = [(_title(place), place.name) for place in known]
        self.chooser.value = self.place.name if self.place else None
        self.chooser.observe(self._chosen, names="value")
        self.chooser.layout.display = None if len(known) > 1 else "none"
        self.build.layout.display = "none" if known else None
        self.page.relabel(_("Home"), where=[], help=_help())

    def empty(self) -> None:
        """No warehouse yet: what to do first, with one button."""
        self.page.header.fictitious = ""
        self.summary.value = empty_html(
            _("No warehouse yet"),
            _("Build the demo hospital to look around ({n} fictitious patients, under a minute), or import a study "
              "below.").format(n=number(DEMO_PERSONS)))
        self.pages.value = tiles([_pseudonymise()])

    def show(self, warehouse: Warehouse) -> None:
        """The warehouse, and the pages that open on it."""
        assert self.place is not None
        summary = warehouse.summary()
        banner = safe_html('<p class="home-banner"><strong>{title}</strong> {text}</p>', title=_("Fictitious data."),
                           text=_("Every patient, every name and every note is invented."))
        self.page.header.fictitious = _("fictitious data") if summary.fictitious else ""
        self.page.header.where = [summary.name, summary.engine]
        counted = frozenset({_("Patients"), _("Clinical notes")})
        self.summary.value = join_html([
            safe_html('<h2 class="home-title">{name}</h2>', name=summary.name),
            banner if summary.fictitious else "",
            facts(_facts(summary), counts=counted)])
        here = f"?warehouse={quote(self.place.name)}"
        pages = [(f"cohortes.ipynb{here}", _("Explore a cohort"),
                  _("Choose patients, compare their survival between groups, fit a Cox model, export for a paper."))]
        if summary.notes:
            pages.append((f"dossier.ipynb{here}", _("Read a patient’s record"),
                          _("Timeline, summary and facts, each with its sentence; review them with the keyboard.")))
            pages.append((f"codage.ipynb{here}", _("Code stays"),
                          _("Codes proposed for each stay, each with its sentence; decide, validate, take the RUM.")))
        self.pages.value = join_html([
            safe_html('<h2 class="home-title">{title}</h2>', title=_("Pages")), tiles([*pages, _pseudonymise()])])

    def build_demo(self) -> None:
        """Build the demo hospital where the site's hospital is expected, saying how far it is."""
        from carnet.records.demo import build_demo

        self.build.disabled = True

        def told(done: int, total: int) -> None:
            self.progress.show(_("Building the demo hospital (fictitious)…"), done, total)

        try:
            with guarded(self._say):
                told(0, DEMO_PERSONS)
                build_demo(hospital_folder(), DEMO_PERSONS, progress=_sparing(told))
                self.refresh()
        finally:
            self.progress.clear()
            self.build.disabled = False

    def imported(self, place: Place) -> None:
        """A study was imported: it is the one shown now."""
        self.place = place
        self.refresh()

    def visited(self) -> None:
        """The page is there: the present state of the warehouses, and the one its address names."""
        self.visit.heard = True
        with guarded(self._say):
            if self.visit.warehouse:
                self.place = find(self.visit.warehouse)
            self.refresh()

    def speak(self, code: str) -> None:
        """Show the page in the other language."""
        with guarded(self._say):
            set_language(code)
            self.refresh()

    def _chosen(self, change: dict[str, str]) -> None:
        with guarded(self._say):
            self.place = find(change["new"])
            self.refresh()

    def _say(self, kind: str, title: str, text: str) -> None:
        self.message.value, self.message.layout.display = notice_html(kind, title, text), None


def _pseudonymise() -> tuple[str, str, str]:
    """The tile of a page that needs no warehouse."""
    return ("pseudonymiser.ipynb", _("Pseudonymise notes"),
            _("Take the names out of notes, check each passage, take away the texts."))


def _facts(summary: WarehouseSummary) -> list[tuple[str, str]]:
    pairs = [(_("Patients"), count(summary.persons)), (_("Clinical notes"), count(summary.notes)),
             (_("Visits"), count(summary.visits))]
    if summary.first_date == NO_DATES and summary.imports and not summary.fictitious:
        pairs.append((_("Period"), _("no dates, times only")))
    elif summary.first_date and summary.last_date and summary.first_date.year < summary.last_date.year:
        pairs.append((_("Period"), f"{summary.first_date.year}–{summary.last_date.year}"))
    pairs += [(_("Engine"), summary.engine), (_("Language model"), _models() or _("none configured"))]
    if summary.imports:
        last = summary.imports[-1]
        when = date(last.when.date()) if last.when else "–"
        rejected = sum(sum(reasons.values()) for reasons in summary.rejected.values())
        pairs.append((_("Last import"), f"{when} · {last.format}"))
        pairs.append((_("Rows set aside"), count(rejected)))
    return pairs


def _models() -> str:
    """The names of the models that the site gives."""
    import os

    if not os.environ.get("CARNET_LLM"):
        return ""
    from carnet.apps.dossier_record import models

    return ", ".join(name for _uri, name in models())


def _sparing(told: Callable[[int, int], None], steps: int = 200) -> Callable[[int, int], None]:
    """The same callback, called at most `steps` times."""
    last = -1

    def spared(done: int, total: int) -> None:
        nonlocal last
        step = done * steps // max(total, 1)
        if step != last:
            last = step
            told(done, total)

    return spared


def _title(place: Place) -> str:
    from carnet.errors import CarnetError

    try:
        return open_place(place).name
    except CarnetError:
        return place.name


def _help() -> str:
    return "\n".join([
        _("This page says which records you are looking at, and opens the others."),
        _("A study is imported from a file (cBioPortal, OMOP or a table); it stays on this server."),
    ])


def show() -> None:
    """Show the page as the output of the cell."""
    Accueil().page.display()




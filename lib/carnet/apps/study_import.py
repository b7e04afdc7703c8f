"""Bringing a study into the site from a page: choose a file, import it, read what became of each row."""

import shutil
from collections.abc import Callable
from pathlib import Path

import ipywidgets

from carnet.apps.guard import guarded
from carnet.apps.import_report import Aside, report_html, set_aside
from carnet.apps.places import Place, known_sources, name_apart, study_folder
from carnet.errors import CarnetError
from carnet.language import _, ngettext
from carnet.records.importers import ImportReport, import_source
from carnet.widgets.cards import count
from carnet.widgets.escaping import safe_html
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.upload import Upload

ENDINGS = [".tsv", ".txt", ".csv", ".zip", ".tar.gz", ".tgz", ".gz", ".xlsx", ".parquet"]


class StudyImport:
    """The card « Import a study »; `done(place)` is called with the new warehouse."""

    def __init__(self, done: Callable[[Place], None]) -> None:
        self._done = done
        self.source: Path | None = None
        self.title = ipywidgets.HTML()
        self.upload = Upload(_("File of the study"), accept=ENDINGS)
        self.upload.on_file(self.chosen)
        self.folders = ipywidgets.Dropdown()
        self.folders.add_class("carnet-stacked")
        self.folders.observe(self._folder_chosen, names="value")
        self.go = ipywidgets.Button(button_style="primary", disabled=True)
        self.go.on_click(lambda _button: self.run())
        self.progress = Progress()
        self.result = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.title, self.upload, self.folders, self.go, self.progress, self.result])
        self.box.add_class("carnet-card")
        self.box.add_class("carnet-import")
        self._last: ImportReport | None = None
        self._aside: list[Aside] = []
        self.relabel()

    def relabel(self) -> None:
        """The words in the language in use."""
        self.title.value = safe_html(
            '<h2 class="home-title">{title}</h2><p class="carnet-second">{text}</p>', title=_("Import a study"),
            text=_("A cBioPortal study or its clinical table, OMOP tables, or a table with one row per patient. "
                   "The file stays on this server."))
        self.upload.label = _("File of the study")
        self.go.description = _("Import the study")
        self.folders.description = _("or from the folders of this site")
        known = known_sources()
        self.folders.unobserve(self._folder_chosen, names="value")
        self.folders.options = [(_("choose…"), -1), *((entry.name, i) for i, entry in enumerate(known))]
        self.folders.value = -1
        self.folders.observe(self._folder_chosen, names="value")
        self.folders.layout.display = None if known else "none"
        if self._last is not None:
            self.told(self._last)

    def chosen(self, path: Path) -> None:
        """A file is there, whole."""
        self.source = path
        self.go.disabled = False
        self.result.value = ""

    def run(self) -> None:
        """Import what was chosen into a new study folder; nothing is left of an import that fails."""
        if self.source is None:
            return
        self.go.disabled = True
        source, into = self.source, study_folder(_stem(self.source))

        def told(text: str, rows: int) -> None:
            read = " · " + ngettext("{n} row", "{n} rows", rows).format(n=count(rows)) if rows else "…"
            self.progress.show(text + read)

        with guarded(self.refused):
            try:
                self.progress.show(_("Reading « {name} »…").format(name=source.name))
                report = import_source(source, into, progress=told)
                if not report.persons:
                    raise CarnetError(_("« {name} » holds no patient that could be imported.").format(name=source.name),
                                      _("Look at the rows that were set aside, correct the file, import it again."))
            except BaseException:
                shutil.rmtree(into, ignore_errors=True)  # a folder of this import alone
                raise
            finally:
                self.progress.clear()
                self.go.disabled = False
            self._last, self.source, self.go.disabled = report, None, True  # one action left: explore it
            self._aside = set_aside(report)
            name_apart(into)
            self._done(Place(into.name, into))
            self.told(report)

    def told(self, report: ImportReport) -> None:
        """What became of the rows, and the way on."""
        self.result.value = report_html(report, self._aside)

    def refused(self, kind: str, title: str, text: str) -> None:
        """The import failed: what happened, what was kept, what to do."""
        self._last = None
        self.result.value = notice_html(kind, title, [text, _("Nothing was kept of this file; the other warehouses are "
                                                              "unchanged.")])

    def _folder_chosen(self, change: dict[str, int]) -> None:
        known = known_sources()
        if isinstance(change["new"], int) and 0 <= change["new"] < len(known):
            self.chosen(known[change["new"]])


def _stem(source: Path) -> str:
    """The name of a study after its file: without the endings."""
    name = source.name
    while (shorter := Path(name).stem) != name and Path(name).suffix.casefold() in {
            ".tsv", ".txt", ".csv", ".zip", ".tar", ".gz", ".tgz", ".xlsx", ".parquet"}:
        name = shorter
    return name

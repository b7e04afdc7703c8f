"""The teacher's references on her page: the courses that items cite, with their versions; files are added here."""

import datetime
import os
from pathlib import Path

import ipywidgets

from carnet.apps.guard import guarded
from carnet.apps.studio_running import Runner, Say
from carnet.apps.studio_words import LICENCES
from carnet.language import _, date, ngettext, number
from carnet.teaching.references import Document, Library
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.escaping import html, join_html, safe_html
from carnet.widgets.notices import Progress
from carnet.widgets.upload import MEGABYTE, Upload

VARIABLE = "CARNET_REFERENCES"
ACCEPT = (".docx", ".pdf", ".html", ".htm", ".md", ".txt", ".xml")


def references_folder() -> Path:
    """Where the references are: $CARNET_REFERENCES, else `references` beside the teaching store."""
    from carnet.teaching.store import default_url

    if given := os.environ.get(VARIABLE):
        return Path(given).expanduser()
    store = default_url()
    return (Path.cwd() if "://" in store else Path(store).expanduser().absolute().parent) / "references"


class LibraryPanel:
    """The panel, and the library that the other parts of the page search and cite."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.runner = Runner(self._failed)
        self._library: Library | None = None
        self.lead = html("")
        self.list = html("")
        self.upload = Upload("", accept=ACCEPT, limit=64 * MEGABYTE)
        self.title = ipywidgets.Text()
        self.licence = ipywidgets.Combobox(options=list(LICENCES))
        self.dated = ipywidgets.DatePicker(value=datetime.date.today())
        self.add = ipywidgets.Button(button_style="primary")
        self.progress = Progress()
        self.fields = ipywidgets.Box([self.title, self.licence, self.dated])
        self.fields.add_class("sx-fields")
        for one in (self.title, self.licence, self.dated):
            one.add_class("carnet-stacked")
        self.details = named_box([self.fields, self.add], "sx-adding")
        self.card = named_box([self.lead, self.list], "carnet-card")
        self.adding = named_box([self.details, self.progress], "carnet-card")
        self.box = named_box([self.card, self.adding], "sx-library")
        self.file: Path | None = None
        self.upload.on_file(self.received)
        self.add.on_click(lambda _button: self.take())
        set_shown(self.details, False)
        self.relabel()

    def library(self) -> Library:
        """The library, opened when first needed."""
        if self._library is None:
            self._library = Library(references_folder())
        return self._library

    def relabel(self) -> None:
        """The words in the language in use."""
        self.lead.value = safe_html(
            '<h2 class="ps-title">{title}</h2><p class="carnet-second">{text}</p>',
            title=_("References"),
            text=_("Your courses, the guidelines, the LiSA sheets that you are entitled to. They stay here; items cite "
                   "their passages, with the version, and you are told when one changes."),
        )  # fmt: skip
        self.upload.label = _("Add a reference: DOCX, PDF, HTML, Markdown, wiki XML")
        self.title.description = _("Title")
        self.licence.description = _("Licence")
        self.dated.description = _("Date of this version")
        self.add.description = _("Add to the references")
        self.draw()

    def open(self) -> None:
        """The tab is shown."""
        self.adding.children = [self.upload, self.details, self.progress]
        self.draw()

    def leave(self) -> None:
        """Another tab is shown: a page holds one file chooser at a time, for their ids are the same."""
        self.adding.children = [self.details, self.progress]

    def draw(self) -> None:
        """The documents there are."""
        try:
            documents = self.library().documents()
        except Exception:  # noqa: BLE001 (said when the tab is opened)
            documents = []
        if not documents:
            self.list.value = safe_html('<p class="sx-none">{none}</p>', none=_("No reference yet."))
            return
        names = (_("Title"), _("Version in force"), _("Licence"), _("Versions"))
        self.list.value = safe_html(
            '<div class="carnet-table-box" tabindex="0" role="region" aria-label="{name}"><table class="carnet-table">'
            "<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>",
            name=_("References"),
            head=join_html(safe_html('<th scope="col">{one}</th>', one=one) for one in names),
            rows=join_html(_row(one) for one in documents),
        )

    def received(self, path: Path) -> None:
        """A file is there: its title, licence and date are asked."""
        self.file = path
        self.title.value = path.stem.replace("_", " ").replace("-", " ")
        set_shown(self.details, True)

    def take(self) -> None:
        """Read the file into the library."""
        path = self.file
        if path is None:
            return
        title, licence, dated = self.title.value.strip(), self.licence.value.strip(), self.dated.value
        self.progress.show(_("Reading “{name}”…").format(name=path.name))

        def work() -> tuple[Document, int]:
            library = self.library()
            found = library.add(path, title, licence, dated)
            return found, len(library.text(found.id).text)

        def then(added: tuple[Document, int]) -> None:
            document, size = added
            self.progress.clear()
            self.file = None
            set_shown(self.details, False)
            n = len(document.versions)
            told = ngettext("{n} version is kept.", "{n} versions are kept.", n).format(n=number(n))
            size_told = _("{n} characters read.").format(n=number(size))
            self.say("ok", _("“{title}” is among the references.").format(title=document.title), f"{size_told} {told}")
            self.draw()

        self.runner.run(work, then, self.progress.clear)

    def _failed(self, kind: str, title: str, text: str) -> None:
        with guarded(lambda *_args: None):
            self.progress.clear()
        self.say(kind, title, text)


def _row(one: Document) -> str:
    return safe_html(
        "<tr><th scope='row'>{title}</th><td>{dated} <span class='carnet-second'>{version}</span></td>"
        "<td>{licence}</td><td class='num'>{n}</td></tr>",
        title=one.title,
        dated=date(one.current.dated),
        version=one.current.version[:8],
        licence=one.licence or "–",
        n=number(len(one.versions)),
    )

"""Items in and out of the teachers' page: what was set aside and why, what a format could not say."""

import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets

from carnet.apps.studio_bank import Bank
from carnet.apps.studio_running import Runner, Say
from carnet.language import _, ngettext, number
from carnet.teaching.exchange import FORMATS, Read, SetAside, read, write
from carnet.teaching.exchange.outcome import Loss, Written
from carnet.teaching.history import diff
from carnet.teaching.item import Item
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.cohort_export import ExportMenu, menu_words
from carnet.widgets.escaping import html, join_html, safe_html
from carnet.widgets.file_saver import FileSaver
from carnet.widgets.notices import Progress, notice_html
from carnet.widgets.upload import MEGABYTE, Upload

if TYPE_CHECKING:
    from carnet.teaching.classroom.bank_desk import BankDesk

ACCEPT = (".jsonl", ".json", ".zip", ".xml", ".gift", ".txt")
SHOWN = 30  # lines told one by one


class Exchange:
    """Import (a panel) and export (a menu). `changed()` is called when items were added."""

    def __init__(self, desk: "BankDesk", bank: Bank, say: Say, changed: Callable[[], None]) -> None:
        self.desk, self.bank, self.say, self.changed = desk, bank, say, changed
        self.runner = Runner(self._failed)
        self.menu = ExportMenu(self.exported)
        self.saver = FileSaver()
        self.progress = Progress()
        self.upload = Upload("", accept=ACCEPT, limit=64 * MEGABYTE)
        self.told = html("")
        self.add = ipywidgets.Button(button_style="primary")
        self.leave = ipywidgets.Button()
        self.buttons = ipywidgets.Box([self.add, self.leave])
        self.buttons.add_class("st-row")
        self.panel = named_box([self.told, self.buttons], "carnet-card", "sx-import")
        self.waiting: list[Item] = []
        self.file = ""
        self.upload.on_file(self.received)
        self.add.on_click(lambda _button: self.take())
        self.leave.on_click(lambda _button: self.close())
        self.close()
        self.relabel()

    def relabel(self) -> None:
        """The words in the language in use."""
        self.upload.label = _("Items to import: JSON, QTI 2.1, Moodle XML, GIFT, FrenchMedMCQA")
        self.leave.description = _("Close")
        self.menu.set(
            [(id, one.label, _hint(id)) for id, one in FORMATS.items() if one.writes], menu_words(_("Export"))
        )
        self._name_button()

    def _name_button(self) -> None:
        n = len(self.waiting)
        self.add.description = ngettext("Add {n} item to the bank", "Add {n} items to the bank", n).format(n=number(n))
        set_shown(self.add, bool(n))

    # in

    def open(self) -> None:
        """The panel of the import."""
        self.say("", "", "")
        self.panel.children = [self.upload, self.told, self.buttons]
        set_shown(self.panel, True)

    def close(self) -> None:
        """No panel."""
        self.waiting, self.file, self.told.value = [], "", ""
        self.panel.children = [self.told, self.buttons]
        set_shown(self.panel, False)

    def received(self, path: Path) -> None:
        """A file is there: what it holds."""
        self.file = path.name
        self.progress.show(_("Reading “{name}”…").format(name=path.name))
        self.runner.run(lambda: self._sorted(read(path)), self._came, self.progress.clear)

    def _sorted(self, found: Read) -> "tuple[Read, list[Item], int, int]":
        """What is new or changed, ready to save; how many are changed, how many the bank has as they are."""
        there = {}
        for one in found.items:
            if (known := _known(self.desk, one.id)) is not None:
                there[one.id] = known
        ready, changed, same = [], 0, 0
        for one in found.items:
            before = there.get(one.id)
            if before is None:
                ready.append(one)
            elif diff(before, same_author := one.model_copy(update={"authors": one.authors or before.authors})):
                ready.append(same_author.model_copy(update={"version": before.version}))
                changed += 1
            else:
                same += 1
        return found, ready, changed, same

    def _came(self, sorted_: "tuple[Read, list[Item], int, int]") -> None:
        found, self.waiting, changed, same = sorted_
        self.progress.clear()
        n = len(found.items)
        lines = [
            ngettext("{n} item read in “{name}”.", "{n} items read in “{name}”.", n).format(n=number(n), name=self.file)
        ]
        if changed:
            lines.append(
                ngettext(
                    "{n} is in the bank already: it becomes a new version of it.",
                    "{n} are in the bank already: they become new versions of them.",
                    changed,
                ).format(n=number(changed))
            )
        if same:
            lines.append(_("{n} are in the bank as they are: left out.").format(n=number(same)))
        self.told.value = safe_html(
            "{notice}{aside}",
            notice=notice_html("ok" if n else "warn", lines[0], lines[1:]),
            aside=_aside(found.set_aside),
        )
        self._name_button()

    def take(self) -> None:
        """Add what was read to the bank, as drafts."""
        items, name = self.waiting, self.file
        self.waiting = []
        self._name_button()
        self.progress.show(_("Adding to the bank…"))

        def then(saved: list[Item]) -> None:
            self.progress.clear()
            self.close()
            n = len(saved)
            self.say(
                "ok", ngettext("{n} item added, as a draft.", "{n} items added, as drafts.", n).format(n=number(n)), ""
            )
            self.changed()

        self.runner.run(
            lambda: self.desk.save_all(items, _("imported from {name}").format(name=name)), then, self.progress.clear
        )

    # out

    def exported(self, format: str) -> None:
        """Write what is chosen (or found) in a format, say what it cannot say, hand the file over."""
        self.progress.show(_("Writing {name}…").format(name=FORMATS[format].label))

        def work() -> tuple[int, Written, list[tuple[str, bytes]]]:
            items = self.bank.to_export()
            with tempfile.TemporaryDirectory(prefix="carnet-export-") as folder:
                path = Path(folder) / f"items{FORMATS[format].suffix}"
                written = write(items, path, format)
                files = written.files or (path,)
                return len(items), written, [(one.name, one.read_bytes()) for one in files if one.is_file()]

        def then(done: tuple[int, Written, list[tuple[str, bytes]]]) -> None:
            n, written, files = done
            self.progress.clear()
            self.menu.send_word("")
            self.saver.save(*(files[0] if len(files) == 1 else _together(f"items-{format}.zip", files)))
            title = ngettext("{n} item exported.", "{n} items exported.", n).format(n=number(n))
            self.say("warn" if written.losses else "ok", title, "\n".join(losses_told(written.losses)))

        self.runner.run(work, then, self.progress.clear)

    def _failed(self, kind: str, title: str, text: str) -> None:
        self.progress.clear()
        self.menu.send_word("")
        self.say(kind, title, text)


def _together(name: str, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Several files as one: a browser asks before it saves many."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, content in files:
            packed.writestr(one, content)
    return name, whole.getvalue()


def losses_told(losses: Iterable[Loss]) -> list[str]:
    """What a format could not say, each with the number of items that it is missing from."""
    counts = Counter(what for _item, what in {(one.item_id, one.what) for one in losses})
    if not counts:
        return []
    told = ", ".join(f"{what} ({number(n)})" for what, n in counts.most_common())
    return [_("What this format does not say (items): {losses}.").format(losses=told)]


def _aside(set_aside: tuple[SetAside, ...]) -> str:
    if not set_aside:
        return ""
    n = len(set_aside)
    rows = join_html(
        safe_html(
            "<li><b>{where}</b> {reason} <span>{remedy}</span></li>",
            where=one.where,
            reason=one.reason,
            remedy=one.remedy,
        )
        for one in set_aside[:SHOWN]
    )
    more = _("… and {n} more").format(n=number(n - SHOWN)) if n > SHOWN else ""
    return safe_html(
        '<details class="sx-aside" open><summary>{title}</summary><ul>{rows}</ul><p>{more}</p></details>',
        title=ngettext("{n} thing set aside, and why", "{n} things set aside, and why", n).format(n=number(n)),
        rows=rows,
        more=more,
    )


def _known(desk: "BankDesk", id: str) -> Item | None:
    from carnet.teaching.classroom import NotFound

    try:
        return desk.items([id])[0]
    except NotFound:
        return None


def _hint(format: str) -> str:
    return {
        "qti": _("discordances exact"),
        "moodle": _("partial marks approximated"),
        "gift": _("plain text"),
        "anki": _("cards that keep their place"),
        "json": _("nothing is lost"),
        "jsonl": _("nothing is lost"),
        "docx": _("answer sheet, key apart"),
        "pdf": _("answer sheet, key apart"),
    }.get(format, "")

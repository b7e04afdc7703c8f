"""The wizard of the teachers' page: notes, what is wanted, drafts to keep, drop or correct."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

import ipywidgets

from carnet.apps.dossier_record import ways
from carnet.apps.dossier_view import RULES
from carnet.apps.guard import guarded
from carnet.apps.studio_library import LibraryPanel, references_folder
from carnet.apps.studio_notes import NoteSource
from carnet.apps.studio_reading import reading, reading_texts
from carnet.apps.studio_running import Runner, Say
from carnet.apps.studio_words import kind_options, options, topic_words
from carnet.language import _, ngettext, number
from carnet.teaching.gate import Gate
from carnet.teaching.item import ITEM_KINDS, Item
from carnet.teaching.question import Topic
from carnet.widgets.boxes import named_box, set_shown
from carnet.widgets.case_wanted import CaseWanted
from carnet.widgets.draft_cards import DraftCards
from carnet.widgets.escaping import html, join_html, safe_html
from carnet.widgets.notices import Progress

if TYPE_CHECKING:
    from carnet.teaching.classroom.bank_desk import BankDesk
    from carnet.tools.writing.wanted import Wanted
    from carnet.tools.writing.written import WrittenCase

WRITTEN = tuple(kind for kind in ITEM_KINDS if kind != "QZP")  # notes hold no image


class Wizard:
    """`added(ids)` hears what went to the bank, `edit(item)` a draft to correct in the editor."""

    def __init__(
        self,
        desk: "BankDesk",
        say: Say,
        references: LibraryPanel,
        added: Callable[[list[str]], None],
        edit: Callable[[Item], None],
    ) -> None:
        self.desk, self.say, self.references, self.added, self.edit = desk, say, references, added, edit
        self.runner = Runner(self._failed)
        self.items: dict[str, Item] = {}
        self.cautions: tuple[str, ...] = ()
        self.lead = html("")
        self.source = NoteSource(say, self.noted)
        self.wanted = CaseWanted({})
        self.progress = Progress()
        self.back = ipywidgets.Button()
        self.back.add_class("carnet-link")
        self.told = html("")
        self.cards = DraftCards({})
        self.first = named_box([self.source.box, self.wanted], "sx-first")
        self.drafts = named_box([self.back, self.told, self.cards], "sx-drafts")
        self.box = named_box([self.lead, self.progress, self.first, self.drafts], "sx-wizard")
        self._writers: dict[tuple[str, bool], Any] = {}
        self.wanted.on_word(self.heard)
        self.cards.on_word(self.heard_of_cards)
        self.back.on_click(lambda _button: self.show(False))
        self.relabel()
        self.show(False)

    def relabel(self) -> None:
        """The words in the language in use."""
        self.source.relabel()
        self.wanted.texts = wanted_texts()
        self.wanted.ways = [list(one) for one in ways()]
        self.cards.texts = reading_texts() | cards_texts()
        self.back.description = _("← Back to the notes")
        self._about()
        if self.source.notes:
            self.wanted.offer(self.source.rows(), self.source.chosen)
        self.show(bool(self.items))

    def open(self) -> None:
        """The tab is shown."""
        self.source.open()
        self._about()

    def show(self, drafts: bool) -> None:
        """The notes and what is wanted, or the drafts."""
        set_shown(self.first, not drafts)
        set_shown(self.drafts, drafts)
        steps = (_("Choose the notes"), _("Say what you want"), _("Read the drafts"))
        now = (2,) if drafts else (0, 1)
        rows = join_html(
            safe_html('<li class="{kind}"{current}>{step}</li>', kind="sx-now" if i in now else "", step=step,
                      current=safe_html(' aria-current="step"') if i == now[0] else "")
            for i, step in enumerate(steps)
        )  # fmt: skip
        self.lead.value = safe_html('<ol class="sx-steps">{rows}</ol>', rows=rows)
        if drafts:
            self._tell()

    def _about(self) -> None:
        try:
            n = len(self.references.library().documents())
        except Exception:  # noqa: BLE001 (said on its own tab)
            n = 0
        self.wanted.about = (
            ngettext("{n} reference can be cited.", "{n} references can be cited.", n).format(n=number(n))
            if n
            else _("No reference yet: add your courses in the tab “References” and the drafts cite them.")
        )

    # notes

    def noted(self) -> None:
        """Other notes can be chosen."""
        self.wanted.offer(self.source.rows(), self.source.chosen)
        first = self.source.chosen[0] if self.source.chosen else ""
        self._read(first)

    def _read(self, id: str) -> None:
        note = self.source.notes.get(id)
        self.wanted.read(id if note else "", (note.title or "") if note else "", note.text if note else "")

    def heard(self, kind: str, fields: dict[str, Any]) -> None:
        """A word of the first two steps."""
        with guarded(self.say):
            if kind == "mark" and isinstance(fields.get("ids"), list):
                self.source.chosen = [one for one in self.source.notes if one in set(map(str, fields["ids"]))]
            elif kind == "read":
                self._read(str(fields.get("id", "")))
            elif kind == "write" and isinstance(fields.get("wanted"), dict):
                self.write(fields["wanted"])

    # drafts

    def write(self, asked: Mapping[str, Any]) -> None:
        """Write the drafts, beside the page."""
        notes = [self.source.notes[id] for id in self.source.chosen if id in self.source.notes]
        if not notes:
            return
        wanted, way = wanted_of(asked), str(asked.get("way", RULES))
        way = way if way in {value for value, _name in ways()} else RULES
        self.say("", "", "")
        self.wanted.busy = True
        n = len(notes)
        told = ngettext("Reading {n} note and writing the drafts…", "Reading {n} notes and writing the drafts…", n)
        self.progress.show(told.format(n=number(n)))
        self.runner.run(lambda: self._writer(way).write(notes, wanted=wanted), self._came, self._stopped)

    def _writer(self, way: str) -> Any:
        from carnet.tools import teach

        cited = bool(self.references.library().documents())
        if (way, cited) not in self._writers:
            self._writers[way, cited] = teach(
                llm=None if way == RULES else way, references=references_folder() if cited else None
            )
        return self._writers[way, cited]

    def _came(self, written: "WrittenCase") -> None:
        self._stopped()
        self.cautions = written.cautions
        if not written.items:
            self.say(
                "warn",
                _("No question could be written from these notes."),
                "\n".join([*written.cautions, _("Choose a longer report, or ask for other types of questions.")]),
            )
            return
        self.items = {one.id: one for one in written.items}
        self.show(True)

    def _tell(self) -> None:
        cautions = list(
            dict.fromkeys([*self.cautions, *(one for item in self.items.values() for one in item.cautions)])
        )
        rows = join_html(safe_html("<li>{one}</li>", one=one) for one in cautions)
        self.told.value = (
            safe_html(
                '<details class="sx-cautions" open><summary>{title}</summary><ul>{rows}</ul></details>',
                title=_("To be looked at before anything else ({n})").format(n=number(len(cautions))),
                rows=rows,
            )
            if cautions
            else ""
        )
        gate = Gate()
        check = self.references.library().check
        self.cards.show([reading(one, gate.check_writing(one), check) for one in self.items.values()])

    def heard_of_cards(self, kind: str, fields: dict[str, Any]) -> None:
        """A draft to correct, or all those kept to the bank."""
        with guarded(self.say):
            if kind == "edit" and (item := self.items.pop(str(fields.get("id", "")), None)) is not None:
                self.show(bool(self.items))
                self.edit(item)
            elif kind == "add" and isinstance(fields.get("ids"), list):
                kept = [self.items[one] for one in map(str, fields["ids"]) if one in self.items]
                if kept:
                    self._add(kept)

    def _add(self, kept: list[Item]) -> None:
        saved = self.desk.save_all(kept, _("written from a report"))
        self.items = {}
        self.show(False)
        self.added([one.id for one in saved])
        n = len(saved)
        self.say("ok", ngettext("{n} draft added to the bank.", "{n} drafts added to the bank.", n).format(n=number(n)),
                 _("Read each one: somebody else reviews it before it is used."))  # fmt: skip

    def _stopped(self) -> None:
        self.wanted.busy = False
        self.progress.clear()

    def _failed(self, kind: str, title: str, text: str) -> None:
        self._stopped()
        self.say(kind, title, text)


def wanted_of(asked: Mapping[str, Any]) -> "Wanted":
    """What the page asks, checked."""
    from carnet.tools.writing.wanted import Wanted

    def among(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
        given = asked.get(name)
        return tuple(one for one in known if one in given) if isinstance(given, list) else ()

    number_ = asked.get("number")
    return Wanted.model_validate(
        {
            "number": min(max(number_ if isinstance(number_, int) else 6, 1), 30),
            "kinds": among("kinds", WRITTEN),
            "topics": among("topics", get_args(Topic)),
            "ranks": among("ranks", ("A", "B", "C")),
        }
    )


def wanted_texts() -> dict[str, Any]:
    """The words of the first two steps."""
    topics = {name: words for name, words in topic_words().items() if name != "other"}
    return {
        "notes": _("Notes to start from"),
        "none": _("Choose a patient, drop a report, or paste one."),
        "take": _("Start from {title}"),
        "wanted": _("What you want"),
        "wantedHint": _("Nothing ticked: whatever suits the case."),
        "topics": _("Topics"),
        "topicList": options(topics),
        "kinds": _("Types"),
        "kindList": [list(one) for one in kind_options(WRITTEN)],
        "ranks": _("Ranks"),
        "number": _("Items at most"),
        "way": _("Written by"),
        "write": _("Write the drafts"),
        "one": _("1 note chosen"),
        "many": _("{n} notes chosen"),
    }


def cards_texts() -> dict[str, str]:
    """The words of the drafts."""
    return {
        "case": _("The case, made safe"),
        "keep": _("I keep it"),
        "dropped": _("I drop it"),
        "edit": _("Correct"),
        "kept": _("{n} drafts kept of {all}"),
        "oneKept": _("1 draft kept"),
        "add": _("Add {n} drafts to the bank"),
        "addOne": _("Add the draft to the bank"),
    }

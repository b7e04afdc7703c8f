"""A stay as it is shown: its cards, its note, and the one passage that is bright in both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from carnet.apps.codage_cards import card_of, cautions
from carnet.apps.codage_record import StayRecord
from carnet.apps.codage_review import CodeItem
from carnet.apps.codage_view import CodageView
from carnet.apps.dossier_facts import short_date
from carnet.apps.guard import guarded
from carnet.language import _, ngettext, number
from carnet.text.terminologies.cim10 import Nomenclature, dotted
from carnet.tools.coding.stay import Stay
from carnet.widgets.code_cards import CodeCard


class Shown:
    """The stay on the page. `setting`: what the app itself sets is not heard as a choice of the person."""

    def __init__(self, view: CodageView, nomenclature: Callable[[], Nomenclature]) -> None:
        self.view = view
        self.nomenclature = nomenclature
        self.record: StayRecord | None = None
        self.passage = 0
        self.setting = False

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """While the app sets what a person may also choose."""
        before, self.setting = self.setting, True
        try:
            yield
        finally:
            self.setting = before

    def show(self, record: StayRecord, place: tuple[int, int], validated: str) -> None:
        """A stay: its bar, its notes, its cards; the first code that is to be read is chosen. `place`: which of how
        many stays."""
        self.record = record
        stay = record.stay
        name = _("Fictitious stay") if record.example else _("Stay {id}").format(id=stay.stay_id)
        self.view.bar.show(name, about(stay), place)
        with self.quietly():
            self.view.source.offer(record.names())
        self.show_cards(validated=validated)
        items = record.review.in_order()
        first = next(iter(record.review.left()), next(iter(items), None))
        if first is not None:
            self.show_item(first)
        elif stay.notes:
            self.show_note(stay.notes[-1].note_id)
        else:
            with self.quietly():
                self.view.source.show("", "", [], about=_("This stay has no note."))

    def card(self, item: CodeItem) -> CodeCard:
        """A code as its card shows it."""
        assert self.record is not None
        return card_of(item, self.record, self.nomenclature())

    def show_cards(self, *, validated: str = "") -> None:
        """All the cards."""
        record = self.record
        if record is None:
            return
        empty = _("No code is proposed: add those that the notes attest (+).")
        if record.coded is None:
            empty = _("Codes could not be proposed: add those that the notes attest (+).")
        with self.quietly():
            self.view.cards.show(
                [self.card(item) for item in record.review.in_order()],
                cautions=cautions(record),
                able=record.review.able,
                empty=empty,
                validated=validated,
            )

    def choose(self, id: str) -> None:
        """A card was chosen."""
        if not self.setting and self.record is not None and (item := self.record.review.items.get(id)) is not None:
            with guarded(self.view.say):
                self.show_item(item)

    def choose_note(self, id: str) -> None:
        """A note was chosen over its text."""
        if not self.setting:
            with guarded(self.view.say):
                self.show_note(id)

    def show_item(self, item: CodeItem, passage: int = 0) -> None:
        """A code: its card, and one of its passages in its note."""
        record = self.record
        assert record is not None
        with self.quietly():
            self.view.cards.selected = item.id
        if not item.evidence:
            self.passage = 0
            if self.view.source.note not in record.notes and record.notes:
                self.show_note(next(iter(record.notes)))
            with self.quietly():
                self.view.source.bright, self.view.source.mention = [], [0, 0, ""]
            return
        self.passage = passage % len(item.evidence)
        first = item.evidence[self.passage]
        note = record.notes.get(first.note_id)
        if note is None:
            return
        others = [one for one in item.evidence if one.note_id == first.note_id and one != first]
        with self.quietly():
            self.view.source.show(
                note.note_id, note.text, record.passages(note.note_id),
                bright=[(one.start, one.end) for one in (first, *others)],
                mention=(self.passage + 1, len(item.evidence), dotted(item.now.code)),
            )  # fmt: skip

    def show_note(self, id: str) -> None:
        """A note, without a code."""
        record = self.record
        if record is None or (note := record.notes.get(id)) is None:
            return
        with self.quietly():
            self.view.source.show(id, note.text, record.passages(id))

    def underline(self) -> None:
        """What is underlined in the note, after a code came or went."""
        record, note = self.record, self.view.source.note
        if record is not None and note in record.notes:
            found: list[Any] = [list(one) for one in record.passages(note)]
            if found != self.view.source.passages:
                self.view.source.passages = found


def about(stay: Stay) -> str:
    """« femme, 67 ans · Urologie · 03/03/2024 → 11/03/2024 (8 jours) »."""
    who = [{"f": _("woman"), "m": _("man")}.get(stay.sex or "", "")]
    if stay.age is not None:
        years = int(stay.age)
        who.append(ngettext("{n} year", "{n} years", years).format(n=number(years)))
    days = " → ".join(dict.fromkeys(short_date(day.isoformat()) for day in (stay.admission, stay.discharge) if day))
    if stay.admission and stay.discharge and (n := (stay.discharge - stay.admission).days):
        days += " (" + ngettext("{n} day", "{n} days", n).format(n=number(n)) + ")"
    return " · ".join(filter(None, (", ".join(filter(None, who)), stay.unit, days)))

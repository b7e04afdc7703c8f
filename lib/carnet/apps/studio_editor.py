"""The editor of the teachers' page: drafts kept while one goes from item to item, checked as one types, saved."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from carnet.apps.guard import guarded
from carnet.apps.studio_draft import Draft, blank, fresh_id
from carnet.apps.studio_history import history_rows
from carnet.apps.studio_preview import Preview
from carnet.apps.studio_reading import cited_in
from carnet.apps.studio_running import Runner, Say
from carnet.apps.studio_words import editor_texts, state_words
from carnet.language import _, date, language
from carnet.teaching.citation import Citation
from carnet.teaching.gate import Gate, identifiers, labels
from carnet.teaching.item import ITEM_KINDS, Finding, Item
from carnet.teaching.references import Library, Passage
from carnet.tools.pseudonymisation.leftovers import leftovers
from carnet.widgets.item_editor import ItemEditor

if TYPE_CHECKING:
    from carnet.teaching.classroom.bank_desk import BankDesk

FOUND = 8  # passages that a search of the references shows


class Editing:
    """The drafts of this visit. `changed()` is called when the list of the bank is no longer what it was."""

    def __init__(self, desk: "BankDesk", say: Say, library: Callable[[], Library], changed: Callable[[], None]) -> None:
        self.desk, self.say, self.library, self.changed = desk, say, library, changed
        self.runner = Runner(say)
        self.editor = ItemEditor(editor_texts())
        self.preview = Preview()
        self.drafts: dict[str, Draft] = {}
        self.current: str = ""
        self.question = ""
        self.on_review: Callable[[str], None] = lambda _id: None
        self._openings: dict[int, str] = {}
        self._passages: tuple[int, list[Passage]] = (0, [])
        self._gate = Gate()
        self.editor.on_word(self.heard)
        self.preview.show(None)

    @property
    def draft(self) -> Draft | None:
        """The draft under the editor."""
        return self.drafts.get(self.current)

    def unsaved(self) -> list[Draft]:
        """The drafts that are not saved, the latest first."""
        return [one for one in reversed(self.drafts.values()) if one.dirty]

    def relabel(self) -> None:
        """The words in the language in use."""
        self.editor.texts = editor_texts()
        self.preview.relabel()
        if self.draft is not None:
            self.editor.meta = self._meta(self.draft)
            self.check()

    # which item

    def open(self, id: str) -> None:
        """Put an item under the editor, with what was typed of it and not saved."""
        draft = self.drafts.get(id)
        if draft is None or not draft.dirty:
            draft = Draft.of(self.desk.item(id))
        self._put(draft)

    def new(self, kind: str) -> None:
        """An item to write from nothing."""
        if kind in ITEM_KINDS:
            self._put(Draft.new(blank(kind, self.desk.person.name)))
            self.changed()

    def adopt(self, item: Item) -> None:
        """An item that the bank does not have yet."""
        self._put(Draft.new(item))
        self.changed()

    def close(self) -> None:
        """Nothing under the editor."""
        self.current = ""
        self.editor.put({}, {})
        self.preview.show(None)

    def _put(self, draft: Draft) -> None:
        self.drafts.pop(draft.id, None)
        self.drafts[draft.id] = draft  # what is typed last in the one before may still be on its way
        self.current, self.question = draft.id, ""
        self.editor.put(draft.data, self._meta(draft))
        self._openings[self.editor.openings] = draft.id
        self.preview.show(draft.item)
        self.check()

    def _meta(self, draft: Draft) -> dict[str, Any]:
        base = draft.base
        state = base.state if base else "draft"
        about = _("New item, not saved yet")
        actions = [("revert", _("Throw away"), _("Forget this draft"))]
        if base is not None:
            last = base.history[-1] if base.history else None
            about = _("Version {n}").format(n=base.version)
            if last is not None:
                about = _("Version {n}, {who}, {day}").format(n=base.version, who=last.who, day=_day(last.when))
            actions = [
                ("history", _("History"), _("Who changed what, when and why")),
                ("copy", _("Duplicate"), _("A new item that starts from this one")),
                ("submit", _("Review"), _("The checks in full, and the way to publication")),
            ]
            if state in ("reviewed", "approved"):
                actions.append(("draft", _("To draft"), _("It can no longer be used until it is reviewed again")))
            if state != "retired":
                actions.append(("retire", _("Retire"), _("Kept, but no longer offered")))
            else:
                actions.append(("draft", _("Take up again"), _("Make it a draft again")))
            actions.append(("revert", _("Undo all"), _("Back to the version that is saved")))
        return {
            "state": state,
            "stateName": state_words()[state],
            "about": about,
            "dirty": draft.dirty,
            "actions": [list(one) for one in actions],
            "stale": self._stale(draft),
            "note": self._note(draft),
        }

    def _note(self, draft: Draft) -> str:
        """What a reviewer said when she sent the item back."""
        last = draft.base.history[-1] if draft.base is not None and draft.base.history else None
        if (
            last is None
            or last.state != "draft"
            or not last.reason
            or not any(one["path"] == "state" for one in last.diff)
        ):
            return ""
        return _("{who}, {day}: “{reason}”").format(who=last.who, day=date(last.when), reason=last.reason)

    def _stale(self, draft: Draft) -> list[str]:
        changed = () if draft.item is None else self._changed_citations(draft.item)
        return [f"{one.reference_id}:{one.start}:{one.version}" for _where, one in changed]

    def _changed_citations(self, item: Item) -> list[tuple[str, Citation]]:
        return [(where, one) for where, one in cited_in(item) if self.library().check(one) != "same"]

    # what the page asks

    def heard(self, kind: str, fields: dict[str, Any]) -> None:
        """A word of the editor."""
        with guarded(self.say):
            if kind == "edit":
                self.edited(fields)
            elif kind == "look":
                self.question = str(fields.get("question", ""))
                if self.draft is not None:
                    self.preview.show(self.draft.item, self.question)
            elif kind == "search":
                self._search(str(fields.get("query", ""))[:400], _whole(fields.get("number")))
            elif kind == "cite":
                self._cite(_whole(fields.get("number")), _whole(fields.get("index")))
            elif self.draft is not None:
                self._asked(kind, self.draft, str(fields.get("reason", ""))[:300], fields)

    def edited(self, fields: dict[str, Any]) -> None:
        """What was typed, of the item that was open then."""
        draft = self.drafts.get(self._openings.get(_whole(fields.get("opened")), ""))
        if draft is None or not isinstance(fields.get("item"), dict):
            return
        before = draft.dirty
        draft.take(fields["item"])
        draft.number = max(draft.number, _whole(fields.get("number")))
        if draft.dirty and not before:
            self.changed()
        if draft is self.draft:
            if draft.item is not None:
                self.preview.show(draft.item, self.question)
            self.check()

    def check(self) -> None:
        """What the rules say of the draft, beside its fields; off the loop, for the newest draft alone."""
        draft = self.draft
        if draft is None:
            return
        number, item, wrong = draft.number, draft.item, draft.wrong

        def work() -> tuple[Finding, ...]:
            if item is None or self.draft is not draft or draft.number != number:
                return wrong
            return (*self._gate.check_writing(item), *identifiers.check(item, leftovers), *self._citations(item))

        def then(found: tuple[Finding, ...]) -> None:
            if self.draft is draft and draft.number == number:
                names = labels()
                rows = [one.model_dump(mode="json") | {"label": names.get(one.check, "")} for one in found]
                self.editor.tell(number, rows)

        self.runner.run(work, then)

    def _citations(self, item: Item) -> tuple[Finding, ...]:
        told = _("The reference “{title}” has changed, or is no longer there.")
        remedy = _("Read it again, and cite the present version.")
        return tuple(
            Finding(check="citations", level="warn", where=where, message=told.format(title=one.title), remedy=remedy)
            for where, one in self._changed_citations(item)
        )

    def _asked(self, kind: str, draft: Draft, reason: str, fields: dict[str, Any]) -> None:
        if kind == "save":
            self.save(draft, reason)
        elif kind == "history" and draft.base is not None:
            self.editor.history = []
            self.editor.history = history_rows(self.desk.versions(draft.id))
        elif kind == "restore" and draft.base is not None:
            old = self.desk.item(draft.id, _whole(fields.get("version")))
            draft.data = old.model_dump(mode="json") | {"version": draft.base.version, "state": draft.base.state}
            draft.item, draft.dirty, draft.wrong = Item.model_validate(draft.data), True, ()
            self._put(draft)
            self.changed()
        elif kind == "revert":
            self.drafts.pop(draft.id, None)
            if draft.base is None:
                self.close()
            else:
                self.open(draft.id)
            self.changed()
        elif kind == "copy" and draft.item is not None:
            copied = {
                "id": fresh_id(),
                "version": 1,
                "state": "draft",
                "history": (),
                "overrides": (),
                "authors": (self.desk.person.name,),
            }
            title = _("{title} (copy)").format(title=draft.item.title) if draft.item.title else ""
            self.adopt(draft.item.model_copy(update=copied | {"title": title}))
        elif kind == "submit":
            if draft.dirty:
                self.say("warn", _("Save first"), _("The review reads the version that is saved."))
            else:
                self.on_review(draft.id)
        elif kind in ("draft", "retire") and draft.base is not None:
            self._move(draft, kind, reason)

    def _move(self, draft: Draft, kind: str, reason: str) -> None:
        if draft.dirty:
            self.say("warn", _("Save first"), _("The state is that of the version that is saved."))
            return
        self.desk.move(draft.id, "retired" if kind == "retire" else "draft", reason)
        self.drafts.pop(draft.id, None)
        self.open(draft.id)
        self.changed()

    def save(self, draft: Draft, reason: str) -> None:
        """A new version; what keeps it from being one is said beside its field."""
        if draft.item is None:
            self.say("warn", _("This draft cannot be saved yet"), _("Correct what is marked in red: it is kept here."))
            return
        if draft.base is not None and not draft.dirty:
            self.say("info", _("Nothing has changed since version {n}.").format(n=draft.base.version), "")
            return
        was = draft.base.state if draft.base else "draft"
        saved = self.desk.save(draft.item, reason)
        draft.base, draft.dirty = saved, False
        draft.data = draft.data | {"version": saved.version, "state": saved.state, "authors": list(saved.authors)}
        draft.item = Item.model_validate(draft.data)
        self.editor.saved()
        self.editor.meta = self._meta(draft)
        told = _("It is a draft again: somebody else reviews it.") if was in ("reviewed", "approved") else ""
        self.say("ok", _("Version {n} saved.").format(n=saved.version), told)
        self.changed()

    # references

    def _search(self, query: str, number: int) -> None:
        library = self.library()
        if not library.documents():
            self.editor.answer(number, [], _("No reference yet: add your courses in the tab “References”."))
            return

        def then(found: list[Passage]) -> None:
            self._passages = (number, found)
            rows = [
                {
                    "title": one.document.title,
                    "about": " · ".join(part for part in (one.piece.section, date(one.document.current.dated)) if part),
                    "text": one.text[:600],
                }
                for one in found
            ]
            self.editor.answer(number, rows)

        self.runner.run(lambda: library.search(query, FOUND), then)

    def _cite(self, number: int, index: int) -> None:
        asked, found = self._passages
        if asked == number and 0 <= index < len(found):
            self.editor.cited(self.library().cite(found[index]).model_dump(mode="json"))


def _day(when: datetime.datetime) -> str:
    """A day in figures, for a line that has little room."""
    return when.strftime("%d/%m/%Y" if language() == "fr" else "%Y-%m-%d")


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1

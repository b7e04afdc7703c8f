"""The bank as a teacher uses it: saving with a history, finding, moving an item through its states with four eyes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, runtime_checkable

from carnet.language import _
from carnet.teaching.classroom.errors import Conflict, NotFound, NotReady
from carnet.teaching.classroom.person import Person, must_teach
from carnet.teaching.classroom.records import BankQuery, BankRow, Found
from carnet.teaching.history import diff
from carnet.teaching.item import Change, Finding, Item, Override, State
from carnet.teaching.store import TeachingStore, bank, search

FOUR_EYES = "four_eyes"  # the check that an override names when the author reviews her own item
MOVES: dict[State, tuple[State, ...]] = {
    "draft": ("reviewed", "retired"),
    "reviewed": ("approved", "draft", "retired"),
    "approved": ("draft", "retired"),
    "retired": ("draft",),
}


@runtime_checkable
class Report(Protocol):
    """What the publication gate found (`carnet.teaching.gate.GateReport`)."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks found."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The checks that could not run, and why."""

    @property
    def open(self) -> bool:
        """Whether the item may be published."""


class BankDesk:
    """A teacher's half of `TeacherDesk`: the items."""

    def __init__(self, store: TeachingStore, person: Person) -> None:
        must_teach(person)
        self.store, self.person = store, person

    def save(self, item: Item, reason: str = "") -> Item:
        """Write a new version of an item; what comes back has its number, its state and its history.

        `item.version` is the version that was changed: `Conflict` when somebody wrote another one meanwhile. An item
        whose content changed is a draft again and loses what let it through the gate; nothing changed, nothing
        written. An item that the bank does not have begins at version 1, as a draft.
        """
        saved = self.save_all([item], reason)[0]
        return self.item(saved.id)

    def save_all(self, items: Iterable[Item], reason: str = "") -> list[Item]:
        """The same for many items at once, all or none; what comes back is without history."""
        given = list(items)
        twice = {one.id for one in given if [two.id for two in given].count(one.id) > 1} if len(given) < 1000 else set()
        if twice or len({one.id for one in given}) != len(given):
            raise NotReady(_("The same item stands twice: {ids}.").format(ids=", ".join(sorted(twice))))
        now = datetime.now(UTC)
        with self.store.writing() as connection:
            bank.hold(connection, (one.id for one in given))
            there = bank.latest(connection, (one.id for one in given))
            out, entries = [], []
            for item in given:
                entry = self._entry(item, there.get(item.id), now, reason)
                out.append(entry.item if entry else there[item.id])
                entries += [entry] if entry else []
            bank.write(connection, entries)
        return out

    def _entry(self, item: Item, before: Item | None, now: datetime, reason: str) -> bank.Entry | None:
        if before is None:
            fresh = {"version": 1, "state": "draft", "overrides": (), "history": ()}
            authors = item.authors or (self.person.name,)
            return bank.Entry(item.model_copy(update=fresh | {"authors": authors}), self.person.name, now, reason)
        changed = diff(before, item)
        if not changed:
            return None
        if item.version != before.version:
            raise Conflict(
                _("Somebody changed the item {item} meanwhile (version {there}, yours {yours}).").format(
                    item=item.id, there=before.version, yours=item.version
                ),
                _("Open it again and make your change on the present version."),
            )
        fresh = {"version": before.version + 1, "state": "draft", "overrides": (), "history": ()}
        return bank.Entry(item.model_copy(update=fresh), self.person.name, now, reason, changed)

    def item(self, id: str, version: int | None = None) -> Item:
        """An item as it is, or as it was in a version, with its history until then."""
        with self.store.reading() as connection:
            if version is None:
                found = bank.latest(connection, [id]).get(id)
            else:
                found = bank.read(connection, [(id, version)]).get((id, version))
            if found is None:
                raise unknown_item(id)
            return found.model_copy(update={"history": bank.changes(connection, id, found.version)})

    def items(self, ids: Iterable[str]) -> list[Item]:
        """Several items as they are, in that order, without their history."""
        wanted = list(ids)
        with self.store.reading() as connection:
            found = bank.latest(connection, wanted)
        for one in wanted:
            if one not in found:
                raise unknown_item(one)
        return [found[one] for one in wanted]

    def versions(self, id: str) -> tuple[Change, ...]:
        """The history of an item, oldest first."""
        with self.store.reading() as connection:
            found = bank.changes(connection, id)
        if not found:
            raise unknown_item(id)
        return found

    def find(self, query: BankQuery | None = None) -> Found:
        """The items that answer a query, the latest changed first."""
        asked = query or BankQuery()
        with self.store.reading() as connection:
            rows, total = search.matching(
                connection,
                said=f"{asked.text} ",
                among={
                    "ranks": asked.ranks,
                    "objectives": asked.objectives,
                    "item_numbers": asked.item_numbers,
                    "topics": asked.topics,
                },
                exactly={
                    "kind": asked.kinds,
                    "state": asked.states,
                    "use": (asked.use,) if asked.use else (),
                    "author": (asked.author,) if asked.author else (),
                },
                difficulty=asked.difficulty,
                limit=asked.limit,
                offset=asked.offset,
            )
        return Found(tuple(_row(one) for one in rows), total)

    def move(
        self,
        id: str,
        state: State,
        reason: str = "",
        overrides: Sequence[Override] = (),
        report: Report | None = None,
    ) -> Item:
        """Move an item to another state; a new version, with the same content.

        `reviewed` asks for another person than the content's author, or an override of the check `four_eyes` with its
        reason. `approved` asks for the gate's report of this very item: open, or each stop and each check that could
        not run overridden with a reason (by an override without address, or with that of the finding).
        """
        now = datetime.now(UTC)
        with self.store.writing() as connection:
            bank.hold(connection, [id])
            before = bank.latest(connection, [id]).get(id)
            if before is None:
                raise unknown_item(id)
            if before.state == state:
                return self.item(id)
            if state not in MOVES[before.state]:
                raise NotReady(
                    _("The item {item} cannot go from “{before}” to “{after}”.").format(
                        item=id, before=_(before.state), after=_(state)
                    ),
                    _("An item is a draft, then reviewed by a second person, then approved."),
                )
            mine = tuple(one.model_copy(update={"who": self.person.name, "when": now}) for one in overrides)
            kept = (*before.overrides, *mine)
            if state == "reviewed":
                self._four_eyes(id, bank.last_author(connection, id), kept)
            if state == "approved":
                gate_is_open(before, report, kept)
            told: list[dict[str, Any]] = [{"path": "state", "before": before.state, "after": state}]
            told += [{"path": f"overrides/{one.check}", "before": None, "after": one.reason} for one in mine]
            after = before.model_copy(update={"version": before.version + 1, "state": state, "overrides": kept})
            bank.write(connection, [bank.Entry(after, self.person.name, now, reason, tuple(told))])
        return self.item(id)

    def _four_eyes(self, id: str, author: str, overrides: Sequence[Override]) -> None:
        if self.person.name != author or any(one.check == FOUR_EYES for one in overrides):
            return
        raise NotReady(
            _("The item {item} was last written by you: somebody else reviews it.").format(item=id),
            _("Ask a colleague; if there is nobody, override with a reason, which is kept."),
        )


def gate_is_open(item: Item, report: Report | None, overrides: Sequence[Override]) -> None:
    """Raises `NotReady` unless the gate lets an item through. Without a report it stays closed."""
    if report is None:
        raise NotReady(
            _("The item {item} has not been through the checks.").format(item=item.id),
            _("Run the checks, then approve."),
        )
    named = getattr(report, "item_id", item.id), getattr(report, "item_version", item.version)
    if named[0] != item.id or named[1] != item.version:
        raise NotReady(
            _("The checks were run on another version than that of the item {item}.").format(item=item.id),
            _("Run the checks, then approve."),
        )
    if report.open:
        return
    stops = [one for one in report.findings if one.level == "stop" and not _overridden(one.check, one.where, overrides)]
    missing = [one for one in report.missing if not _overridden(str(one).split(":")[0].strip(), "", overrides)]
    overridden = bool(report.missing) or any(one.level == "stop" for one in report.findings)
    if stops or missing or not overridden:
        raise NotReady(
            _("The item {item} is stopped by the checks: {checks}.").format(
                item=item.id, checks=", ".join([*(one.check for one in stops), *map(str, missing)]) or "?"
            ),
            _("Correct it, or override each one with a reason, which is kept."),
        )


def _overridden(check: str, where: str, overrides: Sequence[Override]) -> bool:
    return any(one.check == check and one.where in ("", where) for one in overrides)


def unknown_item(id: str) -> NotFound:
    """The bank has no such item (or version)."""
    return NotFound(_("There is no item {item} in the bank.").format(item=id), _("Look for it by its words."))


def _row(row: Any) -> BankRow:
    return BankRow(
        id=row.item_id,
        version=row.version,
        kind=row.kind,
        title=row.title,
        state=row.state,
        ranks=search.unlisted(row.ranks),
        objectives=search.unlisted(row.objectives),
        item_numbers=tuple(int(one) for one in search.unlisted(row.item_numbers)),
        topics=search.unlisted(row.topics),
        stem=row.stem,
        questions=row.questions,
        difficulty=row.difficulty,
        use=row.use,
        author=row.author,
        updated=row.updated,
    )

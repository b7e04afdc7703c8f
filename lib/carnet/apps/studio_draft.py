"""A draft under the editor: from what the page sends to an item, and what to say where it is none."""

import copy
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from carnet.language import _
from carnet.teaching.item import Finding, Item, ItemKind

KEPT = "="  # an image that the page does not send again
MINE = ("title", "kind", "case", "questions", "station", "specialty", "item_number", "rank", "objectives", "difficulty",
        "use", "licence", "scale")  # fmt: skip


@dataclass
class Draft:
    """An item as it is being written. `base` is the version it starts from, None where the bank has none.

    `data` is its JSON as the page has it, `item` the same where it can be an item; `dirty`: not saved.
    """

    id: str
    data: dict[str, Any] = field(repr=False)
    base: Item | None = field(default=None, repr=False)
    item: Item | None = field(default=None, repr=False)
    wrong: tuple[Finding, ...] = ()
    dirty: bool = False
    number: int = 0

    @classmethod
    def of(cls, item: Item) -> "Draft":
        """The draft of an item of the bank, unchanged yet."""
        return cls(item.id, item.model_dump(mode="json"), item, item)

    @classmethod
    def new(cls, item: Item) -> "Draft":
        """The draft of an item that the bank does not have."""
        return cls(item.id, item.model_dump(mode="json"), None, item, dirty=True)

    def take(self, sent: Mapping[str, Any]) -> bool:
        """Take what the page sent; whether anything changed. Only what a person writes is taken from it."""
        data = copy.deepcopy({name: sent[name] for name in MINE if name in sent})
        known = {one["id"]: one.get("image") for one in self.data.get("questions", [])}
        for question in data.get("questions") or []:
            if isinstance(question, dict) and isinstance(image := question.get("image"), dict):
                before = known.get(question.get("id"))
                if image.get("data") == KEPT and before:
                    image["data"] = before["data"]
        before, self.data = self.data, self.data | data
        self.item, self.wrong = read(self.data)
        changed = self.data != before
        self.dirty = self.dirty or changed
        return changed


def read(data: Mapping[str, Any]) -> tuple[Item | None, tuple[Finding, ...]]:
    """The item, or what keeps the draft from being one; nothing of what is written stands in the findings."""
    try:
        return Item.model_validate(data), ()
    except ValidationError as error:
        found = {}
        for one in error.errors(include_input=False, include_url=False, include_context=False):
            where = _address(data, one["loc"])
            found[where] = Finding(
                check="structure", level="stop", where=where, message=_wrong(one["loc"], one["type"]),
                remedy=_("Correct it: the item is saved once it is accepted."),
            )  # fmt: skip
        return None, tuple(found.values())


def _wrong(loc: tuple[Any, ...], kind: str) -> str:
    name = str(loc[-1]) if loc else ""
    if name == "item_number":
        return _("The item of the curriculum is a number from 1 to 367.")
    if name == "difficulty":
        return _("The expected success is between 0 and 100 %.")
    if kind in ("missing", "string_type", "string_too_short"):
        return _("Something is missing here.")
    if not loc:
        return _("This type of item asks for other questions than these.")
    return _("This value is not accepted here.")


def _address(data: Mapping[str, Any], loc: tuple[Any, ...]) -> str:
    """The address (see `Item.texts`) of a place in the JSON."""
    if not loc:
        return ""
    if loc[0] != "questions" or len(loc) < 2:
        return "/".join(str(one) for one in loc)
    question = data["questions"][loc[1]]
    parts = [str(question.get("id", ""))]
    if len(loc) > 3 and loc[2] == "propositions":
        parts.append(str(question["propositions"][loc[3]].get("id", "")))
        rest = loc[4:]
    else:
        rest = loc[2:]
    return "/".join([*parts, *(str(one) for one in rest if one not in ("propositions",))])


def fresh_id() -> str:
    """An id that no item has."""
    return f"item-{secrets.token_hex(5)}"


def blank(kind: ItemKind, author: str) -> Item:
    """An item with everything still to be written."""
    letters = "abcde"
    several = {"DP": ("QRM", "QRU", "QROC"), "miniDP": ("QRM", "QRU"), "KFP": ("QRP", "QROC", "QRM")}
    kinds = several.get(kind, () if kind == "ECOS" else (kind,))
    questions = []
    for place, one in enumerate(kinds, start=1):
        ticked = one not in ("QROC", "TCS")
        count = 10 if one == "QRPL" else 5
        names = [letters[n] if n < len(letters) else f"{chr(97 + n)}" for n in range(count)]
        questions.append(
            {
                "id": f"q{place}",
                "kind": one,
                "stem": "",
                "propositions": [{"id": name, "text": "", "correct": False} for name in names] if ticked else [],
                "answers": [{"text": "", "category": 1}] if one == "QROC" else [],
            }
        )
    station = {"task": "", "grid": [{"id": "g1", "text": ""}]} if kind == "ECOS" else None
    return Item.model_validate(
        {"id": fresh_id(), "kind": kind, "questions": questions, "station": station, "authors": (author,)}
    )

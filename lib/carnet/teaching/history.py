"""What changed between two versions of an item, line by line, as its history keeps it."""

from collections.abc import Iterator, Mapping
from typing import Any

from carnet.teaching.item import Item

APART = {"version", "state", "history", "overrides", "schema_version"}  # what is not the content
SHORTENED = "…"


def content(item: Item) -> dict[str, Any]:
    """What an item says, as JSON: all but its version, its state, its history and what let it through the gate."""
    return item.model_dump(mode="json", exclude=APART)


def diff(before: Item | Mapping[str, Any], after: Item | Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The changes from one content to the other, each as {path, before, after}.

    A path names things by their ids (`questions/q1/propositions/a/text`); what was added has `before` None, what was
    taken away `after` None; an order that changed is told as `…/order`. An image's data are told as changed only.
    """
    old = content(before) if isinstance(before, Item) else dict(before)
    new = content(after) if isinstance(after, Item) else dict(after)
    return tuple(_changes("", old, new))


def _changes(path: str, before: Any, after: Any) -> Iterator[dict[str, Any]]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in [*before, *(name for name in after if name not in before)]:
            yield from _changes(f"{path}/{name}" if path else str(name), before.get(name), after.get(name))
    elif (old := _by_id(before)) is not None and (new := _by_id(after)) is not None and (old or new):
        yield from _changes(path, old, new)
        kept = [name for name in old if name in new], [name for name in new if name in old]
        if kept[0] != kept[1]:
            yield {"path": f"{path}/order", "before": kept[0], "after": kept[1]}
    elif path.endswith("/data"):
        yield {"path": path, "before": SHORTENED, "after": SHORTENED}
    else:
        yield {"path": path, "before": before, "after": after}


def _by_id(values: Any) -> dict[str, Any] | None:
    """A list of things that have ids, by id; None for another one."""
    if not isinstance(values, list | tuple):
        return None
    if not all(isinstance(one, Mapping) and "id" in one for one in values):
        return None
    return {str(one["id"]): one for one in values}

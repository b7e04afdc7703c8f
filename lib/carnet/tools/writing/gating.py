"""What of the publication gate a draft must pass before it is shown to the teacher."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from carnet.language import ngettext
from carnet.teaching.gate import Gate
from carnet.teaching.item import Item
from carnet.text.note import Note
from carnet.tools.pseudonymisation.tool import Pseudonymiser
from carnet.tools.writing.french import capital
from carnet.tools.writing.general_knowledge import general_blueprints
from carnet.tools.writing.knowledge import blueprints


@dataclass(frozen=True)
class Checked:
    """The items that stay, and how many were left out, by check."""

    items: tuple[Item, ...]
    left_out: dict[str, int]


class DraftGate:
    """The gate's rules over drafts, the pseudonymiser looking for identifiers in what comes from the notes."""

    def __init__(self, pseudonymiser: Pseudonymiser) -> None:
        self.pseudonymiser = pseudonymiser

    @cached_property
    def gate(self) -> Gate:
        """The gate, with the writer's pseudonymiser."""
        return Gate(identifiers=self.identifiers)

    def identifiers(self, text: str) -> list[tuple[int, int, str]]:
        """What identifies somebody in a text. A text of the writer's own knowledge identifies nobody."""
        if text in _own_texts():
            return []
        return [(one.start, one.end, one.label) for one in self.pseudonymiser.detect(Note("", text))]

    def check(self, items: Sequence[Item], least: int | None = None) -> Checked:
        """The items that nothing stops; what is only to be looked at becomes a caution of the item."""
        kept: list[Item] = []
        left_out: dict[str, int] = {}
        seen: dict[str, bool] = {}
        for item in items:
            stopped = {one.check for one in self.gate.check_writing(item) if one.level == "stop"}
            if item.kind == "TCS":
                stopped.discard("structure")  # the panel is the teacher's to fill, as the item's caution says
            texts = item.parts().values()
            seen |= {text: bool(self.identifiers(text)) for text in texts if text not in seen}
            if any(seen[text] for text in texts):
                stopped.add("identifiers")
            for check in stopped:
                left_out[check] = left_out.get(check, 0) + 1
            if not stopped:
                kept.append(item)
            if least is not None and len(kept) == least:
                break
        return Checked(tuple(kept), left_out)


@cache
def _own_texts() -> frozenset[str]:
    """Every text that the knowledge holds, as items show it."""
    texts: set[str] = set()
    for one in (*blueprints(), *general_blueprints()):
        source = f"Source : {one.source}."
        texts |= {one.stem, source, one.why, f"{one.why} {source}", *one.answers, *one.half}
        texts |= {capital(part) for pair in (*one.right, *one.wrong) for part in pair}
    return frozenset(texts)


def said(left_out: dict[str, int], labels: Callable[[], dict[str, str]]) -> tuple[str, ...]:
    """What the teacher is told of the drafts that the gate stopped."""
    names = labels()
    return tuple(
        ngettext("{n} draft left out by the gate: {check}.", "{n} drafts left out by the gate: {check}.", count).format(
            n=count, check=names.get(check, check)
        )
        for check, count in sorted(left_out.items())
    )

"""Every detector run on a note, and what they find made into one list of entities."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from carnet.text.note import Note
from carnet.tools.pseudonymisation import merge, rules
from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.rules.known import SiteKnowledge

if TYPE_CHECKING:
    from carnet.tools.pseudonymisation.model import Model


class Detector:
    """Finds what identifies: rules, our compact model, and any other way (`others`: page → findings).

    The results are united: what one way finds is hidden, whatever the others say.
    """

    def __init__(
        self,
        rules: bool = True,
        model: bool = True,
        others: Sequence[Callable[[Page], list[Found]]] = (),
        knowledge: SiteKnowledge | None = None,
    ) -> None:
        self.rules = rules
        self.others = tuple(others)
        self.knowledge = knowledge
        self.model = _load_model() if model else None

    def detect(self, note: Note) -> list[Entity]:
        """The entities of a note: offsets of its text as given, sorted, never overlapping."""
        page = Page.of(note)
        found: list[Found] = []
        if self.rules:
            found += rules.find(page, self.knowledge)
        if self.model is not None:
            found += self.model.find(page)
        for other in self.others:
            found += other(page)
        return merge.merge(page, found)


def _load_model() -> "Model":
    """Our compact model; imported only where it is used."""
    from carnet.tools.pseudonymisation import model

    return model.load()

"""The decisions of the pseudonymiser's page in the site's review store, where it can be used."""

from typing import TYPE_CHECKING

from carnet.apps.pseudonymiser_notes import TASK, WHOLE_TASK, NoteItem, decision_of, who, whole_decision
from carnet.apps.review_store import ReviewStore
from carnet.errors import CarnetError
from carnet.widgets.annotated_text_review import Change

if TYPE_CHECKING:
    from carnet.records.reviews import Decision


class Keeper(ReviewStore):
    """Keeps decisions and brings them back."""

    def bring_back(self, item: NoteItem) -> None:
        """What was decided before about this very text, and whether it was read as a whole."""
        if item.example or (store := self.store()) is None:
            return
        item.decided(store.current(TASK, item.key, item.fingerprint))
        item.whole = bool(store.current(WHOLE_TASK, item.key, item.fingerprint))

    def keep(self, item: NoteItem, change: Change) -> bool:
        """Keep a decision about a passage; False where it could not be kept. The fictitious letter is not kept."""
        return item.example or self._add(item, decision_of(item, change, who()))

    def keep_whole(self, item: NoteItem) -> bool:
        """Keep that a note was read as a whole, or no longer."""
        return item.example or self._add(item, whole_decision(item, who()))

    def _add(self, item: NoteItem, decision: "Decision") -> bool:
        if (store := self.store()) is None:
            return False
        assert item.note is not None
        try:
            store.add(decision, item.note.text if store.keep_text else None)
        except CarnetError:
            self.failed = True
            return False
        return True

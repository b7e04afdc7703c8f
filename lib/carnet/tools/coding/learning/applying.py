"""A coder over past stays whose codes it is not shown, to be judged by them."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from carnet.language import _
from carnet.text.coded_stays import CodedRecord
from carnet.tools.coding.learning.examples import stay_of

if TYPE_CHECKING:
    from carnet.tools.coding.tool import Coder


@dataclass(frozen=True)
class Applied:
    """The settings of a coder, as workers receive them."""

    terminologies: str | None = None
    model: str | None = None
    llm: str | None = None

    @cached_property
    def coder(self) -> "Coder":
        """The coder. Raises CarnetError on settings that name nothing."""
        from carnet.tools import code

        return code(terminologies=self.terminologies, model=self.model, llm=self.llm)

    def prepare(self) -> None:
        """Load vocabularies and models now."""
        self.coder.prepare()

    def __getstate__(self) -> dict[str, str | None]:
        return {"terminologies": self.terminologies, "model": self.model, "llm": self.llm}


def code_record(applied: Applied, record: CodedRecord) -> dict[str, Any]:
    """The line that `carnet run code --by-stay` writes for the stay; a line with an `error` where it fails."""
    try:
        return applied.coder.stay(stay_of(record)).line()
    except Exception as error:  # noqa: BLE001  one bad stay of thousands does not end the run
        reason = _("the stay could not be read ({kind})").format(kind=type(error).__name__)
        note_id = record.notes[0].note_id if record.notes else record.stay_id
        return {"note_id": note_id, "stay_id": record.stay_id, "error": reason}

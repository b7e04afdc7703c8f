"""A stay as a coder decided it: what goes into the RUM, and who said so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from carnet.tools.coding.result import CodedStay, Evidence, Position
from carnet.tools.coding.stay import Stay


@dataclass(frozen=True, slots=True)
class DecidedCode:
    """A code that stands. `evidence` is empty where a coder added it without a passage; `origin` says who first said
    it: `proposed` (accepted as it was), `changed`, `added`, or `unseen` (proposed, and nobody decided)."""

    position: Position
    code: str
    label: str
    evidence: tuple[Evidence, ...] = ()
    origin: str = "proposed"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DecidedStay:
    """The RUM of a stay. `codes` in the order of their positions: one DP at most, one DR at most, then DAS and acts.

    `fields` holds what else of the RUM the site knows, by the column names of `carnet.tools.coding.export.rum`.
    """

    stay: Stay
    codes: tuple[DecidedCode, ...]
    who: str = ""
    when: datetime | None = None
    validated: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    def of(self, position: Position) -> tuple[DecidedCode, ...]:
        """The codes of a position."""
        return tuple(one for one in self.codes if one.position == position)

    @property
    def admission(self) -> date | None:
        """The first day of the stay."""
        return self.stay.admission


def undecided(stay: Stay, coded: CodedStay) -> DecidedStay:
    """What the program proposes, as nobody decided it yet."""
    return DecidedStay(
        stay,
        tuple(DecidedCode(one.position, one.code, one.label, one.evidence, "unseen") for one in coded.proposals),
    )

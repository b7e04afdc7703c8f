"""What coding returns: a stay's codes by position, each with its passages, its rule and what else might be meant."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from carnet.tools.structuring.facts import Evidence

Position = Literal["dp", "dr", "das", "act"]


class Alternative(BaseModel):
    """Another code for the same place. `reason` says, translated, what would make it the right one."""

    model_config = ConfigDict(frozen=True)

    code: str
    label: str
    score: float = Field(ge=0, le=1)
    reason: str = ""


class Proposal(BaseModel):
    """A code proposed for a position: never without evidence, always valid there.

    `score` is the probability that a coder keeps it, as far as it was calibrated; `reason` says, translated, why it
    stands there and `rule` names the rule that placed it (see `carnet.tools.coding.pmsi`).
    """

    model_config = ConfigDict(frozen=True)

    code: str
    label: str
    position: Position
    score: float = Field(ge=0, le=1)
    reason: str
    rule: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    alternatives: tuple[Alternative, ...] = ()
    severity: int | None = None


class Caution(BaseModel):
    """What the coder should look at: `kind` names the check, `code` the code it is about (none: the stay)."""

    model_config = ConfigDict(frozen=True)

    kind: str
    message: str
    code: str | None = None
    evidence: tuple[Evidence, ...] = ()


class CodedStay(BaseModel):
    """The coding of a stay. `dp` is none where the program abstains: the cautions then say what was considered."""

    model_config = ConfigDict(frozen=True)

    stay_id: str
    note_ids: tuple[str, ...]
    dp: Proposal | None = None
    dr: Proposal | None = None
    das: tuple[Proposal, ...] = ()
    acts: tuple[Proposal, ...] = ()
    warnings: tuple[Caution, ...] = ()
    producer: str = ""

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """All of them, in the order of the RUM."""
        return tuple(one for one in (self.dp, self.dr) if one) + self.das + self.acts

    def _repr_html_(self) -> str:
        from carnet.tools.coding.showing import coded_html

        return coded_html(self)

    def line(self) -> dict[str, Any]:
        """The line of the command's output; `note_id` is the stay's only note, or its first."""
        fields = self.model_dump(mode="json", exclude_none=True)
        return {"note_id": self.note_ids[0] if self.note_ids else self.stay_id, "dp": None, "dr": None, **fields}


def read_coded(path: Path) -> Iterator[CodedStay]:
    """The results that a run wrote into OUT.jsonl, in their order; lines that tell an error are passed over."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            if "error" not in fields:
                fields.pop("note_id", None)
                yield CodedStay.model_validate(fields)

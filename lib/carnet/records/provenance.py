"""Where an import came from, when, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Provenance:
    """One import: `source` as the person named it, its `format`, the importer's version and what must be known of it.

    `when` (UTC), `rows` (added per table) and `rejected` (set aside per table) are filled in at the commit.
    """

    source: str
    format: str = ""
    importer_version: str = ""
    notes: Sequence[str] = ()
    when: datetime | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)

    def committed(self, rows: Mapping[str, int], rejected: Mapping[str, int]) -> Provenance:
        """The same import with what became of it, dated now."""
        return replace(self, when=self.when or datetime.now(UTC), rows=dict(rows), rejected=dict(rejected))

    def with_note(self, text: str) -> Provenance:
        """The same import with one more thing to be known of it, once."""
        return self if text in self.notes else replace(self, notes=(*self.notes, text))

    def to_dict(self) -> dict[str, Any]:
        """As the manifest holds it."""
        when = self.when.astimezone(UTC).isoformat(timespec="seconds") if self.when else None
        return asdict(self) | {"notes": list(self.notes), "when": when}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Provenance:
        """The reverse of `to_dict`; raises KeyError, TypeError or ValueError when the data are something else."""
        when = data["when"]
        return cls(
            source=str(data["source"]), format=str(data["format"]), importer_version=str(data["importer_version"]),
            notes=tuple(str(note) for note in data["notes"]), when=datetime.fromisoformat(when) if when else None,
            rows=dict(data["rows"]), rejected=dict(data["rejected"]))

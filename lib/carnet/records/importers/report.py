"""What an import did: persons, rows, endpoints, what was set aside and why."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class EndpointReport:
    """One endpoint: `n` persons with a time and a status, `events` among them; `missing` lack one of the two."""

    name: str
    n: int
    events: int
    unit: str
    missing: int = 0
    time_column: str = ""
    status_column: str = ""


@dataclass
class ImportReport:
    """What an import did. `rows`: rows per table; `rejected`: count per (table, reason); `notes`: what the reader
    should know."""

    source: str
    into: Path
    format: str
    persons: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    endpoints: list[EndpointReport] = field(default_factory=list)
    attributes: int = 0
    rejected: Counter[tuple[str, str]] = field(default_factory=Counter)
    duplicates: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Keep a note once."""
        if text not in self.notes:
            self.notes.append(text)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        found = asdict(self)
        found["into"] = str(self.into)
        found["rejected"] = [
            {"table": table, "reason": reason, "count": count}
            for (table, reason), count in sorted(self.rejected.items())
        ]
        return found

"""What an import did: persons, rows, endpoints, what was set aside and why."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from carnet.language import _


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


def reason_text(code: str) -> str:
    """A reason for setting a row aside, in words."""
    words = {
        "negative_time": _("negative time"),
        "implausible_time": _("the time is longer than 200 years"),
        "dead_without_date": _("death without a date"),
        "end_before_start": _("the end comes before the start"),
        "unreadable_time": _("time that is not a number"),
        "unknown_status": _("status of unknown spelling"),
        "conflicting_duplicate": _("second row that contradicts the first"),
        "missing_person": _("no patient named"),
        "unknown_person": _("unknown patient"),
        "unknown_sample": _("unknown sample"),
        "ragged_row": _("wrong number of cells"),
        "nul_byte": _("NUL byte"),
        "repeated_header": _("the header comes again"),
        "not_a_date": _("date that does not exist"),
        "not_an_integer": _("not a whole number"),
        "not_a_number": _("not a number"),
        "missing_value": _("required cell empty"),
        "missing_date": _("no date"),
        "unreadable_date": _("date that does not exist"),
        "wrong_type": _("value of another type"),
    }
    return words.get(code, code)


def table_text(name: str) -> str:
    """A table of the warehouse, in words."""
    return {
        "person": _("patients"),
        "endpoint": _("survival endpoints"),
        "observation_period": _("follow-up"),
        "visit_occurrence": _("visits"),
        "condition_occurrence": _("diagnoses"),
        "drug_exposure": _("drugs"),
        "procedure_occurrence": _("procedures"),
        "measurement": _("measurements"),
        "observation": _("observations"),
        "specimen": _("samples"),
        "death": _("deaths"),
        "note": _("clinical notes"),
        "episode": _("episodes"),
    }.get(name, name)

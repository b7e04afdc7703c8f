"""What became of an imported study, as a page tells it: counts masked under 11, reasons in words, the way on."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from carnet.cohorts.masking import THRESHOLD
from carnet.language import _, ngettext
from carnet.records import Warehouse
from carnet.records.importers import EndpointReport, ImportReport
from carnet.records.importers.report import reason_text, table_text
from carnet.widgets.cards import count, table
from carnet.widgets.escaping import join_html, safe_html
from carnet.widgets.notices import notice_html

FIRST_ROWS = 3
_COUNT = re.compile(r"(^|:\s)(\d+)(?=[\s,.]\D|\.?$)")  # where the notes of an import say how many


@dataclass(frozen=True)
class Aside:
    """Rows of a file set aside for one reason, in one column: how many, and the numbers of the first ones."""

    table: str
    reason: str
    column: str
    rows: int
    first: tuple[int, ...]


def set_aside(report: ImportReport) -> list[Aside]:
    """What an import set aside, read from its warehouse; never a value of a row."""
    if not report.rejected:
        return []
    warehouse = Warehouse.open(report.into)
    found: list[Aside] = []
    for name in sorted({name for name, _reason in report.rejected}):
        counts: Counter[tuple[str, str]] = Counter()
        first: dict[tuple[str, str], list[int]] = {}
        rejected = warehouse.rejected(name).select("reason", "column", "row")
        for reason, column, row in rejected.iter_rows():
            key = (reason, column or "")
            counts[key] += 1
            numbers = first.setdefault(key, [])
            if row is not None and row not in numbers and len(numbers) < FIRST_ROWS:
                numbers.append(row)
        found += [Aside(name, *key, n, tuple(first[key])) for key, n in sorted(counts.items())]
    return found


def report_html(report: ImportReport, aside: list[Aside]) -> Markup:
    """The whole report: how many patients, what was not understood, the endpoints, the rows set aside, the notes."""
    rejected = sum(report.rejected.values())
    title = ngettext("{n} patient imported.", "{n} patients imported.", report.persons).format(n=count(report.persons))
    told = ngettext("{n} row set aside.", "{n} rows set aside.", rejected).format(n=count(rejected)) \
        if rejected else _("No row set aside.")
    parts = [notice_html("warn" if rejected else "ok", title, [told])]
    parts += [_not_understood(column) for column in dict.fromkeys(
        each.column for each in aside if each.reason == "unknown_status" and each.column)]
    parts.append(safe_html('<p><a class="home-go" href="cohortes.ipynb?warehouse={name}">{text}</a></p>',
                           name=quote(report.into.name), text=_("Explore the cohort")))
    if report.endpoints:
        parts.append(table([_("Endpoint"), _("Patients"), _("Events"), _("Unknown")],
                           [_endpoint_row(each, report.persons) for each in report.endpoints],
                           _("Endpoints found"), numeric=frozenset({1, 2, 3})))
    if aside:
        lines = [[table_text(each.table), reason_text(each.reason), each.column or "–", count(each.rows),
                  ", ".join(str(row) for row in each.first) or "–"] for each in aside]
        parts.append(table([_("Table"), _("Reason"), _("Column"), _("Rows"), _("First rows in the file")], lines,
                           _("Rows set aside"), numeric=frozenset({3})))
    if report.notes:
        notes = join_html(safe_html("<li>{note}</li>", note=_masked(note)) for note in report.notes)
        parts.append(safe_html(
            '<details{unfolded}><summary>{title}</summary><ul class="cohort-warnings">{notes}</ul></details>',
            title=_("How it was read"), notes=notes,
            unfolded="" if any(each.n for each in report.endpoints) else Markup(" open")))  # they say why there is none
    return join_html(parts)


def _not_understood(column: str) -> Markup:
    """A column of statuses of unknown spelling: which one, and what is understood."""
    title = _("The statuses of the column « {column} » were not understood.").format(column=column)
    text = _("The patients concerned have no known endpoint. These spellings are understood: {events} for an event; "
             "{none} for none. Correct the column, then import the file again.")
    return notice_html("warn", title, text.format(events="1, 1:DECEASED, Dead, Décédé, Event, Yes, Oui",
                                                  none="0, 0:LIVING, Alive, Vivant, Censored, No, Non"))


def _endpoint_row(found: EndpointReport, persons: int) -> list[Any]:
    """Name, patients, events, unknown; also hidden: what would give a small count away by subtraction."""
    unknown = max(found.missing, persons - found.n)  # without a time, without a status, or with one not understood
    hidden = _("masked")
    patients, events, missing = count(found.n), count(found.events), count(unknown)
    if _small(unknown) and not _small(found.n):
        patients = hidden
    if _small(found.n) and not _small(unknown):
        missing = hidden
    if _small(found.n - found.events) and not _small(found.events):
        events = hidden
    return [found.name.upper(), patients, events, missing]


def _small(n: int) -> bool:
    return 0 < n < THRESHOLD


def _masked(note: str) -> str:
    """A note of the import, its count masked when it is small."""
    return _COUNT.sub(lambda found: found[1] + (count(int(found[2])) if _small(int(found[2])) else found[2]), note)

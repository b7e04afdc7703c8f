"""Proposes the endpoints of a table of patients, and says what it assumed."""

from collections.abc import Mapping as Dictionary
from dataclasses import replace

from carnet.language import _, number
from carnet.records.importers.endpoints import Endpoint, find_endpoints, lone_columns, words_of
from carnet.records.importers.plan import how_to_say, settle_endpoint
from carnet.records.importers.profile import ColumnProfile
from carnet.records.importers.readers import TableFile
from carnet.records.importers.statuses import BOOLEANS, read_status
from carnet.records.importers.values import MISSING, folded, read_number

_PAIRS = (
    ("ttr", "rtime", "recur"),
    ("os", "dtime", "death"),
    ("ttp", "ptime", "pstat"),
    ("rfs", "rfstime", "status"),
    ("ttr", "edrel", "rel"),
    ("os", "futime", "fustat"),
)
_TIMES = (
    "futime",
    "stime",
    "surv time",
    "survtime",
    "survival time",
    "time",
    "os",
    "temps",
    "delai",
    "suivi",
    "duree suivi",
    "survie",
    "follow up",
    "followup",
    "fu time",
    "days",
    "jours",
    "months",
    "mois",
    "follow up time",
    "y",
    "t",
    "time to event",
    "tte",
    "overall survival",
    "survival",
)
_STATUSES = (
    "status",
    "statut",
    "event",
    "evenement",
    "death",
    "deces",
    "dead",
    "died",
    "dcd",
    "fustat",
    "delta",
    "cens",
    "censor",
    "censored",
    "vital status",
    "statut vital",
    "d",
    "fail",
    "failure",
    "stat",
    "censure",
    "etat",
    "deceased",
    "survival status",
    "os status",
)
_MAY_BE_STATUS = {"os", "survival", "survie", "overall survival"}
_UNIT_WORDS = {
    "days": "day",
    "jours": "day",
    "day": "day",
    "months": "month",
    "mois": "month",
    "month": "month",
    "years": "year",
    "ans": "year",
    "annees": "year",
    "year": "year",
    "weeks": "week",
    "semaines": "week",
    "week": "week",
}


def propose_endpoints(
    labels: Dictionary[str, str],
    columns: Dictionary[str, ColumnProfile],
    split: str | None,
    notes: list[str],
    table: TableFile,
) -> list[Endpoint]:
    """The endpoints of a table; `split` tells the rows of one patient apart. What is assumed goes to `notes`."""
    by_words = {" ".join(words_of(column)): column for column in reversed(list(labels))}
    found = [
        endpoint
        for endpoint in find_endpoints(labels)
        if columns[endpoint.times[0]].numeric_share > 0.5 and _may_be_status(columns[endpoint.status])
    ]
    names = {endpoint.name for endpoint in found}
    for name, time, status in _PAIRS:
        if name not in names and time in by_words and status in by_words:
            found.append(Endpoint(name, (by_words[time],), by_words[status], ""))
            names.add(name)
    if {"days to death", "vital status"} <= by_words.keys() and "os" not in names:
        last = [
            by_words[words]
            for words in ("days to last follow up", "days to last followup", "days to last known alive")
            if words in by_words
        ]
        found.append(Endpoint("os", (by_words["days to death"], *last), by_words["vital status"], "day"))
        names.add("os")
    used = {endpoint.status for endpoint in found} | {time for endpoint in found for time in endpoint.times}
    if "os" not in names or not found:
        found += _plain_endpoint(by_words, columns, used, notes, bool(found))
    found = [settle_endpoint(endpoint, columns, notes) for endpoint in found]
    found = [checked_with_vital_status(each, labels, table, notes) for each in found]
    for column in lone_columns(labels, found):
        notes.append(
            _("{column}: no column gives its other half (time or status), so no endpoint comes of it").format(
                column=column
            )
        )
    for endpoint in (each for each in found if not each.refused):
        _tell_bare_codes(endpoint, columns[endpoint.status], notes)
        _tell_other_values(endpoint, columns[endpoint.status], notes)
    return _split(found, split, columns, notes) if split is not None else found


def _may_be_status(profile: ColumnProfile) -> bool:
    return not profile.overflow and 0 < len(profile.distinct) <= 12


def _plain_endpoint(
    by_words: Dictionary[str, str],
    columns: Dictionary[str, ColumnProfile],
    used: set[str],
    notes: list[str],
    others: bool,
) -> list[Endpoint]:
    """time/status, futime/death…: one endpoint, called os unless a person says otherwise."""
    choices = [
        by_words[words]
        for words in _STATUSES
        if words in by_words and by_words[words] not in used and _may_be_status(columns[by_words[words]])
    ]
    if not choices:
        return []
    status = choices[0]
    for words, column in by_words.items():
        plain = [word for word in words.split() if word not in _UNIT_WORDS]
        unit = next((_UNIT_WORDS[word] for word in words.split() if word in _UNIT_WORDS), "")
        short = " ".join(plain) if plain else words
        if (
            short in _TIMES
            and column not in used
            and column != status
            and columns[column].numeric_share > 0.9
            and not (columns[column].is_coded and short in _MAY_BE_STATUS)
        ):
            status_words = words_of(status)
            if others and not set(status_words) & {
                "death",
                "deces",
                "dead",
                "died",
                "dcd",
                "vital",
                "deceased",
                "fustat",
            }:
                return []
            if not (set(status_words) | set(plain)) & {
                "death",
                "deces",
                "dead",
                "died",
                "dcd",
                "vital",
                "deceased",
                "os",
                "survival",
                "survie",
            }:
                notes.append(
                    _(
                        "{time} and {status}: taken as overall survival (os); rename the endpoint if it is another one"
                    ).format(time=column, status=status)
                )
            if len(choices) > 1:
                notes.append(
                    _("{column} is taken as the status of {time}; {others} could be it too").format(
                        column=status, time=column, others=", ".join(choices[1:])
                    )
                )
            inverted = bool(set(status_words) & {"censor", "cens", "censored", "censure"})
            return [Endpoint("os", (column,), status, unit, inverted=inverted)]
    return []


def _tell_bare_codes(endpoint: Endpoint, status: ColumnProfile, notes: list[str]) -> None:
    """That 1 was taken for the event, where neither the column's name nor its values say so."""
    coded = any(read_number(value) in {0.0, 1.0} for value in status.distinct)
    if coded and endpoint.events is None and not endpoint.inverted and set(words_of(endpoint.status)) <= _SAYS_NOTHING:
        notes.append(_("{column}: 1 is read as the event, 0 as censored").format(column=endpoint.status))


def _tell_other_values(endpoint: Endpoint, status: ColumnProfile, notes: list[str]) -> None:
    unread = [value for value in status.distinct if endpoint.read(value) is None and value.lower() not in MISSING]
    if unread:
        notes.append(
            _(
                "{column}: {count} different values are neither an event nor a censoring by their spelling; their "
                "rows would be set aside. "
                "Write which are events under “événement”"
            ).format(column=endpoint.status, count=number(len(unread)))
        )


def _split(
    found: list[Endpoint], split: str, columns: Dictionary[str, ColumnProfile], notes: list[str]
) -> list[Endpoint]:
    """One endpoint per value of the column that tells a patient's rows apart. etype 1, 2 is recurrence, death (as in
    R's colon)."""
    values = sorted(columns[split].distinct)
    usual = {"1": "ttr", "2": "os"} if values == ["1", "2"] and split.lower() == "etype" else {}
    notes.append(
        _("several rows per patient: one endpoint for each value of {column}; check their names").format(column=split)
    )
    return [
        replace(endpoint, name=usual.get(value, f"{endpoint.name}_{folded(value)}"), where={split: value})
        for endpoint in found[:1]
        for value in values
    ]


def checked_with_vital_status(
    endpoint: Endpoint, labels: Dictionary[str, str], table: TableFile, notes: list[str]
) -> Endpoint:
    """The deaths of an endpoint are compared with a column of words (Living, Died of Disease): refused where they
    contradict each other. A bare `OS` whose 1 are the living is read the other way round."""
    if endpoint.name != "os" or endpoint.refused:
        return endpoint
    head = table.head(5000)
    status = [endpoint.read(cell) for cell in head.column(endpoint.status).to_pylist()]
    for column in labels:
        cells = head.column(column).to_pylist()
        if column == endpoint.status or not any(folded(cell) in _VITAL for cell in cells):
            continue
        others = [None if folded(cell) in BOOLEANS else read_status(cell) for cell in cells]
        pairs = [(a, b) for a, b in zip(status, others, strict=True) if a is not None and b is not None]
        share = sum(a != b for a, b in pairs) / len(pairs) if pairs else 0.0
        names = set(words_of(endpoint.status))
        if share > 0.9 and endpoint.events is None and not endpoint.inverted and not names & _SAYS_EVENT:
            notes.append(
                _("{column}: 1 means alive here, as {other} shows; read the other way round").format(
                    column=endpoint.status, other=column
                )
            )
            return replace(endpoint, inverted=True)
        if share > (0.1 if "vital" in words_of(column) else 0.5):
            told = _("Endpoint {name}: {column} and {other} contradict each other about who died.").format(
                name=endpoint.name, column=endpoint.status, other=column
            )
            notes.append(f"{told} {how_to_say()}")
            return endpoint.refuse()
    return endpoint


_VITAL = {
    *("living", "alive", "vivant", "vivante", "en vie"),
    *("dead", "deceased", "died", "decede", "decedee", "dcd", "mort", "morte"),
}
_SAYS_NOTHING = {"status", "statut", "stat", "etat", "d", "delta", "vital", "fustat", "survival", "os"}
_SAYS_EVENT = {"status", "statut", "stat", "event", "evenement", "death", "deces", "dead", "died", "dcd"}

"""Finds the endpoints of a study among its columns, and reads their statuses and times in the usual spellings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carnet.records.importers.statuses import read_censored, read_status
from carnet.records.importers.values import folded, read_number

DAYS = {"day": 1.0, "month": 365.25 / 12, "year": 365.25}
LONGEST_DAYS = 200 * 365.25  # no follow-up lasts longer: what does is a code for the unknown, or another unit

_UNITS = {
    "month": "month",
    "months": "month",
    "mos": "month",
    "mo": "month",
    "mths": "month",
    "mois": "month",
    "day": "day",
    "days": "day",
    "jour": "day",
    "jours": "day",
    "year": "year",
    "years": "year",
    "yrs": "year",
    "yr": "year",
    "an": "year",
    "ans": "year",
    "annee": "year",
    "annees": "year",
    "week": "week",
    "weeks": "week",
    "wks": "week",
    "semaine": "week",
    "semaines": "week",
}
STATUS_WORDS = {"status", "stat", "statut", "etat", "event", "evt", "evenement", "ind", "indicator", "flag"}
_CENSOR_WORDS = {"censor", "censored", "censoring", "cens", "cnsr", "censure", "censored?"}
_TIME_WORDS = {"time", "temps", "delai", "duration", "duree", "t"}
_EMPTY_WORDS = {
    "to",
    "of",
    "in",
    "the",
    "from",
    "de",
    "d",
    "du",
    "la",
    "le",
    "l",
    "a",
    "en",
    "survival",
    "survie",
    "sv",
    "surv",
    "since",
    "until",
}

# words that say which endpoint, once the empty ones are gone
_NAMES: dict[frozenset[str], str] = {
    frozenset(words.split()): name
    for words, name in {
        "overall": "os",
        "os": "os",
        "globale": "os",
        "global": "os",
        "sg": "os",
        "death": "os",
        "deces": "os",
        "disease specific": "dss",
        "dss": "dss",
        "cancer specific": "css",
        "cause specific": "css",
        "breast cancer specific": "bcss",
        "css": "css",
        "specifique": "css",
        "progression free": "pfs",
        "progress free": "pfs",
        "pfs": "pfs",
        "sans progression": "pfs",
        "ssp": "pfs",
        "disease free": "dfs",
        "dfs": "dfs",
        "sans maladie": "dfs",
        "ssm": "dfs",
        "invasive disease free": "idfs",
        "idfs": "idfs",
        "relapse free": "rfs",
        "recurrence free": "rfs",
        "rfs": "rfs",
        "sans recidive": "rfs",
        "sans rechute": "rfs",
        "ssr": "rfs",
        "event free": "efs",
        "efs": "efs",
        "sans evenement": "efs",
        "sse": "efs",
        "failure free": "ffs",
        "ffs": "ffs",
        "metastasis free": "mfs",
        "metastases free": "mfs",
        "metastatic free": "mfs",
        "mfs": "mfs",
        "sans metastase": "mfs",
        "distant metastasis free": "dmfs",
        "dmfs": "dmfs",
        "distant recurrence free": "drfs",
        "distant relapse free": "drfs",
        "drfs": "drfs",
        "local recurrence free": "lrfs",
        "lrfs": "lrfs",
        "biochemical recurrence free": "brfs",
        "bcr free": "brfs",
        "brfs": "brfs",
        "progression": "ttp",
        "ttp": "ttp",
        "relapse": "ttr",
        "recurrence": "ttr",
        "recidive": "ttr",
        "rechute": "ttr",
        "ttr": "ttr",
        "treatment failure": "ttf",
        "ttf": "ttf",
        "next treatment": "ttnt",
        "ttnt": "ttnt",
        "disease free interval": "dfi",
        "dfi": "dfi",
        "progression free interval": "pfi",
        "pfi": "pfi",
        "": "os",
    }.items()
}


@dataclass(frozen=True)
class Endpoint:
    """Where an endpoint of a study is written.

    `times`: columns in order, the first that is filled counts (days_to_death, then days_to_last_follow_up). `unit`:
    day, month, year, or week (kept as 7 days). `events`: the values of the status that are events, None to read them
    from the usual spellings; `censored` alike. `inverted`: the column says who is censored. `where`: rows that count,
    by column.
    """

    name: str
    times: tuple[str, ...]
    status: str
    unit: str = "month"
    events: tuple[str, ...] | None = None
    censored: tuple[str, ...] | None = None
    inverted: bool = False
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def stored_unit(self) -> str:
        """The unit in which the warehouse keeps the time: weeks become days."""
        return "day" if self.unit == "week" else self.unit

    @property
    def factor(self) -> float:
        """What a time of the file is multiplied by to be kept."""
        return 7.0 if self.unit == "week" else 1.0

    def read(self, text: str) -> bool | None:
        """Whether this status is an event; None when it is not one of the known spellings."""
        if self.events is not None or self.censored is not None:
            kept = _plain(text)
            if self.events is not None and kept in {_plain(value) for value in self.events}:
                return True
            if self.censored is None or kept in {_plain(value) for value in self.censored}:
                return False
            return None
        return read_censored(text, self.name) if self.inverted else read_status(text, self.name)

    @property
    def refused(self) -> bool:
        """The status's coding is not known: none of its values is read, so that none is read wrongly."""
        return self.events == () and self.censored == ()

    def refuse(self) -> "Endpoint":
        """The endpoint with a status of which no value is read."""
        return replace(self, events=(), censored=())


def _plain(text: str) -> str:
    """A value as it is compared with the mapping's: 1, 1.0 and "1" are the same."""
    value = read_number(text)
    return folded(text) if value is None else f"{value:g}"


def words_of(name: str) -> list[str]:
    """The words of a column's name: `OS_MONTHS`, `OS.time` and `Overall Survival (Months)` cut at what is no letter
    or digit. Brackets that explain codes, `(1=dead, 0=censored)`, are no part of the name."""
    plain = re.sub(r"[(\[][^()\[\]]*\d\s*[=:][^()\[\]]*[)\]]", " ", name)
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", plain)
    return [word for word in re.split(r"[^a-z0-9]+", folded(spaced)) if word]


@dataclass(frozen=True)
class _Named:
    stem: tuple[str, ...]  # the words that say which endpoint; none of them: survival, without another word
    about: bool  # the name speaks of an endpoint
    unit: str | None
    is_time: bool
    is_status: bool
    inverted: bool


def _named(column: str) -> _Named:
    words = words_of(column)
    unit = next((_UNITS[word] for word in words if word in _UNITS), None)
    inverted = any(word in _CENSOR_WORDS for word in words)
    is_status = unit is None and (inverted or any(word in STATUS_WORDS for word in words))
    is_time = unit is not None or (
        not is_status and len(words) > 1 and any(word in _TIME_WORDS for word in (words[0], words[-1]))
    )
    unit_and_role = _UNITS.keys() | STATUS_WORDS | _CENSOR_WORDS | _TIME_WORDS
    stem = [word for word in words if word not in unit_and_role and word not in _EMPTY_WORDS]
    stem = ["progression" if word in {"progress", "progressed"} else word for word in stem]
    about = bool(stem) or any(word in {"survival", "survie", "surv"} for word in words)
    return _Named(tuple(stem), about, unit, is_time, is_status, inverted)


def endpoint_name(stem: Iterable[str]) -> str:
    """The short name (os, dss, pfs…) of an endpoint from the words that name it; the words joined when it is another
    one."""
    words = tuple(stem)
    return _NAMES.get(frozenset(words)) or "_".join(words)


def find_endpoints(columns: Mapping[str, str] | Sequence[str]) -> list[Endpoint]:
    """The endpoints whose time and status have matching names, in the order of the columns.

    `columns`: identifiers, or identifier → displayed name (both are tried). The unit is empty where the name says none.
    """
    labels = columns if isinstance(columns, Mapping) else {column: column for column in columns}
    found: dict[str, Endpoint] = {}
    for by_label in (False, True):
        named = {column: _named(label if by_label else column) for column, label in labels.items()}
        for column, name in named.items():
            if not name.is_time or not name.about:
                continue
            status = _partner(column, name, named)
            short = endpoint_name(name.stem)
            if status is None or short in found or any(status == other.status for other in found.values()):
                continue
            found[short] = Endpoint(short, (column,), status, name.unit or "", inverted=named[status].inverted)
    order = {column: i for i, column in enumerate(labels)}
    return sorted(found.values(), key=lambda endpoint: order[endpoint.times[0]])


def lone_columns(columns: Mapping[str, str] | Sequence[str], found: Sequence[Endpoint]) -> list[str]:
    """Columns named as the time or the status of a known endpoint, whose other half is not there."""
    labels = columns if isinstance(columns, Mapping) else {column: column for column in columns}
    used = {column for endpoint in found for column in (*endpoint.times, endpoint.status)}
    known = {endpoint.name for endpoint in found}
    lone = []
    for column, label in labels.items():
        for name in (_named(column), _named(label)):
            short = _NAMES.get(frozenset(name.stem))
            half = name.unit is not None or (name.is_status and bool(name.stem))
            if column not in used and short and short not in known and name.about and half:
                lone.append(column)
                break
    return lone


def _partner(time: str, name: _Named, named: Mapping[str, _Named]) -> str | None:
    """The status that goes with a time: same words; a column of the words alone comes last (OS beside OS.time)."""
    short = endpoint_name(name.stem)
    choices = [
        column
        for column, other in named.items()
        if column != time
        and not other.is_time
        and other.about
        and endpoint_name(other.stem) == short
        and (other.is_status or other.stem)
    ]
    choices.sort(key=lambda column: (not named[column].is_status, named[column].inverted))
    return choices[0] if choices else None


def guess_unit(longest: float) -> str:
    """The likely unit of times that name none, from the longest: over 480 days, over 40 months, else years."""
    return "day" if longest > 480 else "month" if longest > 40 else "year"

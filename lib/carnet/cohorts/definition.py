"""What a cohort is: the event by which persons enter it and the criteria they must meet; said in plain language."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from carnet.errors import CarnetError
from carnet.language import _, number

Domain = Literal["person", "condition", "drug", "procedure", "measurement", "observation", "visit"]
DOMAINS = ("person", "condition", "drug", "procedure", "measurement", "observation", "visit")


@dataclass(frozen=True)
class Entry:
    """The event whose date is the index date.

    domain `person`: everyone, indexed on the first primary tumour if the warehouse marks those, else at the start of
    the observation. Otherwise the events whose code begins with one of `codes` (dots and case ignored: `C50` takes
    `C50`, `C50.4`, `C504`; no code: any event). `first`: the index is the person's very first such event; else it is
    the earliest of her events that meets every criterion.
    """

    domain: Domain = "person"
    codes: tuple[str, ...] = ()
    first: bool = True

    def describe(self) -> str:
        """`first diagnosis C50`, in the language in use."""
        if self.domain == "person":
            return _("everyone, from the first primary tumour or the start of follow-up")
        sentences = {
            "condition": (_("first diagnosis {codes}"), _("any diagnosis {codes}")),
            "drug": (_("first prescription of {codes}"), _("any prescription of {codes}")),
            "procedure": (_("first procedure {codes}"), _("any procedure {codes}")),
            "measurement": (_("first measurement {codes}"), _("any measurement {codes}")),
            "observation": (_("first observation {codes}"), _("any observation {codes}")),
            "visit": (_("first visit {codes}"), _("any visit {codes}")),
        }[self.domain]
        return sentences[0 if self.first else 1].format(codes=_either(self.codes)).strip()


@dataclass(frozen=True)
class OneOf:
    """The column's value is one of `values` (`sex`, `stage`, `site`, or any coded column)."""

    column: str
    values: tuple[str, ...]

    def describe(self) -> str:
        """`stage: I or II`, in the language in use."""
        shown = (
            [{"F": _("women"), "M": _("men")}.get(v, v) for v in self.values] if self.column == "sex" else self.values
        )
        return _("{column}: {values}").format(column=_name(self.column), values=_either(tuple(shown)))


@dataclass(frozen=True)
class Between:
    """The column's number lies between `low` and `high`, both included; None leaves that side open."""

    column: str
    low: float | None = None
    high: float | None = None

    def describe(self) -> str:
        """`age at least 18 years`, in the language in use."""
        column = _name(self.column)
        low, high = (None if bound is None else _plain(bound, self.column) for bound in (self.low, self.high))
        if low is not None and high is not None:
            sentence = _("{column} from {low} to {high}").format(column=column, low=low, high=high)
        elif low is not None:
            sentence = _("{column} at least {low}").format(column=column, low=low)
        elif high is not None:
            sentence = _("{column} at most {high}").format(column=column, high=high)
        else:
            sentence = _("{column} known").format(column=column)
        years_old = self.column == "age" and (low or high) is not None
        return sentence + " " + _("years") if years_old else sentence


@dataclass(frozen=True)
class Event:
    """At least `at_least` events of a domain within a window around the index; `absent` asks that there be none.

    The window runs from `from_days` to `to_days` after the index, both included (negative: before it); None is open.
    """

    domain: Domain
    codes: tuple[str, ...] = ()
    at_least: int = 1
    from_days: int | None = None
    to_days: int | None = None
    absent: bool = False

    def describe(self) -> str:
        """`at least 2 prescriptions L01 from 0 to 180 days after the index`, in the language in use."""
        things = {
            "condition": _("diagnosis {codes}"),
            "drug": _("prescription {codes}"),
            "procedure": _("procedure {codes}"),
            "measurement": _("measurement {codes}"),
            "observation": _("observation {codes}"),
            "visit": _("visit {codes}"),
            "person": "",
        }
        thing = things[self.domain].format(codes=_either(self.codes)).strip()
        sentence = (
            _("no {thing}").format(thing=thing)
            if self.absent
            else _("at least {n} × {thing}").format(n=self.at_least, thing=thing)
            if self.at_least > 1
            else _("with {thing}").format(thing=thing)
        )
        if self.from_days is None and self.to_days is None:
            return sentence
        if self.from_days is None:
            window = _("up to day {to}")
        elif self.to_days is None:
            window = _("from day {start}")
        else:
            window = _("from day {start} to day {to}")
        window = window.format(start=_signed(self.from_days), to=_signed(self.to_days))
        return f"{sentence} ({window}, {_('index = day 0')})"


Criterion = OneOf | Between | Event
_KINDS: dict[str, type[OneOf] | type[Between] | type[Event]] = {"one_of": OneOf, "between": Between, "event": Event}


@dataclass(frozen=True)
class CohortDefinition:
    """A cohort by its entry event and criteria, applied in order. Immutable; `to_dict` and `from_dict` speak JSON."""

    name: str = ""
    entry: Entry = Entry()
    criteria: tuple[Criterion, ...] = ()

    def with_entry(self, entry: Entry) -> "CohortDefinition":
        """The same cohort entered by another event."""
        return replace(self, entry=entry)

    def adding(self, criterion: Criterion) -> "CohortDefinition":
        """The same cohort with one more criterion."""
        return replace(self, criteria=(*self.criteria, criterion))

    def describe(self) -> str:
        """The definition in one sentence, in the language in use."""
        parts = [self.entry.describe(), *(criterion.describe() for criterion in self.criteria)]
        sentence = " ; ".join(parts)
        title = f"{self.name} : " if self.name else ""
        return title + sentence[:1].upper() + sentence[1:]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        kinds = {cls: kind for kind, cls in _KINDS.items()}
        return {
            "name": self.name,
            "entry": _listed(asdict(self.entry)),
            "criteria": [{"kind": kinds[type(criterion)], **_listed(asdict(criterion))} for criterion in self.criteria],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "CohortDefinition":
        """The definition that `to_dict` wrote. Raises CarnetError for what is no such definition."""
        try:
            entry = Entry(**_tupled(data.get("entry", {})))
            criteria: list[Criterion] = []
            for item in data.get("criteria", ()):
                fields = dict(item)
                criteria.append(_KINDS[fields.pop("kind")](**_tupled(fields)))
            if entry.domain not in DOMAINS or any(isinstance(c, Event) and c.domain not in DOMAINS for c in criteria):
                raise KeyError("domain")
        except (TypeError, KeyError, AttributeError, ValueError) as trouble:
            raise CarnetError(
                _("This is not a cohort definition that Carnet wrote."),
                _("Expected: name, entry (domain, codes, first) and criteria (each with its kind: {kinds}).").format(
                    kinds=", ".join(_KINDS)
                ),
            ) from trouble
        return cls(str(data.get("name", "")), entry, tuple(criteria))


def _listed(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _tupled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list | tuple) else value for name, value in fields.items()}


def _name(column: str) -> str:
    return {
        "age": _("age"),
        "sex": _("sex"),
        "site": _("tumour site"),
        "stage": _("stage"),
        "year": _("year of the index"),
    }.get(column, column)


def _plain(value: float, column: str) -> str:
    if column == "year":
        return f"{value:.0f}"
    return number(value, 0 if float(value).is_integer() else 2)


def _signed(days: int | None) -> str:
    return "" if days is None else f"{days:+d}".replace("-", "−") if days else "0"


def _either(values: Sequence[str]) -> str:
    if len(values) < 2:
        return "".join(values)
    return _("{these} or {last}").format(these=", ".join(values[:-1]), last=values[-1])

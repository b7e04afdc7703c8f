"""A cohort as a researcher writes it: every step gives a new cohort, nothing is computed before it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from carnet.cohorts.definition import DOMAINS, Between, CohortDefinition, Criterion, Domain, Entry, Event, OneOf
from carnet.errors import CarnetError
from carnet.language import _, number
from carnet.study.code import call, cell
from carnet.study.html import notes_html
from carnet.study.results import AttritionResult, CoxResult, SurvivalResult, TableOneResult

if TYPE_CHECKING:
    from carnet.cohorts.table import CohortTable
    from carnet.study.hospital import Columns, Endpoints, Hospital
    from carnet.text.note import Note

Codes = str | Sequence[str]


class Cohort:
    """Some persons of a hospital: how they enter, which criteria they meet. Immutable; shows itself in a notebook."""

    def __init__(self, hospital: "Hospital", definition: CohortDefinition) -> None:
        self.hospital = hospital
        self.definition = definition

    # how persons enter

    def entry(self, *, first: bool = True, **event: Codes) -> "Cohort":
        """Enter by an event: `entry(condition="C50")`, `entry(drug=["L01XC", "L01FF"], first=False)`.

        Codes are prefixes: `C50` takes `C50.4`. `first`: the very first such event of the person; else the earliest one
        that meets every criterion. Domains: condition, drug, procedure, measurement, observation, visit.
        """
        domain, codes = _event(event)
        return Cohort(self.hospital, self.definition.with_entry(Entry(domain, codes, first)))

    # who is kept

    def adults(self) -> "Cohort":
        """At least 18 years old at the index."""
        return self.between("age", 18)

    def aged(self, low: float | None = None, high: float | None = None) -> "Cohort":
        """Between two ages at the index, both included."""
        return self.between("age", low, high)

    def women(self) -> "Cohort":
        """Women only."""
        return self.where("sex", "F")

    def men(self) -> "Cohort":
        """Men only."""
        return self.where("sex", "M")

    def years(self, first: int | None = None, last: int | None = None) -> "Cohort":
        """Index date between two years, both included."""
        return self.between("year", first, last)

    def with_stage(self, *stages: str) -> "Cohort":
        """Stage closest to the index among `stages` (I, II, III, IV, 0)."""
        return self.where("stage", *stages)

    def with_site(self, *sites: str) -> "Cohort":
        """Tumour site (three characters of CIM-10) among `sites`."""
        return self.where("site", *sites)

    def where(self, column: str, *values: str | float) -> "Cohort":
        """The column's value is one of `values`."""
        if not values:
            raise CarnetError(
                _("No value was given for “{column}”.").format(column=column),
                _('For example: .where("sex", "F"), or .between("age", 18, 75) for numbers.'),
            )
        return self._adding(OneOf(column, tuple(f"{v:g}" if isinstance(v, int | float) else str(v) for v in values)))

    def between(self, column: str, low: float | None = None, high: float | None = None) -> "Cohort":
        """The column's number lies between `low` and `high`, both included; None leaves that side open."""
        return self._adding(Between(column, low, high))

    def having(
        self, *, at_least: int = 1, from_days: int | None = None, to_days: int | None = None, **event: Codes
    ) -> "Cohort":
        """At least so many events: `having(drug="L01", from_days=0, to_days=180)`, days counted from the index."""
        domain, codes = _event(event)
        return self._adding(Event(domain, codes, at_least, from_days, to_days))

    def without(self, *, from_days: int | None = None, to_days: int | None = None, **event: Codes) -> "Cohort":
        """No such event: `without(condition="I21", to_days=0)`."""
        domain, codes = _event(event)
        return self._adding(Event(domain, codes, 1, from_days, to_days, absent=True))

    def _adding(self, criterion: Criterion) -> "Cohort":
        return Cohort(self.hospital, self.definition.adding(criterion))

    # what one learns of them

    @cached_property
    def table(self) -> "CohortTable":
        """One row per person, in memory (see `carnet.cohorts.table.CohortTable`)."""
        from carnet.cohorts.build import build

        return build(self.hospital.warehouse, self.definition)

    @property
    def n(self) -> int:
        """Persons in the cohort."""
        return self.table.n

    def notes(self, limit: int | None = None) -> "Iterator[Note]":
        """The notes of its persons, by person and date; the first `limit` of them."""
        from carnet.study.notes import notes_of

        return notes_of(self.hospital.warehouse, self.table.person_id.tolist(), limit)

    def attrition(self) -> AttritionResult:
        """How many persons each step keeps; `.figure()` draws the flow chart."""
        return AttritionResult(self.table.attrition, self.definition.name, self.code("attrition()"))

    def survival(
        self,
        endpoint: str = "os",
        by: str | None = None,
        *,
        unit: str | None = None,
        reference: str | None = None,
        cuts: Sequence[float] | None = None,
        left_truncation: bool = False,
    ) -> SurvivalResult:
        """Survival, compared between the groups of a column when asked; `.figure()` draws the curves.

        unit: day, month, year; by default months for endpoints in days, else the study's own.
        """
        from carnet.cohorts.comparison import compare
        from carnet.cohorts.endpoints import resolve

        own = resolve(self.table, endpoint).unit
        comparison = compare(
            self.table,
            endpoint,
            by,
            unit=unit or ("month" if own == "day" else own),
            reference=reference,
            cuts=cuts,
            left_truncation=left_truncation,
        )
        again = call(
            "survival",
            endpoint,
            by=by,
            unit=unit,
            reference=reference,
            cuts=None if cuts is None else list(cuts),
            left_truncation=left_truncation or None,
        )
        return SurvivalResult(comparison, self.code(again))

    def cox(
        self,
        endpoint: str,
        columns: Sequence[str],
        *,
        references: Mapping[str, str] | None = None,
        left_truncation: bool = False,
    ) -> CoxResult:
        """A Cox model (Efron) on complete cases: estimates, diagnostics; `.figure()` draws the forest plot."""
        from carnet.cohorts.regression import cox_model

        model = cox_model(self.table, endpoint, columns, references=references, left_truncation=left_truncation)
        again = call(
            "cox",
            endpoint,
            list(columns),
            references=dict(references) if references else None,
            left_truncation=left_truncation or None,
        )
        return CoxResult(model, self.code(again))

    def table_one(self, columns: Sequence[str] | None = None, *, by: str | None = None) -> TableOneResult:
        """Table 1: n (%), median [quartiles], missing; by group when asked."""
        from carnet.cohorts.describe import table_one

        again = call("table_one", None if columns is None else list(columns), by=by)
        return TableOneResult(table_one(self.table, columns, by=by), self.definition.name, self.code(again))

    def columns(self) -> "Columns":
        """What can be grouped by, filtered on, adjusted for."""
        return self.hospital.columns()

    def endpoints(self) -> "Endpoints":
        """The endpoints that a survival analysis can use."""
        return self.hospital.endpoints()

    def describe(self) -> str:
        """The definition in one sentence."""
        return self.definition.describe()

    def code(self, result: str = "") -> str:
        """The Python cell that makes this cohort again (and a result, such as `survival("os", by="stage")`)."""
        return cell(self.hospital.source, self.definition, result, self.hospital.options)

    def __repr__(self) -> str:
        return f"Cohort({self.definition.describe()!r})"

    def _repr_html_(self) -> str:
        persons = self.table.attrition.start or 0
        count = _("{n} patients of {all}").format(n=number(self.n), all=number(persons))
        title = self.definition.name or _("Cohort")
        steps = [self.definition.entry.describe(), *(c.describe() for c in self.definition.criteria)]
        fictitious = [_("Fictitious data")] if self.hospital.warehouse.fictitious else []
        return f"<p><strong>{escape(title)}</strong> : {escape(count)}</p>" + notes_html([*steps, *fictitious])


def _event(event: Mapping[str, Codes]) -> tuple[Domain, tuple[str, ...]]:
    if len(event) != 1 or next(iter(event)) not in DOMAINS:
        raise CarnetError(
            _("Give one kind of event: {kinds}.").format(kinds=", ".join(DOMAINS[1:])),
            _('For example: condition="C50", or drug=["L01XC", "L01FF"].'),
        )
    ((domain, codes),) = event.items()
    chosen: Domain = domain  # type: ignore[assignment]
    return chosen, (codes,) if isinstance(codes, str) else tuple(codes)

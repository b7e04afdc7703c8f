"""The criteria that the page offers, each with its live counts: persons who meet all the other criteria."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from carnet.apps.cohort_choices import Choices, Criterion
from carnet.cohorts.attrition import Attrition
from carnet.cohorts.columns import ColumnValues
from carnet.cohorts.definition import OneOf
from carnet.cohorts.masking import hidden_text, mask_parts, part_text
from carnet.cohorts.table import CohortTable, Range, in_range, is_one_of
from carnet.language import _, ngettext, number
from carnet.widgets.cohort_panel import choice_facet, range_facet

EVERYONE = ""  # no column to group by
SHORT = 6  # so many categories at most stand on one line
FOLDED = frozenset({"site"})
MOST_OPTIONS = 200


class Selection:
    """Who meets which criterion: one boolean array per criterion, kept while the criterion is the same."""

    def __init__(self, table: CohortTable) -> None:
        self.table = table
        self._columns: dict[str, ColumnValues] = {}
        self._known: dict[Criterion, np.ndarray] = {}
        self.passes: dict[str, np.ndarray] = {}
        self.known = np.ones(table.n, dtype=bool)  # whose endpoint is known: the only ones who are counted
        self.kept = np.ones(table.n, dtype=bool)

    def column(self, name: str) -> ColumnValues:
        """The values of a column for everyone in the table, looked up once."""
        if name not in self._columns:
            self._columns[name] = self.table.column(name)
        return self._columns[name]

    def choose(self, criteria: Mapping[str, Criterion]) -> np.ndarray:
        """Boolean, one per person of the table: who meets all the criteria."""
        self._known = {c: self._known[c] if c in self._known else self._meets(c) for c in criteria.values()}
        self.passes = {column: self._known[criterion] for column, criterion in criteria.items()}
        self.kept = np.ones(self.table.n, dtype=bool)
        for passes in self.passes.values():
            self.kept &= passes
        return self.kept

    @property
    def left_out(self) -> int:
        """Persons of the table who are not counted in the cohort."""
        return self.table.n - int((self.kept & self.known).sum())

    def others(self, column: str) -> np.ndarray:
        """Who meets all the criteria but that of `column`."""
        if column not in self.passes:
            return self.kept
        kept = np.ones(self.table.n, dtype=bool)
        for name, passes in self.passes.items():
            if name != column:
                kept &= passes
        return kept

    def _meets(self, criterion: Criterion) -> np.ndarray:
        values = self.column(criterion.column)
        if isinstance(criterion, OneOf):
            return is_one_of(values, criterion.values)
        return in_range(values, Range(criterion.low, criterion.high))

    def attrition(self, criteria: Mapping[str, Criterion]) -> Attrition:
        """The flow from the warehouse to the cohort, one step per criterion in the order in which they were chosen."""
        flow = self.table.attrition
        kept = np.ones(self.table.n, dtype=bool)
        for column, criterion in criteria.items():
            after = kept & self.passes[column]
            unknown = int((kept & ~self.column(column).known).sum())
            flow = flow.then(criterion.describe(), int(after.sum()), unknown)
            kept = after
        return flow


def facets(selection: Selection, choices: Choices) -> list[dict[str, Any]]:
    """What the panel draws: the core criteria that this warehouse knows, then those that were added."""
    table = selection.table
    core = ["age", "year", "sex", "stage", "site"]
    if table.relative_dates:
        core.remove("year")
    offered = [name for name in core if selection.column(name).n_known]
    drawn = [_facet(selection, choices, name, removable=False) for name in offered]
    drawn += [_facet(selection, choices, name, removable=True) for name in choices.added if name not in offered]
    return [facet for facet in drawn if facet]


def _facet(selection: Selection, choices: Choices, name: str, *, removable: bool) -> dict[str, Any] | None:
    values = selection.column(name)
    label = values.column.label
    if values.numbers is not None:
        return _range(values, name, label, removable)
    chosen = choices.criteria.get(name)
    inside = is_one_of(values, chosen.values) if isinstance(chosen, OneOf) else np.ones(selection.table.n, dtype=bool)
    options = _options(values, selection.others(name) & selection.known, inside, selection.left_out)
    if name in FOLDED:
        kept = chosen.values if isinstance(chosen, OneOf) else ()
        options.sort(key=lambda option: (option["value"] not in kept, -_rank(option["count"])))
    options = options[:MOST_OPTIONS]
    few = len(options) <= SHORT and all(len(option["label"]) <= 14 for option in options)
    return choice_facet(
        name, label, options, short=few, folded=name in FOLDED or (removable and not few), removable=removable,
        chosen=ngettext("{n} chosen", "{n} chosen", len(chosen.values)).format(n=len(chosen.values))
        if isinstance(chosen, OneOf) else _("all"),
        more=_("Show all ({n})").format(n=number(len(options))), none=_("No value is known in this warehouse."))


def _range(values: ColumnValues, name: str, label: str, removable: bool) -> dict[str, Any] | None:
    numbers = values.numbers
    known = numbers[~np.isnan(numbers)] if numbers is not None else np.empty(0)
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    whole = bool((known == np.round(known)).all())
    step = 1.0 if whole else _step(high - low)
    low, high = float(np.floor(low / step) * step), float(np.ceil(high / step) * step)
    unit = _("years") if name == "age" else values.column.unit
    return range_facet(name, label, round(low, 6), round(high, 6), step=step, unit=unit, plain=name == "year",
                       removable=removable)


def _step(width: float) -> float:
    """A round step: about two hundred of them from one end to the other."""
    if width <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(width / 200))
    return float(next(power * m for m in (1, 2, 5, 10) if power * m >= width / 200))


def _options(values: ColumnValues, rows: np.ndarray, inside: np.ndarray, left_out: int) -> list[dict[str, str]]:
    """Each category with its persons, masked as the groups are.

    The sum of those `inside` the criterion on this column is the size of the cohort, and the warehouse has `left_out`
    more; the categories outside the criterion, and the persons without a value, have a sum of their own.
    """
    codes = values.codes
    assert codes is not None
    size = len(values.categories)
    places = np.where(codes < 0, size, codes)  # last: unknown
    hidden, counts = np.zeros(size + 1, dtype=bool), np.bincount(places[rows], minlength=size + 1)
    unsure = False
    for part, rest in ((inside, left_out), (~inside, 0)):
        found = mask_parts(np.bincount(places[rows & part], minlength=size + 1), rest)
        unsure |= found is None
        hidden |= True if found is None else found
    texts = [hidden_text(None) if unsure else part_text(int(n), bool(hide))
             for n, hide in zip(counts[:-1], hidden[:-1], strict=True)]
    return [{"value": name, "label": label, "count": text}
            for name, label, text in zip(values.categories, values.labels, texts, strict=True)]


def _rank(count: str) -> float:
    """Where a count as shown stands among the others: what is masked is not told apart, between 11 and nobody."""
    digits = "".join(c for c in count if c.isdigit())
    return float(digits) if digits and "<" not in count else 0.5 if count not in {"", "0"} else 0.0


def first_by(table: CohortTable) -> str:
    """The grouping that one sees first: the stage, else the sex, where there is more than one."""
    return next((name for name in ("stage", "sex") if len(table.column(name).categories) > 1), EVERYONE)


def first_covariates(table: CohortTable) -> list[str]:
    """The covariates that the first model has."""
    return [name for name in ("age", "sex", "stage")
            if table.column(name).n_known and (name == "age" or len(table.column(name).categories) > 1)]

"""What coders did: stays validated week by week, time, what became of proposals, how far coders agree."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from statistics import median

import ipywidgets as widgets

from carnet.apps.codage_store import Validation
from carnet.evaluation.agreement import Agreement, Codes, agreement
from carnet.figures.coding_activity import activity_chart, weekly
from carnet.language import _, number, percent
from carnet.records.reviews import Decision
from carnet.widgets.cards import empty_html
from carnet.widgets.cohort_figure import LiveFigure
from carnet.widgets.table import Table

VERDICTS = ("accepted", "changed", "rejected", "added")


def by_day(validations: Sequence[Validation]) -> dict[str, Counter[date]]:
    """How many stays each coder validated each day; a stay validated again on the same day counts once."""
    seen = {(one.who, one.stay_id, one.when.date()) for one in validations}
    counts: dict[str, Counter[date]] = defaultdict(Counter)
    for who, _stay, day in sorted(seen):
        counts[who][day] += 1
    return dict(counts)


def fates(history: Sequence[Decision]) -> dict[str, Counter[str]]:
    """What became of codes, by coder: the last decision about each (accepted, changed, rejected, added)."""
    last: dict[tuple[str, str, str], str] = {}
    for one in history:
        fields = one.mark.fields()
        key = (one.who, str(fields.get("stay")), str(fields.get("item")))
        verdict = one.verdict_again if one.verdict == "undone" else one.verdict
        if verdict in VERDICTS:
            last[key] = verdict
        else:
            last.pop(key, None)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (who, _stay, _item), verdict in last.items():
        found[who][verdict] += 1
    return dict(found)


def agreements(validations: Sequence[Validation]) -> list[tuple[str, str, Agreement]]:
    """Every two coders with a stay in common, and how far they agree on their last codings of it."""
    by: dict[str, dict[str, Codes]] = defaultdict(dict)
    for one in validations:
        by[one.who][one.stay_id] = frozenset(one.codes)
    pairs = [(a, b, agreement(by[a], by[b])) for a, b in combinations(sorted(by), 2)]
    return [pair for pair in pairs if pair[2].stays]


class ActivityView:
    """`show(validations, history)`: the figure and the tables; an empty state before the first validation."""

    def __init__(self) -> None:
        self.empty = widgets.HTML()
        self.figure = LiveFigure(filename="activite_codage")
        self.coders = Table(sortable=True)
        self.pairs = Table()
        self.widget = widgets.VBox([self.empty])
        self.widget.add_class("cg-activity")

    def show(self, validations: Sequence[Validation], history: Sequence[Decision]) -> None:
        """What the store says now."""
        if not validations:
            self.empty.value = str(
                empty_html(_("No stay was validated yet."), _("Validate a stay: it is counted here."))
            )
            self.widget.children = (self.empty,)
            return
        counts = by_day(validations)
        self.figure.put(activity_chart(counts))
        self.figure.alt = _("Stays validated week by week, by coder")
        weeks, found = weekly(counts)
        self.figure.set_table(
            (_("Week of"), *found), [[day.isoformat(), *n] for day, *n in zip(weeks, *found.values(), strict=True)]
        )
        self.coders.show(*coder_rows(validations, fates(history)), caption=_("Coder by coder"))
        pairs = agreements(validations)
        self.pairs.show(*pair_rows(pairs), caption=_("Agreement of coders on stays that both coded"))
        self.widget.children = (self.figure, self.coders, *((self.pairs,) if pairs else ()))


def coder_rows(
    validations: Sequence[Validation], found: Mapping[str, Counter[str]]
) -> tuple[tuple[str, ...], list[list[object]]]:
    """Columns and rows: stays, median minutes a stay, and what became of the proposals."""
    columns = (
        _("Coder"),
        _("Stays"),
        _("Minutes a stay (median)"),
        _("Accepted"),
        _("Codes changed"),
        _("Rejected"),
        _("Codes added"),
    )
    rows: list[list[object]] = []
    for who in sorted({one.who for one in validations}):
        mine = [one for one in validations if one.who == who]
        spent = [one.seconds / 60 for one in mine if one.seconds > 0]
        told = found.get(who, Counter())
        proposed = sum(told[name] for name in ("accepted", "changed", "rejected"))
        shares = [percent(told[name] / proposed) if proposed else "–" for name in ("accepted", "changed", "rejected")]
        minutes = round(median(spent), 1) if spent else None
        rows.append([who or "–", len({one.stay_id for one in mine}), minutes, *shares, told["added"]])
    return columns, rows


def pair_rows(pairs: Sequence[tuple[str, str, Agreement]]) -> tuple[tuple[str, ...], list[list[object]]]:
    """Columns and rows: two coders, stays of both, agreement on the DP (with kappa) and on the DAS."""
    columns = (_("Coders"), _("Stays of both"), _("Same DP"), _("Kappa"), _("Same category of DP"), _("DAS in common"))
    return columns, [
        [
            _("{first} and {second}").format(first=first or "–", second=second or "–"),
            one.stays,
            _share(one.dp),
            "–" if one.kappa != one.kappa else number(one.kappa, 2),
            _share(one.dp_three),
            _share(one.das),
        ]
        for first, second, one in pairs
    ]


def _share(value: float) -> str:
    return "–" if value != value else percent(value)

"""How far a student is: by objective and rank, what is due; a figure and its table."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

from carnet.language import _, date, ngettext, number, percent
from carnet.teaching.classroom import Desk, ObjectiveProgress, Progress
from carnet.widgets.boxes import set_shown
from carnet.widgets.cohort_visit import Visit
from carnet.widgets.escaping import safe_html
from carnet.widgets.table import Table

SHOWN = 14  # lines of the figure: the weakest first, the table has them all


class ProgressView:
    """The card of progress; `show(desk)` asks for it anew."""

    def __init__(self) -> None:
        self.found: Progress | None = None
        self.head = ipywidgets.HTML()
        self.table = Table(sortable=True)
        self.place = ipywidgets.Box()  # the figure comes here when there is something to draw: plotly is slow to come
        self.visit = Visit()  # how wide the figure may be
        self.visit.observe(lambda _change: self.relabel(), names="width")
        self.widget = ipywidgets.VBox([self.head, self.visit, self.place, self.table])
        self.widget.add_class("en-progress")

    @property
    def filled(self) -> bool:
        """Whether there is something to show."""
        return self.found is not None and self.found.answers > 0

    @property
    def due(self) -> tuple[str, ...]:
        """The objectives to review now."""
        return self.found.due if self.found else ()

    @property
    def objectives(self) -> list[str]:
        """The objectives met so far."""
        return sorted({one.objective for one in self.found.objectives if one.objective}) if self.found else []

    def show(self, desk: Desk) -> None:
        """Ask how far the student is."""
        self.found = desk.progress()
        self.relabel()

    def clear(self) -> None:
        """Nobody's progress."""
        self.found = None

    def relabel(self) -> None:
        """The words in the language in use."""
        if self.found is None:
            return
        n = self.found.answers
        told = ngettext("{n} answer corrected", "{n} answers corrected", n).format(n=number(n))
        mean = "" if self.found.mean is None else f" · {percent(self.found.mean)}"
        self.head.value = safe_html(
            '<h2>{title}</h2><p class="carnet-second">{told}{mean}</p>', title=_("Progress"), told=told, mean=mean
        )
        rows = [
            [
                name_of(one),
                one.rank or "–",
                one.answers,
                percent(one.mean),
                date(one.due.astimezone().date()) if one.due else "–",
            ]
            for one in self.found.objectives
        ]
        self.table.show([_("Objective"), _("Rank"), _("Answers"), _("Mean"), _("To review on")], rows)
        named = sorted((one for one in self.found.objectives if one.answers), key=lambda one: (one.mean, -one.answers))
        set_shown(self.place, bool(named))
        if named:
            self.draw(named[:SHOWN])

    def draw(self, rows: Sequence[ObjectiveProgress]) -> None:
        """The figure: a line an objective, its mean with its interval."""
        from carnet.figures.teaching_progress import progress_chart
        from carnet.teaching.analysis.intervals import wilson
        from carnet.teaching.progress import Standing
        from carnet.widgets.figure import Figure

        assert self.found is not None
        standings: list[Standing] = []
        labels: dict[str, str] = {}
        last = max(one.last for one in rows)
        for rank in self.found.ranks:
            labels[name := f"rank {rank.name}"] = _("Rank {rank}").format(rank=rank.name)
            standings.append(Standing(name, rank.answers, rank.answers, rank.mean, (rank.low, rank.high), last, last))
        for place, one in enumerate(rows):
            interval = wilson(one.mean * one.answers, one.answers)
            labels[name := str(place)] = f"{name_of(one)} ({one.rank})" if one.rank else name_of(one)
            standings.append(Standing(name, one.answers, one.answers, one.mean, interval, one.last, one.last))
        figure = progress_chart(standings, labels, title=False, width=min(self.visit.width or 640, 900))
        alt = _("Mean by objective: {list}.").format(
            list=", ".join(f"{labels[one.name]} {percent(one.mean, one.answers)}" for one in standings)
        )
        drawn: Any = self.place.children[0] if self.place.children else None
        if drawn is None:
            self.place.children = [Figure(figure, alt=alt, filename="progression")]
        else:
            drawn.draw(figure, alt=alt)


def name_of(one: ObjectiveProgress) -> str:
    """An objective's code, else its item's number."""
    return one.objective or (_("item {n}").format(n=one.item_number) if one.item_number else _("no objective"))

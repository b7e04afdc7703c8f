"""How far a student is: by objective and rank, what is due, as a table."""

import ipywidgets

from carnet.language import _, date, ngettext, number, percent
from carnet.teaching.classroom import Desk, Progress
from carnet.widgets.escaping import safe_html
from carnet.widgets.table import Table


class ProgressView:
    """The card of progress; `show(desk)` asks for it anew."""

    def __init__(self) -> None:
        self.found: Progress | None = None
        self.head = ipywidgets.HTML()
        self.table = Table(sortable=True)
        self.widget = ipywidgets.VBox([self.head, self.table])

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
                one.objective or (_("item {n}").format(n=one.item_number) if one.item_number else _("no objective")),
                one.rank or "–",
                one.answers,
                percent(one.mean),
                date(one.due.astimezone().date()) if one.due else "–",
            ]
            for one in self.found.objectives
        ]
        self.table.show([_("Objective"), _("Rank"), _("Answers"), _("Mean"), _("To review on")], rows)

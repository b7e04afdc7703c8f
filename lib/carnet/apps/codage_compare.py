"""Stays that two coders coded otherwise: their codes side by side, one of the two kept, or the stay opened again."""

from collections.abc import Callable, Sequence

import ipywidgets as widgets

from carnet.apps.codage_store import Validation
from carnet.evaluation.agreement import Difference, differences
from carnet.language import _, ngettext, number
from carnet.text.terminologies.cim10 import dotted
from carnet.widgets.cards import empty_html, table

Settle = Callable[[str, tuple[tuple[str, str], ...]], None]
_POSITIONS = {"dp": "DP", "dr": "DR", "das": "DAS"}


def disagreements(validations: Sequence[Validation]) -> dict[str, tuple[Validation, ...]]:
    """The stays whose coders differ and that nobody settled since: the last validation of each coder, by name."""
    last: dict[str, dict[str, Validation]] = {}
    for one in validations:
        if one.settled:
            last[one.stay_id] = {}
        last.setdefault(one.stay_id, {})[one.who] = one
    found = {stay: tuple(by[who] for who in sorted(by)) for stay, by in last.items()}
    return {stay: each for stay, each in found.items() if len({frozenset(one.codes) for one in each}) > 1}


class DisagreementView:
    """`show(validations)`; `on_open(stay_id)` opens a stay, `on_settle(stay_id, codes)` keeps the codes of a coder.

    `label(code)` is the label of a code; `name(stay_id)` how a stay is called in the list.
    """

    def __init__(
        self, label: Callable[[str], str], name: Callable[[str], str], on_open: Callable[[str], None], on_settle: Settle
    ) -> None:
        self._label, self._name, self._open, self._settle = label, name, on_open, on_settle
        self._stays: dict[str, tuple[Validation, ...]] = {}
        self.choice = widgets.Dropdown(layout={"width": "auto"})
        self.choice.observe(lambda _change: self._draw(), "value")
        self.told = widgets.HTML()
        self.both = widgets.HTML()
        self.actions = widgets.HBox()
        self.actions.add_class("cg-actions")
        self.widget = widgets.VBox([self.told, self.choice, self.both, self.actions])
        self.widget.add_class("cg-compare")

    def show(self, validations: Sequence[Validation]) -> None:
        """The stays in disagreement now; the one looked at stays chosen."""
        self._stays = disagreements(validations)
        before = self.choice.value
        self.choice.options = [(self._name(stay), stay) for stay in self._stays]
        self.choice.description = _("Stay")
        self.choice.value = before if before in self._stays else next(iter(self._stays), None)
        self._draw()

    def _draw(self) -> None:
        n = len(self._stays)
        self.choice.layout.display = "" if n else "none"
        each = self._stays.get(self.choice.value or "", ())[:2]
        if len(each) < 2:
            self.told.value = str(
                empty_html(_("No disagreement."), _("A stay that two coders code otherwise comes here."))
            )
            self.both.value, self.actions.children = "", ()
            return
        told = ngettext("{n} stay coded otherwise by two coders.", "{n} stays coded otherwise by two coders.", n)
        self.told.value = str(table_line(told.format(n=number(n))))
        first, second = each
        rows = [self._row(one) for one in differences(frozenset(first.codes), frozenset(second.codes))]
        columns = (
            _("Code"),
            _("Label of the code"),
            first.who or _("first coder"),
            second.who or _("second coder"),
            _("Agreement"),
        )
        self.both.value = str(table(columns, rows, _("The two codings")))
        again = self._button(_("Open the stay"), lambda: self._open(first.stay_id))
        self.actions.children = (*(self._keeping(one) for one in each), again)

    def _row(self, one: Difference) -> tuple[str, ...]:
        first, second = (_POSITIONS.get(position, position.upper()) or "–" for position in (one.first, one.second))
        said = "=" if one.first == one.second else _("≠ position") if one.first and one.second else "≠"
        return dotted(one.code), self._label(one.code), first, second, said

    def _keeping(self, one: Validation) -> widgets.Button:
        words = _("Keep the coding of {who}").format(who=one.who or "–")
        return self._button(words, lambda: self._settle(one.stay_id, one.codes))

    @staticmethod
    def _button(words: str, act: Callable[[], None]) -> widgets.Button:
        button = widgets.Button(description=words, layout={"width": "auto"})
        button.on_click(lambda _button: act())
        return button


def table_line(text: str) -> str:
    """A line of text above a table."""
    from carnet.widgets.escaping import safe_html

    return str(safe_html('<p class="carnet-second">{text}</p>', text=text))

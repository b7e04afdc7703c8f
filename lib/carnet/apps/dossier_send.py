"""Sending a patient's reviewed facts to the warehouse: asked for, confirmed with its counts, told afterwards."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets

from carnet.apps.dossier_facts import ACCEPTED, CHANGED, PROPOSED, REJECTED, FactReview
from carnet.apps.dossier_words import assertion_list
from carnet.language import _, ngettext, number
from carnet.widgets.notices import notice
from carnet.widgets.table import Table

if TYPE_CHECKING:
    from carnet.text.note import Note
    from carnet.tools.structuring.export.omop import Sent

REVIEWED, NOT_REJECTED = "reviewed", "not_rejected"


class SendForm:
    """The question before sending: which facts, into which warehouse; then what was written."""

    def __init__(self, review: FactReview, warehouse: str, fictitious: bool, send: Callable[[bool], None]) -> None:
        counts = review.counts()
        done = counts[ACCEPTED] + counts[CHANGED]
        every = done + counts[PROPOSED]
        self.choice = ipywidgets.RadioButtons(
            options=[
                (ngettext("the {n} accepted or corrected fact", "the {n} accepted or corrected facts", done).format(
                    n=number(done)), REVIEWED),
                (ngettext("all but the rejected: {n} fact", "all but the rejected: {n} facts", every).format(
                    n=number(every)), NOT_REJECTED),
            ],
            value=REVIEWED,
        )  # fmt: skip
        self.go = ipywidgets.Button(button_style="primary", description=_("Send to the warehouse"))
        self.cancel = ipywidgets.Button(description=_("Cancel"))
        self.done = {REVIEWED: done, NOT_REJECTED: every}
        text = [
            _("Rows are added to “{name}”, marked as read in the notes; nothing that is there is changed.").format(
                name=warehouse
            ),
            ngettext("{n} rejected fact is left out.", "{n} rejected facts are left out.", counts[REJECTED]).format(
                n=number(counts[REJECTED])
            ),
        ]
        if fictitious:
            text.append(_("These patients are fictitious."))
        actions = ipywidgets.Box([self.go, self.cancel])
        actions.add_class("ds-actions")
        self.children = [notice("info", _("Send facts to the warehouse?"), text), self.choice, actions]
        self.choice.observe(lambda _change: self._able(), names="value")
        self.go.on_click(lambda _button: send(self.choice.value == REVIEWED))
        self._able()

    def _able(self) -> None:
        self.go.disabled = not self.done[str(self.choice.value)]


def sent_children(sent: "Sent", close: Callable[[], None]) -> list[ipywidgets.Widget]:
    """What was written, table by table; what was there already; what is a finding of the text alone, and why."""
    total = sum(sent.rows.values())
    title = ngettext("{n} row written", "{n} rows written", total).format(n=number(total))
    words = [_("The cohort explorer finds them at once.")] if total else []
    if sent.already:
        said = ngettext("{n} mention had been sent before.", "{n} mentions had been sent before.", sent.already)
        words.append(said.format(n=number(sent.already)))
    shown: list[ipywidgets.Widget] = [notice("ok", title, words)]
    tables = []
    if total:
        called = _tables()
        rows = [[f"{called[table]} ({table})" if table in called else table, n] for table, n in sent.rows.items() if n]
        tables.append(Table([_("Table"), _("Rows")], rows, caption=_("Written")))
    if sent.kept_as_text:
        names = {value: name for value, _sign, name in assertion_list()} | {"undated": _("undated")}
        left = [[names.get(why, why), n] for why, n in sent.kept_as_text.items()]
        tables.append(Table([_("Why"), _("Facts")], left, caption=_("Kept in note_nlp alone")))
    if tables:
        side = ipywidgets.Box(tables)
        side.add_class("ds-sent")
        shown.append(side)
    button = ipywidgets.Button(description=_("Close"))
    button.on_click(lambda _button: close())
    return [*shown, button]


def _tables() -> dict[str, str]:
    """What the tables of the warehouse hold, in words."""
    return {
        "condition_occurrence": _("Diagnoses"),
        "drug_exposure": _("Drugs"),
        "procedure_occurrence": _("Procedures"),
        "measurement": _("Measurements"),
        "observation": _("Observations"),
        "note_nlp": _("Findings in the text, with their place"),
        "episode": _("Episodes of disease and treatment"),
        "episode_event": _("Events of these episodes"),
    }


def send(folder: Path, notes: "Sequence[Note]", review: FactReview, reviewed_only: bool, who: str) -> "Sent":
    """Send every mention of the facts; the answer says what was written. Raises CarnetError where it cannot be."""
    from carnet.tools.structuring.export import omop

    return omop.send(folder, notes, review.standing(reviewed_only), who)

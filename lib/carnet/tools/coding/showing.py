"""A coded stay as a notebook shows it: for each code the passage that attests it and why it stands there."""

from html import escape

from carnet.language import _, percent
from carnet.text.terminologies.cim10 import dotted
from carnet.tools.coding.result import CodedStay, Proposal

_CELL = '<td style="text-align:left">{}</td>'


def coded_html(stay: CodedStay) -> str:
    """A table of the proposals, then what the coder should look at. Everything is escaped."""
    columns = (_("Position"), _("Code"), _("Label of the code"), _("Score"), _("Why"), _("Passage"))
    head = "".join(f'<th scope="col" style="text-align:left">{escape(name)}</th>' for name in columns)
    rows = "".join(_row(one) for one in stay.proposals)
    caption = _("Stay {id}").format(id=stay.stay_id)
    cautions = "".join(f"<li>{escape(one.message)}</li>" for one in stay.warnings)
    table = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return table + (f"<p>{escape(_('To be looked at'))}</p><ul>{cautions}</ul>" if cautions else "")


def _row(one: Proposal) -> str:
    place = {"dp": "DP", "dr": "DR", "das": "DAS"}.get(one.position, _("Act"))
    cells = (dotted(one.code), one.label, percent(one.score), one.reason, f"« {one.evidence[0].quote} »")
    return f'<tr><th scope="row">{escape(place)}</th>' + "".join(_CELL.format(escape(cell)) for cell in cells) + "</tr>"

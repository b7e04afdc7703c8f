"""Tables as a notebook shows them: everything escaped, nothing but text and numbers."""

from collections.abc import Iterable, Sequence
from html import escape


def table_html(
    caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[str] = (), numbers_from: int = 1
) -> str:
    """An accessible HTML table; the columns from `numbers_from` on are aligned right, the first one heads its row."""

    def cell(tag: str, text: str, place: int, scope: str) -> str:
        side = "right" if place >= numbers_from else "left"
        return f'<{tag}{scope} style="text-align:{side};font-variant-numeric:tabular-nums">{escape(text)}</{tag}>'

    head = "".join(cell("th", text, i, ' scope="col"') for i, text in enumerate(header))
    body = "".join(
        "<tr>"
        + "".join(cell("td" if i else "th", text, i, "" if i else ' scope="row"') for i, text in enumerate(row))
        + "</tr>"
        for row in rows
    )
    title = f'<caption style="text-align:left;font-weight:600">{escape(caption)}</caption>' if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" + notes_html(notes)


def notes_html(notes: Sequence[str]) -> str:
    """Notes under a table."""
    return "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>" if notes else ""

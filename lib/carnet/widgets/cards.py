"""Pieces of a page written once: notices, facts, tiles, tables, each escaped."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from carnet.widgets.escaping import join_html, safe_html

_SIGNS = {"ok": "✓", "warn": "!", "stop": "✕", "info": "i", "empty": ""}


def notice(kind: str, title: str, *paragraphs: str) -> Markup:
    """A notice: `ok`, `warn`, `stop`, `info` or `empty`; a sign and words go with the colour."""
    role = "alert" if kind == "stop" else "status"
    sign = safe_html('<span class="carnet-notice-sign" aria-hidden="true">{sign}</span>', sign=_SIGNS[kind])
    body = join_html(safe_html("<p>{text}</p>", text=text) for text in paragraphs if text)
    return safe_html('<div class="carnet-notice carnet-notice-{kind}" role="{role}"><p class="carnet-notice-title">'
                     "{sign}{title}</p>{body}</div>", kind=kind, role=role, sign=sign if _SIGNS[kind] else "",
                     title=title, body=body)


def facts(pairs: Sequence[tuple[str, str]], *, counts: frozenset[str] = frozenset()) -> Markup:
    """Facts side by side: (what, value); those named in `counts` are set large."""
    items = (safe_html('<div><dt>{name}</dt><dd class="{kind}">{value}</dd></div>', name=name, value=value,
                       kind="carnet-count" if name in counts else "") for name, value in pairs)
    return safe_html('<dl class="carnet-facts">{items}</dl>', items=join_html(items))


def tiles(pages: Sequence[tuple[str, str, str]]) -> Markup:
    """Links to pages: (address, title, what it is for)."""
    items = (safe_html('<li><a class="carnet-tile" href="{href}"><strong>{title}</strong><span>{text}</span></a></li>',
                       href=href, title=title, text=text) for href, title, text in pages)
    return safe_html('<ul class="carnet-tiles">{items}</ul>', items=join_html(items))


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], caption: str = "", *,
          numeric: frozenset[int] = frozenset(), classes: Mapping[int, str] | None = None) -> Markup:
    """A table: the first cell of each row is its heading. `numeric` columns are set to the right; `classes` of rows
    (`group`: a heading over the rows below, `indent`: one of these)."""
    def css(i: int) -> Markup:
        return Markup(' class="num"') if i in numeric else Markup("")

    head = join_html(safe_html('<th scope="col"{css}>{text}</th>', css=css(i), text=name)
                     for i, name in enumerate(columns))
    lines = []
    for number, row in enumerate(rows):
        kind = (classes or {}).get(number, "")
        first = safe_html('<th scope="row" class="{kind}">{text}</th>', text=row[0],
                          kind="carnet-indent" if kind == "indent" else "")
        rest = join_html(safe_html("<td{css}>{text}</td>", css=css(i), text=cell)
                         for i, cell in enumerate(row[1:], start=1))
        lines.append(safe_html('<tr class="{kind}">{first}{rest}</tr>', first=first, rest=rest,
                               kind="carnet-group" if kind == "group" else ""))
    return safe_html('<div class="carnet-table-box" tabindex="0" role="region" aria-label="{caption}">'
                     '<table class="carnet-table"><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
                     "<tbody>{lines}</tbody></table></div>", caption=caption, head=head, lines=join_html(lines))

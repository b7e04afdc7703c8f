"""Pieces of a page written once: empty states, facts, tiles, tables, each escaped."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from carnet.cohorts.masking import THRESHOLD, shown
from carnet.widgets.escaping import join_html, safe_html


def empty_html(title: str, text: str = "") -> Markup:
    """Nothing to show: why, and what to do."""
    return safe_html('<div class="carnet-notice carnet-notice-empty" role="status">'
                     '<p class="carnet-notice-title">{title}</p><p>{text}</p></div>', title=title, text=text)


def count(n: int) -> str:
    """A count of persons or events as a page may show it: « < 11 » from 1 to 10."""
    return shown(None if 0 < n < THRESHOLD else n)


def facts(pairs: Sequence[tuple[str, str]], *, counts: frozenset[str] = frozenset()) -> Markup:
    """Facts side by side: (what, value); those named in `counts` are set large."""
    items = (safe_html('<div><dt>{name}</dt><dd class="{kind}">{value}</dd></div>', name=name, value=value,
                       kind="home-count" if name in counts else "") for name, value in pairs)
    return safe_html('<dl class="home-facts">{items}</dl>', items=join_html(items))


def tiles(pages: Sequence[tuple[str, str, str]]) -> Markup:
    """Links to pages: (address, title, what it is for)."""
    items = (safe_html('<li><a class="home-tile" href="{href}"><strong>{title}</strong><span>{text}</span></a></li>',
                       href=href, title=title, text=text) for href, title, text in pages)
    return safe_html('<ul class="home-tiles">{items}</ul>', items=join_html(items))


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

"""Texts as the HTML of Moodle, and its HTML as texts: ours exactly, others' as they would be read aloud."""

import html
import re
from typing import Any

from carnet.teaching.exchange.safe import xml_text

OURS = "carnet-text"
_BLOCKS = {"p", "div", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_ROWS = {"li", "tr"}
_BESIDE = ("carnet-evidence", "carnet-citation")  # what we write beside a feedback


def to_html(text: str, *classes: str) -> str:
    """A text as one block of HTML, from which `texts` takes it back as it was."""
    inside = html.escape(xml_text(text), quote=False).replace("\n", "<br>")
    return f'<div class="{" ".join((OURS, *classes))}">{inside}</div>'


def parse(source: str) -> Any:
    """The HTML of a text of Moodle as an element. Never fails: what cannot be parsed is text."""
    from lxml import etree
    from lxml import html as parser

    try:
        return parser.fragment_fromstring(source, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        made = etree.Element("div")
        made.text = xml_text(source)
        return made


def texts(page: Any) -> dict[str, str]:
    """Our own blocks of a page, exactly, by their first class after `carnet-text` (without `carnet-`; else empty)."""
    found: dict[str, str] = {}
    for one in page.iter("div"):
        classes = (one.get("class") or "").split()
        if OURS in classes:
            named = [name.removeprefix("carnet-") for name in classes if name != OURS]
            found.setdefault(named[0] if named else "", _exact(one))
    return found


def classes_of(page: Any) -> list[str]:
    """Our own classes on the first block of a page, without `carnet-`."""
    for one in page.iter("div"):
        names = (one.get("class") or "").split()
        if OURS in names:
            return [name.removeprefix("carnet-") for name in names if name != OURS]
    return []


def _exact(element: Any) -> str:
    text = element.text or ""
    for child in element:
        text += ("\n" if child.tag == "br" else _exact(child)) + (child.tail or "")
    return text


def plain(page: Any) -> str:
    """The words of a page: white space as HTML has it, blocks apart, rows and list items on lines, cells by bars."""
    parts: list[str] = []

    def words(text: str | None) -> None:
        parts.append(re.sub(r"[ \t\r\n]+", " ", text or ""))

    def walk(one: Any) -> None:
        tag = one.tag if isinstance(one.tag, str) else ""
        if not tag or tag in ("script", "style") or one.get("class") in _BESIDE:
            return
        edge = "\n\n" if tag in _BLOCKS else "\n" if tag in _ROWS else ""
        parts.append("\n" if tag == "br" else edge)
        if tag == "li":
            parts.append("• ")
        if tag in ("td", "th") and one.getprevious() is not None:
            parts.append(" | ")
        words(one.text)
        for child in one:
            walk(child)
            words(child.tail)
        parts.append(edge)

    walk(page)
    text = re.sub(r" *\n *", "\n", "".join(parts))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text)).strip()


def said(source: str) -> str:
    """The text of a piece of HTML: ours exactly where it is ours, else its words."""
    page = parse(source)
    ours = texts(page)
    return ours.get("", next(iter(ours.values()))) if ours else plain(page)

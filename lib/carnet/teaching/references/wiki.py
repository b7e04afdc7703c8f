"""The XML export of a MediaWiki (LiSA is one): each page is a heading, its wikitext made plain."""

import re
from collections.abc import Iterator

from carnet.language import _

_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_OUTER_LINK = re.compile(r"\[https?://\S+\s([^\]]*)\]")
_TAGS = re.compile(r"<ref[^>]*>.*?</ref>|<ref[^>]*/>|<!--.*?-->|<[^<>]+>", re.DOTALL)
_HEADING = re.compile(r"(={1,6})\s*(.*?)\s*\1\s*$")
_FIELD = re.compile(r"\|\s*([^|=\n]{1,40}?)\s*=\s*([^|{}]*)")
_KEPT_NAMESPACES = ("0", "")


def blocks_of_wiki(name: str, data: bytes) -> Iterator[tuple[int, str]]:
    """The blocks of an export: the title of each page at level 1, then its headings and paragraphs.

    A page of LiSA about an objective has fields (« Identifiant », « Intitulé », « Description », « Rang ») in a
    template: they are read as lines. Raises UnreadableCourse for an XML file that is no such export.
    """
    from lxml import etree

    from carnet.teaching.references.reading import UnreadableCourse, objective_of

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise UnreadableCourse(
            _("{file} is not a complete XML file.").format(file=name), _("Export it again.")
        ) from None
    pages = [one for one in root.iter() if isinstance(one.tag, str) and etree.QName(one).localname == "page"]
    if not pages:
        raise UnreadableCourse(
            _("{file} is not the export of a wiki.").format(file=name), _("Use “Special:Export” of the wiki.")
        )
    for page in pages:
        found = {etree.QName(one).localname: one.text or "" for one in page.iter() if isinstance(one.tag, str)}
        if found.get("ns", "0") not in _KEPT_NAMESPACES:
            continue
        text = found.get("text", "")
        objective = objective_of(found.get("title", "")) or objective_of(text)
        title = found.get("title", "")
        yield 1, f"{title} ({objective})" if objective and not objective_of(title) else title
        yield from _paragraphs(text)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    text = _TAGS.sub(" ", text)
    for _depth in range(8):  # templates stand in templates
        inner = _TEMPLATE.search(text)
        if inner is None:
            break
        text = _TEMPLATE.sub(lambda match: _fields(match[0]), text)
    for line in text.splitlines():
        line = _OUTER_LINK.sub(r"\1", _LINK.sub(r"\1", line)).replace("'''", "").replace("''", "")
        heading = _HEADING.match(line.strip())
        if heading:
            yield min(len(heading[1]) + 1, 6), heading[2]
        else:
            yield 0, re.sub(r"^[*#:;|!{}\s-]+", "", line)


def _fields(template: str) -> str:
    said = [f"{key} : {value.strip()}" for key, value in _FIELD.findall(template) if value.strip()]
    return "\n" + "\n".join(said) + "\n" if said else " "

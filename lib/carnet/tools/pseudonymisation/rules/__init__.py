"""The rules: what the site knows, codes, addresses, places and dates, then the names."""

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules import (
    addresses,
    contacts,
    dates,
    hospitals,
    identifiers,
    known,
    names,
    places,
    social,
)
from carnet.tools.pseudonymisation.rules.known import SiteKnowledge

_CODES = (identifiers, contacts, addresses, places, hospitals, dates, social)


def find(page: Page, knowledge: SiteKnowledge | None = None) -> list[Found]:
    """All that the rules find on a page; what they find may overlap."""
    found = known.find(page, knowledge)
    for module in _CODES:
        found += module.find(page)
    return found + names.find(page, found, knowledge)

"""The rules: what the site knows, codes, addresses, places and dates, then the names."""

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules import known, names
from carnet.tools.pseudonymisation.rules.known import SiteKnowledge


def find(page: Page, knowledge: SiteKnowledge | None = None) -> list[Found]:
    """All that the rules find on a page; what they find may overlap."""
    found = known.find(page, knowledge)
    for module in _modules():
        found += module.find(page)
    return found + names.find(page, found, knowledge)


def _modules():
    import importlib
    modules = []
    for name in ("identifiers", "contacts", "addresses", "places", "hospitals", "dates", "social"):
        try:
            module = importlib.import_module(f"{__name__}.{name}")
        except (ImportError, SyntaxError):
            continue
        if hasattr(module, "find"):
            modules.append(module)
    return modules

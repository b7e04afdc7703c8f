"""Names of persons, first and last apart, with whose they are: announced, then bare, then everywhere again."""

from collections.abc import Sequence

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.known import KnownPerson, SiteKnowledge
from carnet.tools.pseudonymisation.rules.names_bare import find_bare
from carnet.tools.pseudonymisation.rules.names_rows import find_between, find_in_rows
from carnet.tools.pseudonymisation.rules.names_units import Name
from carnet.tools.pseudonymisation.rules.roles import give_roles
from carnet.tools.pseudonymisation.rules.titles import find_announced
from carnet.tools.pseudonymisation.rules.tokens import Tokens
from carnet.tools.pseudonymisation.rules.variants import find_variants


def find(page: Page, already: Sequence[Found] = (), knowledge: SiteKnowledge | None = None) -> list[Found]:
    """The names of persons of a page.

    `already` is what the other rules found (addresses, towns, codes…): names inside are theirs. `knowledge` tells
    who the patient is.
    """
    tokens = Tokens.of(page, list(already))
    used = [False] * len(tokens)
    names = find_in_rows(tokens, used)
    names += find_announced(tokens, used)
    names += find_bare(tokens, used)
    names += find_between(tokens, used)
    names.sort(key=lambda name: name.start)
    _told(names, knowledge, page)
    give_roles(tokens, names)
    names += find_variants(tokens, used, names)
    return [found for name in names for found in _founds(tokens, name)]


def _told(names: list[Name], knowledge: SiteKnowledge | None, page: Page) -> None:
    """Give the patient's names their role where the site says who the patient is."""
    person: KnownPerson | None = knowledge.person(page.note.person_id) if knowledge else None
    if person is None:
        return
    lasts, firsts = person.plain_last_names(), person.plain_first_names()
    for name in names:
        if name.role in ("", "Patient") and (
            (set(name.lasts) & lasts and (not name.firsts or set(name.firsts) & firsts))
            or (not name.lasts and set(name.firsts) & firsts)
        ):
            name.role = "Patient"


def _founds(tokens: Tokens, name: Name) -> list[Found]:
    founds = []
    for start, end, label in name.parts:
        a, b = tokens.starts[start], tokens.ends[end - 1]
        founds.append(Found(a, b, label, f"rule:names.{name.rule}", role=name.role or "Other", score=name.score))
    return founds

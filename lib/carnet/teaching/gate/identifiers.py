"""No identifier left in anything that a student reads."""

from collections.abc import Callable, Iterator, Sequence

from carnet.language import _
from carnet.teaching.gate.reading import finding
from carnet.teaching.item import Finding, Item

CHECK = "identifiers"


def check(item: Item, find: Callable[[str], Sequence[tuple[int, int, str]]]) -> Iterator[Finding]:
    """A finding for each identifier that `find` sees in a text of the item; the message never says it."""
    names = _names()
    for where, text in item.texts():
        if not text.strip():
            continue
        for start, end, label in find(text):
            yield finding(
                CHECK,
                _("This looks like an identifier ({label}).").format(label=names.get(label, label).lower()),
                _("Replace it, or say why it is none."),
                where=where,
                span=(start, end),
            )


def _names() -> dict[str, str]:
    """What a person calls the labels."""
    return {
        "FIRST_NAME": _("First name"),
        "LAST_NAME": _("Last name"),
        "PATIENT_BIRTHDATE": _("Birth date"),
        "IDENTIFYING_DATE": _("Date"),
        "ADDRESS": _("Address"),
        "ZIP_CODE": _("Postcode"),
        "CITY": _("Town"),
        "HOSPITAL": _("Hospital"),
        "PHONE_NUMBER": _("Telephone"),
        "EMAIL": _("E-mail address"),
        "URL": _("Web address"),
        "IDENTIFIER": _("Identifier"),
    }

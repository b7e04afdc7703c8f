"""All names of treatments in one walk over the words: cancer drugs, protocols, other drugs, operations."""

from dataclasses import dataclass
from functools import cache

from carnet.text.lexicon.cancer_drugs import Drug, Protocol, drugs, protocols
from carnet.text.reading import Reading
from carnet.text.terms import Term, Vocabulary
from carnet.tools.structuring.rules.treatments_general import General, general_drugs
from carnet.tools.structuring.rules.treatments_misspelt import misspelt
from carnet.tools.structuring.rules.treatments_surgery import Head, heads


@dataclass(frozen=True, slots=True)
class Names:
    """The names found, each list by position."""

    treatments: list[Term[Drug | Protocol]]
    general: list[Term[General]]
    operations: list[Term[Head]]


@cache
def _all() -> Vocabulary[Drug | Protocol | General | Head]:
    entries: dict[str, Drug | Protocol | General | Head] = {}
    entries.update(heads())
    entries.update(general_drugs())
    entries.update(protocols().entries)
    entries.update(drugs().entries)
    return Vocabulary(entries)


def find_names(reading: Reading) -> Names:
    """The names of treatments in a note; the longest at each place."""
    found = Names([], [], [])
    words, tight = reading.words, drugs()
    for term in _all().find(words):
        entry = term.entry
        if isinstance(entry, Head):
            found.operations.append(term)  # type: ignore[arg-type]
        elif isinstance(entry, General):
            found.general.append(term)  # type: ignore[arg-type]
        elif not (isinstance(entry, Drug) and tight.loose(words, term)):  # type: ignore[arg-type]
            found.treatments.append(term)  # type: ignore[arg-type]
    taken = [(one.start, one.end) for one in found.treatments] + [(one.start, one.end) for one in found.general]
    found.treatments.extend(misspelt(reading, taken))  # type: ignore[arg-type]
    return found

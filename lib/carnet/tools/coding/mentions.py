"""The diagnoses that a note names, each with its code and what the text asserts of it."""

from collections.abc import Sequence

from carnet.text.reading import Reading
from carnet.text.terminologies.cim10 import cim10
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.text.terms import Vocabulary
from carnet.tools.coding import (
    mentions_births,
    mentions_labels,
    mentions_lexicon,
    mentions_phrases,
    mentions_sessions,
    mentions_tumours,
    mentions_values,
    mentions_written,
)
from carnet.tools.coding.mention import Mention
from carnet.tools.coding.mentions_draft import Draft, apart
from carnet.tools.coding.mentions_status import judged
from carnet.tools.coding.mentions_tokens import Tokens
from carnet.tools.structuring.facts import Fact

_OF_THE_SITE = 0.9  # score of a code that the site's own list gives to a name


def find_mentions(
    reading: Reading,
    facts: Sequence[Fact] = (),
    nomenclature: Nomenclature | None = None,
    names: Vocabulary[str] | None = None,
) -> list[Mention]:
    """The diagnoses of a note, by position, without overlap; `facts` are what structuring read in the same note,
    `nomenclature` and `names` (of codes) the site's where it has its own.

    What is denied, supposed, of the family or of the past is there too, and says so: the caller codes what it codes.
    """
    tokens, nomenclature = Tokens.of(reading), nomenclature or cim10()
    drafts: list[Draft] = mentions_lexicon.find(reading, tokens)
    drafts += _of_the_site(reading, nomenclature, names)
    drafts += mentions_labels.find(tokens, nomenclature)
    drafts = mentions_tumours.join(reading, nomenclature, facts, drafts)
    drafts += mentions_lexicon.more_metastases(reading, tokens, drafts)
    drafts = list(mentions_sessions.settle(reading, nomenclature, drafts))
    drafts += mentions_births.find(reading, nomenclature)
    drafts += mentions_written.find(reading, nomenclature, drafts)
    drafts = apart(drafts)
    drafts = mentions_values.make_precise(
        reading, tokens, nomenclature, apart([*drafts, *mentions_phrases.find(reading, drafts)])
    )
    drafts = apart([*drafts, *mentions_values.asked(reading, drafts)])
    return judged(reading, drafts)


def _of_the_site(reading: Reading, nomenclature: Nomenclature, names: Vocabulary[str] | None) -> list[Draft]:
    """What the site's own names of codes find."""
    terms = names.find(reading.words) if names is not None else []
    return [
        Draft(one.start, one.end, nomenclature.label(one.entry), "lexicon", _OF_THE_SITE, one.entry)
        for one in terms
        if nomenclature.valid(one.entry, "das")
    ]

"""Values that no living patient has, units that a measure is never counted in, doses ten times off."""

from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.implausible_doses import dosed
from carnet.teaching.gate.implausible_values import measured, of_another
from carnet.teaching.gate.implausible_words import in_words
from carnet.teaching.gate.reading import finding
from carnet.teaching.item import Finding, Item
from carnet.text.clean import clean
from carnet.text.quantities import find_quantities
from carnet.text.quantities_names import find_names

CHECK = "implausible"
_ASIDE = ("title", "hint", "feedback", "cue", "attitude")


def check(item: Item) -> Iterator[Finding]:
    """A finding for each value or unit that cannot be, in the case, its new data, the questions and propositions."""
    stems = {question.id: question.stem for question in item.questions}
    for where, text in item.texts():
        place = where.split("/")
        if not text.strip() or place[-1] in _ASIDE:
            continue
        before = ""
        if len(place) > 1 and place[1] not in ("stem", "new", "hypothesis", "finding"):
            before = stems.get(place[0], "")
        for start, end, reason in slips(text, before):
            yield finding(
                CHECK, reason, _("Check the figure, its unit and the decimal comma."), where=where, span=(start, end)
            )


def slips(text: str, before: str = "") -> Iterator[tuple[int, int, str]]:
    """(start, end, reason) for each thing of a text that cannot be; `before` is the question that it answers."""
    regular = clean(text)
    names = find_names(regular.text, regular.plain)
    for quantity in find_quantities(regular, names):
        reason = measured(quantity, regular) or dosed(quantity, regular, before) or of_another(quantity, names, regular)
        if reason:
            yield *regular.original(quantity.start, quantity.end), reason
    for start, end, reason in in_words(regular.plain):
        yield *regular.original(start, end), reason

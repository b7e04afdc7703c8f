"""Which name a quantity belongs to: by position, and by what its unit may measure."""

import re

from carnet.text.clean import CleanText
from carnet.text.quantities_names import Measure, Named
from carnet.text.quantities_units import Unit
from carnet.text.quantities_value import Quantity

_SIGNS = r"(?:[ :=('\"~<>≤≥*]|(?<= )-(?= ))*"
_SAID = (
    r"pre|post|av|ap|avant|apres|debut|fin|od|og|mini|maxi|[hjmt]\d+|col|rachis|lombaire|hanche|femoral\w*"
    r"|est|sont|etait|etaient|a|de|du|d'|en|le|la|l'|ce|jour|j\d+|mesure\w*|calcule\w*|dose\w*|evalue\w*|cote\w*"
    r"|controle\w*|actuel\w*|initial\w*|stable|corrige\w*|environ|max[a-z]*|min[a-z]*|total\w*|remonte\w*|descend\w*|passe\w*"
    r"|monte\w*|chiffre\w*|jusqu'a|augmente\w*|elevee?s?|normale?s?|plasmatique|serique|sanguine?|autour"
    r"|aux alentours|ete|revenue?|retrouve\w*|estimee?|soit|basse?|haute?|score|plus|moins|ou|egale?"
    r"|inferieure?|superieure?|capillaire|veineuse?|arterielle?|entree|sortie|hier|nadir|pic|isolee?|severe"
    r"|moderee?|cotee?|(?:dans|en|sous) [a-z]+"
)
_LINK = re.compile(rf"{_SIGNS}(?:(?:{_SAID})(?![a-z]){_SIGNS})*\Z")
_STOP = re.compile(r"[;\n]|[.!?] ")
# a concentration at the start of the next line
_WRAPPED = re.compile(r" ?(?:[:=]|a\b)? ?\n ?(?:[:=]|a\b)? ?")
_MORE = re.compile(r" ?\(?(?:puis|-{0,2}>|=>|→|contre|vs|versus|et)(?: ?(?:a|de|le))? ?")
_BRACKET = re.compile(r" ?\((?:etait )?(?:a )?")  # « 72 (68 le 12/01) »
_LATER = re.compile(r" ?(?:o[dg])?[ ,;/]+(?:post|ap|apres|fin|sortie|o[dg]) ?[:=]? ?(?:a )?")
_COMMA = re.compile(r"(?: (?:a l'entree|initial\w*|hier|au depart|d'emblee|a [hj] ?\d+))?, ?(?:puis )?")
_SIDE = re.compile(r" ?(?:o[dg]|a droite|a gauche)? ?[/,;-] ?")
_SIDED = re.compile(r"\d+(?:[.,]\d+)? ?(?:o[dg]|a droite|a gauche)(?![a-z])")  # « TO 18 OD / 22 OG »
_POINT = re.compile(r"\d+(?:[.,]\d+)? ?(?:a|au|le) ?(?:[hjm] ?\+? ?\d|la sortie|ce jour|\d{1,2}[/.]\d)")
_DATED = re.compile(
    r"\d+(?:[.,]\d+)?(?:/\d+)? ?"
    r"(?:le|en|au|il y a|a l'|avant|hier|lors|precedemment|initialement|j ?-? ?\d|m ?-? ?\d)\b"
)
_AGAIN = (  # what tells two values of one thing apart: the side, the posture, the hour
    r"(?: ?\(?(?:(?:au |a )?(?:bras )?(?:droite?|gauche|[dg]|o[dg])"
    r"|\([^()\n]{1,25}\)?|couchee?|debout|assise?|allongee?|repos|effort)\)?)?"
    r"[ ,;/(]*(?:puis )?(?:(?:couchee?|debout|assise?)(?: \d ?min)?|post|ap|apres|fin|od|og"
    r"|(?:a )?[hjmt] ?\+?\d{1,3}|controle|entree|sortie)? ?[:=]? ?(?:a )?"
)
_OF = re.compile(r" (?:de |d'|en |des )(?:la |l'|taux de )?")
_SERIES = re.compile(
    r" ?(?:puis|->|-->|=>|>|et|,|contre|vs|versus|apres|a|\(|/|soit)(?: ?(?:a|de|contre|vs|versus|le|puis|j\d+))? ?\Z"
    rf"|{_AGAIN}\Z|{_COMMA.pattern}\Z"
    r"|.{0,24}\b(?:puis|contre|a) \Z"
)


def name_before(
    clean: CleanText, start: int, unit: Unit | None, names: list[Named], at: int, found: list[Quantity]
) -> tuple[Named, Measure] | None:
    """The nearest name on the left that may have such a unit, in the same clause, not already given its value."""
    plain = clean.plain
    last = found[-1] if found else None
    for back in range(at, max(-1, at - 4), -1):
        name = names[back]
        if start - name.end > 70 or _STOP.search(plain, name.end, start):
            wrapped = unit is not None and "/" in unit.category and _WRAPPED.fullmatch(plain, name.end, start)
            if not wrapped:
                return None
        if (
            last is not None
            and last.end > name.end
            and not (last.name_start == name.start and start - last.end < 30 and _SERIES.match(plain[last.end : start]))
        ):
            return None
        for measure in name.measures:
            if unit is None:
                if measure.needs_unit:
                    continue
                if measure.assumed or measure.kind in ("lab", "cells", "ratio", "time", "pressure"):
                    return name, measure
            elif measure.takes(unit):
                return name, measure
        if unit is None:
            return None
    return None


def name_after(clean: CleanText, unit: Unit, names: list[Named], at: int) -> tuple[Named, Measure] | None:
    """« 50 mmol/l d'urée », « 80 % de Ki67 »."""
    link = _OF.match(clean.plain, unit.end)
    if link is None or at + 1 >= len(names):
        return None
    name = names[at + 1]
    if name.start != link.end():
        return None
    return next(((name, measure) for measure in name.measures if measure.takes(unit)), None)


def goes_on(clean: CleanText, name: tuple[Named, Measure] | None, start: int, last: Quantity | None) -> bool:
    """Whether a bare number is one more value of the name of the last quantity: « CRP 120 -> 45 »."""
    if name is None or last is None or last.name_start != name[0].start:
        return False
    between = clean.plain[last.end : start]
    if _LATER.fullmatch(between):
        return True
    if _SIDE.fullmatch(between) and _SIDED.match(clean.plain, start):
        return True
    if _COMMA.fullmatch(between):  # « NIHSS 14 à l'entrée, 6 à H24 »
        return _POINT.match(clean.plain, start) is not None
    if _BRACKET.fullmatch(between):
        return _DATED.match(clean.plain, start) is not None
    return _MORE.fullmatch(between) is not None


def linked(clean: CleanText, name: tuple[Named, Measure] | None, start: int) -> bool:
    """Whether a name and a bare number say one thing: only « à », « : », « est à », a few words, between them."""
    return name is not None and start - name[0].end <= 40 and _LINK.match(clean.plain[name[0].end : start]) is not None

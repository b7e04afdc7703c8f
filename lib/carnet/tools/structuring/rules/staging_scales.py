"""Grades that name their scale: SBR, Gleason and ISUP, Fuhrman, ISUP/OMS, FIGO, OMS, FNCLCC, Edmondson."""

import re

_SBR = (
    r"m?sbr|scarff(?:[ ,-]+bloom)?(?:(?:[ ,-]+| et | & )richardson)?|elston(?:(?:[ ,/-]+| et | & )ellis)?|nottingham"
    r"|bloom(?:(?:[ ,-]+| et | & )richardson)?"
)
_RENAL = r"(?:oms|who)[ /-]{0,3}isup|isup[ /-]{1,3}(?:oms|who)"
SCALE = (
    rf"(?P<sbr>{_SBR})|(?P<fuhrman>f[uh]{{1,2}}r?h?m{{1,2}}ann?e?)|(?P<renal>{_RENAL})|(?P<isup>isup)|(?P<figo>figo)"
    r"|(?P<oms>oms|who)|(?P<fnclcc>fnclcc)|(?P<edmondson>edmondson(?:[ -](?:et )?steiner)?)"
)
_KIND = (
    r"(?: (?:histologique|nucleaire|nucleolaire|histo-?pronostique|global|tumoral|combine|cytologique"
    r"|cellulaire|sarcomateux))*"
)
_COMPONENTS = r"[\[(:,]{0,2} ?(?P<c1>[123]) ?\+ ?(?P<c2>[123]) ?\+ ?(?P<c3>[123])(?![\d+])(?: ?= ?\d)?[)\]]?"
VALUE = (
    rf"(?:(?P<value>[1-4]|iv|i{{1,3}})(?![a-z0-9+]|[.,]\d| ?%| ?- ?[1-4i]|'|/[5-9])(?: ?/ ?(?:[34]|iii"
    rf"|iv)(?!\d))?(?: ?{_COMPONENTS})?"
    r"|(?:score ?)?(?P<score>[3-9]) ?/ ?9(?!\d)|(?:score ?)?\(?(?P<d1>[123]) ?\+ ?(?P<d2>[123]) ?\+ ?"
    r"(?P<d3>[123])(?![\d+])\)?)"
)
_OF = r"(?:[ ,\n]{0,2}\(?(?:(?:de|d'|selon|du|la|le|l'|classification|score|systeme|modifie[a-z]*|dans|echelle) ?)*\(?)"
_MODIFIED = rf"(?:[ ,(]*(?:modifie[a-z]*|revise[a-z]*|selon|par|et|2016|2022|steiner)?[ ,(]*(?:{_SBR})?\)?)?"
_TO = (
    r"(?:[ :=,()\n-]{0,3}(?:(?:modifie[a-z]*|par|ellis|et|grade|score|histologique|nucleaire|global|de"
    r"|selon|total|est|2016|2022|groupe)(?![a-z]))?){0,5}[ :=,(\n-]{0,3}"
)
VALUE_THEN_SCALE = re.compile(
    rf"(?<![a-z0-9])(?:grades?{_KIND} ?[:=]?[ \n]?(?:de )?|g ?){VALUE}{_OF}"
    rf"(?:{SCALE})(?![a-z]){_MODIFIED}(?: ?/ ?(?:oms|who|isup)| 2016)*"
)
SCALE_THEN_VALUE = re.compile(
    rf"(?<![a-z0-9])(?:(?P<graded>grades?{_KIND}(?:[ :(]{{1,2}}(?:de |selon |d'|l'|du |la )*)))?"
    rf"(?:{SCALE})(?![a-z])(?: 2016)?(?P<to>{_TO}){VALUE}"
)
GLEASON = re.compile(
    r"(?<![a-z0-9])(?:(?:score|grade|somme)(?: combine)? (?:de |: ?)?)?gleason[ :=]*(?:(?:score|combine"
    r"|grade|biopsique|global|total|est|a|de|histologique|:|=)[ :=]+)*"
    r"(?:(?P<sum>\d{1,2})(?![\d+]| ?\+|[.,]\d|[-/]\d(?!0))(?:/10)?)?"
    r"(?: ?[\[(:,=-]{0,2} ?(?P<a>[1-5]) ?\+ ?(?P<b>[1-5])(?: ?\+ ?[345](?!\d))?(?: ?= ?"
    r"(?P<total>\d{1,2})(?!\d))?[)\]]?)?"
    r"|(?<![a-z0-9+,.])(?:score (?:de )?)?(?P<sum2>\d{1,2})? ?\(? ?(?P<a2>[1-5]) ?\+ ?(?P<b2>[1-5]) ?\)?"
    r" (?:de |selon |score )?gleason(?![a-z])"
    r"|(?<![a-z0-9+,.])score (?P<sum3>[2-9]|10) (?:de |selon )gleason(?![a-z])"
)
ISUP_AFTER = re.compile(
    r"[ ,;(=:/\n-]{0,4}(?:soit |et )?(?:(?:groupe|grade|score)s?(?: pronostique| histopronostique| de"
    r" grade| de)?[ :]+)?(?:isup|grade group|gg(?=[ :=]*[1-5]))"
    r"[ :=]*(?:(?:groupe|grade|score|2014|2016)[ :=]*)?(?P<isup>[1-5])(?![\d.,]\d|\d|/[1-46-9])(?:/5)?\)?"
)
ISUP = re.compile(
    r"(?<![a-z0-9])(?:(?:groupe|grade|score)s?(?: pronostique| histopronostique)?[ :(]+(?:de"
    r" )?)?isup[ :=]*(?:(?:groupe|grade|score|2014|de)[ :=]*)*(?P<isup>[1-5])(?!\d|[.,]\d|/[1-46-9])"
    r"(?:/5)?"
)
ISUP_OF_GLEASON = {(3, 3): 1, (3, 4): 2, (4, 3): 3, (4, 4): 4, (3, 5): 4, (5, 3): 4, (4, 5): 5, (5, 4): 5, (5, 5): 5}
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def figure(match: "re.Match[str]") -> tuple[int, tuple[int, ...]] | None:
    """The grade of a match of VALUE, and the components of the Nottingham score where they are written."""
    parts = match.groupdict()
    for names in (("c1", "c2", "c3"), ("d1", "d2", "d3")):
        if parts.get(names[0]):
            components = tuple(int(match[name]) for name in names)
            counted = nottingham(sum(components))
            written = parts.get("value")
            if written and _number(written) != counted:
                return _number(written), ()
            return counted, components
    if parts.get("score"):
        return nottingham(int(match["score"])), ()
    return (_number(match["value"]), ()) if parts.get("value") else None


def nottingham(score: int) -> int:
    """The grade of Elston and Ellis (1991) from the sum of its components: 3–5 I, 6–7 II, 8–9 III."""
    return 1 if score <= 5 else 2 if score <= 7 else 3


def _number(written: str) -> int:
    return _ROMANS[written] if written in _ROMANS else int(written)

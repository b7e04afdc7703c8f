"""Regimens of a text: drugs and protocols, alone or joined (« carboplatine-paclitaxel », « FOLFOX + bévacizumab »)."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from carnet.text.lexicon.cancer_drugs import (
    SUPPORT,
    Drug,
    Protocol,
    inns_of,
    protocol_named,
)
from carnet.text.reading import Reading
from carnet.text.terms import Term
from carnet.tools.structuring.rules.treatments_doses import Dose, dose_after, dose_before

_DAYS = (
    r"(?:[ \n]?(?:x|×) ?\d{1,2}(?:[ \n](?:cures?|cycles?))?)?(?: ?\([^()\n]{1,24}\))?"
    r"(?:[ \n]jours? \d{1,2}(?: (?:et|a) \d{1,2})?)?"
    r"(?:[ \n]hebdo(?:madaire)?)?(?: ?/ ?\d{1,2} ?(?:mois|sem\w*|j))?"
    r"(?:[ \n]?(?:iv|po|sc)?[ \n]?\(?j ?\d{1,2}(?:[ ,/+-]*(?:et )?j ?\d{1,2})*\)?)?"
)
_JOIN = re.compile(
    rf"{_DAYS}\)?[ \n]?(?:-|\+|/|&|(?:et|plus|associee?s?[ \n](?:au?x?|a la|avec)|en[ \n]association[ \n](?:avec"
    rf"|au?)|avec"
    r"|combinee?s?[ \n]au?)(?=[ \n]))[ \n]?(?:(?:de la|de|du|la|le)[ \n]|(?:de )?[dl]')?"
)
_COMMA = re.compile(rf"{_DAYS}\)?[ \n]?,[ \n]?(?:(?:de|du|la|le)[ \n]|(?:de )?[dl]')?")
_THEN = re.compile(r"[ \n](?:puis|suivie?s? (?:de|par|d'))[ \n](?:\d{1,2}[ \n])?(?:(?:cures?|cycles?)[ \n]de[ \n])?")
_SHORT = {
    "5-fluorouracile": "5FU",
    "acétate d'abiratérone": "abiratérone",
    "doxorubicine liposomale pégylée": "doxorubicine liposomale",
}
_SUFFIX = re.compile(
    r"[ \n](?:(?P<weekly>hebdo(?:madaire)?s?)\b|(?P<stupp>concomitant[ \n]puis[ \n]adjuvant[ \n]\(stupp\)))"
)
_BARE = re.compile(r"[ \n](100|40)(?! ?[a-z/%,.]?[a-z\d])")
_PARTNERS = frozenset(("prednisone", "prednisolone", "dexaméthasone", "acide folinique", "méthylprednisolone"))
_TAXANES = frozenset(("docétaxel", "paclitaxel", "nab-paclitaxel"))
_SHORT_NAME_CUE = re.compile(
    r"(?:cures?|cycles?|protocole|schema|(?:poly)?chimio\w*|ligne|induction|adjuvante?|\b[1-9])"
    r"(?:[ \n:]+(?:de|d'|du|par|type|selon|le|la|un|une|protocole|schema|adjuvante?|neo-?adjuvante?|premiere"
    r"|deuxieme|ligne"
    r"|[1-9](?:ere?|re|e|eme)|metastatique|palliative|avec|a|base|concomitante|sequentielle|intensifiee|d'induction))*"
    r"[ \n:]*$"
)
_SHORT_NAME_AFTER = re.compile(r"[ \n]?(?:x ?\d|dose[ -]dense|ddose|q ?\d|\([a-z]+(?:ine|tel|mide)\b)")
_MESSENGER = re.compile(r"[ -]?(?:γ|β|λ|gamma|beta|lambda)\b")
_SIGN = re.compile(r"\bsigne d[eu][ \n]$")
_STUDY = re.compile(r"\b(?:essai|etude)s?[ \n](?:cliniques?[ \n])?(?:de phase \w+[ \n])?$")
_PLUS = re.compile(r"(?<![\d/])(?:3 ?\+ ?7|7 ?\+ ?3)(?![\d/])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A drug or a protocol named at [start, end); `after` is where its dose ends. `inns`: what it holds."""

    start: int
    end: int
    after: int
    name: str
    inns: tuple[str, ...]
    drug: Drug | None
    protocol: Protocol | None
    dose: Dose | None

    @property
    def support(self) -> bool:
        """Whether it is no treatment of the tumour."""
        return self.drug is not None and self.drug.kind == SUPPORT


@dataclass(frozen=True, slots=True)
class Regimen:
    """Drugs given together, at [start, end): `name` is the normal form. `detail`: it only gives another's doses."""

    mentions: tuple[Mention, ...]
    start: int
    end: int
    name: str
    inns: tuple[str, ...]
    detail: bool = False

    @property
    def systemic(self) -> bool:
        """Whether it holds a treatment of the tumour."""
        return any(not one.support for one in self.mentions)

    @property
    def dosed(self) -> bool:
        """Whether a dose is written."""
        return any(one.dose for one in self.mentions)


def find_regimens(reading: Reading, terms: list[Term[Drug | Protocol]]) -> list[Regimen]:
    """The regimens, by position, without overlap; `terms` are the drugs and protocols named."""
    found: list[Regimen] = []
    for group in _grouped(reading, _mentions(reading, list(terms))):
        regimen = _regimen(reading, group)
        previous = found[-1] if found else None
        if previous is not None and regimen.start < previous.end:
            continue  # « témozolomide concomitant puis adjuvant (Stupp) »
        detail = previous is not None and _details(reading, previous, regimen)
        found.append(Regimen(regimen.mentions, regimen.start, regimen.end, regimen.name, regimen.inns, detail))
    return found


def _mentions(reading: Reading, terms: list[Term[Drug | Protocol]]) -> list[Mention]:
    for plus in _PLUS.finditer(reading.plain) if "+" in reading.plain else ():
        if (named := protocol_named("3+7")) is not None:
            terms.append(Term(*plus.span(), 0, 0, named))
    terms.sort(key=lambda term: (term.start, -term.end))
    found: list[Mention] = []
    place = 0
    for at, term in enumerate(terms):
        if term.start < place:
            continue
        entry: Drug | Protocol = term.entry
        if isinstance(entry, Protocol):
            short = term.end - term.start < 5 and reading.text[term.start : term.end].islower()
            if short and not _SHORT_NAME_CUE.search(reading.plain, max(0, term.start - 70), term.start):
                continue
            if _SIGN.search(reading.plain, max(0, term.start - 12), term.start):
                continue
            if entry.ambiguous and not _meant(reading, term.start, term.end, terms, at):
                continue
            if _is_date(reading, term.start):  # « CURE DE MAI 2024 »
                continue
            if _STUDY.search(reading.plain, max(0, term.start - 24), term.start):
                continue
            found.append(Mention(term.start, term.end, term.end, entry.name, entry.drugs, None, entry, None))
        else:
            if _MESSENGER.match(reading.plain, term.end):
                continue
            dose = dose_after(reading, term.end) or dose_before(reading, term.start, term.end)
            name = entry.inn
            found.append(
                Mention(term.start, term.end, dose.end if dose else term.end, name, inns_of(entry), entry, None, dose)
            )
        place = found[-1].after
    return found


def _is_date(reading: Reading, start: int) -> bool:
    """Whether a date covers the place: the month of May is no protocol."""
    at = bisect_right(reading.moments, start, key=lambda one: one.start) - 1
    return at >= 0 and reading.moments[at].kind == "date" and start < reading.moments[at].end


def _meant(reading: Reading, start: int, end: int, terms: list[Term[Drug | Protocol]], at: int) -> bool:
    """Whether two or three letters name a protocol here: in capitals, joined to a drug or after words of treatment."""
    written = reading.text[start:end]
    if written[:2].isupper() and "dense" in written.lower():  # « EC dose dense »
        return True
    if any(letter.islower() for letter in written.removesuffix("d")) and written[:1] not in "dm":
        return False
    for other in (terms[at - 1] if at else None, terms[at + 1] if at + 1 < len(terms) else None):
        if other is None or isinstance(other.entry, Protocol) and other.entry.ambiguous:
            continue
        gap = (other.end, start) if other.start < start else (end, other.start)
        if 0 < gap[1] - gap[0] < 14 and (_JOIN if other.start < start else _AHEAD).fullmatch(reading.plain, *gap):
            return True
    before = reading.plain[max(0, start - 70) : start]
    return bool(_SHORT_NAME_CUE.search(before) or _SHORT_NAME_AFTER.match(reading.plain, end))


_AHEAD = re.compile(rf"(?:{_JOIN.pattern})|(?:{_THEN.pattern})")


def _grouped(reading: Reading, mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Mentions that stand together as one regimen."""
    group: list[Mention] = []
    for one in mentions:
        if group and _joins(reading, group, one):
            group.append(one)
            continue
        if group:
            yield from _without_lists(reading, group)
        group = [one]
    if group:
        yield from _without_lists(reading, group)


def _joins(reading: Reading, group: list[Mention], one: Mention) -> bool:
    last = group[-1]
    if one.start - last.after > 36 or any(held in mention.inns for mention in group for held in one.inns):
        return False
    if _alone(last) or _alone(one):
        return False
    gap = (last.after, one.start)
    plain = reading.plain
    if _JOIN.fullmatch(plain, *gap):
        return not (last.protocol and one.protocol and "-" not in plain[slice(*gap)])
    if plain[slice(*gap)] == " " and not (last.support or one.support):
        return one.protocol is None
    if _COMMA.fullmatch(plain, *gap):
        return last.protocol is None and one.protocol is None
    if _THEN.fullmatch(plain, *gap):
        return last.protocol is not None and one.name in _TAXANES and last.inns[0] not in _TAXANES
    return False


def _alone(one: Mention) -> bool:
    return one.support and one.name not in _PARTNERS


def _without_lists(reading: Reading, group: list[Mention]) -> Iterator[list[Mention]]:
    """A group, or each of its mentions where commas alone join them, without doses: a list is no regimen."""
    gaps = [reading.plain[one.after : other.start] for one, other in zip(group, group[1:], strict=False)]
    commas = [_COMMA.fullmatch(gap) is not None for gap in gaps]
    bracket = reading.plain[group[0].start - 1 : group[0].start] + reading.plain[group[-1].after : group[-1].after + 1]
    if any(commas) and commas[-1] and bracket != "()" and not all(one.dose for one in group):
        yield from ([one] for one in group)
        return
    yield group


def _regimen(reading: Reading, group: list[Mention]) -> Regimen:
    names = [_SHORT.get(one.name, one.name) for one in group] if len(group) > 1 else [group[0].name]
    name, end = "-".join(names), group[-1].after
    if not group[-1].dose:
        suffix = _SUFFIX.match(reading.plain, end)
        if suffix:
            name += " hebdomadaire" if suffix["weekly"] else " concomitant puis adjuvant (Stupp)"
            end = suffix.end()
        elif name == "cisplatine" and (bare := _BARE.match(reading.plain, end)):
            name, end = f"{name} {bare[1]}", bare.end()
    elif "hebdo" in reading.plain[group[-1].end : group[-1].after]:
        name += " hebdomadaire"
    inns = tuple(dict.fromkeys(held for one in group for held in one.inns))
    return Regimen(tuple(group), group[0].start, end, name, inns)


def _details(reading: Reading, previous: Regimen, regimen: Regimen) -> bool:
    """Whether a regimen with doses only says what the one before is made of: « FOLFOX (oxaliplatine 85 mg/m²… »."""
    gap = reading.plain[previous.end : regimen.start]
    if len(gap) > 40:
        return False
    if not regimen.dosed:
        bracket = gap.rstrip().endswith(("(", "(schema", "(protocole", "(="))
        return bracket and not previous.detail and _same(previous, regimen)
    if previous.detail:
        return gap.strip(" \n,+)") == "" and ")" not in gap
    inside = gap.rstrip().endswith(("(", ":")) and "." not in gap
    return inside and (set(regimen.inns) <= set(previous.inns) or gap.rstrip().endswith("("))


def _same(first: Regimen, second: Regimen) -> bool:
    """Whether two names stand for the same drugs: « FOLFOX-4 (5-FU, leucovorine et oxaliplatine) »."""
    return set(second.inns) <= set(first.inns) or set(first.inns) <= set(second.inns)

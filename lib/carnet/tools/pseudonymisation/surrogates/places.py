"""Surrogates of places: towns with their postcode, countries, hospitals."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.text.clean import clean
from carnet.text.lists import parse_lists
from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.surrogates.draw import Draw, elides, fold, like, long_words, unaccented

_ARTICLES = ("le ", "la ", "les ")
# au Havre, du Mans, aux Herbiers: the article is the town's, though it stands before it
_OUTSIDE = re.compile(r"(?<![^\W_])(?:(?P<le>au|du|le)|(?P<les>aux|des|les)|(?P<la>la))[ \u00a0\n]*$", re.IGNORECASE)
_INSIDE = re.compile(r"(?:(?:qu|jusqu|lorsqu|puisqu|d)['’] ?|(?:au|du|aux|des) +)(?=\w)", re.IGNORECASE)
_CEDEX = re.compile(r"(?P<town>.*?)(?P<gap>[\s,-]+)(?P<cedex>cedex)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_DISTRICT = re.compile(r"[\s,-]*(?:\d{1,2}\s*(?:e|è|er|ème|eme|ième)?|[IVX]{1,5}(?:e|ème)?)\s*(?:arr\w*\.?)?\s*$", re.I)
_NEXT_TO = 12  # signs between a postcode and its town, at most
_KIND = (
    r"c\.?h\.?r?\.?u\.?|c\.?h\.?r\.?|c\.?h\.?i\.?[a-z]?\.?|c\.?h\.?s?\.?|c\.?l\.?c\.?c\.?|e\.?h\.?p\.?a\.?d\.?|h\.?i\.?a|"
    r"s\.?s\.?r|s\.?m\.?r|h\.?a\.?d|u\.?s\.?l\.?d|groupe(?:ment)?|centres?|hopita(?:l|ux)|cliniques?|polycliniques?|"
    r"institut|fondation|maison|residence|foyer|etablissement|laboratoire|cabinet|pole|service|unite|maternite|"
    r"pharmacie|msp|samu|smur|hospices?|hospitaliers?|hospitalieres?|hospitalo|universitaires?|regiona(?:l|ux)|"
    r"regionale|intercommuna(?:l|ux)|departementa(?:l|ux)|genera(?:l|ux)|privee?s?|publi(?:c|que)s?|loca(?:l|ux)|"
    r"militaire|psychiatrique|medica(?:l|ux)|medicale|chirurgica(?:l|ux)|chirurgicale|de sante|de retraite|de soins|"
    r"de repos|de convalescence|de reeducation|de readaptation|de radiotherapie|de cardiologie|"
    r"de lutte contre le cancer|"
    r"d'oncologie|d'hematologie|d'imagerie(?: medicale)?|d'analyses(?: medicales)?|d'instruction des armees|"
    r"anti-?cancereux|du cancer|de cancerologie|mutualiste|pluriprofessionnelle|civils?|de gerontologie|geriatrique|"
    r"et|-"
)
_TYPE = re.compile(rf"(?:l'|le |la |les |au |aux )?(?:(?:{_KIND})(?![^\W_])[\s,]*|-\s*)+", re.IGNORECASE)
_LINK = re.compile(r"(?:de l'\s*|de la |de |du |des |d'\s*|l'\s*|-\s*|:\s*)", re.IGNORECASE)


@cache
def data() -> dict[str, Any]:
    """The lists of `places.yaml`; texts as tuples of lines."""
    written = parse_lists((files(__package__) / "places.yaml").read_text(encoding="utf-8"))
    return {name: tuple(v.split("\n")[:-1]) if isinstance(v, str) and "\n" in v else v for name, v in written.items()}


@cache
def towns() -> tuple[tuple[str, str], ...]:
    """(postcode, town)."""
    return tuple((line[:5], line[6:]) for line in data()["towns"])


def _article(town: str) -> str:
    plain = unaccented(town).lower()
    return next((article for article in _ARTICLES if plain.startswith(article)), "")


@cache
def _alike(article: str, elision: bool) -> tuple[tuple[str, str], ...]:
    """The towns that take the same article, or are elided alike."""
    same = (t for t in towns() if _article(t[1]) == article)
    return tuple(t for t in same if article or (elides(t[1]) and t[1][0] != "H" if elision else not elides(t[1])))


@cache
def _words_of(name: str) -> frozenset[str]:
    """The long words of one of our own names."""
    return long_words(name) | {fold(name)}


@cache
def _hospitals(elision: bool) -> tuple[str, ...]:
    return tuple(name for name in data()["hospitals"] if elides(name) == elision)


class Towns:
    """The towns and postcodes of a note. A postcode follows the town that it stands beside; both are the patient's:
    another patient's same town is another surrogate. Nothing of the region is kept; the surrogate has its article
    (« Le Mans » → « Le Creusot ») and is elided alike (« d'Angers » → « d'Agen »).
    """

    def __init__(self, draw: Draw, text: str, entities: Sequence[Entity]) -> None:
        self._draw = draw
        places = [e for e in entities if e.label in ("CITY", "ZIP_CODE")]
        names = {e: self._whole(clean(e.text).text, text[max(0, e.start - 5) : e.start])[1] for e in places}
        self._own = {self._folded(names[e]) for e in places if e.label == "CITY"}
        self._town_of: dict[str, str] = {}  # postcode → the town beside it, as written
        for one, other in zip(places, places[1:], strict=False):
            if {one.label, other.label} != {"CITY", "ZIP_CODE"} or other.start - one.end > _NEXT_TO:
                continue
            code, town = (one, other) if one.label == "ZIP_CODE" else (other, one)
            if "\n" not in text[one.end : other.start].strip(" ") or one.label == "ZIP_CODE":
                self._town_of.setdefault(fold(code.text), names[town])
        self._given: dict[str, tuple[str, str]] = {}
        cities = {self._folded(names[e]): names[e] for e in reversed(places) if e.label == "CITY"}
        first = {self._folded(names[e]) for e in places if e.label == "CITY" and e.role == "Patient"}
        for folded in sorted(cities, key=lambda city: (city not in first, draw.number("turn", city))):
            self._choose(folded, cities[folded])  # the patient's towns choose first

    @staticmethod
    def _whole(written: str, before: str) -> tuple[str, str, str]:
        """(what stays as written, the town with its article, the article where it stands before the town)."""
        inside = _INSIDE.match(written)
        stays = inside.group() if inside else ""
        bare = written[len(stays) :]
        outside = _OUTSIDE.search(stays or before)
        if outside is None or _article(bare):
            return stays, bare, ""
        article = next(name for name, found in outside.groupdict().items() if found) + " "
        return stays, article.capitalize() + bare, article

    @staticmethod
    def _folded(written: str) -> str:
        cedex = _CEDEX.fullmatch(written)
        bare = _DISTRICT.sub("", cedex["town"] if cedex else written)
        folded = fold(bare or written)
        for long, short in (("sainte", "ste"), ("saint", "st")):
            if folded.startswith(long):
                folded = short + folded[len(long) :]
        return folded

    def _choose(self, what: str, written: str) -> tuple[str, str]:
        if what not in self._given:
            article, elision = _article(written), elides(written)
            same = _alike(article, elision)
            taken = {town for _code, town in self._given.values()}
            own = self._own | long_words(written)

            def refused(choice: tuple[str, str]) -> bool:
                return choice[1] in taken or not own.isdisjoint(_words_of(choice[1]))

            found = self._draw.among("town", what, same, refused) or self._draw.among("town", what, towns(), refused)
            self._given[what] = found or self._draw.among("town", what, towns()) or towns()[0]
        return self._given[what]

    def town(self, written: str, before: str = "") -> str:
        """Another town, in the case of the one given; « Cedex 9 » becomes « Cedex ». `before` is the end of the text
        before it, for « au » and « du »: « au Havre » → « au Creusot ».
        """
        stays, whole, article = self._whole(written, before)
        _code, name = self._choose(self._folded(whole), whole)
        if article and _article(name):
            name = name[len(article) :]
        bare = written[len(stays) :]
        cedex = _CEDEX.fullmatch(bare)
        if cedex is None:
            return stays + like(bare, name)
        return f"{stays}{like(cedex['town'], name)}{cedex['gap']}{cedex['cedex']}"

    def postcode(self, written: str) -> str:
        """The postcode of the town beside it; else one that follows from this postcode."""
        folded = fold(written)
        town = self._town_of.get(folded)
        code = self._choose(self._folded(town), town)[0] if town else self._choose("zip " + folded, "b")[0]
        if code == folded:
            code = self._choose("again " + folded, "b")[0]
        figures = iter(code)
        shaped = "".join(next(figures, "0") if c.isdigit() else ("" if c.isalpha() else c) for c in written)
        return shaped if not any(c.isalpha() for c in written) and sum(c.isdigit() for c in written) >= 5 else code

    def address(self, code: str, town: str) -> tuple[str, str]:
        """A postcode and a town that belong together, for the columns of a table; empty stays empty."""
        if town.strip():
            found = self._choose(self._folded(town), town)
            return (found[0] if code.strip() else ""), self.town(town)
        return (self.postcode(code) if code.strip() else ""), ""


def country(draw: Draw, written: str) -> str:
    """Another country that takes the same preposition (en, au, aux)."""
    elided = re.match(r"(?:qu|jusqu|lorsqu|puisqu|d|l)['’] ?(?=\w)", written, re.IGNORECASE)
    if elided:
        return elided.group() + country(draw, written[elided.end() :])
    folded = unaccented(written).lower().strip().replace(" ", "-")
    known = data()
    if folded in known["plural_countries"].split():
        pool = known["countries"]["aux"]
    elif folded in known["masculine_countries"].split():
        pool = known["countries"]["au"]
    else:
        pool = [name for name in known["countries"]["en"] if elides(name) == elides(written)]
    found = draw.among("country", fold(written), pool, lambda name: fold(name) in fold(written))
    return like(written, found or pool[0])


def hospital(draw: Draw, written: str, before: str = "") -> str:
    """An invented hospital of the same type: « CHU d'Angers » → « CHU d'Orbelle ». A type alone stays.

    `before` is the end of the text before it, for « l' » and « d' ».
    """
    plain = unaccented(written)
    if len(plain) != len(written):  # decomposed accents: the places would not match
        plain = written
    kind = _TYPE.match(plain)
    start, link = (kind.end() if kind else 0), None
    while more := _LINK.match(plain, start):
        link, start = more, more.end()
        again = _TYPE.match(plain, start)  # « service de cardiologie du CHU de … »
        if again is None:
            break
        start, link = again.end(), None
    rest = written[start:].rstrip()
    if not fold(rest):
        return written
    elided = elides(rest) if not link else plain[: link.end()].rstrip().endswith("'")
    if not start:
        elided = before.rstrip().endswith(("'", "’")) or elides(rest)
    own = long_words(written)
    choices = _hospitals(elided)
    found = draw.among("hospital", fold(rest), choices, lambda name: not own.isdisjoint(_words_of(name))) or choices[0]
    model = rest if len([c for c in rest if c.isalpha()]) > 1 else written
    name = like(model, found)
    return written[:start] + name + written[start + len(rest) :]

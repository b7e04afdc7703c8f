"""The words of a phrase about a tumour and what each may mean, read once from the vocabularies beside this module."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.text.clean import plain
from carnet.text.lists import parse_lists
from carnet.text.terms import Vocabulary, key

_ENDING = re.compile(r"\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a primary tumour may be. `within`: only where its organ is said beside it; `side`: the word's."""

    organ: str
    value: str
    code: str
    paired: bool = False
    within: bool = False
    side: str | None = None
    in_situ: str | None = None

    @property
    def part(self) -> bool:
        """Whether it is a part of its organ."""
        return self.value != self.organ


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the body: topography by family of the tumour (skin, soft, bone)."""

    value: str
    codes: Mapping[str, str]
    paired: bool
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The noun of a morphology. `silent`: no mention by itself (« type histologique »)."""

    name: str
    code: str
    family: str = ""
    silent: bool = False


@dataclass(slots=True)
class Word:
    """What a term may mean in a phrase about a tumour."""

    head: Head | None = None
    features: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()
    region: Region | None = None
    side: str | None = None
    metastasis: str | None = None  # noun, adjective
    fixed: str | None = None  # the metastatic site that the term is
    spread: tuple[tuple[str, str], ...] = ()  # metastatic sites: value, CIM-10
    node: tuple[str, str] | None = None  # region of lymph nodes: adjective, CIM-10
    lesion: bool = False
    no_tumour: bool = False
    upper: frozenset[str] = frozenset()  # abbreviations that count in capitals only
    exact: dict[str, "Word"] = field(
        default_factory=dict
    )  # what it is when spelled so: « CCIS » is no plural of « CCI »
    beside: bool = False  # counts only where something qualifies it
    inherent: Place | None = None  # the site that the term means by itself


@dataclass(frozen=True)
class Lexicon:
    """Everything that the rules about tumours know."""

    vocabulary: Vocabulary[Word]
    links: frozenset[str]
    list_links: frozenset[str]
    ways: Mapping[str, tuple[tuple[frozenset[str], str], ...]]  # head → (features, code), most features first
    names: Mapping[str, str]
    said: Mapping[str, Mapping[str, str]]  # morphology → name where a head, a feature or a place is said
    organs: Mapping[str, Place]
    sites_of: Mapping[str, Place]  # morphology → site it means by itself
    icd: Mapping[str, str]
    tumorous: frozenset[str]


@cache
def read(name: str) -> dict[str, Any]:
    """One of the vocabularies."""
    text = (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
    fields: dict[str, Any] = parse_lists(text)
    return fields


def _organs() -> dict[str, Any]:
    return read("sites") | read("sites_others")


def forms(term: str) -> Iterator[str]:
    """A term with its optional endings: « lobaire moyen(ne) » → « lobaire moyen », « lobaire moyenne »."""
    term = term.replace("œ", "oe")
    yield _ENDING.sub("", term)
    if "(" in term:
        yield _ENDING.sub(r"\1", term)


@cache
def lexicon() -> Lexicon:
    """The vocabularies, merged: one lookup a word finds everything that the word may mean."""
    words: dict[tuple[str, ...], Word] = {}
    written: dict[tuple[str, ...], str] = {}

    morphologies = read("morphologies")
    exact = {plain(term) for term in morphologies["exact"]}

    def word(term: str) -> Iterator[Word]:
        for form in forms(str(term)):
            found = key(form)
            if found:
                written.setdefault(found, form)
                one = words.setdefault(found, Word())
                yield one.exact.setdefault(plain(form), Word()) if plain(form) in exact else one

    organs = _sites(word)
    heads, sites_of, icd = _morphologies(word, organs)
    _metastases(word)
    phrase = read("tumour_words")
    for side, terms in phrase["sides"].items():
        for term in terms:
            for one in word(term):
                one.side = side
    for term in phrase["lesions"]:
        for one in word(term):
            one.lesion = True
    for term in phrase["no_tumour"]:
        for one in word(term):
            one.no_tumour = True
    for term in morphologies["upper"]:
        for one in word(term):
            one.upper = frozenset((term,))
    for term in morphologies["beside"]:
        for one in word(term):
            one.beside = True
    named = dict(read("morphology_names"))
    said = named.pop("said")
    names = {**heads, **{str(code): name for code, name in named.items()}}
    return Lexicon(
        Vocabulary({written[found]: one for found, one in words.items()}),
        _links(phrase["links"]),
        _links(read("metastatic_sites")["links"]),
        _ways(),
        names,
        said,
        organs,
        sites_of,
        icd,
        _links(phrase["tumorous"]),
    )


def _links(terms: list[str]) -> frozenset[str]:
    return frozenset(found for term in terms for form in forms(str(term)) for found in key(form))


def _sites(word: Any) -> dict[str, Place]:
    """The organs and their parts, by name."""
    organs: dict[str, Place] = {}
    for organ, fields in _organs().items():
        paired, in_situ = fields.get("paired", False), fields.get("in_situ")
        value = fields.get("value", organ)
        organs[organ] = Place(organ, value, fields["code"], paired, in_situ=in_situ)
        for term in fields["terms"]:
            for one in word(term):
                one.places += (organs[organ],)
        for part, (code, *_terms) in fields.get("parts", {}).items():
            organs.setdefault(part, Place(organ, part, code, paired, in_situ=in_situ))
        for name, within in (("parts", False), ("within", True)):
            for part, (code, *terms) in fields.get(name, {}).items():
                place = Place(organ, part, code, paired, within, in_situ=in_situ)
                for term in terms:
                    for one in word(term):
                        one.places += (place,)
        for part, (code, *terms) in fields.get("sided", {}).items():
            for term, side in (term.rsplit(" ", 1) for term in terms):
                for one in word(term):
                    one.places += (Place(organ, part, code, paired, side=side, in_situ=in_situ),)
    for value, fields in read("regions").items():
        codes = {family: fields[family] for family in ("skin", "soft", "bone") if family in fields}
        for term in map(str, fields["terms"]):
            name, _, last = term.rpartition(" ")
            side = last if last in ("droit", "gauche") and name.isupper() else None
            for one in word(name if side else term):
                one.region = Region(value, codes, fields.get("paired", False), side)
    return organs


def _morphologies(word: Any, organs: dict[str, Place]) -> tuple[dict[str, str], dict[str, Place], dict[str, str]]:
    fields = read("morphologies")
    names: dict[str, str] = {}
    inherent = {str(code): organs[site] for site, codes in fields["sites"].items() for code in codes}
    for name, one_head in fields["heads"].items():
        code = one_head["code"]
        head = Head(name, code, one_head.get("family", ""), one_head.get("silent", False))
        names.setdefault(code, one_head["terms"][0])
        if "site" in one_head:
            inherent.setdefault(code, organs[one_head["site"]])
        for term in one_head["terms"]:
            for one in word(term):
                one.head = one.head or head
    families = {head.get("code"): head.get("family", "") for head in fields["heads"].values()}
    for code, terms in fields["terms"].items():
        names.setdefault(code, terms[0])
        for term in terms:
            for one in word(term):
                one.head = Head(code, code, families.get(code, "") or family_of(code))
    for term, place in inherent.items():
        if not term[0].isdigit():
            for one in word(term):
                one.inherent = place
    for feature, terms in read("morphology_features")["features"].items():
        for term in terms:
            for one in word(term):
                one.features |= {feature}
    return names, inherent, {str(code): icd for code, icd in fields["icd"].items()}


def family_of(code: str) -> str:
    """The family of a morphology, that its regions are coded by: skin, soft, bone; else cns, blood or none."""
    number = int(code[:4])
    if 8720 <= number <= 8790 or number in (8090, 8832, 8247):
        return "skin"
    if 8800 <= number <= 8921 or 9040 <= number <= 9044 or number in (9120, 9130, 9133, 9540, 9560):
        return "soft"
    if 9180 <= number <= 9260:
        return "bone"
    if 9380 <= number <= 9480:
        return "cns"
    return "blood" if number >= 9590 else ""


def _metastases(word: Any) -> None:
    fields = read("metastatic_sites")
    organs = _organs()
    codes = {value: one["code"] for value, one in fields["sites"].items()} | fields["fixed_codes"]
    for value, one_site in fields["sites"].items():
        terms = list(one_site.get("terms", ()))
        for organ in one_site.get("organs", ()):
            terms += organs[organ]["terms"]
            for listed in (organs[organ].get("parts", {}), organs[organ].get("sided", {})):
                terms += [term for _code, *names in listed.values() for term in names]
            for names in organs[organ].get("sided", {}).values():
                terms += [term.rsplit(" ", 1)[0] for term in names[1:]]
        for term in dict.fromkeys(terms):
            for one in word(term):
                if (value, codes[value]) not in one.spread:
                    one.spread += ((value, codes[value]),)
    for value, region in fields["nodes"].items():
        for term in region["terms"]:
            for one in word(term):
                one.node = (value, region["code"])
    for value, terms in fields["fixed"].items():
        for term in terms:
            for one in word(term):
                one.fixed, one.spread = value, ((value, codes[value]),)
    for kind, terms in read("tumour_words")["metastasis"].items():
        for term in terms:
            for one in word(term):
                one.metastasis = kind


def _ways() -> dict[str, tuple[tuple[frozenset[str], str], ...]]:
    fields = read("morphology_ways")
    names = set(read("morphologies")["heads"]) | set(fields["classes"])
    known = sorted(
        [*read("morphology_features")["features"], *(f"@{organ}" for organ in _organs())], key=len, reverse=True
    )
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for code, ways in fields["ways"].items():
        for way in ways:
            name = max((one for one in names if way == one or way.startswith(f"{one} ")), key=len)
            rest, features = way[len(name) :].strip(), set()
            while rest:
                feature = next(one for one in known if rest == one or rest.startswith(f"{one} "))
                features.add(feature)
                rest = rest[len(feature) :].strip()
            for head in fields["classes"].get(name, [name]):
                found.setdefault(head, []).append((frozenset(features), str(code)))
    return {head: tuple(sorted(ways, key=lambda way: -len(way[0]))) for head, ways in found.items()}

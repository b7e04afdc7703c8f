"""Places: towns (known, or said to be one), postcodes with their town, countries."""

import re
from collections.abc import Iterator
from functools import cache

from carnet.text.lexicon.names import first_names, last_names
from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.gazetteer import Index, data, in_medicine, index, lookups, pieces, towns
from carnet.tools.pseudonymisation.rules.postcodes import find_postcodes
from carnet.tools.pseudonymisation.rules.surroundings import line_end, whose
from carnet.tools.pseudonymisation.rules.tokens import (
    ACRONYM,
    COMMON,
    EPONYM,
    FIRST,
    MEDICAL,
    STOP,
    around,
    knowledge_of,
)
from carnet.tools.pseudonymisation.rules.town_names import CAPITAL, CEDEX, TOWN, UNKNOWN, city, town_stop

_SAID = re.compile(
    r"(?<![a-z])(?:habit(?:e|ait|ant|ent|es?)|domicilie\w{0,2}|demeur(?:e|ant|ait)|reside|residant|resident"
    r"|residait|vit|vivait|vivant|ne|nee|nee?\(e\)|ne\(e\)|naissance|originaire|natif|native"
    r"|installee?s?|demenag\w{1,5}|scolarisee?|fait|mairie|commune|ville|village|banlieue|peripherie|region"
    r"|aeroport|prison|maison d'arret|centre penitentiaire|gendarmerie|commissariat"
    r"|hopital|chu|chr|ch|centre hospitalier|clinique|polyclinique|maternite|ehpad|urgences|samu|smur|crous"
    r"|universite|faculte|transferee?|mutee?|hospitalisee?|suivie?|vu|vue|operee?|adressee?|exerce"
    r"|medecin|medecin traitant|cardiologue|neurologue|pneumologue|oncologue|gynecologue|pharmacie|cabinet"
    r"|rentree?|retournee?|vacances|sejour|voyage|travaille|trouve|situee?)"
    r"(?: actuellement| seule?| maintenant| le \S{4,12}| (?:en|avec) [a-z]{2,12})?\s(?P<how>a|a cote de|pres de"
    r"|au nord de|au sud de|a l'est de|a l'ouest de|sur|vers|dans la ville de|la ville de|de la ville de|de|d'"
    r"|du cote de|:|dans la region de|en region de)(?P<gap>\s?)(?=[a-z])"
)
_STRONG_SAID = (
    "habit",
    "domicil",
    "demeur",
    "resid",
    "vit",
    "viv",
    "ne",
    "naiss",
    "origin",
    "nati",
    "instal",
    "demenag",
    "scolar",
    "mairie",
    "commune",
    "ville",
    "village",
)
_DATELINE = re.compile(
    rf"(?m)^[ \t]{{0,40}}(?:(?:Fait|fait|FAIT)\s?à?\s)?(?P<town>{TOWN}),?\s{{1,3}}(?:le|LE"
    rf"|Le)\s{{1,2}}(?:[:]\s?)?(?=\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|1er)"
)
_LINE_DATED = re.compile(
    r"(?:[a-z]{4,8} )?(?:\d{1,2}|1er)[\s./-]{1,3}[a-z\d]{1,10}\.?[\s./-]{1,3}\d{2,4}[\s.,]{0,9}(?:a \d.{0,8})?"
    r"|(?:[a-z]{4,8} )?(?:\d{1,2}|1er) (?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)[a-z]{0,7}[\s.,]{0,9}"
    r"|(?:[a-z]{4,8} )?\d{1,2}/\d{1,2}[\s.,]{0,9}"
)
_DONE_AT = re.compile(rf"\b(?:Fait|FAIT|fait)\s(?:à|a|A|À)\s(?P<town>{TOWN})")
_SHAPE = re.compile(
    r"(?<![\w-])(?=\w{2,20}-)[A-ZÀ-Þ][^\W\d_]{1,19}(?:-[^\W\d_]{2,14}){0,2}-(?:sur|sous|lès|les|lez|en|la|le|aux?"
    r"|devant|près)-(?:[^\W\d_]{1,14}['-]){0,2}[A-ZÀ-Þ][^\W\d_]{1,19}(?:-[^\W\d_]{1,19}){0,3}"
    r"|(?<![\w-])[A-ZÀ-Þ]{2,20}(?:-[A-ZÀ-Þ]{2,14}){0,2}-(?:SUR|SOUS|LES|EN|LA|LE"
    r"|AUX?)-[A-ZÀ-Þ]{1,20}(?:-[A-ZÀ-Þ]{1,20}){0,3}"
)
_COMPOUND = re.compile(rf"-{CAPITAL}(?![\w-])")
_HYPHENED = re.compile(r"-(?:sur|sous|les|lez|en|la|le|aux?|devant|pres)-")
_PIECE = re.compile(r"[^\W_]+")
_TITLE = re.compile(
    r"(?:\bm|mr|mme|mlle|monsieur|madame|mademoiselle|dr|drs|docteure?|pr|professeure?|prof|interne"
    r"|ide)\.?\s{1,2}(?:[a-z]\.?-?[a-z]?\.\s?|[a-z]+\s)?$"
)
_GATE = re.compile(
    r"(?:(?<![a-z])(?:a|sur|vers|pres de|habite|ville de|chu de|chru de|chr de|ch de|hopital de|hopitaux de"
    r"|clinique de|centre hospitalier(?: universitaire| regional)? de|maternite de|originaire de|vient de"
    r"|region de|commune de|universite de|urgences de|samu de|faculte de|chu|ch|chr|mairie de|medecin de|cotes? de"
    r"|est de|sud de|nord de|ouest de|venant de|banlieue de|aeroport de|hospices civils de|retour de|arrive de|d'"
    r"|\d{5}|\d{2} \d{3})\s?[-,]?\s?)$"
)
_FROM = re.compile(
    r"(?:origin\w+|nee?|natif|native|voyage\w*|sejour\w*|retour\w*|vacances|vecu|vit|vivant|habit\w+|arrivee?"
    r"|venue?|famille|parents|emigr\w+|immigr\w+|pays|nationalite|refugiee?|exil\w*|residen\w+|rentree?)[^.\n]{0,30}$"
)


_AT = re.compile(r"(?<![\w-])(?:à|À)\s(?P<town>[A-ZÀ-Þ][a-zà-ÿ]{4,}(?:-[^\W\d_]+)*)(?=[\s,.;)]{1,2}(?![A-ZÀ-Þ])|$)")
_GRADED = re.compile(
    r"\s(?:0?-?[IVX]{1,4}[a-c]?[12]?\b|mod[ée]r[ée]|s[ée]v[èe]re|l[ée]ger|grade|stade|\d\s?[/+]\s?\d|[A-D]\d?\b(?!\.))"
)


def find(page: Page) -> list[Found]:
    """The towns, postcodes and countries of the page."""
    found = list(_towns(page))
    found += find_postcodes(page, found)
    found += _said(page)
    found += _countries(page)
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and one.start < kept[-1].end and one.label == kept[-1].label:
            if one.end > kept[-1].end:
                kept[-1] = kept[-1].moved(end=one.end)
        else:
            kept.append(one)
    return kept


@cache
def _town_index() -> Index:
    return index(towns())


@cache
def _ambiguous() -> frozenset[tuple[str, ...]]:
    return frozenset(pieces(str(name)) for name in data("places.yaml")["ambiguous"])


@cache
def _not_towns() -> frozenset[str]:
    return frozenset(str(word) for word in data("places.yaml")["not_towns"])


@cache
def _country_index() -> Index:
    from babel import Locale

    lists = data("places.yaml")
    out = {pieces(name) for name in lists["countries_not"]}
    named = [str(name) for name in Locale("fr").territories.values()] + list(lists["countries_other"])
    return index(
        name
        for name in named
        if (words := pieces(name))
        and words not in out
        and not words[0].isdigit()
        and len(words[0]) > 2
        and "(" not in name
    )


def _towns(page: Page) -> Iterator[Found]:
    text, plain = page.text, page.plain
    for start, end, name in lookups(page, _town_index()):
        if compound := _COMPOUND.match(text, end):
            end = compound.end()
        if (
            text[end : end + 1] == "-"
            and text[end + 1 : end + 2].isalpha()
            or start
            and text[start - 1] in "-@_."
            and text[start - 2 : start - 1].isalnum()
        ):
            continue
        before = plain[max(0, start - 45) : start]
        if in_medicine(plain, start):
            continue
        gated = (
            bool(_GATE.search(before))
            or bool(CEDEX.match(plain, end))
            or bool(re.match(r"\s?\((?:\d\d|2[ab]|97\d)\)", plain[end : end + 6]))
        )
        if not gated and (title := _TITLE.search(before)):
            beside = title.group()[-2:-1] not in ".-" and len(title.group().split()) > 1  # Dr Martin Villejuif
            if not beside or last_names().get(plain[start:end], 1 << 20) < 50000 or first_names().get(plain[start:end]):
                continue
        if len(name) == 1 and len(name[0]) < 4 and text[max(0, start - 9) : end].isupper():
            continue  # « A EU LIEU »
        if not gated and _GRADED.match(text, end):
            continue  # « Paris IIa », « Berlin modéré »
        if name in _ambiguous() and not gated and not _alone(text, start, end):
            continue
        if len(name) == 1 and len(name[0]) < 4 and not gated:
            continue
        if more := re.match(rf"\s?[sS]/\s?{CAPITAL}", text[end : end + 30]):
            end += more.end()
        yield city(page, start, end, "town", 0.85 if gated else 0.7)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a town is said by its place in the page: before a date, or after a postcode."""
    return bool(re.match(r",?\s{1,2}(?:le|LE)\s\d", text[end : end + 8])) or bool(
        re.search(r"\d{5}[\s,-]{1,3}$", text[max(0, start - 9) : start])
    )


def _said(page: Page) -> Iterator[Found]:
    text, plain = page.text, page.plain
    for m in _SAID.finditer(plain):
        start = m.end()
        if not (m["gap"] or m["how"].endswith("'")):
            continue
        if not (town := UNKNOWN.match(text, start)):
            if lower := _lower_case(page, start):  # a note without capitals: the known towns only
                yield city(page, start, lower, "town_said", 0.6)
            continue
        if m["how"] == ":" and not m.group().startswith(("ville", "commune", "ne", "naissance")):
            continue
        strong = m.group().startswith(_STRONG_SAID)
        if not strong and not (
            m["how"] in ("de", "d'", "a")
            and re.match(
                r"(?:hop|chu|chr|ch|centre|clin|poly|mater|urg|samu|smur|transf|mut|univ|aero|prison|gend|comm)",
                m.group(),
            )
        ):
            continue
        name = town.group()
        if m.group().startswith("clinique") and not (
            text[m.start()] == "C" or plain[: m.start()].endswith(("la ", "une "))
        ):
            continue
        maiden = m.group().startswith(("ne ", "nee ")) and m["how"] in ("de", "d'", "sur")
        if "\n" in plain[m.start() : start] or maiden:
            continue
        end = town_stop(plain, start, town.end())
        words = re.findall(r"[^\W_]+", plain[start:end])
        if (
            not words
            or words[0] in _not_towns()
            or len(name) < 3
            or name.isupper()
            and len(name) < 5
            and not strong
            or in_medicine(plain, start)
        ):
            continue
        if text[start:end].isupper() and text[m.start() : start].isupper():
            end = start + len(words[0]) if " " in text[start:end] and "-" not in text[start:end] else end
        if strong or m["how"] == "a" or len(words) == 1:
            yield city(page, start, end, "town_said", 0.75 if strong else 0.55)
    if ", le " in plain or " le " in plain:
        for m in _DATELINE.finditer(text):
            first = re.match(r"[^\W_]+", plain[m.start("town") :])
            if not _LINE_DATED.fullmatch(plain[m.end() : line_end(text, m.end())]):
                continue
            if (
                first
                and first.group()
                not in ("fait", "faite", "faxe", "edite", "imprime", "envoye", "vu", "vue", "date", "dicte", "signe")
                and len(m["town"]) > 2
                and (
                    "," in m.group()[-9:]
                    or m.group().strip().lower().startswith("fait")
                    or m.start("town") in {s for s, _e, _n in lookups(page, _town_index())}
                )
            ):
                yield city(page, *m.span("town"), "dateline", 0.8)
    for m in _DONE_AT.finditer(text):
        if re.match(r",?\s?le\b", plain[m.end() : m.end() + 6]):
            yield city(page, *m.span("town"), "done_at", 0.9)
    for m in _AT.finditer(text):
        flags = knowledge_of(m["town"].split("-")[0])
        if plain[m.start("town") : m.end("town")].endswith(tuple(around()["endings"])):
            continue
        if not flags & (COMMON | MEDICAL | STOP | ACRONYM | EPONYM | FIRST) and not in_medicine(plain, m.start("town")):
            yield city(page, *m.span("town"), "town_at", 0.45)
    if "-" in text:
        for m in _SHAPE.finditer(text) if _HYPHENED.search(plain) else ():
            if not in_medicine(plain, m.start()):
                yield city(page, *m.span(), "town_shape", 0.7)


def _lower_case(page: Page, start: int) -> int | None:
    """Where a known town written without capitals ends."""
    pieces_there = list(_PIECE.finditer(page.plain, start, min(len(page.plain), start + 60)))
    there = tuple(pieces(" ".join(m.group() for m in pieces_there)))
    for name in _town_index().get(there[0], ()) if there else ():
        if name not in _ambiguous() and there[: len(name)] == name:
            return pieces_there[len(name) - 1].end()
    return None


def _countries(page: Page) -> Iterator[Found]:
    plain = page.plain
    for start, end, _name in lookups(page, _country_index()):
        if page.text[end : end + 1] == "-" and page.text[end + 1 : end + 2].isalpha():
            continue
        if in_medicine(plain, start) or _TITLE.search(plain[max(0, start - 20) : start]):
            continue
        if (end - start < 4 or plain[start:end] == "benin") and not _FROM.search(plain[max(0, start - 60) : start]):
            continue
        yield Found(start, end, "COUNTRY", "rule:country", whose(page, start, end), "", 0.8)

"""Postal addresses: a number and a street, a box, a residence, what says the door."""

import re
from collections.abc import Iterator
from functools import cache

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.date_words import DAY_WORDS
from carnet.tools.pseudonymisation.rules.gazetteer import data
from carnet.tools.pseudonymisation.rules.surroundings import line_start, whose

# street types: those that are also clinical or ordinary words need a number and a name with a capital
_SURE = (
    r"rue|avenue|ave?\.|av|boulevard|boul\.?|bvd|bld|bd|blvd|impasse|imp\.|allees?|all\.|chemin|chem\.|che\.|quai"
    r"|square|faubourg|fbg|fg"
    r"|lotissement|lot\.|rte|route|grande?[- ']?rue(?= [a-z])|esplanade|promenade|venelle|sentier|sente|ruelle"
    r"|traverse|montee|rond[- ]point|chaussee|mail|corniche|carrefour"
)
_UNSURE = (
    r"r\.|ch\.?|place|pl\.?|cours|crs|passage|villa|cite|voie|cour|galerie|parvis|residence|res\.|hameau|domaine"
    r"|clos|parc|rocade|quartier|digue|port|pont"
    r"|porte|levee|cote|plaine|resid\.?|zone|plateau|espace|mas|terrasse|jardins?|via|straat|strasse|street|road|square"
)
_NUMBER = (
    rf"(?:\d{{1,4}}(?:\s?(?:-|/|,|a|et)\s?\d{{1,4}})?(?:\s?(?:bis|ter|quater)\b|\s?[a-d]\b)?|(?<![a-z])(?:{DAY_WORDS}))"
)
_STREET = re.compile(rf"(?<![a-z'-])(?:(?P<sure>{_SURE})|(?P<unsure>{_UNSURE}))(?:\s{{1,2}}|(?<=\.))(?=[a-z\d'\"])")
_BEFORE = re.compile(rf"(?<![\w.,])(?<!\d-)(?P<number>{_NUMBER})[\s,]{{1,3}}$")
_MAIN_STREET = re.compile(
    r"(?<![\d.,])\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:grande?[- ']?rue|rue principale|rue basse|rue haute|rue neuve"
    r"|le bourg)(?![a-z-])"
)
_WORD = re.compile(r"[ '’-]{0,2}-?\s?(?P<word>[^\W\d_]+\.?|\d{1,4}(?![\d/])(?:er|eme|e)?)")
_AFTER = re.compile(  # the parts of an address that follow a street
    r"[\s,;-]{0,4}(?:(?:bat(?:iment)?\.?|bat|esc(?:alier)?\.?|appt?\.?|apt\.?|appartement|porte|hall|entree|etage"
    r"|lot\.?|bp|b\.p\.|cs|tsa|tour|imm(?:euble)?\.?|chambre|boite|bal)"
    r"\s?(?:n[°o]\s?)?(?:[a-z]?\d{1,6}(?:[\s.]\d{3})?[a-z]?|[a-z](?![a-z]))|\d{1,2}\s?(?:er|e|eme|ieme|nd)\s+etage"
    r"|rdc|rez-de-chaussee|(?:digi)?code(?:\sporte|\sacces)?\s?:?\s?[a-z]?\d[\da-z]{2,7})(?![a-z\d])"
)
_FIRST = re.compile(  # the parts that come before a street
    r"(?:(?:bat(?:iment)?\.?|esc(?:alier)?\.?|appt?\.?|apt\.?|appartement|porte|hall|entree|etage|tour"
    r"|imm(?:euble)?\.?)\s?(?:n[°o]\s?)?(?:[a-z]?\d{1,4}[a-z]?|[a-z])|\d{1,2}\s?(?:er|e|eme)\s+etage)[\s,;-]{1,4}$"
)
_LIVES = re.compile(  # what stands between « demeurant » and a postcode
    r"(?:[Dd]emeurant|[Dd]omicilié(?:\(e\)|e)?|[Hh]abitant|[Rr]ésidant|Adresse\s?:)\s(?:au |à |chez )?"
    r"(?P<where>[^\n;|:()]{4,80}?)[\s,-]{1,3}(?=\d{5}\s[A-ZÀ-Þ])"
)
_BUILDING = re.compile(r"(?:[Ll][eEaA]s? |L')?[A-ZÀ-Þ][\w' -]{2,24},\s")
_HOUSE = re.compile(
    r"\b(?:dr|docteur|pr|mme|m|mr|hopital|clinique|service|centre|cabinet|pharmacie|labo\w*|chu|ch|adresse)\b"
)
_DOOR = re.compile(r"(?<![a-z])(?:porte|app?t\.?|appartement|bat\.?|batiment|esc\.?|escalier|hall)\s(?:n°\s?)?$")
_BOX = re.compile(
    r"(?<![a-z])(?:(?:bp|b\.p\.?|boite postale|tsa)\s(?:n[°o]\s?)?\d{1,6}(?:\s\d{2,3})?|cs\s?(?:n[°o]\s?)?\d{5}"
    r"|cs\s\d{2}\s?\d{3}|(?:appartement|appt|apt)\.?\s(?:n[°o]\s?)?[a-z]?\d{1,4}[a-z]?)(?![\da-z]|\s?(?:mg|mmhg|/|%))"
)
_PLACE = re.compile(
    r"(?<![a-z'-])(?:lieu[- ]?dit|hameau|residence|res\.|lotissement|immeuble|foyer|ferme|moulin|chateau"
    r"|z\.?a\.?c?|z\.?i|zone (?:artisanale|industrielle|d'activites?))"
    r"(?:\s{1,2}|\s?[\"'(«]\s?)(?P<link>(?:(?:de la|de|du|des|la|le|les)\s{1,2}|(?:de l'|d'|l')\s?){0,2})(?=[a-z])"
)
_PERSON = re.compile(r"\b(?:dr|docteur|pr|m|mme|mr|monsieur|madame)\.?\s*$")


@cache
def _words(name: str) -> frozenset[str]:
    """A list of words of the data file."""
    return frozenset(str(word) for word in data("places.yaml")[name])


def find(page: Page) -> list[Found]:
    """The addresses of the page, without postcode and town."""
    found = list(_streets(page))
    for m in _MAIN_STREET.finditer(page.plain):
        found.append(_address(page, m.start(), m.end(), "address", 0.8))
    plain = page.plain
    for m in _LIVES.finditer(page.text):
        found.append(_address(page, *m.span("where"), "address_said", 0.7))
    taken = [(one.start, one.end) for one in found]
    for m in _BOX.finditer(plain):
        if all(m.end() <= a or m.start() >= b for a, b in taken):
            taken.append(m.span())
            found.append(_address(page, m.start(), m.end(), "address_box", 0.75))
    for m in _PLACE.finditer(plain):
        start, first = m.start(), m.end()
        if not page.text[first].isupper() or any(start < b and a < first for a, b in taken):
            continue
        if (
            page.text[start:first].isupper()
            and m.group()[0] in "mcf"
            or plain[start : start + 2] in ("za", "zi")
            and page.text[start].islower()
        ):
            continue
        end = _name_end(page, first, only_capitals=True)
        if end > first + 1 and not m.group().startswith(("foyer", "ferme", "moulin", "chateau")):
            while (after := _AFTER.match(plain, end)) and after.end() > end:
                end = after.end()
            found.append(_address(page, start, end, "address_place", 0.7))
    return found


def _address(page: Page, start: int, end: int, rule: str, score: float) -> Found:
    return Found(start, end, "ADDRESS", "rule:" + rule, whose(page, start, end, "Patient"), "", score)


def _streets(page: Page) -> Iterator[Found]:
    text, plain = page.text, page.plain
    reached = 0
    for m in _STREET.finditer(plain):
        start, first = m.start(), m.end()
        if start < reached:
            continue
        number = _BEFORE.search(plain, max(0, start - 26), start)
        if number and number.start() >= reached:
            start = number.start()
        else:
            number = None
        if not number and m["unsure"]:
            written = re.match(r"Place (?:de la|du|des|de l'|de) ?(?=[A-ZÀ-Þ])", text[start : start + 20])
            if m["unsure"] != "place" or not written:
                continue
        upper = text[first].isupper() or text[first].isdigit()
        if not number:
            link = re.match(
                r"(?:(?:de la|de|du|des|la|le|les)\s{1,2}|(?:de l'|d'|l')\s?){1,2}", plain[first : first + 12]
            )
            name = first + (link.end() if link else 0)
            kind = m["sure"]
            if kind == "rue" and link and (small_end := _written_small(page, start, name)):
                yield _address(page, start, small_end, "address", 0.55)
                continue
            if (
                name >= len(text)
                or not text[name].isupper()
                or kind == "mail"
                or kind in ("av", "bd", "traverse", "fg", "promenade", "montee", "carrefour")
                and (not text[start].isupper() and kind not in ("av", "bd"))
            ):
                continue
            if (
                kind in ("route", "chemin", "av", "ave.", "mail", "traverse", "corniche", "promenade")
                and text[start:name].isupper()
                and kind != "av"
            ):
                continue
            if kind == "av" and not text[start].isupper() and not link and not upper:
                continue
        elif m["unsure"]:
            link = re.match(
                r"(?:(?:de la|de|du|des|la|le|les)\s{1,2}|(?:de l'|d'|l')\s?){0,2}", plain[first : first + 12]
            )
            name = first + (link.end() if link else 0)
            if name >= len(text) or not text[name].isupper():
                continue
            if (
                m["unsure"] in ("ch", "ch.", "cote", "via", "espace", "plaine", "pont", "port", "porte", "cours")
                and not text[start].isdigit()
            ):
                continue
            if (
                m["unsure"] in ("ch", "port", "cote", "via", "cours", "pl", "espace")
                and plain[first:name] == ""
                and text[start:name].isupper()
                and number is None
            ):
                continue
        else:
            if m["sure"] in ("av", "route", "mail", "traverse") and not _named(plain, first) and not upper:
                continue
        word = re.match(r"[^\W\d_]+", plain[first:])
        if word and word.group() in _words("not_streets") and not _named(plain, first):
            continue
        end = _name_end(page, first, only_capitals=number is None)
        if end <= first:
            continue
        while (after := _AFTER.match(plain, end)) and after.end() > end:
            end = after.end()
        if door := _DOOR.search(plain[max(0, start - 16) : start]):  # « porte 12, 5 rue Hoche »
            start -= len(door.group())
        begin = line_start(text, start)
        if (
            number
            and begin < start
            and _BUILDING.fullmatch(text[begin:start])
            and not _HOUSE.search(plain[begin:start])
        ):
            start = begin  # « Le Forum, 2 avenue des Thermes »
        while before := _FIRST.search(plain[max(0, start - 40) : start]):
            start -= len(before.group())
        reached = end
        yield _address(page, start, end, "address", 0.9 if number else 0.7)


def _written_small(page: Page, start: int, name: int) -> int:
    """Where a street without a number nor capitals ends (« rue de la gare, sarralbe »); 0 where it is none."""
    word = re.match(r"[^\W\d_]{3,}", page.plain[name : name + 24])
    before = re.search(r"(?:dans|par|sur|a|de) (?:la|une|cette|sa) $", page.plain[max(0, start - 12) : start])
    return name + word.end() if word and page.text[start].islower() and not before else 0


def _named(plain: str, position: int) -> bool:
    return bool(re.match(r"(?:de|du|des|d'|la|le|les|l')", plain[position:]))


def _name_end(page: Page, first: int, only_capitals: bool) -> int:
    """Where the name of a street, which begins at `first`, ends: at the postcode, a comma, a line's end, a verb."""
    text, plain = page.text, page.plain
    position = end = first
    capitals = small = 0
    linked = False
    for count in range(10):
        m = _WORD.match(plain, position)
        if not m or count and "\n" in m.group() and not (linked or _capital_link(text, plain, m.start("word"))):
            break
        at = m.start("word")
        word = m["word"].rstrip(".")
        if word.isdigit() and len(word) == 4 and not text[at - 1 : at].isspace():
            break
        if count and word in _words("street_stops") and not linked and not (word == "le" and capitals == 0):
            break
        linked = word in ("de", "du", "des", "la", "le", "les", "l", "d")
        is_capital = text[at].isupper()
        if (
            count
            and word in ("a", "à")
            and (at + 2 < len(text))
            and (text[at + 1 : at + 2] == " ")
            and (capitals or small > 1)
            and not re.match(r"\s[A-ZÀ-Þ][^\W\d_]+,?\s{1,3}(?:\d{5}|\d\d \d{3})\b", text[at + 1 : at + 32])
        ):
            break  # « 12 rue du Bac à Paris »
        if is_capital or word[0].isdigit():
            if small and capitals and plain[position:at].startswith("  "):
                break
            capitals += 1
            end = m.end()
        elif word in _words("street_links"):
            if word in ("et", "en") and capitals and not _capital_follows(text, m.end()):
                break
            if count == 0 or not capitals and not only_capitals:
                end = (
                    m.end()
                    if word not in ("de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en", "sur")
                    else end
                )
        else:
            if capitals or only_capitals or small >= 4:
                break
            small += 1
            end = m.end()
        position = m.end()
        if plain[position - 1] == "." and len(word) > 3 and word not in _words("street_links"):
            end = position - 1
            break
        if plain[position : position + 1] in tuple(",;:()|"):
            break
    return end


def _capital_link(text: str, plain: str, position: int) -> bool:
    m = re.match(r"(?:d'|de |du |des |de la )", plain[position : position + 6])
    return bool(m) and text[position + m.end() : position + m.end() + 1].isupper() if m else False


def _capital_follows(text: str, position: int) -> bool:
    m = re.match(r"[ '-](?:(?:de|du|des|la|le|les|l'|d')[ ]?){0,2}(?=[^\W\d_])", text[position:])
    return bool(m) and text[position + m.end()].isupper() if m else False

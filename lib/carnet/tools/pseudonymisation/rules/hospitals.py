"""Hospitals, clinics, homes and named wards: the name that follows the type, or a known name alone."""

import re
from collections.abc import Iterator
from functools import cache

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.gazetteer import Index, data, index, lookups, pieces

# types whose name alone is hidden; those that are part of the name are hidden with it
_TYPE = (
    r"hopita(?:l|ux)(?:\s(?:prive|universitaires?|militaire|civils?|local|maritime|public|general|psychiatrique"
    r"|d'instruction des armees|de proximite|du jour|de jour))?"
    r"|hop\.|chr?u|chr|chi[cb]?|chs|ch|ghu|gh[te]?|hia|hu|cmc|clcc|clinique(?:\s(?:mutualiste|privee|chirurgicale"
    r"|medicale|psychiatrique|veterinaire|universitaire))?|polyclinique|clin\."
    r"|ehpad|ephad|ssr|smr|usld|mapa|foyer logement|foyer|mas|fam|esat|ime|maison de (?:retraite|sante|repos"
    r"|convalescence)|maternite|groupe hospitalier(?:\suniversitaire)?|groupement hospitalier"
    r"|crf|cada|chrs|huda|csapa|cattp|cmpp|cmp|camsp|sessad|itep"
    r"|service|unite|pavillon|batiment|aile|secteur|cabinet(?:\s(?:medical|infirmier|de radiologie|d'imagerie))?"
    r"|laboratoire|labo|pharmacie|fondation|croix-rouge|hospitalisation|had|residence services?|ets|etablissement"
)
_WHOLE = (
    r"centre hospitalier(?:\s(?:universitaire|regional|intercommunal|general|specialise|regional universitaire"
    r"|regional et universitaire|universitaire regional|public|local|departemental|prive))?"
    r"|institut(?:\s(?:de cancerologie|mutualiste|du cancer|hospitalier|medical|universitaire du cancer|du sein"
    r"|du thorax|de cardiologie|medico-\w+))?"
    r"|centre (?:de lutte contre le cancer|anti-?cancereux|medico-chirurgical|medical|de sante|de radiotherapie"
    r"|d'imagerie(?: medicale)?|de reeducation(?: fonctionnelle)?|de readaptation|de soins|de convalescence"
    r"|de dialyse|chirurgical|d'oncologie|de cancerologie|medico-psychologique|de gerontologie|d'hemodialyse"
    r"|cardiologique)"
    r"|hospices? civils?|assistance publique|ap-hp|aphp|ap-hm|aphm"
)
_NAMED = re.compile(
    rf"(?<![a-z-])(?:(?P<whole>{_WHOLE})|(?P<type>{_TYPE}))(?![a-z'])(?P<gap>(?:\s?(?:n°\s?\d{{1,2}}|:|-|\"|«"
    rf"|\()\s?|\s{{1,2}})(?P<link>(?:(?:de la|de|du|des|la|le|les)\s{{1,2}}|(?:de l'|d'"
    rf"|l')\s?){{0,2}}(?:-\s?)?))(?=[a-z\"])"
)
_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ]\.|[A-ZÀ-ÖØ-Þ][\w]*(?:'[^\W\d_]+)?)"
_NAME = re.compile(
    rf"[\"«]?\s?(?:(?:européen|américain|privé|européenne)\s)?(?:[lL]'|[dD]')?{_CAPITAL}(?:(?:\s?-\s?|-|[ ]"
    rf"|(?<=['.]))(?:(?:de|du|des|la|le|les|l'|d'|et|en|sur|au|aux|lès|saint|sainte|st|ste|mère|enfant|malades"
    rf"|privé|universitaire)(?:\s|-|(?<='))){{0,3}}(?:[lL]'|[dD]')?{_CAPITAL}"
    rf"|-[^\W\d_]{{2,14}}){{0,5}}(?:\s[1-9](?=[\s,.)]))?"
)
_WARD = frozenset(
    ("service", "unite", "pavillon", "batiment", "aile", "secteur", "hospitalisation", "ets", "etablissement")
)
_GENERIC = frozenset(
    (
        "ssr",
        "smr",
        "usld",
        "had",
        "mas",
        "fam",
        "ime",
        "foyer",
        "ch",
        "hu",
        "gh",
        "mapa",
        "chs",
        "maternite",
        "chi",
        "ght",
        "labo",
        "laboratoire",
    )
)
_PLACE_BEFORE = re.compile(r"(?:^|\n|[,;:(./\"|-]|\b(?:la|cette|une|vers|de|en|chef de)|\bl')\s*$")
_SERVICE_OF = re.compile(
    r"(?<![a-z])(?:service|unite|pole|departement|consultation)s?\s(?:de\s|d'|des\s)?[a-z-]{4,20}(?:\s(?!de\b"
    r"|du\b)[a-z-]{3,16}){0,2}\sd(?:e\s|u\s|')(?=[a-z])"
)
_STOP = re.compile(
    r"[\s,-]+(?:dans|ou|sous|situee?|vous|qui|par|chez|phone|source|collecte|prise|est|sera|avec|puis|afin|lors|apres"
    r"|depuis|le|la|du|au|aux|des|de|et|en|pour|a|service|tel|tél|fax|rue|avenue|dr|docteur|pr|professeur|mme|m"
    r"|mr|monsieur|madame|rdv|date|ipp|nda|cedex|consultation|compte|secretariat|patient|patiente|bp|cs|unite|pole"
    r"|chef|sejour|hospitalisation|urgences|nom|ne|nee|cr|crh|tdm|irm|tep|n|objet|adresse|n°)\.?(?=[\s,:.-]|$)"
)
_CONTEXT = re.compile(
    r"(?:(?<![a-z])(?:a|de|vers|sur|depuis|chez|hopital|service|urgences|transf\w*|mut\w+|hospitalise\w*|suivie?"
    r"|adress\w+|operee?|consult\w*|staff|rcp|cs|hdj|hop|maternite|clinique|institut|centre)\s(?:de |a |la |l'"
    r"|le )?|\(\s?)$"
)
_SURE_CONTEXT = re.compile(
    r"(?:transf\w*|mut\w{2,4}|hospitalis\w*|suivie?s?|adress\w+|operee?s?|consult\w*|staff|rcp|hdj|reanimation"
    r"|service|urgences?|chirurgie|pneumo\w*|onco\w*|cardio\w*|neuro\w*|vue?|retour|rapatrie\w*|sejour|greffee?"
    r"|dialyse\w*|prise? en charge|biopsie|admise?|passage|sortie?)\b[^.\n]{0,40}(?:\sa|\sde|\ssur|\sau"
    r"|\()\s?(?:l'|la |le )?$|\(\s?$|\b(?:hopital|hop\.?|chu|chr|ch|institut|clinique|pavillon|service"
    r"|centre)\s(?:de |du |la |le |l')?$"
)


@cache
def _words(name: str) -> frozenset[str]:
    """A list of words of the data file."""
    return frozenset(str(word) for word in data("hospitals.yaml")[name])


def find(page: Page) -> list[Found]:
    """The hospitals, clinics, homes and named wards of the page (role Carer)."""
    found = list(_named(page))
    found += _known(page)
    found += _services(page)
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and one.start < kept[-1].end:
            if one.end > kept[-1].end:
                kept[-1] = kept[-1].moved(end=one.end)
        else:
            kept.append(one)
    return kept


@cache
def _sure() -> Index:
    return index(str(name) for name in data("hospitals.yaml")["sure"])


@cache
def _with_context() -> Index:
    return index(str(name) for name in data("hospitals.yaml")["with_context"])


@cache
def _signs() -> frozenset[str]:
    return frozenset(str(word) for word in data("hospitals.yaml")["signs_before"])


@cache
def _specialities() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words that are a speciality whole, and the beginnings of those that are."""
    words = [str(word) for word in data("hospitals.yaml")["specialities"]]
    return frozenset(words), tuple(word for word in words if len(word) > 2)


def _is_speciality(word: str) -> bool:
    whole, begins = _specialities()
    return word in whole or word.startswith(begins) or word.isdigit()


def _named(page: Page) -> Iterator[Found]:
    text, plain = page.text, page.plain
    for m in _NAMED.finditer(plain):
        start = m.end()
        if text[start] == '"':
            start += 1
        kind = (m["type"] or "").split()[0] if m["type"] else ""
        name = _NAME.match(text, start)
        if kind.startswith("clin") and re.search(r"chefs? de $", plain[max(0, m.start() - 9) : m.start()]):
            continue
        if not name or "\n" in m["gap"] and not re.fullmatch(r"\s?\n", m["gap"]):
            continue
        if (
            kind
            in (
                "crf",
                "cada",
                "chrs",
                "huda",
                "csapa",
                "cattp",
                "cmpp",
                "cmp",
                "camsp",
                "sessad",
                "itep",
                "ch",
                "gh",
                "hu",
                "chi",
                "mas",
                "fam",
                "ime",
                "chs",
                "ets",
                "had",
                "ssr",
                "smr",
                "ght",
            )
            and not text[m.start() : m.start() + 2].isupper()
        ):
            continue
        if "\n" in m["gap"] and (kind in _GENERIC or kind in _WARD or m["link"]):
            continue
        shouted = text[m.start() : start].isupper()
        end = name.end()
        words = pieces(text[start:end])
        if not words:
            continue
        first = words[0]
        if first in _words("not_names") or (len(first) == 1 and len(words) == 1):
            continue
        if kind == "foyer" and not (text[m.start()].isupper() or text[start:end].isupper() and end - start > 3):
            continue
        if "(" in m["gap"] and kind not in ("hopital", "chu", "clinique"):
            continue
        link = m["link"].strip()
        if kind in ("clinique", "clin.") and not _PLACE_BEFORE.search(plain[max(0, m.start() - 12) : m.start()]):
            continue  # an adjective: « examen clinique »
        if ":" in m["gap"] and kind not in ("hopital", "etablissement", "chu", "ehpad"):
            continue
        if kind in ("laboratoire", "labo", "pharmacie") and ":" in m["gap"]:
            continue
        if kind in _WARD or kind in ("hospitalisation", "cabinet"):
            if (
                _is_speciality(first)
                or link in ("de", "des", "d'", "de la", "du", "de l'")
                and kind != "pavillon"
                and not shouted
                and kind != "cabinet"
            ):
                continue
            if kind in ("secteur", "aile", "batiment", "unite", "etablissement", "ets", "hospitalisation") and (
                shouted or len(words) == 1 and text[start:end].isupper()
            ):
                continue
            if shouted and kind == "service":
                continue
        elif (
            (
                _is_speciality(first)
                and first not in ("saint", "nord", "sud", "pasteur", "est", "ouest")
                and not (len(words) > 1 and kind in ("clinique", "hopital"))
            )
            and link in ("de", "des", "d'", "")
            and (kind or "hospitalier" not in m.group())
        ):
            continue
        if (
            kind in _GENERIC
            and kind != "foyer"
            and link == ""
            and len(words) == 1
            and text[start:end].isupper()
            and not shouted
        ):
            continue
        if kind == "ch" and len(first) <= 2 or first.isdigit():
            continue
        # in capitals, a name stops at the first word that says something else
        if cut := _STOP.search(plain[start:end]):
            ends = cut.start() and text[start + cut.start() :].lstrip(" ,-")[:1].isupper() or cut.end() == end - start
            hyphen = plain[start + cut.start()] == "-" and plain[start + cut.start() + 1].isalpha()
            if ends and not hyphen:
                end = start + cut.start()
        while end > start and text[end - 1] in " .,-'\"":
            end -= 1
        if end <= start:
            continue
        first_start = start
        if m["whole"] is not None:
            first_start = m.start()
        elif m["link"].strip() in ("la", "le", "les", "l'"):
            first_start = m.start("link")
        yield Found(first_start, end, "HOSPITAL", "rule:hospital", "Carer", "", 0.85 if kind not in _WARD else 0.6)


def _services(page: Page) -> Iterator[Found]:
    """« Service d'hématologie de Crignac »: what follows the speciality is the hospital."""
    text, plain = page.text, page.plain
    for m in _SERVICE_OF.finditer(plain):
        start = m.end()
        name = _NAME.match(text, start) if text[start].isupper() and not text[m.start() : start].isupper() else None
        if name:
            words = pieces(name.group())
            if (
                words
                and words[0] not in _words("not_names")
                and not _is_speciality(words[0])
                and len(words[0]) > 3
                and not name.group().isupper()
            ):
                yield Found(start, name.end(), "HOSPITAL", "rule:hospital_service", "Carer", "", 0.6)


def _known(page: Page) -> Iterator[Found]:
    text, plain = page.text, page.plain
    for names, sure in ((_sure(), True), (_with_context(), False)):
        for start, end, name in lookups(page, names):
            if (
                text[end : end + 1] == "-"
                and text[end + 1 : end + 2].isalpha()
                or (start and text[start - 1] in "@-._" and text[start - 2 : start - 1].isalnum())
            ):
                continue
            before = plain[max(0, start - 60) : start]
            last = re.search(r"([a-z]+)\s(?:de |du |d'|des |de la |de l')?(?:la |le |l')?$", before)
            if last and last[1] in _signs():
                continue
            if re.search(
                r"(?<![a-z])(?:dr|docteur|pr|professeur|m|mme|mr|monsieur|madame|mlle)\.?\s(?:[a-z]\.?\s)?$", before
            ):
                continue
            said = bool(_SURE_CONTEXT.search(before))
            if (
                not sure
                and not said
                or len(name) == 1
                and len(name[0]) < 4
                and not (text[start:end].isupper() and (said or _CONTEXT.search(before)))
            ):
                continue
            if (
                sure
                and len(name) == 1
                and not (said or _CONTEXT.search(before) or text[start:end].isupper())
                and text[start - 2 : start] in (". ", "")
            ) and not re.match(r"\s?(?:[,.:;)-]|$|\n)", plain[end : end + 2]):
                continue
            yield Found(start, end, "HOSPITAL", "rule:hospital_known", "Carer", "", 0.85 if said else 0.7)

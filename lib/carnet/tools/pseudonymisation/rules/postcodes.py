"""Postcodes, and the towns that stand after them."""

import re
from collections.abc import Iterator

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.surroundings import line_end, line_start, whose
from carnet.tools.pseudonymisation.rules.town_names import BROKEN, CAPITAL, UNKNOWN, city, town_stop

_ZIP = re.compile(r"(?<![\w.,/+])(?:(?:f|fr|b|l|ch|d)\s?-\s?)?(?P<zip>\d{5}|\d{2}\s\d{3})(?![\w%]|[.,/]\d|\s?\d{3}\b)")
_STREET_BEFORE = re.compile(
    r"(?<![a-z])(?:rue|avenue|av|ave|bd|bld|boulevard|allees?|impasse|chemin|place|pl|quai|cours|route|rte|square"
    r"|residence|lotissement|lieu[ -]?dit|faubourg|hameau|bp|cs|villa"
    r"|passage|cedex|batiment|bat|domicili\w*|demeurant|adresse|residant|domicile)(?![a-z])[^|]{0,90}$"
)
_HOSPITAL_BEFORE = re.compile(
    r"(?<![a-z])(?:hopital|chu|ch|clinique|centre hospitalier|ehpad|institut"
    r"|cabinet)(?: [a-z'-]{2,20}){1,4}[\s,-]{1,4}$"
)
_ZIP_SAID = re.compile(r"(?:code postal|\bc\.?p\.?\s?:|\bzip|dans le|commune)[\s:.,-]{0,4}$")
_QUANTITY = re.compile(
    r"(?:plaquettes?|leucocytes?|gb|pnn|neutro\w*|lympho\w*|globules|hematies|plaq|ldh|cpk|ferritine|bnp|a|=|>|<|:"
    r"|de|taux|psa|ace|afp|hcg|dimeres?|crp|ui|dose|environ|n°|no)\s{0,2}$"
)
_UNIT = re.compile(
    r"\s{0,2}(?:/|ui\b|u\b|g/|mg|ml|ng|pg|el|elements|cell|copies|mm3|euros|€|%|k?da\b|unites|plaq|leuco|germes"
    r"|ufc|par\b|µ)"
)
_TOWN_AFTER = re.compile(rf"[\s,-]{{1,4}}(?:(?:l'|la |le |les )?{CAPITAL})")


def find_postcodes(page: Page, cities: list[Found]) -> Iterator[Found]:
    text, plain = page.text, page.plain
    starts = {one.start for one in cities}
    for m in _ZIP.finditer(plain):
        start, end = m.span()
        digits = m["zip"]
        spaced = " " in digits
        if spaced and start > 1 and plain[start - 2].isdigit() and not {end + 1, end + 2} & starts:
            continue
        if spaced and not _TOWN_AFTER.match(text, end):
            continue
        prefixed = m.start("zip") > start
        if _UNIT.match(plain, end) or digits.startswith("00"):
            continue
        before = plain[max(0, start - 110) : start]
        gap = re.match(r"[\s,]{0,3}(?:-\s?|à\s|a\s|de\s)?", plain[end : end + 8])
        name = end + (gap.end() if gap else 0)
        town = UNKNOWN.match(text, name) if name > end else None
        known = name in starts
        cedex = bool(re.match(r"[^\n\d,]{0,40}?\bcedex", plain[end : end + 50]))
        street = bool(_STREET_BEFORE.search(before[before.rfind("\n\n") + 1 :]))
        street = street or not spaced and bool(_HOSPITAL_BEFORE.search(before[-60:])) and not _QUANTITY.search(before)
        line = not text[line_start(text, start) : start].strip(" \t,|-:")
        if not (known or cedex or street or prefixed and town or _ZIP_SAID.search(before)):
            if spaced or not town or not (line or re.search(r",\s?$", before)) or _QUANTITY.search(before):
                continue
            rest = text[town.end() : line_end(text, town.end())]
            if line and len(rest.strip()) > 25 or "France" not in rest and len(town.group()) < 3:
                continue
        elif (
            spaced
            and (not (street or known) or _QUANTITY.search(before) and not known)
            or known
            and _QUANTITY.search(before)
            and not street
            and not line
        ):
            continue
        yield Found(
            start, end, "ZIP_CODE", "rule:zip", whose(page, start, end), "", 0.9 if known or cedex or street else 0.7
        )
        if town and "\n\n" not in plain[end:name] and ("\n" not in plain[end:name] or known or street):
            final = town.end()
            first = re.match(r"[^\W_]+", plain[name:final])
            if (
                first
                and first.group()
                in (
                    "tel",
                    "fax",
                    "mail",
                    "email",
                    "ipp",
                    "nda",
                    "dr",
                    "pr",
                    "professeur",
                    "mr",
                    "standard",
                    "secretariat",
                    "service",
                    "docteur",
                    "mme",
                    "m",
                    "rdv",
                    "le",
                    "consultation",
                )
                and not known
            ) and not (first.group() == "le" and text[name].isupper()):
                continue
            cut = re.search(
                r"[\s-](?:DANS|ET|POUR|AVEC|PUIS|EN DATE|OU|EST|AFIN|TEL|Tel|Tél|TÉL|FAX|Fax|Mail|MAIL|CEDEX|Cedex"
                r"|cedex|DR|Dr|Docteur|CHU|CH|FRANCE|France"
                r"|IPP|Port|Mme|Mr|N)\b",
                town.group(),
            )
            if cut:
                final = name + cut.start()
            final = town_stop(plain, name, final)
            if not cut and (more := BROKEN.match(text, final)):
                final = more.end()
            if final > name:
                yield city(page, name, final, "zip_town", 0.85)

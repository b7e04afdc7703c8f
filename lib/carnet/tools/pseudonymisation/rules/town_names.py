"""How the name of a town is written: its shapes, where it ends, and the finding made of it."""

import re

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.surroundings import whose

_LINK = (
    r"(?:sur|sous|les|lès|lez|en|de|du|des|la|le|l'|d'|au|aux|près|pres|saint|saints|sainte|et|à|s/|S/|SUR"
    r"|SOUS|LES|EN|DE|DU|DES|LA|LE|L'|D'|AU|AUX|SAINT|STE?)"
)
CAPITAL = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:'[^\W\d_]+)?"
# a town as written: capitals, with small words between; a line may break within
TOWN = (
    rf"(?:(?:l'|L'|la |La |le |Le |les |Les |LA\s|LE\s|LES\s)?{CAPITAL}(?:[\s-]{{1,2}}{_LINK}(?=[\s-]|(?<=')"
    rf"|(?<=/))){{0,3}}(?:(?<=['/])|[ -]){CAPITAL}|{CAPITAL}(?:-[^\W\d_]+){{1,4}}|(?:l'|L'|la |La |le |Le |les "
    rf"|Les |LA\s|LE\s|LES\s)?{CAPITAL})"
)
UNKNOWN = re.compile(
    rf"(?:{CAPITAL}|l'|L'|d')(?:(?:[ -]|(?<=')|\s?/\s?){{1,2}}(?:{_LINK}(?![^\W\d_])|{CAPITAL})){{0,5}}"
)
BROKEN = re.compile(  # the rest of a town's name on the next line, or after an abbreviated « sur »
    rf"(?:(?<=\bLA)|(?<=\bLE)|(?<=\bLES)|(?<=\bSAINT)|(?<=\b[Ll]a)|(?<=\b[Ll]e)|(?<=\b[Ll]es)|(?<=\bSaint)"
    rf"|(?<=\bEN)|(?<=\bSUR))\n{CAPITAL}"
    rf"|[ ](?:les|LES|en|EN)\n{CAPITAL}"
    rf"|[ \n]{{1,2}}(?:sur|SUR|lès|sous|SOUS|s/|S/)[ \n]{{1,2}}(?:la |le |LA |LE |l'|L')?{CAPITAL}"
)
CEDEX = re.compile(
    r"[\s,-]{0,2}cedex(?:\s?\d{1,2})?(?!\d)|\s(?:\d{1,2}\s?(?:e|er|eme|ieme)(?:\s?arrondissement|\s?arr\.?)?)(?![a-z])"
)


def city(page: Page, start: int, end: int, rule: str, score: float) -> Found:
    if more := CEDEX.match(page.plain, end):
        end = more.end()
    return Found(start, end, "CITY", "rule:" + rule, whose(page, start, end), "", score)


def town_stop(plain: str, start: int, end: int) -> int:
    """Without the small words left hanging at the end of a name."""
    while m := re.search(r"[\s/-]+(?:de|du|des|la|le|les|a|au|aux|et|en|d'|l'|sur|sous|s/?)\s?$", plain[start:end]):
        end = start + m.start()
    return end

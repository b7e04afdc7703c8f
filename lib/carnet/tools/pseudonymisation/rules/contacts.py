"""How a person is reached: telephone and fax numbers, e-mails, web addresses."""

import re
from collections.abc import Iterator
from functools import lru_cache

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.surroundings import digit_runs, whose

_O = r"[\do]"  # a digit, as scanners read it
_PAIRS = re.compile(  # ten digits of a French number, grouped in any way
    rf"(?<!\d)(?<!\d[.,/])(?<![a-z](?=o))(?:(?:\+|\(\+"
    rf"|\b00)\s?(?P<abroad>\d{{1,3}})\)?[\s.-]{{0,2}}(?:\(0\)[\s.-]{{0,2}})?|\(\d{{2,3}}\)[\s.-]{{0,2}})?"
    rf"[0o]?[\s.]?[1-9](?:[ .\-/_|\n]{{0,3}}{_O}{{2}}){{4}}(?!\d|[.,]\d)"
)
_FREE = re.compile(r"(?<!\d)(?<!\d[ .,/-])0\d(?:[ .\-/]{0,2}\d){8}(?!\d|[ .,/]\d)")  # ten digits grouped otherwise
_FOREIGN = re.compile(r"(?<![\w+])(?:\+|00)\s?[1-9]\d{0,2}(?:[ .\-/()]{0,2}\d){6,13}(?!\d)")
_AMERICAN = re.compile(r"\(\d{3}\)[\s.-]{0,2}\d{3}[\s.-]\d{4}(?:\s\d{2}\b)?|(?<![\d.-])1?-?\d{3}-\d{3}-\d{4}(?![\d-])")
_STRONG = (
    r"tel|tels|telephone\w*|telep\w*|phone|telecopie\w*|telecop\w*|fax\w*|dect|bip|gsm|(?:secretariat\w*|hdj"
    r"|hospitalisation|unite\s[a-z\d]{1,2}|bureau|rdv)(?=\s?:\s?\d)|ligne directe|n° direct"
    r"|numero direct|portable|whatsapp|sms|appel direct"
    r"|poste|joignables?|tlph|tph"
)
_WEAK = (
    r"joindre|rappeler|appeler|appelez|contacter|contactez|contact|mobile|secretariat|numero suivant"
    r"|numeros? de telephone\w*|numero d'appel|urgences?"
    r"|num|standard|coordonnees|domicile|travail|bureau|t(?=\s?[:.]|\s0)|f(?=\s?[:.])"
)
_CUED = re.compile(
    rf"(?<![a-z])(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))(?![a-z])(?P<between>\.?[^\d\n;]{{0,26}}?\n?[\s(+]{{0,3}})"
    rf"(?P<number>\+?\(?\d{_O}?(?:[ .\-/()]{{0,2}}{_O}){{2,14}})(?![\w])"
)
_CALLED = re.compile(
    r"(?<![a-z])(?:appel\w*|rappel\w*|joi(?:ndre|gnable)|contact\w*|bipe?r?|poste)\s(?:moi\s|nous\s)?(?:au|sur le)\s"
    r"(?P<number>\d{2}[ .]?\d{3}|\d{4})(?![\w/]|[.,]\d|\s?(?:h|mg|ans|\d))"
)
_MORE = re.compile(r"\s?(?:/|,|ou|et|-|;|puis)\s?(?:au\s|le\s)?(?P<number>\d(?:[ .-]?\d){2,12})(?![\w/]|[.,]\d)")
_EXTENSION = re.compile(r"[\s,;(-]{0,3}(?:poste|p\.|ext\.?|extension|int\.|#)\s?(?:n°\s?|:\s?)?\d{2,6}\)?(?!\d)")
_DATE = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:(?:19|20)?\d\d)\b(?!\s?[./-]?\s?\d)|(?:19|20)\d\d$|\d{1,2}/\d{1,2}$"
)
_NOT_SAID = re.compile(r"\b(?:le|du|depuis|des|date|en|jusqu'au|ans|grade|lit|chambre|salle|mg|j)\s*:?\s*$")
_DATED = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\s?[./ -]\s?(?:0?[1-9]|1[0-2])\s?[./ -]\s?(?:19|20)\d\d(?!\d)")

_AT = re.compile(r"@|(?<=[\w\s])[\[({]\s?(?:at|arobase|arobas|chez)\s?[\])}]|\s(?:arobase|arobas|arrobase)\s")
_LOCAL = re.compile(r"[\w.+%'!#&=~-]{1,64}\s?$")
_TLD = (
    "fr|com|org|net|eu|be|ch|lu|de|es|it|uk|us|ca|ma|dz|tn|sn|ci|re|gp|mq|nc|pf|gouv|gov|edu|info|io|me|app|health"
    "|sante|paris|bzh|alsace"
    "|corsica|pro|biz|tv|co|ovh|na|st|dev|care|asso|med|int"
)
_DOMAIN = re.compile(
    rf"\s{{0,2}}[a-z0-9][\w-]{{0,62}}(?:(?<=-)\n[\w-]{{1,40}})?(?:\.[\w-]{{1,62}}|\.\n(?:{_TLD})\b|\s?(?:\.|\[\.\]"
    rf"|\(dot\)|\bpoint\b)\s?(?:{_TLD})\b(?![-'])){{0,5}}"
)
_URL = re.compile(r"(?:\bhttps?\s?:\s?//\s?|\bftp://|\bwww\s?\.)[^\s<>\"'\]|]{2,300}")
_SITE = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{1,40}\.){1,3}(?:gouv\.fr|fr|com|org|net|eu|info|io|sante|health)\b(?![@\w-]"
    r"|\.\w)(?:/[^\s<>\"'\])|]{0,200})?"
)
_TRAILING = ".,;:!?)]}'\"»"


def find(page: Page) -> list[Found]:
    """The telephone numbers, e-mails and web addresses of the page."""
    found = list(_emails(page))
    found += _urls(page, found)
    if any(map(page.plain.__contains__, "0123456789")):
        found += _phones(page)
    return found


def _phones(page: Page) -> Iterator[Found]:
    plain = page.plain
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    def phone(start: int, end: int, rule: str, score: float) -> Found:
        extension = _EXTENSION.match(plain, end)
        if extension and re.search(r"\d", extension.group()):
            end = extension.end()
        taken.append((start, end))
        return Found(start, end, "PHONE_NUMBER", "rule:" + rule, whose(page, start, end, "Carer"), "", score)

    runs = [run for run in digit_runs(plain) if run[2] > 6]
    for m in _within(_PAIRS, plain, runs):
        start, end, written = m.start(), m.end(), m.group()
        digits = _digits(written)
        abroad = written[0] in "+(" or written.startswith("00") and len(digits) > 10
        if not abroad and (len(digits) != 10 or digits[0] != "0" or _broken_date(written)):
            continue
        if start and plain[start - 1].isalpha() and "o" in written[:1]:
            continue
        yield phone(start, end, "phone", 0.95)
    for m in _within(_FREE, plain, runs):
        if free(*m.span()) and m.group()[1] != "0" and not _broken_date(m.group()):
            yield phone(*m.span(), "phone", 0.8)
    if "+" in plain or "00" in plain:
        for m in _FOREIGN.finditer(plain):
            if free(*m.span()) and (m.group()[0] == "+" or _possible("+" + _digits(m.group())[2:])):
                if m.group()[0] == "+" and len(_digits(m.group())) < 8:
                    continue
                yield phone(*m.span(), "phone_abroad", 0.85 if _possible("+" + _digits(m.group()).lstrip("0")) else 0.6)
    for m in _within(_AMERICAN, plain, runs):
        if free(*m.span()):
            yield phone(*m.span(), "phone_abroad", 0.8)
    for m in _CALLED.finditer(plain):
        if free(*m.span("number")):
            yield phone(*m.span("number"), "phone_said", 0.75)
    for m in _CUED.finditer(plain):
        start, end = m.span("number")
        digits = _digits(m["number"])
        strong = bool(m["strong"])
        if not free(start, end) or _DATE.match(plain[start:end]) or _NOT_SAID.search(m["between"]):
            continue
        if re.match(
            r"\s?(?:mg|ml|ans|%|h\b|h\d|mm|kg|cm|jours|semaines|mois|fois|patients|lits|g/|ui|:\d)",
            plain[end : end + 9],
        ):
            continue
        least = 4 if strong else 8
        if strong and m["strong"] in ("poste", "joignable", "joignables") or m["strong"] in ("dect", "bip"):
            least = 3 if m["strong"] in ("dect", "bip", "poste") else 4
        if len(digits) < least or m["strong"] == "poste" and len(digits) > 7:
            continue
        if (
            len(digits) < 8
            and len(m["between"].strip(" .:=()n°-")) > 12
            and m["strong"] not in ("joignable", "joignables")
        ):
            continue
        yield phone(start, end, "phone_said", 0.85 if strong else 0.7)
        end = taken[-1][1]
        for _again in range(4):
            more = _MORE.match(plain, end)
            if (
                not more
                or not free(*more.span("number"))
                or _DATE.match(more["number"])
                or abs(len(_digits(more["number"])) - len(digits)) > 2
            ):
                break
            yield phone(*more.span("number"), "phone_said", 0.7)
            end = taken[-1][1]


def _within(pattern: "re.Pattern[str]", plain: str, runs: list[tuple[int, int, int]]) -> Iterator["re.Match[str]"]:
    """The matches of a pattern that begin in a run of digits, or a few signs before it."""
    reached = 0
    for start, end, _count in runs:
        position = max(reached, start - 6, 0)
        while (m := pattern.search(plain, position, min(len(plain), end + 4))) and m.start() < end:
            yield m
            reached = position = m.end()


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written.replace("o", "0"))


def _broken_date(written: str) -> bool:
    """Whether the digits read as a date (12/03/2024…) rather than as a number."""
    m = _DATED.match(written)
    return bool(m) and not re.search(r"\d\d[ .-]\d\d[ .-]\d\d[ .-]\d\d[ .-]\d\d", written)


@lru_cache(maxsize=512)
def _possible(number: str) -> bool:
    """Whether an international number (+…) may exist (libphonenumber)."""
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False


def _emails(page: Page) -> Iterator[Found]:
    _text, plain = page.text, page.plain
    if (
        "@" not in plain
        and "arobas" not in plain
        and "(at)" not in plain
        and "[at]" not in plain
        and "(at " not in plain
    ):
        return
    for at in _AT.finditer(plain):
        before = plain[max(0, at.start() - 66) : at.start()]
        local = _LOCAL.search(before.rstrip("\n") if before.endswith("-\n") else before)
        domain = _DOMAIN.match(plain, at.end())
        if not local or not domain:
            continue
        start, end = at.start() - (len(before) - local.start()), domain.end()
        name = local.group().strip()
        while start < at.start() and plain[start] in ".'-":
            start += 1
        if not name.strip(".'-"):
            continue
        dotted = "." in domain.group() or "dot" in domain.group() or " point " in domain.group()
        if not dotted and at.group() != "@":
            continue
        if not dotted:  # « Cont@ct » is a word, « j.abras@fr » a truncated address
            short = domain.group().strip()
            addressed = re.search(r"[._\d-]", name) or len(short) > 3 or at.group() != "@"
            if (
                short.isdigit()
                or not addressed
                and not re.search(r"mail|courriel|adresse", plain[max(0, start - 30) : start])
            ):
                continue
        while end > at.end() and plain[end - 1] in ".-_\n ":
            end -= 1
        yield Found(start, end, "EMAIL", "rule:email", whose(page, start, end), "", 0.95 if dotted else 0.7)


def _urls(page: Page, emails: list[Found]) -> Iterator[Found]:
    plain = page.plain
    taken = [(one.start, one.end) for one in emails]
    patterns = []
    if "http" in plain or "www" in plain or "ftp:" in plain:
        patterns.append(_URL)
    if any(map(plain.__contains__, (".fr", ".com", ".org", ".net", ".eu", ".info", ".io", ".sante", ".health"))):
        patterns.append(_SITE)
    for pattern in patterns:
        for m in pattern.finditer(plain):
            start, end = m.span()
            while end > start and plain[end - 1] in _TRAILING:
                end -= 1
            if all(end <= a or start >= b for a, b in taken):
                taken.append((start, end))
                yield Found(start, end, "URL", "rule:url", "Carer", "", 0.9)

"""The tokens of a stretch of a note or of a claim, in order, without overlap."""

import re
from functools import lru_cache

from carnet.llm.grounding.fuzzy import root
from carnet.llm.grounding.meaning import Token, drug_ids, drug_vocabulary, lexicon, protocol_ids, protocol_vocabulary
from carnet.text.numbers_in_words import NUMBER, read_number
from carnet.text.quantities_units import unit_at
from carnet.text.reading import Reading
from carnet.text.tnm import Tnm, find_tnm

_ONE = r"(?:\d{1,3}(?: \d{3})+(?![\d,.]\d)(?!\d)|\d+(?:[.,]\d+)?)"
_NUMBER = re.compile(
    rf"(?P<one>{_ONE})(?:(?P<plus>\+)(?![\d+])|(?:(?: ?(?P<by>[/x×*+-]) ?| (?P<word>a|sur|par) )(?=\d)(?P<two>{_ONE})"
    rf"(?: ?[x×*] ?(?P<three>{_ONE}))?)?)(?P<suffix>[abc]\d?)?(?![a-z0-9]|[.,]\d)|(?P<alone>{_ONE})"
)
_CODE = re.compile(
    r"(?<![a-z0-9])(?!(?:mm?|cm)[23](?![0-9]))(?:[a-z]{1,3}\d{1,4}[a-z]{0,4}\d{0,4}|c ?\d{1,2} ?j ?\d{1,2})(?![a-z0-9])"
)
_GRADE = re.compile(r"(?<![a-z0-9])g ?-?([0-5])(?![0-9a-z]|[/,.][0-9])")
_ROMAN = re.compile(r"(?<![A-Za-z0-9])(I{1,3}|IV|V)([ABC]?[1-3]?)(?![A-Za-z0-9'’])")
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"(?<![A-Za-z0-9'’.-])([ABCD])(?![A-Za-z'’.-])")
_SAID = re.compile(rf"(?<![a-z]){NUMBER}")
_OPERATOR = re.compile(
    r"(?P<sign><=|>=|≤|≥|<|(?<![-=])>|~)\s*$|(?P<low>inferieure?s?(?: ou egale?s?)? a|moins de|en dessous de)\s*$"
    r"|(?P<high>superieure?s?(?: ou egale?s?)? a|plus de|au[- ]dessus de|au moins)\s*$"
)
_SIGNED = re.compile(r" ?[:=(]? ?(?:(?P<plus>\+{1,4})(?![\d+])|(?P<minus>-)(?= *(?:[,;.)/\n(]|$)))")
_ROMANS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_JOINS = {"a": "-", "-": "-", "sur": "/", "/": "/", "x": "x", "×": "x", "*": "x", "par": "x", "+": "+"}
_SAME_UNIT = {"[iU]": "U", "m[iU]": "mU", "k[iU]": "kU", "u[iU]": "uU", "{ratio}": ""}


def tokens_of(reading: Reading, start: int, end: int, tnms: tuple[Tnm, ...] | None = None) -> list[Token]:
    """The tokens that begin within [start, end) of the clean text."""
    text, plain = reading.text, reading.plain
    taken = bytearray(len(plain) - start + 1) if end > start else bytearray(1)
    found: list[Token] = []

    def take(token: Token) -> bool:
        if any(taken[token.start - start : token.end - start]):
            return False
        taken[token.start - start : token.end - start] = b"\x01" * (token.end - token.start)
        found.append(token)
        return True

    for tnm in tnms if tnms is not None else find_tnm(text, plain):
        if start <= tnm.start < end:
            take(Token(tnm.start, tnm.end, "tnm", root=tnm.value))
    for moment in reading.moments:
        if start <= moment.start < end and moment.kind in ("date", "time"):
            take(Token(moment.start, moment.end, "date", root=moment.value))
    for day in reading.cycle_days:
        if start <= day.start < end:
            take(Token(day.start, day.end, "code", root=f"c{day.cycle}j{day.day}"))
    for graded in _GRADE.finditer(plain, start, end):
        glued = graded.end() - graded.start() == 2
        if (glued or text[graded.start()] == "G") and take(
            Token(graded.start(), graded.start() + 1, "term", _GRADED, "grade")
        ):
            take(_number(reading, graded.start(1), graded.end(1), (float(graded[1]),)))
    first, after = reading.words.at(start), reading.words.at(end)
    letters = []
    for term in lexicon().terms.find(reading.words, first, after):
        written = text[term.start : term.end]
        means = frozenset(name for name, capitals in term.entry if not capitals or written.isupper())
        if means and not _inside_word(plain, term.start, term.end):
            token = Token(term.start, term.end, "term", means, root(plain[term.start : term.end]))
            if len(written) == 1:
                letters.append(token)  # « sein G », once « 13 G/L » has its unit
            else:
                take(token)
    for drug in drug_vocabulary().find(reading.words, first, after):
        if not _glued(plain, drug.start, drug.end):
            take(Token(drug.start, drug.end, "drug", drug_ids(drug.entry.inn), plain[drug.start : drug.end]))
    for protocol in protocol_vocabulary().find(reading.words, first, after):
        written = text[protocol.start : protocol.end]
        if (not protocol.entry.ambiguous or written.isupper()) and not _glued(plain, protocol.start, protocol.end):
            means = protocol_ids(protocol.entry.name, protocol.entry.drugs)
            take(Token(protocol.start, protocol.end, "drug", means, plain[protocol.start : protocol.end]))
    for code in _CODE.finditer(plain, start, end):
        take(Token(code.start(), code.end(), "code", root=code[0].replace(" ", "")))
    for number in _NUMBER.finditer(plain, start, end):
        _take_number(reading, number, take)
    for token in letters:
        take(token)
    for roman in _ROMAN.finditer(text, start, end):
        value = (float(_ROMANS[roman[1]]),)
        take(Token(roman.start(), roman.end(), "number", root="roman", value=value, suffix=roman[2].lower()))
    for letter in _LETTER.finditer(text, start, end):
        take(Token(letter.start(), letter.end(), "code", root=letter[1].lower()))
    for said in _SAID.finditer(plain, start, end):
        worth = read_number(said[0])
        if worth is not None and (worth > 1 or said[0] == "zero"):
            take(_number(reading, said.start(), said.end(), (float(worth),)))
    for word in _WORD.finditer(plain, start, end):
        if taken[word.start() - start] or word[0] in _JOINING:
            continue
        cut = _cut_short(word[0], word.end(), found, plain)
        if cut is not None:
            take(Token(word.start(), word.end(), "drug", cut.means, cut.root))
            continue
        kind = "denial" if word[0] in lexicon().denials else "word"
        take(Token(word.start(), word.end(), kind, root=root(word[0])))
    for at, token in enumerate(found):
        cut = _cut_short(plain[token.start : token.end], token.end, found, plain) if token.kind == "term" else None
        if cut is not None:
            found[at] = Token(token.start, token.end, "drug", cut.means, cut.root)
    for token in [one for one in found if one.is_a("head")]:
        signed = _SIGNED.match(plain, token.end)
        if signed is None or signed.end() > end:
            continue
        name = "plus" if signed["plus"] else "minus"
        a, b = signed.span(name)
        if signed["plus"]:
            take(Token(a, b, "number", frozenset(("value:POS",)), value=(float(len(signed["plus"])),), unit="+"))
        else:
            take(Token(a, b, "term", frozenset(("value:NEG",)), "-"))
    return sorted(found, key=lambda one: one.start)


def _cut_short(word: str, end: int, found: list[Token], plain: str) -> Token | None:
    """The drug of these words that a word before a dose cuts short: « nivolumab (nivo 1 mg/kg) »."""
    if not 3 <= len(word) <= 6 or not plain[end : end + 2].strip().isdigit():
        return None
    named = [one for one in found if one.kind == "drug" and one.root.startswith(word) and one.root != word]
    return named[0] if len({one.means for one in named}) == 1 else None


_JOINING = frozenset(  # no tokens: what they join is read in the text between
    (
        "et",
        "ou",
        "mais",
        "puis",
        "avec",
        "de",
        "du",
        "des",
        "d",
        "l",
        "le",
        "la",
        "les",
        "un",
        "une",
        "au",
        "aux",
        "a",
        "en",
    )
)
_GRADED = frozenset(("head:grade",))


def _take_number(reading: Reading, match: "re.Match[str]", take: "object") -> None:
    assert callable(take)
    plain = reading.plain
    name = "one" if match["one"] else "alone"
    start, end = match.start(), match.end()
    before = plain[start - 1 : start]
    if before.isalpha() and plain[max(0, start - 2) : start - 1].isalpha():
        pass  # « Grade2 », « FEC100 »: the number counts
    values = [_float(match[part]) for part in (name, "two", "three") if match[part]]
    by = _JOINS.get(match["by"] or match["word"] or "", "")
    if match["plus"]:
        take(Token(start, end, "number", value=(values[0],), unit="+"))
        return
    if match["suffix"]:
        take(Token(start, end, "number", value=tuple(values), by=by, suffix=match["suffix"]))
        return
    whole = _number(reading, start, end, tuple(values), by)
    if not take(whole):
        take(_number(reading, start, match.end(name), (values[0],)))


def _number(reading: Reading, start: int, end: int, values: tuple[float, ...], by: str = "") -> Token:
    unit = unit_at(reading.text, reading.plain, end)
    name = unit.ucum if unit else ""
    if unit is None:
        name = next((one.unit or "" for one in reading.quantities if one.start <= start < one.end and one.unit), "")
        name = "" if name in ("1", "{score}") else name
    before = _OPERATOR.search(reading.plain, max(0, start - 24), start)
    operator = ""
    if before is not None:
        operator = {"≤": "<=", "≥": ">=", "~": ""}.get(before["sign"] or "", before["sign"] or "")
        operator = operator or ("<" if before["low"] else ">" if before["high"] else "")
    stop = unit.end if unit else end
    return Token(start, stop, "number", value=values, by=by, operator=operator, unit=_SAME_UNIT.get(name, _same(name)))


@lru_cache(maxsize=512)
def _same(ucum: str) -> str:
    return ucum.replace("[iU]", "U")


def _float(digits: str) -> float:
    return float(digits.replace(" ", "").replace(",", "."))


def _glued(plain: str, start: int, end: int) -> bool:
    """Whether letters or figures go on at either side: « R0 » is no « R », « L858R » neither."""
    return plain[start - 1 : start].isalnum() or plain[end : end + 1].isalnum()


def _inside_word(plain: str, start: int, end: int) -> bool:
    """Whether a term is the letters or the figures of something longer: « er » of « 1er »."""
    return (plain[start - 1 : start].isdigit() and plain[start].isalpha() and end - start < 3) or (
        plain[start].isalpha() and plain[start - 1 : start].isalpha()
    )

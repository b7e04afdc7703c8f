"""Which dates of a note are the patient's birth: by words, an age, a heading, a name, a sex, a NIR."""

import re

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.surroundings import line_start, tabbed

SAID = re.compile(
    r"(?:\bn[ee](?:e|s|es|\(e\)|\.e|\(\w{1,3}\))?(?:\s+(?:a|au|aux)\s+[^\n\d,;(]{2,40}(?:\(\s?(?:\d[\dab]\d?"
    r"|[a-z -]{3,25})\s?\)\s?)?)?,?|naissances?|\bnais\.?|\bnaiss\.?|\bd\.?\s?d\.?\s?n\.?"
    r"|\bnee\s[a-z' -]{2,30}\)?,?(?=\s+le\s)|date de nai\w*\.?|mise? au monde|birth\w*|\bdob|\bnaquit"
    r"|anniversaire)[\s:.=|-]{0,6}(?:\(?j\w*/m\w*/a\w*\)?)?[\s:=|-]{0,3}(?:le|en|du|:|vers)?[\s:|(]{0,4}$"
)
_AGE_AFTER = re.compile(r"[\s,]{0,2}(?:\(\s?(?:age?e?\s|soit\s)?\d{1,3}\s?(?:ans|a|mois)\s?[),]|[-,]?\s\d{1,3}\sans\b)")
_NAMED = re.compile(
    r"(?:[^\W\d_][\w'.-]*\s){1,4}[^\W\d_][\w'.-]*[\s,|:;-]{0,4}(?:[hfm][\s,|]{1,4})?\s?(?:\(\s?)?[\s|;,-]{0,3}$"
)
_CARER = re.compile(r"(?<![a-z])(?:dr|docteur|pr|professeur|interne|ide|chirurgien|service|vue? par|medecin)(?![a-z])")
_SEX = re.compile(r"(?:[|;\t]\s{0,2}(?:[hfm]|masculin|feminin|homme|femme)\s{0,2}[|;\t]\s{0,2})$")
_SEX_SAID = re.compile(r"(?:\bsexe\s?:?\s?(?:[hfm]|masculin|feminin)|(?<=\s)[hfm](?=[\s,]))[\s,;/-]{1,4}$")
_NIR = re.compile(r"(?:\d[ .]?){12,15}[\s|;,)-]{1,4}$")
_HEADING = re.compile(
    r"(?:ddn|d\.d\.n\.?|date (?:de )?nais\w*\.?|naissance|nee?(?:\(e\))? le|dn|date nais\w*)[\s.:]*(?:\([^)]{0,12}\))?"
)
_FULL = 8  # signs of a date with its day, month and year


def is_birth(plain: str, start: int, end: int, *, full: bool) -> bool:
    """Whether the words just around a date say that it is a birth; `full`: it has a day, a month and a year."""
    if SAID.search(plain[max(0, start - 70) : start]):
        return True
    if not full:
        return False
    if _AGE_AFTER.match(plain, end):
        year = re.search(r"\d{4}", plain[start:end])
        if year and int(year.group()) < 2020:
            return True
    return bool(_NIR.search(plain[max(0, start - 40) : start]))


def with_births(page: Page, dates: list[Found]) -> list[Found]:
    """The dates of a note, those that their place says to be the birth labelled so; then every same date."""
    text, plain = page.text, page.plain
    years = [int(y) for one in dates for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", plain[one.start : one.end])]
    last = max(years, default=0)
    columns = _columns(tabbed(page))
    answer = []
    for one in dates:
        if one.label == "IDENTIFYING_DATE" and one.end - one.start >= _FULL and (
            any(a <= one.start < b for a, b in columns) or _placed(text, plain, one, last)
        ):  # fmt: skip
            one = one.moved(label="PATIENT_BIRTHDATE", role="Patient", score=max(0.7, one.score - 0.2))
        answer.append(one)
    births = {key for one in answer if one.label == "PATIENT_BIRTHDATE" and len(key := _key(plain, one)) >= 6}
    return [
        one.moved(label="PATIENT_BIRTHDATE", role="Patient")
        if births and one.label == "IDENTIFYING_DATE" and _key(plain, one) in births
        else one
        for one in answer
    ]


def _key(plain: str, one: Found) -> str:
    return re.sub(r"\D", "", plain[one.start : one.end])


def _placed(text: str, plain: str, one: Found, last: int) -> bool:
    """Whether a date stands after a sex, or right after a person's name long before the last date of the note."""
    if one.producer != "rule:date_numeric":
        return False
    begin = max(line_start(text, one.start), one.start - 45)
    before = plain[begin : one.start]
    if _SEX.search(before):
        return True
    digits = re.sub(r"\D", "", plain[one.start : one.end])
    year = int(digits[-4:]) if len(digits) >= 7 else 0
    if not 1900 < year < max(last - 4, 1998):
        return False
    if (said := _SEX_SAID.search(before)) and text[begin + said.end() - len(said.group().split()[-1]) - 1].isupper():
        return True
    if said and "sexe" in said.group():
        return True
    named = _NAMED.search(before)
    if not named or _CARER.search(before):
        return False
    written = re.findall(r"[^\W\d_][\w'.-]*", text[begin + named.start() : one.start])
    names = [word for word in written if len(word) > 1][-2:]
    return len(names) == 2 and all(word[0].isupper() for word in names)


def _columns(plain: str) -> list[tuple[int, int]]:
    """Where the cells under the heading of a birth are."""
    if not ("|" in plain or "\t" in plain or ";" in plain) or not _HEADING.search(plain):
        return []
    cells: list[tuple[int, int]] = []
    sign, place, position = "", -1, 0
    for line in plain.split("\n"):
        begin, position = position, position + len(line) + 1
        mark = next((one for one in "|\t;" if line.count(one) >= 2), "")
        parts = line.split(mark) if mark else []
        headed = [k for k, part in enumerate(parts) if _HEADING.fullmatch(part.strip())]
        if headed and not re.search(r"\d{2}", line):
            sign, place = mark, headed[0]
        elif mark and mark == sign and 0 <= place < len(parts):
            begin += sum(len(part) + 1 for part in parts[:place])
            cells.append((begin, begin + len(parts[place])))
        elif line.strip():
            place = -1
    return cells

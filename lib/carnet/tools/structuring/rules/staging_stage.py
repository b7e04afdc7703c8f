"""The stage as it is written: « stade IIB », « FIGO IIIC1 », « Ann Arbor III B », « pT3N0M0 (IIA) »."""

import re
from collections.abc import Sequence

from carnet.text.reading import Reading
from carnet.text.tnm import Tnm
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.staging_words import last, words

_SCALE = (
    r"(?:figo|uicc|ajcc|tnm|ann[ -]arbor|lugano|cotswolds|iss|r-?iss|dukes|durie(?:[ -]"
    r"(?:et[ -])?salmon)?|masaoka(?:-koga)?|binet|rai|inss|valg|insrg)"
)
_ROMAN = (
    r"(?:iv|i{1,3})(?:-?[a-d](?:[12](?![\d,.]))?(?:\(?[xse]{1,2}\)?)?|[esx]| -? ?[a-c]"
    r"(?:[12](?![\d,.]))?(?![a-z0-9']))?"
)
_VALUE = rf"(?P<value>{_ROMAN}|[0-4] ?[a-c]?[12]?)(?![a-z0-9+/%]|[.,]\d|')"
_FILL = (
    r"(?:(?:clinique|pathologique|pathologic|initial|tumoral|anatomique|histologique|evolutif"
    r"|chirurgical|pronostique|estime|a|au|de|du|la|le|l'|selon|classification|modifie|est|etait|final"
    r"|donc|provisoire|radiologique|19\d\d|20\d\d|[5-9]e(?:me)?|ed(?:ition)?\.?)[ :]+)"
)
_STAGE = re.compile(
    rf"(?<![a-z])(?:(?:stades?|stage|st\.)[ \n]{{0,2}}[:=]?[ \n]?(?:{_FILL}){{0,4}}(?:\(?"
    rf"(?P<scale>{_SCALE})\)?[ \n:]{{0,3}}(?:{_FILL}){{0,2}})?(?:e-)?{_VALUE}"
    rf"|(?P<first>figo|uicc|ajcc|ann[ -]arbor|masaoka(?:-koga)?|r-?iss|iss)[ \n:=]{{0,3}}"
    rf"(?:{_FILL}){{0,3}}(?:stades?[ :]+)?(?P<roman>{_ROMAN})(?![a-z0-9+/%]|[.,]\d|'))"
)
_LETTER = re.compile(
    r"(?<![a-z])stade (?P<value>[a-d]) (?:de |d'|selon )?(?:la classification de )?(?P<scale>dukes|binet)\b"
)
_AFTER = re.compile(
    rf"[ \n,]{{0,2}}\(?(?:(?:selon|de|d'|la|l'|classification|du)[ \n]?){{0,4}}"
    rf"(?P<scale>{_SCALE})(?![a-z])(?: 20\d\d)?\)?"
)
_OTHER_AFTER = re.compile(
    r" ?\(?(?:de |d'|selon |du )*(?:clark|nyha|child|kdigo|gold|metavir|leriche|fontaine|hoehn|ficat"
    r"|tanner|kdoqi|ceap|npuap|(?:la )?(?:mrc|irc|bpco))(?![a-z])"
)
_AFTER_TNM = re.compile(
    r"[ \n]{0,2}(?:[,:;.=-]|soit|donc)?[ \n]{0,2}\(?(?:e ?-? ?|aspect )?(?P<value>(?:iv"
    r"|i{1,3})[ -]?[abc]?[12]?)(?![a-z0-9+/%'])"
)
_NAMES = {
    "figo": "FIGO",
    "uicc": "UICC",
    "tnm": "UICC",
    "ajcc": "AJCC",
    "lugano": "Lugano",
    "dukes": "Dukes",
    "iss": "ISS",
    "riss": "R-ISS",
    "binet": "Binet",
    "rai": "Rai",
    "inss": "INSS",
    "insrg": "INRG",
    "annarbor": "Ann Arbor",
    "cotswolds": "Ann Arbor",
    "valg": "VALG",
}
_ROMANS = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
_CLAUSE = re.compile(r"[.;\n](?=\s|$)|, (?:et |puis )?")


def find_stages(reading: Reading, tnm: Sequence[Tnm]) -> list[Finding]:
    """`stage`, in Roman figures, with its scale where the text names one."""
    plain, text = reading.plain, reading.text
    found: list[Finding] = []
    for match in _STAGE.finditer(plain):
        name = "roman" if match["roman"] else "value"
        written, end = match[name], match.end()
        if " " in written and not _letter(text[match.start(name) : end], plain, end):
            written = written.partition(" ")[0]  # « au stade IV a été »
            end = match.start(name) + len(written)
        value = _normal(written)
        scale = _scale(match["scale"] or match["first"])
        after = _AFTER.match(plain, end)
        if scale is None and after is not None:
            scale, end = _scale(after["scale"]), after.end() - (plain[after.end() - 1] == ")" and "(" not in after[0])
        figure = match[name][0].isdigit()
        if _ranges(plain, match.start(name) + len(written)) or not _cancer(
            reading, match.start(), end, scale, figure, tnm
        ):
            continue
        if match[name][0] == "i" and text[match.start(name)] == "i" and len(match[name]) == 1 and scale is None:
            continue  # « stade i » hardly ever is
        found.append(_finding(value, match.start(), end, scale, "staging.stage"))
    for match in _LETTER.finditer(plain):
        found.append(_finding(match["value"].upper(), *match.span(), _scale(match["scale"]), "staging.stage_letter"))
    for one in tnm:
        behind = _AFTER_TNM.match(plain, one.end)
        if behind is None or not text[behind.start("value") : behind.end("value")][0].isupper():
            continue
        bracket = "(" in behind[0] and plain[behind.end() : behind.end() + 1] == ")"
        if bracket or behind["value"][-1] in "abc":
            found.append(
                _finding(
                    _normal(behind["value"]),
                    behind.start("value"),
                    behind.end("value"),
                    None,
                    "staging.stage_after_tnm",
                )
            )
    return found


def _finding(value: str, start: int, end: int, scale: str | None, rule: str) -> Finding:
    parts = {"derived": False} | ({"scale": scale} if scale else {})
    return Finding("stage", value, start, end, rule, system=scale, parts=parts)


def _normal(written: str) -> str:
    word = re.sub(r"[ ()-]", "", written)
    if word[0].isdigit():
        return _ROMANS[word[0]] + word[1:].upper()
    figures = re.match(r"iv|i{1,3}", word)
    assert figures is not None
    return figures[0].upper() + word[figures.end() :].upper()


def _letter(written: str, plain: str, end: int) -> bool:
    """Whether the letter apart is one of the stage: a capital, and no verb."""
    return written[-1].isupper() and not re.match(
        r" (?:ete|un|une|la|le|l'|cause|ce|priori|partir|[a-z]+er\b)", plain[end : end + 12]
    )


def _scale(written: str | None) -> str | None:
    if not written:
        return None
    word = re.sub(r"[ -]", "", written)
    return _NAMES.get(word) or (
        "Durie-Salmon" if word.startswith("durie") else "Masaoka" if word.startswith("masaoka") else None
    )


def _ranges(plain: str, end: int) -> bool:
    """« stade III-IV », « stade I à III », « stade II ou III »: no one stage."""
    return re.match(r" ?(?:-|/|a|ou|et) ?(?:iv|i{1,3}|[0-4])[abc]?(?![a-z0-9])", plain[end : end + 12]) is not None


def _cancer(reading: Reading, start: int, end: int, scale: str | None, figure: bool, tnm: Sequence[Tnm]) -> bool:
    """Whether the stage is that of a cancer."""
    plain = reading.plain
    if _OTHER_AFTER.match(plain, end):
        return False
    sentence = reading.sentence_at(start)
    begin = max(sentence.start if sentence else 0, start - 90)
    alone = sentence is not None and start - sentence.start < 6  # « Glomérulonéphrite membraneuse. Stade I. »
    other = last(words("other_stages"), plain, start - 60 if alone else max(begin, start - 60), start)
    tumour = last(words("tumours"), plain, begin, start)
    near = any(one.end <= start and start - one.end < 60 or 0 <= one.start - end < 12 for one in tnm)
    if alone and tumour is None:
        tumour = last(words("tumours"), plain, start - 90, start)
    if other is not None and (tumour is None or tumour.start() < other.start()) and not near:
        return False
    return not figure or scale is not None or near or tumour is not None

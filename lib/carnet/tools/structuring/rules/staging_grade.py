"""The grade of a tumour, never that of a toxicity: with its scale, else the scale of its organ, else none."""

import re
from collections.abc import Sequence
from typing import Any

from carnet.language import _
from carnet.text.reading import Reading
from carnet.text.taken import Taken
from carnet.text.tnm import Tnm
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.staging_scales import (
    GLEASON,
    ISUP,
    ISUP_AFTER,
    ISUP_OF_GLEASON,
    SCALE_THEN_VALUE,
    VALUE,
    VALUE_THEN_SCALE,
    figure,
)
from carnet.tools.structuring.rules.staging_words import last, words

_HINT = re.compile(
    r"grade|gleason|isup|sbr|elston|nottingham|bloom|f[uh]{1,2}r?h?mm?an|fnclcc|edmondson|differenci|g ?[1-3](?![\w.,])"
)
_BARE = re.compile(
    r"(?<![a-z0-9])grades?(?P<kind>(?: (?:histologique|nucleaire|nucleolaire|histo-?pronostique|tumoral"
    r"|combine|cytologique))*)"
    rf" ?(?:\([a-z]{{1,3}}\) ?)?[:=]?[ \n]?(?:de |grade )?g?{VALUE}"
)
_HIGH_LOW = re.compile(r"(?<![a-z])(?P<which>haut|bas|low|high)[ \n-](?:grade|garde)(?![a-z])")
_DIFFERENTIATED = re.compile(
    r"(?<![a-z])(?:(?P<first>bien|moyennement|moderement|peu)[ \n]a[ \n])?"
    r"(?P<how>bien|moyennement|moderement|peu|faiblement|pauvrement|mal)[ \n]{1,2}differenciee?s?(?![a-z])"
    r"|(?<![a-z])(?P<none>indifferenciee?s?)(?![a-z])"
)
_DEGREES = {"moderement": "moyennement", "faiblement": "peu", "pauvrement": "peu", "mal": "peu"}
_LETTER = re.compile(r"(?<![a-z0-9])g ?(?P<value>[1-3])(?![\w.,/+-]\w|\w| ?p ?\d)")
_LETTERED = re.compile(
    r"(?:neuro-?endocrines?|tne|net|nec|sarcomes?|\w+sarcomes?|differenciee?s?|grade|\w*carcinomes?|infiltrante?)(?![a-z])[^\n]{0,60}\Z"
)
_ORGANS = (
    (
        "SBR",
        re.compile(
            r"\b(?:seins?|mammaires?|lobulaire infiltrant|canalaire infiltrant|type non specifique|cci|cli|cdi"
            r"|tumorectomie|mastectomie)\b"
        ),
    ),
    ("FIGO", re.compile(r"\b(?:endometr\w+|corps uterin)\b")),
    ("ISUP/OMS 2016", re.compile(r"\b(?:reins?|renale?s?|renaux|nephrectomie|crcc)\b")),
    (
        "OMS",
        re.compile(
            r"\b(?:gliomes?|glioblastomes?|astrocytomes?|oligodendrogliomes?|oligoastrocytomes?|meningiomes?"
            r"|ependymomes?|lymphomes? folliculaires?)\b"
        ),
    ),
)
_KIDNEY = _ORGANS[2][1]
_GRADES = {"SBR": 3, "Fuhrman": 4, "ISUP/OMS 2016": 4, "ISUP": 5, "FIGO": 3, "OMS": 4, "FNCLCC": 3, "Edmondson": 4}
_NAMES = {
    "sbr": "SBR",
    "fuhrman": "Fuhrman",
    "renal": "ISUP/OMS 2016",
    "isup": "ISUP",
    "figo": "FIGO",
    "oms": "OMS",
    "fnclcc": "FNCLCC",
    "edmondson": "Edmondson",
}
_TOXIC_AFTER = re.compile(
    r"[ ,(]{0,2}(?:ctcae|nci|de toxicite|selon (?:la |le |les )?(?:ctcae|nci|criteres)|clavien|d'imc|balthazar)"
)


def find_grades(reading: Reading, tnm: Sequence[Tnm]) -> list[Finding]:
    """`grade`: scaled, bare where a tumour is spoken of, high or low, differentiation."""
    plain = reading.plain
    found = [
        _grade("grade", int(one.g), one.start, one.end, "staging.grade_of_tnm", scale="G")
        for one in tnm
        if one.g in ("1", "2", "3", "4")
    ]
    if _HINT.search(plain) is None:
        return found
    taken = Taken(len(reading.plain), ((one.start, one.end) for one in tnm))
    if "gleason" in plain or "isup" in plain:
        found += _gleason(reading, taken)
    found += _scaled(reading, taken)
    found += _bare(reading, taken)
    if "differenci" in plain:
        found += _differentiated(reading)
    return found


def _gleason(reading: Reading, taken: Taken) -> list[Finding]:
    plain, found = reading.plain, []
    for match in GLEASON.finditer(plain):
        a, b = match["a"] or match["a2"], match["b"] or match["b2"]
        said = match["sum"] or match["total"] or match["sum2"] or match["sum3"]
        pair = (int(a), int(b)) if a else None
        total = sum(pair) if pair else int(said) if said else 0
        if not 2 <= total <= 10 or (pair and said and int(said) != total):
            continue
        start, end = match.start(), len(plain[: match.end()].rstrip(" :="))
        value = f"Gleason {total} ({a}+{b})" if pair else f"Gleason {total}"
        parts = {"scale": "Gleason", "grade": total} | ({"primary": pair[0], "secondary": pair[1]} if pair else {})
        found.append(Finding("grade", value, start, end, "staging.gleason", system="Gleason", parts=parts))
        taken.add(start, end)
        written = ISUP_AFTER.match(plain, end)
        if written is not None:
            taken.add(start, written.end())
            found.append(_grade("ISUP", int(written["isup"]), start, written.end(), "staging.isup"))
        elif not re.search(r"isup|grade group", plain[end : end + 60]):
            group = (
                ISUP_OF_GLEASON.get(pair, 1 if total <= 6 else None) if pair else {6: 1, 8: 4, 9: 5, 10: 5}.get(total)
            )
            if group is not None:
                how = _("ISUP group from {gleason} (Epstein, 2016)").format(gleason=value)
                found.append(_grade("ISUP", group, start, end, "staging.isup_of_gleason", how=how))
    return found


def _scaled(reading: Reading, taken: Taken) -> list[Finding]:
    plain, found = reading.plain, []
    for pattern in (VALUE_THEN_SCALE, SCALE_THEN_VALUE):
        for match in pattern.finditer(plain):
            named = next(name for name in _NAMES if match[name])
            graded = pattern is VALUE_THEN_SCALE or match["graded"] is not None or "grade" in match["to"]
            if _within(match, taken) or (named in ("oms", "figo") and not graded):
                continue
            read = figure(match)
            scale = _NAMES[named]
            if scale == "ISUP" and _KIDNEY.search(plain, max(0, match.start() - 250), match.end() + 60):
                scale = "ISUP/OMS 2016"
            if read is None or read[0] > _GRADES[scale]:
                continue
            start, end = match.start(), match.end()
            end = _closed(plain, start, end)
            parts: dict[str, Any] = {"components": "+".join(map(str, read[1]))} if read[1] else {}
            taken.add(start, end)
            found.append(_grade(scale, read[0], start, end, "staging.grade_scaled", **parts))
    for match in ISUP.finditer(plain):
        if not _within(match, taken):
            kidney = _KIDNEY.search(plain, max(0, match.start() - 250), match.end() + 60) is not None
            taken.add(*match.span())
            found.append(
                _grade("ISUP/OMS 2016" if kidney else "ISUP", int(match["isup"]), *match.span(), "staging.isup")
            )
    return found


def _closed(plain: str, start: int, end: int) -> int:
    """The end of a mention, its brackets in pairs."""
    end = len(plain[:end].rstrip(" ,("))
    open_ones = plain.count("(", start, end) - plain.count(")", start, end)
    if open_ones > 0 and plain[end : end + 1] == ")":
        return end + 1
    return end - 1 if open_ones < 0 and plain[end - 1] == ")" else end


def _bare(reading: Reading, taken: Taken) -> list[Finding]:
    plain, text, found = reading.plain, reading.text, []
    if "grade" in plain:
        for match in _BARE.finditer(plain):
            read = figure(match)
            if read is None or _within(match, taken) or _TOXIC_AFTER.match(plain, match.end()):
                continue
            if _of_tumour(reading, match.start(), bool(match["kind"])):
                scale = _organ(plain, match.start(), read[0]) if "nucle" not in match["kind"] else "grade"
                parts: dict[str, Any] = {"components": "+".join(map(str, read[1]))} if read[1] else {}
                found.append(_grade(scale, read[0], *match.span(), "staging.grade", **parts))
    for match in _HIGH_LOW.finditer(plain):
        if _of_tumour(reading, match.start(), False):
            word = {"low": "bas", "high": "haut"}.get(match["which"], match["which"])
            parts = {"scale": "bas/haut grade", "grade": word}
            found.append(Finding("grade", f"{word} grade", *match.span(), "staging.grade_high_low", parts=parts))
    for match in _LETTER.finditer(plain):
        if text[match.start()] == "G" and not _within(match, taken):
            near = _LETTERED.search(plain, max(0, match.start() - 80), match.start())
            if near is not None and _of_tumour(reading, match.start(), False):
                found.append(_grade("grade", int(match["value"]), *match.span(), "staging.grade_letter", scale="G"))
    return found


def _differentiated(reading: Reading) -> list[Finding]:
    found = []
    for match in _DIFFERENTIATED.finditer(reading.plain):
        if match["none"]:
            if not _of_tumour(reading, match.start(), False):
                continue
            value = "indifférencié"
        else:
            degree = _DEGREES.get(match["how"], match["how"])
            first = _DEGREES.get(match["first"] or "", match["first"] or "")
            value = f"{first} à {degree} différencié" if first else f"{degree} différencié"
        parts = {"scale": "différenciation", "grade": value}
        found.append(Finding("grade", value, *match.span(), "staging.differentiation", parts=parts))
    return found


def _of_tumour(reading: Reading, start: int, histological: bool) -> bool:
    """Whether a tumour, rather than a toxicity or another lesion, was spoken of last before a grade."""
    plain = reading.plain
    sentence = reading.sentence_at(start)
    begin = sentence.start if sentence else max(0, start - 120)
    if start - begin < 25:  # « Carcinome lobulaire infiltrant. Grade 2. »
        begin = max(0, begin - 110)
    begin = max(begin, start - 160)
    other = last(words("other_grades"), plain, max(begin, start - 70), start)
    tumour = last(words("tumours"), plain, begin, start)
    if tumour is None:
        return histological and (other is None or start - other.end() > 20)
    return other is None or other.end() < tumour.start()


def _organ(plain: str, start: int, value: int) -> str:
    """The scale that the organ spoken of has; « grade » where it is none of those."""
    near = [
        (found.start(), scale)
        for scale, pattern in _ORGANS
        if (found := last(pattern, plain, start - 200, start)) is not None and value <= _GRADES[scale]
    ]
    if near:
        return max(near)[1]
    behind = [
        (found.start(), scale) for scale, pattern in _ORGANS if (found := pattern.search(plain, start, start + 60))
    ]
    return min(behind)[1] if behind and value <= _GRADES[min(behind)[1]] else "grade"


def _grade(name: str, value: int, start: int, end: int, rule: str, *, how: str | None = None, **more: Any) -> Finding:
    system = None if name == "grade" else name
    parts = {"scale": name, "grade": value, **more}
    return Finding("grade", f"{name} {value}", start, end, rule, system=system, parts=parts, how=how)


def _within(match: "re.Match[str]", taken: Taken) -> bool:
    return taken.meets(*match.span())

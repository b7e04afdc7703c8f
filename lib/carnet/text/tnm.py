"""TNM as clinicians write it: « pT2 pN1a (3/14) M0 », « usT3N+ », « ypT0 ypN0 », « T:2 N:1 M:0 », « p T1c N0(sn) »."""

import re
from dataclasses import dataclass, field

from carnet.text.tnm_context import alone_is_tnm, chain_is_tnm, prefix_before
from carnet.text.tnm_shapes import (
    AFTER,
    ASIDE,
    BETWEEN,
    COUNTED_NODES,
    EDITION,
    EDITIONS,
    METASTASES,
    NODES,
    OTHERS,
    START,
    TUMOUR,
)

_SPACE = re.compile(r"\s+")
_SUFFIX = re.compile(r"\(([^()]*)\)|(sn|itc|i[+-]|m)")


@dataclass(frozen=True, slots=True)
class Tnm:
    """A TNM at [start, end) of the text.

    `t`, `n`, `m`: the category without its letter, as the classification writes it (`is`, `1mi`, `2a`, `X`, `+`,
    `3-4`), '' where it is not given; `prefix`, `n_prefix`, `m_prefix`: '', c, p, yp, yc, r, rp, a, u, i (imaging:
    rm, mr); one that is not written before N or M is that of what stands before. `t_suffix`, `n_suffix`: (m), (sn),
    (i+), (mol+). `g`, `r`, `l`, `v`, `lv`, `pn`, `pl`, `s`: '' where not given. `nodes_positive` of `nodes_examined`.
    `version`: the edition of the classification (« 8 »), else its year, else ''. `value`: the compact normal form.
    """

    start: int
    end: int
    prefix: str = ""
    t: str = ""
    n: str = ""
    m: str = ""
    n_prefix: str = ""
    m_prefix: str = ""
    t_suffix: str = ""
    n_suffix: str = ""
    m_suffix: str = ""
    g: str = ""
    r: str = ""
    l: str = ""  # noqa: E741 (the field's letter)
    v: str = ""
    lv: str = ""
    pn: str = ""
    pl: str = ""
    s: str = ""
    nodes_positive: int | None = None
    nodes_examined: int | None = None
    version: str = ""

    @property
    def value(self) -> str:
        """The compact normal form: `pT2N1aM0`, `ypT1cN0(sn)`, `cT3pN1M0`, `pT2N0R0`."""
        parts, said = [], ""
        for letter, category, suffix, prefix in (
            ("T", self.t, self.t_suffix, self.prefix),
            ("N", self.n, self.n_suffix, self.n_prefix),
            ("M", self.m, self.m_suffix, self.m_prefix),
        ):
            if category:
                parts.append((prefix if prefix != said else "") + letter + category + suffix)
                said = prefix
        letters = (("G", self.g), ("R", self.r), ("L", self.l), ("LV", self.lv), ("V", self.v), ("Pn", self.pn))
        parts += [letter + value for letter, value in (*letters, ("PL", self.pl), ("S", self.s)) if value]
        return "".join(parts)

    @property
    def pathological(self) -> bool:
        """Whether the tumour (else the nodes) was classified on the specimen."""
        return "p" in (self.prefix if self.t else self.n_prefix if self.n else self.m_prefix)

    def __repr__(self) -> str:
        return f"Tnm({self.start}, {self.end})"


@dataclass(slots=True)
class _Draft:
    """What is known of a TNM while its pieces are read."""

    start: int
    end: int
    fields: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    nodes: tuple[int, int] | None = None
    weak: bool = False  # an l stands for a figure
    at: tuple[int, int] = (0, 0)  # where the first letter is

    @property
    def letters(self) -> str:
        return "".join(letter for letter in "tnm" if letter in self.fields)


def find_tnm(text: str, plain: str) -> list[Tnm]:
    """The TNM of a clean text (`plain`: in lower case, without accents, of the same length), by position."""
    found: list[Tnm] = []
    place = 0
    while start := START.search(plain, place):
        draft = _read(text, plain, start.start())
        if draft is None:
            place = start.start() + 1
            continue
        while draft is not None:
            place = max(draft.end, place + 1)
            if _accepted(text, plain, draft, found):
                found.append(_made(plain, draft))
            # « T2aT4N0M0 »: another begins where this one ended
            draft = (
                _read(text, plain, draft.end)
                if draft.end > draft.start and plain[draft.end : draft.end + 1] in "tp"
                else None
            )
    return found


def _accepted(text: str, plain: str, draft: _Draft, found: list[Tnm]) -> bool:
    last = found[-1] if found else None
    near = last is not None and draft.start - last.end <= 12 and "\n\n" not in plain[last.end : draft.start]
    if len(draft.letters) > 1:
        return chain_is_tnm(text, plain, draft.at, draft.letters, bool(draft.prefixes), draft.weak)
    letter = draft.letters
    if draft.weak and len(draft.fields[letter]) < 2:
        return False
    return alone_is_tnm(
        text,
        plain,
        draft.at,
        letter,
        draft.fields[letter],
        draft.prefixes.get(letter, ""),
        others=any(name in draft.fields for name in ("g", "r", "pn", "lv")),
        near=near,
    )


def _read(text: str, plain: str, start: int) -> _Draft | None:
    """The pieces that follow each other from `start`; None where not even one is there."""
    draft = _Draft(start, start)
    place = start
    while True:
        end = _piece(text, plain, place, draft)
        if end is None:
            break
        draft.end = end
        place = _on(text, plain, end, draft)
        if place < 0:
            break
    draft.start = min(draft.start, draft.at[0])
    return draft if draft.letters else None


def _on(text: str, plain: str, end: int, draft: _Draft) -> int:
    """Where the next piece starts, -1 where there is none."""
    between = BETWEEN.match(plain, end)
    place = between.end() if between else end
    if _any(text, plain, place, draft):
        return place
    aside = end
    for _time in range(2):
        match = ASIDE.match(plain, aside)
        if match is None or plain.count("\n", aside, match.end()) > 1:
            return -1
        aside = match.end()
        between = BETWEEN.match(plain, aside)
        place = between.end() if between else aside
        if _any(text, plain, place, draft, strict=True):
            return place
    return -1


def _any(text: str, plain: str, place: int, draft: _Draft, *, strict: bool = False) -> bool:
    copy = _Draft(draft.start, draft.end, dict(draft.fields), dict(draft.prefixes), draft.nodes, draft.weak, draft.at)
    before = copy.letters
    return _piece(text, plain, place, copy) is not None and (not strict or copy.letters != before)


def _piece(text: str, plain: str, place: int, draft: _Draft) -> int | None:
    """Read one piece at `place` into the draft: where it ends, None where there is none, or it is there already."""
    if "n" in draft.fields or (draft.letters and text.startswith("Pn", place)):
        other = _other(plain, place, draft)
        if other is not None:
            return other
    for letter, pattern in (("t", TUMOUR), ("n", NODES), ("m", METASTASES)):
        if letter in draft.fields:
            continue
        match = pattern.match(plain, place)
        if match is not None and _fits(text, match, letter, draft):
            return _take(text, plain, match, letter, draft)
    if "n" not in draft.fields and draft.letters:
        counted = COUNTED_NODES.match(plain, place)
        if counted is not None:
            draft.nodes = int(counted["positive"]), int(counted["examined"])
            draft.fields["n"] = "+" if draft.nodes[0] else "0"
            if counted["prefix"]:
                draft.prefixes["n"] = counted["prefix"]
            return counted.end()
    return _other(plain, place, draft) if draft.letters else None


def _other(plain: str, place: int, draft: _Draft) -> int | None:
    match = OTHERS.match(plain, place)
    if match is None or match.lastgroup is None or match.lastgroup in draft.fields:
        return None
    name = match.lastgroup
    if name in ("l", "v", "s", "lv") and len(draft.letters) < 2 and "r" not in draft.fields:
        return None
    word = match[0].replace(" ", "")
    value = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(word[1:], word[1:]) if name == "g" else word[-1]
    draft.fields[name] = {"x": "X", "+": "1", "-": "0"}.get(value, value)
    return match.end()


def _fits(text: str, match: "re.Match[str]", letter: str, draft: _Draft) -> bool:
    """Whether a piece may be what it looks like: « to », « no », « ti » are words."""
    groups = match.groupdict()
    value = groups.get("value") or ""
    glued = bool(value) and text[match.start("value") - 1].isalpha()
    if value == "o":
        upper = text[match.start("value")] == "O" or (text[match.start("value") - 1].isupper() and glued)
        joined = glued and match.start() == draft.end
        ends = match.end() == len(text) or not text[match.end()].isalpha() or letter != "m"
        return bool(draft.letters) and (upper or joined) and ends and match.end() - match.start() <= 6
    if value in ("l", "i") and letter == "t":
        spelled = text[match.start("value") - 1] == "T" and text[match.start()].islower()
        return bool(groups["prefix"]) and spelled and glued and not (groups["sub"] or "").isupper()
    if letter == "m" and groups.get("glued") is not None and len(draft.letters) < 2:
        return _follows(match)
    if letter == "n" and groups.get("sign") == "-":
        return "t" in draft.fields
    if letter == "n" and groups.get("sign"):
        return "t" in draft.fields
    return True


def _follows(match: "re.Match[str]") -> bool:
    return any(shape.match(match.string, match.end()) is not None for shape in (OTHERS, NODES, METASTASES))


def _take(text: str, plain: str, match: "re.Match[str]", letter: str, draft: _Draft) -> int:
    groups = match.groupdict()
    value, sub = groups.get("value") or "", (groups.get("sub") or "").replace(" ", "")
    end = match.end()
    if not draft.letters:
        draft.at = match.span()
    draft.weak = draft.weak or value in ("l", "i")
    value = {"o": "0", "x": "X", "l": "1", "i": "1"}.get(value, value)
    if "mi" in sub:
        sub = re.sub(r"\(?mi.*", "mi", sub)
    sub, _sep, cells = sub.partition("(")
    spread = _SPACE.sub("", (groups.get("range") or "")).lstrip("/-").lstrip("tn")
    category = value + sub + (("/" if spread == "is" else "-") + spread if spread else "")
    if letter == "n":
        sign = groups.get("sign")
        category = category if not sign else "0" if sign[0] in "-n" else "+"
        counted = AFTER.match(plain, end)
        if counted is not None:
            pair = next(
                (int(counted[f"positive{at}"]), int(counted[f"examined{at}"]))
                for at in ("", "2", "3", "4")
                if counted[f"positive{at}"] is not None
            )
            if pair[0] <= pair[1] and pair[1] > 0:
                draft.nodes, end = pair, counted.end()
        elif groups.get("ratio") is not None:
            ratio = re.compile(r"(\d{1,2})\+? ?/ ?(\d{1,2})").match(plain, end)
            if ratio is not None:
                draft.nodes, end = (int(ratio[1]), int(ratio[2])), ratio.end()
        if not category:
            category = "" if draft.nodes is None else "+" if draft.nodes[0] else "0"
        mark = re.compile(r" ?\( ?(sn|i ?[+-]|mol ?[+-]|itc) ?\)").match(plain, end)
        if counted is not None and mark is not None:
            draft.fields["n_suffix"] = f"({mark[1].replace(' ', '')})"
            end = mark.end()
    marks = _SUFFIX.findall(groups.get("mark") or "") if letter in "tn" else []
    suffix = "".join(f"({_mark(inside or bare)})" for inside, bare in marks)
    if letter == "m" and cells:
        suffix = f"({cells}"
    if suffix:
        draft.fields[f"{letter}_suffix"] = suffix + draft.fields.get(f"{letter}_suffix", "")
    draft.fields[letter] = category
    prefix = _SPACE.sub("", groups.get("prefix") or "").rstrip("(")
    if prefix:
        draft.prefixes[letter] = {"us": "u", "rm": "i", "mr": "i", "pm": "p", "mp": "p"}.get(prefix, prefix)
    return end


def _mark(written: str) -> str:
    """« sn- » → sn-, « multifocal » → m, « dcis » → DCIS."""
    word = written.replace(" ", "")
    return {"multiple": "m", "multifocal": "m", "dcis": "DCIS", "cis": "CIS", "itc": "ITC", "paget": "Paget"}.get(
        word, word
    )


def _made(plain: str, draft: _Draft) -> Tnm:
    fields = dict(draft.fields)
    prefix = ""
    first = draft.letters[0]
    if first not in draft.prefixes:
        announced = prefix_before(plain, draft.start)
        if announced:
            draft.prefixes[first] = announced
    named = {}
    for letter in draft.letters:
        own = draft.prefixes.get(letter, prefix)
        prefix = prefix if own == "y" and prefix.startswith("y") else own  # « ypT1 yN0 »
        named[letter] = prefix
    edition = EDITION.search(plain, draft.end, draft.end + 60) if draft.end < len(plain) else None
    if edition is None or "\n\n" in plain[draft.end : edition.start()]:
        before = list(EDITION.finditer(plain, max(0, draft.start - 50), draft.start))
        edition = before[-1] if before else None
    version = ""
    if edition is not None:
        year = edition["year"] or ""
        version = edition["number"] or edition["alone"] or EDITIONS.get(year, year)
    return Tnm(
        draft.start,
        draft.end,
        prefix=named.get("t", named.get(first, "")),
        n_prefix=named.get("n", ""),
        m_prefix=named.get("m", ""),
        nodes_positive=draft.nodes[0] if draft.nodes else None,
        nodes_examined=draft.nodes[1] if draft.nodes else None,
        version=version,
        **fields,
    )

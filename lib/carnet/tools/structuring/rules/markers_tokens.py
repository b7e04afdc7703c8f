"""The stretches of a note around tumour markers, cut into markers, values, negations, events and what joins them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carnet.text.lists import parse_lists
from carnet.tools.structuring.rules.markers_lexicon import Marker, Named

BEFORE, AFTER = 90, 150  # how far from a marker its value may be

_PERCENT = (
    r"(?P<op>[<>≤≥~]=?|inferieure?s? (?:ou egale?s? )?a|superieure?s? (?:ou egale?s? )?a|entre|moins de|plus de"
    r"|environ)?\s?"
    r"(?P<n1>\d{1,3}(?:[.,]\d{1,2})?)(?:(?P<pc> ?%)?(?P<by> ?(?:-|a|/|et) ?)(?P<n2>\d{1,3}(?:[.,]\d{1,2})?))? ?(?:%"
    r"|pour ?cents?\b)"
)
_TOKEN = re.compile(
    r"(?P<gap> +|%)"
    r"|(?P<blank>\n[ ]*\n\s*)"
    r"|(?P<line>\n ?(?:[-•*·>] ?|\d\) ?)?)"
    r"|(?P<stop>\.(?=\s|$|-)(?!\s*(?:la |le |l'|hybridation|en )?(?:fish|sish|cish|ish|ddish)\b)|[;?!](?!\s*(?:fish"
    r"|sish|cish|ish)\b))"
    rf"|(?P<percent>(?!\s){_PERCENT})"
    r"|(?P<tmb>\d{1,4}(?:[.,]\d{1,2})? ?(?:mut(?:ations?)?|variants?)\.? ?(?:/|par|pour) ?(?:mb|mega ?bases?|mo\b))"
    r"|(?P<allred>(?:score d')?\ballred ?(?:a|de|[:=])? ?\d ?(?:/ ?8|sur 8)?|(?<![\d,.])[0-8] ?/ ?8\b"
    r"|h[- ]?score ?(?:a|de|[:=])? ?\d{1,3}"
    r"|irs ?[:=]? ?\d{1,2}|(?<![\d,.])[0-3] ?/ ?3\b)"
    r"|(?P<ratio>\bratio (?:her-?2 ?/ ?(?:cep|chr|cen)[ -]?17 ?)?(?:a|de|est de"
    r"|[:=<>])? ?(?P<ratio_value>\d{1,2}(?:[.,]\d{1,2})?)|\bratio\b)"
    r"|(?P<exon>\b(?:(?P<ek>deletions?|del|insertions?|ins|mutations?|saut|skipping|duplications?|dup)[ -]?)?"
    r"(?:in[- ]frame )?(?:(?:de |d'|dans |sur |au niveau de |du )?(?:l'|l )?exon|\bex|e(?=\d\d\b)) ?-?(?P<en>\d{1,2})"
    r"(?: ?\(?(?P<ek2>del(?:etion)?|ins(?:ertion)?|skipping|mutation|muted?))?\b"
    r"|\b(?P<ek3>del|ins)[ -]?(?P<en2>19|20)\b|\bsaut de l'exon (?P<en3>\d{1,2}))"
    r"|(?P<variant>\b(?:p\.? ?\(?)?(?:[acdefghiklmnpqrstvwy]\d{2,4}(?:[acdefghiklmnpqrstvwyx*]|fs[*x]?\d*|del\w*"
    r"|ins\w*|dup)?"
    r"|(?:ala|arg|asn|asp|cys|gln|glu|gly|his|ile|leu|lys|met|phe|pro|ser|thr|trp|tyr|val)\d{2,4} ?"
    r"(?:ala|arg|asn|asp|cys|gln|glu|gly|his|ile|leu|lys|met|phe|pro|ser|thr|trp|tyr|val|fs|ter|\*)"
    r"|[a-z]\d{2,4}_[a-z]\d{2,4}(?:del|ins|dup)\w*)\)?(?![a-z0-9])|\bc\.\d+\w*(?:>[acgt])?(?:del|ins|dup)?\w*)"
    r"|(?P<plus>(?:score ?(?:de |a |[:=] ?)?)?\(?(?<![\d,.])[0-3] ?\+(?!\+)\)?|\(? ?\+ ?[1-3](?![\d/])\)?)"
    r"|(?P<sign>\+ ?/ ?-|- ?/ ?\+|±|\(? ?[+⁺]{1,4} ?\)?|\( ?-{1,3} ?\)|-(?= ?(?:[,;.)\n|/]|$))|(?<=\w)-(?= ))"
    r"|(?P<number>(?P<nop>[<>≤≥~]=?)? ?\d{1,4}(?:[.,]\d{1,2})?(?!\d))"
    r"(?! ?(?:bpm|/ ?min|[mck]?m\b|[mk]?g\b|m?l\b|ans\b|mois|jours?\b|cycles?\b|[munp]?g/|ui\b))"
    r"|(?P<comma>[,|&/-]|[.;](?=\s))"
    r"|(?P<colon>[:=]|->|=>)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])"
    r"|(?P<word>[a-z]+(?:'(?!s\b))?)"
    r"|(?P<other>.)"
)


@cache
def _words() -> dict[str, str]:
    """What each word says, by the lists of markers_words.yaml; the first list that has it counts."""
    lists = parse_lists((Path(__file__).parent / "markers_words.yaml").read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for meaning, said in lists.items():
        for word in said.split():
            words.setdefault(word, meaning)
    return words


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a stretch at [start, end): `kind` marker, value, event, not, asked, method, link, and, comma, colon,
    open, close, filler, other, line or stop; `what` tells more (which value, which event)."""

    kind: str
    start: int
    end: int
    what: str = ""
    marker: Marker | None = None
    said: str = ""


def stretches(named: list[Named], plain: str) -> list[list[Token]]:
    """The tokens around the markers, in clauses: nothing is said across a full stop, a semicolon or a blank line."""
    windows: list[list[Named]] = []
    for one in named:
        if windows and one.start - windows[-1][-1].end <= AFTER:
            windows[-1].append(one)
        else:
            windows.append([one])
    clauses: list[list[Token]] = []
    for group in windows:
        clause: list[Token] = []
        for token in _tokens(group, plain):
            if token.kind == "stop":
                clauses.append(clause)
                clause = []
            else:
                clause.append(token)
        clauses.append(clause)
    return [clause for clause in clauses if any(token.kind == "marker" for token in clause)]


def _tokens(group: list[Named], plain: str) -> list[Token]:
    place = max(0, group[0].start - BEFORE)
    while place and plain[place - 1].isalnum():
        place -= 1
    stop = min(len(plain), group[-1].end + AFTER)
    tokens: list[Token] = []
    for one in group:
        if one.start < place:  # a token ran over it: « del19 EGFR » never does
            continue
        _read(plain, place, one.start, tokens)
        tokens.append(Token("marker", one.start, one.end, marker=one.marker))
        place = one.end
    _read(plain, place, stop, tokens)
    return tokens


def _read(plain: str, place: int, stop: int, tokens: list[Token]) -> None:
    words = _words()
    while place < stop:
        found = _TOKEN.match(plain, place)
        if found is None:
            break
        if found.end() > stop and found.lastgroup not in ("gap", "line", "blank"):
            found = _TOKEN.match(plain, place, stop) or found
        place = found.end()
        kind = found.lastgroup or ""
        start, end, said = found.start(), found.end(), found[0]
        if kind == "gap":
            continue
        if kind == "blank":
            tokens.append(Token("stop", start, end))
        elif kind == "line":
            tokens.append(Token("line", start, end, "bullet" if said.strip() else ""))
        elif kind in ("percent", "tmb", "allred", "ratio", "exon", "variant", "plus", "sign", "number"):
            lead = len(said) - len(said.lstrip())
            tokens.append(Token("value", start + lead, end, kind, said=said.strip()))
        elif kind == "word":
            meaning = words.get(said, "other")
            head, _, what = meaning.partition(":")
            tokens.append(Token(head, start, end, what, said=said))
        else:
            tokens.append(Token(kind, start, end, said=said))

"""TNM as findings, and the nodes counted: « 3N+/12 », « 0 ganglion métastatique sur 17 »."""

import re
from collections.abc import Sequence
from typing import Any

from carnet.text.reading import Reading
from carnet.text.taken import Taken
from carnet.text.tnm import Tnm
from carnet.tools.structuring.finding import Finding

_WORDS = ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_NUMBERS = {"aucun": 0, "aucune": 0, "une": 1} | {word: value for value, word in enumerate(_WORDS)}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_NODE = r"(?:ganglions?|gg|gs|adp|adenopathies?|ganglions? (?:lymphatiques?|sentinelles?|regionaux)|n)"
_INVADED = r"(?:metastatiques?|envahis?|atteints?|positifs?|tumora(?:l|ux)|metastases?|n ?\+|\+)"
_KIND = (
    r"(?: (?:axillaires?|lymphatiques?|sentinelles?|pelviens?|iliaques?|regionaux|mediastinaux|cervicaux"
    r"|inguinaux|recurrentiels?|examines?|preleves?|retires?|reseques?|isoles?|analyses?|recuperes?"
    r"|disseques?|identifies?|retrouves?|au total)){0,3}"
)
_NODES = re.compile(
    r"(?<![a-z0-9/.,])(?:"
    r"(?P<a>\d{1,3}) ?n ?\+ ?(?:/|sur) ?(?P<b>\d{1,3})(?: ?n)?(?![\d/a-z])"
    r"|n ?\+ ?:? ?\(? ?(?P<c>\d{1,3}) ?(?:/|sur) ?(?P<d>\d{1,3})(?![\d/])"
    rf"|(?P<e>{_COUNT}) {_NODE}{_KIND} (?:(?:est|sont|etait|etaient|ete|ont|montraient|retrouve\w*"
    rf"|presente\w*) )*{_INVADED}"
    rf"(?: [a-z]{{4,12}}){{0,2}} (?:sur|/|parmi) (?:les |un total de )?(?P<f>{_COUNT})(?![a-z0-9/])"
    rf"|(?P<g>\d{{1,3}}) ?(?:/|des|sur|sur les|parmi les) ?(?P<h>\d{{1,3}}) {_NODE}{_KIND} (?:(?:est|sont"
    rf"|etaient) )?{_INVADED}(?![a-z])"
    rf"|(?:metastases?|envahissement|atteinte|infiltration|implication|invasion) (?:dans|de) (?P<i>\d{{1,3}})"
    rf" ?(?:/|des|sur|sur les) ?(?P<j>\d{{1,3}}) {_NODE}(?![a-z0-9])"
    rf"|(?P<k>{_COUNT}) {_NODE}{_KIND},? dont (?P<l>{_COUNT}) (?:est |sont |etaient )?{_INVADED}(?![a-z])"
    rf"|(?P<m>{_COUNT}) {_NODE}{_KIND} (?:(?:tous|sont|etaient) )?(?:indemnes?|negatifs?|sains|non "
    rf"(?:envahis?|metastatiques?|tumoraux)|sans metastase)(?![a-z])"
    rf"|(?:curage|ganglions?|gg|gs|adenopathies?|ganglionnaires?)(?: [a-z'.]{{2,15}}){{0,4}} ?[:=(]+ ?"
    rf"(?P<n>\d{{1,2}}) ?(?:n ?)?\+? ?(?:/|sur) ?(?P<o>\d{{1,3}})(?![\d/])"
    r")"
)
_PAIRS = (("a", "b"), ("c", "d"), ("e", "f"), ("g", "h"), ("i", "j"), ("l", "k"), ("n", "o"))
_HINT = re.compile(r"n ?\+|ganglio|curage|adenopath|(?<![a-z])(?:gg|gs|adp)(?![a-z])")


def find_tnm_facts(found: Sequence[Tnm]) -> list[Finding]:
    """`ptnm` and `ctnm`, one a TNM; and the grade that stands in it."""
    return [
        Finding(
            "ptnm" if one.pathological else "ctnm",
            one.value,
            one.start,
            one.end,
            "staging.tnm",
            status="present" if _says_absence(one) else None,
            parts=_parts(one),
        )
        for one in found
    ]


def _says_absence(one: Tnm) -> bool:
    """« pas de métastase (cM0) », « aucune adénopathie suspecte : cN0 »: the category says it, nothing denies it."""
    return not one.t and one.n in ("", "0") and one.m in ("", "0")


def _parts(one: Tnm) -> dict[str, Any]:
    suffix = one.t_suffix + one.n_suffix + one.m_suffix
    fields = {
        "prefix": one.prefix,
        "T": one.t,
        "N": one.n,
        "M": one.m,
        "n_prefix": one.n_prefix if one.n and one.n_prefix != one.prefix else "",
        "m_prefix": one.m_prefix if one.m and one.m_prefix != one.prefix else "",
        "G": one.g,
        "R": one.r,
        "L": one.l,
        "LV": one.lv,
        "V": one.v,
        "Pn": one.pn,
        "PL": one.pl,
        "S": one.s,
        "suffix": suffix,
        "version": one.version,
    }
    counted = {"nodes_positive": one.nodes_positive, "nodes_examined": one.nodes_examined}
    return {name: value for name, value in fields.items() if value} | {
        name: value for name, value in counted.items() if value is not None
    }


def find_nodes(reading: Reading, found: Sequence[Tnm]) -> list[Finding]:
    """`event`: nodes invaded of nodes examined, `3N+/12`; none invaded is an absent fact."""
    facts = [
        _nodes(one.nodes_positive, one.nodes_examined, one.start, one.end, "staging.tnm_nodes")
        for one in found
        if one.nodes_positive is not None and one.nodes_examined is not None
    ]
    plain = reading.plain
    if _HINT.search(plain) is None:
        return facts
    taken = Taken(len(plain), ((one.start, one.end) for one in found))
    for match in _NODES.finditer(plain):
        start, end = match.span()
        if taken.meets(start, end):
            continue
        pair = next(((match[a], match[b]) for a, b in _PAIRS if match[b]), None)
        positive, examined = (_number(pair[0]), _number(pair[1])) if pair else (0, _number(match["m"]))
        if positive <= examined and 0 < examined <= 150:
            facts.append(_nodes(positive, examined, start, end, "staging.nodes"))
    return facts


def _number(written: str) -> int:
    return _NUMBERS[written] if written in _NUMBERS else int(written)


def _nodes(positive: int, examined: int, start: int, end: int, rule: str) -> Finding:
    parts = {"type": "nodes", "positive": positive, "examined": examined}
    status = "present" if positive else "absent"
    return Finding("event", f"{positive}N+/{examined}", start, end, rule, status=status, parts=parts)  # type: ignore[arg-type]

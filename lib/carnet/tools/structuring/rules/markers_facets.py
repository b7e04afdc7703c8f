"""What is said of a marker, resolved: percentages, status, score, variant, event, method; then its polarity."""

import re
from dataclasses import dataclass, field
from typing import Any

from carnet.tools.structuring.rules.markers_grammar import Said
from carnet.tools.structuring.rules.markers_tokens import Token

NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
_SIGNS = {"<=": "≤", ">=": "≥"}
_AMINO = dict(
    zip(
        [
            "ala",
            "arg",
            "asn",
            "asp",
            "cys",
            "gln",
            "glu",
            "gly",
            "his",
            "ile",
            "leu",
            "lys",
            "met",
            "phe",
            "pro",
            "ser",
            "thr",
            "trp",
            "tyr",
            "val",
            "ter",
        ],
        "ARNDCQEGHILKMFPSTWYV*",
        strict=True,
    )
)
_LONG = re.compile(r"([a-z]{3})(\d+) ?([a-z]{3}|\*)?$")
_CODONS = frozenset(
    (
        "g12",
        "g13",
        "q61",
        "a146",
        "k117",
        "v600",
        "l858",
        "t790",
        "h1047",
        "e545",
        "e542",
        "r132",
        "r172",
        "k601",
        "y537",
        "d538",
        "c797",
        "g719",
        "l861",
        "s768",
        "d816",
        "k27",
        "v617",
        "l265",
    )
)


@dataclass(frozen=True, slots=True)
class Value:
    """What comes after the marker's name, its parts, its unit. `name` replaces the marker's name."""

    value: str
    parts: dict[str, Any] = field(default_factory=dict)
    name: str | None = None
    unit: str | None = None
    tokens: tuple[Token, ...] = ()


@dataclass(slots=True)
class Facets:
    """What the tokens said of one marker come to."""

    tokens: list[Token]
    percent: tuple[str, float, str, float | None] | None = None  # as written, number, operator, upper end
    number: tuple[str, float, str] | None = None
    status: str | None = None  # one of the statuses of markers_tokens, « not found » resolved
    plus: int | None = None
    sign: str | None = None
    variant: str | None = None
    others: list[str] = field(default_factory=list)  # variants after the first
    allred: str | None = None
    ratio: float | None = None
    tmb: str | None = None
    level: str | None = None
    event: str | None = None
    event_negated: bool = False
    method: str | None = None


_OPPOSITE = {
    "positive": "negative", "negative": "positive", "found": "absent", "overexpressed": "negative", "mutated": "wild",
    "rearranged": "unrearranged", "amplified": "unamplified", "methylated": "unmethylated", "codeleted": "uncodeleted",
    "stable": "unstable", "unstable": "stable", "lost": "kept", "kept": "lost",
    "proficient": "deficient", "deficient": "proficient",
}  # fmt: skip


def facets(said: Said, others: Said, *, hybridised: bool = True) -> Facets:
    """The facets of the side that counts; the other side gives an event (« mutation EGFR : négative »).

    `hybridised` False: what a hybridisation says after a first value is of something else (« CD99 positif, FISH
    négative »).
    """
    values = said.values
    if said.methods and not hybridised:
        method = said.methods[0].start
        values = [one for one in values if one[0].start < method] or values
    made = Facets([token for token, _ in values])
    for token, negated in values:
        _add(made, token, negated)
    event = said.event or others.event
    if event is not None:
        made.event = event.what
        made.event_negated = said.negated if said.event is not None else others.negated
        made.tokens.append(event)
    if said.methods or others.methods:
        made.method = "ISH"
    return made


def _add(made: Facets, token: Token, negated: bool) -> None:
    said, what = token.said, token.what
    numbers = [float(one.replace(",", ".")) for one in NUMBERS.findall(said)]
    if what == "percent" and made.percent is None:
        made.percent = (_written(said), numbers[0], _operator(said), numbers[1] if len(numbers) > 1 else None)
    elif what == "number" and made.number is None and numbers:
        made.number = (_written(said), numbers[0], _operator(said))
    elif what == "plus":
        made.plus = int(numbers[0])
    elif what == "sign":
        signs = said.replace("⁺", "+").strip("() ")
        made.sign = "±" if {"+", "-"} <= set(signs) or "±" in signs else signs
    elif what in ("variant", "exon"):
        if not negated:  # « mutation BRAF non V600E »
            _add_variant(made, _variant(token, made))
    elif what == "allred":
        made.allred = re.sub(r"^(?:score d')?allred ?(?:a|de|[:=])? ?", "", said)
    elif what == "ratio" and numbers:
        made.ratio = numbers[-1]
    elif what == "tmb":
        made.tmb = _written(NUMBERS.findall(said)[0])
    elif what in ("high", "low", "equivocal"):
        made.level = what
    elif what and what not in ("percent", "number", "ratio"):
        if what == "found" and made.status is not None and not negated:
            return
        made.status = _OPPOSITE.get(what, what) if negated else what


def _add_variant(made: Facets, variant: str | None) -> None:
    if variant is None or variant.startswith("mutation exon") and made.variant:
        return
    if made.variant is None or made.variant.startswith("mutation exon"):
        made.variant = variant
    elif variant != made.variant:
        made.others.append(variant)


def _written(said: str) -> str:
    """« 70,0 % » → 70,0; « 5 a 10 % » → 5-10; the operator first."""
    numbers = [one.replace(".", ",") for one in NUMBERS.findall(said)]
    return _operator(said) + "-".join(numbers)


def _operator(said: str) -> str:
    head = said.lstrip()
    found = re.match(r"[<>≤≥~]=?", head)
    if found:
        return _SIGNS.get(found[0], found[0])
    if head.startswith(("inferieur", "moins")):
        return "≤" if "egal" in head else "<"
    if head.startswith(("superieur", "plus")):
        return "≥" if "egal" in head else ">"
    return "~" if head.startswith("environ") else ""


def _variant(token: Token, made: Facets) -> str | None:
    said = token.said
    if token.what == "exon":
        numbers = NUMBERS.findall(said)
        kind = next(
            (
                name
                for stem, name in (
                    ("del", "délétion"),
                    ("ins", "insertion"),
                    ("dup", "duplication"),
                    ("saut", "saut"),
                    ("skip", "saut"),
                )
                if stem in said
            ),
            "",
        )
        if not kind and made.event == "deletion":
            kind = "délétion"
        if not numbers:
            return None
        return (
            f"saut d'exon {numbers[0]}"
            if kind == "saut"
            else f"{kind} exon {numbers[0]}"
            if kind
            else f"mutation exon {numbers[0]}"
        )
    bare = re.sub(r"^p\.? ?\(?|[()]", "", said)
    if bare.startswith("c."):
        return re.sub(r"(>|del|ins|dup)([acgt]+)", lambda found: found[1] + found[2].upper(), bare)
    long = _LONG.match(bare)
    if long and long[1] in _AMINO:
        last = _AMINO.get(long[3] or "", long[3] or "")
        return f"{_AMINO[long[1]]}{long[2]}{last}".upper()
    if re.fullmatch(r"[a-z]\d+", bare) and bare not in _CODONS:
        return None
    return re.sub(r"(?i)(del|ins|dup|fs)", lambda m: m[0].lower(), bare.upper())


def percent_of(made: Facets) -> tuple[str, dict[str, Any]] | None:
    if made.percent is None:
        return None
    written, number, operator, upper = made.percent
    if number > 100 or (upper or 0) > 100:
        return None
    parts: dict[str, Any] = {"value": number, "unit": "%"}
    if operator:
        parts["operator"] = operator
    if upper is not None:
        parts["high"] = upper
    return f"{written}%", parts


def polarity_of(made: Facets) -> str | None:
    """positif or négatif, from words, signs, or an expression that is denied."""
    if made.sign == "±":
        return None
    if made.status in ("negative", "absent", "lost", "wild"):
        return "négatif"
    if made.status in ("positive", "overexpressed", "kept"):
        return "positif"
    if made.status == "found":  # « une élévation de l'ACE a été détectée » says nothing of a tissue
        if made.event not in ("expression", "overexpression"):
            return None
        return "négatif" if made.event_negated else "positif"
    if made.sign:
        return "négatif" if made.sign.startswith("-") else "positif"
    if made.event in ("expression", "overexpression"):
        return "négatif" if made.event_negated else "positif"
    return None

"""From what is said of a marker to the normal form of its value: `RE=70%`, `EGFR=L858R`, `HER2 ISH=amplifié`."""

import re
from dataclasses import dataclass, field
from typing import Any

from carnet.tools.structuring.rules.markers_grammar import Said
from carnet.tools.structuring.rules.markers_tokens import Token

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
_SIGNS = {"<=": "≤", ">=": "≥"}
_AMINO = dict(
    zip(
        "ala arg asn asp cys gln glu gly his ile leu lys met phe pro ser thr trp tyr val ter".split(),
        "ARNDCQEGHILKMFPSTWYV*",
        strict=True,
    )
)
_LONG = re.compile(r"([a-z]{3})(\d+)([a-z]{3}|\*)?$")
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
_EVENTS = {"mutation": "muté", "fusion": "réarrangé", "amplification": "amplifié", "overexpression": "surexprimé"}
_DETECTED = frozenset(("found", "positive"))
NEGATIVE_VALUES = frozenset(
    ("négatif", "sauvage", "non amplifié", "non réarrangé", "non méthylé", "non codélété", "perte d'expression")
)


@dataclass(frozen=True, slots=True)
class Value:
    """The normal form after the marker's name, whether it denies something, and its parts. `name` replaces the marker's."""

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


_POSITIVE = frozenset(
    ("positive", "found", "overexpressed", "mutated", "rearranged", "amplified", "methylated", "codeleted", "unstable")
)
_OPPOSITE = {
    "positive": "negative", "negative": "positive", "found": "absent", "overexpressed": "negative", "mutated": "wild",
    "rearranged": "unrearranged", "amplified": "unamplified", "methylated": "unmethylated", "codeleted": "uncodeleted",
    "stable": "unstable", "unstable": "stable", "lost": "kept", "kept": "lost", "proficient": "deficient", "deficient": "proficient",
}  # fmt: skip


def facets(said: Said, others: Said) -> Facets:
    """The facets of what is said on the side that counts; the other side gives an event (« mutation EGFR : négative »)."""
    made = Facets([token for token, _ in said.values])
    for token, negated in said.values:
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
    numbers = [float(one.replace(",", ".")) for one in _NUMBERS.findall(said)]
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
        _add_variant(made, _variant(token, made))
    elif what == "allred":
        made.allred = re.sub(r"^(?:score d')?allred ?(?:a|de|[:=])? ?", "", said)
    elif what == "ratio" and numbers:
        made.ratio = numbers[-1]
    elif what == "tmb":
        made.tmb = _written(_NUMBERS.findall(said)[0])
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
    numbers = [one.replace(".", ",") for one in _NUMBERS.findall(said)]
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
        numbers = _NUMBERS.findall(said)
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
        return bare
    long = _LONG.match(bare)
    if long and long[1] in _AMINO:
        last = _AMINO.get(long[3] or "", long[3] or "")
        return f"{_AMINO[long[1]]}{long[2]}{last}".upper()
    if re.fullmatch(r"[a-z]\d+", bare) and bare not in _CODONS:
        return None
    return re.sub(r"(?i)(del|ins|dup|fs)", lambda m: m[0].lower(), bare.upper())


def read(family: str, name: str, made: Facets) -> list[Value]:
    """The values of one marker, none where what is said is none of its kind."""
    reader = _READERS.get(family)
    return reader(name, made) if reader else []


def _percent(made: Facets) -> tuple[str, dict[str, Any]] | None:
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


def _polarity(made: Facets) -> str | None:
    """positif or négatif, from words, signs, or an expression that is denied."""
    if made.sign == "±":
        return None
    if made.status in ("negative", "absent", "lost", "wild"):
        return "négatif"
    if made.status in ("positive", "overexpressed", "found", "kept"):
        return "positif" if not (made.event_negated and made.status == "found") else "négatif"
    if made.sign:
        return "négatif" if made.sign.startswith("-") else "positif"
    if made.event in ("expression", "overexpression"):
        return "négatif" if made.event_negated else "positif"
    return None


def _receptor(name: str, made: Facets) -> list[Value]:
    parts: dict[str, Any] = {"method": "IHC"}
    if made.allred:
        parts["score"] = made.allred.replace(" ", "")
    if made.sign and made.sign.startswith("+"):
        parts["intensity"] = f"{len(made.sign)}+"
    if made.plus is not None:
        parts["intensity"] = f"{made.plus}+"
    percent, polarity = _percent(made), _polarity(made)
    if (
        made.event == "expression"
        and made.status is None
        and not made.sign
        and percent is None
        and not made.event_negated
    ):
        return []
    if percent is not None:
        written, more = percent
        parts |= more
        none = more["value"] == 0 or (more["value"] <= 1 and more.get("operator") == "<")
        if polarity == "négatif" and more["value"] > 10:
            return []  # the two disagree
        status = "négatif" if none or polarity == "négatif" else "positif"
        return [Value("négatif" if status == "négatif" else written, parts | {"status": status}, unit="%")]
    if polarity is None and made.allred and (score := _NUMBERS.match(made.allred)):
        polarity = "positif" if float(score[0]) >= 3 else "négatif"
        if not re.search(r"/ ?8", made.allred):
            polarity = None
    if polarity is None and made.plus:
        polarity = "positif"
    if polarity is None and made.number and made.number[1] == 0 and not made.number[2]:
        polarity = "négatif"
    return [Value(polarity, parts | {"status": polarity})] if polarity else []


def _her2(name: str, made: Facets) -> list[Value]:
    found: list[Value] = []
    score: str | None = None
    if made.plus is not None:
        score = f"{made.plus}+" if made.plus else "0"
    elif made.sign and made.sign.startswith("+") and len(made.sign) in (2, 3):
        score = f"{len(made.sign)}+"
    elif made.number and made.number[1] in (0, 1, 2, 3) and not made.number[2]:
        score = f"{int(made.number[1])}+" if made.number[1] else "0"
    status = made.status
    if made.event == "amplification" and status in (None, "absent", "negative", "found", "positive"):
        denied = made.event_negated or status in ("absent", "negative")
        status = "unamplified" if denied else "amplified"
    ish = status in ("amplified", "unamplified") or made.ratio is not None
    if made.method == "ISH" and status in ("positive", "negative"):
        status, ish = ("amplified" if status == "positive" else "unamplified"), True
    if made.method == "ISH" and not ish and made.sign and len(made.sign) == 1 and made.sign != "±":
        status, ish = ("unamplified" if made.sign == "-" else "amplified"), True
    if status is None and made.ratio is not None:
        status = "amplified" if made.ratio >= 2 else "unamplified"
    if score is not None:
        meaning = {"0": "négatif", "1+": "négatif", "2+": "équivoque", "3+": "positif"}[score]
        found.append(Value(score, {"score": score, "status": meaning, "method": "IHC"}))
    if ish and status in ("amplified", "unamplified"):
        value = "amplifié" if status == "amplified" else "non amplifié"
        parts: dict[str, Any] = {"status": value, "method": "ISH"}
        if made.ratio is not None:
            parts["ratio"] = made.ratio
        found.append(Value(value, parts, name="HER2 ISH"))
    if not found:
        if made.level == "equivocal":
            return [Value("équivoque", {"status": "équivoque"})]
        if made.event == "overexpression" and made.status in ("absent", "negative"):
            return [Value("négatif", {"status": "négatif"})]
        polarity = _polarity(made)
        if polarity and not (
            made.event == "expression" and made.status is None and not made.sign and not made.event_negated
        ):
            return [Value(polarity, {"status": polarity})]
    return found


def _proliferation(name: str, made: Facets) -> list[Value]:
    percent = _percent(made)
    if percent is not None:
        return [Value(percent[0], {**percent[1], "method": "IHC"}, unit="%")]
    if made.level in ("high", "low"):
        value = "élevé" if made.level == "high" else "faible"
        return [Value(value, {"status": value})]
    return []


def _pdl1(name: str, made: Facets) -> list[Value]:
    percent = _percent(made)
    scale = name.rpartition(" ")[2] if " " in name else None
    if scale == "CPS":
        if percent is not None:
            return [Value(percent[0].rstrip("%"), {**percent[1], "score": "CPS", "unit": None})]
        if made.number is not None and made.number[1] <= 100:
            written, number, operator = made.number
            return [Value(written, {"value": number, "score": "CPS"} | ({"operator": operator} if operator else {}))]
        return []
    if percent is not None:
        return [
            Value(percent[0], {**percent[1], "score": scale or "TPS"}, name=name if scale else "PD-L1 TPS", unit="%")
        ]
    if scale is not None:
        if made.number is not None and made.number[1] <= 100:
            written, number, operator = made.number
            parts = {"value": number, "unit": "%", "score": scale} | ({"operator": operator} if operator else {})
            return [Value(f"{written}%", parts, unit="%")]
        return []
    polarity = _polarity(made)
    if polarity and not (
        made.event == "expression" and made.status is None and not made.sign and not made.event_negated
    ):
        return [Value(polarity, {"status": polarity})]
    return []


def _gene(name: str, made: Facets) -> list[Value]:
    parts: dict[str, Any] = {}
    if made.percent is not None:
        parts["allele_fraction"] = made.percent[1]
    status, event = made.status, made.event
    denied = made.event_negated
    if event == "amplification" or status in ("amplified", "unamplified"):
        no = denied or status in ("unamplified", "absent", "negative")
        value = "non amplifié" if no else "amplifié"
        return [Value(value, {**parts, "status": value})]
    if event == "fusion" or status in ("rearranged", "unrearranged"):
        return _fusion(name, made)
    if event in ("overexpression", "expression") or status == "overexpressed":
        polarity = _polarity(made)
        if event == "expression" and made.status is None and not denied and not made.sign:
            return []
        value = (
            "surexprimé"
            if polarity == "positif" and (event == "overexpression" or status == "overexpressed")
            else polarity
        )
        return [Value(value, {**parts, "status": value, "method": "IHC"})] if value else []
    negative = (
        status in ("wild", "negative", "absent")
        or (denied and status in (None, "found", "mutated", "positive"))
        or made.sign == "-"
    )
    if made.variant:
        variant = made.variant
        if variant.startswith("mutation exon") and event == "deletion":
            variant = variant.replace("mutation", "délétion")
        if name == "MET" and variant.endswith("exon 14"):
            variant = "saut d'exon 14"
        if negative:
            if variant in ("V600E", "R132H") and name in ("BRAF", "IDH"):
                return [Value("sauvage", {**parts, "status": "sauvage", "variant": variant})]
            if status == "wild" or variant.startswith("mutation exon"):
                return [Value("sauvage", {**parts, "status": "sauvage"})]
            return []
        return [Value(one, {**parts, "status": "muté", "variant": one}) for one in (variant, *made.others)]
    if negative:
        return [Value("sauvage", {**parts, "status": "sauvage"})]
    if status in ("mutated", "positive") or (made.sign and made.sign.startswith("+")):
        return [Value("muté", {**parts, "status": "muté"})]
    if event in ("mutation", "alteration") and status in (None, "found"):
        return [Value("muté", {**parts, "status": "muté"})]
    return []


def _fusion(name: str, made: Facets) -> list[Value]:
    parts: dict[str, Any] = {"method": "FISH"} if made.method else {}
    status, event, denied = made.status, made.event, made.event_negated
    if event == "amplification" or status in ("amplified", "unamplified"):
        value = "non amplifié" if denied or status in ("unamplified", "absent", "negative") else "amplifié"
        return [Value(value, {**parts, "status": value})]
    if (
        (event == "mutation" and status in (None, "found", "absent", "negative"))
        or status in ("mutated",)
        or made.variant
    ):
        if denied or status in ("absent", "negative"):
            return [Value("sauvage", {**parts, "status": "sauvage"})] if not made.variant else []
        value = made.variant or "muté"
        return [Value(value, {**parts, "status": "muté"})]
    negative = status in ("negative", "absent", "unrearranged", "wild", "lost") or denied or made.sign == "-"
    if negative:
        return [Value("négatif", {**parts, "status": "négatif"})]
    if made.plus == 0 or (made.number and made.number[1] == 0 and not made.number[2]):
        return [Value("négatif", {"status": "négatif", "method": "IHC"})]
    if made.plus:
        return [Value("positif", {"status": "positif", "intensity": f"{made.plus}+", "method": "IHC"})]
    if status in ("rearranged", "positive") or event == "fusion" or (made.sign and made.sign.startswith("+")):
        if event == "expression" or (name == "MYC" and status == "positive"):
            return [Value("positif", {**parts, "status": "positif", "method": "IHC"})]
        return [Value("réarrangé", {**parts, "status": "réarrangé"})]
    if status == "overexpressed" or event == "overexpression":
        return [Value("surexprimé", {**parts, "status": "surexprimé"})]
    return []


def _ihc(name: str, made: Facets) -> list[Value]:
    if made.event in ("mutation", "fusion", "amplification", "deletion"):
        if made.event != "amplification":
            return []
        value = "non amplifié" if made.event_negated or made.status in ("absent", "negative") else "amplifié"
        return [Value(value, {"status": value})]
    if made.status in ("mutated", "wild", "rearranged", "stable", "amplified"):
        value = {"amplified": "amplifié", "rearranged": "réarrangé"}.get(made.status)
        return [Value(value, {"status": value})] if value else []
    parts: dict[str, Any] = {"method": "IHC"}
    percent, polarity = _percent(made), _polarity(made)
    if made.status == "lost":
        return [Value("perte d'expression", {**parts, "status": "négatif"})]
    if made.plus is not None and polarity is None:
        polarity = "positif" if made.plus else "négatif"
    if percent is not None:
        parts |= percent[1]
        if polarity is None and percent[1]["value"] == 0:
            polarity = "négatif"
    if made.sign and made.sign.startswith("+"):
        parts["intensity"] = f"{len(made.sign)}+"
    return [Value(polarity, parts | {"status": polarity})] if polarity else []


def _p53(name: str, made: Facets) -> list[Value]:
    if made.status in ("mutated", "wild"):
        value = "muté" if made.status == "mutated" else "sauvage"
        return [Value(value, {"status": value})]
    if made.event == "mutation":
        value = "sauvage" if made.event_negated or made.status in ("absent", "negative") else "muté"
        return [Value(value, {"status": value})]
    percent = _percent(made)
    if percent is not None and made.status not in ("negative",):
        return [Value(percent[0], {**percent[1], "method": "IHC"}, unit="%")]
    return _ihc(name, made)


def _repair(name: str, made: Facets) -> list[Value]:
    if made.event == "mutation" or made.status in ("mutated", "wild"):
        return _gene(name, made)
    lost = (
        made.status in ("lost", "negative", "absent")
        or (made.event == "expression" and made.event_negated)
        or made.sign == "-"
    )
    if lost and not (made.status == "lost" and made.event_negated):
        return [Value("perte d'expression", {"status": "négatif", "method": "IHC"})]
    if made.status in ("kept", "positive", "found") or (made.sign and made.sign.startswith("+")):
        return [Value("expression conservée", {"status": "positif", "method": "IHC"})]
    return []


def _mmr(name: str, made: Facets) -> list[Value]:
    if made.status in ("proficient", "kept", "stable") or (made.event == "expression" and made.status in ("positive",)):
        return [Value("pMMR", {"status": "pMMR"})]
    if made.status in ("deficient", "lost") or (
        made.event == "expression" and (made.event_negated or made.status in ("absent",))
    ):
        return [Value("dMMR", {"status": "dMMR"})]
    return []


def _msi(name: str, made: Facets) -> list[Value]:
    no = made.event_negated or made.status in ("stable", "negative", "absent") or made.sign == "-"
    if no:
        return [Value("MSS", {"status": "MSS"})]
    if made.level == "low":
        return [Value("MSI-L", {"status": "MSI-L"})]
    if (
        made.status in ("unstable", "positive", "found")
        or made.level == "high"
        or (made.sign and made.sign.startswith("+"))
    ):
        return [Value("MSI-H", {"status": "MSI-H"})]
    return []


def _hrd(name: str, made: Facets) -> list[Value]:
    if made.status in ("deficient",):
        return [Value("positif", {"status": "positif"})]
    if made.status in ("proficient",):
        return [Value("négatif", {"status": "négatif"})]
    parts: dict[str, Any] = {"score": made.number[1]} if made.number and made.number[1] <= 100 else {}
    polarity = _polarity(made)
    if polarity:
        return [Value(polarity, parts | {"status": polarity})]
    return [Value(made.number[0], {"value": made.number[1], **parts})] if made.number and parts else []


def _tmb(name: str, made: Facets) -> list[Value]:
    if made.tmb is not None:
        return [
            Value(
                f"{made.tmb} mut/Mb",
                {"value": float(made.tmb.lstrip("<>≤≥~").replace(",", ".")), "unit": "mut/Mb"},
                unit="mut/Mb",
            )
        ]
    if made.level in ("high", "low"):
        value = "élevé" if made.level == "high" else "faible"
        return [Value(value, {"status": value})]
    return []


def _methylation(name: str, made: Facets) -> list[Value]:
    no = made.status == "unmethylated" or (
        made.event == "methylation" and (made.event_negated or made.status in ("absent", "negative"))
    )
    if no:
        return [Value("non méthylé", {"status": "non méthylé"})]
    if made.status == "methylated" or (made.event == "methylation" and made.status in (None, "found", "positive")):
        return [Value("méthylé", {"status": "méthylé"})]
    return []


def _codeletion(name: str, made: Facets) -> list[Value]:
    event = made.event in ("codeletion", "deletion")
    no = made.status in ("uncodeleted", "kept") or (
        event and (made.event_negated or made.status in ("absent", "negative"))
    )
    if no:
        return [Value("non codélété", {"status": "non codélété"})]
    if made.status == "codeleted" or (made.event == "codeletion" and made.status in (None, "found", "positive")):
        return [Value("codélété", {"status": "codélété"})]
    return []


def _hpv(name: str, made: Facets) -> list[Value]:
    polarity = _polarity(made)
    return [Value(polarity, {"status": polarity})] if polarity and made.event != "expression" else []


_READERS = {
    "receptor": _receptor, "her2": _her2, "proliferation": _proliferation, "pdl1": _pdl1, "gene": _gene, "fusion": _fusion,
    "ihc": _ihc, "percent": _p53, "repair": _repair, "mmr": _mmr, "msi": _msi, "hrd": _hrd, "tmb": _tmb,
    "methylation": _methylation, "codeletion": _codeletion, "hpv": _hpv,
}  # fmt: skip

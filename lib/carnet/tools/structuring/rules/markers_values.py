"""From what is said of a marker to the normal form of its value: `RE=70%`, `EGFR=L858R`, `HER2 ISH=amplifié`."""

import re
from typing import Any

from carnet.tools.structuring.rules.markers_facets import NUMBERS, Facets, Value, percent_of, polarity_of
from carnet.tools.structuring.rules.markers_genes import fusion, gene

__all__ = ["Facets", "Value", "read"]

_SCORED = frozenset(("plus", "sign", "number", "percent", "positive", "negative"))  # what may be said with a HER2 score


def read(family: str, name: str, made: Facets) -> list[Value]:
    """The values of one marker, none where what is said is none of its kind."""
    reader = _READERS.get(family)
    return reader(name, made) if reader else []


def _receptor(name: str, made: Facets) -> list[Value]:
    parts: dict[str, Any] = {"method": "IHC"}
    if made.allred:
        parts["score"] = made.allred.replace(" ", "")
    if made.sign and made.sign.startswith("+"):
        parts["intensity"] = f"{len(made.sign)}+"
    if made.plus is not None:
        parts["intensity"] = f"{made.plus}+"
    percent, polarity = percent_of(made), polarity_of(made)
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
    if polarity is None and made.allred and (score := NUMBERS.match(made.allred)):
        polarity = "positif" if float(score[0]) >= 3 else "négatif"
        if not re.search(r"/ ?8", made.allred):
            polarity = None
    if polarity is None and made.plus:
        polarity = "positif"
    if polarity is None and made.number and not made.number[2]:
        if name in ("RE", "RP") and 10 <= made.number[1] <= 100:  # « RE 90, RP 80 »
            assumed = {"value": made.number[1], "unit": "%", "unit_assumed": True, "status": "positif"}
            return [Value(f"{made.number[0]}%", parts | assumed, unit="%")]
        polarity = "négatif" if made.number[1] == 0 else None
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
        parts: dict[str, Any] = {"score": score, "status": meaning, "method": "IHC"}
        if made.percent is not None:
            parts["percent"] = made.percent[1]
        scored = tuple(token for token in made.tokens if token.what in _SCORED)
        found.append(Value(score, parts, tokens=scored))
    if ish and status in ("amplified", "unamplified"):
        value = "amplifié" if status == "amplified" else "non amplifié"
        parts = {"status": value, "method": "ISH"}
        if made.ratio is not None:
            parts["ratio"] = made.ratio
        found.append(Value(value, parts, name="HER2 ISH"))
    if not found:
        if made.level == "equivocal":
            return [Value("équivoque", {"status": "équivoque"})]
        if made.event == "overexpression" and made.status in ("absent", "negative"):
            return [Value("négatif", {"status": "négatif"})]
        polarity = polarity_of(made)
        if polarity and not (
            made.event == "expression" and made.status is None and not made.sign and not made.event_negated
        ):
            return [Value(polarity, {"status": polarity})]
    return found


def _proliferation(name: str, made: Facets) -> list[Value]:
    percent = percent_of(made)
    if percent is not None:
        return [Value(percent[0], {**percent[1], "method": "IHC"}, unit="%")]
    if made.number and made.number[1] <= 100:
        return [Value(f"{made.number[0]}%", {"value": made.number[1], "unit": "%", "unit_assumed": True}, unit="%")]
    if made.level in ("high", "low"):
        value = "élevé" if made.level == "high" else "faible"
        return [Value(value, {"status": value})]
    return []


def _pdl1(name: str, made: Facets) -> list[Value]:
    percent = percent_of(made)
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
    polarity = polarity_of(made)
    if polarity and not (
        made.event == "expression" and made.status is None and not made.sign and not made.event_negated
    ):
        return [Value(polarity, {"status": polarity})]
    return []


def _ihc(name: str, made: Facets) -> list[Value]:
    if made.event in ("mutation", "fusion", "amplification", "deletion"):
        if made.event != "amplification":
            return []
        value = "non amplifié" if made.event_negated or made.status in ("absent", "negative") else "amplifié"
        return [Value(value, {"status": value})]
    if made.status in ("mutated", "wild", "rearranged", "stable", "amplified"):
        told = {"amplified": "amplifié", "rearranged": "réarrangé"}.get(made.status)
        return [Value(told, {"status": told})] if told else []
    parts: dict[str, Any] = {"method": "IHC"}
    percent, polarity = percent_of(made), polarity_of(made)
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
    percent = percent_of(made)
    if percent is not None and made.status not in ("negative",):
        return [Value(percent[0], {**percent[1], "method": "IHC"}, unit="%")]
    return _ihc(name, made)


def _repair(name: str, made: Facets) -> list[Value]:
    if made.event == "mutation" or made.status in ("mutated", "wild"):
        return gene(name, made)
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
    if made.event == "deficit":
        value = "pMMR" if made.event_negated or made.status in ("absent", "negative") else "dMMR"
        return [Value(value, {"status": value})]
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
    polarity = polarity_of(made)
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
    polarity = polarity_of(made)
    return [Value(polarity, {"status": polarity})] if polarity and made.event != "expression" else []


_READERS = {
    "receptor": _receptor, "her2": _her2, "proliferation": _proliferation, "pdl1": _pdl1, "gene": gene,
    "fusion": fusion,
    "ihc": _ihc, "percent": _p53, "repair": _repair, "mmr": _mmr, "msi": _msi, "hrd": _hrd, "tmb": _tmb,
    "methylation": _methylation, "codeletion": _codeletion, "hpv": _hpv,
}  # fmt: skip

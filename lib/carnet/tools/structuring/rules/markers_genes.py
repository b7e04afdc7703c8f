"""Values of the genes: mutated, wild type, a variant; rearranged, amplified, overexpressed, or none of it."""

from typing import Any

from carnet.tools.structuring.rules.markers_facets import Facets, Value, polarity_of

_STAINED = frozenset(("KIT", "PTEN", "SMAD4", "CTNNB1", "MET"))  # genes whose protein is stained: « c-KIT + »


def gene(name: str, made: Facets) -> list[Value]:
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
        return fusion(name, made)
    if event in ("overexpression", "expression") or status == "overexpressed":
        polarity = polarity_of(made)
        if event == "expression" and made.status is None and not denied and not made.sign:
            return []
        if polarity == "positif" and (event == "overexpression" or status == "overexpressed"):
            polarity = "surexprimé"
        return [Value(polarity, {**parts, "status": polarity, "method": "IHC"})] if polarity else []
    negative = (
        status in ("wild", "negative", "absent")
        or (denied and status in (None, "found", "mutated", "positive"))
        or made.sign == "-"
    )
    if (
        name in _STAINED
        and event is None
        and not made.variant
        and status in (None, "positive", "negative", "lost", "kept")
    ):
        polarity = polarity_of(made)
        if polarity is None:
            return []
        told = "perte d'expression" if status == "lost" else polarity
        return [Value(told, {**parts, "status": polarity, "method": "IHC"})]
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


def fusion(name: str, made: Facets) -> list[Value]:
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

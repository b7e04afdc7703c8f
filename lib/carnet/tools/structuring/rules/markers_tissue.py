"""Markers read in the tumour (receptors, HER2, mutations, antibodies): each with its own value, or no fact."""

import re
from collections.abc import Iterator
from dataclasses import replace

from carnet.text.reading import Reading
from carnet.text.scanned import figures
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.markers_facets import Facets, Value, facets
from carnet.tools.structuring.rules.markers_grammar import Group, Said, groups_of
from carnet.tools.structuring.rules.markers_lexicon import Marker, named_in
from carnet.tools.structuring.rules.markers_tokens import Token, stretches
from carnet.tools.structuring.rules.markers_values import read

_WORDS = {  # a word that says both → marker, value
    "triple négatif": ("triple négatif", "oui"),
    "luminal A": ("sous-type moléculaire", "luminal A"),
    "luminal B": ("sous-type moléculaire", "luminal B"),
    "dMMR": ("MMR", "dMMR"),
    "pMMR": ("MMR", "pMMR"),
    "MSS": ("MSI", "MSS"),
    "MSI-H": ("MSI", "MSI-H"),
    "MSI-L": ("MSI", "MSI-L"),
    "HER2-low": ("HER2", "low"),
    "HER2-ultralow": ("HER2", "ultralow"),
    "GCB": ("cellule d'origine", "GCB"),
    "non-GCB": ("cellule d'origine", "non-GCB"),
}
_NUMERIC = frozenset(("percent", "plus", "number", "sign", "allred"))
_BOTH_GENES = re.compile(r"brca ?-?1 ?(?:/|-|et) ?(?:brca ?-?)?2")
_RESPONSE = re.compile(r" ?\(? ?-? ?\d{2} ?%[^.;\n]{0,30}\b(?:recist|cible|somme)|  ?\(? ?- ?\d{2} ?%")
_LOW = re.compile(r"[ :,(]{1,3}(?:ihc )?(?:score )?(?P<score>0|1 ?\+|2 ?\+)(?![\d,.])")  # « HER2-low (1+) »
_PHENOTYPE = re.compile(r"(?:phenotype|dmmr|mmr-?d|tumeurs?|cancer|profil|adenocarcinome) ?[/(]? ?\Z")


def find(reading: Reading) -> list[Finding]:
    """The biomarkers of tissue, by position."""
    named = named_in(reading)
    if not named:
        return []
    seen = []
    families: set[str] = set()
    for one in named:
        after = one.marker.after
        if after is None or after in families:
            seen.append(one)
        families.add(one.marker.family)
    found: dict[tuple[int, str], Finding] = {}
    for clause in stretches(seen, figures(reading.plain)):
        for group in groups_of(clause):
            for fact in _facts(reading, group):
                found.setdefault((fact.start, fact.value), fact)
    return list(found.values())


def _facts(reading: Reading, group: Group) -> Iterator[Finding]:
    first = group.markers[0]
    assert first.marker is not None
    if first.marker.family == "word":
        yield from _word(reading, group)
        return
    for place, token in enumerate(group.markers):
        assert token.marker is not None
        said, others = _share(group, place)
        if said is None or not said.any or token.marker.name == "MET" and not said.values:
            value = _by_itself(reading, token, group)
            if value is None and said is not None and said.any:
                value = next(iter(read("gene", "MET", facets(said, others))), None)
            if value is not None:
                yield _finding(reading, token, token.marker, value, group)
            continue
        made: Facets | None = facets(said, others, hybridised=token.marker.family == "her2")
        assert made is not None
        if token.marker.name == "RP" and _RESPONSE.match(reading.plain, token.end) and len(group.markers) == 1:
            continue  # « TDM : RP -42 % »: a partial response
        if token.marker.serum and (made.percent or made.number or made.level):
            continue
        values = read(token.marker.family, token.marker.name, made)
        if not values and token.marker.name == "MSI" and (value := _by_itself(reading, token, group)) is not None:
            values, made = [value], None
        for value in values:
            one = _finding(reading, token, token.marker, value, group, made)
            yield from _both(one) if _BOTH_GENES.match(reading.plain, token.start) else (one,)


def _both(one: Finding) -> Iterator[Finding]:
    """« BRCA1/2 sauvages »: each of the two genes is."""
    if one.parts.get("status") != "sauvage":
        yield one  # « BRCA1/2 muté »: one of them
        return
    for name in ("BRCA1", "BRCA2"):
        value = one.value.replace("BRCA=", f"{name}=")
        yield replace(one, value=value, parts={**one.parts, "marker": name})


def _by_itself(reading: Reading, token: Token, group: Group) -> Value | None:
    """« phénotype MSI », « instabilité microsatellitaire », « METex14 »: the name is the value, unless sought."""
    assert token.marker is not None
    written = reading.plain[token.start : token.end]
    if group.left.asked or group.right.asked:
        return None
    if token.marker.name == "MSI":
        if written.startswith("instabilite"):
            value = "MSS" if group.left.denied else "MSI-H"
            return Value(value, {"status": value})
        if _PHENOTYPE.search(reading.plain[max(0, token.start - 30) : token.start]) and not group.left.denied:
            return Value("MSI-H", {"status": "MSI-H"})
    if token.marker.name == "MET" and written.startswith("metex") and not group.left.denied:
        return Value("saut d'exon 14", {"status": "muté", "variant": "saut d'exon 14"})
    return None


def _share(group: Group, place: int) -> tuple[Said | None, Said]:
    """What is said of the marker at `place` of a group, and what the other side adds."""
    left, right = group.left, group.right
    many = len(group.markers)
    if many > 1 and right.values and (left.values or (left.event and left.negated)) and not _closing(right):
        # « négatif pour TTF1, p40 positif »: the last has what follows, the others what came before
        return (right, Said()) if place == many - 1 else (left, Said())
    if many > 1 and right.values and left.event and not left.asked and group.comma and _singular(right):
        return (right, Said()) if place == many - 1 else (left, Said())  # « mutation de KRAS, NRAS sauvage »
    if right.values:
        return _dealt(right, many, place), left
    if right.event is not None:
        return right, left
    if left.values:
        return left, right
    if left.event is not None and (left.negated or not (left.asked or right.asked)):
        if right.asked and not left.negated:
            return None, right
        return left, right
    return None, right


def _singular(said: Said) -> bool:
    return all(not token.said.endswith("s") and token.what not in _NUMERIC for token, _ in said.values)


def _closing(right: Said) -> bool:
    """« absence de mutation KRAS ou BRAF détectée »: what follows belongs to the event of all."""
    return all(token.what in ("found", "mutated") for token, _ in right.values)


def _dealt(said: Said, many: int, place: int) -> Said:
    """A list of as many values as there are markers is dealt out; anything else is shared."""
    if many == 1:
        return said
    numeric = [(token, no) for token, no in said.values if token.what in _NUMERIC]
    words = [(token, no) for token, no in said.values if token.what not in _NUMERIC]
    cut = [piece for pair in numeric for piece in _pieces(pair, many)] if len(numeric) == 1 else numeric
    if len(cut) == many:
        return Said([cut[place], *words], said.event, said.negated, said.asked, methods=said.methods)
    if len(words) == many and not numeric and len({token.what for token, _ in words}) > 1:
        return Said([words[place]], said.event, said.negated, said.asked, methods=said.methods)
    if len(numeric) > 1 and any(token.what == "percent" for token, _ in numeric):
        return Said(words, said.event, said.negated, said.asked, methods=said.methods)  # no telling which
    return said


def _pieces(pair: tuple[Token, bool], many: int) -> list[tuple[Token, bool]]:
    """« 90 et 80 % » for two markers: two values."""
    token, negated = pair
    numbers = re.findall(r"[<>≤≥]? ?\d+(?:[.,]\d+)?", token.said)
    listed = re.search(r"\bet\b|/", token.said) or (
        token.said.count("-") == 1 and len(numbers) == 2 and _falls(numbers)
    )
    if token.what != "percent" or len(numbers) != many or not listed:
        return [pair]
    return [(Token("value", token.start, token.end, "percent", said=f"{one.strip()} %"), negated) for one in numbers]


def _falls(numbers: list[str]) -> bool:
    first, last = (float(one.strip("<>≤≥ ").replace(",", ".")) for one in numbers)
    return first > last


def _word(reading: Reading, group: Group) -> Iterator[Finding]:
    token = group.markers[0]
    assert token.marker is not None and token.marker.says
    if group.left.asked or group.right.asked and not group.right.values or group.left.negated:
        return
    name, value = _WORDS[token.marker.says]
    if name == "triple négatif":
        shown = Value("triple négatif", {"status": "négatif"})
        yield _shown(token, shown.value, name, None, shown, ())
    elif name == "HER2":
        yield _shown(token, f"HER2-{value}", name, None, Value(value, {"status": value}), ())
        scored = _LOW.match(reading.plain, token.end)
        if scored:
            score = scored["score"].replace(" ", "")
            meaning = "équivoque" if score == "2+" else "négatif"
            made = Value(score, {"score": score, "status": meaning, "method": "IHC"})
            yield _shown(token, f"HER2={score}", name, "85319-2", made, (scored.span("score"),))
    else:
        made = Value(value, {"status": value})
        yield _shown(token, f"{name}={value}", name, "81695-9" if name == "MSI" else None, made, ())


def _finding(
    reading: Reading, token: Token, marker: Marker, value: Value, group: Group, made: Facets | None = None
) -> Finding:
    name = value.name or marker.name
    code = "85318-4" if name == "HER2 ISH" else marker.loinc
    pieces = [(one.start, one.end) for one in (value.tokens or made.tokens if made else [])]
    return _shown(
        token, f"{name}={value.value}", marker.name, code, value, tuple(pieces), alone=len(group.markers) == 1
    )


def _shown(
    token: Token,
    text: str,
    name: str,
    code: str | None,
    value: Value,
    pieces: tuple[tuple[int, int], ...],
    *,
    alone: bool = True,
) -> Finding:
    start, end, also = token.start, token.end, ()
    if pieces:
        low, high = min(a for a, _ in pieces), max(b for _, b in pieces)
        if alone and max(end, high) - min(start, low) < 90:
            start, end = min(start, low), max(end, high)
        else:
            also = ((low, high),)  # type: ignore[assignment]
    parts = {"marker": name, **value.parts}
    return Finding(
        "biomarker",
        text,
        start,
        end,
        "markers.tissue",
        code,
        "LOINC" if code else None,
        value.unit,
        also=also,
        parts=parts,
    )

"""Markers that follow from markers: HER2-low, triple négatif and what it says of receptors, MMR from its proteins."""

from collections.abc import Iterable, Iterator, Sequence

from carnet.tools.structuring.facts import Evidence, Fact

_NEGATIVE_HER2 = frozenset(("0", "1+", "négatif"))
_PROTEINS = ("MLH1", "MSH2", "MSH6", "PMS2")
_FAR = 600  # characters between an immunohistochemistry score and the hybridisation that settles it


def derive(facts: Sequence[Fact]) -> list[Fact]:
    """The markers that follow from the present markers of a note, each with its rule in words; none already said.

    HER2-low (ASCO/CAP 2023): score 1+, or 2+ without amplification; HER2-ultralow: score 0 with staining of at most
    10 % of the cells. Both, and triple négatif from its parts, only where no tumour outside the breast is named.
    """
    derived: list[Fact] = []
    notes = dict.fromkeys(fact.evidence[0].note_id for fact in facts)
    for note_id in notes:
        of_note = [fact for fact in facts if fact.evidence[0].note_id == note_id]
        markers = [fact for fact in of_note if fact.kind == "biomarker" and fact.assertion == "present"]
        said = {fact.value for fact in markers}
        for fact in (*(_breast(markers) if _may_be_breast(of_note) else ()), *_triple(markers), *_repair(markers)):
            if fact.value not in said:
                said.add(fact.value)
                derived.append(fact)
    return derived


def _may_be_breast(facts: Iterable[Fact]) -> bool:
    organs = {fact.parts.get("organ") for fact in facts if fact.kind == "site" and fact.assertion == "present"} - {None}
    return not organs or "sein" in organs


def _named(markers: Iterable[Fact], name: str) -> list[Fact]:
    return [fact for fact in markers if fact.value.startswith(f"{name}=")]


def _value(fact: Fact) -> str:
    return fact.value.partition("=")[2]


def _place(fact: Fact) -> int:
    return fact.evidence[0].start


def _breast(markers: Sequence[Fact]) -> Iterator[Fact]:
    ish = _named(markers, "HER2 ISH")
    negative: list[Fact] | None = None
    for score in _named(markers, "HER2"):
        value = _value(score)
        near = min(ish, key=lambda one: abs(_place(one) - _place(score)), default=None)
        if near is not None and abs(_place(near) - _place(score)) > _FAR:
            near = None
        amplified = near is not None and _value(near) == "amplifié"
        if value in _NEGATIVE_HER2 and not amplified:
            negative = [score]
        if value == "1+" and not amplified:
            yield _made("HER2-low", [score], "HER2 IHC 1+ → HER2-low", marker="HER2", status="low")
        elif value == "2+" and near is not None and not amplified:
            negative = [score, near]
            yield _made("HER2-low", negative, "HER2 IHC 2+, ISH non amplifié → HER2-low", marker="HER2", status="low")
        elif value == "0" and 0 < score.parts.get("percent", 0) <= 10:
            yield _made(
                "HER2-ultralow",
                [score],
                "HER2 IHC 0, marquage de 10 % au plus → HER2-ultralow",
                marker="HER2",
                status="ultralow",
            )
    receptors = [_named(markers, name) for name in ("RE", "RP")]
    hormone = _named(markers, "RH")
    if hormone and not any(receptors):
        receptors = [hormone]
    told = all(group and all(_value(fact) == "négatif" for fact in group) for group in receptors)
    positive = any(
        _value(fact) == "3+" or _value(fact) in ("positif", "amplifié") for fact in (*_named(markers, "HER2"), *ish)
    )
    if told and negative is not None and not positive:
        sources = [*(group[0] for group in receptors), *negative]
        yield _made(
            "triple négatif",
            sources,
            "RE, RP et HER2 négatifs → triple négatif",
            marker="triple négatif",
            status="négatif",
        )


def _triple(markers: Sequence[Fact]) -> Iterator[Fact]:
    source = next((fact for fact in markers if fact.value == "triple négatif"), None)
    if source is None:
        return
    for name in ("RE", "RP", "HER2"):
        if not _named(markers, name):
            yield _made(f"{name}=négatif", [source], f"triple négatif → {name} négatif", marker=name, status="négatif")


def _repair(markers: Sequence[Fact]) -> Iterator[Fact]:
    if _named(markers, "MMR"):
        return
    proteins = {name: found[0] for name in _PROTEINS if (found := _named(markers, name))}
    lost = [fact for fact in proteins.values() if _value(fact) == "perte d'expression"]
    kept = [fact for fact in proteins.values() if _value(fact) == "expression conservée"]
    if lost:
        yield _made("MMR=dMMR", lost, "perte d'expression d'une protéine MMR → dMMR", marker="MMR", status="dMMR")
    elif len(kept) == len(_PROTEINS):
        yield _made(
            "MMR=pMMR", kept, "expression conservée des quatre protéines MMR → pMMR", marker="MMR", status="pMMR"
        )


def _made(value: str, sources: Sequence[Fact], rule: str, *, marker: str, status: str) -> Fact:
    evidence: dict[Evidence, None] = dict.fromkeys(place for fact in sources for place in fact.evidence)
    first = sources[0]
    return Fact(
        kind="biomarker",
        value=value,
        date=first.date,
        date_rule=first.date_rule,
        parts={"marker": marker, "status": status, "derived": True},
        rule=rule,
        producer="rule:deriving.markers",
        evidence=tuple(evidence),
    )

"""The stage that follows from a TNM and the site; from PSA, ISUP, S, p16, age where the table asks for them."""

from collections.abc import Sequence
from typing import Any

from carnet.language import _
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.tools.structuring.stages.tables import Staged, Table, stage_of, tables_of

_KINDS = ("ptnm", "ctnm")
_ASSERTED = ("present", "history")
_UNSAID = ("8000", "8001", "8010", "8140")  # « cancer », « carcinome », « adénocarcinome »: a name says more
_SITES = {  # ductal and lobular carcinoma, hepatocellular carcinoma, renal cell carcinoma
    **dict.fromkeys(("8500", "8520", "8522", "8523"), "C50.9"),
    **dict.fromkeys(("8170", "8171", "8172", "8173", "8174", "8175"), "C22.0"),
    **dict.fromkeys(("8312", "8317", "8318"), "C64.9"),
}
_BESIDE = 40
_REACH = 250  # characters between a TNM and the site that it is taken for, where a note speaks of several


def derive(facts: Sequence[Fact]) -> list[Fact]:
    """`stage` facts, one a TNM that a public table gives a stage; each with the TNM and the site as evidence.

    A TNM belongs to the site said last before it (else first after it) within a few lines, or to the only site of the
    note. No stage where two tumours dispute it, nor where the table leaves a doubt.
    """
    sites = [fact for fact in facts if fact.kind == "site" and fact.assertion in _ASSERTED and fact.code]
    sites = sites or _named_by_histology(facts)
    if not sites:
        return []
    found: list[Fact] = []
    done: set[tuple[str, str, str]] = set()
    for tnm in facts:
        if tnm.kind not in _KINDS or tnm.assertion not in _ASSERTED:
            continue
        site = _site(tnm, sites)
        if site is None or site.code is None:
            continue
        key = (tnm.value, site.code[:3], tnm.assertion)
        if key in done:
            continue
        staged, others = _staged(tnm, site, facts)
        if staged is not None:
            done.add(key)
            found.append(_fact(tnm, site, staged, others))
    return found


def _named_by_histology(facts: Sequence[Fact]) -> list[Fact]:
    """Where the note names no site: the site of the tumours that arise nowhere else, said by their histology."""
    return [
        fact.model_copy(update={"code": _SITES[fact.code[:4]]})
        for fact in facts
        if fact.kind == "histology" and fact.assertion in _ASSERTED and fact.code and fact.code[:4] in _SITES
    ]


def _site(tnm: Fact, sites: Sequence[Fact]) -> Fact | None:
    """The site that a TNM is of."""
    place = tnm.evidence[0].start
    same_note = [site for site in sites if site.evidence[0].note_id == tnm.evidence[0].note_id]
    before = [site for site in same_note if site.evidence[0].start <= place]
    after = [site for site in same_note if site.evidence[0].start > place]
    nearest = max(before, key=lambda site: site.evidence[0].start, default=None)
    follows = min(after, key=lambda site: site.evidence[0].start, default=None)
    back = place - nearest.evidence[0].end if nearest else _REACH + 1
    ahead = follows.evidence[0].start - tnm.evidence[0].end if follows else _REACH + 1
    if ahead <= _BESIDE and back > 3 * _BESIDE:  # « carcinome de stade IV (T3N2cM0) du larynx »
        return follows
    if back <= _REACH:
        return nearest
    if len({(site.code or "")[:3] for site in same_note}) == 1:
        return nearest or follows
    return follows if ahead <= _REACH else None


def _staged(tnm: Fact, site: Fact, facts: Sequence[Fact]) -> tuple[Staged | None, list[Fact]]:
    """The stage by the tables of the site: all those that the tumour may have must agree."""
    said = tnm.parts
    results: list[tuple[Staged, list[Fact]]] = []
    for table in _tables(site, facts):
        others, used = _others(table, tnm, site, facts)
        staged = stage_of(
            table, str(said.get("prefix", "")), str(said.get("T", "")), str(said.get("N", "")), _m(said), others
        )
        if staged is None:
            return None, []
        results.append((staged, used))
    if not results or len({staged.stage for staged, _used in results}) > 1:
        return None, []
    return results[0]


def _m(said: dict[str, Any]) -> str:
    return str(said.get("M", ""))


def _tables(site: Fact, facts: Sequence[Fact]) -> list[Table]:
    """The tables that the tumour of a site may have, by what the note calls it."""
    histologies = [
        fact
        for fact in facts
        if fact.kind == "histology" and fact.assertion in _ASSERTED and fact.code and fact.code[:4].isdigit()
    ]
    near = sorted(histologies, key=lambda fact: abs(fact.evidence[0].start - site.evidence[0].start))
    precise = [fact for fact in near if fact.code and fact.code[:4] not in _UNSAID] or near
    morphology = precise[0].code if precise else None
    found = tables_of(site.code or "", morphology)
    if len(found) > 1:
        status = {fact.parts.get("status") for fact in facts if fact.parts.get("marker") == "p16"}
        if status == {"positif"}:
            found = [table for table in found if table.name == "oropharynx_p16"]
        elif status == {"négatif"}:
            found = [table for table in found if table.name != "oropharynx_p16"]
    return found


def _others(table: Table, tnm: Fact, site: Fact, facts: Sequence[Fact]) -> tuple[dict[str, list[str]], list[Fact]]:
    """What else a table asks for, as the categories that the note leaves possible, and the facts that say so."""
    others: dict[str, list[str]] = {}
    used: list[Fact] = []
    if "S" in table.categories and tnm.parts.get("S") in table.categories["S"]:
        others["S"] = [str(tnm.parts["S"])]
    if "ISUP" in table.categories:
        graded = [fact for fact in facts if fact.kind == "grade" and fact.parts.get("scale") == "ISUP"]
        graded = [fact for fact in graded if fact.assertion in _ASSERTED]
        if graded:
            used.append(min(graded, key=lambda fact: abs(fact.evidence[0].start - tnm.evidence[0].start)))
            others["ISUP"] = sorted({str(fact.parts["grade"]) for fact in graded})
    if "PSA" in table.categories:
        psa = _psa(tnm, facts)
        if psa is not None:
            used.append(psa)
            value = float(psa.parts["value"])
            others["PSA"] = ["low" if value < 10 else "mid" if value < 20 else "high"]
    if "AGE" in table.categories:
        age = next((fact.parts["age"] for fact in (tnm, site) if "age" in fact.parts), None)
        if age is not None:
            others["AGE"] = ["young" if float(age) < 55 else "old"]
    return others, used


def _psa(tnm: Fact, facts: Sequence[Fact]) -> Fact | None:
    """The PSA said with a TNM: the nearest, where it is near; else the only one of the note."""
    said = [
        fact
        for fact in facts
        if fact.parts.get("marker") == "PSA"
        and isinstance(fact.parts.get("value"), int | float)
        and fact.unit in ("ng/mL", "µg/L", "ug/L")
        and fact.parts.get("operator") in (None, "", "=", "~")
        and fact.assertion in _ASSERTED
    ]
    if not said:
        return None
    nearest = min(said, key=lambda fact: abs(fact.evidence[0].start - tnm.evidence[0].start))
    near = abs(nearest.evidence[0].start - tnm.evidence[0].start) <= _REACH
    return nearest if near or len(said) == 1 else None


def _fact(tnm: Fact, site: Fact, staged: Staged, others: Sequence[Fact]) -> Fact:
    table = staged.table
    also = [site, *others]
    evidence = dict.fromkeys(place for fact in (tnm, *also) for place in fact.evidence[:1])
    parts: dict[str, Any] = {"scale": table.scale, "derived": True, "tnm": tnm.value, "table": table.name}
    if staged.assumed:
        parts["assumed"] = list(staged.assumed)
    if not staged.exact:
        parts["group"] = True
    return Fact(
        kind="stage",
        value=staged.stage,
        system=table.scale,
        date=tnm.date,
        date_rule=tnm.date_rule,
        assertion=tnm.assertion,
        parts=parts,
        rule=_rule(tnm, staged, others),
        producer="rule:staging.derived",
        evidence=tuple(Evidence(**place.model_dump()) for place in evidence),
    )


def _rule(tnm: Fact, staged: Staged, others: Sequence[Fact]) -> str:
    """The rule in words."""
    lines = " ; ".join(staged.lines[:3]) + (" …" if len(staged.lines) > 3 else "")
    what = ", ".join([tnm.value, *(fact.value for fact in others)])
    rule = _("Stage {stage} of {tnm}: {lines} (table {scale}, {site})").format(
        stage=staged.stage, tnm=what, lines=lines, scale=staged.table.scale, site=staged.table.title
    )
    if staged.assumed:
        rule += " ; " + _("{category} assumed: M is not given").format(category=", ".join(staged.assumed))
    if not staged.exact:
        rule += " ; " + _("the group alone: what is written leaves several stages of it possible")
    return rule

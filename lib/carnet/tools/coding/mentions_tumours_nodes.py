"""Regional nodes that a pathologist's TNM or a count of nodes says to be involved; a clinical N is asked about."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mentions_draft import Draft
from carnet.tools.structuring.facts import Fact

_INVOLVED = re.compile(r"[123]")


@cache
def _regions() -> tuple[tuple[str, str], ...]:
    table = parse_lists((Path(__file__).parent / "mentions_tumours.yaml").read_text(encoding="utf-8"))["nodes"]
    return tuple((start, code) for code, starts in table.items() for start in starts)


def find(
    reading: Reading, facts: Sequence[Fact], named: Sequence[Draft], nomenclature: Nomenclature
) -> Iterator[Draft]:
    """A draft for the nodes of the note's only primary, where no place of nodes is named already.

    « pT2N1 », « 2N+/12 » give their code; « cT2N1 » gives no code, and the code that it might be as a choice.
    """
    if any(one.code and one.code.startswith("C77") and one.status == "present" for one in named):
        return
    primaries = {one.code: one for one in named if one.code and _region(one.code) and one.status == "present"}
    regions = {_region(code) for code in primaries}
    if len(regions) != 1:
        return
    code = next(iter(regions))
    involved = [fact for fact in facts if fact.assertion == "present" and code and _involved(fact)]
    for fact in sorted(involved, key=lambda one: one.kind == "ctnm"):
        if code:
            seen = fact.kind != "ctnm"
            start, end = reading.clean.cleaned(fact.evidence[0].start, fact.evidence[0].end)
            also = tuple((one.start, one.end) for one in primaries.values())
            yield Draft(
                start,
                end,
                nomenclature.label(code) if seen else str(fact.evidence[0].quote),
                "structured",
                0.7,
                code if seen else None,
                choices=() if seen else (code,),
                also=also[:1],
                status="present",
            )
            return


def _region(code: str) -> str | None:
    return next((region for start, region in _regions() if code.startswith(start)), None)


def _involved(fact: Fact) -> bool:
    if fact.kind in ("ctnm", "ptnm"):
        return _INVOLVED.match(str(fact.parts.get("N") or "")) is not None
    return fact.kind == "event" and fact.parts.get("type") == "nodes" and bool(fact.parts.get("positive"))

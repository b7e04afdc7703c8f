"""Treatments on public oncology cases: names of drugs that their endings give away are found; nothing absurd is."""

import re
from collections import Counter
from pathlib import Path

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules import treatments

pytestmark = pytest.mark.corpora

_ENDINGS = re.compile(
    r"\b[a-z]{3,}(?:[tuxm]umab|lizumab|limumab|volumab|tinib|ciclib|parib|platine?|taxel|rubicine?|rafenib|zomib"
    r"|citabine|trexed|lutamide|fosfamide|phosphamide|cristine|blastine|relbine|toposide)\b"
)
_NOT_OF_ONCOLOGY = frozenset(("adalimumab", "eculizumab", "omalizumab", "emtricitabine", "golimumab", "natalizumab"))


@pytest.fixture(scope="module")
def read(corpora: Path) -> list[tuple[Reading, list[Finding]]]:
    files = sorted((corpora / "text" / "cantemist_fr").glob("*.txt"))[::12]
    if not files:
        pytest.skip("no cantemist_fr")
    notes = (Reading.of(Note(file.stem, file.read_text(encoding="utf-8"))) for file in files)
    return [(one, treatments.find(one)) for one in notes]


def test_drugs_that_their_endings_give_away(read: list[tuple[Reading, list[Finding]]]) -> None:
    total, found = 0, 0
    for reading, findings in read:
        places = [(one.start, one.end) for one in findings if one.kind == "treatment"]
        for match in _ENDINGS.finditer(reading.plain):
            if match[0] in _NOT_OF_ONCOLOGY:
                continue
            total += 1
            found += any(start <= match.start() < end for start, end in places)
    assert total > 80
    assert found / total >= 0.97


def test_findings_are_what_a_chart_holds(read: list[tuple[Reading, list[Finding]]]) -> None:
    types: Counter[str] = Counter()
    for reading, findings in read:
        for one in findings:
            assert 0 <= one.start < one.end <= len(reading.text)
            assert one.value == " ".join(one.value.split())
            types[str(one.parts.get("type", one.kind))] += 1
            if one.kind == "line":
                assert 1 <= one.parts.get("number", 1) <= 9
            if one.parts.get("type") == "radiotherapy" and "dose" in one.parts:
                assert float(one.parts["dose"].replace(",", ".")) <= 90
            for name in ("start", "stop"):
                day = one.parts.get(name)
                assert day is None or re.fullmatch(r"\d{4}(-\S+)?", day)
    assert {"drug", "protocol", "surgery", "radiotherapy", "margin", "line"} <= set(types)

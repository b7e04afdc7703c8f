"""TNM strings of the French CANTEMIST cases: no worse than measured."""

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.corpora


def test_tnm_strings_are_found(corpora: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (corpora / "text" / "cantemist_fr").is_dir():
        pytest.skip("no CANTEMIST among the corpora")
    monkeypatch.syspath_prepend(str(root / "tests" / "benchmarks"))
    from structure_tnm import documents, ours, proposals, struck

    not_tnm, found, whole, total = struck(), 0, 0, 0
    for name, text in documents(corpora):
        spans = ours(text)
        for gold in proposals(text):
            if gold.chain and gold.start not in not_tnm.get(name, ()):
                over = [span for span in spans if span[0] < gold.end and gold.start < span[1]]
                total += 1
                found += bool(over)
                whole += any(start <= gold.start + 3 and end >= gold.end for start, end in over)
    assert total > 500
    assert found / total >= 0.99
    assert whole / total >= 0.985
    sys.modules.pop("structure_tnm", None)

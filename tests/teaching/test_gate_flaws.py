"""The rules on the gold of flawed and sound items, and on real exam questions."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from gate_items import item

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from item_flaws import TUNING, fired, gold  # noqa: E402


def test_flaws_are_found_and_sound_items_left_alone() -> None:
    found: Counter[str] = Counter()
    for one, flaws in gold(TUNING):
        checks = fired(one).keys()
        found["flawed"] += bool(flaws)
        found["caught"] += bool(flaws & checks)
        found["sound"] += not flaws
        found["accused"] += not flaws and bool(checks)
    assert found["flawed"] >= 90 and found["caught"] >= 0.95 * found["flawed"]
    assert found["sound"] >= 90 and found["accused"] <= 0.02 * found["sound"]


@pytest.mark.corpora
def test_real_exam_questions_are_seldom_accused_of_subtle_flaws(corpora: Path) -> None:
    path = corpora / "teaching" / "frenchmedmcqa" / "dev.json"
    if not path.is_file():
        pytest.skip("no FrenchMedMCQA here")
    counted: Counter[str] = Counter()
    asked = json.loads(path.read_text(encoding="utf-8"))
    for place, given in enumerate(asked):
        keys = given["correct_answers"]
        made = {
            "id": "q1",
            "kind": "QRU" if len(keys) == 1 else "QRM",
            "stem": given["question"],
            "propositions": [
                {"id": letter, "text": text or "", "correct": letter in keys}
                for letter, text in given["answers"].items()
            ],
        }
        counted.update(fired(item(made, id=f"f{place}")).keys())
    for check in ("stem_key_echo", "grammar_cue", "convergence", "ordering", "implausible", "longest_key"):
        assert counted[check] <= 0.03 * len(asked), check

"""How many flawed items the writing rules find, and how many sound ones they accuse.

python tests/benchmarks/item_flaws.py [tests/teaching/flaws/tuning] [--list]

A flawed item is found when one of its gold flaws is among the checks that fired; a sound item is a false alarm when
any writing rule fires on it.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from carnet.teaching.gate import WRITING
from carnet.teaching.gate.gate import BY_RULE
from carnet.teaching.item import Item

TUNING = Path(__file__).parents[1] / "teaching" / "flaws" / "tuning"


def question(given: dict[str, Any], place: int) -> dict[str, Any]:
    """A question of the gold, as an item has it."""
    made = {name: given[name] for name in ("kind", "stem", "new", "hypothesis", "finding") if name in given}
    made |= {"id": f"q{place}", "stem": given.get("stem", "")}
    made["propositions"] = [
        {"id": "abcdefghijklmnopqrstuvwxyz"[number], "text": str(one["text"]), "correct": bool(one["correct"])}
        for number, one in enumerate(given.get("propositions", ()))
    ]
    made["answers"] = [
        {"text": one} if isinstance(one, str) else {"text": one["text"], "category": one.get("category", 1)}
        for one in given.get("answers", ())
    ]
    if given["kind"] in ("QRP", "QRPL"):
        made["expected"] = given.get("expected") or max(1, sum(one["correct"] for one in made["propositions"]))
    return made


def item(given: dict[str, Any]) -> Item:
    """An item of the gold."""
    asked = given.get("questions") or [given]
    return Item.model_validate(
        {
            "id": given["id"],
            "kind": given["kind"],
            "case": given.get("case", ""),
            "questions": [question(one, place) for place, one in enumerate(asked, 1)],
        }
    )


def gold(folder: Path) -> Iterator[tuple[Item, frozenset[str]]]:
    """The items of a folder, each with its flaws."""
    for path in sorted(folder.glob("*.yaml")):
        for given in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            yield item(given), frozenset(given.get("flaws") or ())


def fired(one: Item) -> dict[str, list[str]]:
    """The writing rules that fire on an item: check → where and what."""
    found: dict[str, list[str]] = {}
    for name in WRITING:
        for finding in BY_RULE[name](one):
            found.setdefault(name, []).append(f"{finding.where}: {finding.message}")
    return found


def main() -> None:
    """Print the figures."""
    names = [one for one in sys.argv[1:] if not one.startswith("--")]
    folder = Path(names[0]) if names else TUNING
    flawed: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    others: Counter[str] = Counter()
    accused: Counter[str] = Counter()
    counts = {"flawed": 0, "found": 0, "sound": 0, "accused": 0}
    started = time.process_time()
    for one, flaws in gold(folder):
        found = fired(one)
        if flaws:
            counts["flawed"] += 1
            counts["found"] += bool(flaws & found.keys())
            flawed.update(flaws)
            caught.update(flaws & found.keys())
            others.update(found.keys() - flaws)
            if "--list" in sys.argv and (not flaws & found.keys() or found.keys() - flaws):
                print(f"{one.id} {sorted(flaws)} → {found}")
        else:
            counts["sound"] += 1
            counts["accused"] += bool(found)
            accused.update(found.keys())
            if "--list" in sys.argv and found:
                print(f"{one.id} sound → {found}")
    spent = time.process_time() - started
    print(f"{'check':18}{'flawed':>8}{'found':>8}{'also':>8}{'accused':>9}")
    for name in WRITING:
        print(f"{name:18}{flawed[name]:8}{caught[name]:8}{others[name]:8}{accused[name]:9}")
    if counts["flawed"]:
        print(f"detection {counts['found']}/{counts['flawed']} = {counts['found'] / counts['flawed']:.1%}")
    if counts["sound"]:
        print(f"false alarms {counts['accused']}/{counts['sound']} = {counts['accused'] / counts['sound']:.1%}")
    print(f"{1000 * spent / max(1, counts['flawed'] + counts['sound']):.1f} ms an item")


if __name__ == "__main__":
    main()

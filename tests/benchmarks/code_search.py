"""The search of codes: every code that may be principal diagnosis, from its own label perturbed in seven ways.

    .venv/bin/python tests/benchmarks/code_search.py [--peer] [--every N] [--misses KIND]
The long label of each of the 13,351 codes, as given and perturbed (seeded): accents dropped, lower case, words
shuffled, one typo in a word of five letters or more, contracted (by the list of `code_search_words.yaml`, or a word cut
short after five letters where the list has none), the ATIH's own short label (which the index knows: not a test of
generality), a synonym (same file; only the labels that have one of its words). That file was written before the index
had its own lists, by the same hand. `--peer`: `eds.cim10` reads the same queries, for 500 codes drawn at random.
A code is found when it is among the first ten; labels that two codes share word for word are counted for either.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from carnet.text.terminologies.cim10 import Code, cim10
from carnet.text.terminologies.search import CodeIndex, open_index

WORDS = Path(__file__).with_name("code_search_words.yaml")
_WORD = re.compile(r"[^\W\d_]{5,}")
Change = Callable[[Code, random.Random], str | None]


def replacer(pairs: dict[str, str]) -> Callable[[str], str]:
    """Replaces whole words and phrases, the longest first, whatever the case."""
    keys = sorted(pairs, key=len, reverse=True)
    found = re.compile(r"(?<!\w)(" + "|".join(re.escape(key) for key in keys) + r")(?!\w)", re.IGNORECASE)
    lower = {key.lower(): value for key, value in pairs.items()}
    return lambda text: found.sub(lambda match: lower[match[0].lower()], text)


def no_accents(text: str) -> str:
    """Without accents, the case kept."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if unicodedata.category(one) != "Mn")


def shuffled(text: str, chance: random.Random) -> str:
    """The same words in another order."""
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def misspelt(text: str, chance: random.Random) -> str | None:
    """One letter lost, added, changed or swapped with the next, in a word of five letters or more."""
    places = list(_WORD.finditer(text))
    if not places:
        return None
    match = chance.choice(places)
    word = match[0]
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    changed = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return text[: match.start()] + changed + text[match.end() :]


def changes() -> dict[str, Change]:
    """The perturbations by name; None for a label that one does not apply to."""
    lists: dict[str, dict[str, str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    contract, other = replacer(lists["abbreviations"]), replacer(lists["synonyms"])

    def contracted(code: Code, chance: random.Random) -> str | None:
        text = contract(code.label)
        if text == code.label:
            words = [match for match in _WORD.finditer(text) if len(match[0]) > 6]
            if not words:
                return None
            cut = chance.choice(words)
            text = f"{text[: cut.start() + 5]}.{text[cut.end() :]}"
        return text

    return {
        "as given": lambda code, _chance: code.label,
        "no accents": lambda code, _chance: no_accents(code.label),
        "lower case": lambda code, _chance: code.label.lower(),
        "shuffled": lambda code, chance: shuffled(code.label, chance),
        "typo": lambda code, chance: misspelt(code.label, chance),
        "contracted": contracted,
        "ATIH short": lambda code, _chance: code.short,
        "synonym": lambda code, _chance: text if (text := other(code.label)) != code.label else None,
    }


def twins(codes: list[Code]) -> dict[str, set[str]]:
    """Code → the codes whose label is the same, itself included."""
    by_label: dict[str, set[str]] = {}
    for code in codes:
        by_label.setdefault(code.label.lower(), set()).add(code.code)
    return {code.code: by_label[code.label.lower()] for code in codes}


def measure(index: CodeIndex, codes: list[Code], change: Change, same: dict[str, set[str]]) -> dict[str, Any]:
    """The counts of one perturbation, the times of the look-ups, and the codes missed."""
    counts = {"n": 0, "top 10": 0, "top 1": 0, "top 10 at 3": 0, "top 1 at 3": 0}
    spent, missed = [], []
    for code in codes:
        query = change(code, random.Random(code.code))
        if query is None:
            continue
        started, worked = time.perf_counter(), time.process_time()
        hits = index.search(query, 10, "dp")
        spent.append((time.perf_counter() - started, time.process_time() - worked))
        found = [hit.code for hit in hits]
        counts["n"] += 1
        counts["top 10"] += bool(same[code.code] & set(found))
        counts["top 1"] += bool(found) and found[0] in same[code.code]
        counts["top 10 at 3"] += any(one[:3] == code.code[:3] for one in found)
        counts["top 1 at 3"] += bool(found) and found[0][:3] in {one[:3] for one in same[code.code]}
        if not found or found[0][:3] != code.code[:3] or not same[code.code] & set(found):
            missed.append((code.code, query, found[:3]))
    return {**counts, "spent": spent, "missed": missed}


def peer(codes: list[Code], every_change: dict[str, Change]) -> None:
    """`eds.cim10` over the same queries: its first code."""
    import edsnlp

    started = time.perf_counter()
    pipeline = edsnlp.blank("eds")
    pipeline.add_pipe("eds.normalizer")
    pipeline.add_pipe("eds.cim10", config={"attr": "NORM"})
    print(f"eds.cim10, {len(codes)} codes drawn at random (start {time.perf_counter() - started:.1f} s)")
    for name, change in every_change.items():
        asked = [(code, query) for code in codes if (query := change(code, random.Random(code.code))) is not None]
        first = any_one = first3 = 0
        spent = []
        for code, query in asked:
            started = time.perf_counter()
            read = pipeline(query)
            spans = [span.kb_id_ for span in read.spans["cim10"]]
            found = [entity.kb_id_ for entity in read.ents] or [""]  # the longest of those that overlap
            spent.append(time.perf_counter() - started)
            first += found[0] == code.code
            any_one += code.code in spans
            first3 += found[0][:3] == code.code[:3]
        count = len(asked)
        print(
            f"  {name:12} n {count:4}  top 1 {first / count:6.1%}  at 3 {first3 / count:6.1%}"
            f"  any {any_one / count:6.1%}  median {np.median(spent) * 1e3:.1f} ms"
        )


def starts() -> None:
    """The start of the index in a process of its own, imports included: built, then from its file."""
    asked = (
        "import time; t = time.perf_counter(); from carnet.text.terminologies.search import open_index; open_index()"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in ("cold", "warm"):
            told = subprocess.run(
                [sys.executable, "-c", f"{asked}; print(time.perf_counter() - t, time.process_time())"],
                env=os.environ | {"XDG_CACHE_HOME": folder},
                capture_output=True,
                text=True,
                check=True,
            )
            spent, worked = map(float, told.stdout.split())
            print(f"start {name}: {spent:.2f} s ({worked:.2f} s of processor, the interpreter's start included)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="one code out of N")
    parser.add_argument("--misses", default="", help="show what a perturbation misses")
    given = parser.parse_args()
    if not given.misses:
        starts()
    nomenclature = cim10()
    index = open_index()
    principal = [code for code in nomenclature if nomenclature.valid(code.code, "dp")]
    same = twins(principal)
    every_change = changes()
    if given.misses:
        found = measure(index, principal[:: given.every], every_change[given.misses], same)
        for code, query, hits in found["missed"]:
            print(code, "|", query, "|", hits)
        return
    spent: list[tuple[float, float]] = []
    print(f"{len(principal[:: given.every])} codes")
    for name, change in every_change.items():
        found = measure(index, principal[:: given.every], change, same)
        spent += found["spent"]
        count = found["n"]
        shares = "  ".join(f"{key} {found[key] / count:6.1%}" for key in found if key.startswith("top"))
        print(f"  {name:12} n {count:5}  {shares}")
    for name, times in zip(("look-up", "of processor"), np.array(spent).T * 1e3, strict=True):
        print(f"{name}: median {np.median(times):.2f} ms, 95th {np.quantile(times, 0.95):.2f} ms")
    if given.peer:
        peer(random.Random(5).sample(principal, 500), every_change)


if __name__ == "__main__":
    main()

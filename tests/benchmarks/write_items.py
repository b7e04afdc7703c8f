"""Prints the items written from N notes of a folder of texts, to be read one by one.

python tests/benchmarks/write_items.py FOLDER N SEED
"""

import random
import sys
import time
from pathlib import Path

import carnet.tools
from carnet.teaching.item import Item
from carnet.text.note import Note


def show(item: Item) -> None:
    """Print an item as an examiner reads it."""
    print(f"--- [{item.id}] {item.kind} · {item.title} · item {item.item_number}")
    print("CAS :", item.case)
    for question in item.questions:
        if question.new:
            print("  + ", question.new)
        print(f"  {question.id} {question.kind} ({question.topic}) {question.stem}")
        for one in question.propositions:
            mark = "X" if one.correct else " "
            flag = " !indispensable" * one.indispensable + " !inacceptable" * one.unacceptable
            print(f"    [{mark}] {one.text}{flag}  — {one.feedback}")
        for answer in question.answers[:3]:
            print(f"    = {answer.text} ({answer.category})")
        print("    ->", question.feedback)
    for caution in item.cautions:
        print("  ⚠", caution)


def main(folder: Path, number: int, seed: int) -> None:
    """Write and print."""
    files = sorted(folder.glob("*.txt"))
    writer = carnet.tools.teach()
    writer.prepare()
    total, started = 0, time.perf_counter()
    for file in random.Random(seed).sample(files, number):
        written = writer(Note(file.stem, file.read_text(encoding="utf-8")))
        print(f"\n===== {file.stem}: {len(written.items)} items")
        for caution in written.cautions:
            print("⚠", caution)
        for item in written.items:
            show(item)
        total += len(written.items)
    print(f"\n{total} items, {number} notes, {(time.perf_counter() - started) / number:.2f} s a note")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

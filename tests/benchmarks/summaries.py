"""Conclusions hidden and written again (PARTAGES, CU3), and the length of patients' histories.

    python tests/benchmarks/summaries.py FOLDER [150]            a folder of reports (*.txt)
    python tests/benchmarks/summaries.py --demo WAREHOUSE [300]  notes of a warehouse, and the histories of 50 patients

On the demo hospital these numbers are no accuracy: its notes and our rules were written by the same people.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import carnet
from carnet.text.note import Note
from carnet.tools.summarisation.conclusion import ConclusionScore, score_conclusion


def main(arguments: list[str]) -> None:
    """Print the scores."""
    demo = arguments[0] == "--demo"
    source = Path(arguments[demo])
    count = int(arguments[demo + 1]) if len(arguments) > demo + 1 else 300 if demo else 150
    notes = list(_of_warehouse(source)) if demo else list(_of_folder(source))
    random.Random(4).shuffle(notes)
    scores(notes[:count])
    if demo:
        histories(notes)


def scores(notes: list[Note]) -> None:
    """Key elements of the hidden conclusions: found, missed, invented."""
    tool = carnet.tools.summarise()
    found: list[ConclusionScore] = []
    aside: Counter[str] = Counter()
    start = time.process_time()
    for note in notes:
        score = score_conclusion(tool, note)
        if isinstance(score, ConclusionScore):
            found.append(score)
        else:
            aside[score.reason] += 1
    took = time.process_time() - start
    elements = sum(len(one.elements) for one in found)
    findable = sum(len(one.findable) for one in found)
    again = sum(len({fact.id for fact in one.found} & {fact.id for fact in one.findable}) for one in found)
    invented = sum(len(one.invented) for one in found)
    sentences = sum(one.sentences for one in found)
    print(f"{len(notes)} reports, {len(found)} scored, set aside {dict(aside)}, {took:.0f} s of processor")
    print(f"key elements {elements}, that the rest says {findable} ({findable / max(1, elements):.3f})")
    print(f"found of those {again} ({again / max(1, findable):.3f}), invented {invented} in {sentences} sentences")
    kinds: Counter[str] = Counter(fact.kind for one in found for fact in one.findable)
    said: Counter[str] = Counter(
        fact.kind for one in found for fact in one.findable if fact.id in {other.id for other in one.found}
    )
    print(", ".join(f"{kind} {said[kind]}/{number}" for kind, number in kinds.most_common(12)))


def histories(notes: list[Note]) -> None:
    """Lines of the histories of 50 patients with five notes or more."""
    of_person: dict[str, list[Note]] = {}
    for note in notes:
        of_person.setdefault(note.person_id or "", []).append(note)
    persons = sorted(person for person, own in of_person.items() if len(own) >= 5)[:50]
    lines = []
    for person in persons:
        (history,) = carnet.tools.structure().map(of_person[person]).patients()
        summary = carnet.tools.summarise().patient(history)
        lines.append(sum(len(section.sentences) for section in summary.sections))
    lines.sort()
    print(f"histories of {len(lines)} patients: {lines[len(lines) // 2]} lines (median), {lines[-1]} at most")


def _of_folder(folder: Path) -> Iterator[Note]:
    for path in sorted(folder.rglob("*.txt")):
        if not path.name.isupper() and path.name != "SOURCE.txt":
            yield Note(path.stem, path.read_text(encoding="utf-8"))


def _of_warehouse(folder: Path) -> Iterator[Note]:
    from carnet.records import Warehouse
    from carnet.study.notes import notes_of

    yield from notes_of(Warehouse.open(str(folder)), limit=4000)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Coding measured: sentences with their codes (both halves), validity and evidence of proposals, time of a stay.

.venv/bin/python tests/benchmarks/coding.py sentences
.venv/bin/python tests/benchmarks/coding.py stays WAREHOUSE LABELS [N]    # LABELS: the folder cu2_labels
.venv/bin/python tests/benchmarks/coding.py speed [N]                     # stays of five notes of 2,000 characters
"""

import os
import random
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "tools" / "coding"))

from sentence_scores import codes_of, score, sentences  # noqa: E402

from carnet.records import Warehouse  # noqa: E402
from carnet.study.stays import load_stay, stay_rows  # noqa: E402
from carnet.text.note import Note  # noqa: E402
from carnet.tools import code  # noqa: E402
from carnet.tools.coding.stay import Stay  # noqa: E402


def of_sentences() -> None:
    coder = code()
    for half in ("tuning", "held_out"):
        pairs = [(gold, codes_of(coder, sentence)) for _id, sentence, gold in sentences(half)]
        for length in (9, 3):
            one = score(pairs, length)
            print(
                f"{half:9} {'full' if length == 9 else '3 chars':8} exact {one.exact}/{one.sentences} "
                f"P {one.precision:.3f} R {one.recall:.3f} F1 {one.f1:.3f}"
            )


def of_stays(folder: str, labels: str, n: int) -> None:
    """Every proposal against the codes that PARTAGES accepts at each position, every passage against its note."""
    valid = {
        position: set((Path(labels) / f"valid_labels_all_{position}.txt").read_text().split())
        for position in ("dp", "das", "mdp")
    }
    coder, warehouse = code(), Warehouse.open(folder)
    rows = stay_rows(warehouse)
    counts: Counter[str] = Counter()
    for row in random.Random(0).sample(rows, min(n, len(rows))):
        stay = load_stay(warehouse, row)
        texts = {note.note_id: note.text for note in stay.notes}
        coded = coder.stay(stay)
        counts["stays"] += 1
        counts["stays with a DP"] += coded.dp is not None
        for one in coded.proposals:
            counts["proposals"] += 1
            # where there is a DR, PARTAGES' dp is the DR and its mdp the DP
            place = "das" if one.position == "das" else "mdp" if one.position == "dp" and coded.dr else "dp"
            counts["valid"] += one.code in valid[place]
            counts["attested"] += bool(one.evidence) and all(
                texts[e.note_id][e.start : e.end] == e.quote for e in one.evidence
            )
    print(dict(counts))


def of_speed(n: int) -> None:
    """Stays of five notes of 2,000 characters, made of the sentences; the first ones warm up."""
    coder = code()
    begun = time.perf_counter()
    coder.prepare()
    print(f"start {time.perf_counter() - begun:.2f} s")
    said = [sentence for half in ("tuning", "held_out") for _id, sentence, _gold in sentences(half)]
    drawn = random.Random(0)
    spent = []
    for _ in range(n):
        notes = []
        for number in range(5):
            text = ""
            while len(text) < 2000:
                text += drawn.choice(said) + drawn.choice((" ", "\n", "\n\nÉvolution :\n"))
            notes.append(Note(str(number), text[:2000]))
        begun = time.process_time()
        coder.stay(Stay("s", tuple(notes)))
        spent.append(time.process_time() - begun)
    late = spent[len(spent) // 4 :]
    print(f"stay of 5 notes: median {1000 * statistics.median(late):.0f} ms, worst {1000 * max(late):.0f} ms")


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    if what == "sentences":
        of_sentences()
    elif what == "stays":
        of_stays(given[0], given[1], int(given[2]) if len(given) > 2 else 500)
    else:
        of_speed(int(given[0]) if given else 40)

"""Notes a second on one core: structuring by rules, all kinds on, and EDS-NLP's pipes for the same jobs, one process.

    .venv/bin/python tests/benchmarks/structure_speed.py [folder of the corpora] [notes]
Notes: the oncology case reports of CANTEMIST-FR end to end, cut every 2,000 characters. EDS-NLP: sentences, sections,
dates, quantities, TNM, ADICAP, drugs, tobacco, alcohol, diabetes and eight more comorbidities, solid tumour, and
negation, hypothesis, family, history of what they find; it has no pipe for the other kinds of fact. Seconds of the
processor, best of three, after one note that loads what is lazy (given apart). Then where the time of ours goes.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.deriving import derive
from carnet.tools.structuring.rules import course, find, markers, staging, treatments, tumour
from carnet.tools.structuring.tool import Structurer

SIZE = 2000
PIPES = ("normalizer", "sentences", "sections", "dates", "quantities", "tnm", "adicap", "drugs", "tobacco", "alcohol")
ILLNESSES = (
    "diabetes",
    "copd",
    "ckd",
    "congestive_heart_failure",
    "dementia",
    "liver_disease",
    "myocardial_infarction",
)
LAST = ("solid_tumor", "leukemia", "negation", "hypothesis", "family", "history")


def notes(folder: Path, count: int) -> list[Note]:
    """Notes of 2,000 characters."""
    paths = sorted((folder / "text/cantemist_fr").glob("cc_*.txt"))
    whole = "\n".join(path.read_text(encoding="utf-8") for path in paths[: count * 2])
    return [Note(str(place), whole[place : place + SIZE]) for place in range(0, len(whole) - SIZE, SIZE)][:count]


def edsnlp_reader() -> Callable[[Note], object]:
    """EDS-NLP with the same jobs, as far as it has them."""
    import edsnlp

    nlp = edsnlp.blank("eds")
    for pipe in (*PIPES, *ILLNESSES, *LAST):
        nlp.add_pipe(f"eds.{pipe}")
    return lambda note: nlp(note.text)


def seconds(run: Callable[[Note], object], made: Sequence[Note]) -> float:
    """Seconds of the processor for all the notes, best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for note in made:
            run(note)
        best = min(best, time.process_time() - begun)
    return best


def parts(made: Sequence[Note]) -> dict[str, float]:
    """Milliseconds a note of each step of ours."""
    spent: dict[str, float] = {}

    def timed(name: str, begun: float) -> None:
        spent[name] = spent.get(name, 0) + time.process_time() - begun

    for note in made:
        begun = time.process_time()
        reading = Reading.of(note)
        timed("reading", begun)
        for family in (tumour, staging, markers, treatments, course):
            begun = time.process_time()
            family.find(reading)
            timed(family.__name__.rpartition(".")[2], begun)
        found = find(reading)
        begun = time.process_time()
        facts = assemble(reading, found)
        timed("assertion and dates", begun)
        begun = time.process_time()
        derive(facts)
        timed("derived facts", begun)
    return {name: 1000 * spent[name] / len(made) for name in spent}


def main() -> None:
    """Print the tables, in Markdown."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / ".." / "shared" / "data"
    made = notes(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 100)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {len(made)} notes of {SIZE:,} characters\n")
    print("| pipeline | loading and first note, s | notes a second |\n| --- | ---: | ---: |")
    for name, build in (("ours", Structurer), ("EDS-NLP", edsnlp_reader)):
        begun = time.process_time()
        run = build()
        run(made[0])
        loading = time.process_time() - begun
        print(f"| {name} | {loading:.2f} | {len(made) / seconds(run, made):.0f} |", flush=True)  # type: ignore[arg-type]
    print("\n| step | ms a note |\n| --- | ---: |")
    for name, spent in parts(made).items():
        print(f"| {name} | {spent:.2f} |")


if __name__ == "__main__":
    main()

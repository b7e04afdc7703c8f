"""Notes a second on one core: our pipeline and EDS-NLP's with the same jobs, one process, the same notes and spans.

    .venv/bin/python tests/benchmarks/text_speed.py [folder of the corpora] [notes]
Jobs: sentences, sections, dates, durations, quantities, and for 30 spans a note negation, hypothesis, family, history.
The notes are E3C's French cases (layers 1 and 2), end to end, cut every 2,000 characters; the spans are words, the same
for both. Seconds of the processor, best of three, after one note that loads what is lazy (its time is given apart).
"""

import os
import platform
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from carnet.text.note import Note
from carnet.text.pipeline import read
from carnet.text.span import Span

SIZE = 2000
SPANS = 30


def notes(folder: Path, count: int) -> list[tuple[Note, list[Span]]]:
    """Notes of 2,000 characters, each with 30 words of it."""
    texts = []
    for path in sorted((folder / "text/e3c_fr").glob("layer*/*.xml")):
        for element in ElementTree.parse(path).getroot():
            if element.tag.endswith("}Sofa"):
                texts.append(element.get("sofaString") or "")
    whole = "\n".join(texts)
    made = []
    for place in range(0, min(len(whole) - SIZE, count * SIZE), SIZE):
        text = whole[place : place + SIZE]
        words = list(re.finditer(r"\w{5,}", text))
        chosen = words[:: max(len(words) // SPANS, 1)][:SPANS]
        made.append((Note(str(place), text), [Span.of(text, *word.span(), "X") for word in chosen]))
    return made


def edsnlp_reader() -> Callable[[Note, list[Span]], object]:
    """EDS-NLP with the same jobs."""
    import edsnlp

    nlp = edsnlp.blank("eds")
    pipes = (
        "normalizer",
        "sentences",
        "sections",
        "dates",
        "quantities",
        "negation",
        "hypothesis",
        "family",
        "history",
    )
    for pipe in pipes:
        nlp.add_pipe(f"eds.{pipe}")

    def run(note: Note, spans: list[Span]) -> object:
        doc = nlp.make_doc(note.text)
        doc.ents = [
            found for one in spans if (found := doc.char_span(one.start, one.end, label="X", alignment_mode="expand"))
        ]
        for _name, pipe in nlp.pipeline:
            doc = pipe(doc)
        return [(one._.negation, one._.hypothesis, one._.family, one._.history) for one in doc.ents]

    return run


def seconds(run: Callable[[Note, list[Span]], object], made: list[tuple[Note, list[Span]]]) -> float:
    """Seconds of the processor for all the notes, best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for note, spans in made:
            run(note, spans)
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    """Print the table, in Markdown."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / ".." / "shared" / "data"
    made = notes(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 100)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {len(made)} notes of {SIZE:,} characters\n")
    print("| pipeline | loading and first note, s | notes a second |\n| --- | ---: | ---: |")
    for name, build in (("ours", lambda: read), ("EDS-NLP", edsnlp_reader)):
        begun = time.process_time()
        run = build()
        run(*made[0])
        loading = time.process_time() - begun
        print(f"| {name} | {loading:.2f} | {len(made) / seconds(run, made):.0f} |", flush=True)


if __name__ == "__main__":
    main()

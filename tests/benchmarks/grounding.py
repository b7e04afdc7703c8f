"""What grounding lets through and what it costs: inventions, true facts, injections, milliseconds a fact and a quote.

    .venv/bin/python tests/benchmarks/grounding.py [-v]

The cases are those of `tests/tools/structuring/model_*.yaml`; `-v` names those that go wrong. The alignment is timed on
a note of 20,000 characters: quotes that are there, slipped ones, absent ones.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools" / "structuring"))
from scripted_model import cases, item, notes, read  # noqa: E402

from carnet.llm.grounding.alignment import Aligner  # noqa: E402
from carnet.llm.grounding.grounder import Grounder  # noqa: E402
from carnet.text.clean import clean  # noqa: E402
from carnet.text.note import Note  # noqa: E402
from carnet.text.reading import Reading  # noqa: E402

SETS = ("1", "2", "3", "4", "5", "6", "7", "8")
BEFORE = "Mme A, 61 ans, carcinome canalaire infiltrant du sein gauche, RE 80 %, HER2 1+.\n\n"


def measure(names: str, loud: bool) -> None:
    """One set of cases through the whole way, the rules' reading included."""
    texts = notes(f"model_notes_{names}")
    for which in ("false", "true"):
        tried, out = cases(f"model_{which}_{names}"), 0
        for case in tried:
            facts = read(texts[case["n"]], [item(case)], case["n"]).facts
            came = any(which == "true" or fact.assertion == case.get("a", "present") for fact in facts)
            out += came
            if loud and came == (which == "false"):
                print("   ", which, case)
        print(f"set {names}: {out} of {len(tried)} {which} facts come out")


def cost() -> None:
    """Milliseconds of one fact, its note being read."""
    work = []
    for names in SETS:
        read_notes = {name: Reading.of(Note(name, text)) for name, text in notes(f"model_notes_{names}").items()}
        work += [
            (read_notes[case["n"]], case) for which in ("false", "true") for case in cases(f"model_{which}_{names}")
        ]
    for _time in range(2):  # the first one loads the vocabularies
        grounders = {id(reading): Grounder(reading) for reading, _case in work}
        start = time.process_time()
        for reading, case in work:
            grounders[id(reading)].ground(
                str(case["v"]), case["q"], kind=case["k"], assertion=case.get("a", "present"), date=case.get("d")
            )
        spent = (time.process_time() - start) * 1e3 / len(work)
    print(f"{spent:.2f} ms a fact ({len(work)} facts)")


def alignment() -> None:
    """Milliseconds of one quote in a note of 20,000 characters, the index of the note apart."""
    text = "\n\n".join(text for names in SETS for text in notes(f"model_notes_{names}").values())
    text = (text + "\n\n" + text)[:20_000]
    aligner = Aligner(clean(text))
    start = time.process_time()
    aligner.folded, aligner.index  # noqa: B018
    print(f"{(time.process_time() - start) * 1e3:.1f} ms to index {len(text)} characters")
    words = [at for at in range(1, 19_000) if text[at - 1].isspace() and not text[at].isspace()]
    quotes = [text[one:other].strip() for one, other in zip(words[::40], words[7::40], strict=False)]
    for name, change in (
        ("as written", lambda quote: quote),
        ("without spaces of lines", lambda quote: " ".join(quote.split()).upper()),
        ("slipped", lambda quote: quote.replace("de ", "").replace("é", "e")),
        ("absent", lambda quote: quote + " zygomatique"),
    ):
        aligner.places("carcinome infiltrant de type non spécifiqe")
        start = time.process_time()
        found = sum(bool(aligner.places(change(quote))) for quote in quotes)
        spent = (time.process_time() - start) * 1e3 / len(quotes)
        print(f"{name}: {spent:.2f} ms a quote, {found} of {len(quotes)} found")


def main() -> None:
    """Everything, one after the other."""
    loud = "-v" in sys.argv
    for names in SETS:
        measure(names, loud)
    orders = [case for name in ("", "_2", "_3", "_4", "_5", "_6", "_7") for case in cases(f"model_injections{name}")]
    through = [case for case in orders if read(f"{BEFORE}{case['t']}\n\nSurveillance.", [item(case)]).facts]
    print(f"injections: {len(through)} of {len(orders)} come out", *(through if loud else ()))
    cost()
    alignment()


if __name__ == "__main__":
    main()

"""The pseudonymiser's model, alone and with the rules: `python tests/benchmarks/pseudonymisation_model.py [FOLDER]`.

Reads `text/pseudonymisation_fr` (which no training ever saw) and `text/cantemist_fr` (which holds no patient's
identifier) in the folder of public corpora (CARNET_CORPORA). FOLDER: one with another `weights.npz` and `card.json`.
Prints the recall of words whatever the label, passages wholly hidden, precision, false alarms and notes per second.
"""

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "lib"))

from carnet.text.note import Note  # noqa: E402
from carnet.tools.pseudonymisation.labels import KEPT  # noqa: E402
from carnet.tools.pseudonymisation.model import Model, load  # noqa: E402
from carnet.tools.pseudonymisation.model.network import read  # noqa: E402
from carnet.tools.pseudonymisation.page import Found, Page  # noqa: E402

Find = Callable[[Page], Sequence[Found]]
CORPORA = Path(os.environ.get("CARNET_CORPORA", ROOT / ".." / "shared" / "data"))
_GOLD = re.compile(r"\[([^\]]*)\]\(([A-Z_]+)\)")
DATES = {"IDENTIFYING_DATE", "UNIDENTIFYING_DATE", "PATIENT_BIRTHDATE"}


def template_blocks() -> list[tuple[Page, list[tuple[int, int, str]]]]:
    """The blocks of the templates: page and gold spans."""
    blocks = re.split(r"\n\s*\n", (CORPORA / "text/pseudonymisation_fr/templates.txt").read_text(encoding="utf-8"))
    found = []
    for number, block in enumerate(block for block in blocks if block.strip()):
        text, gold, position = "", [], 0
        for match in _GOLD.finditer(block):
            text += block[position : match.start()]
            gold.append((len(text), len(text) + len(match.group(1)), match.group(2)))
            text += match.group(1)
            position = match.end()
        found.append((Page.of(Note(note_id=f"block-{number}", text=text + block[position:])), gold))
    return found


def hidden_words(page: Page, find: Find) -> list[bool]:
    """For each word whether a finding hides it."""
    covered = bytearray(len(page.text))
    for found in find(page):
        if found.label not in KEPT:
            covered[found.start : found.end] = b"\x01" * (found.end - found.start)
    return [any(covered[word.start : word.end]) for word in page.words]


def templates(name: str, find: Find) -> None:
    """Recall of words ignoring the label, blocks wholly hidden, precision."""
    wanted, reached, wrong, hidden_total, whole, blocks = Counter[str](), Counter[str](), 0, 0, 0, 0
    for page, gold in template_blocks():
        hidden = hidden_words(page, find)
        missed = False
        for word, is_hidden in zip(page.words, hidden, strict=True):
            if not any(character.isalnum() for character in word.text):
                continue
            spans = [page.clean.original(word.start, word.end)]
            label = next((label for start, end, label in gold if start < spans[0][1] and spans[0][0] < end), "")
            if label:
                wanted[label] += 1
                reached[label] += is_hidden
                missed |= not is_hidden
            else:
                wrong += is_hidden
            hidden_total += is_hidden
        if gold:
            blocks += 1
            whole += not missed
    recall = reached.total() / wanted.total()
    precision = 1 - wrong / max(1, hidden_total)
    print(
        f"{name:14} recall of words {recall:.4f}  blocks wholly hidden {whole / blocks:.3f}  precision {precision:.3f}"
    )
    print(" " * 15 + "  ".join(f"{label} {reached[label] / wanted[label]:.3f}" for label in sorted(wanted)))


def clinical(name: str, find: Find, limit: int) -> None:
    """False alarms per 1,000 words, dates apart."""
    words, alarms, labels = 0, 0, Counter[str]()
    for file in sorted((CORPORA / "text/cantemist_fr").glob("*.txt"))[:limit]:
        if file.name == "SOURCE.txt":
            continue
        page = Page.of(Note(note_id=file.stem, text=file.read_text(encoding="utf-8")))
        words += sum(any(c.isalnum() for c in word.text) for word in page.words)
        said = {}
        for found in find(page):
            if found.label not in DATES | KEPT:
                inside = [w.start for w in page.words if found.start <= w.start < found.end and w.text.isalnum()]
                said |= dict.fromkeys(inside, found.label)
        alarms += len(said)
        labels.update(said.values())
    print(
        f"{name:14} {1000 * alarms / words:.3f} false alarms per 1,000 words, {words:,}: {dict(labels.most_common(6))}"
    )


def speed(name: str, find: Find) -> None:
    """Notes of 2,000 characters read in one second."""
    text = "\n".join(
        file.read_text(encoding="utf-8") for file in sorted((CORPORA / "text/cantemist_fr").glob("cc*.txt"))[:80]
    )
    notes = [Note(note_id=str(at), text=text[at : at + 2000]) for at in range(0, 400_000, 2000)]
    for note in notes[:20]:
        find(Page.of(note))
    start = time.perf_counter()
    for note in notes[20:]:
        find(Page.of(note))
    print(f"{name:14} {(len(notes) - 20) / (time.perf_counter() - start):.0f} notes/s (2,000 characters, one core)")


def main() -> None:
    """Print the figures of the model, of the rules and of both."""
    model: Model = load() if len(sys.argv) < 2 else _from(Path(sys.argv[1]))
    print(f"{model.producer}, {model.card['bytes']:,} bytes")
    ways: dict[str, Find] = {"model": model.find}
    try:
        from carnet.tools.pseudonymisation import rules

        rules.find(Page.of(Note(note_id="", text="")))
    except (ImportError, AttributeError):
        print("(no rules here)")
    else:
        ways["rules"] = lambda page: rules.find(page)
        ways["rules + model"] = lambda page: [*rules.find(page), *model.find(page)]
    for name, find in ways.items():
        templates(name, find)
    for name, find in ways.items():
        clinical(name, find, 500)
    for name, find in ways.items():
        speed(name, find)


def _from(folder: Path) -> Model:
    return read((folder / "weights.npz").read_bytes(), json.loads((folder / "card.json").read_text(encoding="utf-8")))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()

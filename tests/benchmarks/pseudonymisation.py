"""The pseudonymiser against gold: recall, precision, blocks without a leak, per label; false alarms; notes a second.

python tests/benchmarks/pseudonymisation.py [--model] [--errors] [--corpora FOLDER]
"""

import argparse
import re
import time
from collections import Counter
from pathlib import Path

from carnet.text.note import Note
from carnet.tools.pseudonymisation.detect import Detector

LABELS = {
    "NOM": {"LAST_NAME"},
    "PRENOM": {"FIRST_NAME"},
    "DATE": {"IDENTIFYING_DATE", "PATIENT_BIRTHDATE"},
    "DATE_NAISSANCE": {"PATIENT_BIRTHDATE"},
    "TEL": {"PHONE_NUMBER"},
    "VILLE": {"CITY"},
    "HOPITAL": {"HOSPITAL"},
    "ADRESSE": {"ADDRESS"},
    "ZIP": {"ZIP_CODE"},
    "MAIL": {"EMAIL"},
    "SECU": {"IDENTIFIER"},
    "IPP": {"IDENTIFIER"},
    "NDA": {"IDENTIFIER"},
}
MARKED = re.compile(r"\[([^\]]*)\]\((" + "|".join(LABELS) + r")\)")
TOKEN = re.compile(r"\w+")
NOT_COUNTED = {
    "COUNTRY",
    "URL",
    "UNIDENTIFYING_DATE",
    "FAMILY_STATUS",
    "PATIENT_NATIONALITY",
    "PATIENT_SOCIAL_IDENTITY",
}


def read_blocks(path: Path) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """The blocks of a file (an empty line between): the text, and its gold (start, end, label)."""
    blocks = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        text, gold, position = "", [], 0
        for match in MARKED.finditer(block):
            text += block[position : match.start()]
            gold.append((len(text), len(text) + len(match.group(1)), match.group(2)))
            text += match.group(1)
            position = match.end()
        blocks.append((text + block[position:], gold))
    return blocks


def measure(
    detector: Detector, blocks: list[tuple[str, list[tuple[int, int, str]]]], errors: bool = False
) -> dict[str, object]:
    """Token recall without and with the label, precision, and blocks without a leak."""
    found_of: Counter[str] = Counter()
    right_of: Counter[str] = Counter()
    total_of: Counter[str] = Counter()
    given: Counter[str] = Counter()
    good: Counter[str] = Counter()
    whole = 0
    for number, (text, gold) in enumerate(blocks):
        entities = detector.detect(Note(str(number), text))
        hidden = [e for e in entities if e.label != "UNIDENTIFYING_DATE"]
        missed, alarms = [], []
        for token in TOKEN.finditer(text):
            mine = next((e for e in hidden if e.start < token.end() and token.start() < e.end), None)
            theirs = next((label for a, b, label in gold if a < token.end() and token.start() < b), None)
            if theirs:
                total_of[theirs] += 1
                found_of[theirs] += mine is not None
                right_of[theirs] += mine is not None and mine.label in LABELS[theirs]
                if mine is None:
                    missed.append((theirs, token.group()))
            if mine is not None and mine.label not in NOT_COUNTED:
                given[mine.label] += 1
                good[mine.label] += theirs is not None
                if theirs is None:
                    alarms.append((mine.label, token.group(), mine.producers[0]))
        whole += not missed
        if errors and (missed or alarms):
            print(f"--- {number}: {text[:300]!r}\n    missed {missed}\n    alarms {alarms}")
    return {
        "recall": sum(found_of.values()) / sum(total_of.values()),
        "whole blocks": whole / len(blocks),
        "precision": sum(good.values()) / max(1, sum(given.values())),
        "recall per label": {k: (round(found_of[k] / n, 3), round(right_of[k] / n, 3), n) for k, n in total_of.items()},
        "precision per label": {k: (round(good[k] / n, 3), n) for k, n in given.items()},
    }


def false_alarms(detector: Detector, folder: Path, limit: int | None = None) -> dict[str, object]:
    """What is found in case reports that name nobody, per 1,000 tokens, dates apart."""
    counts: Counter[str] = Counter()
    words: Counter[tuple[str, str, str]] = Counter()
    tokens = 0
    for path in sorted(folder.glob("cc_*.txt"))[:limit]:
        text = path.read_text(encoding="utf-8")
        tokens += len(TOKEN.findall(text))
        for entity in detector.detect(Note(path.stem, text)):
            if "DATE" not in entity.label:
                size = len(TOKEN.findall(entity.text))
                counts[entity.label] += size
                words[(entity.label, entity.text, entity.producers[0])] += 1
    return {
        "tokens": tokens,
        "per 1,000": 1000 * sum(counts.values()) / max(1, tokens),
        "labels": dict(counts),
        "most": words.most_common(400),
    }


def speed(detector: Detector, text: str, seconds: float = 5.0) -> float:
    """Notes of 2,000 characters, cut from a text, a second of processor time, one core."""
    notes = [Note(str(k), text[k : k + 2000]) for k in range(0, len(text) - 2000, 2000)]
    detector.detect(notes[0])
    count, begin = 0, time.process_time()
    while time.process_time() - begin < seconds:
        detector.detect(notes[count % len(notes)])
        count += 1
    return count / (time.process_time() - begin)


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path(__file__).parents[3] / "shared" / "data")
    parser.add_argument("--model", action="store_true", help="rules and model together")
    parser.add_argument("--errors", action="store_true", help="print every error (public data)")
    parser.add_argument("--cases", type=int, default=None, help="how many case reports")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    begin = time.process_time()
    detector = Detector(model=options.model)
    detector.detect(Note("first", "Madame Durand"))
    print(f"start: {time.process_time() - begin:.2f} s")
    blocks = read_blocks(options.corpora / "text" / "pseudonymisation_fr" / "templates.txt")
    for name, value in measure(detector, blocks, options.errors).items():
        print(f"{name}: {value}")
    for name, value in false_alarms(detector, options.corpora / "text" / "cantemist_fr", options.cases).items():
        print(f"cases, {name}: {value}")
    if not options.no_speed:
        dense = "\n".join(block for block, _ in blocks)
        files = sorted((options.corpora / "text" / "cantemist_fr").glob("cc_*.txt"))[:40]
        cases = "\n".join(path.read_text(encoding="utf-8") for path in files)
        print(f"speed, blocks full of identifiers: {speed(detector, dense):.0f} notes/s")
        print(f"speed, case reports: {speed(detector, cases):.0f} notes/s")


if __name__ == "__main__":
    main()

"""TNM strings of French oncology cases: ours and EDS-NLP's `eds.tnm`, in the same run, on what a third regex proposes.

    .venv/bin/python tests/benchmarks/structure_tnm.py [folder of the corpora] [-v]
How the gold was made: CANTEMIST (French translation) has no TNM annotation, so a generous regular expression, written
apart from our rules and far looser (any case, any separator, up to 80 characters between T and N), proposes strings;
we read the proposals and struck out those that are no TNM (`structure_tnm_struck.txt`: document and offset, no text).
What neither the regex nor any system proposes is not counted. Two sets: strings with a T and an N, and a T, N or M
standing alone. A string is found where a system's span overlaps it (as in the figure published for EDS-NLP), and
found whole where the span holds its T and its N. Precision: the spans of a system that overlap no gold string are
counted, after the same reading. The rules were written while reading this corpus: these figures are of agreement on
texts seen, not on unseen ones.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from carnet.text.clean import clean
from carnet.text.tnm import find_tnm

CASES = "text/cantemist_fr"
STRUCK = Path(__file__).with_name("structure_tnm_struck.txt")
_T = re.compile(
    r"(?<![A-Za-zÀ-ÿ0-9])(?:[cpyursmaCPYUR]{1,3}\s?\(?)?[Tt]\s?[:=]?\s?"
    r"(?:[0-4](?!\d)|[xX](?![a-wyz])|[oO](?=\s?[pc]?N)|[iI][sS]|[aA](?=\s?[pcPC]?[Nn]\s?[0xX]))"
)
_N = re.compile(
    r"(?<![B-WYZe-mo-rt-wyzÀ-ÿ])(?:[cpyurCPYUR]{0,2}\s?)[Nn]\s?[:=]?\s?"
    r"(?:[0-3](?!\d\d|[,.]\d)|[xXoO](?![a-z])|\+|-\s|négatif|positif)|[0-9]N\+"
)
_ALONE = re.compile(
    r"(?<![A-Za-zÀ-ÿ0-9-])(?:(?:yp|[pcyu])\s?[TNM]\s?[0-4xX](?!\d)|(?:yp|[pc])?Tis\b|(?:[Pp]T|T)[1-4][abc](?![a-z0-9])|[TNM][0-4](?![0-9A-Za-z]))"
)
_STOP = re.compile(r"(?<![\d ])\. (?=[A-ZÀ-Ý])|\n\n|;\s")


@dataclass(frozen=True)
class Gold:
    """A string to find: [start, end) holds its T and its N where it has both."""

    start: int
    end: int
    chain: bool


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each case, by name."""
    for path in sorted((folder / CASES).glob("*.txt")):
        yield path.stem, path.read_text(encoding="utf-8")


def proposals(text: str) -> list[Gold]:
    """What may be a TNM, before it is read."""
    found: list[Gold] = []
    for match in _T.finditer(text):
        stop = _STOP.search(text, match.end(), match.end() + 80)
        nodes = _N.search(text, match.end(), stop.start() if stop else match.end() + 80)
        second = _T.search(text, match.end(), nodes.start()) if nodes else None
        if nodes is not None and second is None:
            found.append(Gold(match.start(), nodes.end(), True))
    for match in _ALONE.finditer(text):
        if not any(one.start - 1 <= match.start() < one.end + 12 for one in found):
            found.append(Gold(match.start(), match.end(), False))
    return sorted(found, key=lambda one: one.start)


def struck() -> dict[str, set[int]]:
    """Of each document, the offsets of the proposals that are no TNM."""
    said: dict[str, set[int]] = {}
    if STRUCK.exists():
        for line in STRUCK.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, *places = line.split()
                said[name] = {int(place) for place in places}
    return said


def ours(text: str) -> list[tuple[int, int]]:
    """Our spans."""
    regular = clean(text)
    return [regular.original(one.start, one.end) for one in find_tnm(regular.text, regular.plain)]


def edsnlp_reader() -> Callable[[str], list[tuple[int, int]]]:
    """EDS-NLP's."""
    import edsnlp

    nlp = edsnlp.blank("eds")
    for pipe in ("eds.normalizer", "eds.sentences", "eds.tnm"):
        nlp.add_pipe(pipe)
    return lambda text: [(span.start_char, span.end_char) for span in nlp(text).spans["tnm"]]


def main() -> None:
    """Print the table, in Markdown."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    folder = Path(folders[0]) if folders else Path(__file__).parents[2] / ".." / "shared" / "data"
    texts, not_tnm = list(documents(folder)), struck()
    gold = {name: [one for one in proposals(text) if one.start not in not_tnm.get(name, ())] for name, text in texts}
    systems = {"ours": ours, "EDS-NLP": edsnlp_reader()}
    print("| system | strings with T and N | found | whole | T, N or M alone | found | other spans | s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for system, read in systems.items():
        start = perf_counter()
        spans = {name: read(text) for name, text in texts}
        seconds = perf_counter() - start
        counts = {"chain": [0, 0, 0], "alone": [0, 0, 0]}
        other = 0
        for name, text in texts:
            for one in gold[name]:
                count = counts["chain" if one.chain else "alone"]
                over = [span for span in spans[name] if span[0] < one.end and one.start < span[1]]
                whole = any(span[0] <= one.start + 3 and span[1] >= one.end for span in over)
                count[0] += 1
                count[1] += bool(over)
                count[2] += whole
                if "-v" in sys.argv and system == "ours" and not (whole or (over and not one.chain)):
                    print(
                        name, one.start, "PART" if over else "MISSED", repr(text[max(0, one.start - 45) : one.end + 35])
                    )
            for span in spans[name]:
                if not any(span[0] < one.end and one.start < span[1] for one in gold[name]):
                    other += 1
                    if "-v" in sys.argv and system == "ours":
                        print(
                            name,
                            span[0],
                            "OTHER",
                            repr(text[max(0, span[0] - 45) : span[0]]),
                            repr(text[span[0] : span[1]]),
                            repr(text[span[1] : span[1] + 25]),
                        )
        cells = [
            f"{counts['chain'][0]} | {counts['chain'][1] / max(1, counts['chain'][0]):.1%}"
            f" | {counts['chain'][2] / max(1, counts['chain'][0]):.1%}",
            f"{counts['alone'][0]} | {counts['alone'][1] / max(1, counts['alone'][0]):.1%}",
        ]
        print(f"| {system} | " + " | ".join(cells) + f" | {other} | {seconds:.1f} |")


if __name__ == "__main__":
    main()

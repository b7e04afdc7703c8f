"""Mentions of morphology in Cantemist (oncology cases in French) and their ICD-O-3 codes: ours beside a dictionary.

    .venv/bin/python tests/benchmarks/structure_morphology.py [folder of the corpora] [-v]
The corpus is silver: translated, its codes are those of the Spanish original (ICD-O-3.1, `/H`, a sixth digit for
the grade). Documents in alphabetical order are two halves. Even places: classes of phenomena were read there while
the rules were written, and the dictionary is made of their marked strings, each with its most frequent code. Odd
places: measured, not read. Ours is made of neither. Unseen: gold mentions of odd places whose string, folded,
is marked nowhere in even places; predictions that overlap other gold mentions are left out there. Gold counts
mentions whatever is asserted.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.text.terms import Vocabulary, key
from carnet.tools.structuring.rules.tumour_histology_mentions import morphology_mentions

FOLDER = "text/cantemist_fr"
Mention = tuple[int, int, str]  # start, end, code


@dataclass(frozen=True)
class Case:
    """One report and its gold mentions."""

    name: str
    text: str
    gold: tuple[Mention, ...]

    def words(self, mention: Mention) -> tuple[str, ...]:
        """The words of a mention, folded."""
        return key(self.text[mention[0] : mention[1]])


@dataclass(frozen=True)
class Score:
    """Counts of one run: `exact` and `overlap` are F1, the others shares of the gold mentions found exactly."""

    gold: int
    predicted: int
    exact: float
    overlap: float
    overlap_recall: float
    code: float  # ICD-O-3 with behaviour right, of the mentions found exactly
    graded: float  # with the sixth digit too
    end_to_end: float  # mention found exactly and its code right, of all gold


def read_cases(corpora: Path) -> list[Case]:
    """The reports in alphabetical order."""
    cases = []
    for path in sorted((corpora / FOLDER).glob("*.ann")):
        places: dict[str, tuple[int, int]] = {}
        codes: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            name, what, said = line.split("\t")
            if name.startswith("T"):
                numbers = [int(part) for part in what.replace(";", " ").split()[1:]]
                places[name] = (numbers[0], numbers[-1])
            elif what.startswith("ICD-O"):
                codes[what.split()[1]] = said
        gold = {place: codes.get(name, "").removesuffix("/H") for name, place in places.items()}
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as text:
            cases.append(Case(path.stem, text.read(), tuple(sorted((*place, code) for place, code in gold.items()))))
    return cases


def ours(cases: Sequence[Case]) -> list[list[Mention]]:
    """What our rules find."""
    found = []
    for case in cases:
        reading = Reading.of(Note(note_id=case.name, text=case.text))
        mentions = morphology_mentions(reading)
        found.append([(*reading.clean.original(one.start, one.end), one.code + one.grade) for one in mentions])
    return found


def dictionary(train: Sequence[Case]) -> Callable[[Sequence[Case]], list[list[Mention]]]:
    """The marked strings of a half, found by words (longest first; case, accents, plurals do not matter)."""
    codes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for case in train:
        for mention in case.gold:
            codes[case.words(mention)][mention[2]] += 1
    entries = {" ".join(words): said.most_common(1)[0][0] for words, said in codes.items() if words}
    vocabulary = Vocabulary(entries)

    def find(cases: Sequence[Case]) -> list[list[Mention]]:
        found = []
        for case in cases:
            reading = Reading.of(Note(note_id=case.name, text=case.text))
            terms = vocabulary.find(reading.words)
            found.append([(*reading.clean.original(one.start, one.end), one.entry) for one in terms])
        return found

    return find


def score(cases: Sequence[Case], found: Sequence[Sequence[Mention]], seen: frozenset[tuple[str, ...]] | None) -> Score:
    """Scores on all gold mentions, or on those whose words are not among `seen`."""
    gold_count = predicted = exact = overlap_gold = overlap_found = coded = graded = 0
    for case, mentions in zip(cases, found, strict=True):
        wanted = [one for one in case.gold if seen is None or case.words(one) not in seen]
        others = [one for one in case.gold if seen is not None and case.words(one) in seen]
        kept = [one for one in mentions if not any(_meet(one, other) for other in others)]
        gold_count, predicted = gold_count + len(wanted), predicted + len(kept)
        by_place = {one[:2]: one[2] for one in mentions}
        for one in wanted:
            if one[:2] in by_place:
                exact += 1
                coded += by_place[one[:2]][:6] == one[2][:6]
                graded += by_place[one[:2]] == one[2]
            overlap_gold += any(_meet(one, other) for other in mentions)
        overlap_found += sum(any(_meet(one, other) for other in wanted) for one in kept)
    return Score(
        gold_count,
        predicted,
        2 * exact / max(1, gold_count + predicted),
        _f1(overlap_found / max(1, predicted), overlap_gold / max(1, gold_count)),
        overlap_gold / max(1, gold_count),
        coded / max(1, exact),
        graded / max(1, exact),
        coded / max(1, gold_count),
    )


def compare(cases: Sequence[Case]) -> dict[str, Score]:
    """Ours and the dictionary on the half that the dictionary is not made of; ours on the other half too."""
    even, odd = cases[::2], cases[1::2]
    seen = frozenset(case.words(mention) for case in even for mention in case.gold)
    mine, theirs = ours(odd), dictionary(even)(odd)
    return {
        "carnet, held-out half, all": score(odd, mine, None),
        "dictionary, held-out half, all": score(odd, theirs, None),
        "carnet, held-out half, unseen": score(odd, mine, seen),
        "dictionary, held-out half, unseen": score(odd, theirs, seen),
        "carnet, half read, all": score(even, ours(even), None),
    }


def _meet(one: Mention, other: Mention) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _print(scores: Mapping[str, Score]) -> None:
    print(f"{'':36}  gold  found  exact F1  overlap F1  recall   code  grade   both")
    for name, one in scores.items():
        print(
            f"{name:36}{one.gold:6}{one.predicted:7}{one.exact:10.3f}{one.overlap:12.3f}{one.overlap_recall:8.3f}"
            f"{one.code:7.3f}{one.graded:7.3f}{one.end_to_end:7.3f}"
        )


def _show(cases: Sequence[Case]) -> None:
    missed: Counter[tuple[str, str]] = Counter()
    for case, mentions in zip(cases, ours(cases), strict=True):
        places = {one[:2] for one in mentions}
        missed.update((case.text[a:b].lower(), code) for a, b, code in case.gold if (a, b) not in places)
    for (text, code), count in missed.most_common(60):
        print(count, text, code)


def main(arguments: Sequence[str]) -> None:
    """Print the scores."""
    folders = [one for one in arguments if not one.startswith("-")]
    cases = read_cases(Path(folders[0]) if folders else Path(__file__).parents[3] / "shared" / "data")
    _print(compare(cases))
    if "-v" in arguments:
        _show(cases[::2])


if __name__ == "__main__":
    main(sys.argv[1:])

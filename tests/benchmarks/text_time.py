"""Dates, durations, frequencies and laboratory results on the gold cases of E3C, beside EDS-NLP; and the time taken.

    python tests/benchmarks/text_time.py [folder of corpora] [--layer layer1] [--without-edsnlp]

Prints, for both: precision, recall and F1 of the spans (the same offsets; any overlap, one to one), and how many gold
values, among those that are written in ISO 8601, were read right. The corpus is for measurement only.
"""

import argparse
import os
import re
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLASSES = ("DATE", "DURATION", "TIME", "SET")
Found = tuple[int, int, str, str]  # start, end, class, value


@dataclass(frozen=True)
class Case:
    """A clinical case: its text and its gold annotations."""

    name: str
    text: str
    moments: tuple[Found, ...]
    results: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Score:
    """Counts, and what is computed from them."""

    gold: int
    found: int
    strict: int
    overlap: int

    def f1(self, right: int) -> float:
        """F1 for a number of right answers."""
        return 2 * right / (self.gold + self.found) if self.gold + self.found else 0.0

    def row(self) -> str:
        """gold, found, strict F1, overlap precision, recall and F1."""
        precision = self.overlap / self.found if self.found else 0.0
        recall = self.overlap / self.gold if self.gold else 0.0
        counts = f"{self.gold:5d} {self.found:5d}  {self.f1(self.strict):.3f}"
        return f"{counts}  {precision:.3f} {recall:.3f} {self.f1(self.overlap):.3f}"


def read_cases(folder: Path, layer: str = "layer1") -> list[Case]:
    """The cases of a layer of `text/e3c_fr`."""
    cases = []
    for path in sorted((folder / "text" / "e3c_fr" / layer).glob("*.xml")):
        text, moments, results = "", [], []
        for element in ElementTree.parse(path).getroot():
            tag = element.tag.rpartition("}")[2]
            if tag == "Sofa":
                text = element.get("sofaString") or ""
            elif tag == "TIMEX3":
                start, end = int(element.get("begin") or 0), int(element.get("end") or 0)
                moments.append((start, end, element.get("timex3Class") or "", element.get("value") or ""))
            elif tag == "RML":
                results.append((int(element.get("begin") or 0), int(element.get("end") or 0)))
        cases.append(Case(path.stem, text, tuple(moments), tuple(results)))
    return cases


def matched(gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs (index of gold, index of found) that overlap, one to one, from left to right."""
    taken: set[int] = set()
    pairs = []
    for i, (start, end) in enumerate(gold):
        for j, (a, b) in enumerate(found):
            if j not in taken and a < end and start < b:
                taken.add(j)
                pairs.append((i, j))
                break
    return pairs


def score(cases: Iterable[tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]]) -> Score:
    """The score over cases of (gold spans, found spans)."""
    gold = found = strict = overlap = 0
    for expected, got in cases:
        gold, found = gold + len(expected), found + len(got)
        overlap += len(matched(sorted(expected), sorted(got)))
        strict += len({*expected} & {*got})
    return Score(gold, found, strict, overlap)


def values_right(cases: Iterable[tuple[Sequence[Found], Sequence[Found]]]) -> tuple[int, int]:
    """(right, all) of the gold values of dates and durations that are full ISO 8601."""
    right = total = 0
    for expected, got in cases:
        for start, end, kind, value in expected:
            if kind not in ("DATE", "DURATION") or "X" in value or not re.match(r"P\d|PT\d|\d{4}", value):
                continue
            total += 1
            right += any(a < end and start < b and other == value for a, b, _, other in got)
    return right, total


def ours(text: str) -> tuple[list[Found], list[tuple[int, int]]]:
    """What Carnet finds: moments, and results (doses apart)."""
    from carnet.text.clean import clean
    from carnet.text.dates import find_moments
    from carnet.text.quantities import find_quantities
    from carnet.text.quantities_results import find_results

    made = clean(text)
    moments = [
        (
            *made.original(m.start, m.end),
            {"phase": "PREPOSTEXP", "count": "QUANTIFIER"}.get(m.kind, m.kind.upper()),
            m.value,
        )
        for m in find_moments(made)
        if m.kind != "age"
    ]
    results = [made.original(q.start, q.end) for q in find_quantities(made) if q.kind not in ("dose", "reference")]
    results += [made.original(r.start, r.end) for r in find_results(made)]
    return moments, sorted(results)


def edsnlp_pipeline() -> Any:
    """EDS-NLP's dates and quantities, as its documentation sets them up."""
    import edsnlp

    pipeline = edsnlp.blank("eds")
    for name in ("eds.normalizer", "eds.sentences", "eds.tables"):
        pipeline.add_pipe(name)
    pipeline.add_pipe("eds.dates")
    pipeline.add_pipe("eds.quantities", config={"quantities": "all", "extract_ranges": True})
    return pipeline


def iso_duration(duration: Any) -> str:
    """EDS-NLP's duration in ISO 8601."""
    days = "".join(
        f"{value}{letter}"
        for value, letter in ((duration.year, "Y"), (duration.month, "M"), (duration.week, "W"), (duration.day, "D"))
        if value
    )
    hours = "".join(
        f"{value}{letter}"
        for value, letter in ((duration.hour, "H"), (duration.minute, "M"), (duration.second, "S"))
        if value
    )
    return "P" + days + ("T" + hours if hours else "")


def theirs(pipeline: Any, text: str) -> tuple[list[Found], list[tuple[int, int]]]:
    """What EDS-NLP finds in a text."""
    doc = pipeline(text)
    moments: list[Found] = []
    for group, kind in (("dates", "DATE"), ("durations", "DURATION")):
        for span in doc.spans.get(group, []):
            said = span._.date if kind == "DATE" else span._.duration
            value = iso_duration(said) if kind == "DURATION" else _iso_date(said)
            moments.append((span.start_char, span.end_char, kind, value))
    results = [(span.start_char, span.end_char) for span in doc.spans.get("quantities", [])]
    return moments, results


def _iso_date(said: Any) -> str:
    """A date in ISO 8601; one that is counted (« depuis 2 mois ») by its distance, as gold durations are."""
    if getattr(said, "direction", None) is not None:
        return iso_duration(said)
    parts = [getattr(said, name, None) for name in ("year", "month", "day")]
    written = [f"{part:02d}" for part in parts if part]
    return "-".join(written) if parts[0] and getattr(said, "mode", None) is None else ""


def compare(cases: Sequence[Case], readers: dict[str, Any]) -> dict[str, dict[str, Score | tuple[int, int]]]:
    """reader → measure → score."""
    table: dict[str, dict[str, Score | tuple[int, int]]] = {}
    for reader, read in readers.items():
        said = [read(case.text) for case in cases]
        rows: dict[str, Score | tuple[int, int]] = {}
        for kind in (*CLASSES, "PREPOSTEXP", "QUANTIFIER"):
            rows[kind] = score(
                (
                    [g[:2] for g in case.moments if g[2] == kind],
                    [m[:2] for m in moments if m[2] == kind],
                )
                for case, (moments, _) in zip(cases, said, strict=True)
            )
        rows["DATE DURATION TIME SET, any class"] = score(
            ([g[:2] for g in case.moments if g[2] in CLASSES], [m[:2] for m in moments if m[2] in CLASSES])
            for case, (moments, _) in zip(cases, said, strict=True)
        )
        rows["RML"] = score((list(case.results), results) for case, (_, results) in zip(cases, said, strict=True))
        rows["RML, in figures"] = score(
            (
                [g for g in case.results if _figures(case.text, g)],
                [r for r in results if _figures(case.text, r)],
            )
            for case, (_, results) in zip(cases, said, strict=True)
        )
        rows["values"] = values_right(
            (case.moments, [m for m in moments if m[2] in CLASSES])
            for case, (moments, _) in zip(cases, said, strict=True)
        )
        table[reader] = rows
    return table


def _figures(text: str, span: tuple[int, int]) -> bool:
    return any(character.isdigit() for character in text[slice(*span)])


def speed(cases: Sequence[Case]) -> str:
    """Milliseconds for 2,000 characters: clean text, moments, quantities, results; the best of five."""
    from carnet.text.clean import clean
    from carnet.text.dates import find_moments
    from carnet.text.quantities import find_quantities
    from carnet.text.quantities_results import find_results

    texts = [clean(case.text) for case in cases]
    characters = sum(len(text.text) for text in texts)
    parts = []
    for find in (find_moments, find_quantities, find_results):
        times = []
        for _ in range(5):
            start = time.process_time()
            for text in texts:
                find(text)
            times.append(time.process_time() - start)
        parts.append((find.__name__, min(times) / characters * 2000 * 1000))
    total = sum(milliseconds for _, milliseconds in parts)
    return f"{total:.2f} ms for 2,000 characters (" + ", ".join(f"{name} {ms:.2f}" for name, ms in parts) + ")"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("CARNET_CORPORA", Path(__file__).parents[2] / ".." / "shared" / "data"))
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--layer", default="layer1")
    parser.add_argument("--without-edsnlp", action="store_true")
    asked = parser.parse_args()
    cases = read_cases(asked.folder, asked.layer)
    readers: dict[str, Any] = {"carnet": ours}
    if not asked.without_edsnlp:
        pipeline = edsnlp_pipeline()
        readers["eds-nlp"] = lambda text: theirs(pipeline, text)
    for reader, rows in compare(cases, readers).items():
        print(f"\n{reader:36s} gold found strict  P     R     F1 (overlap)")
        for measure, said in rows.items():
            print(f"{measure:36s}", said.row() if isinstance(said, Score) else f"{said[0]} of {said[1]} right")
    print("\n" + speed(cases))


if __name__ == "__main__":
    main()

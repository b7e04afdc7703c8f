"""Values linked to their test on the gold cases of E3C, beside EDS-NLP.

    python tests/benchmarks/structure_labs.py [folder of corpora] [--layer layer1] [--without-edsnlp] [--misses]

E3C marks each result or measurement (RML) and the EVENT that it pertains to: the test, by its head word (« taux » of
« taux de plaquettes », « fréquence » of « fréquence cardiaque »). A found result is *linked* when its value overlaps
the gold value, one to one, and the test that the reader names for it overlaps one of the gold tests of it. A right
value under another test, or with no test, is wrong twice: not found, and found in excess. Gold values without a test
are left out, and so is what is found on them. Two rows: every RML; laboratory ones (the test is of blood, urine or
another sample, by a list of head words, not from what is found; a found result counts as laboratory by its own name or,
on a gold value, by the gold test).

EDS-NLP's quantities say what they measure by a label, never where the test is written. Its rows are therefore given the
gold tests: its value is linked to the nearest gold EVENT on its left that is a test of some RML. That is more than it
reads.
"""

import argparse
import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Span = tuple[int, int]
Linked = tuple[Span, Span | None, bool]  # value, test, of the laboratory

_LABORATORY = re.compile(
    r"taux|dosages?|h[ée]moglobin|plaquett|leuco|hyperleuco|globul|neutro|lympho|an[ée]mie|thrombop|crp|prot[ée]ine"
    r"|c-r[ée]active|glyc[ée]m"
    r"|cr[ée]atin|ur[ée]e|ur[ée]mie|kali[ée]m|natr[ée]m|calc[ée]m|r[ée]serves|fibrinog|tp\b|inr|temps|d-dim|ldh"
    r"|asat|alat|transamin|pal\b|ggt"
    r"|bilirub|lipase|albumin|ferritin|haptoglob|parathorm|prolactin|psa|ace\b|afp|ca ?\d|cpk|clairance|vitesse"
    r"|vs\b|ionogramme|s[ée]rolog"
    r"|coombs|anticorps|\bac\b|marqueurs?|[ée]lectrophor|h[ée]patites|pr[ée]l[èe]vements?|h[ée]mocult|ecbu"
    r"|immunomarq|immunohisto|test|nfs"
    r"|h[ée]mogramme|myologramme|bilan",
    re.IGNORECASE,
)
_ID = "{http://www.omg.org/XMI}id"


@dataclass(frozen=True)
class Case:
    """A clinical case: its text, and each gold value with its tests."""

    name: str
    text: str
    results: tuple[tuple[Span, tuple[Span, ...]], ...]


def read_cases(folder: Path, layer: str = "layer1") -> list[Case]:
    """The cases of a layer of `text/e3c_fr`."""
    cases = []
    for path in sorted((folder / "text" / "e3c_fr" / layer).glob("*.xml")):
        text, places, links, results = "", {}, {}, []
        for element in ElementTree.parse(path).getroot():
            tag, name = element.tag.rpartition("}")[2], element.get(_ID) or ""
            if tag == "Sofa":
                text = element.get("sofaString") or ""
            elif tag == "RMLPERTAINSTOLink":
                links[name] = element.get("target") or ""
            if element.get("begin") is not None:
                places[name] = (int(element.get("begin") or 0), int(element.get("end") or 0))
            if tag == "RML":
                results.append((places[name], (element.get("PERTAINSTO") or "").split()))
        linked = [
            (span, tuple(places[links[one]] for one in pertains if links.get(one) in places))
            for span, pertains in results
        ]
        cases.append(Case(path.stem, text, tuple(linked)))
    return cases


def ours(case: Case) -> list[Linked]:
    """Carnet's quantities (doses and norms apart) and results in words, with their tests."""
    from carnet.text.note import Note
    from carnet.text.reading import Reading
    from carnet.tools.structuring.rules.markers_labs import is_laboratory, place_of_test

    reading = Reading.of(Note(case.name, case.text))
    back = reading.clean.original
    said: list[Linked] = []
    for one in (*reading.quantities, *reading.results):
        if getattr(one, "kind", "measure") in ("dose", "reference"):
            continue
        test = None
        if one.name_end > one.name_start:
            test = back(*place_of_test(reading, one.name_start, one.name_end))
        said.append((back(one.start, one.end), test, is_laboratory(reading, one)))
    return sorted(said)


def theirs(pipeline: Any, case: Case) -> list[Linked]:
    """EDS-NLP's quantities, each with the nearest gold test on its left."""
    tests = sorted({test for _, of in case.results for test in of})
    said: list[Linked] = []
    for span in pipeline(case.text).spans.get("quantities", []):
        before = [test for test in tests if test[1] <= span.start_char]
        near = before[-1] if before else None
        said.append(((span.start_char, span.end_char), near, near is not None and _of_laboratory(case, (near,))))
    return sorted(said)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _of_laboratory(case: Case, tests: Sequence[Span]) -> bool:
    return any(_LABORATORY.match(case.text[slice(*test)]) for test in tests)


def count(cases: Sequence[Case], read: Callable[[Case], list[Linked]], *, laboratory: bool) -> dict[str, Any]:
    """gold, found, values right, linked; and the misses."""
    gold = found = values = linked = 0
    misses: list[str] = []
    for case in cases:
        said = read(case)
        taken: set[int] = set()
        without = [span for span, tests in case.results if not tests]
        for span, tests in sorted(case.results):
            if not tests or (laboratory and not _of_laboratory(case, tests)):
                continue
            gold += 1
            at = next((i for i, one in enumerate(said) if i not in taken and _overlap(one[0], span)), None)
            if at is not None:
                taken.add(at)
                values += 1
                test = said[at][1]
                if test is not None and any(_overlap(test, other) for other in tests):
                    linked += 1
                    continue
            where = slice(max(0, tests[0][0] - 20), span[1])
            misses.append(f"{case.name}: {case.text[where]!r} → {said[at] if at is not None else None}")
        other = [span for span, tests in case.results if tests]
        extra = [
            one
            for i, one in enumerate(said)
            if i not in taken
            and not any(_overlap(one[0], span) for span in without)
            and (not laboratory or (one[2] and not any(_overlap(one[0], span) for span in other)))
        ]
        found += len(taken) + len(extra)
        misses += [f"{case.name}: + {case.text[max(0, one[0][0] - 50) : one[0][1]]!r}" for one in extra]
    return {"gold": gold, "found": found, "values": values, "linked": linked, "misses": misses}


def f1(counts: dict[str, Any], what: str) -> float:
    """F1 of « values » or « linked »."""
    return 2 * counts[what] / (counts["gold"] + counts["found"]) if counts["gold"] + counts["found"] else 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("CARNET_CORPORA", Path(__file__).parents[2] / ".." / "shared" / "data"))
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--layer", default="layer1")
    parser.add_argument("--without-edsnlp", action="store_true")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    cases = read_cases(asked.folder, asked.layer)
    readers: dict[str, Callable[[Case], list[Linked]]] = {"carnet": ours}
    if not asked.without_edsnlp:
        import edsnlp

        pipeline = edsnlp.blank("eds")
        for name in ("eds.normalizer", "eds.sentences", "eds.tables"):
            pipeline.add_pipe(name)
        pipeline.add_pipe("eds.quantities", config={"quantities": "all", "extract_ranges": True})
        readers["eds-nlp, gold test on the left"] = lambda case: theirs(pipeline, case)
    print(f"{'':52s} gold found values linked  F1 values  F1 linked")
    for reader, read in readers.items():
        for row, laboratory in (("every RML", False), ("laboratory", True)):
            counts = count(cases, read, laboratory=laboratory)
            numbers = f"{counts['gold']:5d} {counts['found']:5d} {counts['values']:6d} {counts['linked']:6d}"
            print(f"{reader + ': ' + row:52s}{numbers}      {f1(counts, 'values'):.3f}      {f1(counts, 'linked'):.3f}")
            if asked.misses:
                print(*("    " + one for one in counts["misses"]), sep="\n")


if __name__ == "__main__":
    main()

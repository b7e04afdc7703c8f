"""Negation and hypothesis on the gold layer of E3C (French), ours and EDS-NLP's in the same run.

    .venv/bin/python tests/benchmarks/text_assertion.py [folder of the corpora] [-v]
Documents in alphabetical order are two halves: even places were read while the rules were written, odd places were
measured before anybody looked at them (first look: negation ours .911), and looked at since. `-v` prints our
disagreements with the gold: only where E3C's licence (CC BY-NC) allows. Gold: `EVENT` with `polarity` NEG;
`contextualModality` HYPOTHETICAL-*, alone and with HEDGED (what THYME's guidelines call suspected, possible, likely).
CLINENTITY has no polarity: those that begin with an EVENT take its own. EDS-NLP is given the spans sorted, as its
qualifiers need.
"""

import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from carnet.text.assertion import assert_spans
from carnet.text.clean import clean
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences

LAYER = "text/e3c_fr/layer1"
MEASURES = ("negation", "hypothesis", "hypothesis or hedged")
Answer = tuple[bool, bool, bool]  # absent, hypothetical, possible


@dataclass(frozen=True)
class Gold:
    """One gold span: where, and what is said of it."""

    start: int
    end: int
    negated: bool
    hypothetical: bool
    hedged: bool


@dataclass(frozen=True)
class Text:
    """One document of the corpus."""

    name: str
    text: str
    events: list[Gold]
    entities: list[Gold]


def load(folder: Path) -> list[Text]:
    """The documents of the gold layer, by name."""
    return [_text(path) for path in sorted((folder / LAYER).glob("*.xml"))]


def _text(path: Path) -> Text:
    events, places, text = [], [], ""
    for element in ElementTree.parse(path).getroot():
        kind = element.tag.rpartition("}")[2]
        if kind == "Sofa":
            text = element.get("sofaString") or ""
        elif kind == "EVENT":
            modality = element.get("contextualModality") or ""
            start, end = int(element.get("begin") or 0), int(element.get("end") or 0)
            negated = element.get("polarity") == "NEG"
            events.append(Gold(start, end, negated, modality.startswith("HYPOTHETICAL"), modality == "HEDGED"))
        elif kind == "CLINENTITY":
            places.append((int(element.get("begin") or 0), int(element.get("end") or 0)))
    if any(ord(character) > 0xFFFF for character in text):
        raise ValueError(f"{path.name}: UIMA counts in UTF-16, this text needs more")
    said = {event.start: event for event in events}
    entities = [
        Gold(start, end, said[start].negated, said[start].hypothetical, said[start].hedged)
        for start, end in sorted(places)
        if start in said
    ]
    return Text(path.stem, text, sorted(events, key=lambda event: (event.start, event.end)), entities)


def ours(text: str, spans: Sequence[Gold]) -> list[Answer]:
    """What our rules say."""
    regular = clean(text)
    places = [regular.cleaned(span.start, span.end) for span in spans]
    said = assert_spans(regular, find_sentences(regular), find_sections(regular), places)
    return [(one.status == "absent", one.status == "hypothetical", one.status == "possible") for one in said]


def edsnlp_reader() -> Callable[[str, Sequence[Gold]], list[Answer]]:
    """EDS-NLP's `eds.negation` and `eds.hypothesis`; it has no word for « possible » apart from the latter."""
    import edsnlp
    from spacy.util import filter_spans

    nlp = edsnlp.blank("eds")
    for pipe in ("eds.normalizer", "eds.sentences", "eds.negation", "eds.hypothesis"):
        nlp.add_pipe(pipe)

    def read(text: str, spans: Sequence[Gold]) -> list[Answer]:
        doc = nlp.make_doc(text)
        found = [doc.char_span(span.start, span.end, alignment_mode="expand", label="gold") for span in spans]
        doc.ents = filter_spans(found)
        for _name, pipe in nlp.pipeline:
            doc = pipe(doc)
        kept = {entity.start: entity for entity in doc.ents}
        said = [kept.get(span.start, span) for span in found]
        return [(bool(one._.negation), bool(one._.hypothesis), bool(one._.hypothesis)) for one in said]

    return read


def score(
    texts: Sequence[Text], read: Callable[[str, Sequence[Gold]], list[Answer]], layer: str = "events"
) -> dict[str, tuple[float, float, float, int]]:
    """Of each measure: precision, recall, F1, and how many there are to find."""
    counts = {measure: [0, 0, 0] for measure in MEASURES}
    for text in texts:
        spans = getattr(text, layer)
        for gold, (absent, hypothetical, possible) in zip(spans, read(text.text, spans), strict=True):
            pairs = (
                (gold.negated, absent),
                (gold.hypothetical, hypothetical),
                (gold.hypothetical or gold.hedged, hypothetical or possible),
            )
            for measure, (true, found) in zip(MEASURES, pairs, strict=True):
                counts[measure][0] += true and found
                counts[measure][1] += found and not true
                counts[measure][2] += true and not found
    result = {}
    for measure, (right, wrong, missed) in counts.items():
        precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        result[measure] = (precision, recall, f1, right + missed)
    return result


def main() -> None:
    """Print the table, in Markdown."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    folder = Path(folders[0]) if folders else Path(__file__).parents[2] / ".." / "shared" / "data"
    texts = load(folder)
    systems = {"ours": ours, "EDS-NLP": edsnlp_reader()}
    sets = [
        ("half read", texts[::2], "events"),
        ("half read later", texts[1::2], "events"),
        ("all", texts, "events"),
        ("all, CLINENTITY", texts, "entities"),
    ]
    print("| spans | measure | to find | " + " | ".join(f"{name} P | R | F1" for name in systems) + " |")
    print("| --- | --- | ---: " + "| ---: " * 3 * len(systems) + "|")
    for name, kept, layer in sets:
        scores = {system: score(kept, read, layer) for system, read in systems.items()}
        spans = sum(len(getattr(text, layer)) for text in kept)
        for measure in MEASURES:
            cells = [f"{value:.3f}" for system in systems for value in scores[system][measure][:3]]
            print(f"| {name} ({spans:,}) | {measure} | {scores['ours'][measure][3]} | " + " | ".join(cells) + " |")
    if "-v" in sys.argv:
        for text in texts:
            for gold, (absent, _hypothetical, _possible) in zip(text.events, ours(text.text, text.events), strict=True):
                if gold.negated != absent:
                    before, after = text.text[max(0, gold.start - 70) : gold.start], text.text[gold.end : gold.end + 40]
                    print(
                        text.name,
                        "missed" if gold.negated else "wrong",
                        repr(f"{before}[{text.text[gold.start : gold.end]}]{after}"),
                    )


if __name__ == "__main__":
    main()

"""Builds the index of a nomenclature: its labels, and the other names that its codes go by."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from carnet.text.terminologies.cim10 import retired
from carnet.text.terminologies.forms import EMPTY, Word, read_lines, read_words, stem
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.text.terminologies.postings import Lists, Postings, cuts
from carnet.text.terminologies.short_labels import ShortLabels
from carnet.text.terminologies.word_lists import word_lists

WEAK = 0.3  # of the weight of a full word
OPPOSITE = 3.0  # « asthme non allergique » is no allergic asthma
_OUTSIDE = "2"  # the causes of accidents: 26,536 labels that say the same few places and activities

_BETWEEN = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LACKING = re.compile(r"[ ,(;-]+(?:sans|ni|non précisée?s?|siège non précisé)\b.*$", re.IGNORECASE)
_OTHER_NAME = re.compile(
    r"\[(?=[^\]]*[a-z]{3})([^\[\]]{4,})\](?:,.*)?$"
)  # « Épidermolyse nécrosante suraiguë [Lyell] »


def plainer(label: str) -> list[str]:
    """A label without what the classification takes as said: what is between brackets, and what is lacking.

    « Hernie ombilicale, (sans occlusion ni gangrène) » is what a hernia is without another word. What ends a label
    between square brackets is another name.
    """
    bare = _BETWEEN.sub(" ", label)
    found = [bare, _LACKING.sub("", label), _LACKING.sub("", bare)]
    if named := _OTHER_NAME.search(label):
        found.append(named[1])
    return [text for text in found if text != label and text.strip()]


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def build(nomenclature: Nomenclature, names: Iterable[Mapping[str, Iterable[str]]]) -> Postings:
    """The index of all labels and names. A name of a code that is not in the nomenclature is left out."""
    surfaces: dict[str, int] = {}
    stems: dict[str, int] = {}
    sequences: list[list[int]] = []
    code_of: list[int] = []
    texts: list[str] = []
    shorts = ShortLabels()

    def number(one: str) -> int:
        return stems.setdefault(one, len(stems))

    def read(words: list[Word]) -> list[int]:
        found = []
        for word, _after in words:
            if word not in EMPTY:
                found.append(surfaces.setdefault(word, number(stem(word))))
        return found

    synonyms: defaultdict[str, list[str]] = defaultdict(list)
    for named in names:
        for code, given in named.items():
            found = nomenclature.get(code)
            if found is not None:
                synonyms[found.code].extend(given)
    usual = []
    long_words = read_lines(_one_line(code.label) for code in nomenclature)
    short_words = read_lines(_one_line(code.short) if code.mco != _OUTSIDE else "" for code in nomenclature)
    for place, entry in enumerate(nomenclature):
        if retired(entry):
            continue
        words = long_words[place]
        rows = [(read(words), "")]
        if entry.mco != _OUTSIDE:
            rows.append(([number(one) for one in shorts.written_out(short_words[place], words)], ""))
            rows.extend((read(read_words(text)), "") for text in plainer(entry.label))
        rows.extend((read(read_words(name)), _one_line(name)) for name in synonyms.get(entry.code, ()))
        seen: set[frozenset[int]] = set()
        for numbers, text in rows:
            kept = frozenset(numbers)
            if kept and kept not in seen:
                seen.add(kept)
                sequences.append(numbers)
                code_of.append(place)
                texts.append(text)
                usual.append(entry.mco != _OUTSIDE)
    lists = word_lists()
    for phrase, others in lists.same.items():
        for one in (*phrase, *(word for other in others for word in other)):
            number(one)
    rows_of = Lists.inverted(Lists.of(sorted(set(one)) for one in sequences), len(stems))
    weight = _weights(list(stems), rows_of, np.array(usual))
    total = np.array([weight[sorted(set(one))].sum() for one in sequences], np.float32)
    known = sorted(surfaces)
    cut_hash, cut_word = cuts(known)
    return Postings(
        stems=list(stems),
        words=known,
        word_stem=np.array([surfaces[word] for word in known], np.int32),
        rows_of=rows_of,
        sequence=Lists.of(sequences),
        code_of=np.array(code_of, np.int32),
        weight=weight,
        total=total,
        texts=texts,
        cut_hash=cut_hash,
        cut_word=cut_word,
        learned=[" ".join((short, *meant)) for short, meant in shorts.meanings().items()],
    )


def _weights(stems: list[str], rows_of: Lists, usual: np.ndarray) -> np.ndarray:
    """The inverse document frequency of each stem among the rows of diseases; less for the weak words."""
    weak = word_lists().weak
    count = int(usual.sum())
    found = []
    for at, one in enumerate(stems):
        rows = rows_of[at]
        inside = int(usual[rows].sum())
        held = inside or max(len(rows) * count // max(len(usual), 1), 1)
        told = np.log(1 + count / held) if len(rows) else np.log(1 + count)
        found.append(told * (WEAK if one in weak else OPPOSITE if one == "non" else 1.0))
    return np.array(found, np.float32)

"""The words of a QROC against the accepted answers: equal once folded, else near enough for a teacher to look."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field

from carnet.teaching.question import AcceptedAnswer, Frozen

_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "µ": "u", "μ": "u"}
)
_ARTICLE = re.compile(r"^(?:(?:les?|la|une?|des|du|de la|de|aux?)\s+|[ld]['’]\s*)+")
_APOSTROPHES = "'’ʼ`´"
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_SIGN = re.compile(r"(?<=[^\W_])-(?=\s|$|,|;|\.)|(?<![^\s])-(?=\d|$)")  # Rh-, -2: a sign; anti-inflammatoire: a hyphen
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_KEPT = re.compile(r"[^\w+<>=%/\u0001\u0002]+|_+")


def fold(text: str) -> str:
    """A text as answers are compared: no accents, case, punctuation, hyphens, leading article, nor spaces.

    What changes the sense stays: signs (Rh−, K+, −2), `<`, `>`, `%`, `/`, decimal points, the space between numbers.
    The plural stays too: a plural is near, and a teacher decides.
    """
    text = unicodedata.normalize("NFKC", text).casefold().strip()
    text = _DASHES.sub("-", text).translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _ARTICLE.sub("", text)
    text = _SIGN.sub("\u0001", text)
    text = _DECIMAL.sub("\u0002", text)
    text = _KEPT.sub(" ", text).strip()
    text = re.sub(r"(?<!\d) +| +(?!\d)", "", text)
    return text.replace("\u0001", "-").replace("\u0002", ".")


def count_words(text: str) -> int:
    """How many words: what stands between spaces and has a letter or a digit (`l’anti-inflammatoire` is one)."""
    return sum(1 for word in text.split() if any(c.isalnum() for c in word))


class Decision(Frozen):
    """What a teacher decided on an answer to a QROC: `category` 1 or 2 as an accepted answer, 0 refused for good.

    `folded` is the answer as `fold` gives it: the decision counts for every student who wrote the same.
    """

    question_id: str
    folded: str = Field(repr=False)
    category: Literal[0, 1, 2]
    who: str
    when: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`category` of the accepted answer that it equals (0 for none) and its index; `decided` by a teacher; `near`
    an accepted answer without being one; `too_long`: more words than allowed."""

    category: int
    index: int | None = None
    decided: bool = False
    near: bool = False
    too_long: bool = False


def compare(
    text: str,
    answers: Iterable[AcceptedAnswer],
    max_words: int,
    decided: Mapping[str, int] | None = None,
) -> Comparison:
    """An answer against the accepted ones; `decided` maps folded texts to the categories teachers gave them.

    A text equal to an accepted answer counts even beyond `max_words` (the limit is then the author's mistake). The best
    category wins where two accepted answers fold alike. What is near is never counted until a teacher decides.
    """
    folded = fold(text)
    if decided and folded in decided:
        return Comparison(decided[folded], decided=True)
    accepted = [(fold(one.text), one.category, index) for index, one in enumerate(answers)]
    equal = sorted((category, index) for known, category, index in accepted if known and known == folded)
    if equal:
        return Comparison(*equal[0])
    close = any(near(folded, known) for known, _category, _index in accepted)
    return Comparison(0, near=close, too_long=count_words(text) > max_words)


def near(answer: str, known: str) -> bool:
    """Whether a folded answer is worth a teacher's look: it contains the accepted one or is most of it, or is written
    almost the same (one edit in 4 letters at most 3; short answers of under 4 signs are compared exactly)."""
    if not answer or not known:
        return False
    if len(known) >= 3 and known in answer:
        return True
    if len(answer) >= 4 and answer in known and 2 * len(answer) >= len(known):
        return True
    allowed = min(3, min(len(known), len(answer)) // 4)
    return allowed > 0 and abs(len(answer) - len(known)) <= allowed and edits(answer, known) <= allowed


def edits(first: str, second: str) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions and swaps of two neighbours."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        previous, row = row, [i]
        for j, b in enumerate(second, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]

"""Items of the bank that ask the same: shared pieces of words, in an index that stays fast on ten thousand items."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from carnet.language import _, percent
from carnet.teaching.gate.reading import finding, words
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "duplicates"
SAME = 0.85  # share of pieces in common: the same question
NEAR = 0.6  # a variant of it
SAME_CASE = 0.5  # share of pieces that two writings of one case have in common
_RARE = 300  # questions that a piece may be in and still be looked up


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A question as numbers: what it asks (stem, propositions), of which case, with which key."""

    asked: frozenset[int]
    case: frozenset[int]
    key: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two questions are, 0 to 1: what they ask, the cases they ask it of (1 where neither has one)."""

    asked: float
    case: float
    same_key: bool
    item_id: str
    question_id: str


class Index:
    """The questions of a bank by the pieces of their text. `add` and `discard` keep it up to date."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._prints: dict[tuple[str, str], Fingerprint] = {}
        self._holding: dict[int, set[tuple[str, str]]] = {}
        self._places: dict[str, list[tuple[str, str]]] = {}
        for item in items:
            self.add(item)

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, item: Item) -> None:
        """Take an item, in the place of an earlier version of it."""
        self.discard(item.id)
        for question in item.questions:
            place = (item.id, question.id)
            self._prints[place] = made = fingerprint(item, question)
            self._places.setdefault(item.id, []).append(place)
            for one in made.asked:
                self._holding.setdefault(one, set()).add(place)

    def discard(self, item_id: str) -> None:
        """Forget an item."""
        for place in self._places.pop(item_id, []):
            for one in self._prints.pop(place).asked:
                self._holding[one].discard(place)

    def nearest(self, item: Item, question: Question) -> list[Likeness]:
        """The questions of other items that are most alike, the most first."""
        mine = fingerprint(item, question)
        met: Counter[tuple[str, str]] = Counter()
        for one in mine.asked:
            holding = self._holding.get(one, ())
            if len(holding) <= _RARE:
                met.update(place for place in holding if place[0] != item.id)
        near = []
        for place, _count in met.most_common(30):
            other = self._prints[place]
            near.append(
                Likeness(
                    _shared(mine.asked, other.asked), _shared(mine.case, other.case), mine.key == other.key, *place
                )
            )
        return sorted(near, key=lambda one: (one.case >= SAME_CASE, one.asked), reverse=True)

    def check(self, item: Item) -> Iterator[Finding]:
        """A finding for each question that the bank has already (stop), or nearly (a warning)."""
        for question in item.questions:
            for one in self.nearest(item, question)[:1]:
                if one.case < SAME_CASE:
                    continue  # the same words asked of another case are another question
                if one.asked >= SAME and one.same_key:
                    yield finding(
                        CHECK,
                        _("The bank has this question already, in the item {item}.").format(item=one.item_id),
                        _("Use that one, or make this one ask something else."),
                        where=question.id,
                    )
                elif one.asked >= NEAR:
                    yield finding(
                        CHECK,
                        _("The item {item} has a question that is {share} alike.").format(
                            item=one.item_id, share=percent(one.asked)
                        ),
                        _("Check that both are worth having; never in the same session."),
                        where=question.id,
                        stop=False,
                    )


def fingerprint(item: Item, question: Question) -> Fingerprint:
    """A question of an item as numbers."""
    asked = [question.stem, question.hypothesis, question.finding]
    asked += [one.text for one in question.propositions] + [one.text for one in question.answers]
    return Fingerprint(_pieces(asked), _pieces([item.case, question.new]), said_key(question))


def said_key(question: Question) -> frozenset[str]:
    """What the key says, folded, whatever the order and the letters of the propositions."""
    if question.kind == "QROC":
        return frozenset(" ".join(words(one.text)) for one in question.answers if one.category == 1)
    return frozenset(" ".join(words(one.text)) for one in question.propositions if one.correct)


def _pieces(texts: Iterable[str]) -> frozenset[int]:
    """The pairs of words in a row of some texts, and the texts of one word, as numbers of this process."""
    kept = set()
    for text in texts:
        said = words(text)
        kept |= {hash(pair) for pair in zip(said, said[1:], strict=False)}
        if len(said) == 1:
            kept.add(hash(said[0]))
    return frozenset(kept)


def _shared(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0

"""A passage of a note being held against a claim: its tokens, those around it, and what governs its values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from carnet.llm.grounding.asserting import ruled_out, statuses
from carnet.llm.grounding.fuzzy import known
from carnet.llm.grounding.governing import clause_of, groups_of
from carnet.llm.grounding.meaning import Token, lexicon
from carnet.text.reading import Reading
from carnet.text.tnm import Tnm

_MAIN = ("head:", "drug:", "protocol:")
_BORNE = frozenset(("head:grade", "head:stade", "head:taille", "head:ligne", "head:tabac", "head:alcool"))


@dataclass
class Passage:
    """[start, end) of the clean text. `tokens` are those of the sentences it touches, `inside` the places of its own.

    `around`: tokens of the heading and of the line before, where a subject may stand.
    """

    reading: Reading
    start: int
    end: int
    tokens: Sequence[Token]
    around: Sequence[Token]
    tnms: Sequence[Tnm]
    inside: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.inside = [i for i, one in enumerate(self.tokens) if one.start < self.end and one.end > self.start]

    @cached_property
    def status(self) -> dict[int, tuple[str, str]]:
        """What the note asserts of each token, by its place among the tokens."""
        places = [place for place, one in enumerate(self.tokens) if one.kind in ("term", "word", "drug", "tnm", "code")]
        spans = [(self.tokens[place].start, self.tokens[place].end) for place in places]
        return dict(zip(places, statuses(self.reading, spans), strict=True))

    def status_of(self, place: int) -> tuple[str, str]:
        """(status, rule) of one token."""
        if place in self.status:
            return self.status[place]
        return statuses(self.reading, [(self.tokens[place].start, self.tokens[place].end)])[0]

    def values(self, place: int) -> frozenset[str]:
        """The values that the token says, its denial read: « non amplifié », « pas de mutation »."""
        token = self.tokens[place]
        ids = token.ids("value")
        if not ids or token.kind == "number":
            return ids
        denied = lexicon().denied
        written = self.reading.plain[token.start : token.end]
        said = written.startswith(
            ("non ", "non-", "pas ", "absence ", "sans ")
        )  # « non amplifié » is a value of its own
        if said or (self.status_of(place)[0] != "absent" and not self._just_denied(place)):
            return ids
        turned = frozenset(name for one in ids if one in denied for name in denied[one])
        kept = frozenset(one for one in ids if one not in denied)
        if "NEG" in kept and self._just_denied(place):
            kept -= {"NEG"}
        return turned | kept

    def _just_denied(self, place: int) -> bool:
        return place > 0 and self.tokens[place - 1].kind == "denial" and self._gap(place - 1, place) < 3

    def _gap(self, first: int, second: int) -> int:
        return self.tokens[second].start - self.tokens[first].end

    def groups(self, place: int) -> list[frozenset[str]]:
        """The heads that govern a value."""
        return groups_of(self.tokens, place, self.reading.plain)

    def governed(self, place: int, wanted: frozenset[str]) -> bool:
        """Whether the value at `place` is said of what is wanted, and of nothing else."""
        groups = self.groups(place)
        mains = frozenset(name for name in wanted if name.startswith(_MAIN))
        scales = frozenset(name for name in wanted if name.startswith("sub:"))
        if not mains and not scales:
            return all(not (_main(group) - _BORNE) for group in groups)
        for group in groups:
            said = _main(group)
            if said and mains and not said & mains:
                continue
            other = {name for name in group if name.startswith("sub:")}
            if scales and not scales <= other:
                continue
            if said or not mains:
                return True
            return not self._rivals(place, mains)
        if not groups and mains <= _BORNE:
            return True
        return False if groups else not self._rivals(place, mains)

    def spells(self, claimed: str, places: Iterable[int]) -> bool:
        """Whether these tokens write a long word (plain) in pieces or cut short: « IRA thérapie », « céréb. »."""
        tokens = [self.tokens[at] for at in places]
        if not tokens or not claimed.isalpha():
            return False
        stretch = self.reading.plain[tokens[0].start : tokens[-1].end]
        if len(claimed) >= 7 and claimed in "".join(letter for letter in stretch if letter.isalnum()):
            return True
        return any(
            token.kind == "word"
            and 4 <= len(token.root) < len(claimed) - 1
            and claimed.startswith(token.root)
            and (self.reading.plain[token.end : token.end + 1] == "." or not known(token.root))
            for token in tokens
        )

    def denied(self, place: int) -> bool:
        """Whether the note denies what stands there."""
        if self.status_of(place)[0] == "absent" or self._just_denied(place):
            return True
        return ruled_out(self.reading, self.tokens[place].end)

    def _rivals(self, place: int, mains: frozenset[str]) -> bool:
        """Whether the nearest head before the value, if any is in the sentence, is another than those wanted."""
        for at in range(place - 1, -1, -1):
            said = _main(self.tokens[at].means)
            if said:
                return not said & mains
        return not any(_main(token.means) & mains for token in self.around)

    def clause(self, place: int, counts: Callable[[Token], bool]) -> range:
        """The clause of a token, with the one before it where it names nothing of its own."""
        found = clause_of(self.tokens, place, self.reading.plain)
        while found.start > 0 and not any(counts(self.tokens[at]) for at in found):
            earlier = clause_of(self.tokens, found.start - 1, self.reading.plain)
            found = range(earlier.start, found.stop)
        return found


def _main(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if name.startswith(_MAIN))


def same(claimed: Token, written: Token) -> bool:
    """Whether a word of a note says what a word of a claim says, a narrower one included."""
    if claimed.means and written.means:
        terms = lexicon()
        if claimed.means & written.means:
            return True
        wanted = terms.wider(claimed.ids("concept"))
        if wanted & written.ids("concept"):
            return True
        implied = {terms.implies[one] for one in written.ids("value") if one in terms.implies}
        return bool(implied & claimed.ids("head"))
    if claimed.kind == "drug" or written.kind == "drug":
        return False
    return bool(claimed.root) and _alike(claimed.root, written.root)


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 6 and len(long) - len(short) <= 2 and long.startswith(short)

"""The words near a diagnosis that make its code more precise: « infarctus … antérieur », « BPCO, en exacerbation »."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from carnet.text.reading import Reading
from carnet.tools.coding.lexicon import Diagnosis
from carnet.tools.coding.mentions_tokens import Tokens, forms, lists

_AFTER = 90  # characters after the mention, of the same sentence
_BEFORE = 45
_BELOW = 400  # of the items of a list under it
_WALL = re.compile(r"[.;\n(),]|\b(?:mais|puis|avec|et)\b")
_FIELD = re.compile(r"[,;] ?[a-z][a-z' -]{1,24} ?[:=]")
_SEPARATED = re.compile(r"[,;.\n+/]| - ")


@dataclass(frozen=True, slots=True)
class Around:
    """Words [first, after) that may qualify a mention at words [own, end) of what is called `name`."""

    first: int
    own: int
    end: int
    after: int
    name: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the words around say: a code, and where they are."""

    code: str
    places: tuple[tuple[int, int], ...]
    others: tuple[str, ...] = ()  # codes of the other refinements, where each counts


class Qualifiers:
    """Looks for qualifiers in a note whose mentions are at words `spans`."""

    def __init__(self, reading: Reading, tokens: Tokens, spans: Sequence[tuple[int, int, str]]) -> None:
        self.reading = reading
        self.tokens = tokens
        self.spans = sorted(spans)

    def refine(self, entry: Diagnosis, first: int, after: int) -> Said | None:
        """The first refinement of a diagnosis named at words [first, after) whose every group is near."""
        if not entry.refine:
            return None
        around = self._around(first, after, entry)
        window = self.tokens.forms[around.first : around.after]
        present = frozenset(window)
        found: Said | None = None
        for one in entry.refine:
            places = []
            for group in one.groups:
                place = next(self._group(group, around, present), None)
                if place is None:
                    break
                places.append(place)
            else:
                kept = tuple(place for place in places if place[0] < place[1])
                if found is None:
                    found = Said(one.code, kept)
                elif one.code not in (found.code, *found.others):
                    found = replace(found, places=(*found.places, *kept), others=(*found.others, one.code))
                if not entry.each:
                    break
        return found

    def _group(self, group: tuple[str, ...], around: Around, present: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Where the alternatives of a group stand, the nearest alternative first in the order of the file."""
        tokens = self.tokens
        for alternative in group:
            words = forms(alternative)
            if not words or words[0] not in present or (len(words) > 1 and words[-1] not in present):
                continue
            for place in self._near(around):
                stop = place + len(words)
                if tokens.forms[place:stop] != words or stop > around.after:
                    continue
                if self._free(place, stop, around, words) and not self._named(place, stop, around):
                    yield tokens.starts[place], tokens.ends[stop - 1]
                    break

    def _named(self, start: int, stop: int, around: Around) -> bool:
        """Whether words are no qualifier: part of the name itself, or what follows the comma of a number."""
        tokens, plain = self.tokens, self.reading.plain
        at = tokens.starts[start]
        if (
            plain[at : at + 1].isdigit()
            and plain[max(0, at - 1) : at] in (",", ".")
            and plain[max(0, at - 2)].isdigit()
        ):
            return True
        within = around.own <= start and stop <= around.end
        return within and all(any(word in own for own in around.name) for word in tokens.forms[start:stop])

    def _near(self, around: Around) -> Iterator[int]:
        """The places, within the mention and after it first."""
        yield from range(around.own, around.after)
        yield from range(around.own - 1, around.first - 1, -1)

    def _free(self, start: int, stop: int, around: Around, words: tuple[str, ...]) -> bool:
        """Whether words qualify this mention: not denied, and not those of another diagnosis named in between."""
        tokens = self.tokens
        no = lists()["not"]
        before = [place for place in range(max(around.first, start - 2), start) if not around.own <= place < around.end]
        outside = start >= around.end or stop <= around.own
        if outside and words[0] not in no and any(tokens.forms[place] in no for place in before):
            return False
        if start >= around.end:
            between = [(a, b) for a, b, _kind in self.spans if around.end <= a and b <= start]
            inside = any(a <= start < b for a, b, _kind in self.spans)
            if between and not inside:
                gap = self.reading.plain[tokens.ends[around.end - 1] : tokens.starts[between[-1][0]]]
                return _SEPARATED.search(gap) is None
        elif stop <= around.own:
            return not any(stop <= a and b <= around.own for a, b, _kind in self.spans)
        return True

    def _around(self, first: int, after: int, entry: Diagnosis) -> Around:
        kind = (entry.code or (entry.codes or ("?",))[0])[:1]
        tokens, plain = self.tokens, self.reading.plain
        start, end = tokens.starts[first], tokens.ends[after - 1]
        sentence = self.reading.sentence_at(start)
        left = max(sentence.start if sentence else 0, start - _BEFORE)
        left = max((wall.end() for wall in _WALL.finditer(plain, left, start)), default=left)
        right = min(max(sentence.end if sentence else end, end), end + _AFTER)
        for a, b, other in self.spans:
            if a >= after and tokens.starts[a] < right and other == kind and (a, b) != (first, after):
                apart = _SEPARATED.search(plain, end, tokens.starts[a]) or " et " in plain[end : tokens.starts[a]]
                right = tokens.starts[a] if apart else min(right, tokens.ends[b - 1])
                break
        if plain[end : end + 3].lstrip(" ")[:1] == ":":  # « Allergies : pénicilline »
            line = plain.find("\n", end)
            right = self._list_below(end, max(right, min(line if line >= 0 else len(plain), end + _AFTER)))
        field = _FIELD.search(plain, end, right)  # « tabac : 0, alcool : sevré »
        right = field.start() if field else right
        place = first
        while place > 0 and tokens.starts[place - 1] >= left:
            place -= 1
        stop = after
        while stop < len(tokens.forms) and tokens.ends[stop] <= right:
            stop += 1
        return Around(place, first, after, stop, forms(entry.name))

    def _list_below(self, end: int, right: int) -> int:
        """« Diabète de type 2 : » over the items of a list: the end of the list."""
        text = self.reading.text
        line = text.find("\n", end)
        if line < 0 or text[end:line].strip(" :"):
            return right
        stop = line
        while stop < min(len(text), end + _BELOW):
            following = text.find("\n", stop + 1)
            following = len(text) if following < 0 else following
            if not re.match(r"\s*[-*•–·>→]", text[stop + 1 : following]):
                break
            stop = following
        return max(right, stop)

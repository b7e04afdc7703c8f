"""The ATIH's short labels written out: an abbreviation stands for the word of the long label that it begins."""

from collections import Counter, defaultdict

from carnet.text.terminologies.forms import EMPTY, Word, stem
from carnet.text.terminologies.word_lists import word_lists


class ShortLabels:
    """What the abbreviations of a nomenclature's short labels stand for, learned from its long labels."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def written_out(self, short_words: list[Word], long_words: list[Word]) -> list[str]:
        """The stems of a short label, its abbreviations replaced by the words of the long label, or by our list."""
        full = [word for word, _after in long_words]
        known = set(full)
        found: list[str] = []
        for word, after in short_words:
            if word in EMPTY or (word == "a" and "a" not in known):
                continue
            if word in known or word.isdigit():
                found.append(stem(word))
                continue
            meant = next((other for other in full if len(word) > 1 and other.startswith(word)), None)
            if meant is not None:
                self._seen[word][stem(meant)] += 1
                found.append(stem(meant))
                continue
            listed = word_lists().abbreviations.get(word)
            if listed:
                found.extend(listed[0])
            elif after != "." or len(word) > 3:
                found.append(stem(word))
        return found

    def meanings(self, at_least: int = 2) -> dict[str, list[str]]:
        """Abbreviation → the stems that it stood for, the most frequent first (at most four, none below 4 %)."""
        kept = {}
        for word, counts in self._seen.items():
            total = counts.total()
            if total >= at_least:
                kept[word] = [full for full, count in counts.most_common(4) if count * 25 >= total]
        return kept

"""Our lists of the words of coding, read once: weak words, abbreviations, and what says the same thing."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carnet.text.lists import parse_lists
from carnet.text.terminologies.forms import stem, stems

_HERE = Path(__file__).parent
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class WordLists:
    """Stems throughout. `same`: a word or phrase → the phrases that may stand for it, itself left out."""

    weak: frozenset[str]
    abbreviations: dict[str, tuple[Phrase, ...]]
    same: dict[Phrase, tuple[Phrase, ...]]


@cache
def word_lists() -> WordLists:
    """The lists of `words.yaml`."""
    lists = parse_lists((_HERE / "words.yaml").read_text(encoding="utf-8"))
    abbreviations = {
        short: tuple(tuple(stems(text)) for text in texts) for short, texts in lists["abbreviations"].items()
    }
    same: dict[Phrase, dict[Phrase, None]] = {}
    for members in lists["classes"]:
        phrases = dict.fromkeys(tuple(stems(member)) for member in members)
        for phrase in phrases:
            same.setdefault(phrase, {}).update((other, None) for other in phrases if other != phrase)
    for short, meanings in abbreviations.items():
        beside = (other for meaning in meanings for other in (meaning, *same.get(meaning, ())))
        same.setdefault((stem(short),), {}).update(dict.fromkeys(tuple(beside)))
        # what is said in full also finds a label that says it by its initials
        if len(meanings) == 1 and len(meanings[0]) > 1:
            same.setdefault(meanings[0], {})[(stem(short),)] = None
    weak = frozenset(stem(word) for word in lists["weak"].split())
    return WordLists(weak, abbreviations, {phrase: tuple(others) for phrase, others in same.items()})


@cache
def paraphrases() -> dict[str, tuple[str, ...]]:
    """Other names of the frequent diagnoses: code → names."""
    named = parse_lists((_HERE / "paraphrases.yaml").read_text(encoding="utf-8"))
    return {str(code): tuple(str(name) for name in names) for code, names in named.items()}

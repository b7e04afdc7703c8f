"""Passages of the teacher's own courses that state what a question rests on, cited where their words are its words."""

import re

from carnet.teaching.item import Item
from carnet.teaching.question import Proposition, Question
from carnet.teaching.references import Library
from carnet.tools.writing.french import folded

_WORD = re.compile(r"[a-z][a-z0-9-]{3,}")
_EMPTY = frozenset(
    [
        "avec",
        "sans",
        "dans",
        "pour",
        "plus",
        "moins",
        "sont",
        "cette",
        "leur",
        "dont",
        "elle",
        "elles",
        "entre",
        "apres",
        "avant",
        "chez",
        "etre",
    ]
)
_SENTENCE = re.compile(r"[^.\n]+[.\n]?")
_LOOKED_AT = 3


def cited(item: Item, library: Library) -> Item:
    """The item, each right proposition with the sentence of a course that holds its words and a word of the stem."""
    return item.model_copy(update={"questions": tuple(_question(one, library) for one in item.questions)})


def _question(question: Question, library: Library) -> Question:
    propositions = tuple(
        _proposition(one, question.stem, library) if one.correct else one for one in question.propositions
    )
    return question.model_copy(update={"propositions": propositions})


def _proposition(one: Proposition, stem: str, library: Library) -> Proposition:
    words, about = _words(one.text), _words(stem)
    if len(words) < 1:
        return one
    for passage in library.search(f"{one.text} {stem}", _LOOKED_AT):
        for found in _SENTENCE.finditer(passage.text):
            said = _words(found[0])
            if words <= said and (about & said or about & _words(passage.text)):
                start = passage.piece.start + found.start() + len(found[0]) - len(found[0].lstrip())
                end = passage.piece.start + found.start() + len(found[0].rstrip())
                return one.model_copy(update={"citations": (library.cite(passage, start, end),)})
    return one


def _words(text: str) -> set[str]:
    return {word.rstrip("sx") for word in _WORD.findall(folded(text))} - _EMPTY

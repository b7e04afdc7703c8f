"""The rules of assertion, read once from `assertion.yaml`: from words of a text to the cues that may begin there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from carnet.text.lists import parse_lists

STATUSES = ("present", "absent", "possible", "hypothetical", "family", "history")
_SPACE = r"(?:[ \n]+|(?<=[' \n]))"
_WORD = r"\w[\w-]*'?"
_TOKENS = re.compile(r"\w+|[^\w\s]")
_ANY = "\0"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; the fields are those that `assertion.yaml` explains at its top. A boundary has the status `stop`."""

    id: str
    status: str
    direction: str = "none"
    reach: str = "clause"
    list: str = "none"
    stops: frozenset[str] = frozenset()
    itself: bool = False
    governs: bool = False
    initial: bool = False
    through: bool = False
    year: bool = False
    spares: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Classes:
    """Words that the lists of a clause are read with."""

    determiners: frozenset[str]
    indefinite: frozenset[str]
    prepositions: frozenset[str]
    patient: frozenset[str]
    scales: frozenset[str]
    broad: frozenset[str]


class Beginning:
    """What may begin at a word: `alone`, the rule of this word; `longer`, the cues of several words.

    Patterns are compiled when a text first has the word: most words of the rules are rare.
    """

    def __init__(self, word: str) -> None:
        self.word = word
        self.alone: Rule | None = None
        self.cues: list[tuple[str, Rule]] = []

    @cached_property
    def seconds(self) -> frozenset[str] | None:
        """The words that may follow in a cue; None when it may be any."""
        found = frozenset().union(*(_pairs(cue).get(self.word, {_ANY}) for cue, _rule in self.cues))
        return None if _ANY in found else found | {"'"}

    @cached_property
    def any(self) -> re.Pattern[str] | None:
        """One pattern for all of `longer`, to try first."""
        return re.compile("|".join(f"(?:{_translate(cue)})" for cue, _rule in self.cues)) if self.cues else None

    @cached_property
    def longer(self) -> list[tuple[re.Pattern[str], Rule]]:
        return [(re.compile(_translate(cue)), rule) for cue, rule in self.cues]


@dataclass(frozen=True, slots=True)
class Rules:
    """`begin`: by the first word in the text, what may begin there."""

    begin: Mapping[str, Beginning]
    classes: Classes


@cache
def rules() -> Rules:
    """The rules shipped with Carnet."""
    data = parse_lists(files("carnet.text").joinpath("assertion.yaml").read_text("utf-8"))
    words = {name: "(" + "|".join(map(str, forms)) + ")" for name, forms in data["words"].items()}
    classes = {name: frozenset(map(str, forms)) for name, forms in data["classes"].items()}
    begin: dict[str, Beginning] = {}

    def add(cue: str, rule: Rule) -> None:
        for name, forms in reversed(words.items()):  # a list may use those above it
            cue = cue.replace("{" + name + "}", forms)
        if re.fullmatch(r"\w+", cue) and rule.reach != "answer" and not rule.initial:
            beginning = begin.setdefault(cue, Beginning(cue))
            beginning.alone = beginning.alone or rule
            return
        for opening in _openings(cue):
            begin.setdefault(opening, Beginning(opening)).cues.append((cue, rule))

    for entry in data["rules"]:
        rule = _rule(entry, data["stops"], classes)
        for cue in entry["cues"]:
            add(str(cue), rule)
    for name, cues in data["boundaries"].items():
        for cue in cues:
            add(str(cue), Rule(name, "stop"))
    kept = Classes(**{field.name: classes[field.name] for field in fields(Classes)})
    return Rules(begin, kept)


def _rule(entry: Mapping[str, Any], stops: Mapping[str, list[str]], classes: Mapping[str, frozenset[str]]) -> Rule:
    kept = {
        name: entry[name]
        for name in ("direction", "reach", "list", "itself", "initial", "governs", "through", "year")
        if name in entry
    }
    return Rule(
        id=entry["id"],
        status=entry["status"],
        stops=frozenset(entry.get("stops", stops.get(entry["status"], []))),
        spares=classes[entry["spares"]] if "spares" in entry else frozenset(),
        only=classes[entry["only"]] if "only" in entry else frozenset(),
        **kept,
    )


def _translate(cue: str) -> str:
    """The regular expression of a cue."""

    def piece(found: re.Match[str]) -> str:
        written = found[0]
        if written == "_":
            return _WORD
        if written.startswith("_"):
            return f"(?:{_WORD}{_SPACE}){{{found[1]},{found[2]}}}?"
        plain = {"(": "(?:", " ?": r"[ \n]?", " ": _SPACE, "'": r"(?:'[ \n]?|[ \n])"}
        return plain.get(written, written)

    return re.sub(r"_(\d)-(\d) |(?<!\w)_(?!\w)|\((?!\?)|\\.| \?| |'", piece, cue) + r"(?!(?<=\w)\w)"


def _openings(cue: str) -> set[str]:
    """The words (or signs) that a cue may begin with."""
    return {first[0] for text in _expand(cue, 0, 1)[0] if (first := _TOKENS.search(text))}


@cache
def _pairs(cue: str) -> dict[str, set[str]]:
    """What may follow each first word of a cue; `_ANY` where it may be anything, or nothing."""
    found: dict[str, set[str]] = {}
    for text in _expand(cue, 0, 2)[0]:
        tokens = _TOKENS.findall(text)
        if tokens:
            found.setdefault(tokens[0], set()).add(tokens[1] if len(tokens) > 1 and _ANY not in text else _ANY)
    return found


def _expand(cue: str, position: int, depth: int) -> tuple[set[str], int]:
    """The beginnings, `depth` words long, of what a cue matches from a position to the end of its group."""
    alternatives: set[str] = set()
    current = {""}
    while position < len(cue) and cue[position] != ")":
        character = cue[position]
        if character == "|":
            alternatives |= current
            current = {""}
            position += 1
            continue
        if cue.startswith("(?", position):
            position = _closing(cue, position) + 1
            continue
        if character == "(":
            inner, position = _expand(cue, position + 1, depth)
        elif character in "_[":
            return alternatives | {begun + (_ANY if _open(begun, depth) else "") for begun in current}, len(cue) + 1
        else:
            position += character == "\\"
            inner = {cue[position] if character != "\\" or not cue[position].isalpha() else _ANY}
            inner = {" " if one == "'" else one for one in inner}
            position += 1
        if position < len(cue) and cue[position] in "?*":
            inner = inner | {""}
            position += 1
        elif position < len(cue) and cue[position] == "+":
            position += 1
        growing = [begun for begun in current if _open(begun, depth)]
        current = {begun + more for begun in growing for more in inner} | current.difference(growing)
    return alternatives | current, position + 1


def _open(begun: str, depth: int) -> bool:
    """Whether a beginning may still change its first words."""
    tokens = _TOKENS.findall(begun)
    return len(tokens) < depth or (len(tokens) == depth and begun[-1].isalnum())


def _closing(cue: str, position: int) -> int:
    depth = 0
    for place in range(position, len(cue)):
        depth += (cue[place] == "(") - (cue[place] == ")")
        if depth == 0:
            return place
    raise ValueError(f"a parenthesis is not closed in {cue!r}")

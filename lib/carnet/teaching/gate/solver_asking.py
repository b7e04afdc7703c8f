"""Questions put to a model as to a student, several times in several orders, and its answers held against the key."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from carnet.errors import CarnetError
from carnet.llm.model import LanguageModel, Messages
from carnet.llm.prompts import Prompt, parse
from carnet.llm.structured import generate_all
from carnet.teaching.gate.reading import words
from carnet.teaching.item import Item
from carnet.teaching.question import Question

SOLVED = ("QRU", "QRM", "QRP", "QRPL", "QROC")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TEMPERATURE = 0.7  # votes that are all the same say nothing more than one
MAX_TOKENS = 600
_RULES = {
    "QRU": "Une seule proposition est exacte.",
    "QRM": "Une ou plusieurs propositions sont exactes.",
    "QROC": "Répondez en quelques mots, sans phrase.",
}


class Reply(BaseModel):
    """What the model answers."""

    model_config = ConfigDict(extra="ignore")

    choix: list[str] = Field(default_factory=list, max_length=30)
    reponse: str = Field(default="", max_length=200, repr=False)
    decidable: bool = True


@dataclass(frozen=True)
class Vote:
    """One answer: the ids chosen, whether it is the key, whether the model said that it could not decide."""

    chosen: frozenset[str]
    hit: bool
    undecided: bool


@dataclass(frozen=True)
class Asked:
    """A question as the model sees it: `case` already without what it is not to see."""

    question: Question
    case: str


def ask(model: LanguageModel, asked: Sequence[Asked], votes: int) -> list[list[Vote | None]]:
    """For each question its votes; None where the answer was no answer (wrong JSON, a letter that does not exist).

    Raises the model's error where it answers nothing at all.
    """
    prompts: list[Messages] = []
    orders: list[tuple[int, list[str]]] = []
    for place, one in enumerate(asked):
        for vote in range(votes):
            ids = [each.id for each in one.question.propositions]
            random.Random(f"{one.question.id} {vote}").shuffle(ids)
            orders.append((place, ids))
            prompts.append(_prompt(one, ids))
    replies = generate_all(model, prompts, Reply, max_tokens=MAX_TOKENS, temperature=TEMPERATURE, seed=1)
    errors = [one for one in replies if isinstance(one, CarnetError)]
    if errors and len(errors) == len(replies):
        raise errors[0]
    given: list[list[Vote | None]] = [[] for _one in asked]
    for (place, ids), reply in zip(orders, replies, strict=True):
        value = None if isinstance(reply, CarnetError) else reply.value
        given[place].append(_vote(asked[place].question, ids, value) if isinstance(value, Reply) else None)
    return given


def shown(item: Item, question: Question, without: Sequence[tuple[str, int, int]] = ()) -> str:
    """The case and its new data up to a question, without some passages (part, start, end), which become « […] »."""
    texts = []
    for part, text in item.parts().items():
        for _part, start, end in sorted((one for one in without if one[0] == part), reverse=True):
            text = f"{text[:start]}[…]{text[end:]}"
        texts.append(text)
        if part == question.id:
            break
    upto = {"case", *(one.id for one in item.questions[: item.questions.index(question) + 1])}
    return "\n\n".join(text for part, text in zip(item.parts(), texts, strict=False) if part in upto and text.strip())


def chance(question: Question) -> float:
    """How often a guess is the key: among the propositions, among the sets of them, of that many if it is told."""
    count, keys = len(question.propositions), len(question.key)
    if question.kind == "QROC":
        return 0.01
    if question.kind == "QRU":
        return 1 / max(1, count)
    if question.kind == "QRM":
        return 1 / max(1, 2**count - 1)
    return 1 / max(1, math.comb(count, keys))


def beyond_chance(hits: int, votes: int, guess: float) -> bool:
    """Whether that many hits or more come less than once in twenty by guessing (binomial)."""
    tail = sum(math.comb(votes, k) * guess**k * (1 - guess) ** (votes - k) for k in range(hits, votes + 1))
    return hits > 0 and tail < 0.05


def _prompt(asked: Asked, ids: list[str]) -> Messages:
    question = asked.question
    texts = {one.id: one.text for one in question.propositions}
    lines = [question.stem, *(f"{letter}. {texts[one]}" for letter, one in zip(LETTERS, ids, strict=False))]
    rule = _RULES.get(question.kind) or f"Exactement {question.to_choose} propositions sont exactes."
    return prompt().render(rule=rule, case=asked.case or "(aucun)", question="\n".join(lines))


@cache
def prompt() -> Prompt:
    """The prompt of the solver."""
    return parse(files(__package__).joinpath("solve.txt").read_text(encoding="utf-8"), "solve")


def _vote(question: Question, ids: list[str], reply: Reply) -> Vote | None:
    if not reply.decidable and not reply.choix and not reply.reponse.strip():
        return Vote(frozenset(), False, True)
    if question.kind == "QROC":
        said = " ".join(words(reply.reponse))
        if not said:
            return None
        accepted = {" ".join(words(one.text)) for one in question.answers if one.category == 1}
        return Vote(frozenset(), said in accepted or _begins(said, accepted), not reply.decidable)
    letters = [one.strip().upper().rstrip(".)") for one in reply.choix]
    if not letters or any(len(one) != 1 or LETTERS.find(one) not in range(len(ids)) for one in letters):
        return None
    chosen = frozenset(ids[LETTERS.index(one)] for one in letters)
    if question.to_choose and len(chosen) > question.to_choose:
        return None
    return Vote(chosen, chosen == question.key, not reply.decidable)


def _begins(said: str, accepted: set[str]) -> bool:
    """Whether the answer is an accepted one with an article, or more precise words after it."""
    return any(f" {said} ".find(f" {one} ") >= 0 for one in accepted if len(one) > 3)


def agreed(votes: Sequence[Vote]) -> frozenset[str]:
    """The propositions that more than half of the votes chose."""
    counted = {one for vote in votes for one in vote.chosen}
    return frozenset(one for one in counted if sum(one in vote.chosen for vote in votes) * 2 > len(votes))


def overlapping(spans: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The spans of each part, merged where they touch."""
    merged: list[tuple[str, int, int]] = []
    for part, start, end in sorted(spans):
        if merged and merged[-1][0] == part and start <= merged[-1][2]:
            merged[-1] = (part, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((part, start, end))
    return merged

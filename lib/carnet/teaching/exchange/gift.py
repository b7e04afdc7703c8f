"""GIFT: the text format of Moodle's questions, written with every sign of its own escaped."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from carnet.language import _
from carnet.teaching.exchange.degrees import DEGREE_WORDS
from carnet.teaching.exchange.moodle.fractions import fractions, single_answer, written
from carnet.teaching.exchange.outcome import Loss, Read, Written, unsaid
from carnet.teaching.exchange.safe import write_bytes
from carnet.teaching.item import Item
from carnet.teaching.question import Question
from carnet.teaching.scoring import scale

_NO_TAG = re.compile(r"[\[\]\s]+")
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"} | {"\n": "\\n", "\r": "\\n"})
OF_ITEM = ("origins", "history", "overrides", "cautions", "state", "use", "version", "scale", "authors", "licence",
           "producer", "difficulty", "language", "images")  # fmt: skip
OF_QUESTIONS = ("evidence", "citations", "zones", "panel", "image", "hint", "weight", "indispensable", "unacceptable",
                "ids")  # fmt: skip


def read(path: Path) -> Read:
    """Read a GIFT file; see `gift_reading.read`."""
    from carnet.teaching.exchange.gift_reading import read as read_questions

    return read_questions(path)


def write(items: Sequence[Item], path: Path, *, category: str = "") -> Written:
    """Write a GIFT file: the case and new data as descriptions, an item’s questions joined by their id."""
    lines: list[str] = [f"$CATEGORY: $course$/top/{category}", ""] if category else []
    losses: list[Loss] = []
    for item in items:
        losses += unsaid(item, OF_ITEM, OF_QUESTIONS)
        if item.station:
            losses.append(Loss(item.id, "", _("not written: GIFT has no station")))
            continue
        if item.case:
            lines += _entry(f"{item.id}~case", [f"carnet:item={item.kind}", *_tags(item)], item.title, item.case, [])
        if item.progressive:
            losses.append(Loss(item.id, "", _("the order of the questions without a way back (a setting of the quiz)")))
        for question in item.questions:
            lines += _question(item, question, losses)
    write_bytes(path, "\n".join(lines).encode())
    return Written(len(items), tuple(losses), (path,))


def _question(item: Item, question: Question, losses: list[Loss]) -> list[str]:
    lines: list[str] = []
    if question.new:
        lines += _entry(f"{item.id}~{question.id}~new", [], "", question.new, [])
    found = None if question.kind == "QROC" else fractions(question, item.scale)
    if question.kind == "QROC" and not question.answers:
        losses.append(Loss(item.id, question.id, _("not written: no accepted answer")))
        return lines
    if question.kind != "QROC" and found is None:
        losses.append(Loss(item.id, question.id, _("not written: no proposition is right, which Moodle cannot mark")))
        return lines
    stem = question.stem
    if question.kind == "TCS":
        stem = "\n".join(filter(None, (question.hypothesis, question.finding, question.stem)))
    tags = [f"carnet:kind={question.kind}", f"carnet:item={item.kind}"]
    tags += [f"carnet:expected={question.expected}"] if question.expected else []
    tags += [f"carnet:topic={question.topic}"] if question.topic != "other" else []
    tags += [f"carnet:words={question.max_words}"] if question.max_words != 5 else []
    tags += [f"rang {question.rank}"] * bool(question.rank) + list(question.objectives)
    tags += [f"item {question.item_number}"] * bool(question.item_number)
    tags += [] if item.case else _tags(item)
    answers = list(_answers(item, question, {} if found is None else dict(found.of)))
    if question.feedback:
        answers.append(f"####{escape(question.feedback)}")
    if found is None:
        said = _("Moodle compares the words as they are written: accents, articles and punctuation count there.")
        losses.append(Loss(item.id, question.id, said))
        if any("->" in one.text for one in question.answers):
            losses.append(Loss(item.id, question.id, _("“->” in an accepted answer: written “→”")))
    elif said := found.said(scale(item.scale).label()):
        losses.append(Loss(item.id, question.id, said))
    return lines + _entry(f"{item.id}~{question.id}", tags, item.title, stem, answers)


def _answers(item: Item, question: Question, of: dict[str, float]) -> Iterator[str]:
    if question.kind == "QROC":
        rule = scale(item.scale).rule("QROC")
        for one in question.answers:
            worth = 100 * rule.categories.get(one.category, 0.0)
            text = one.text.replace("->", "→").replace("*", "\\*")
            weight = f"%{written(worth)}%" if worth < 100 or text.startswith("%") else ""
            yield f"={weight}{_guarded(escape(text))}"
    elif question.kind == "TCS":
        for degree, words in DEGREE_WORDS.items():
            yield f"{'=' if of[str(degree)] == 100 else '~'}%{written(of[str(degree)])}%{escape(words)}"
    else:
        for proposition in question.propositions:
            worth = of[proposition.id]
            sign = "=" if single_answer(question) and proposition.correct else "~"
            bare = single_answer(question) and not proposition.text.startswith("%")
            weight = "" if bare else f"%{written(worth)}%"
            feedback = f"#{_guarded(escape(proposition.feedback))}" if proposition.feedback else ""
            yield f"{sign}{weight}{_guarded(escape(proposition.text))}{feedback}"


def _entry(name: str, tags: Sequence[str], title: str, text: str, answers: Sequence[str]) -> list[str]:
    about = " ".join([f"[id:{name}]", *(f"[tag:{re.sub(_NO_TAG, chr(32), tag)}]" for tag in tags)])
    lines = [f"// {about}", f"::{escape(' '.join(title.split()) or name)}::[plain]{escape(text)}"]
    if answers:
        lines[-1] += " {"
        lines += [f"\t{one}" for one in answers] + ["}"]
    return [*lines, ""]


def _tags(item: Item) -> list[str]:
    tags = [f"rang {item.rank}"] * bool(item.rank) + [f"item {item.item_number}"] * bool(item.item_number)
    tags += [f"carnet:specialty={item.specialty}"] * bool(item.specialty)
    return [f"carnet:of-item={one}" if not item.case else one for one in [*tags, *item.objectives]]


def _guarded(text: str) -> str:
    """A text that no reader takes for one with a format before it."""
    return f"[plain]{text}" if text.startswith("[") else text


def escape(text: str) -> str:
    """A text with the signs of GIFT escaped, on one line."""
    return text.replace("\r\n", "\n").translate(_ESCAPED)

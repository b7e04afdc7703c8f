"""What each printed document of an exam says: booklet, answer sheet, corrected key."""

from collections.abc import Iterator, Sequence

from carnet.language import _, ngettext, number
from carnet.teaching.exchange.degrees import DEGREE_WORDS
from carnet.teaching.exchange.printed.blocks import (
    Blank,
    Block,
    Boxes,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    Together,
)  # fmt: skip
from carnet.teaching.exchange.printed.proofs import correction
from carnet.teaching.item import Item
from carnet.teaching.question import Question

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Numbered = list[tuple[int, Item, Question]]


def numbered(items: Sequence[Item]) -> Numbered:
    """The questions of an exam with their numbers, from 1."""
    pairs = [(item, question) for item in items for question in item.questions]
    return [(index, item, question) for index, (item, question) in enumerate(pairs, start=1)]


def booklet(items: Sequence[Item], title: str, instructions: str, minutes: int | None) -> Document:
    """The booklet: title, duration, instructions, each case and its questions; a progressive case by pages."""
    questions = numbered(items)
    blocks: list[Block] = [Heading(title, 0)]
    total = ngettext("{n} question", "{n} questions", len(questions)).format(n=len(questions))
    lasts = _("Duration: {n} min").format(n=minutes) if minutes else ""
    blocks.append(Paragraph(" – ".join(filter(None, (total, lasts))), "note"))
    blocks.append(Paragraph(instructions or _instructions(items), "note"))
    if any(item.progressive for item in items):
        blocks.append(PageBreak())
    before: Item | None = None
    for index, item, question in questions:
        if item is not before:
            if item.progressive and before is not None:
                blocks.append(PageBreak())
            blocks += _item_head(item, items)
        elif item.progressive:
            blocks.append(PageBreak())
            blocks.append(Heading(_("{title} (continued)").format(title=_named(item, items)), 1))
        told = () if _named(item, items) else _case(item)
        blocks.append(Together(tuple(_question(index, question, told))))
        if item.progressive and question is not item.questions[-1]:
            said = _("Answer before turning the page: there is no way back.")
            blocks.append(Paragraph(said, "small"))
        elif item.progressive and index < len(questions) and not questions[index][1].progressive:
            blocks.append(PageBreak())
        before = item
    return Document("", title, tuple(blocks))


def _instructions(items: Sequence[Item]) -> str:
    told = [_("Answer on the answer sheet: only the answer sheet is marked.")]
    if any(item.progressive for item in items):
        told.append(_("In a progressive case, answer each page before turning it: there is no way back."))
    return " ".join(told)


def _named(item: Item, items: Sequence[Item]) -> str:
    """The heading of an item of several questions, numbered among those of its kind; empty for an isolated question."""
    kinds = {
        "DP": _("Progressive case"), "miniDP": _("Short progressive case"), "KFP": _("Key-feature problem"),
    }  # fmt: skip
    alike = [one for one in items if one.kind == item.kind]
    return f"{kinds[item.kind]} {alike.index(item) + 1}" if item.kind in kinds else ""


def _item_head(item: Item, items: Sequence[Item]) -> list[Block]:
    named = _named(item, items)
    return [Heading(named, 1), *_case(item)] if named else []


def _case(item: Item) -> tuple[Paragraph | Picture, ...]:
    told = [Paragraph(block, "case") for block in item.case.split("\n\n") if block.strip()]
    return (*told, *(Picture(image) for image in item.images))


def _question(
    index: int, question: Question, told: Sequence[Paragraph | Picture]
) -> Iterator[Heading | Paragraph | Picture | Blank | Boxes | Table]:
    for block in question.new.split("\n\n"):
        if block.strip():
            yield Paragraph(block, "case")
    yield Heading(_("Question {n} – {kind}").format(n=index, kind=asked(question)), 2)
    yield from told
    if question.hypothesis:
        yield Paragraph(question.hypothesis, "body", _("If you were thinking of:"))
    if question.finding:
        yield Paragraph(question.finding, "body", _("and you then find:"))
    if question.image:
        zones = tuple(
            (letter, one.zone) for letter, one in zip(LETTERS, question.propositions, strict=False) if one.zone
        )
        yield Picture(question.image, zones)
    for block in question.stem.split("\n\n"):
        yield Paragraph(block, "body")
    if question.kind == "TCS":
        for words in DEGREE_WORDS.values():
            yield Paragraph(words, "choice", "□")
    for letter, one in zip(LETTERS, question.propositions, strict=False):
        yield Paragraph(one.text, "choice", f"{letter}.")


def asked(question: Question) -> str:
    """The kind of a question in the words of the candidates."""
    n = question.to_choose or 1
    if question.kind in ("QRP", "QRPL", "QZP"):
        said = ngettext("{kind}, {n} answer expected", "{kind}, {n} answers expected", n)
        return said.format(kind=question.kind, n=n)
    if question.kind == "QROC":
        words = ngettext("QROC, {n} word at most", "QROC, {n} words at most", question.max_words)
        return words.format(n=question.max_words)
    return {
        "QRU": _("QRU, one answer"), "QRM": _("QRM, one or several answers"), "TCS": _("TCS, one answer"),
    }[question.kind]  # fmt: skip


def answer_sheet(items: Sequence[Item], title: str) -> Document:
    """The sheet to fill in: who, then a line of boxes or of writing for each question."""
    blocks: list[Block] = [Heading(title, 0), Paragraph(_("Answer sheet"), "note")]
    blocks += [Blank(_("Family name:")), Blank(_("First name:")), Blank(_("Student number:"))]
    blocks.append(Paragraph(_("Blacken or cross the boxes of your answers."), "small"))
    for index, _item, question in numbered(items):
        if question.kind == "QROC":
            blocks.append(Blank(f"{index}", 1))
            continue
        letters = tuple(LETTERS[: len(question.propositions)])
        if question.kind == "TCS":
            letters = ("−2", "−1", "0", "+1", "+2")
        n = question.to_choose if question.kind not in ("QRU", "TCS") else 1
        note = ngettext("{n} answer", "{n} answers", n).format(n=n) if n else ""
        blocks.append(Boxes(f"{index}", letters, note))
    return Document(_("answer-sheet"), title, tuple(blocks))


def key(items: Sequence[Item], title: str) -> Document:
    """The corrected key: for each question the scale, each proposition's verdict, reason, evidence and references."""
    blocks: list[Block] = [Heading(title, 0), Paragraph(_("Corrected key: for teachers"), "note")]
    questions = numbered(items)
    rows = tuple((f"{index}", question.kind, _short(question), number(question.weight, 1).removesuffix(",0"))
                 for index, _item, question in questions)  # fmt: skip
    blocks.append(Table((_("No."), _("Question type"), _("Right answers"), _("Weight")), rows, (0.1, 0.2, 0.55, 0.15)))
    before: Item | None = None
    for index, item, question in questions:
        if item is not before:
            blocks += _item_head(item, items)
        before = item
        told = () if _named(item, items) else _case(item)
        blocks += correction(index, item, question, asked(question), told)
    return Document(_("corrected-key"), title, tuple(blocks))


def _short(question: Question) -> str:
    if question.kind == "QROC":
        return " / ".join(one.text for one in question.answers if one.category == 1)
    if question.kind == "TCS":
        votes = {degree: sum(one.answer == degree for one in question.panel) for degree in range(-2, 3)}
        best = max(votes.values()) or -1
        return ", ".join(f"{degree:+d}" if degree else "0" for degree, n in votes.items() if n == best) or "–"
    return " ".join(letter for letter, one in zip(LETTERS, question.propositions, strict=False) if one.correct) or "–"

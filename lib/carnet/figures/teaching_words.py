"""What the figures of an examination say in words: titles, subtitles, text alternatives."""

import math
from typing import TYPE_CHECKING

from carnet.figures.teaching_frame import joined, two_digits
from carnet.language import _, ngettext, number, percent

if TYPE_CHECKING:
    from carnet.teaching.analysis import Analysis, ItemStatistics, TestStatistics

MOST = 8  # questions told one by one


def mark_text(share: float, out_of: int = 20) -> str:
    """0.55 → `11/20`, with one decimal where there is one."""
    value = share * out_of
    return f"{number(value, 0 if abs(value - round(value)) < 0.05 else 1)}/{out_of}" if math.isfinite(share) else "–"


def tercile_names() -> tuple[str, str, str]:
    """The thirds of the students, the weakest first."""
    return _("weakest third"), _("middle third"), _("strongest third")


def passed(test: "TestStatistics", pass_mark: float) -> float:
    """The share of students at the pass mark or above; NaN without students."""
    return sum(one >= pass_mark - 1e-9 for one in test.scores) / test.students if test.students else math.nan


def map_heading(analysis: "Analysis") -> tuple[str, str]:
    """What the map of questions finds, and how."""
    drawn = [one for one in analysis.items if math.isfinite(one.discrimination)]
    wrong = sum(one.discrimination < 0 for one in drawn)
    weak = sum(0 <= one.discrimination < 0.2 for one in drawn)
    if not drawn:
        head = _("No question can be placed")
    elif wrong:
        head = ngettext(
            "{n} question has a discrimination below zero", "{n} questions have a discrimination below zero", wrong
        ).format(n=wrong)
    elif weak:
        head = ngettext("{n} question discriminates little", "{n} questions discriminate little", weak).format(n=weak)
    else:
        head = _("Every question discriminates")
    how = _("{questions} questions, {students} students; item–rest correlation").format(
        questions=len(analysis.items), students=analysis.test.students
    )
    left_out = len(analysis.items) - len(drawn)
    if left_out:
        how += " · " + ngettext("{n} without discrimination", "{n} without discrimination", left_out).format(n=left_out)
    return head, how


def map_alt(analysis: "Analysis") -> str:
    """The map of questions in sentences: those to look at first, with their figures."""
    head, how = map_heading(analysis)
    drawn = [(n, one) for n, one in enumerate(analysis.items, 1) if math.isfinite(one.discrimination)]
    told = sorted(drawn, key=lambda pair: pair[1].discrimination)[:MOST]
    parts = [
        _("Q{n}: success {share}, discrimination {r}").format(
            n=n, share=percent(one.difficulty), r=two_digits(one.discrimination)
        )
        for n, one in told
    ]
    text = f"{head}. {how}."
    if len(drawn) > MOST:
        text += " " + _("The {n} that discriminate least:").format(n=MOST)
    return f"{text} {joined(parts)}." if parts else text


def distractor_heading(item: "ItemStatistics") -> tuple[str, str]:
    """How many distractors work, and of whom this is known."""
    wrong = [one for one in item.propositions if one.correct is False]
    working = sum(bool(one.functional) for one in wrong)
    if wrong:
        head = ngettext("{k} distractor of {n} works", "{k} distractors of {n} work", working).format(
            k=working, n=len(wrong)
        )
    else:
        head = _("Who chose what")
    name = item.title or item.id
    return head, _("{name} · n = {n}; thirds by the other questions").format(name=name, n=number(item.n))


def distractor_alt(item: "ItemStatistics") -> str:
    """Who chose what, in sentences."""
    head, how = distractor_heading(item)
    weak, _middle, strong = tercile_names()
    parts = []
    for one in item.propositions:
        kind = {True: _("right"), False: _("wrong"), None: _("key not known")}[one.correct]
        parts.append(
            _("{id} ({kind}): {share}; {weak} {low}, {strong} {high}").format(
                id=one.id.upper(), kind=kind, share=_share(one.share), weak=weak, low=_share(one.terciles[0]),
                strong=strong, high=_share(one.terciles[2]),
            )
        )  # fmt: skip
    return f"{head}. {how}. " + ". ".join(parts) + ("." if parts else "")


def distribution_heading(test: "TestStatistics", pass_mark: float | None, out_of: int = 20) -> tuple[str, str]:
    """Where marks lie, and how they were had."""
    if not test.students:
        return _("No mark yet"), ""
    head = _("Median {median}").format(median=mark_text(test.median, out_of))
    if pass_mark is not None:
        head += ", " + _("{share} at the pass mark or above").format(share=percent(passed(test, pass_mark)))
    how = _("n = {n} students, {questions} questions; from {low} to {high}").format(
        n=number(test.students), questions=test.questions, low=mark_text(test.lowest, out_of),
        high=mark_text(test.highest, out_of),
    )  # fmt: skip
    return head, how


def distribution_alt(test: "TestStatistics", pass_mark: float | None = None, out_of: int = 20) -> str:
    """The distribution of marks in sentences: by fifths of the scale."""
    head, how = distribution_heading(test, pass_mark, out_of)
    if not test.students:
        return f"{head}."
    parts = []
    for fifth in range(5):
        n = sum(fifth == min(4, int(one * 5 + 1e-9)) for one in test.scores)
        parts.append(
            ngettext("{n} student from {low} to {high}", "{n} students from {low} to {high}", n).format(
                n=number(n), low=mark_text(fifth / 5, out_of), high=mark_text((fifth + 1) / 5, out_of)
            )
        )
    return f"{head}. {how}. " + ", ".join(parts) + "."


def _share(value: float) -> str:
    return percent(value) if math.isfinite(value) else "–"

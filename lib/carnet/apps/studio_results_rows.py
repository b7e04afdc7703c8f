"""What came out of a session, as the page shows it: tiles, cautions, the lines of the table of questions."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from carnet.language import _, ngettext, number, percent
from carnet.teaching.classroom import ResultRow, Results
from carnet.teaching.item import Item
from carnet.widgets.escaping import join_html, safe_html

if TYPE_CHECKING:
    from carnet.teaching.analysis import Analysis

OUT_OF = 20
FEW = 30  # students: under that, everything is said with care


def two(value: float, digits: int = 2) -> str:
    """A number, or a dash where there is none; never −0."""
    return number(round(value, digits) + 0.0, digits).replace("-", "−") if math.isfinite(value) else "–"


def between(low: float, high: float, digits: int = 2) -> str:
    """An interval, or nothing."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return _("95% CI {low} to {high}").format(low=two(low, digits), high=two(high, digits))


def key_of(row: ResultRow) -> str:
    """The id of a row's question, as the analysis names it."""
    return f"{row.item_id}/{row.question_id}"


def first_totals(results: Results) -> dict[str, float]:
    """The mark of each student's first attempt, 0 to 1."""
    return {student: mark for (student, attempt), mark in results.totals.items() if attempt == 1}


def tiles(results: Results, analysis: "Analysis", by_item: "Analysis") -> Markup:
    """How many, how much, how sure. The reliability is that of items: questions of a case hang together."""
    marks = list(first_totals(results).values())
    n = len(marks)
    mean = sum(marks) / n if n else math.nan
    sd = math.sqrt(sum((one - mean) ** 2 for one in marks) / (n - 1)) if n > 1 else math.nan
    test = by_item.test
    alpha_name = _("Reliability (KR-20)") if test.dichotomous else _("Reliability (alpha)")
    questions = len(analysis.items)
    cells = [
        (
            _("Students"),
            number(n),
            ngettext("{n} question", "{n} questions", questions).format(n=number(questions)),
        ),
        (
            _("Mean out of {n}").format(n=OUT_OF),
            two(mean * OUT_OF, 1),
            _("standard deviation {sd}").format(sd=two(sd * OUT_OF, 1)) if math.isfinite(sd) else "",
        ),
        (alpha_name, two(test.alpha), between(*test.alpha_interval)),
        (
            _("Error of a mark"),
            f"± {two(test.sem * OUT_OF, 1)}" if math.isfinite(test.sem) else "–",
            _("standard error of measurement, out of {n}").format(n=OUT_OF),
        ),
    ]
    if math.isfinite(analysis.test.seconds):
        minutes = two(analysis.test.seconds / 60, 0)
        cells.append((_("Median time"), _("{n} min").format(n=minutes), _("of a student, all questions")))
    made = (
        safe_html("<div><dt>{name}</dt><dd>{value}<small>{told}</small></dd></div>", name=name, value=value, told=told)
        for name, value, told in cells
    )
    return safe_html('<dl class="rs-tiles">{cells}</dl>', cells=join_html(made))


def cautions(analysis: "Analysis") -> Markup:
    """What must be known before one reads on."""
    told = dict.fromkeys(str(one) for one in analysis.warnings)
    lines = join_html(safe_html("<li>! {line}</li>", line=line) for line in told)
    return safe_html('<ul class="rs-cautions">{lines}</ul>', lines=lines) if told else safe_html("")


def lines(results: Results, analysis: "Analysis", items: Mapping[str, Item]) -> list[dict[str, Any]]:
    """A line a question, in the order of the session."""
    from carnet.teaching.analysis import flag_label

    kinds = {key_of(row): row.kind for row in results.rows}
    waiting = _waiting(results)
    found = []
    for place, one in enumerate(analysis.items, 1):
        found.append(
            {
                "id": one.id,
                "number": place,
                "title": _title(items.get(one.item), one.question) or one.id,
                "kind": kinds.get(one.id, ""),
                "n": one.n,
                "nTold": number(one.n),
                "difficulty": _finite(one.difficulty),
                "difficultyTold": _with(
                    percent(one.difficulty) if math.isfinite(one.difficulty) else "–",
                    *(percent(v) if math.isfinite(v) else "–" for v in one.difficulty_interval),
                ),
                "discrimination": _finite(one.discrimination),
                "discriminationTold": _with(two(one.discrimination), *(two(v) for v in one.discrimination_interval)),
                "upper": _finite(one.upper_lower),
                "upperTold": two(one.upper_lower),
                "flags": [flag_label(flag) for flag in one.flags],
                "check": waiting.get(one.id, 0),
            }
        )
    return found


def undecided(results: Results) -> int:
    """How many written answers near to an accepted one wait for a decision; the same words to a question count once."""
    return sum(_waiting(results).values())


def _waiting(results: Results) -> dict[str, int]:
    return {
        name: len({row.response.text.strip().casefold() for row in rows if row.response})
        for name, rows in _to_check(results.rows).items()
    }


def _to_check(rows: Sequence[ResultRow]) -> dict[str, list[ResultRow]]:
    found: dict[str, list[ResultRow]] = {}
    for row in rows:
        if row.to_check:
            found.setdefault(key_of(row), []).append(row)
    return found


def _with(value: str, low: str, high: str) -> str:
    return value if "–" in (value, low, high) else f"{value} [{low} ; {high}]"


def _title(item: Item | None, question_id: str) -> str:
    if item is None:
        return ""
    title = item.title or (item.questions[0].stem if item.questions else item.id)
    return f"{title} – {question_id}" if len(item.questions) > 1 else title


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def model_words(analysis: "Analysis") -> list[str]:
    """What the response models say, or why they say nothing, in words."""
    told = []
    n = analysis.test.students
    if analysis.rasch is None:
        told.append(_("No Rasch model: it takes at least {n} students and three questions that vary.").format(n=10))
    else:
        told.append(
            _("Rasch model: abilities have a standard deviation of {sd} logits; partial points count as wrong.").format(
                sd=two(analysis.rasch.sd)
            )
        )
        wide = [one for one in analysis.rasch.items if one.difficulty_se > 0.5]
        if wide:
            told.append(
                ngettext(
                    "{n} difficulty is known within a logit at best: do not rank questions by it.",
                    "{n} difficulties are known within a logit at best: do not rank questions by them.",
                    len(wide),
                ).format(n=number(len(wide)))
            )
    if analysis.two_pl is None:
        told.append(_("No 2PL model: it takes at least {n} students.").format(n=FEW))
    elif n < 100:
        told.append(_("The 2PL rests on few students: its prior weighs on the discriminations."))
    return told


def model_rows(analysis: "Analysis") -> tuple[list[str], list[list[Any]]]:
    """The parameters with their intervals: the columns, then a row a question that is in a model."""
    columns = [_("Question"), _("Rasch difficulty (logits)"), _("95% CI"), _("Infit"), _("Outfit")]
    rasch = {one.id: one for one in analysis.rasch.items} if analysis.rasch else {}
    two_pl = {one.id: one for one in analysis.two_pl.items} if analysis.two_pl else {}
    if two_pl:
        columns += [_("2PL discrimination"), _("95% CI")]
    rows: list[list[Any]] = []
    for place, one in enumerate(analysis.items, 1):
        easy, hard = rasch.get(one.id), two_pl.get(one.id)
        if easy is None:
            continue
        row: list[Any] = [
            _("Q{n}").format(n=place),
            two(easy.difficulty),
            f"{two(easy.difficulty_interval[0])} ; {two(easy.difficulty_interval[1])}",
            two(easy.infit),
            two(easy.outfit),
        ]
        if two_pl:
            row += (
                [
                    two(hard.discrimination),
                    f"{two(hard.discrimination_interval[0])} ; {two(hard.discrimination_interval[1])}",
                ]
                if hard
                else ["–", "–"]
            )
        rows.append(row)
    return columns, rows

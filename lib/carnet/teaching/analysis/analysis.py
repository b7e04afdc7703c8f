"""The analysis of an examination: its questions, the test, the response models, and what to be careful about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import numpy as np

from carnet.language import _, number, percent
from carnet.teaching.analysis.cautions import AnalysisWarning
from carnet.teaching.analysis.checks import cautions, model_caution
from carnet.teaching.analysis.classical import (
    ItemStatistics,
    TestStatistics,
    describe_test,
    item_statistics,
    rest_scores,
    total_scores,
)
from carnet.teaching.analysis.response_models import NotConverged, ResponseModel, fit
from carnet.teaching.analysis.table import Floats, Marks, Row, tabulate
from carnet.teaching.item import Item

FEWEST_RASCH, FEWEST_2PL, FEWEST_ITEMS = 10, 30, 3


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an examination says of its questions. `items` are the questions in the order of the examination.

    `rasch` and `two_pl` are None where there are too few students (10, 30) or questions (3), or no maximum; a question
    that all got right or all got wrong is in neither. Points between 0 and 1 count there as wrong.
    """

    items: tuple[ItemStatistics, ...]
    test: TestStatistics
    warnings: tuple[AnalysisWarning, ...]
    rasch: ResponseModel | None = None
    two_pl: ResponseModel | None = None

    def item(self, name: str) -> ItemStatistics:
        """The question of that id (`item/question`). Raises `KeyError`."""
        for one in self.items:
            if one.id == name:
                return one
        raise KeyError(name)

    def rows(self) -> list[dict[str, Any]]:
        """One dict a question, ready for a table or a CSV file; None where there is no estimate."""
        models = {
            prefix: {one.id: one for one in model.items} if model else {}
            for prefix, model in (("rasch", self.rasch), ("two_pl", self.two_pl))
        }
        return [_row(one, models["rasch"].get(one.id), models["two_pl"].get(one.id)) for one in self.items]

    def propositions(self) -> list[dict[str, Any]]:
        """One dict a proposition: who chose it, by tercile."""
        return [
            {
                "question": one.id, "proposition": it.id, "correct": it.correct, "n": it.n, "share": _or_none(it.share),
                "weakest": _or_none(it.terciles[0]), "middle": _or_none(it.terciles[1]),
                "strongest": _or_none(it.terciles[2]), "discrimination": _or_none(it.discrimination),
                "functional": it.functional,
            }
            for one in self.items
            for it in one.propositions
        ]  # fmt: skip

    def summary(self) -> str:
        """The test in a sentence."""
        test = self.test
        text = _("{students} students, {questions} questions; mean {mean}; reliability {alpha} [{low}; {high}].")
        return text.format(
            students=test.students, questions=test.questions, mean=_share(test.mean), alpha=_short(test.alpha),
            low=_short(test.alpha_interval[0]), high=_short(test.alpha_interval[1]),
        )  # fmt: skip

    def _repr_html_(self) -> str:
        head = (
            _("Question"), _("Students"), _("Success (95 % CI)"), _("Discrimination (95 % CI)"),
            _("Upper − lower"), _("To look at"),
        )  # fmt: skip
        lines = [
            (
                one.title or one.id, number(one.n),
                _between(_share(one.difficulty), *(_share(v) for v in one.difficulty_interval)),
                _between(_short(one.discrimination), *(_short(v) for v in one.discrimination_interval)),
                _short(one.upper_lower), ", ".join(flag_label(flag) for flag in one.flags),
            )
            for one in self.items
        ]  # fmt: skip
        header = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
        body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>" for line in lines)
        notes = "".join(f"<li>{escape(str(one))}</li>" for one in self.warnings)
        return (
            f"<table><caption>{escape(self.summary())}</caption><thead><tr>{header}</tr></thead>"
            f"<tbody>{body}</tbody></table>" + (f"<ul>{notes}</ul>" if notes else "")
        )


def analyse(
    responses: Iterable[Row | Mapping[str, object]],
    items: Iterable[Item] = (),
    *,
    unit: Literal["question", "item"] = "question",
    models: bool = True,
) -> Analysis:
    """Analyse marks: rows, or mappings, of student, item, question, points, version, ticked, seconds, scale, answered.

    `points` are in [0, 1], None where the question was not asked or is excluded; see `Row`. With `items`, the keys and
    titles are known, and which questions belong to a same case. `unit="item"`: each item is one question whose points
    are the mean of its questions' (what is answered to a case depends on the case: this is the safe reliability).
    Never fails for what the marks are: what cannot be estimated is NaN or None, and `warnings` say why.
    """
    known = {one.id: one for one in items}
    rows = list(responses)
    marks = tabulate(rows)
    if unit == "item":
        marks = _by_item(marks, known)
    rest, totals = rest_scores(marks.points), total_scores(marks.points)
    complete = marks.points[np.isfinite(marks.points).all(axis=1)]
    statistics = tuple(
        item_statistics(marks, j, rest, totals, complete, _key(known, *one), _title(known, *one))
        for j, one in enumerate(marks.questions)
    )
    test = describe_test(marks)
    found = list(cautions(marks, test, statistics, known))
    rasch = two_pl = None
    if models:
        rasch, caution = _model(marks, "Rasch")
        two_pl, other = _model(marks, "2PL")
        found += [one for one in (caution, other) if one is not None]
    return Analysis(statistics, test, tuple(found), rasch, two_pl)


def _model(marks: Marks, kind: Literal["Rasch", "2PL"]) -> tuple[ResponseModel | None, AnalysisWarning | None]:
    asked = np.isfinite(marks.points)
    right = np.where(asked, (marks.points > 1 - 1e-9).astype(np.float64), np.nan)
    with np.errstate(invalid="ignore"):
        varies = [j for j in range(right.shape[1]) if 0 < np.nansum(right[:, j]) < asked[:, j].sum()]
    names = tuple(marks.names[j] for j in varies)
    students = len(marks.students)
    if students < (FEWEST_RASCH if kind == "Rasch" else FEWEST_2PL) or len(varies) < FEWEST_ITEMS:
        return None, None  # said by the cautions on numbers
    try:
        return fit(right[:, varies], names, marks.students, kind), None
    except (NotConverged, np.linalg.LinAlgError):
        return None, model_caution(kind)


def _by_item(marks: Marks, known: Mapping[str, Item]) -> Marks:
    """The same marks with one column an item: means of the questions' points by their weights."""
    items = list(dict.fromkeys(item for item, _question in marks.questions))
    n = len(marks.students)
    points, seconds = np.full((n, len(items)), np.nan), np.full((n, len(items)), np.nan)
    answered = np.zeros((n, len(items)), dtype=np.bool_)
    versions = []
    for column, item in enumerate(items):
        mine = [j for j, (one, _question) in enumerate(marks.questions) if one == item]
        weights = np.array([_weight(known, *marks.questions[j]) for j in mine])
        part = marks.points[:, mine]
        used = np.where(np.isfinite(part), weights, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            points[:, column] = (np.where(np.isfinite(part), part, 0.0) * used).sum(axis=1) / used.sum(axis=1)
        times: Floats = marks.seconds[:, mine]
        some = np.isfinite(times).any(axis=1)
        seconds[some, column] = np.nansum(times[some], axis=1)
        answered[:, column] = marks.answered[:, mine].any(axis=1)
        versions.append(tuple(sorted({v for j in mine for v in marks.versions[j]})))
    nothing = tuple(tuple(None for _item in items) for _student in marks.students)
    return Marks(
        marks.students, tuple((item, "*") for item in items), points, seconds, answered, nothing, tuple(versions),
        marks.scales, marks.repeated,
    )  # fmt: skip


def _weight(known: Mapping[str, Item], item: str, question: str) -> float:
    try:
        return known[item].question(question).weight
    except KeyError:
        return 1.0


def _key(known: Mapping[str, Item], item: str, question: str) -> dict[str, bool] | None:
    try:
        return {one.id: one.correct for one in known[item].question(question).propositions} or None
    except KeyError:
        return None


def _title(known: Mapping[str, Item], item: str, question: str) -> str:
    if item not in known or not known[item].title:
        return ""
    several = len(known[item].questions) > 1 and question != "*"
    return f"{known[item].title} – {question}" if several else known[item].title


def flag_label(flag: str) -> str:
    """What a flag of a question says on screen."""
    return {
        "blank": _("left blank by more than one in five"),
        "hard": _("very hard"),
        "easy": _("very easy"),
        "negative": _("weak students succeed more: check the key"),
        "weak": _("discriminates little"),
        "attractive_wrong": _("a wrong proposition draws strong students"),
        "repelling_right": _("a right proposition repels strong students"),
        "idle_distractor": _("a distractor that under 5 % choose"),
    }[flag]


def _row(one: ItemStatistics, rasch: Any, two_pl: Any) -> dict[str, Any]:
    row = {
        "id": one.id, "item": one.item, "question": one.question, "title": one.title, "n": one.n,
        "answered": one.answered, "difficulty": one.difficulty, "difficulty_low": one.difficulty_interval[0],
        "difficulty_high": one.difficulty_interval[1], "full": one.full, "discrimination": one.discrimination,
        "discrimination_low": one.discrimination_interval[0], "discrimination_high": one.discrimination_interval[1],
        "upper_lower": one.upper_lower, "alpha_without": one.alpha_without, "seconds": one.seconds[1],
    }  # fmt: skip
    for prefix, fitted in (("rasch", rasch), ("two_pl", two_pl)):
        row[f"{prefix}_difficulty"] = fitted.difficulty if fitted else None
        row[f"{prefix}_difficulty_se"] = fitted.difficulty_se if fitted else None
        if prefix == "two_pl":
            row["two_pl_discrimination"] = fitted.discrimination if fitted else None
            row["two_pl_discrimination_se"] = fitted.discrimination_se if fitted else None
        row[f"{prefix}_infit"] = fitted.infit if fitted else None
        row[f"{prefix}_outfit"] = fitted.outfit if fitted else None
    row["flags"] = ", ".join(one.flags)
    return {name: _or_none(value) if isinstance(value, float) else value for name, value in row.items()}


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _short(value: float) -> str:
    return number(value, 2) if np.isfinite(value) else "–"


def _share(value: float) -> str:
    return percent(value) if np.isfinite(value) else "–"


def _between(value: str, low: str, high: str) -> str:
    return value if "–" in (low, high) else f"{value} [{low}; {high}]"

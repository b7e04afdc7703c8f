"""Which cautions an analysis calls for: numbers, missing and mixed marks, questions without variation."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from carnet.language import _, ngettext
from carnet.teaching.analysis import cautions as kinds
from carnet.teaching.analysis.classical import ItemStatistics, TestStatistics
from carnet.teaching.analysis.table import Marks
from carnet.teaching.item import Item


def cautions(
    marks: Marks, test: TestStatistics, statistics: Sequence[ItemStatistics], known: Mapping[str, Item]
) -> Iterator[kinds.AnalysisWarning]:
    """What to be careful about, the gravest first."""
    n, k = marks.points.shape
    if not n or not k:
        yield kinds.NothingToAnalyse(_("There is no mark to analyse."))
        return
    if n < 30:
        yield kinds.FewStudents(
            ngettext(
                "{n} student: questions can hardly be told apart, and no two-parameter model is fitted.",
                "{n} students: questions can hardly be told apart, and no two-parameter model is fitted.",
                n,
            ).format(n=n),
            _("Read the intervals, or gather several sessions."),
        )
    elif n < 100:
        yield kinds.WideIntervals(
            _("{n} students: correlations and parameters have wide intervals.").format(n=n),
            _("Read the intervals before changing a question."),
        )
    if k < 10:
        yield kinds.FewQuestions(
            ngettext(
                "{n} question: reliability and fit say next to nothing.",
                "{n} questions: reliability and fit say next to nothing.",
                k,
            ).format(n=k)
        )
    flat = tuple(
        name for j, name in enumerate(marks.names) if np.ptp(marks.points[np.isfinite(marks.points[:, j]), j]) < 1e-9
    )
    if flat:
        yield kinds.NoVariation(
            ngettext(
                "{n} question to which all had the same points: no discrimination, no parameter.",
                "{n} questions to which all had the same points: no discrimination, no parameter.",
                len(flat),
            ).format(n=len(flat)),
            names=flat,
        )
    if math.isfinite(test.alpha) and test.alpha < 0:
        yield kinds.NegativeReliability(
            _("The questions go against each other: reliability is negative."),
            _("Check the keys of the questions that discriminate the wrong way."),
            tuple(one.id for one in statistics if one.discrimination < 0),
        )
    yield from _table_cautions(marks, test)
    cases = tuple(
        one.id for one in known.values() if one.progressive and sum(item == one.id for item, _q in marks.questions) > 1
    )
    if cases:
        yield kinds.LocalDependence(
            _("Questions of a same case depend on each other: reliability and information are overstated."),
            _("Analyse by item too."),
            cases,
        )


def _table_cautions(marks: Marks, test: TestStatistics) -> Iterator[kinds.AnalysisWarning]:
    known = np.isfinite(marks.points)
    if test.complete < test.students:
        yield kinds.MissingAnswers(
            ngettext(
                "Not every student was asked every question: reliability is that of {n} student.",
                "Not every student was asked every question: reliability is that of {n} students.",
                test.complete,
            ).format(n=test.complete),
            names=tuple(name for j, name in enumerate(marks.names) if not known[:, j].all()),
        )
    if marks.repeated:
        yield kinds.RepeatedAnswers(
            ngettext(
                "{n} answer given again: the first one counts.",
                "{n} answers given again: the first one counts.",
                marks.repeated,
            ).format(n=marks.repeated)
        )
    mixed = tuple(name for name, versions in zip(marks.names, marks.versions, strict=True) if len(versions) > 1)
    if mixed:
        yield kinds.MixedVersions(
            ngettext(
                "{n} question answered in several versions.", "{n} questions answered in several versions.", len(mixed)
            ).format(n=len(mixed)),
            _("Mark the answers again with one version, or analyse each apart."),
            mixed,
        )
    if len(marks.scales) > 1:
        yield kinds.MixedScales(
            _("Points given by several scales: {scales}.").format(scales=", ".join(marks.scales)),
            _("Mark the answers again with one scale."),
        )
    partial = tuple(
        name for j, name in enumerate(marks.names) if not np.isin(marks.points[known[:, j], j], (0.0, 1.0)).all()
    )
    if partial:
        yield kinds.PartialCredit(
            ngettext(
                "{n} question with partial points: response models count only full points as a success.",
                "{n} questions with partial points: response models count only full points as a success.",
                len(partial),
            ).format(n=len(partial)),
            names=partial,
        )


def model_caution(kind: str) -> kinds.NotEstimated:
    """That a response model has no maximum for these marks."""
    return kinds.NotEstimated(_("The {model} model could not be estimated from these marks.").format(model=kind))

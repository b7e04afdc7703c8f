"""What must be known before an item analysis is read: one class a problem, with what to do."""

from carnet.errors import StatisticsWarning


class AnalysisWarning(StatisticsWarning):
    """A problem of an analysis: `message` says it, `remedy` what to do, `names` the questions that it is about."""

    def __init__(self, message: str, remedy: str = "", names: tuple[str, ...] = ()) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
        self.names = names


class NothingToAnalyse(AnalysisWarning):
    """No student or no question: no estimate."""


class FewStudents(AnalysisWarning):
    """Under 30 students: no 2PL, and intervals so wide that questions can hardly be told apart."""


class WideIntervals(AnalysisWarning):
    """Under 100 students: correlations and parameters are known within about ±0.2 and ±0.5."""


class FewQuestions(AnalysisWarning):
    """Under 10 questions: reliability says next to nothing."""


class NoVariation(AnalysisWarning):
    """Questions to which all gave the same points: no discrimination, no parameter."""


class NegativeReliability(AnalysisWarning):
    """Questions that go against each other: a wrong key is the first thing to look for."""


class MissingAnswers(AnalysisWarning):
    """Not every student was asked every question."""


class RepeatedAnswers(AnalysisWarning):
    """A student answered a question more than once: the first answer counts."""


class MixedVersions(AnalysisWarning):
    """Answers to different versions of the same item are counted together."""


class MixedScales(AnalysisWarning):
    """Points given by different scales are counted together."""


class PartialCredit(AnalysisWarning):
    """Questions with partial points: response models count only full points as a success."""


class LocalDependence(AnalysisWarning):
    """Questions of the same case depend on each other: reliability and information are overstated."""


class NotEstimated(AnalysisWarning):
    """A response model that could not be estimated."""

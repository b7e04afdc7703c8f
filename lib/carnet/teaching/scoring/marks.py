"""The mark of an answer: each kind of question by the rule that a dated scale has for it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from pydantic import Field

from carnet.language import _, ngettext, number
from carnet.teaching.item import Item
from carnet.teaching.question import Frozen, Question, Response
from carnet.teaching.scoring.scales import DEFAULT, Rule, Scale, ScoringError
from carnet.teaching.scoring.scales import scale as scale_of
from carnet.teaching.scoring.short_answer import Decision, compare

STATION = "station"  # the key of an ECOS station's grid among the responses to its item


class Mark(Frozen):
    """The mark of one answer: `points` of 1 by a scale, and why.

    `discordances`: propositions on which the answer differs from the key (kinds answered by ticking). `zeroed_by`: ids
    of the unacceptable propositions chosen and of the indispensable ones (or lines of a grid) not. `refused`: more
    chosen than announced, or too many words. `to_check`: a QROC near an accepted answer, worth 0 until a teacher
    decides; `decided`: a teacher did. `per_proposition`: whether the answer agrees with the key on each. `reasons` are
    in the language in use when it was marked, and never quote the answer.
    """

    points: float = Field(ge=0, le=1)
    scale: str
    answered: bool = True
    discordances: int | None = None
    zeroed_by: tuple[str, ...] = ()
    refused: bool = False
    to_check: bool = False
    decided: bool = False
    reasons: tuple[str, ...] = ()
    per_proposition: dict[str, bool] = Field(default_factory=dict)


class ItemMark(Frozen):
    """The mark of an item: mean of its questions' points by their weights (ECOS: of the grid's lines), in 0 to 1."""

    points: float = Field(ge=0, le=1)
    marks: dict[str, Mark]
    scale: str
    item_id: str
    item_version: int

    @property
    def to_check(self) -> tuple[str, ...]:
        """The ids of the questions whose answer a teacher has to look at."""
        return tuple(name for name, one in self.marks.items() if one.to_check)


def mark(
    question: Question,
    response: Response | None,
    scale: str | Scale = DEFAULT,
    *,
    decisions: Iterable[Decision] = (),
    neutral: Collection[str] = (),
) -> Mark:
    """The mark of a response (None or empty: not answered, 0, even where ticking nothing would leave few discordances).

    `decisions` are those of teachers on QROC answers; `neutral` the ids of propositions that no longer count (erratum):
    they bring neither discordance, nor point, nor zero. Ticked ids that the question does not have do not count.
    Raises `ScoringError` where the scale has no rule for the kind, or the question nothing to be marked against.
    """
    scale = scale_of(scale)
    rule = scale.rule(question.kind)
    if question.kind == "QROC":
        return _short(question, response, rule, scale, decisions)
    if question.kind == "TCS":
        return _concordance(question, response, rule, scale)
    return _ticked(question, response, rule, scale, frozenset(neutral))


def _ticked(question: Question, response: Response | None, rule: Rule, scale: Scale, neutral: frozenset[str]) -> Mark:
    counted = [one for one in question.propositions if one.id not in neutral]
    key = {one.id for one in counted if one.correct}
    expected = question.to_choose
    if not counted or (question.kind != "QRM" and not key):
        raise ScoringError(
            _("The question {question} has no right proposition left to be marked against.").format(
                question=question.id
            ),
            _("Give it a key, or cancel it."),
        )
    known = {one.id for one in question.propositions}
    chosen = set(response.ticked) & known if response else set()
    if not chosen:
        return Mark(points=0, scale=scale.id, answered=False, reasons=(_("Not answered."),))
    agrees = {one.id: (one.id in chosen) == one.correct for one in counted}
    discordances = sum(not good for good in agrees.values())
    reasons: list[str] = []
    zeroed: tuple[str, ...] = ()
    if rule.zero:
        zeroed = tuple(
            one.id
            for one in counted
            if (one.unacceptable and one.id in chosen) or (one.indispensable and one.id not in chosen)
        )
    refused = expected is not None and len(chosen) > expected
    if refused and expected is not None:
        reasons.append(
            ngettext(
                "{chosen} chosen where {n} was asked: refused.",
                "{chosen} chosen where {n} were asked: refused.",
                expected,
            ).format(chosen=len(chosen), n=expected)
        )
    for one in counted:
        if one.id in zeroed:
            said = _("Indispensable proposition missing: {id}.")
            if one.unacceptable:
                said = _("Unacceptable proposition chosen: {id}.")
            reasons.append(said.format(id=one.id.upper()))
    right = len(chosen & key)
    asked = min(expected or len(key), len(key))
    if rule.how == "exact":  # with a number announced, any of the right propositions will do: an erratum may add some
        exact = discordances == 0 if expected is None else right == asked and chosen <= key | neutral
        points = float(exact)
        reasons.append(_("Right.") if points else _("Wrong."))
    elif rule.how == "discordances":
        points = rule.steps[discordances] if discordances < len(rule.steps) else 0.0
        reasons.append(_discordances(discordances, points))
    else:
        points = min(1.0, right / asked)
        reasons.append(
            ngettext("{right} right of {n} expected.", "{right} right of {n} expected.", asked).format(
                right=right, n=asked
            )
        )
    if zeroed or refused:
        points = 0.0
    return Mark(
        points=points, scale=scale.id, discordances=discordances, zeroed_by=zeroed, refused=refused,
        reasons=tuple(reasons), per_proposition=agrees,
    )  # fmt: skip


def _discordances(n: int, points: float) -> str:
    return ngettext("{n} discordance: {points}.", "{n} discordances: {points}.", n).format(
        n=n, points=number(points, 0 if points in (0, 1) else 1)
    )


def _short(
    question: Question, response: Response | None, rule: Rule, scale: Scale, decisions: Iterable[Decision]
) -> Mark:
    if not question.answers:
        raise ScoringError(
            _("The question {question} has no accepted answer.").format(question=question.id),
            _("Give it at least one accepted answer."),
        )
    if response is None or not response.text.strip():
        return Mark(points=0, scale=scale.id, answered=False, reasons=(_("Not answered."),))
    decided = {one.folded: int(one.category) for one in decisions if one.question_id == question.id}
    found = compare(response.text, question.answers, question.max_words, decided)
    points = rule.categories.get(found.category, 0.0)
    if found.decided:
        said = _("Decided by a teacher: refused.")
        if found.category:
            said = _("Decided by a teacher: category {n}.").format(n=found.category)
    elif found.category:
        said = _("Accepted answer, category {n}.").format(n=found.category)
    elif found.too_long:
        said = ngettext("More than {n} word: not counted.", "More than {n} words: not counted.", question.max_words)
        said = said.format(n=question.max_words)
    elif found.near:
        said = _("Near an accepted answer: a teacher decides.")
    else:
        said = _("Not among the accepted answers.")
    return Mark(
        points=points, scale=scale.id, refused=found.too_long, to_check=found.near, decided=found.decided,
        reasons=(said,),
    )  # fmt: skip


def _concordance(question: Question, response: Response | None, rule: Rule, scale: Scale) -> Mark:
    votes = Counter(one.answer for one in question.panel)
    if not votes:
        raise ScoringError(
            _("The question {question} has no panel of experts.").format(question=question.id),
            _("Record what each expert answered."),
        )
    if response is None or response.degree is None:
        return Mark(points=0, scale=scale.id, answered=False, reasons=(_("Not answered."),))
    modal = max(votes.values())
    same = votes[response.degree]
    points = float(same == modal) if rule.modal_only else same / modal
    said = ngettext(
        "{n} expert gave this answer, {modal} the most frequent one.",
        "{n} experts gave this answer, {modal} the most frequent one.",
        same,
    ).format(n=same, modal=modal)
    return Mark(points=points, scale=scale.id, reasons=(said,))


def mark_item(
    item: Item,
    responses: Mapping[str, Response],
    scale: str | Scale | None = None,
    *,
    decisions: Iterable[Decision] = (),
    neutral: Mapping[str, Collection[str]] | None = None,
) -> ItemMark:
    """The mark of an item: of its own scale when none is given. A question without response is worth 0.

    `responses` by question id; the grid of an ECOS station under `STATION`. `neutral`: by question id, the ids of the
    propositions that no longer count.
    """
    used = scale_of(item.scale if scale is None else scale)
    if item.kind == "ECOS":
        marks = {STATION: mark_station(item, responses.get(STATION), used)}
        return ItemMark(
            points=marks[STATION].points, marks=marks, scale=used.id, item_id=item.id, item_version=item.version
        )
    kept = tuple(decisions)
    marks = {
        one.id: mark(one, responses.get(one.id), used, decisions=kept, neutral=(neutral or {}).get(one.id, ()))
        for one in item.questions
    }
    total = sum(one.weight for one in item.questions)
    points = sum(one.weight * marks[one.id].points for one in item.questions) / total
    return ItemMark(points=min(1.0, points), marks=marks, scale=used.id, item_id=item.id, item_version=item.version)


def mark_station(item: Item, response: Response | None, scale: str | Scale | None = None) -> Mark:
    """The mark of an ECOS station: the shares done of the grid's lines, averaged by their weights; a line not filled in
    counts as not done."""
    used = scale_of(item.scale if scale is None else scale)
    rule = used.rule("ECOS")
    if item.station is None:
        raise ScoringError(_("The item {item} is not a station.").format(item=item.id))
    if response is None or not response.grid:
        return Mark(points=0, scale=used.id, answered=False, reasons=(_("Not answered."),))
    lines = item.station.grid
    shares = {one.id: min(1.0, max(0.0, response.grid.get(one.id, 0.0))) for one in lines}
    missing = tuple(one.id for one in lines if one.indispensable and shares[one.id] == 0)
    points = min(1.0, sum(one.weight * shares[one.id] for one in lines) / sum(one.weight for one in lines))
    reasons = [_("Indispensable line not done: {id}.").format(id=one) for one in missing]
    zeroed = missing if rule.zero else ()
    return Mark(
        points=0.0 if zeroed else points, scale=used.id, zeroed_by=zeroed, reasons=tuple(reasons),
        per_proposition={name: share == 1 for name, share in shares.items()},
    )  # fmt: skip

"""Which of the drafts become items: the best, on different topics, each question once."""

import random
import re
from collections.abc import Iterator, Sequence

from carnet.teaching.item import Item, ItemKind
from carnet.tools.writing.binding import follows
from carnet.tools.writing.chart import Chart
from carnet.tools.writing.drafting import Draft, family, leaks, redrawn, seed_of
from carnet.tools.writing.french import bare, folded
from carnet.tools.writing.items import isolated, key_features, progressive
from carnet.tools.writing.passages import Passage
from carnet.tools.writing.wanted import Wanted

SHORT, LONG = (3, 4), (5, 8)  # questions of a mini-DP, of a DP
_WORTH = 0.5  # below, a question is written only when its kind or topic was asked for
_ISOLATED: tuple[ItemKind, ...] = ("QRU", "QRM", "QRP", "QROC")


def chosen(drafts: Sequence[Draft], chart: Chart, wanted: Wanted, stem: str, producer: str) -> Iterator[Item]:
    """Items as wanted, the progressive ones first; ids are `stem` and a number."""
    chance = random.Random(seed_of(chart))
    kinds = wanted.kinds or ("miniDP", *_ISOLATED)
    pool = [one for one in drafts if not wanted.topics or one.blueprint.topic in wanted.topics]
    pool = [one for one in pool if not wanted.ranks or one.blueprint.rank in wanted.ranks]
    noise = {id(one): chance.random() * 0.5 for one in pool}
    pool.sort(key=lambda one: -(one.blueprint.value + noise[id(one)]))
    pool = list({(one.stem, frozenset(one.propositions)): one for one in reversed(pool)}.values())[::-1]
    taken: list[Draft] = []
    told: set[str] = set()  # distractors that the case has shown

    def fresh(steps: Sequence[Draft]) -> list[Draft]:
        new = []
        for made in steps:
            new.append(redrawn(made, chart, told))
            taken.append(new[-1])
            told.update(family(text) for text, right, _ in new[-1].propositions if not right)
        return new

    number = 0
    for kind, (least, most) in (("DP", LONG), ("miniDP", SHORT)):
        if kind in kinds and (number < wanted.number):
            steps = _steps([one for one in pool if not one.blueprint.alone], least, most, chart)
            if steps and (wanted.kinds or len(pool) >= len(steps) + 1):
                number += 1
                yield progressive(fresh(steps), chart, f"{stem}-{number}", producer)
                pool = [one for one in pool if one not in steps]
    if "KFP" in kinds and number < wanted.number:
        three = _key_features(pool)
        if three:
            number += 1
            yield key_features(fresh(three), chart, f"{stem}-{number}", producer)
            pool = [one for one in pool if one not in three]
    left = [one for one in pool if one.blueprint.kind in kinds]
    if not (wanted.kinds or wanted.topics):
        left = [one for one in left if one.blueprint.value >= _WORTH]
    for made in _varied(left):
        if number >= wanted.number:
            return
        if any(_answers(made, other) or _answers(other, made) for other in taken):
            continue
        number += 1
        yield isolated(fresh([made])[0], chart, f"{stem}-{number}", producer)


def _varied(pool: Sequence[Draft]) -> Iterator[Draft]:
    """The pool from the best, what repeats a topic or a passage put later."""
    left = list(pool)
    topics: list[str] = []
    points: list[str] = []
    while left:
        best = max(
            left,
            key=lambda one: (
                one.blueprint.value - 0.6 * topics.count(one.blueprint.topic) - 0.5 * points.count(one.point.key),
                -left.index(one),
            ),
        )
        left.remove(best)
        topics.append(best.blueprint.topic)
        points.append(best.point.key)
        yield best


def _steps(pool: Sequence[Draft], least: int, most: int, chart: Chart) -> list[Draft]:
    """Questions of one growing case, in the order of care; none tells the answer of another."""
    taken: list[Draft] = []
    for made in pool:
        trial = sorted([*taken, made], key=_order)
        lines = {one.point.key for one in trial if one.point.key.startswith("treatment")}
        topics = [one.blueprint.topic for one in trial]
        if len(lines) <= 1 and topics.count(made.blueprint.topic) <= 2 and _flows(trial) and _in_time(trial, chart):
            taken = trial
        if len(taken) == most:
            break
    return taken if len(taken) >= least and len({one.blueprint.step for one in taken}) >= 2 else []


def _order(made: Draft) -> tuple[int, int, str]:
    """The order of care: what is newly told of the case first, then the step of the question."""
    told = ("tumour", "disease", "ihc", "marker", "tnm", "performance", "stage", "treatment", "sign")
    kinds = [one.key.partition(":")[0] for one in made.passages]
    place = max((told.index(kind) for kind in kinds if kind in told), default=0)
    return place, made.blueprint.step, made.blueprint.id


def _in_time(steps: Sequence[Draft], chart: Chart) -> bool:
    """Whether at most one complication is told, and of the treatment that is shown."""
    shown = {one.key: one for made in steps for one in made.passages}
    signs = [one for key, one in shown.items() if key.startswith("sign:")]
    treatments = [one for key, one in shown.items() if key.startswith("treatment:")]
    before = any(" adjuvant" in one.text or " néoadjuvant" in one.text for one in treatments)
    if len(signs) > 1 or (before and "stage" in shown):
        return False
    return all(
        sign.source is not None and given.source is not None and follows(sign.source, given.source, chart)
        for sign in signs
        for given in treatments
    )


def _flows(steps: Sequence[Draft]) -> bool:
    """Whether nothing shown before a question tells its answer, and each has a case in common with the others."""
    shown: list[Passage] = []
    for made in steps:
        shown += made.passages
        if leaks(made, shown) or any(_answers(other, made) for other in steps if other is not made):
            return False
    return not any(_named_by_another(made, steps) for made in steps)


def _answers(told: Draft, asked: Draft) -> bool:
    """Whether a question and its propositions write the answer of an open question of the same case."""
    if asked.blueprint.kind != "QROC":
        return False
    words = folded(" ".join([told.stem, *(text for text, _, _ in told.propositions)]))
    return any(re.search(rf"\b{re.escape(folded(stem))}", words) for stem in asked.blueprint.hides)


def _named_by_another(made: Draft, steps: Sequence[Draft]) -> bool:
    """Whether the drug that a question asks for is the subject of another question, or asked for twice."""
    if not made.blueprint.id.startswith("made-blame") or made.bound.drug is None:
        return False
    name = folded(bare(made.bound.drug.the))
    others = [one for one in steps if one is not made]
    told = [folded(" ".join([one.stem, one.why, *(text for text, _, _ in one.propositions)])) for one in others]
    return any(name in text for text in told) or any(one.blueprint.id.startswith("made-blame") for one in others)


def _key_features(pool: Sequence[Draft]) -> list[Draft]:
    """Three questions, a QROC and a QRP among them, that may share one vignette."""
    for written in (one for one in pool if one.blueprint.kind == "QROC"):
        for several in (one for one in pool if one.blueprint.kind == "QRP"):
            for other in (one for one in pool if one not in (written, several)):
                three = sorted([written, several, other], key=lambda one: one.blueprint.step)
                shown = [passage for one in three for passage in one.passages]
                if not any(leaks(one, shown) for one in three):
                    return three
    return []

"""A question in waiting made into a question: its propositions drawn, ordered, with their reasons and evidence."""

import hashlib
import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from carnet.teaching.question import AcceptedAnswer, Proposition, Question
from carnet.text.evidence import Evidence
from carnet.tools.writing.binding import Bound
from carnet.tools.writing.chart import Chart, Line
from carnet.tools.writing.findings import found
from carnet.tools.writing.french import capital, folded
from carnet.tools.writing.knowledge import Blueprint
from carnet.tools.writing.passages import (
    Passage,
    background,
    disease,
    in_order,
    marker,
    performance,
    sign,
    stage,
    treatment,
    tumour,
    who,
)

_CONTEXT = ("who", "background", "performance", "examination", "imaging")
_FAMILY = re.compile(
    r"\bfroid|cystite|mesna|surdite|hypoacousie|audi|cholinergique|atropine|uracil|calcitonine|\bbrca|bcr-abl|\bkit\b|"
    r"papillomavirus|acneiforme|thyroglobuline|alphafoeto"
)
_NUMBER = re.compile(r"-?\d+(?:[,.]\d+)?")
_STAGES = {"0": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Draft:
    """A question with the passages that a student must have read; evidence waits until they are placed."""

    bound: Bound
    stem: str
    propositions: tuple[tuple[str, bool, str], ...]  # text, right, why
    passages: tuple[Passage, ...]
    point: Passage  # the passage that the key rests on
    why: str = ""

    @property
    def blueprint(self) -> Blueprint:
        """The question in waiting."""
        return self.bound.blueprint

    @property
    def hidden(self) -> bool:
        """Whether a word of the vignette gives the answer away."""
        return leaks(self, self.passages)


def seed_of(chart: Chart) -> int:
    """A number that the notes' texts alone decide."""
    digest = hashlib.sha256()
    for note in chart.notes:
        digest.update(note.text.encode())
    return int.from_bytes(digest.digest()[:8], "big")


def draft(bound: Bound, chart: Chart) -> Draft | None:
    """The question for this chart; None where a passage that it needs is missing, or the vignette tells the answer."""
    blueprint = bound.blueprint
    passages, point = _passages(bound, chart)
    if passages is None or point is None:
        return None
    words = bound.words(chart)
    chance = random.Random(f"{seed_of(chart)}:{blueprint.id}")
    chosen = _chosen(blueprint, chance)
    made = Draft(
        bound=bound,
        stem=blueprint.stem.format(**words),
        propositions=tuple((capital(text.format(**words)), right, why.format(**words)) for text, right, why in chosen),
        passages=passages,
        point=point,
        why=blueprint.why.format(**words),
    )
    return None if made.hidden else made


def redrawn(made: Draft, chart: Chart, told: Collection[str]) -> Draft:
    """The same question without the distractors that a question of the same case has shown, while others are left."""
    blueprint = made.blueprint
    fresh = tuple(one for one in blueprint.wrong if family(one[0]) not in told)
    least = sum(not right for _, right, _ in made.propositions)
    if len(fresh) == len(blueprint.wrong) or len(fresh) < least:
        return made
    return draft(replace(made.bound, blueprint=blueprint.model_copy(update={"wrong": fresh})), chart) or made


def family(proposition: str) -> str:
    """What a distractor is about: « dysesthésies déclenchées par le froid » and « au froid » are one."""
    text = folded(proposition)
    found = _FAMILY.search(text)
    return found[0] if found else text


def leaks(made: Draft, passages: Sequence[Passage]) -> bool:
    """Whether one of these passages names what the question asks."""
    return _tells(made.blueprint, passages)


def _tells(blueprint: Blueprint, passages: Sequence[Passage]) -> bool:
    told = folded(" ".join(passage.text for passage in passages))
    return any(re.search(rf"\b{re.escape(folded(stem))}", told) for stem in blueprint.hides)


def _shown(names: Sequence[str]) -> list[str]:
    """The passages asked for, and after « who » those that make it a case, wherever they do not tell the answer."""
    shown = [name for name in names if name not in ("who", "background", "background?")]
    if "treatment" in shown and not {"stage", "stage?"} & set(shown):
        shown.insert(shown.index("treatment"), "staged?")
    context = ["background?", "examination?", "biology?", "imaging?"]
    if "background" in names:
        context[0] = "background"
    return ["who", *context, *shown]


def question(made: Draft, question_id: str, new: str, places: Mapping[str, Evidence]) -> Question:
    """The question, its evidence set where the passages stand (`places`: passage key → evidence)."""
    blueprint = made.blueprint
    proof = (places[made.point.key],) if made.point.key in places else ()
    words = dict(zip("abcdefghij", made.propositions, strict=False))
    propositions = tuple(
        Proposition(
            id=name,
            text=text,
            correct=right,
            indispensable=right and text in {capital(one) for one in blueprint.indispensable},
            unacceptable=not right and text in {capital(one) for one in blueprint.unacceptable},
            feedback=capital(why),
            evidence=proof if right else (),
        )
        for name, (text, right, why) in words.items()
    )
    kind = blueprint.kind
    return Question(
        id=question_id,
        kind=kind,
        stem=made.stem,
        new=new,
        propositions=propositions,
        expected=sum(right for _, right, _ in made.propositions) if kind == "QRP" else None,
        answers=tuple(AcceptedAnswer(text=text) for text in blueprint.answers)
        + tuple(AcceptedAnswer(text=text, category=2) for text in blueprint.half),
        topic=blueprint.topic,
        rank=blueprint.rank,
        item_number=blueprint.item,
        feedback=" ".join(part for part in (made.why, f"Source : {blueprint.source}.") if part),
        evidence=proof,
    )


def passages_of(bound: Bound, chart: Chart) -> tuple[Passage, ...] | None:
    """The passages that a bound blueprint shows, None where one of them is missing."""
    return _passages(bound, chart)[0]


def _passages(bound: Bound, chart: Chart) -> tuple[tuple[Passage, ...] | None, Passage | None]:
    """The passages that the question shows, in the vignette's order, and the one that its key rests on."""
    made: list[Passage | None] = []
    point: Passage | None = None
    for name in bound.extras or _shown(bound.blueprint.shows):
        passage = _passage(name, bound, chart)
        if passage is not None and name.endswith("?") and _tells(bound.blueprint, [passage]):
            continue
        if passage is None and not name.endswith("?"):
            return None, None
        made.append(passage)
        if passage is not None and name.rstrip("?") not in (
            "who",
            "background",
            "performance",
            "examination",
            "imaging",
            "biology",
        ):
            point = passage
    kept = tuple(in_order(made))
    if bound.extras:
        return kept, made[-1]
    return kept, point or (kept[-1] if kept else None)


def _passage(name: str, bound: Bound, chart: Chart) -> Passage | None:
    if name in bound.extras:
        return bound.extras[name]
    match name.rstrip("?"):
        case "who":
            told = who(chart)
            return who(chart, with_complaint=False) if _tells(bound.blueprint, [told]) else told
        case "background":
            return background(chart)
        case "examination" | "imaging" | "biology":
            if name == "biology?" and bound.sign is not None:
                return None
            return next((one for one in found(chart) if one.key == name.rstrip("?")), None)
        case "disease":
            return disease(chart)
        case "tumour":
            return tumour(chart)
        case "staged":
            return stage(chart) if bound.line and _known_before(chart, bound.line) else None
        case "stage":
            return stage(chart)
        case "treatment":
            return treatment(chart, bound.line) if bound.line else None
        case "sign":
            return sign(chart, bound.sign) if bound.sign else None
        case "marker":
            return marker(chart, bound.markers[0]) if bound.markers else None
        case "performance":
            return performance(chart)
        case "extra":
            return bound.extra
    raise KeyError(name)


def _known_before(chart: Chart, line: Line) -> bool:
    """Whether the notes tell of the metastases before a line that is not given to prevent them."""
    if line.setting in ("adjuvant", "néoadjuvant") or not chart.metastases:
        return False
    first = min(chart.metastases, key=lambda one: one[1][1])[1]
    return first[0] == line.source[0] and first[1] < line.source[1]


def _chosen(blueprint: Blueprint, chance: random.Random) -> list[tuple[str, bool, str]]:
    """The propositions drawn, in alphabetic or numeric order."""
    if blueprint.kind == "QROC":
        return []
    right, wrong = list(blueprint.right), list(blueprint.wrong)
    if blueprint.drawn:
        wanted, total = blueprint.drawn
    elif blueprint.kind == "QRU":
        wanted, total = 1, 5
    elif blueprint.kind == "QRP":
        wanted, total = len(right), len(right) + 4
    else:
        wanted, total = min(len(right), chance.choice((2, 2, 3, 3, 4))), 5
    wanted = min(wanted, len(right))
    kept = [one for one in right if one[0] in blueprint.indispensable][:wanted]
    others = [one for one in right if one not in kept]
    drawn = [(text, True, why) for text, why in [*kept, *chance.sample(others, wanted - len(kept))]]
    drawn += [(text, False, why) for text, why in chance.sample(wrong, min(len(wrong), total - wanted))]
    return ordered(drawn)


def ordered(drawn: list[tuple[str, bool, str]]) -> list[tuple[str, bool, str]]:
    """By number where each proposition begins with one, by stage, else by alphabet."""
    texts = [text for text, _, _ in drawn]
    numbers = [_NUMBER.search(text) for text in texts]
    if all(numbers) and all(found and found.start() <= 12 for found in numbers):
        return sorted(drawn, key=lambda one: float(_NUMBER.search(one[0])[0].replace(",", ".")))  # type: ignore[index]
    stages = [text.lower().removeprefix("stade ").strip() for text in texts]
    if all(name in _STAGES for name in stages):
        return sorted(drawn, key=lambda one: _STAGES[one[0].lower().removeprefix("stade ").strip()])
    return sorted(drawn, key=lambda one: folded(re.sub(r"^(?:[Ll]es?|[Ll]a|[Uu]ne?|[Dd]es) |^[Ll]’", "", one[0])))

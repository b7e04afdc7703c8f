"""Facts of the rules and of a model as one list: what both found stands once, with both as its producers."""

from collections.abc import Sequence

from carnet.tools.structuring.facts import Fact

_PAST = ("present", "history")


def join(rule_facts: Sequence[Fact], model_facts: Sequence[Fact]) -> list[Fact]:
    """The rules' facts, those that the model found too marked so, then what the model alone found."""
    joined = list(rule_facts)
    added: list[Fact] = []
    for fact in model_facts:
        place = next((at for at, one in enumerate(joined) if _same(one, fact)), None)
        if place is None:
            if not any(_same(one, fact) for one in added):
                added.append(fact)
            continue
        joined[place] = _both(joined[place], fact)
    return joined + added


def _same(one: Fact, other: Fact) -> bool:
    if (one.kind, one.value) != (other.kind, other.value) or (
        one.assertion != other.assertion and not {one.assertion, other.assertion} <= set(_PAST)
    ):
        return False
    first, second = one.evidence[0], other.evidence[0]
    return first.note_id == second.note_id and first.start < second.end and second.start < first.end


def _both(rule: Fact, model: Fact) -> Fact:
    if model.producer in rule.producer:
        return rule
    changes: dict[str, object] = {"producer": f"{rule.producer} + {model.producer}"}
    known = {(one.start, one.end) for one in rule.evidence}
    more = tuple(one for one in model.evidence if (one.start, one.end) not in known)
    changes["evidence"] = rule.evidence + more
    if model.date and not rule.date:
        changes |= {"date": model.date, "date_rule": model.date_rule}
    if model.laterality and not rule.laterality:
        changes["laterality"] = model.laterality
    return rule.model_copy(update=changes)

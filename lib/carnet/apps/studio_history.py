"""The history of an item as it is read: each version, who, when, why, and what changed in words."""

from collections.abc import Sequence
from typing import Any

from carnet.apps.studio_words import state_words
from carnet.language import _, date
from carnet.teaching.item import Change

LONGEST = 240  # characters of a value shown in a change
MOST = 60  # changes shown of one version


def history_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The versions, the latest first: {version, now, title, about, reason, diff [(what, before, after)]}."""
    last = changes[-1].version if changes else 0
    words = state_words()
    return [
        {
            "version": one.version,
            "now": one.version == last,
            "title": _("Version {n}").format(n=one.version),
            "about": f"{one.who} · {date(one.when)} · {words[one.state]}",
            "reason": one.reason,
            "diff": [[_where(part["path"]), _value(part["before"]), _value(part["after"])] for part in one.diff[:MOST]],
        }
        for one in reversed(changes)
    ]


def _where(path: str) -> str:
    """`questions/q1/propositions/a/text` → « Question q1 · proposition a · texte »."""
    names = {
        "questions": _("question"),
        "propositions": _("proposition"),
        "answers": _("accepted answers"),
        "case": _("case"),
        "title": _("title"),
        "stem": _("question asked"),
        "text": _("text"),
        "correct": _("key"),
        "feedback": _("feedback"),
        "evidence": _("words of the case"),
        "citations": _("references"),
        "new": _("new data"),
        "rank": _("rank"),
        "item_number": _("item"),
        "objectives": _("objectives"),
        "difficulty": _("expected success"),
        "use": _("use"),
        "licence": _("licence"),
        "state": _("state"),
        "overrides": _("override"),
        "order": _("order"),
        "hint": _("hint"),
        "topic": _("topic"),
        "indispensable": _("indispensable"),
        "unacceptable": _("unacceptable"),
        "image": _("image"),
        "zone": _("zone"),
    }
    return " · ".join(names.get(part, part) for part in path.split("/"))


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("right") if value else _("wrong")
    if isinstance(value, str):
        said = state_words().get(value, value)
    elif isinstance(value, dict):
        said = str(value.get("text") or value.get("stem") or value.get("quote") or value.get("title") or "…")
    elif isinstance(value, list):
        said = ", ".join(filter(None, map(_value, value)))
    else:
        said = str(value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"

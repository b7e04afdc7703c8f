"""A running session as the live board shows it, and what may be done to it now."""

from typing import Any

from carnet.apps.studio_sessions_words import facts, stage_told
from carnet.language import _, ngettext, number
from carnet.teaching.classroom import Live, LiveMember, Session

STEM = 160  # characters of a question's text


def shown_session(live: Live, address: str) -> dict[str, Any]:
    """The head of the board."""
    session = live.session
    left = None
    if session.stage == "running" and session.ends is not None:
        left = max(0.0, (session.ends - live.now).total_seconds())
    return {
        "code": session.code,
        "title": session.plan.title,
        "stage": session.stage,
        "told": stage_told(session),
        "facts": facts(session),
        "address": address,
        "remaining": left,
    }


def may_release(session: Session) -> bool:
    """Whether its correction waits to be released, and may be."""
    waits = session.plan.correction == "when_released" and not session.released
    return waits and (session.stage == "closed" or session.plan.mode == "training")


def actions(session: Session, undecided: int = 0) -> list[dict[str, Any]]:
    """What may be done now; what cannot be undone says so in `ask`. `undecided`: answers in words to decide on."""
    found: list[dict[str, Any]] = []
    if session.stage == "waiting":
        found.append(
            {
                "kind": "start",
                "label": _("Start"),
                "primary": True,
                "ask": _("The time begins to run for everybody. An exam cannot be started twice."),
                "yes": _("Start"),
            }
        )
    if session.stage == "running":
        if session.plan.minutes is not None:
            found.append({"kind": "time", "label": _("Give time")})
        found.append(
            {
                "kind": "close",
                "label": _("Close the session"),
                "ask": _(
                    "Nobody can answer any more; what was saved is kept. A closed session cannot be opened again."
                ),
                "yes": _("Close the session"),
                "danger": True,
            }
        )
    if may_release(session):
        ask = _("Every student of the session sees the keys and her marks. This cannot be taken back.")
        if undecided:
            waiting = ngettext(
                "{n} written answer near to an accepted one is still to decide (Results): her mark would change after.",
                "{n} written answers near to an accepted one are still to decide (Results): marks would change after.",
                undecided,
            ).format(n=number(undecided))
            ask = f"{waiting} {ask}"
        found.append(
            {
                "kind": "release",
                "label": _("Release the correction"),
                "primary": session.stage == "closed",
                "ask": ask,
                "yes": _("Release the correction"),
            }
        )
    return found


def shown_members(live: Live) -> list[dict[str, Any]]:
    """Who is there, by pseudonym."""
    numbers = {(one.item_id, one.question_id): one.number for one in live.questions}
    return [_member(one, live, numbers) for one in sorted(live.members, key=lambda one: one.pseudonym.casefold())]


def _member(one: LiveMember, live: Live, numbers: dict[tuple[str, str], int]) -> dict[str, Any]:
    at = numbers.get((one.item_id, one.question_id))
    if one.submitted:
        told = _("handed in")
    elif live.session.stage == "waiting":
        told = _("waiting")
    elif live.session.stage == "closed" or one.remaining == 0:
        told = _("time out")
    else:
        told = _("answering") if one.answered else _("entered")
    running = live.session.stage == "running" and not one.submitted
    return {
        "name": one.pseudonym,
        "where": str(at) if at else "",
        "answered": one.answered,
        "flagged": one.flagged,
        "told": told,
        "done": one.submitted,
        "left": one.remaining if running else None,
    }


def shown_questions(live: Live) -> list[dict[str, Any]]:
    """The questions, with what is answered."""
    return [
        {
            "id": f"{one.item_id}/{one.question_id}",
            "number": one.number,
            "stem": f"{one.kind} · {one.stem[:STEM]}",
            "answered": one.answered,
            "correct": one.correct,
            "mean": one.mean,
        }
        for one in live.questions
    ]

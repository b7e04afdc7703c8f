"""The words of the tab of sessions, in the language in use."""

from carnet.language import _, language, ngettext, number
from carnet.teaching.classroom import THIRD_TIME, BankRow, Session
from carnet.teaching.item import ITEM_KINDS
from carnet.teaching.scoring import SCALES

HALF, DOUBLE = 1.5, 2.0


def modes() -> list[list[str]]:
    """The two modes."""
    return [["training", _("Training")], ["exam", _("Exam")]]


def corrections() -> list[list[str]]:
    """When students see the correction."""
    return [
        ["at_once", _("After each question")],
        ["at_end", _("At the end, for each student")],
        ["when_released", _("When you release it")],
    ]


def factors() -> list[list[str]]:
    """The extra times that are given."""
    return [[repr(THIRD_TIME), _("a third more")], [repr(HALF), _("half more")], [repr(DOUBLE), _("double")]]


def factor_told(factor: float) -> str:
    """A factor of time in words."""
    for value, name in factors():
        if abs(float(value) - factor) < 1e-6:
            return name
    return f"× {number(factor, 2)}"


def scales() -> list[list[str]]:
    """The scales that a session may impose."""
    return [["", _("That of each item")], *([one.id, one.label()] for one in SCALES.values())]


def form_choices() -> dict[str, list[list[str]]]:
    """What the form chooses among."""
    return {
        "modes": modes(),
        "corrections": corrections(),
        "scales": scales(),
        "factors": factors(),
        "kinds": [[kind, kind] for kind in ITEM_KINDS],
    }


def state_told(state: str) -> str:
    """A state of an item in words; approved needs none."""
    return {"draft": _("draft"), "reviewed": _("reviewed, not approved"), "retired": _("retired")}.get(state, "")


def row_second(row: BankRow) -> str:
    """What an item is, in a line."""
    parts = ["mini-DP" if row.kind == "miniDP" else str(row.kind)]
    if row.kind != "ECOS" and row.questions > 1:
        parts.append(ngettext("{n} question", "{n} questions", row.questions).format(n=number(row.questions)))
    parts += [_("rank {rank}").format(rank=row.rank)] if row.rank else []
    parts += [_("item {n}").format(n=row.item_numbers[0])] if row.item_numbers else []
    return " · ".join(parts)


def stage_told(session: Session) -> str:
    """Where a session stands, in words."""
    if session.stage == "waiting":
        return _("not started")
    if session.stage == "running":
        return _("running")
    return _("ended, correction released") if session.released else _("ended")


def stage_short(session: Session) -> str:
    """The same in a word."""
    return {"waiting": _("to come"), "running": _("running"), "closed": _("ended")}[session.stage]


def day_told(session: Session, pattern: str = "d MMM, HH:mm") -> str:
    """When it was opened, shortly, by this machine's clock."""
    from babel.dates import format_datetime

    return str(format_datetime(session.opened.astimezone(), pattern, locale=language()))


def facts(session: Session) -> list[str]:
    """What a session is, fact by fact."""
    plan = session.plan
    told = [dict(modes())[plan.mode]]
    n = len(plan.item_ids)
    told.append(ngettext("{n} item", "{n} items", n).format(n=number(n)))
    told.append(_("{n} min").format(n=number(plan.minutes)) if plan.minutes else _("no time limit"))
    told.append(_("correction: {rule}").format(rule=dict(corrections())[plan.correction].lower()))
    if plan.extra:
        k = len(plan.extra)
        told.append(ngettext("extra time for {n}", "extra time for {n}", k).format(n=number(k)))
    return told

"""The words of the students' page that depend on what a question is and on where one is in a sheet."""

from carnet.language import _, ngettext, number, percent
from carnet.teaching.classroom import CorrectedItem, CorrectedQuestion, SheetItem, SheetQuestion
from carnet.teaching.scoring import SCALES

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def kind_name(kind: str) -> str:
    """What a kind of question or item is called, after its initials."""
    return {
        "QRU": _("one answer"),
        "QRM": _("several answers"),
        "QRP": _("announced number of answers"),
        "QRPL": _("long list, announced number of answers"),
        "QROC": _("short written answer"),
        "QZP": _("zones of an image"),
        "TCS": _("script concordance"),
        "KFP": _("key-feature problem"),
        "miniDP": _("short progressive case"),
        "DP": _("progressive case"),
        "ECOS": _("clinical station"),
    }[kind]


def kind_tag(kind: str) -> str:
    """« QRM · plusieurs réponses »."""
    initials = "mini-DP" if kind == "miniDP" else kind
    return f"{initials} · {kind_name(kind)}"


def tags_of(item: SheetItem | CorrectedItem, question: SheetQuestion | CorrectedQuestion, total: int) -> list[str]:
    """What stands under the heading: the kind, and the place in a case of several questions."""
    tags = [kind_tag(question.kind)]
    if total > 1:
        place = [one.id for one in item.questions].index(question.id) + 1
        tags.append(
            _("{case}: question {n} of {total}").format(case=kind_name(item.kind).capitalize(), n=place, total=total)
        )
    return tags


def heading(n: int, total: int) -> str:
    """« Question 3 sur 12 »."""
    if total == 1:
        return _("Question")
    return _("Question {n} of {total}").format(n=number(n), total=number(total))


def told(question: SheetQuestion) -> str:
    """How many answers are expected, where that is announced."""
    n = question.to_choose
    if question.kind == "QRU" or n is None:
        return ""
    if question.kind == "QZP":
        return ngettext("{n} zone is expected.", "{n} zones are expected.", n).format(n=number(n))
    return ngettext("{n} answer is expected.", "{n} answers are expected.", n).format(n=number(n))


def points(value: float, out_of: float = 1) -> str:
    """0.5 → « 0,5 point sur 1 »; of a paper, « 13,4 sur 20 » or « 11,25 sur 20 »."""
    if out_of == 1:
        worth = mark_words(value)
        return ngettext("{points} point of 1", "{points} points of 1", 1).format(points=worth)
    marked = round(value * out_of, 6)
    digits = 1 if abs(round(marked, 1) - marked) < 1e-9 else 2
    return _("{points} of {out_of}").format(points=number(marked, digits), out_of=number(out_of))


def mark_words(value: float) -> str:
    """0.5 → « 0,5 »: no more decimals than it takes, two at most."""
    return number(
        value, next(digits for digits in (0, 1, 2) if digits == 2 or abs(round(value, digits) - value) < 1e-9)
    )


def verdict(value: float) -> str:
    """`right`, `partly` or `wrong`: all the points, some, none."""
    return "right" if value > 0.999 else "partly" if value > 0.0005 else "wrong"


def scale_words(scale_id: str, kind: str) -> str:
    """The official scale in a line: its name, and the points of this kind of question by it."""
    if scale_id not in SCALES:
        return ""
    name, rule = SCALES[scale_id].label(), SCALES[scale_id].rules.get(kind)
    how = ""
    if rule is not None and rule.how == "discordances":
        steps = ", ".join(
            _("{n}: {points}").format(n=number(n), points=mark_words(worth)) for n, worth in enumerate(rule.steps)
        )
        how = _("points by number of discordances: {steps}, then 0").format(steps=steps)
    elif rule is not None:
        how = {
            "exact": _("all or nothing"),
            "share": _("right choices over those expected"),
            "categories": _("by category of answer"),
            "panel": _("experts who agree over the most frequent answer"),
            "grid": _("weighted lines of the grid"),
        }.get(rule.how, "")
    return _("Scale {name}: {how}.").format(name=name, how=how) if how else _("Scale {name}.").format(name=name)


def group_mean(question: CorrectedQuestion) -> str:
    """How the group did on a question; nothing under eleven students."""
    if question.group is None or question.students is None:
        return ""
    return _("Mean of the group: {mean}, at least {n} students").format(
        mean=percent(question.group), n=number(question.students)
    )


def help_words() -> str:
    """What the page's help says, one paragraph a line."""
    return "\n".join(
        (
            _("Join a session with the code that the teacher gives, or practise alone."),
            _("Every answer is saved as you give it; closing the tab loses nothing: open the page again to go on."),
            _("Letters choose propositions, Enter validates or goes on, the arrows move, * flags, ? lists the keys."),
            _("The correction shows, for each proposition, the words of the case that make it right or wrong."),
        )
    )

"""The results of a sheet that is over: the mark, and one line a question, those of a case together."""

from collections import Counter

from markupsafe import Markup

from carnet.apps.entrainement_sitting import Sitting
from carnet.apps.entrainement_words import group_mean, kind_name, kind_tag, mark_words, points, verdict
from carnet.language import _, ngettext, number
from carnet.teaching.classroom import SMALLEST_GROUP, CorrectedItem
from carnet.widgets.escaping import join_html, safe_html

SIGNS = {"right": "✓", "partly": "◐", "wrong": "✕"}


def told(sitting: Sitting, *, alone: bool) -> list[str]:
    """What is said over the table."""
    grouped = any(one.students for _item, one in sitting.corrections.values())
    return [
        _("Scale {name}.").format(name=sitting.sheet.scale) if sitting.sheet.scale else "",
        _("Choose a question by its number to read its correction."),
        "" if grouped or alone else _("The group is compared with from {n} students on.").format(n=SMALLEST_GROUP),
    ]


def table(sitting: Sitting) -> Markup:
    """The mark of the whole, then each question with its own; how the group did where it is large enough."""
    grouped = any(one.students for _item, one in sitting.corrections.values())
    sizes = Counter(item.id for item, _one in sitting.corrections.values())
    lines, before = [], ""
    for item, one in sorted(sitting.corrections.values(), key=lambda found: found[1].number):
        if item.id != before and max(sizes.values()) > 1:
            lines.append(_item_line(item, sizes[item.id], 4 if grouped else 3))
        before = item.id
        how = verdict(one.points)
        mean = safe_html("<td>{mean}</td>", mean=group_mean(one)) if grouped else ""
        lines.append(
            safe_html(
                '<tr><th scope="row">{n}</th><td>{kind} <span class="er-long">{name}</span></td><td class="er-mark">'
                '<span aria-hidden="true" class="en-{how}">{sign}</span> {mark}</td>{mean}</tr>',
                n=number(one.number),
                kind=one.kind,
                name=kind_name(one.kind),
                how=how,
                sign=SIGNS[how],
                mark=mark_words(one.points),
                mean=mean,
            )
        )
    group = safe_html('<th scope="col">{group}</th>', group=_("Group")) if grouped else ""
    big = ""
    if sitting.total is not None:
        big = safe_html('<p class="carnet-big">{mark}</p>', mark=points(sitting.total, sitting.out_of))
    if sitting.total is not None and len(sizes) > 1 and max(sizes.values()) > 1:
        words = _("Each item counts the same: a case of several questions is one item.")
        big += safe_html('<p class="carnet-second">{words}</p>', words=words)
    return safe_html(
        '{big}<div class="er-scroll"><table class="er-table"><thead><tr><th scope="col">{question}</th>'
        '<th scope="col">{kind}</th><th scope="col">{mark}</th>{group}</tr></thead><tbody>{rows}</tbody></table></div>',
        big=big,
        question=_("Question"),
        kind=_("Kind of question"),
        mark=_("Mark out of 1"),
        group=group,
        rows=join_html(lines),
    )


def _item_line(item: CorrectedItem, questions: int, columns: int) -> Markup:
    """What stands over the questions of an item: that they are one, and what it is worth."""
    told = [kind_tag(item.kind)]
    if questions > 1:
        told.append(ngettext("{n} question for one item", "{n} questions for one item", questions).format(n=questions))
    if item.points is not None:
        told.append(_("item: {mark}").format(mark=points(round(item.points, 2))))
    return safe_html(
        '<tr class="en-item"><th scope="rowgroup" colspan="{columns}">{told}</th></tr>',
        columns=columns,
        told=" · ".join(told),
    )

"""What a figure says in words: its title (what is found), its subtitle (how), its text alternative."""

from typing import TYPE_CHECKING, Any

from carnet.cohorts.masking import hidden_text
from carnet.figures.axes import DAYS_PER, time_ticks
from carnet.figures.curves import drawn_curves, duration, estimate_text
from carnet.language import _, language, ngettext, number, p_value

if TYPE_CHECKING:
    from carnet.cohorts.attrition import Attrition
    from carnet.cohorts.comparison import Comparison, Interval
    from carnet.cohorts.regression import CoxModel


def survival_title(comparison: "Comparison", unit: str = "month", mask: int = 11) -> str:
    """What is found: « Survie globale selon le stade : médiane 84 mois (II) contre 41 mois (III) »."""
    head = comparison.endpoint_label
    if comparison.by is not None:
        head = by_column(comparison).format(endpoint=head, column=comparison.by_label)
    shown = comparison if comparison.threshold is not None or mask <= 1 else comparison.masked(mask)
    factor = DAYS_PER[shown.unit] / DAYS_PER[unit]
    medians = [(g.label, None if g.median.value is None else g.median.value * factor)
               for g in shown.groups if g.curve is not None]
    found = ""
    if len(medians) == 1 and comparison.by is None:
        median = medians[0][1]
        cut = next(g.cut for g in shown.groups if g.curve is not None)
        if median is None and cut is not None:
            found = _("curve masked after {time}").format(time=duration(cut * factor, unit))
        else:
            found = _("median not reached")
            if median is not None:
                found = _("median {time}").format(time=duration(median, unit))
    elif medians:
        reached = [(value, label) for label, value in medians if value is not None]
        # a curve masked before its median is not one that does not reach it: nothing is said of it
        cuts = {g.label for g in shown.groups if g.cut is not None}
        unreached = [label for label, value in medians if value is None and label not in cuts]
        if not reached and cuts:
            found = ""
        elif not reached:
            found = _("no median reached")
        else:
            high = max(reached)
            low = min(reached)
            longest = None if unreached else high
            if longest is None:
                best = ", ".join(unreached) if len(unreached) <= 3 else ngettext(
                    "{n} group", "{n} groups", len(unreached)).format(n=len(unreached))
                found = _("median not reached ({best}) against {low} ({worst})").format(
                    best=best, low=duration(low[0], unit), worst=low[1])
            elif low[1] != high[1]:
                found = _("median {high} ({best}) against {low} ({worst})").format(
                    high=duration(high[0], unit), best=high[1], low=duration(low[0], unit), worst=low[1])
            else:
                found = _("median {low} ({worst})").format(low=duration(low[0], unit), worst=low[1])
    return f"{head}{_colon()}{found}" if found else head


def survival_subtitle(comparison: "Comparison", mask: int = 11) -> str:
    """How: persons, events, method and test."""
    shown = comparison if comparison.threshold is not None or mask <= 1 else comparison.masked(mask)
    parts = [_("Kaplan–Meier, 95% CI"),
             _size(shown.n, shown.events)]
    if shown.logrank is not None:
        parts.append(_("log-rank {p}").format(p=p_value(shown.logrank.p_value)))
    return _no_break(" · ".join(parts))


def survival_alt(comparison: "Comparison", unit: str = "month", mask: int = 11) -> str:
    """The figure in sentences, for whoever does not see it: title, then each group's size, median and course."""
    sentences = [survival_title(comparison, unit, mask) + ".", survival_subtitle(comparison, mask) + "."]
    for curve in drawn_curves(comparison, unit=unit, mask=mask):
        if not len(curve.time):
            continue
        ticks = [t for t in time_ticks(float(curve.time[-1]), unit, 300) if t > 0][:4]
        at: Any = curve.survival[[max(0, int((curve.time <= t).sum()) - 1) for t in ticks]] if ticks else []
        course = ", ".join(_("{share} at {time}").format(share=number(float(s), 2), time=duration(t, unit))
                           for s, t in zip(at, ticks, strict=True))
        sentences.append(_("{group}: n = {n}, median {median}; survival {course}.").format(
            group=curve.label or comparison.endpoint_label, n=hidden_text(curve.n),
            median=estimate_text(curve.median, unit, curve.cut), course=course or "–"))
    return " ".join(sentences)


def forest_title(model: "CoxModel") -> str:
    """What is found: the terms whose interval leaves 1 out."""
    telling = [t for t in model.terms if t.lower is not None and t.upper is not None and (t.lower > 1 or t.upper < 1)]
    head = _("Cox model, {endpoint}").format(endpoint=_inside(model.endpoint_label))
    if not telling:
        return f"{head}{_colon()}" + _("no interval leaves 1 out")
    strongest = max(telling, key=lambda t: abs(_log(t.hazard_ratio)))
    return f"{head}{_colon()}" + _("{term}, HR {ratio}").format(
        term=term_name(strongest), ratio=ratio_text(strongest.hazard_ratio, strongest.lower, strongest.upper))


def forest_subtitle(model: "CoxModel", mask: int = 11) -> str:
    """How: complete cases, events, concordance, test of proportional hazards."""
    parts = [_size(_seen(model.n, mask), _seen(model.events, mask))]
    if model.concordance is not None:
        parts.append(_("concordance {c}").format(c=number(model.concordance, 2)))
    if model.proportional_p is not None:
        parts.append(_("proportional hazards {p}").format(p=p_value(model.proportional_p)))
    return _no_break(" · ".join(parts))


def forest_alt(model: "CoxModel") -> str:
    """The forest plot in sentences."""
    lines = [f"{term_name(t)}{_colon()}{ratio_text(t.hazard_ratio, t.lower, t.upper)}." for t in model.terms]
    return f"{forest_title(model)}. {forest_subtitle(model)}. " + " ".join(lines)


def attrition_alt(attrition: "Attrition", mask: int = 11) -> str:
    """The flow in sentences."""
    from carnet.figures.attrition import masked_flow

    rows = masked_flow(attrition, mask)
    lines = [_("{step}: {n} remain.").format(step=row["label"], n=row["after"]) for row in rows]
    return " ".join(lines)


def alt_text(result: Any, **options: Any) -> str:
    """The text alternative of the figure of a result: a comparison, a Cox model or an attrition."""
    if hasattr(result, "groups") and hasattr(result, "logrank"):
        return survival_alt(result, **options)
    return forest_alt(result) if hasattr(result, "terms") else attrition_alt(result, **options)


def term_name(term: Any) -> str:
    """A line of the model as one says it: `Stade III (contre I)`, `Âge`."""
    if not term.level:
        return str(term.label)
    return _("{column} {level} (vs {reference})").format(column=term.label, level=term.level, reference=term.reference)


def ratio_text(value: float | None, lower: float | None, upper: float | None) -> str:
    """`1,84 (1,52–2,23)`; a dash where there is no estimate."""
    if value is None or value != value:
        return "–"
    if lower is None or upper is None:
        return _ratio(value)
    return f"{_ratio(value)} ({_ratio(lower)}–{_ratio(upper)})"


def median_text(median: "Interval", unit: str, into: str, cut: float | None = None) -> str:
    """A median of the comparison's unit said in another: `84 mois (77–92)`."""
    factor = DAYS_PER[unit] / DAYS_PER[into]
    scaled = type(median)(*(None if v is None else v * factor for v in (median.value, median.lower, median.upper)))
    return estimate_text(scaled, into, None if cut is None else cut * factor)


def persons(n: int | None, mask: int = 11) -> str:
    """`1 284 patients`, `moins de 11 patients`."""
    if n is None:
        return _("fewer than {n} patients").format(n=mask)
    return ngettext("{n} patient", "{n} patients", n).format(n=number(n))


def by_column(comparison: "Comparison") -> str:
    """The pattern « {endpoint} selon le stade », whose article depends on the word; others are cited as given."""
    known = {"stage": _("{endpoint} by stage"), "sex": _("{endpoint} by sex"), "age": _("{endpoint} by age"),
             "site": _("{endpoint} by site"), "year": _("{endpoint} by year")}
    return known.get(str(comparison.by).lower(), _("{endpoint} by {column}"))


def _size(n: int | None, events: int | None) -> str:
    """Persons and events, those that may be told: a total is masked when a small group would follow from it."""
    if n is None:
        return _("small counts masked")
    if events is None:
        return _("n = {n}").format(n=number(n))
    return _("n = {n}, {events} events").format(n=number(n), events=number(events))


def _seen(n: int | None, mask: int) -> int | None:
    return None if n is None or 0 < n < mask else n


def _ratio(value: float) -> str:
    return number(value, 2) if value < 100 else number(value, 0) if value < 1e4 else f"{value:.0e}"


def _log(value: float | None) -> float:
    import math

    return math.log(value) if value else 0.0


def _inside(label: str) -> str:
    """A label in the middle of a sentence: its first letter in lower case, unless it is an acronym."""
    return label[:1].lower() + label[1:] if label[1:2].islower() and language() == "fr" else label


def _colon() -> str:
    return "\u00a0: " if language() == "fr" else ": "


def _no_break(text: str) -> str:
    """Numbers stay beside their units and signs when a title wraps."""
    return (text.replace(" = ", "\u00a0=\u00a0").replace(" < ", "\u00a0<\u00a0").replace(" %", "\u00a0%")
            .replace("< ", "<\u00a0").replace(" événements", "\u00a0événements"))



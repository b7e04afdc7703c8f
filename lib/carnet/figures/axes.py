"""Where the ticks of an axis go: round numbers in the unit that people use."""

import math

from carnet.language import _, number

_STEPS = {
    "month": (1, 2, 3, 6, 12, 24, 36, 60, 120, 240),
    "day": (1, 2, 5, 10, 15, 30, 60, 90, 180, 365, 730, 1825),
    "year": (0.5, 1, 2, 5, 10, 20),
}
DAYS_PER = {"day": 1.0, "month": 30.4375, "year": 365.25}


def time_ticks(end: float, unit: str, room: float, spacing: float = 58.0) -> list[float]:
    """Ticks from 0 to `end`, in a step that reads well in `unit`, at least `spacing` pixels apart in `room` pixels."""
    if not (end > 0 and math.isfinite(end)):
        return [0.0]
    most = max(2, int(room // spacing))
    steps = _STEPS.get(unit, (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000))
    step = next((s for s in steps if end / s <= most), None)
    if step is None:
        step = steps[-1] * math.ceil(end / steps[-1] / most)
    return [step * i for i in range(int(end / step + 1e-9) + 1)]


def ratio_ticks(low: float, high: float) -> list[float]:
    """Ticks of a logarithmic axis of ratios: 0.5, 1, 2… within [low, high], 1 always among them."""
    width = high / low
    decade = [1.0, 1.5, 2.0, 3.0, 5.0, 7.0] if width < 8 else [1.0, 2.0, 5.0] if width < 200 else [1.0]
    ticks = [d * 10.0**e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1) for d in decade]
    kept = [t for t in ticks if low <= t <= high]
    return kept if 1.0 in kept else sorted([*kept, 1.0])


def plain(value: float) -> str:
    """A tick as one writes it: 12, 0,5, 0,25 in French."""
    for digits in (0, 1, 2, 3):
        if abs(value - round(value, digits)) < 1e-9:
            return number(value, digits)
    return number(value, 3)


def unit_name(unit: str) -> str:
    """The unit as an axis or a sentence names it, in the plural."""
    return {"day": _("days"), "month": _("months"), "year": _("years")}.get(unit, unit)

"""Rates with their intervals, as a terminal and as JSON show them."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from carnet.language import _, number

if TYPE_CHECKING:
    from carnet.evaluation.rates import Rate


def rate_text(rate: "Rate", *, short: bool = False) -> str:
    """« 98,2 % (97,1–99,0), 540 of 550 », or without the interval."""
    if not rate.total:
        return "–"
    three = (number(100 * part, 1) for part in (rate.value, rate.lower, rate.upper))
    shown = _("{value} %, {hits} of {total}") if short else _("{value} % ({lower}–{upper}), {hits} of {total}")
    return shown.format(
        **dict(zip(("value", "lower", "upper"), three, strict=True)), hits=number(rate.hits), total=number(rate.total)
    )


def tell_left_out(partial: int, missing: int) -> None:
    """Say, on stderr, how many notes a comparison leaves out or counts as if nothing was found."""
    if partial:
        print(_("Notes left out, since their review is not complete: {n}.").format(n=partial), file=sys.stderr)
    if missing:
        told = _("Notes without a prediction, counted as if nothing was found: {n}.")
        print(told.format(n=missing), file=sys.stderr)


def as_plain(report: Any) -> Any:
    """A report (a dataclass) as plain JSON values; what is not a number is null."""
    return _plain(asdict(report))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"hits", "total", "lower", "upper"}:
            rate = value["hits"] / value["total"] if value["total"] else None
            return {"value": rate, **{k: None if v != v else v for k, v in value.items()}}
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and value != value else value

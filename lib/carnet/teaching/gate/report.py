"""What the gate says of an item: findings, checks made, checks that could not be made and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.item import Finding, Item, Override

WRITING = (
    "absolute_terms",
    "longest_key",
    "stem_key_echo",
    "grammar_cue",
    "convergence",
    "negative_stem",
    "all_none",
    "ordering",
    "hinged",
    "double_negation",
    "implausible",
)
SOLVER = ("solver_finds_key", "solver_without_case", "solver_without_span")
CHECKS = ("structure", *WRITING, "evidence", "citations", "identifiers", "duplicates", *SOLVER)


def labels() -> dict[str, str]:
    """The checks by id, in the order they are shown, named in the language in use."""
    return {
        "structure": _("Rules of the format"),
        "absolute_terms": _("Absolute terms"),
        "longest_key": _("Key longer than the rest"),
        "stem_key_echo": _("Words of the question in the key alone"),
        "grammar_cue": _("Grammar gives the key away"),
        "convergence": _("Combinations that converge on the key"),
        "negative_stem": _("Negative question"),
        "all_none": _("“All” or “none of the above”"),
        "ordering": _("Order of the numbers"),
        "hinged": _("Questions that depend on each other"),
        "double_negation": _("Double negation"),
        "implausible": _("Implausible value or unit"),
        "evidence": _("Evidence in the case"),
        "citations": _("Passages of references"),
        "identifiers": _("Identifiers left"),
        "duplicates": _("Duplicates in the bank"),
        "solver_finds_key": _("A model finds the key"),
        "solver_without_case": _("Without the case, a model is at chance"),
        "solver_without_span": _("Without the cited passage, the key cannot be found"),
    }


class Cannot(CarnetError):
    """A check that could not be made; the message says why."""


@dataclass(frozen=True)
class GateReport:
    """What came of checking one version of an item.

    `ran` are the checks made, `missing` those that were needed and could not be made (`why` says why, by check),
    `not_asked` those that this gate has no means for and does not need. `overridden` are the stops, and `excused` the
    missing checks, that a person let through.
    """

    item_id: str
    item_version: int
    findings: tuple[Finding, ...] = ()
    ran: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    not_asked: tuple[str, ...] = ()
    overridden: tuple[Finding, ...] = ()
    excused: tuple[str, ...] = ()

    @property
    def stops(self) -> tuple[Finding, ...]:
        """The findings that close the gate: level “stop”, let through by nobody."""
        return tuple(one for one in self.findings if one.level == "stop" and one not in self.overridden)

    @property
    def open(self) -> bool:
        """Whether the item may be published: no stop left, no check missing."""
        return not self.stops and not set(self.missing) - set(self.excused)

    def of(self, check: str) -> tuple[Finding, ...]:
        """The findings of one check."""
        return tuple(one for one in self.findings if one.check == check)

    def _repr_html_(self) -> str:
        names = labels()
        head = _("The gate is open.") if self.open else _("The gate is closed.")
        lines = [
            ("✗" if one in self.stops else "!", names.get(one.check, one.check), one.where, one.message, one.remedy)
            for one in self.findings
        ]
        lines += [("✗", names.get(one, one), "", self.why.get(one, ""), "") for one in self.missing]
        told = {one.check for one in self.findings} | set(self.missing)
        lines += [("✓", names.get(one, one), "", "", "") for one in self.ran if one not in told]
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines)
        heads = "".join(
            f'<th scope="col">{escape(one)}</th>' for one in ("", _("Check"), _("Where"), _("Why"), _("What to do"))
        )
        return f"<table><caption>{escape(head)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    def as_json(self) -> dict[str, Any]:
        """What a page or a store keeps of it: plain values."""
        return {
            "item_id": self.item_id,
            "item_version": self.item_version,
            "open": self.open,
            "findings": [one.model_dump(mode="json") for one in self.findings],
            "overridden": [one.model_dump(mode="json") for one in self.overridden],
            "ran": list(self.ran),
            "missing": [{"check": one, "why": self.why.get(one, "")} for one in self.missing],
            "excused": list(self.excused),
            "not_asked": list(self.not_asked),
        }


def let_through(item: Item, findings: tuple[Finding, ...], missing: tuple[str, ...]) -> tuple[Any, Any]:
    """The stops and the missing checks that the item's overrides cover: the same check at the same place, no other.

    An override without a place is of the whole item: it covers its check everywhere, and where it is missing.
    """
    covered = {(one.check, one.where) for one in item.overrides if _is_given(one)}
    stops = tuple(
        one for one in findings if one.level == "stop" and {(one.check, one.where), (one.check, "")} & covered
    )
    return stops, tuple(one for one in missing if (one, "") in covered)


def _is_given(override: Override) -> bool:
    return bool(override.who.strip() and override.reason.strip())

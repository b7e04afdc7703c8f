"""The dated scales that questions are scored with, as data: `scales.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.lists import parse_lists

DEFAULT = "EDN-2024"
How = Literal["exact", "discordances", "share", "categories", "panel", "grid"]


class ScoringError(CarnetError):
    """A question that cannot be scored: unknown scale, kind without a rule in it, key or panel missing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of question is scored (see the head of `scales.yaml`).

    `steps` are the points for 0, 1, 2… discordances, then 0; `categories` the points of each category of answers;
    `zero` whether an unacceptable or a missing indispensable proposition makes it worth nothing; `modal_only` whether
    only the most frequent answer of a panel counts.
    """

    how: How
    steps: tuple[float, ...] = ()
    categories: Mapping[int, float] = field(default_factory=dict)
    zero: bool = False
    modal_only: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale: `since` and `until` (included) are the days of the examinations that it counts for.

    `official`: a national scale, not one of this program; `uncertain` are the ids of what is not confirmed by a
    document, `cautions()` the same in words.
    """

    id: str
    name: str
    since: date
    until: date | None
    source: str
    official: bool
    uncertain: tuple[str, ...]
    rules: Mapping[str, Rule]

    def rule(self, kind: str) -> Rule:
        """The rule for a kind of question. Raises `ScoringError` where this scale has none."""
        if kind not in self.rules:
            raise ScoringError(
                _("The scale {scale} has no rule for the questions of kind {kind}.").format(
                    scale=self.label(), kind=kind
                ),
                _("Choose a scale that has one: {scales}.").format(
                    scales=", ".join(one.id for one in SCALES.values() if kind in one.rules) or "–"
                ),
            )
        return self.rules[kind]

    def label(self) -> str:
        """The scale's name on screen."""
        return _("All or nothing") if self.name == "all_or_nothing" else self.name

    def cautions(self) -> tuple[str, ...]:
        """What is not confirmed about this scale, in words."""
        said = {
            "first_day": _("The first day of this scale is not confirmed by an official text."),
            "same_as_2024": _("The rules of 2023 are taken to be those of 2024: not confirmed by an official text."),
            "zero_long": _(
                "Whether the zero rules also count for QRPL and QZP is not confirmed:"
                " applied where the author set them."
            ),
            "zero_rules": _(
                "Whether an unacceptable or a missing indispensable proposition was worth zero is not confirmed:"
                " not applied."
            ),
            "former_kinds": _("Only the kinds of questions that this examination is known to have used have a rule."),
        }
        return tuple(said[one] for one in self.uncertain)


def _read() -> dict[str, Scale]:
    lists = parse_lists(files("carnet.teaching.scoring").joinpath("scales.yaml").read_text(encoding="utf-8"))
    return {
        name: Scale(
            id=name,
            name=one["name"],
            since=one["since"],
            until=one.get("until"),
            source=one["source"],
            official=one["official"],
            uncertain=tuple(one.get("uncertain", ())),
            rules=MappingProxyType({kind: _rule(rule) for kind, rule in one["rules"].items()}),
        )
        for name, one in lists.items()
    }


def _rule(data: dict[str, object]) -> Rule:
    given = dict(data)
    given["steps"] = tuple(given.get("steps", ()))  # type: ignore[arg-type]
    given["categories"] = MappingProxyType(given.get("categories", {}))  # type: ignore[arg-type]
    return Rule(**given)  # type: ignore[arg-type]


class _Scales(Mapping[str, Scale]):
    """The scales by id, read from their file when first asked for."""

    @staticmethod
    @cache
    def _all() -> dict[str, Scale]:
        return _read()

    def __getitem__(self, name: str) -> Scale:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


SCALES: Mapping[str, Scale] = _Scales()


def scale(name: str | Scale = DEFAULT) -> Scale:
    """The scale of that id. Raises `ScoringError` for another."""
    if isinstance(name, Scale):
        return name
    if name not in SCALES:
        raise ScoringError(
            _("Unknown scale: {scale}.").format(scale=name),
            _("Known scales: {scales}.").format(scales=", ".join(SCALES)),
        )
    return SCALES[name]


def current_scale(day: date | None = None) -> Scale:
    """The official scale in force on a day (today by default); before the first one, the first."""
    day = day or date.today()
    official = sorted((one for one in SCALES.values() if one.official), key=lambda one: one.since)
    for one in reversed(official):
        if one.since <= day:
            return one
    return official[0]

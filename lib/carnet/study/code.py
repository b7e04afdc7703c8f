"""The Python cell that makes a cohort and a result again."""

from collections.abc import Mapping, Sequence
from typing import Any

from carnet.cohorts.definition import Between, CohortDefinition, Criterion, Entry, Event, OneOf


def cell(source: str, definition: CohortDefinition, result: str = "", options: Mapping[str, Any] | None = None) -> str:
    """Python that opens the hospital, defines the cohort and, when asked, computes a result (`survival("os", …)`).

    `source` is what `carnet.open` was given; `options` its keyword arguments.
    """
    opened = ", ".join([_text(source), *(f"{name}={_text(value)}" for name, value in (options or {}).items())])
    steps = [f"hospital.cohort({_text(definition.name)})" if definition.name else "hospital.cohort()"]
    steps += [f".{step}" for step in (_entry(definition.entry), *map(_criterion, definition.criteria)) if step]
    chain = steps[0] if len(steps) == 1 else "(\n    " + "\n    ".join(steps) + "\n)"
    lines = ["import carnet", "", f"hospital = carnet.open({opened})", f"cohort = {chain}"]
    return "\n".join([*lines, f"cohort.{result}" if result else "cohort"]) + "\n"


def call(name: str, *arguments: Any, **options: Any) -> str:
    """`survival("os", by="stage")`; options that are None or empty are left out."""
    given = [_text(argument) for argument in arguments if argument is not None]
    given += [f"{key}={_text(value)}" for key, value in options.items() if value is not None and value != ()]
    return f"{name}({', '.join(given)})"


def _entry(entry: Entry) -> str:
    if entry.domain == "person":
        return ""
    codes: Any = entry.codes[0] if len(entry.codes) == 1 else list(entry.codes)
    return f"entry({entry.domain}={_text(codes)}, first={entry.first})"


def _criterion(criterion: Criterion) -> str:
    if isinstance(criterion, Between):
        if criterion == Between("age", 18):
            return "adults()"
        return f"between({_text(criterion.column)}, {_text(criterion.low)}, {_text(criterion.high)})"
    if isinstance(criterion, OneOf):
        values = ", ".join(_text(value) for value in criterion.values)
        if criterion.column in ("stage", "site"):
            return f"with_{criterion.column}({values})"
        return f"where({_text(criterion.column)}, {values})"
    return _event(criterion)


def _event(event: Event) -> str:
    codes: Any = event.codes[0] if len(event.codes) == 1 else list(event.codes)
    given = [f"{event.domain}={_text(codes)}"]
    if event.at_least != 1 and not event.absent:
        given.append(f"at_least={event.at_least}")
    given += [
        f"{name}={days}"
        for name, days in (("from_days", event.from_days), ("to_days", event.to_days))
        if days is not None
    ]
    return f"{'without' if event.absent else 'having'}({', '.join(given)})"


def _text(value: Any) -> str:
    """A Python literal with double quotes, as people write it."""
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_text(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)

"""`carnet teach analyse MARKS.jsonl`: which questions worked, how reliable the examination is, what to beware of."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carnet.errors import CarnetError
from carnet.language import _, number, percent

if TYPE_CHECKING:
    from carnet.teaching.analysis import Analysis, ItemStatistics


def analyse(
    marks: Annotated[
        Path, typer.Argument(metavar="MARKS.jsonl", help=_("What carnet teach score wrote, or a page exported."))
    ],
    bank: Annotated[
        Path | None,
        typer.Option("--bank", metavar="BANK", help=_("The items: for the keys of the propositions and the titles.")),
    ] = None,
    by_item: Annotated[
        bool, typer.Option("--by-item", help=_("A case is one question: what is answered to it hangs together."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Analyse the marks of a session. Intervals are 95 %."""
    from carnet.teaching.analysis import analyse as analyse_rows
    from carnet.teaching.marking import read_items

    items = read_items(bank).values() if bank else ()
    found = analyse_rows(_rows(marks), items, unit="item" if by_item else "question")
    if as_json:
        print(json.dumps(_plain(found), ensure_ascii=False, indent=1))
    else:
        _show(found)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The marks of a file; lines that tell an error are passed over."""
    try:
        with path.open(encoding="utf-8") as lines:
            for place, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                said = _object(line)
                if said is None or not ({"student", "item", "question", "points"} <= said.keys() or "error" in said):
                    raise CarnetError(
                        _("{file}, line {line}: not a mark (student, item, question, points).").format(
                            file=path.name, line=place
                        ),
                        _("Give what carnet teach score wrote."),
                    )
                if "error" not in said:
                    yield said
    except (OSError, UnicodeDecodeError):
        raise CarnetError(
            _("{file} cannot be read.").format(file=path.name), _("Check its name, its rights, its encoding (UTF-8).")
        ) from None


def _object(line: str) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _plain(found: "Analysis") -> dict[str, Any]:
    from dataclasses import asdict

    return _finite(
        {
            "test": asdict(found.test),
            "questions": found.rows(),
            "propositions": found.propositions(),
            "warnings": [{"kind": type(one).__name__, "message": str(one)} for one in found.warnings],
        }
    )


def _finite(value: Any) -> Any:
    """The same with null for what is no number, which JSON cannot say."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    if isinstance(value, float) or hasattr(value, "dtype"):
        return float(value) if math.isfinite(value) else None
    return value


def _show(found: "Analysis") -> None:
    from rich.console import Console
    from rich.table import Table

    from carnet.teaching.analysis import flag_label

    print(found.summary())
    table = Table(box=None, pad_edge=False)
    headings = (_("Question"), "n", _("Success (95 % CI)"), _("Discrimination (95 % CI)"), _("To look at"))
    for place, heading in enumerate(headings):
        table.add_column(heading, no_wrap=place < len(headings) - 1, overflow="fold")
    for one in found.items:
        flags = ", ".join(flag_label(flag) for flag in one.flags)
        table.add_row(one.id, number(one.n), _success(one), _discrimination(one), flags)
    console = Console()
    console = console if console.is_terminal else Console(width=160)  # a file is no narrow window
    console.print(table)
    for warning in found.warnings:
        print(f"! {warning}")


def _success(one: "ItemStatistics") -> str:
    low, high = one.difficulty_interval
    return f"{percent(one.difficulty)} ({percent(low)} – {percent(high)})" if math.isfinite(one.difficulty) else "–"


def _discrimination(one: "ItemStatistics") -> str:
    if not math.isfinite(one.discrimination):
        return "–"
    low, high = one.discrimination_interval
    return f"{number(one.discrimination, 2)} ({number(low, 2)} – {number(high, 2)})"
